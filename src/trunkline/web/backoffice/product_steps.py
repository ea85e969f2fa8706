"""What is done to a product beside filling in its form: it is published, retired, entered somewhere, taken out."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from trunkline.catalog.errors import DefinitionNotFoundError
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.operations.participation import Spot
from trunkline.catalog.selectors.definitions import get_definitions
from trunkline.catalog.selectors.participation import Place, get_place
from trunkline.catalog.use_cases import participation, prices, products, publishing
from trunkline.flows.processes.products import publish_product
from trunkline.kernel.errors import DomainError
from trunkline.platform.limits import LONG_TEXT_MAX, require_text
from trunkline.web.backoffice.people import Visitor, catalogue_page, visitor_of

_PRODUCTS = KINDS["products"]
_REASON = "in the back office, from the product's page"
# Of the number of a row.
_DIGITS_MAX = 18
Step = Callable[[Visitor, Any, str, HttpRequest], list[str]]


@catalogue_page
@require_POST
def step_page(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """This will carry out the step that a button of a product's page names, and lead back there."""
    visitor = visitor_of(request)
    try:
        product = visitor.find(_PRODUCTS, definition_id)
        name, _, rest = request.POST.get("step", "").partition(":")
        step = _STEPS[name]
        if not visitor.can_change(_PRODUCTS, product):
            raise PermissionDenied
        told = step(visitor, product, rest, request)
    except (KeyError, DefinitionNotFoundError):
        raise Http404 from None
    except DomainError as refusal:
        messages.error(request, refusal.detail)
    else:
        for sentence in told:
            messages.success(request, sentence)
    return redirect("backoffice:change", _PRODUCTS.name, definition_id)


@catalogue_page
@require_POST
def copy_page(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """This will make a draft with what a copy takes over of a product, and lead to it; it is told its code and name."""
    visitor = visitor_of(request)
    try:
        product = visitor.find(_PRODUCTS, definition_id)
    except DefinitionNotFoundError:
        raise Http404 from None
    if not visitor.can_change(_PRODUCTS, product):
        raise PermissionDenied
    code, name = (request.POST.get(f"copy_{each}", "").strip() for each in ("code", "name"))
    try:
        copied_id = publishing.copy_product(
            visitor.command(_REASON), product.pk, {"code": code, "name": name, "slug": code.lower()}
        )
    except DomainError as refusal:
        told = [f"{field}: {reason}" for field, reason in refusal.fields.items()] or [refusal.detail]
        for sentence in told:
            messages.error(request, sentence)
        return redirect("backoffice:change", _PRODUCTS.name, definition_id)
    (copied,) = get_definitions(_PRODUCTS, [copied_id])
    messages.success(request, f"The product {copied.code} is made, as a copy of {product.code}; tell the rest of it.")
    return redirect("backoffice:change", _PRODUCTS.name, copied.public_id)


def _publish(visitor: Visitor, product: Any, _rest: str, _request: HttpRequest) -> list[str]:
    publish_product(visitor.command(_REASON), product)
    return [f"The product {product.code} is on sale."]


def _retire(visitor: Visitor, product: Any, _rest: str, _request: HttpRequest) -> list[str]:
    publishing.retire_product(visitor.command(_REASON), product.pk)
    return [f"The product {product.code} is retired: nobody can order it, running services go on."]


def _enter(visitor: Visitor, product: Any, rest: str, request: HttpRequest) -> list[str]:
    """Enter the product in a list of the definition that the select beside the button names."""
    place = _place(rest)
    code = request.POST.get(f"enter:{rest}", "")
    other: Any = place.kind.model._default_manager.filter(code=code).first()  # noqa: SLF001  # Django's public manager
    if other is None:
        return []
    _require_change(visitor, place, other)
    spot = Spot(place.kind.name, other.public_id, place.rows.name)
    saved = participation.take_part(visitor.command(_REASON), product.pk, spot, {})
    return [f"The product takes part in the {place.kind.title} {code}.", *saved["consequences"]]


def _leave(visitor: Visitor, product: Any, rest: str, _request: HttpRequest) -> list[str]:
    where, _, code = rest.partition(":")
    place = _place(where)
    other: Any = place.kind.model._default_manager.filter(code=code).first()  # noqa: SLF001  # Django's public manager
    if other is None:
        raise DefinitionNotFoundError(f"There is no {place.kind.title} {code[:80]!r}.")
    _require_change(visitor, place, other)
    spot = Spot(place.kind.name, other.public_id, place.rows.name)
    saved = participation.leave(visitor.command(_REASON), product.pk, spot)
    return [f"The product is no part of the {place.kind.title} {code} any more.", *saved["consequences"]]


def _withdraw(visitor: Visitor, product: Any, rest: str, _request: HttpRequest) -> list[str]:
    if not rest.isdecimal():
        raise Http404
    prices.withdraw_price(visitor.command(_REASON), product.pk, int(rest[:_DIGITS_MAX]))
    return ["The price is withdrawn; who bought at it keeps it."]


def _write_terms(visitor: Visitor, product: Any, _rest: str, request: HttpRequest) -> list[str]:
    # Browsers end lines with two characters.
    text = require_text(request.POST.get("terms", "").replace("\r\n", "\n").strip(), "terms", LONG_TEXT_MAX)
    before = request.POST.get("terms_version", "")
    expected = int(before) if before.isdecimal() and len(before) < _DIGITS_MAX else -1
    version = products.add_product_terms(visitor.command(_REASON), product.pk, text, expected)
    return [f"Version {version} of the terms holds for orders from now on."]


def _place(where: str) -> Place:
    kind_name, _, list_name = where.partition("/")
    return get_place(kind_name, list_name)


def _require_change(visitor: Visitor, place: Place, other: Any) -> None:
    if not visitor.can_change(place.kind, other):
        raise PermissionDenied


_STEPS: dict[str, Step] = {
    "publish": _publish,
    "retire": _retire,
    "enter": _enter,
    "leave": _leave,
    "withdraw": _withdraw,
    "terms": _write_terms,
}
