"""The picker through its routes: what it lists, and reservations that only their brand sees."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.support.doors import World, ask, bearer, make_token
from tests.support.goods import make_item, make_product, make_specification
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from tests.support.warehouse import make_goods
from trunkline.parties.states import Role
from trunkline.stock.models import StockItem

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def world() -> World:
    return World()


class Agent:
    """Somebody of the brand's shop."""

    def __init__(self, world: World) -> None:
        self.account = str(world.account.public_id)
        self.headers = bearer(make_token(Role.AGENT, world.brand.pk))

    def ask(self, method: str, path: str, body: object = b"") -> tuple[int, dict[str, Any]]:
        answer = ask(method, f"/api/v1{path}", body, self.headers)
        return answer.status_code, json.loads(answer.content)

    def reserve(self, **body: object) -> tuple[int, dict[str, Any]]:
        return self.ask("POST", "/reservations", {"account": self.account, **body})


def test_a_product_shows_what_can_be_picked_and_why_there_is_nothing(world: World) -> None:
    full, empty = make_specification(), make_specification()
    item = make_item(full, reference_number="SIM-00123", texts=["8944"], place="Shelf 3")
    product = make_product(brand_id=world.brand.pk, resource_names=[full.name, empty.name])
    status, document = Agent(world).ask("GET", f"/picker?product={product.public_id}&warehouse=tests")
    assert status == 200
    first, second = document["data"]
    assert first == {
        "specification": full.name,
        "tracking": "item",
        "items": [
            {
                "id": str(item.public_id),
                "inventory_id": item.pk,
                "reference_number": "SIM-00123",
                "text": "8944",
                "warehouse": "tests",
                "place": "Shelf 3",
            }
        ],
        "has_more": False,
        "reasons": [],
    }
    assert (second["items"], [reason["code"] for reason in second["reasons"]]) == ([], ["no-items"])


def test_a_product_without_a_list_of_its_own_needs_nothing(world: World) -> None:
    product = make_product(brand_id=world.brand.pk)
    assert Agent(world).ask("GET", f"/picker?product={product.public_id}") == (200, {"data": []})


def test_counted_goods_show_the_warehouses_that_have_some(world: World) -> None:
    goods = make_goods(3)
    agent = Agent(world)
    query = f"/picker?specification={goods.specification.name}"
    (choice,) = agent.ask("GET", query)[1]["data"]
    assert choice["warehouses"] == [{"warehouse": goods.warehouse.code, "free": 3}]
    wanted = {"specification": goods.specification.name, "count": 3}
    assert agent.reserve(**wanted)[1]["errors"][0]["field"] == "warehouse"
    status, reservation = agent.reserve(**wanted, warehouse=goods.warehouse.code)
    assert (status, [row["quantity"] for row in reservation["quantities"]]) == (201, [3])
    (choice,) = agent.ask("GET", query)[1]["data"]
    assert (choice["warehouses"], choice["reasons"][0]["code"], choice["reasons"][0]["count"]) == ([], "reserved", 3)


@pytest.mark.parametrize(
    "query",
    ["", "?specification=x&product=00000000-0000-4000-8000-000000000000", "?product=no-id", "?specification=x&limit=0"],
)
def test_a_question_that_makes_no_sense_is_refused(query: str, world: World) -> None:
    assert Agent(world).ask("GET", f"/picker{query}")[0] == 422


def test_an_unknown_name_is_answered_with_the_one_that_is_meant(world: World) -> None:
    name = make_specification().name
    (choice,) = Agent(world).ask("GET", f"/picker?specification={name.lower()}")[1]["data"]
    assert [reason["code"] for reason in choice["reasons"]] == ["name-differs"]


def test_a_reservation_is_made_read_prolonged_and_cancelled(world: World) -> None:
    agent, item = Agent(world), make_item(make_specification())
    status, made = agent.reserve(items=[str(item.public_id)])
    assert (status, made["state"], [each["id"] for each in made["items"]]) == (201, "held", [str(item.public_id)])
    path = f"/reservations/{made['reservation']}"
    assert agent.ask("GET", path) == (200, made)
    assert agent.ask("POST", f"{path}/extend", {})[1]["expires_at"] > made["expires_at"]
    assert agent.ask("DELETE", path)[1]["state"] == "cancelled"
    assert StockItem.objects.get(pk=item.pk).state == "New"


def test_another_brand_neither_sees_nor_changes_a_reservation(world: World) -> None:
    item = make_item(make_specification())
    _, made = Agent(world).reserve(items=[str(item.public_id)])
    stranger = Agent(World())
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    path = f"/reservations/{made['reservation']}"
    for method, address in (("GET", path), ("DELETE", path), ("POST", f"{path}/extend")):
        assert stranger.ask(method, address)[1]["code"] == "reservation-not-found"
    stranger.account = str(world.account.public_id)
    assert stranger.reserve(items=[str(item.public_id)])[1]["errors"][0]["field"] == "account"
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "items"),
        ({"items": []}, "items"),
        ({"items": [str(uuid4())]}, "items[0]"),
        ({"items": [str(uuid4())], "specification": "SIM"}, "items"),
        ({"items": [str(uuid4())], "count": 2}, "count"),
        ({"items": [str(uuid4())] * 51}, "items"),
        ({"specification": "none of this name"}, "specification"),
        ({"specification": "\x00"}, "specification"),
        ({"specification": "x" * 81}, "specification"),
    ],
)
def test_a_reservation_of_nothing_that_exists_names_the_field(body: dict[str, Any], field: str, world: World) -> None:
    agent = Agent(world)
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    status, problem = agent.reserve(**body)
    assert (status, problem["errors"][0]["field"]) == (422, field)
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


@pytest.mark.parametrize("count", [0, -1, 51, 10**30])
def test_a_count_that_cannot_be_is_refused(count: int, world: World) -> None:
    specification = make_item(make_specification()).specification
    assert Agent(world).reserve(specification=specification.name, count=count)[0] == 422


def test_the_same_key_reserves_once(world: World) -> None:
    specification = make_specification()
    make_item(specification)
    make_item(specification)
    agent = Agent(world)
    agent.headers = {**agent.headers, "Idempotency-Key": "picked-once"}
    first = agent.reserve(specification=specification.name)
    assert first[0] == 201
    assert agent.reserve(specification=specification.name) == first
    assert StockItem.objects.filter(specification=specification, state="Reserved").count() == 1


def test_picks_join_one_reservation_and_an_order_takes_all_of_it(world: World) -> None:
    first, second, goods = make_specification(), make_specification(), make_goods(3)
    agent = Agent(world)
    _, made = agent.reserve(items=[str(make_item(first).public_id)])
    number = made["reservation"]
    assert agent.reserve(items=[str(make_item(second).public_id)], reservation=number)[0] == 201
    place = {"specification": goods.specification.name, "warehouse": goods.warehouse.code}
    status, joined = agent.reserve(**place, count=1, reservation=number)
    assert (status, joined["reservation"], joined["expires_at"]) == (201, number, made["expires_at"])
    assert (len(joined["items"]), [row["quantity"] for row in joined["quantities"]]) == (2, [1])
    names = [first.name, second.name, goods.specification.name]
    product = make_product(brand_id=world.brand.pk, resource_names=names)
    body = {"account": agent.account, "product": str(product.public_id), "reservation": number}
    status, order = agent.ask("POST", "/orders", body)
    assert (status, len(order["lines"][0]["picks"])) == (201, 2)
    assert agent.ask("GET", f"/reservations/{number}")[0] == 404
    assert agent.reserve(items=[str(make_item(first).public_id)], reservation=number)[1]["code"] == (
        "reservation-not-found"
    )


def test_an_order_refuses_a_reservation_that_is_not_enough_and_leaves_it_as_it_was(world: World) -> None:
    first, second = make_specification(), make_specification()
    agent = Agent(world)
    _, made = agent.reserve(items=[str(make_item(first).public_id)])
    product = make_product(brand_id=world.brand.pk, resource_names=[first.name, second.name])
    body = {"account": agent.account, "product": str(product.public_id), "reservation": made["reservation"]}
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    status, refusal = agent.ask("POST", "/orders", body)
    assert (status, refusal["code"]) == (422, "picks-incomplete")
    assert second.name in refusal["detail"]
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []
    assert agent.ask("GET", f"/reservations/{made['reservation']}")[1] == made


def test_nobody_joins_the_reservation_of_another_account(world: World) -> None:
    specification = make_specification()
    _, made = Agent(world).reserve(items=[str(make_item(specification).public_id)])
    other = str(world.others.order.account.public_id)
    item = make_item(specification)
    status, refusal = Agent(world).ask(
        "POST",
        "/reservations",
        {"account": other, "items": [str(item.public_id)], "reservation": made["reservation"]},
    )
    assert (status, refusal["code"]) == (404, "reservation-not-found")
    assert StockItem.objects.get(pk=item.pk).state == "New"
