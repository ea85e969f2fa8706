"""`trunkline bench offers`: what an account may order of 10,000 products, against one bare SQL query.

Both tell the same products in the same order, each with its rate version and amounts and all reasons against it, and
take turns. Three ask: a customer of a class and a technology, staff for a business, and a service for its add-ons.
"""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

import psycopg

from trunkline.cli.bench.offers_catalogue import CLASSES, TECHNOLOGIES, Catalogue, answer_bare, open_catalogue
from trunkline.cli.bench.outcomes import Outcome, peak_mib
from trunkline.cli.installation import Databases, set_up_django

if TYPE_CHECKING:
    from trunkline.catalog.selectors.offers import OfferQuestion

# At most twice the time of the bare query.
GOAL = 0.5
PRODUCTS = 10_000
# The number of queries for so many products is held against that for all.
_FEW = 50
# Both ways take turns, so that what else the machine does disturbs both.
_TURNS = 20
_PAGE = 50
_MILLISECONDS = 1000
_ASKED = ("brand_id", "currency", "account_class_id", "technology", "is_business", "by_customer", "at")

Row = tuple[Any, ...]


@dataclass
class _Measured:
    """How long each way took to answer one question, turn by turn."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    def describe(self) -> dict[str, float]:
        ours, bare = statistics.median(self.ours), statistics.median(self.bare)
        return {"ours": round(ours, 1), "bare": round(bare, 1), "times": round(ours / bare, 2)}


def run(environment: Mapping[str, str], databases: Databases, size: int | None = None) -> Outcome:
    """Measure how long it takes to tell all that is offered to an account, of `size` products."""
    products = PRODUCTS if size is None else max(size, 2 * _FEW)
    set_up_django(environment)
    catalogue = open_catalogue()
    catalogue.add_products(1, _FEW)
    few = {name: _count_queries(question) for name, question in _questions(catalogue).items()}
    catalogue.add_products(_FEW + 1, products)
    # As autovacuum would, some time after so many rows were made.
    with psycopg.connect(databases.owner_url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
    questions = _questions(catalogue)
    queries = {name: _count_queries(question) for name, question in questions.items()}
    failures = [] if queries == few else [f"the queries were {few} for {_FEW} products, and {queries} for {products}"]
    with psycopg.connect(databases.runtime_url, autocommit=True) as connection, connection.cursor() as cursor:
        for name, question in questions.items():
            failures += differences(name, _answer(question), answer_bare(cursor, _values(question)))
        measured = {name: _measure(question, cursor) for name, question in questions.items()}
        shown = {name: _describe(_answer(question)) for name, question in questions.items()}
    ours = statistics.fmean(statistics.median(each.ours) for each in measured.values())
    bare = statistics.fmean(statistics.median(each.bare) for each in measured.values())
    return Outcome(
        bench="offers",
        value=ours,
        unit="ms",
        limit=bare,
        ratio=bare / ours,
        goal=GOAL,
        peak_mib=peak_mib(),
        details={
            "products": products,
            "classes": CLASSES,
            "technologies": TECHNOLOGIES,
            "shown": shown,
            "milliseconds": {name: each.describe() for name, each in measured.items()},
            "queries": queries,
            "milliseconds_of_a_page": _measure_pages(catalogue),
        },
        failures=tuple(failures),
    )


def _questions(catalogue: Catalogue) -> "dict[str, OfferQuestion]":
    from trunkline.catalog.policies.eligibility import AddedTo
    from trunkline.flows.selectors import ask_offers
    from trunkline.parties.models import Account, Subscriber
    from trunkline.parties.selectors import get_terms
    from trunkline.platform.clocks import business_now

    at = business_now()
    of_class = Account.objects.get(pk=catalogue.of_class)
    of_none = Account.objects.get(pk=catalogue.of_none)
    subscriber = Subscriber(account=of_class, technology="technology-3")
    terms = get_terms(of_class.pk, at)
    customer = ask_offers(of_class, terms, by_customer=True, at=at, subscriber=subscriber)
    service = AddedTo(frozenset({"Service 3", "Mobile 20"}), "mobile", is_active=True)
    return {
        "customer": customer,
        "business": ask_offers(of_none, get_terms(of_none.pk, at), by_customer=False, at=at),
        "service": replace(customer, adds_to=service),
    }


def _answer(question: "OfferQuestion") -> list[Row]:
    from trunkline.catalog.selectors.offers import find_offers

    return [(*offer[:-1], list(offer.reasons)) for offer in find_offers(question).offers]


def _values(question: "OfferQuestion") -> dict[str, Any]:
    """What the bare query is told."""
    service = question.adds_to
    return {
        **{name: getattr(question, name) for name in _ASKED},
        "service_type": service and service.service_type,
        "is_active": service and service.is_active,
        "names": sorted(service.names) if service else [],
    }


def _count_queries(question: "OfferQuestion") -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        _answer(question)
    return len(queries)


def differences(name: str, ours: list[Row], bare: list[Row]) -> list[str]:
    """Say where the two ways do not tell the same: one sentence, or none."""
    if ours == bare:
        return []
    pairs = zip(ours, bare, strict=False)
    differing = next((f"ours {one}, the bare query {other}" for one, other in pairs if one != other), "nothing")
    return [f"{name}: {len(ours)} and {len(bare)} products; the first that differ: {differing}"]


def _measure(question: "OfferQuestion", cursor: psycopg.Cursor[Any]) -> _Measured:
    from trunkline.catalog.selectors.offers import find_offers

    values, measured = _values(question), _Measured()
    ways = [
        (measured.ours, lambda: find_offers(question)),
        (measured.bare, lambda: answer_bare(cursor, values)),
    ]
    for number in range(_TURNS):
        # Now one goes first, now the other.
        for taken, answer in reversed(ways) if number % 2 else ways:
            taken.append(_time(answer))
    return measured


def _time(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return (perf_counter() - started) * _MILLISECONDS


def _describe(rows: list[Row]) -> dict[str, int]:
    """How much there is to tell: products, those that can be ordered, and how many lists of reasons differ."""
    reasons = [tuple(row[-1]) for row in rows]
    return {"products": len(rows), "orderable": reasons.count(()), "different_reasons": len(set(reasons))}


def _measure_pages(catalogue: Catalogue) -> dict[str, float]:
    """How long pages take as the API is asked for them, with all that it shows of each product."""
    from trunkline.catalog.selectors.offers import OfferSearch
    from trunkline.flows.selectors import list_offers
    from trunkline.parties.models import Account
    from trunkline.platform.clocks import business_now

    account = Account.objects.get(pk=catalogue.of_class)
    searches = {
        "first": OfferSearch(limit=_PAGE),
        "orderable": OfferSearch(limit=_PAGE, only_orderable=True),
        "two_words": OfferSearch("fib 10", limit=_PAGE),
    }
    at = business_now()

    def take(search: OfferSearch) -> float:
        return _time(lambda: list_offers(account, search, by_customer=True, at=at))

    return {name: round(statistics.median(take(search) for _ in range(_TURNS)), 1) for name, search in searches.items()}
