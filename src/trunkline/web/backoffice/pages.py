"""The pages of the back office: every kind of definition is listed, made, changed and deleted through the same ones."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from trunkline.catalog.errors import DefinitionChangedError, DefinitionNotFoundError
from trunkline.catalog.models.kind import Kind
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.use_cases import definitions
from trunkline.kernel.errors import DomainError, InvalidInputError
from trunkline.web.backoffice.areas import area_icon, area_title, areas, plural_of
from trunkline.web.backoffice.codes import find_codes
from trunkline.web.backoffice.forms import DefinitionForm
from trunkline.web.backoffice.history import changes_of
from trunkline.web.backoffice.layouts import tabs_of
from trunkline.web.backoffice.people import Visitor, catalogue_page, visitor_of
from trunkline.web.backoffice.products import extras_of, usages_of
from trunkline.web.backoffice.site import draw
from trunkline.web.backoffice.tables import address_of, filters_of, list_table, sorts_of

_PAGE = 50
_CHANGES_SHOWN = 20
_REASON_MAX = 200
_FILTER = "filter."


@catalogue_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """This will show the areas of the catalogue, with how many definitions of each kind there are."""
    shown = [
        {
            "title": area_title(area),
            "icon": area_icon(area),
            "kinds": [(plural_of(kind), reverse("backoffice:list", args=[kind.name])) for kind in kinds],
        }
        for area, kinds in areas().items()
    ]
    return draw(request, "index.html", "Catalogue", [], {"areas": shown})


@catalogue_page
@require_safe
def list_page(request: HttpRequest, kind_name: str) -> HttpResponse:
    """This will list definitions of a kind: searched, filtered and sorted as the API does."""
    kind, visitor = _kind(kind_name), visitor_of(request)
    chosen = {
        name.removeprefix(_FILTER): str(value)
        for name, value in request.GET.items()
        if name.startswith(_FILTER) and value
    }
    words, sort = request.GET.get("q", ""), request.GET.get("sort", "code")
    query = selectors.Query(chosen, words, sort, request.GET.get("after", ""), _PAGE)
    error = ""
    try:
        page = selectors.list_definitions(kind, query, visitor.seen_brand_ids)
    except InvalidInputError as refusal:
        page, error = selectors.Page([], None), refusal.detail
    further = request.GET.copy()
    further["after"] = page.next or ""
    context = {
        "kind": kind,
        "table": list_table(kind, page),
        "filters": filters_of(kind, chosen),
        "is_filtered": bool(chosen or words),
        "words": words,
        "sort": sort,
        "sorts": sorts_of(kind),
        "error": error,
        "next": f"?{further.urlencode()}" if page.next else "",
        "is_further": "after" in request.GET,
        "add_address": reverse("backoffice:add", args=[kind.name]) if visitor.can_make(kind) else "",
    }
    return draw(request, "list.html", plural_of(kind), [], context)


@catalogue_page
@require_http_methods(["GET", "HEAD", "POST"])
def add_page(request: HttpRequest, kind_name: str) -> HttpResponse:
    """This will make a definition; addresses that lead here may name values to begin with."""
    kind, visitor = _kind(kind_name), visitor_of(request)
    if not visitor.can_make(kind):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = DefinitionForm(kind, request.GET.dict() if data is None else {}, data, is_new=True)
    if data is not None:
        document = form.document()
        _mark_foreign_brand(form, visitor, kind, document)
        saved = None if form.problem_count else _save(request, form, kind, document)
        if saved is not None:
            return redirect("backoffice:change", kind.name, saved.public_id)
    context = {
        "form": form,
        "tabs": tabs_of(form, ()),
        "form_key": request.POST.get("form_key") or str(uuid4()),
        "is_changed_by_visitor": True,
        "reason": request.POST.get("change_reason", ""),
    }
    return draw(request, "change.html", f"New {kind.title}", [_crumb(kind)], context)


@catalogue_page
@require_http_methods(["GET", "HEAD", "POST"])
def change_page(request: HttpRequest, kind_name: str, definition_id: UUID) -> HttpResponse:
    """This will show a definition with all that it takes part in, and change it if nobody else did meanwhile."""
    kind, visitor = _kind(kind_name), visitor_of(request)
    definition = _find(visitor, kind, definition_id)
    can_change = visitor.can_change(kind, definition)
    data = request.POST if request.method == "POST" else None
    form = DefinitionForm(kind, selectors.content(kind, definition), data)
    terms_written = request.POST.get("terms", "").strip()
    if data is not None:
        if not can_change:
            raise PermissionDenied
        patch = form.patch()
        if terms_written:  # which a button of their own writes
            form.errors.append(
                "The terms that are written here are not saved with the rest: use the button below them."
            )
        if "brand" in patch:
            _mark_foreign_brand(form, visitor, kind, patch)
        if not form.problem_count and _save(request, form, kind, patch, definition) is not None:
            return redirect(address_of(kind, definition))
    if not can_change:
        form.make_read_only()
    context = {
        "form": form,
        "tabs": tabs_of(form, usages_of(kind, definition, visitor.seen_brand_ids)),
        "definition": definition,
        # The version that the form was filled in from: after a conflict, that stays until the page is opened anew.
        "version": request.POST.get("version") or definition.version,
        "is_changed_by_visitor": can_change,
        "changes": changes_of(kind, definition, _CHANGES_SHOWN),
        "history_address": reverse("backoffice:history", args=[kind.name, definition_id]),
        "delete_address": reverse("backoffice:delete", args=[kind.name, definition_id]),
        "reason": request.POST.get("change_reason", ""),
        "terms_written": terms_written,
        **extras_of(visitor.access, kind, definition),
    }
    return draw(request, "change.html", definition.name, [_crumb(kind)], context)


@catalogue_page
@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(request: HttpRequest, kind_name: str, definition_id: UUID) -> HttpResponse:
    """This will delete a definition that nothing names, after showing what does."""
    kind, visitor = _kind(kind_name), visitor_of(request)
    definition = _find(visitor, kind, definition_id)
    if not visitor.can_change(kind, definition):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        try:
            definitions.delete(_command(request, visitor), kind.name, definition_id, _version(request))
        except DomainError as refusal:
            error = refusal.detail
        else:
            messages.success(request, f"The {kind.title} {definition.code} is deleted.")
            return redirect("backoffice:list", kind.name)
    usages = [each for each in usages_of(kind, definition, None) if each.count and not each.through]
    context = {"kind": kind, "definition": definition, "usages": usages, "error": error}
    crumbs = [_crumb(kind), (definition.name, address_of(kind, definition))]
    return draw(request, "delete.html", "Delete", crumbs, context)


@catalogue_page
@require_safe
def history_page(request: HttpRequest, kind_name: str, definition_id: UUID) -> HttpResponse:
    """This will show who changed what of a definition, when and why."""
    kind = _kind(kind_name)
    definition = _find(visitor_of(request), kind, definition_id)
    crumbs = [_crumb(kind), (definition.name, address_of(kind, definition))]
    return draw(request, "history.html", "History", crumbs, {"changes": changes_of(kind, definition)})


@catalogue_page
@require_safe
def codes(request: HttpRequest, table: str) -> HttpResponse:
    """This will answer what a list that is searched by typing asks for: definitions by code and name."""
    try:
        model = apps.get_model(table)
    except (LookupError, ValueError):
        raise Http404 from None
    found = find_codes(model, request.GET.get("term", ""), visitor_of(request).seen_brand_ids)
    if found is None:
        raise Http404
    return JsonResponse({"results": found})


def _kind(name: str) -> Kind:
    try:
        return selectors.get_kind(name)
    except DefinitionNotFoundError:
        raise Http404 from None


def _find(visitor: Visitor, kind: Kind, definition_id: UUID) -> Any:
    try:
        return visitor.find(kind, definition_id)
    except DefinitionNotFoundError:
        raise Http404 from None


def _crumb(kind: Kind) -> tuple[str, str]:
    return plural_of(kind), reverse("backoffice:list", args=[kind.name])


def _version(request: HttpRequest) -> int:
    """The version that a form was made from; one that tells none is no form of ours."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004  # what a column of the database holds


def _command(request: HttpRequest, visitor: Visitor, key: str | None = None) -> Any:
    reason = request.POST.get("change_reason", "").strip()[:_REASON_MAX] or "in the back office"
    return visitor.command(reason, key)


def _save(
    request: HttpRequest, form: DefinitionForm, kind: Kind, document: Mapping[str, Any], definition: Any = None
) -> Any | None:
    """Save what the form says and tell what that brought about; None, with the form marked, where it was refused."""
    visitor = visitor_of(request)
    try:
        if definition is None:
            key = request.POST.get("form_key", "")[:80]
            saved = definitions.create(_command(request, visitor, key or None), kind.name, document)
        else:
            command = _command(request, visitor)
            saved = definitions.change(command, kind.name, definition.pk, document, _version(request))
    except DefinitionChangedError:
        form.errors.append(_who_came_before(kind, definition, _version(request)))
        return None
    except DomainError as refusal:
        form.mark(refusal.fields or {"": refusal.detail})
        return None
    (row,) = selectors.get_definitions(kind, [saved["id"]])
    messages.success(request, f"The {kind.title} {row.code} is saved.")
    for sentence in saved["consequences"]:
        messages.info(request, sentence)
    return row


def _who_came_before(kind: Kind, definition: Any, version: int) -> str:
    """Who changed a definition while somebody else was filling in its form."""
    found = selectors.find_definition(kind, definition.public_id)
    if found is None:
        return "It was deleted meanwhile; nothing is saved."
    latest = next(iter(changes_of(kind, found, 1)), None)
    who = f" by {latest.by} at {latest.at:%Y-%m-%d %H:%M} UTC" if latest else ""
    return (
        f"It was changed meanwhile{who}: it is at version {found.version}, and this form was filled in from version"
        f" {version}. Nothing is saved. Open it anew, and decide again."
    )


def _mark_foreign_brand(form: DefinitionForm, visitor: Visitor, kind: Kind, document: Mapping[str, Any]) -> None:
    slugs = visitor.brand_slugs()
    if slugs is not None and selectors.has_seller_brand(kind) and document.get("brand") not in slugs:
        form.mark({"brand": f"must be one of yours: {', '.join(sorted(slugs))}."})
