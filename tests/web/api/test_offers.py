"""The offers of an account over the API: pages, words, a subscriber, and what is refused with its field."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest

from tests.support.catalogue import define, set_price
from tests.support.doors import World, ask, bearer, make_token
from tests.support.goods import FIFTEEN_OVER_FIVE, make_product
from tests.support.people import make_account, unique
from trunkline.catalog.models import OfferedForTechnology, Product, Technology
from trunkline.catalog.operations.prices import PricePlace
from trunkline.catalog.policies.rates import Phase
from trunkline.catalog.states import PhaseKind
from trunkline.kernel.periods import Period, PeriodUnit
from trunkline.parties.models import Account, Subscriber
from trunkline.parties.states import Role

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture(scope="module")
def world(quiet: None) -> World:
    del quiet
    return World()


@pytest.fixture(scope="module")
def headers(quiet: None) -> dict[str, str]:
    del quiet
    return bearer(make_token(Role.AGENT))


def read(world: World, headers: dict[str, str], query: str = "", **asked: object) -> tuple[int, Any]:
    path = f"/api/v1/accounts/{world.account.public_id}/offers?{query or urlencode(asked)}"
    answer = ask("GET", path, b"", headers)
    return answer.status_code, json.loads(answer.content)


def names(document: Any) -> list[str]:
    return [offer["product_name"] for offer in document["data"]]


def test_pages_go_on_where_the_last_one_ended(world: World, headers: dict[str, str]) -> None:
    mark = f"m{unique()}"
    for name, priority in (("c", 5), ("a", 0), ("b", 0), ("b", 0), ("z", 9), ("a", -3)):
        product = make_product(name=f"{name} {mark}", brand_id=world.brand.pk)
        Product.objects.filter(pk=product.pk).update(priority=priority)
    found, after = [], ""
    for _ in range(4):
        status, document = read(world, headers, q=mark, limit=2, after=after)
        assert status == 200
        found += names(document)
        after = document["next"]
        if after is None:
            break
    assert found == [f"{name} {mark}" for name in ("z", "c", "a", "b", "b", "a")]
    assert after is None


def test_a_page_is_of_orderable_ones_if_asked(world: World, headers: dict[str, str]) -> None:
    mark = f"m{unique()}"
    for number in range(6):
        product = make_product(name=f"{number} {mark}", brand_id=world.brand.pk)
        Product.objects.filter(pk=product.pk).update(is_enabled=number % 2 == 0)
    status, first = read(world, headers, q=mark, limit=2, only_orderable="true")
    assert (status, names(first)) == (200, [f"0 {mark}", f"2 {mark}"])
    status, second = read(world, headers, q=mark, limit=2, only_orderable="true", after=first["next"])
    assert (status, names(second), second["next"]) == (200, [f"4 {mark}"], None)
    assert len(read(world, headers, q=mark)[1]["data"]) == 6


def test_a_product_of_another_brand_is_never_shown(world: World, headers: dict[str, str]) -> None:
    mark = f"m{unique()}"
    make_product(name=mark, brand_id=world.other_brand.pk)
    mine = make_product(name=mark, brand_id=world.brand.pk)
    everybodys = make_product(name=mark)
    assert [offer["product"] for offer in read(world, headers, q=mark)[1]["data"]] == [
        str(mine.public_id),
        str(everybodys.public_id),
    ]


def test_a_subscriber_is_shown_what_is_for_its_technology(world: World, headers: dict[str, str]) -> None:
    mark = f"m{unique()}"
    fibre = make_product(name=mark)
    technology = Technology.objects.create(code=f"fibre-{unique()}", name="Fibre")
    OfferedForTechnology.objects.create(product=fibre, technology=technology)
    shown = []
    for code in (technology.code, "radio", ""):
        subscriber = Subscriber.objects.create(account=world.account, label="Site", technology=code)
        shown.append(names(read(world, headers, q=mark, subscriber=subscriber.public_id)[1]))
    assert shown == [[mark], [], [mark]]


def test_an_offer_tells_what_it_costs_now_and_later(world: World, headers: dict[str, str]) -> None:
    product = make_product(name=f"m{unique()}", brand_id=world.brand.pk, contract_days=30)
    plan = define("price-plans", currency="GBP", priority=1)
    amounts = replace(FIFTEEN_OVER_FIVE, phases=(Phase(PhaseKind.TRIAL, 1),), retail_set_up=Decimal("2.50"))
    set_price(product.pk, amounts, PricePlace(plan, Period(1, PeriodUnit.MONTH)))
    [offer] = read(world, headers, q=product.name)[1]["data"]
    told = ("due_now", "set_up", "recurring", "period_count", "period_unit", "every_days", "reasons")
    # The first period is a trial, which costs nothing.
    assert [offer[name] for name in told] == ["2.50", "2.50", "15.00", 1, "month", None, []]
    assert offer["phases"] == [{"kind": "trial", "periods": 1, "retail_cost": "0.00"}]
    assert offer["price_plan"] == plan.code


@pytest.mark.parametrize(
    ("query", "field"),
    [
        pytest.param("limit=0", "limit", id="no_rows"),
        pytest.param("limit=201", "limit", id="too_many_rows"),
        pytest.param("limit=-1", "limit", id="fewer_than_none"),
        pytest.param("limit=ten", "limit", id="no_number"),
        pytest.param(f"limit={'9' * 400}", "limit", id="endless_number"),
        pytest.param("after=garbage", "after", id="no_cursor"),
        pytest.param("after=%00", "after", id="nul_in_cursor"),
        pytest.param("after=" + "W1tb" * 240, "after", id="nested_cursor"),
        pytest.param("after=WzEsMiwzXQ", "after", id="cursor_of_numbers"),
        pytest.param("q=" + "x" * 121, "q", id="long_words"),
        pytest.param("q=" + "x" * 10_240, "q", id="huge_words"),
        pytest.param("q=a%00b", "q", id="nul"),
        pytest.param("only_orderable=perhaps", "only_orderable", id="neither_true_nor_false"),
        pytest.param("only_orderable=", "only_orderable", id="nothing_for_true"),
        pytest.param("subscriber=1", "subscriber", id="number_for_an_id"),
        pytest.param(f"subscriber={uuid4()}", "subscriber", id="nobodys_subscriber"),
        pytest.param("service=x", "service", id="no_id_of_a_service"),
    ],
)
def test_bad_input_is_refused_with_its_field(world: World, headers: dict[str, str], query: str, field: str) -> None:
    status, document = read(world, headers, query)
    assert status == 422
    assert field in json.dumps(document["errors"])


def test_another_accounts_subscriber_or_service_is_refused(world: World, headers: dict[str, str]) -> None:
    other = Account.objects.get(pk=make_account(world.brand.pk))
    status, document = read(world, headers, subscriber=other.subscribers.get().public_id)
    assert (status, "subscriber" in json.dumps(document["errors"])) == (422, True)
    status, document = read(world, headers, service=world.service.public_id)
    assert status == 200
    path = f"/api/v1/accounts/{other.public_id}/offers?service={world.service.public_id}"
    assert ask("GET", path, b"", headers).status_code == 422


@pytest.mark.parametrize(
    "words",
    ["' OR 1=1 --", "a:*b & (", "!!", "\\", "<->", "%", "a | b", "\u202e", "😀", "$separators$", "fat:ABCD", " " * 120],
    ids=lambda words: quote(words[:12]),
)
def test_odd_words_find_what_they_find(world: World, headers: dict[str, str], words: str) -> None:
    assert read(world, headers, q=words)[0] == 200
