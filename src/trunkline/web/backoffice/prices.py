"""The page on which a product is priced: the fields of a price, its tiers and its phases."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError
from unfold.widgets import UnfoldAdminTextInputWidget

from trunkline.catalog.errors import DefinitionNotFoundError
from trunkline.catalog.models import Rate, RatePhase, RateTier, RateVersion
from trunkline.catalog.models.columns import columns_of_rows
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors.rates import list_rate_versions
from trunkline.catalog.use_cases import prices
from trunkline.kernel.errors import DomainError
from trunkline.web.api.v1.prices import PriceIn, price_draft
from trunkline.web.backoffice.areas import plural_of
from trunkline.web.backoffice.fields import UNTOLD, field_of, read_value
from trunkline.web.backoffice.forms import ColumnsForm, DefinitionForm
from trunkline.web.backoffice.people import catalogue_page, visitor_of
from trunkline.web.backoffice.site import draw
from trunkline.web.backoffice.words import sentence_of

_PRODUCTS = KINDS["products"]
# A price is filled in as definitions are, without being one: it is never changed.
_PRICE = Kind(
    name="prices",
    title="price",
    model=RateVersion,
    rows=(Rows("tiers", RateTier, parent="version"), Rows("phases", RatePhase, parent="version")),
    hidden=frozenset({"rate", "valid_until", "withdrawn_at", "phase_periods", "recorded_at"}),
)
_PLACE = columns_of_rows(Rows("rate", Rate, parent="product"))
# How the API names what the tables name otherwise.
_WORDS = {
    "retail": "retail_cost",
    "wholesale": "wholesale_cost",
    "retail_set_up": "retail_setup_cost",
    "wholesale_set_up": "wholesale_setup_cost",
}
_COLUMNS = {word: column for column, word in _WORDS.items()}
_HELP = {
    "price_plan": "Left empty: the default plan of the currency.",
    "currency": "Left empty: that of the plan, or of the sellers.",
    "bundle": "Only for what the product costs inside a bundle.",
    "period_count": "Left empty: the product's own period. 0: once.",
    "valid_from": "In UTC. Left empty: now.",
    "block_size": "Of a package: how many units are a block.",
    "percent": "Of a percentage: how much of the other charge.",
    "percent_of": "Left empty: of the service that it adds to.",
    "applies_to_components": "Of a bundle: its price is the price of all that it consists of.",
}


_CAN_BE_EMPTY = ("audience", "wholesale", "retail_set_up", "wholesale_set_up")
_DIGITS_MAX = 9


class PriceForm:
    """What somebody fills in to price a product: where the price belongs, and the price itself."""

    def __init__(self, data: QueryDict | None = None) -> None:
        shown = data if data is not None else {}
        self.place = ColumnsForm({each.name: field_of(each, shown.get(each.name)) for each in _PLACE}, data=data)
        self.place.fields["currency"] = forms.CharField(widget=UnfoldAdminTextInputWidget(attrs={"maxlength": "3"}))
        self.price = DefinitionForm(_PRICE, {}, data, is_new=True)
        for name, text in _HELP.items():
            field = (self.place if name in self.place.fields else self.price.main).fields[name]
            field.help_text, field.required = text, False
        for name in _CAN_BE_EMPTY:
            self.price.main.fields[name].required = False

    @property
    def fields(self) -> list[forms.BoundField]:
        """The inputs of the price, those of its place first."""
        return [*self.place, *self.price.main]

    def document(self) -> dict[str, Any]:
        """This will read the body of a request that prices a product; what was left empty is left out."""
        written = _in_words_of_the_api(self.price.document())
        written["currency"] = self.place.shown("currency")
        for column in _PLACE:
            value = read_value(column, self.place.shown(column.name))
            if value is not UNTOLD:
                written[column.name] = value
        return {name: value for name, value in written.items() if value is not None and value != ""}

    def mark(self, refused: Mapping[str, str]) -> None:
        """This will write each refusal beside the input that it is about."""
        for path, reason in refused.items():
            name = ".".join(_COLUMNS.get(part, part) for part in path.split("."))
            if name in self.place.fields:
                self.place.add_error(name, sentence_of(reason))
            else:
                self.price.mark({name: reason})


def _in_words_of_the_api(document: Mapping[str, Any]) -> dict[str, Any]:
    written = {_WORDS.get(name, name): value for name, value in document.items()}
    phases = [{_WORDS.get(name, name): value for name, value in phase.items()} for phase in document["phases"]]
    return {**written, "phases": phases}


@catalogue_page
@require_http_methods(["GET", "HEAD", "POST"])
def add_price_page(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """This will price a product; the page tells how many prices it had, so that of two who do so one is told."""
    visitor = visitor_of(request)
    try:
        product = visitor.find(_PRODUCTS, definition_id)
    except DefinitionNotFoundError:
        raise Http404 from None
    if not visitor.can_change(_PRODUCTS, product):
        raise PermissionDenied
    form = PriceForm(request.POST if request.method == "POST" else None)
    address = f"{reverse('backoffice:change', args=[_PRODUCTS.name, definition_id])}#prices"
    if request.method == "POST":
        try:
            draft = price_draft(PriceIn(**form.document()), visitor.seen_brand_ids, _count(request))
            prices.set_price(visitor.command("in the back office"), product.pk, draft)
        except ValidationError as error:
            form.mark({_path(problem["loc"]): str(problem["msg"]) for problem in error.errors()})
        except DomainError as refusal:
            form.mark(refusal.fields or {"": refusal.detail})
        else:
            messages.success(request, f"The product {product.code} is priced.")
            return redirect(address)
    crumbs = [
        (plural_of(_PRODUCTS), reverse("backoffice:list", args=[_PRODUCTS.name])),
        (product.name, address),
    ]
    context = {
        "form": form,
        "is_changed_by_visitor": True,
        "count": request.POST.get("count") or list_rate_versions(product.pk).count(),
    }
    return draw(request, "price.html", "New price", crumbs, context)


def _count(request: HttpRequest) -> int:
    """How many prices the product had when the form was opened; one that does not tell is no form of ours."""
    text = request.POST.get("count", "")
    return int(text) if text.isdecimal() and len(text) < _DIGITS_MAX else -1


def _path(location: tuple[int | str, ...]) -> str:
    """A place in a body as documents write it: tiers[0].starts_at."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path
