"""What an account is shown, in which order, found by which words, and in how many queries."""

import random
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.catalogue import define, set_price
from tests.support.goods import FIFTEEN_OVER_FIVE, make_product
from tests.support.people import make_account, make_brand, unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.races import count_waiting, wait_until
from tests.support.services import complete_order, order_product
from trunkline.catalog.models import OfferedForTechnology, OfferedToClass, Product, ProductFeature, ProductWords
from trunkline.catalog.operations.prices import PricePlace
from trunkline.catalog.selectors.offers import OfferSearch
from trunkline.catalog.states import Lifecycle
from trunkline.flows.selectors import OfferPage, list_offers
from trunkline.instances.selectors.services import get_current_service
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.models import Account, Subscriber
from trunkline.platform.clocks import business_now

CLASSES = ("gold", "silver", "bronze")
TECHNOLOGIES = ("fibre", "radio", "copper")
WORDS = ("alpha", "alpine", "beta-ray", "42nd", "Ünder")
POOL = 60


@pytest.fixture(scope="module", autouse=True)
def owner() -> Iterator[psycopg.Connection]:
    """A database with the products of these tests only, and a connection as the owner of its tables."""
    with (
        fresh_database("offers") as database,
        connected_to(database),
        psycopg.connect(database.owner_url) as connected,
    ):
        yield connected


@dataclass(frozen=True)
class Shown:
    """A product in words of our own."""

    pk: int
    brand: str
    priority: int
    name: str
    texts: str
    classes: frozenset[str]
    technologies: frozenset[str]
    is_on_sale: bool


@dataclass(frozen=True)
class Pool:
    """Products of every sort, and an account of each class and of none ("") with a subscriber of each technology."""

    products: list[Shown]
    accounts: dict[str, Account]
    subscribers: dict[tuple[str, str], Subscriber]


@pytest.fixture(scope="module")
def pool(owner: psycopg.Connection) -> Pool:
    del owner
    brands = {"ours": make_brand(), "others": make_brand(), "": None}
    classes = {code: define("account-classes", code=code) for code in CLASSES}
    technologies = {code: define("technologies", code=code) for code in TECHNOLOGIES}
    chance = random.Random(7)  # noqa: S311  # the same products in each run
    products = []
    for _ in range(POOL):
        brand = chance.choice(("ours", "ours", "others", "", ""))
        name, feature = chance.choice(WORDS), chance.choice(WORDS)
        product = make_product(brand_id=brands[brand], name=name, features=[f"With {feature}"])
        is_on_sale = chance.random() < 0.7
        priority = chance.randint(-1, 1)
        state = {} if is_on_sale else chance.choice([{"lifecycle": Lifecycle.DRAFT}, {"is_enabled": False}])
        Product.objects.filter(pk=product.pk).update(priority=priority, **state)
        of = frozenset(chance.sample(CLASSES, chance.choice((0, 0, 1, 2))))
        by = frozenset(chance.sample(TECHNOLOGIES, chance.choice((0, 0, 1, 2))))
        for code in of:
            OfferedToClass.objects.create(product=product, account_class=classes[code])
        for code in by:
            OfferedForTechnology.objects.create(product=product, technology=technologies[code])
        texts = f"{product.code} {name} With {feature}"
        products.append(Shown(product.pk, brand, priority, name, texts, of, by, is_on_sale))
    ours = brands["ours"]
    assert ours is not None
    accounts = {"": Account.objects.get(pk=make_account(ours))}
    accounts |= {code: Account.objects.get(pk=make_account(ours, account_class=code)) for code in CLASSES}
    subscribers = {
        (code, technology): Subscriber.objects.create(account=account, label="Site", technology=technology)
        for code, account in accounts.items()
        for technology in TECHNOLOGIES
    }
    return Pool(products, accounts, subscribers)


def is_shown(product: Shown, account_class: str, technology: str, words: str, *, only_orderable: bool) -> bool:
    """Whether an account of our brand is shown a product: the rules once more, each in a line."""
    parts = re.split(r"[\s-]+", product.texts.lower())
    return (
        product.brand != "others"
        and (not account_class or not product.classes or account_class in product.classes)
        and (not technology or not product.technologies or technology in product.technologies)
        and all(any(part.startswith(word) for part in parts) for word in re.split(r"[\s-]+", words.lower()) if word)
        and (product.is_on_sale or not only_orderable)
    )


@given(
    account_class=st.sampled_from(("", *CLASSES)),
    technology=st.sampled_from(("", *TECHNOLOGIES)),
    words=st.sampled_from(("", "a", "ALP", "alp w", "beta-ray", "ray", "42", "ün", "wit bet", "eta", "prod", "zzz")),
    only_orderable=st.booleans(),
    limit=st.sampled_from((1, 4, 7, 200, None)),
)
@settings(deadline=None, max_examples=120)
def test_an_account_is_shown_what_is_for_it_in_order(
    pool: Pool, account_class: str, technology: str, words: str, *, only_orderable: bool, limit: int | None
) -> None:
    shown = [
        each
        for each in pool.products
        if is_shown(each, account_class, technology, words, only_orderable=only_orderable)
    ]
    shown.sort(key=lambda each: (-each.priority, each.name, each.pk))
    account = pool.accounts[account_class]
    subscriber = pool.subscribers[account_class, technology] if technology else None
    at, after, found = business_now(), "", []
    for _ in range(POOL + 1):
        search = OfferSearch(words, only_orderable, after, limit)
        page = list_offers(account, search, by_customer=False, at=at, subscriber=subscriber)
        assert limit is None or len(page.offers) <= limit
        found += [(offer.product.pk, not offer.reasons) for offer in page.offers]
        after = page.next or ""
        if not after:
            break
    assert found == [(each.pk, each.is_on_sale) for each in shown]


def listed(account: Account, words: str = "", **more: object) -> OfferPage:
    return list_offers(account, OfferSearch(words), by_customer=False, at=business_now(), **more)  # type: ignore[arg-type]


def codes(account: Account, words: str) -> list[str]:
    return [offer.product.code for offer in listed(account, words).offers]


def test_what_only_filters_never_keeps_from_ordering(pool: Pool) -> None:
    mark = f"m{unique()}"
    product = make_product(name=mark)
    OfferedToClass.objects.create(product=product, account_class_id=_class_id(pool, "gold"))
    technology = OfferedForTechnology.objects.filter(technology__code="radio")[0].technology_id
    OfferedForTechnology.objects.create(product=product, technology_id=technology)
    assert [codes(pool.accounts[each], mark) for each in ("gold", "silver", "")] == [[product.code], [], [product.code]]
    assert order_product(product, pool.accounts["silver"].pk).order_line.product_id == product.pk


def _class_id(pool: Pool, code: str) -> int:
    return int(pool.accounts[code].terms.get().account_class_id or 0)


def test_the_class_in_force_is_the_one_that_counts(pool: Pool) -> None:
    product = make_product(name=f"m{unique()}")
    OfferedToClass.objects.create(product=product, account_class_id=_class_id(pool, "gold"))
    account = Account.objects.get(pk=make_account(pool.accounts["gold"].brand_id, account_class="gold"))
    terms = account.terms.get()
    now = business_now()
    terms.pk, terms.effective_at, terms.account_class_id = None, now + timedelta(days=3), _class_id(pool, "silver")
    terms.save(force_insert=True)
    shown = [
        len(list_offers(account, OfferSearch(product.name), by_customer=False, at=now + timedelta(days=days)).offers)
        for days in (1, 4)
    ]
    assert shown == [1, 0]


def test_an_account_buys_from_the_plan_for_its_class(pool: Pool) -> None:
    product = make_product(name=f"m{unique()}", contract_days=30)
    plan = define("price-plans", currency="GBP", account_classes=["gold"])
    dearer = replace(FIFTEEN_OVER_FIVE, retail=Decimal("16.00"))
    version = set_price(product.pk, dearer, PricePlace(plan))
    at = business_now() + timedelta(seconds=1)
    sold = {}
    for code in ("gold", "silver"):
        [offer] = list_offers(pool.accounts[code], OfferSearch(product.name), by_customer=False, at=at).offers
        assert offer.version is not None
        sold[code] = (offer.version.pk == version, offer.version.retail)
    assert sold == {"gold": (True, 16), "silver": (False, 15)}


@pytest.mark.parametrize(
    ("texts", "words", "is_found"),
    [
        ({"name": "Fibre 100/20"}, "fib 10", True),
        ({"name": "Fibre 100/20"}, "20 fibre", True),
        ({"name": "Fibre 100/20"}, "100/2", True),
        ({"name": "Fibre 100/20"}, "ibre", False),
        ({"name": "Fibre 100/20"}, "fibre 200", False),
        ({"name": "ÉCOLE"}, "éco", True),
        ({"name": "Tom's “best”"}, "best tom", True),
        ({"name": "mail@example.com"}, "exam", True),
        ({"name": "3.5e7 plan"}, "5e", True),
        ({"name": "the and or"}, "AND", True),
        ({"name": "x", "features": ["Free roaming in Kenya"]}, "roam ken", True),
        ({"name": "x", "features": ["Free roaming", "Kenya"]}, "x ken roam", True),
        ({"name": "x"}, "---", False),
        ({"name": "x"}, "' | !( <-> :* & \\", False),
        ({"name": "a" * 120}, "a" * 120, True),
    ],
)
def test_words_are_found_by_their_beginnings(
    pool: Pool, texts: dict[str, object], words: str, *, is_found: bool
) -> None:
    product = make_product(**texts)
    assert (product.code in codes(pool.accounts[""], words)) is is_found


def test_words_follow_their_texts(pool: Pool) -> None:
    account, marks = pool.accounts[""], [f"m{unique()}" for _ in range(7)]
    one, other = make_product(name=marks[0]), make_product(features=[marks[1]])

    def found() -> list[list[str]]:
        return [codes(account, mark) for mark in marks]

    assert found() == [[one.code], [other.code], [], [], [], [], []]
    Product.objects.filter(pk=one.pk).update(name="x", description=marks[2], long_description=marks[3], code=marks[4])
    one.refresh_from_db()
    assert found() == [[], [other.code], [one.code], [one.code], [one.code], [], []]
    ProductFeature.objects.filter(text=marks[1]).update(text=marks[5])
    ProductFeature.objects.bulk_create(
        [ProductFeature(product=each, position=9, text=f"Also {marks[6]}") for each in (one, other)]
    )
    assert found()[5] == [other.code]
    assert set(codes(account, marks[6])) == {one.code, other.code}
    ProductFeature.objects.filter(text=marks[5]).update(product=one, position=8)
    assert codes(account, marks[5]) == [one.code]
    ProductFeature.objects.filter(product=one).delete()
    assert (codes(account, marks[5]), codes(account, marks[6])) == ([], [other.code])


def test_of_two_who_change_a_product_at_once_neither_is_forgotten(owner: psycopg.Connection, pool: Pool) -> None:
    product, marks = make_product(), [f"m{unique()}" for _ in range(2)]
    owner.execute("UPDATE catalog_product SET name = %s WHERE id = %s", [marks[0], product.pk])

    def add_feature() -> None:
        ProductFeature.objects.create(product_id=product.pk, position=7, text=marks[1])
        connection.close()

    thread = threading.Thread(target=add_feature)
    thread.start()
    try:
        # The owner is of another role, whose sessions are not counted.
        wait_until(lambda: count_waiting() == 1, "the second does not wait")
    finally:
        owner.commit()
        thread.join()
    assert codes(pool.accounts[""], " ".join(marks)) == [product.code]


def test_a_deleted_product_leaves_no_words() -> None:
    product = define("products", slug=f"d-{unique()}", product_type="recurring-service", features=["One"])
    assert ProductWords.objects.filter(product_id=product.pk).exists()
    Product.objects.get(pk=product.pk).delete()
    assert not ProductWords.objects.filter(product_id=product.pk).exists()


def count_queries(account: Account, words: str, *, limit: int | None, only_orderable: bool) -> tuple[int, int]:
    search = OfferSearch(words, only_orderable, "", limit)
    with CaptureQueriesContext(connection) as queries:
        page = list_offers(account, search, by_customer=True, at=business_now())
    return len(page.offers), len(queries)


@pytest.mark.parametrize("only_orderable", [True, False], ids=["only_orderable", "all"])
@pytest.mark.parametrize("limit", [None, 200], ids=["unlimited", "a_page"])
def test_the_number_of_queries_does_not_grow(pool: Pool, limit: int | None, *, only_orderable: bool) -> None:
    account, mark = pool.accounts["gold"], f"m{unique()}"
    counts = []
    for size in (5, 45):
        for _ in range(size):
            make_product(name=mark, features=["Fast", "Cheap"], terms="What holds.")
        counts.append(count_queries(account, mark, limit=limit, only_orderable=only_orderable))
    assert [found for found, _ in counts] == [5, 50]
    # Terms of the account, products, rates; of those that are shown: themselves, three lists, versions with
    # tiers and phases, terms.
    assert counts[0][1] == counts[1][1] <= 12


@pytest.mark.parametrize(
    "after",
    [
        pytest.param("x", id="letters"),
        pytest.param("é", id="no_ascii"),
        pytest.param("W10", id="empty_list"),
        pytest.param("WzEsMiwzXQ", id="number_for_a_name"),
        pytest.param("W3RydWUsICJhIiwgMV0", id="true_for_a_number"),
        pytest.param("WzFlNDAwLCAiYSIsIDFd", id="endless_number"),
        pytest.param("WzEsICJhIiwgOTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", id="number_too_large"),
        pytest.param("WzEsICJhXHUwMDAwIiwgMV0", id="nul"),
        pytest.param("WzEsICJcdWQ4MDAiLCAxXQ", id="half_a_pair"),
        pytest.param("W1tb" * 240, id="deeply_nested"),
        pytest.param("A" * 100_000, id="huge"),
    ],
)
def test_what_is_no_cursor_is_refused(pool: Pool, after: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        list_offers(pool.accounts[""], OfferSearch(after=after, limit=5), by_customer=False, at=business_now())
    assert set(refusal.value.fields) == {"after"}


def test_a_technology_is_that_of_the_subscriber_of_the_service(pool: Pool) -> None:
    account = pool.accounts["gold"]
    service = get_current_service(complete_order(order_product(make_product(), account.pk)).pk)
    mark = f"m{unique()}"
    addon = make_product(name=mark, category="addon")
    technology = OfferedForTechnology.objects.filter(technology__code="radio")[0].technology_id
    OfferedForTechnology.objects.create(product=addon, technology_id=technology)
    assert service.subscriber is not None
    shown = []
    for technology_code in ("", "radio", "fibre"):
        service.subscriber.technology = technology_code
        shown.append([offer.reasons for offer in listed(account, mark, service=service).offers])
    assert shown == [[()], [()], []]
