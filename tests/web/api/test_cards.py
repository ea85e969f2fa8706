"""Cards and payments through the doors: of staff, and of a running job."""

from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from tests.support.doors import World, bearer, make_token
from tests.support.payments import bad_line, make_card
from tests.support.people import command, make_account
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from trunkline.kernel.exact_json import load_json
from trunkline.parties.states import Role
from trunkline.payments.models import Payment
from trunkline.payments.processes import refund_payment

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def agent() -> dict[str, str]:
    return bearer(make_token(Role.AGENT))


def cards_of(world: World) -> str:
    return f"/api/v1/accounts/{world.account.public_id}/cards"


def charge(world: World, card_id: int, **changes: Any) -> Any:
    body = {"retail_cost": "15.00", "customer_id": world.account.pk, "description": "Boost", "invoice": True}
    path = f"/crm/stripe/charge_card/{card_id}"
    headers = bearer(world.mine.attempt.token)
    return Client().post(path, {**body, **changes}, "application/json", headers=headers)


def test_cards_are_stored_listed_and_removed(world: World, agent: dict[str, str]) -> None:
    made = []
    for reference in ("pm_demo_good", "pm_demo_declined"):
        answer = Client().post(cards_of(world), {"reference": reference}, "application/json", headers=agent)
        assert answer.status_code == HTTPStatus.CREATED
        made.append(answer.json())
    assert [(card["brand"], card["last_four"], card["is_default"]) for card in made] == [
        ("visa", "4242", True),
        ("visa", "0002", False),
    ]
    removed = Client().delete(f"{cards_of(world)}/{made[0]['id']}", headers=agent)
    assert (removed.status_code, removed.json()["is_default"]) == (HTTPStatus.OK, False)
    assert removed.json()["removed_at"] is not None
    left = Client().get(cards_of(world), headers=agent).json()["data"]
    assert [(card["id"], card["is_default"]) for card in left] == [(made[1]["id"], True)]


def test_a_card_is_removed_from_its_own_account_only(world: World, agent: dict[str, str]) -> None:
    other = make_card(make_account(world.brand.pk))
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    answer = Client().delete(f"{cards_of(world)}/{other.public_id}", headers=agent)
    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.NOT_FOUND, "card-not-found")
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


def test_a_job_reads_its_customers_cards_the_default_first(world: World) -> None:
    make_card(world.account.pk, "pm_demo_declined")
    good = make_card(world.account.pk, is_default=True)
    path = f"/crm/stripe/customer_id/{world.account.pk}"
    data = Client().get(path, headers=bearer(world.mine.attempt.token)).json()["data"]
    assert data[0] == {
        "customer_stripe_id": good.pk,
        "customer_id": world.account.pk,
        "default_payment_method": True,
        "gateway": "demo",
        "brand": "visa",
        "last4": "4242",
        "exp_month": 12,
        "exp_year": 2099,
    }
    assert [(row["last4"], row["default_payment_method"]) for row in data[1:]] == [("0002", False)]


def test_a_charge_is_answered_with_200_and_its_payment_listed_with_its_refunds(
    world: World, agent: dict[str, str]
) -> None:
    answer = charge(world, world.card.pk)
    assert answer.status_code == HTTPStatus.OK
    document = load_json(answer.content)
    payment = Payment.objects.get(public_id=document["payment_id"])
    assert document == {
        "payment_id": str(payment.public_id),
        "status": "captured",
        "amount": Decimal("15.00"),
        "currency": "GBP",
        "customer_stripe_id": world.card.pk,
        "transaction_id": document["transaction_id"],
    }
    assert b'"amount": 15.00' in answer.content or b'"amount":15.00' in answer.content
    refund_payment(command(), payment.pk, Decimal("2.50"), "Goodwill")
    path = f"/api/v1/accounts/{world.account.public_id}/payments"
    [row] = Client().get(path, headers=agent).json()["data"]
    assert (row["state"], row["amount"], row["provision_id"]) == ("captured", "15.00", world.mine.job.pk)
    assert (row["card"], row["description"]) == (str(world.card.public_id), "Boost")
    assert [(refund["state"], refund["amount"], refund["reason"]) for refund in row["refunds"]] == [
        ("refunded", "2.50", "Goodwill")
    ]


def test_a_declined_card_is_402_and_a_gateway_that_does_not_answer_503(world: World) -> None:
    poor = make_card(world.account.pk, "pm_demo_declined")
    declined = charge(world, poor.pk)
    assert (declined.status_code, declined.json()["code"]) == (HTTPStatus.PAYMENT_REQUIRED, "card-declined")
    assert "The bank declined the card." in declined.json()["detail"]
    with bad_line(lost_before={"charge"}):
        lost = charge(world, world.card.pk)
    assert (lost.status_code, lost.json()["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "gateway-unavailable")
    assert charge(world, world.card.pk).status_code == HTTPStatus.OK
    states = Payment.objects.filter(account=world.account).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["declined", "captured"]


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_a_card_that_nobody_has_is_refused(world: World, number: str) -> None:
    answer = charge(world, number)  # type: ignore[arg-type]
    assert answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
    assert not Payment.objects.filter(account=world.account).exists()


def test_the_cards_of_another_brands_customer_are_not_there(world: World) -> None:
    elsewhere = bearer(make_token(Role.BILLING, world.other_brand.pk))
    for path in (cards_of(world), f"/crm/stripe/customer_id/{world.account.pk}"):
        assert Client().get(path, headers=elsewhere).status_code == HTTPStatus.NOT_FOUND
