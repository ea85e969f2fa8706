"""Services through the door: renewed, switched, cancelled and taken back."""

from http import HTTPStatus
from typing import Any

import psycopg
import pytest
from django.test import Client

from tests.support.doors import World, bearer, make_token
from tests.support.people import command
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.races import race
from tests.support.renewals import DAY, renewing_product
from tests.support.services import complete_order, order_product
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from trunkline.flows.use_cases import services
from trunkline.flows.use_cases.services import CancellationRequest
from trunkline.instances.models import Cancellation, Instance, Renewal
from trunkline.instances.states import CancellationReason
from trunkline.parties.states import Role

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def agent() -> dict[str, str]:
    return bearer(make_token(Role.AGENT))


@pytest.fixture
def service(world: World) -> Instance:
    """A service that renews by itself, and has 14 days of grace."""
    product = renewing_product(brand_id=world.brand.pk, grace_days=14)
    return complete_order(order_product(product, world.account.pk))


def post(service: Instance, action: str, headers: dict[str, str], **body: Any) -> Any:
    path = f"/api/v1/services/{service.public_id}/{action}"
    return Client().post(path, body, "application/json", headers=headers)


def put(service: Instance, headers: dict[str, str], body: Any) -> Any:
    path = f"/api/v1/services/{service.public_id}/auto-renewal"
    return Client().put(path, body, "application/json", headers=headers)


def read(service: Instance, headers: dict[str, str], what: str = "") -> Any:
    return Client().get(f"/api/v1/services/{service.public_id}{what}", headers=headers).json()


def test_the_next_renewal_is_shown_with_its_day_price_and_way_of_payment(
    service: Instance, agent: dict[str, str]
) -> None:
    shown = read(service, agent)["next_renewal"]
    planned = Renewal.objects.get(instance=service)
    assert (shown["on"], shown["until"]) == (str(planned.starts_on), str(planned.ends_on))
    assert (shown["state"], shown["retail_cost"], shown["currency"]) == ("planned", "15.00", "GBP")
    assert (shown["paid_by"], shown["can_be_switched"], shown["failure"]) == ("account", True, "")
    [row] = read(service, agent, "/renewals")["data"]
    assert (row["state"], row["attempts"], row["payment"], row["renewed_at"]) == ("planned", 0, None, None)


def test_the_renewal_is_switched_off_and_on(service: Instance, agent: dict[str, str]) -> None:
    starts_at, due_at = Renewal.objects.values_list("starts_at", "due_at").get(instance=service)
    off = put(service, agent, {"auto_renew": False})
    assert off.status_code == HTTPStatus.OK
    assert Renewal.objects.get(instance=service).due_at == starts_at
    put(service, agent, {"auto_renew": True})
    assert Renewal.objects.get(instance=service).due_at == due_at


def test_renew_now_is_accepted_and_queued(service: Instance, agent: dict[str, str]) -> None:
    answer = post(service, "renew", agent)
    assert answer.status_code == HTTPStatus.ACCEPTED
    assert Renewal.objects.get(instance=service).is_requested


def test_a_cancellation_is_shown_and_reversed(service: Instance, agent: dict[str, str]) -> None:
    answer = post(service, "cancel", agent, reason="customer", note="Moving abroad")
    assert answer.status_code == HTTPStatus.CREATED
    shown = answer.json()["cancellation"]
    assert (shown["state"], shown["reason"], shown["note"]) == ("pending", "customer", "Moving abroad")
    made = Cancellation.objects.get(instance=service)
    assert made.ends_at == made.requested_at + 14 * DAY
    assert read(service, agent)["timeline"][-1]["service_state"] == "Pending Cancellation"
    reversed_ = post(service, "reverse-cancellation", agent)
    assert (reversed_.status_code, reversed_.json()["cancellation"]["state"]) == (HTTPStatus.OK, "reversed")
    assert [row["service_state"] for row in read(service, agent)["timeline"]] == [
        "Active",
        "Pending Cancellation",
        "Active",
    ]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": "boredom"},
        {"reason": None},
        {"reason": "customer", "grace_days": -1},
        {"reason": "customer", "grace_days": 10**30},
        {"reason": "customer", "grace_days": "soon"},
        {"reason": "customer", "grace_days": 1.5},
        {"reason": "customer", "note": "x" * 501},
        {"reason": "customer", "note": "\x00"},
        {"reason": "customer", "note": ["a list"]},
        {"reason": "customer", "price": "0.00"},
    ],
)
def test_a_bad_cancellation_is_refused_and_changes_nothing(
    service: Instance, agent: dict[str, str], body: dict[str, Any]
) -> None:
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    answer = post(service, "cancel", agent, **body)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


@pytest.mark.parametrize(
    "body", [{}, {"auto_renew": "perhaps"}, {"auto_renew": None}, [], {"auto_renew": True, "x": 1}]
)
def test_a_bad_switch_is_refused(service: Instance, agent: dict[str, str], body: Any) -> None:
    assert put(service, agent, body).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    service.refresh_from_db()
    assert service.auto_renew


def test_another_brands_staff_sees_no_such_service(world: World, service: Instance) -> None:
    stranger = bearer(make_token(Role.AGENT, world.other_brand.pk))
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    answers = [
        post(service, "renew", stranger),
        post(service, "cancel", stranger, reason="customer"),
        post(service, "reverse-cancellation", stranger),
        put(service, stranger, {"auto_renew": False}),
        Client().get(f"/api/v1/services/{service.public_id}/renewals", headers=stranger),
    ]
    assert {answer.status_code for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


def test_of_two_cancellations_at_once_one_is_refused(
    world: World, service: Instance, agent: dict[str, str], owner_connection: psycopg.Connection
) -> None:
    lock = f"SELECT FROM parties_account WHERE id = {world.account.pk} FOR UPDATE"
    answers: Any = race(owner_connection, lock, [lambda: post(service, "cancel", agent, reason="customer")] * 2)
    assert sorted(answer.status_code for answer in answers) == [HTTPStatus.CREATED, HTTPStatus.CONFLICT]
    assert Cancellation.objects.filter(instance=service).count() == 1


def test_of_a_reversal_and_an_end_at_once_one_is_refused(
    world: World, service: Instance, agent: dict[str, str], owner_connection: psycopg.Connection
) -> None:
    services.cancel_service(command(), service.pk, CancellationRequest(CancellationReason.CUSTOMER))
    lock = f"SELECT FROM parties_account WHERE id = {world.account.pk} FOR UPDATE"
    actions = [lambda: post(service, "end", agent), lambda: post(service, "reverse-cancellation", agent)]
    end, reversal = (answer.status_code for answer in race(owner_connection, lock, actions))  # type: ignore[attr-defined]
    # The end may come first and keep the reversal out, or after it: then it ends a service that goes on.
    assert (end, reversal) in {(HTTPStatus.CREATED, HTTPStatus.CONFLICT), (HTTPStatus.CREATED, HTTPStatus.OK)}
    assert Cancellation.objects.filter(instance=service, state="pending").count() == 1


@pytest.mark.parametrize("reason", ["non_payment", "contract_end", "", "{{ 1 }}"])
def test_nobody_cancels_for_a_reason_that_cannot_be_taken_back(
    service: Instance, agent: dict[str, str], reason: str
) -> None:
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    answer = post(service, "cancel", agent, reason=reason, grace_days=5)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")
    assert answer.json()["detail"].endswith("is none of customer, staff.")
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []
