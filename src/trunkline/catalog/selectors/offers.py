"""Reads of what an account may order, at which price, and why it may not order the rest.

The number of queries does not depend on the number of products: their facts are read as plain values, and each reason
is found once for all products that are alike.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Lower

from trunkline.catalog.models import OfferedForTechnology, OfferedToClass, Product, RateVersion, ServiceReliance
from trunkline.catalog.models.product_words import SEPARATORS, WORD_MAX
from trunkline.catalog.policies.eligibility import AddedTo, Offer, ineligibility
from trunkline.catalog.selectors.products import is_sold_at_a_rate
from trunkline.catalog.selectors.rates import sold_versions
from trunkline.catalog.states import Category, Composition
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.limits import is_storable

_CURSOR_MAX = 1000
_PRIORITY_SIZE = 2**31
_NUMBER_SIZE = 2**63
_TO_SPACES = str.maketrans(dict.fromkeys(SEPARATORS, " "))
_PLACE = ("pk", "priority", "name")
_FACTS = (
    "lifecycle",
    "is_enabled",
    "category",
    "is_for_residential",
    "is_for_business",
    "customer_can_purchase",
    "is_early",
    "is_over",
    "brand_id",
    "service_type",
    "product_type__composition",
    "product_type__charging_kind",
    "usage_mode",
)
_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class OfferQuestion:
    """For whom offers are asked: an account as it is at an instant, and the technology of one of its subscribers.

    Class and technology only filter what is shown; None and "" let everything pass. `by_customer` is for what
    customers can order themselves, `adds_to` for what can be added to a service.
    """

    brand_id: int
    currency: str
    account_class_id: int | None
    technology: str
    is_business: bool
    by_customer: bool
    at: datetime
    adds_to: AddedTo | None = None


@dataclass(frozen=True)
class OfferSearch:
    """Which offers are wanted: those with words that begin so, those without a reason, a page (None: all of them)."""

    words: str = ""
    only_orderable: bool = False
    after: str = ""
    limit: int | None = None


EVERYTHING = OfferSearch()


class FoundOffer(NamedTuple):
    """A product as an account is shown it: its rate version's amounts per period or unit, or why it cannot be ordered.

    What a version costs when it is ordered, its model tells: see `selectors.rates.due_when_ordered`.
    """

    product_id: int
    version_id: int | None
    retail: Decimal | None
    retail_set_up: Decimal | None
    reasons: tuple[str, ...]


# The number and the amounts of a rate version.
_Priced = tuple[int, Decimal, Decimal] | tuple[None, None, None]
_UNPRICED: _Priced = (None, None, None)


@dataclass(frozen=True)
class FoundOffers:
    """Some offers: products of a higher priority first, then by name; and the cursor of the next ones, if any."""

    offers: Sequence[FoundOffer]
    next: str | None


def find_offers(question: OfferQuestion, search: OfferSearch = EVERYTHING) -> FoundOffers:
    """This will find what an account is shown, with the rate that it buys at and all reasons why it cannot order.

    Raises InvalidInputError for a cursor that makes no sense.
    """
    shown = _shown(question, search)
    products = shown.order_by("-priority", "name", "pk").values_list(*_PLACE, *_FACTS)
    sold = sold_versions(question.currency, question.account_class_id, question.at)
    # Reasons are not told by the database: of a page of orderable ones, nobody knows how many rows it takes.
    if search.limit is not None and not search.only_orderable:
        rows = list(products[: search.limit + 1])
        sold = sold.filter(rate__product__in=[row[0] for row in rows])
    else:
        rows = list(products)
        sold = sold.filter(rate__product__in=shown.values("pk"))
    versions: dict[int, _Priced] = {
        product_id: (version_id, retail, retail_set_up)
        for product_id, version_id, retail, retail_set_up in sold.values_list(
            "rate__product_id", "pk", "retail", "retail_set_up"
        )
    }
    offers = _judged(rows, versions, question)
    if search.only_orderable:
        kept = [number for number, offer in enumerate(offers) if not offer.reasons]
        rows, offers = [rows[number] for number in kept], [offers[number] for number in kept]
    if search.limit is None or len(offers) <= search.limit:
        return FoundOffers(offers, None)
    return FoundOffers(offers[: search.limit], _cursor(rows[search.limit - 1]))


def map_versions(version_ids: Iterable[int]) -> dict[int, RateVersion]:
    """This will read versions of rates with all that tells what they cost, by their numbers."""
    versions = RateVersion.objects.select_related("rate__price_plan").prefetch_related("tiers", "phases")
    return versions.in_bulk(list(version_ids))


def _shown(question: OfferQuestion, search: OfferSearch) -> QuerySet[Product]:
    """What an account is shown: products of its brand or of none, for its class and technology, with the words."""
    products = Product.objects.filter(Q(brand__isnull=True) | Q(brand_id=question.brand_id))
    if question.account_class_id is not None:
        classes = OfferedToClass.objects.filter(product=OuterRef("pk"))
        products = products.filter(~Exists(classes) | Exists(classes.filter(account_class=question.account_class_id)))
    if question.technology:
        technologies = OfferedForTechnology.objects.filter(product=OuterRef("pk"))
        its = technologies.filter(technology__code=question.technology)
        products = products.filter(~Exists(technologies) | Exists(its))
    if search.words.strip():
        products = _with_words(products, search.words)
    if search.after:
        products = products.filter(_beyond(search.after))
    return products.annotate(
        is_early=ExpressionWrapper(Q(available_from__gt=question.at), BooleanField()),
        is_over=ExpressionWrapper(Q(available_until__lte=question.at), BooleanField()),
    )


def _with_words(products: QuerySet[Product], text: str) -> QuerySet[Product]:
    words = [word[:WORD_MAX] for word in text.translate(_TO_SPACES).split(" ") if word]
    if not words:
        return products.none()
    # Quotes and backslashes are separators: none is left.
    query = Value(" & ".join(f"'{word}':*" for word in words), TextField())
    begins = Func(
        F("words__words"),
        Cast(Lower(query), SearchQueryField()),
        template="%(expressions)s",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )
    return products.filter(begins)


def _judged(rows: Iterable[tuple[Any, ...]], versions: dict[int, _Priced], question: OfferQuestion) -> list[FoundOffer]:
    relied_on = {} if question.adds_to is None else _relied_on()
    known: dict[tuple[Any, ...], tuple[str, ...]] = {}
    offers = []
    for row in rows:
        product_id = row[0]
        version_id, retail, retail_set_up = versions.get(product_id, _UNPRICED)
        facts = (version_id is not None, relied_on.get(product_id, ()), *row[len(_PLACE) :])
        reasons = known.get(facts)
        if reasons is None:
            reasons = known[facts] = tuple(_reasons(facts, question))
        offers.append(FoundOffer(product_id, version_id, retail, retail_set_up, reasons))
    return offers


def _reasons(facts: tuple[Any, ...], question: OfferQuestion) -> list[str]:
    has_version, relies_on, *columns = facts
    told = dict(zip(_FACTS, columns, strict=True))
    composition = told.pop("product_type__composition")
    charging_kind, usage_mode = told.pop("product_type__charging_kind"), told.pop("usage_mode")
    is_priced_elsewhere = not is_sold_at_a_rate(charging_kind, usage_mode, composition)
    offer = Offer(
        # When it is available, only as far as it is not.
        available_from=question.at + _A_MOMENT if told.pop("is_early") else None,
        available_until=question.at if told.pop("is_over") else None,
        has_price=has_version or is_priced_elsewhere,
        is_composed=composition != Composition.FLAT,
        relies_on=relies_on,
        **told,
    )
    return ineligibility(
        offer,
        is_business=question.is_business,
        brand_id=question.brand_id,
        by_customer=question.by_customer,
        at=question.at,
        adds_to=question.adds_to,
    )


def _relied_on() -> dict[int, tuple[str, ...]]:
    """The names of the services that add-ons need, by the add-on."""
    found: dict[int, tuple[str, ...]] = {}
    rows = ServiceReliance.objects.filter(product__category=Category.ADDON).order_by("product_id", "position", "pk")
    for product_id, name in rows.values_list("product_id", "service_name"):
        found[product_id] = (*found.get(product_id, ()), name)
    return found


def _cursor(row: tuple[Any, ...]) -> str:
    number, priority, name = row[: len(_PLACE)]
    return base64.urlsafe_b64encode(json.dumps([priority, name, number]).encode()).decode().rstrip("=")


def _beyond(cursor: str) -> Q:
    """What comes after a cursor; raises InvalidInputError."""
    priority, name, number = _read_cursor(cursor)
    is_later = Q(name__gt=name) | Q(name=name, pk__gt=number)
    return Q(priority__lt=priority) | (Q(priority=priority) & is_later)


def _read_cursor(text: str) -> tuple[int, str, int]:
    refusal = InvalidInputError.for_field("after", "is no cursor; take the next of an answer.")
    if len(text) > _CURSOR_MAX:
        raise refusal
    try:
        priority, name, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise refusal from None
    # Numbers exactly: True is one to Python, and none to the database.
    if type(priority) is not int or type(number) is not int or not isinstance(name, str) or not is_storable(name):
        raise refusal
    if abs(priority) >= _PRIORITY_SIZE or abs(number) >= _NUMBER_SIZE:
        raise refusal
    return priority, name, number
