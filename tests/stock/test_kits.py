"""Kits: put together of exactly their parts, which then go with them."""

import uuid
from collections.abc import Callable

import psycopg
import pytest

from tests.support.doors import ask, bearer, make_token
from tests.support.goods import make_item, make_product, make_specification
from tests.support.people import command, make_account, make_brand
from tests.support.races import race
from tests.support.services import end_service, order_product, stage_service, start
from tests.support.snapshot import differences, take_snapshot
from tests.support.warehouse import make_counted, make_kit, make_kit_specification, make_warehouse
from trunkline.catalog.operations.resources import KitContent
from trunkline.flows.use_cases import plays
from trunkline.flows.use_cases import provisioning as endings
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.instances.models import Instance
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.states import Role
from trunkline.provisioning.operations import Attempt
from trunkline.stock.errors import ItemNotAvailableError
from trunkline.stock.models import Allocation, StockItem
from trunkline.stock.selectors.kits import list_parts
from trunkline.stock.selectors.picking import PlaceFilter, list_available
from trunkline.stock.use_cases import items as stock
from trunkline.stock.use_cases import kits, picking


def states(*items: StockItem) -> list[str]:
    return [StockItem.objects.get(pk=item.pk).state for item in items]


def holders(*items: StockItem) -> set[tuple[uuid.UUID, str, int | None]]:
    rows = Allocation.objects.filter(item__in=items, state__in=["reserved", "assigned"])
    return set(rows.values_list("holder", "state", "service_id"))


def running(kit: StockItem) -> Attempt:
    """An order of a product that requires the kit, and its job."""
    name = kit.specification.name
    product = make_product(resource_names=[name], provisioning_play="play_of_a_kit")
    return start(order_product(product, make_account(make_brand()), picks={name: kit.pk}))


def test_a_kit_holds_its_parts_and_is_taken_apart() -> None:
    kit, parts = make_kit()
    assert list_parts(kit.pk) == parts
    with pytest.raises(ItemNotAvailableError, match="put together already"):
        kits.build_kit(command(), kit.pk, [make_item(parts[0].specification).pk for _ in range(2)])
    kits.break_kit(command(), kit.pk)
    assert list_parts(kit.pk) == []
    with pytest.raises(InvalidInputError, match="holds no parts"):
        kits.break_kit(command(), kit.pk)


def test_a_kit_goes_with_its_parts_to_the_customer_and_back() -> None:
    kit, parts = make_kit()
    attempt = running(kit)
    assert states(kit, *parts) == ["Reserved"] * 3
    assert holders(kit, *parts) == {(attempt.job.order_line.public_id, "reserved", None)}
    service_id = stage_service(attempt)
    body = {"item_state": "Assigned", "service_id": service_id, "customer_id": attempt.job.account_id}
    with pytest.raises(ItemNotAvailableError, match="part of a kit"):
        plays.change_item(command(), attempt.job.pk, attempt.number, parts[0].pk, body)
    plays.change_item(command(), attempt.job.pk, attempt.number, kit.pk, body)
    token = bearer(attempt.token)
    shown = ask("GET", f"/crm/inventory/inventory_id/{parts[0].pk}", b"", token).content
    assert b'"item_state":"Assigned"' in shown.replace(b": ", b":")
    endings.complete_job(command(), attempt.job.pk, attempt.number)
    assert states(kit, *parts) == ["Assigned"] * 3
    assert holders(kit, *parts) == {(attempt.job.order_line.public_id, "assigned", service_id)}
    with pytest.raises(ItemNotAvailableError, match="when it has come back"):
        kits.break_kit(command(), kit.pk)
    end_service(Instance.objects.get(pk=service_id))
    [state] = set(states(kit, *parts))
    assert (state not in {"Assigned", "Reserved"}, holders(kit, *parts)) == (True, set())


def test_a_kit_that_the_play_did_not_use_goes_back_whole() -> None:
    kit, parts = make_kit()
    attempt = running(kit)
    stage_service(attempt)
    endings.complete_job(command(), attempt.job.pk, attempt.number)
    assert states(kit, *parts) == ["New"] * 3
    assert list_parts(kit.pk) == parts


def test_a_play_reads_the_parts_of_its_kit() -> None:
    kit, parts = make_kit()
    attempt = running(kit)
    assert attempt.job.variables[kit.specification.name] == kit.pk
    answer = ask("GET", f"/crm/inventory/inventory_id/{kit.pk}", b"", bearer(attempt.token))
    assert answer.status_code == 200
    shown = answer.json()["parts"]  # type: ignore[attr-defined]  # Django's test client reads it
    assert [part["inventory_id"] for part in shown] == [part.pk for part in parts]
    assert {part["item_template"] for part in shown} == {parts[0].specification.name}


def test_a_part_is_offered_to_nobody_alone() -> None:
    kit, parts = make_kit()
    offered = list_available(parts[0].specification_id, PlaceFilter())
    assert list(offered) == []
    account_id = make_account(make_brand())
    before = take_snapshot()
    with pytest.raises(ItemNotAvailableError, match="part of a kit"):
        order_product(
            make_product(resource_names=[parts[0].specification.name]),
            account_id,
            picks={parts[0].specification.name: parts[0].pk},
        )
    changed = {line.split()[1] for line in differences(before, take_snapshot())}
    assert not changed & {"stock_stockitem", "stock_allocation", "ordering_order"}
    assert states(kit, *parts) == ["New"] * 3


def test_a_kit_without_its_parts_is_offered_to_nobody() -> None:
    specification = make_kit_specification((make_specification(), 1))
    empty = make_item(specification)
    assert list(list_available(specification.pk, PlaceFilter())) == []
    with pytest.raises(ItemNotAvailableError, match="without all its parts"):
        running(empty)


def test_any_kit_is_picked_whole() -> None:
    kit, parts = make_kit()
    picking.reserve_any(command(), make_account(make_brand()), kit.specification_id, 1)
    assert states(kit, *parts) == ["Reserved"] * 3


def _bad_parts() -> dict[str, Callable[[StockItem, list[StockItem]], list[StockItem]]]:
    return {
        "one too few": lambda _, parts: parts[:1],
        "one too many": lambda _, parts: [*parts, make_item(parts[0].specification)],
        "of another kind": lambda _, parts: [parts[0], make_item(make_specification())],
        "none": lambda *_: [],
        "one twice": lambda _, parts: [parts[0], parts[0]],
        "itself": lambda kit, parts: [parts[0], kit],
    }


@pytest.mark.parametrize("which", _bad_parts())
def test_a_kit_is_put_together_of_exactly_its_parts(which: str) -> None:
    kit, parts = make_kit()
    kits.break_kit(command(), kit.pk)
    wrong = [part.pk for part in _bad_parts()[which](kit, parts)]
    before = take_snapshot()
    with pytest.raises(InvalidInputError) as caught:
        kits.build_kit(command(), kit.pk, wrong)
    assert list(caught.value.fields) == ["parts"]
    assert differences(before, take_snapshot()) == []


def test_only_what_is_in_stock_in_one_place_and_in_no_kit_is_put_into_one() -> None:
    kit, parts = make_kit()
    specification = parts[0].specification
    other = make_item(kit.specification)
    free, far = make_item(specification), make_item(specification, warehouse=make_warehouse())
    taken = make_item(specification)
    picking.reserve_items(command(), make_account(make_brand()), [taken.pk])
    before = take_snapshot()
    for part, said in ((parts[0], "part of a kit"), (far, "another warehouse"), (taken, "is Reserved")):
        with pytest.raises(ItemNotAvailableError, match=said):
            kits.build_kit(command(), other.pk, [free.pk, part.pk])
    with pytest.raises(InvalidInputError, match="is no kit"):
        kits.build_kit(command(), free.pk, [taken.pk])
    assert differences(before, take_snapshot()) == []


def test_what_a_kit_holds_is_said_sensibly() -> None:
    sim, counted = make_specification(), make_counted()
    kit = make_kit_specification((sim, 1))
    built, _ = make_kit()
    refused = {
        "each specification once": (kit.pk, [KitContent(sim.pk, 1), KitContent(sim.pk, 2)]),
        "not the kit's own": (kit.pk, [KitContent(kit.pk, 1)]),
        "at least one of each": (kit.pk, [KitContent(sim.pk, 0)]),
        "at most 50": (kit.pk, [KitContent(sim.pk, 10**30)]),
        "is counted, and a kit holds": (kit.pk, [KitContent(counted.pk, 1)]),
        "is counted, and a kit is": (counted.pk, [KitContent(sim.pk, 1)]),
        "a kit holds no kits": (make_specification().pk, [KitContent(kit.pk, 1)]),
        "so it cannot be one": (sim.pk, [KitContent(make_specification().pk, 1)]),
        "take them apart first": (built.specification_id, []),
    }
    before = take_snapshot()
    for said, (specification_id, content) in refused.items():
        with pytest.raises(InvalidInputError, match=said):
            kits.set_kit_parts(command(), specification_id, content)
    assert differences(before, take_snapshot()) == []


def test_of_two_kits_that_want_one_part_at_once_one_gets_it(owner_connection: psycopg.Connection) -> None:
    sim = make_specification()
    specification = make_kit_specification((sim, 1))
    part, first, second = make_item(sim), make_item(specification), make_item(specification)
    results = race(
        owner_connection,
        f"SELECT 1 FROM stock_stockitem WHERE id = {part.pk} FOR UPDATE",
        [lambda kit=kit: kits.build_kit(command(), kit.pk, [part.pk]) for kit in (first, second)],
    )
    assert sorted(type(result).__name__ for result in results) == ["ItemNotAvailableError", "int"]


def test_a_kit_taken_apart_while_somebody_picks_it_is_not_given(owner_connection: psycopg.Connection) -> None:
    kit, parts = make_kit()
    account_id = make_account(make_brand())
    results = race(
        owner_connection,
        f"SELECT 1 FROM stock_stockitem WHERE id = {kit.pk} FOR UPDATE",
        [
            lambda: kits.break_kit(command(), kit.pk),
            lambda: picking.reserve_items(command(), account_id, [kit.pk]),
        ],
    )
    assert sum(isinstance(result, ItemNotAvailableError) for result in results) == 1
    assert len(set(states(kit, *parts))) == 1


def test_what_is_done_with_a_kit_is_done_with_its_parts() -> None:
    kit, parts = make_kit()
    for action, state in [("damage", "Damaged"), ("repair", "In Stock")]:
        stock.act_on_item_by_hand(command(reason="because"), kit.pk, action)
        assert states(kit, *parts) == [state] * 3


def test_a_count_that_misses_the_parts_of_a_kit_misses_nothing_and_a_lost_kit_is_lost_with_them() -> None:
    kit, parts = make_kit()
    lost = [
        stock.count_items(command(), kind, kit.warehouse, [], is_missing_lost=True)["lost"]
        for kind in (parts[0].specification, kit.specification)
    ]
    assert lost == [[], [kit.reference_number]]
    assert states(kit, *parts) == ["Lost"] * 3


def test_what_a_kit_holds_is_not_said_anew_while_one_is_put_together(owner_connection: psycopg.Connection) -> None:
    sim = make_specification()
    specification = make_kit_specification((sim, 1))
    kit, part = make_item(specification), make_item(sim)
    results = race(
        owner_connection,
        f"SELECT 1 FROM catalog_resourcespecification WHERE id = {specification.pk} FOR UPDATE",
        [
            lambda: kits.build_kit(command(), kit.pk, [part.pk]),
            lambda: kits.set_kit_parts(command(), specification.pk, [KitContent(sim.pk, 2)]),
        ],
    )
    assert sum(isinstance(result, InvalidInputError) for result in results) == 1


def test_kits_by_the_api() -> None:
    headers = bearer(make_token(Role.ADMIN))
    sim, kit_specification = make_specification(), make_specification()
    path = f"/api/v1/resource-specifications/{kit_specification.public_id}/kit-parts"
    body = {"parts": [{"specification": sim.name, "quantity": 1}]}
    assert ask("PUT", path, body, headers).status_code == 200
    kit, part = make_item(kit_specification), make_item(sim)
    path = f"/api/v1/stock-items/{kit.public_id}/parts"
    assert ask("POST", path, {"items": [str(part.public_id)]}, headers).status_code == 201
    assert str(part.public_id) in ask("GET", path, b"", headers).content.decode()
    assert ask("POST", path.replace("/parts", "/take-apart"), {}, headers).status_code == 200
    assert ask("POST", path, {"items": [str(uuid.uuid4())]}, headers).status_code == 422
    assert ask("POST", path, {"items": [str(part.public_id)] * 51}, headers).status_code == 422


def test_all_that_was_done_here_is_as_it_must_be() -> None:
    # Jobs that tests of this database started and left stand still; whether their leases have ended is chance.
    found = [violation for result in check_invariants() if result.room == "stock" for violation in result.violations]
    assert found == []
