"""Top-ups by the shipped play with each card of the demo gateway, what they give, and what people read of it."""

from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.flows.test_changes_of_a_service import account_of, boost, history, order
from tests.flows.test_main_line import api, violations
from tests.support.orders import ALLOWANCES, place_sim_order, wait_for_job
from tests.support.people import command
from trunkline.billing.models import LedgerPosting
from trunkline.catalog.policies.allowances import allowances_of
from trunkline.catalog.states import Category
from trunkline.charging import processes as charging
from trunkline.flows.use_cases import services
from trunkline.instances.models import Instance
from trunkline.payments import processes as payments
from trunkline.payments.models import DemoGatewayCharge, DemoGatewayRefund, Payment
from trunkline.platform.clocks import business_now
from trunkline.provisioning.models import Effect

__all__ = ["api"]

pytestmark = pytest.mark.usefixtures("stack")
GIGABYTE = 1024**3
FIVE = Decimal("5.00")


@pytest.fixture
def service() -> Instance:
    """A running mobile service with 20 GB."""
    return Instance.objects.get(pk=wait_for_job(place_sim_order().order_id).instance_id)


def balances(service: Instance) -> dict[str, list[dict[str, Any]]]:
    answer = charging.call("APIerSv2.GetAccount", {"Account": str(service.service_uuid)}, at=business_now())
    found: dict[str, list[dict[str, Any]]] = answer.result["BalanceMap"]
    return found


def held(service: Instance) -> tuple[Decimal, Decimal]:
    """What the gateway holds of an account, and what our ledger says that it does."""
    account_id = account_of(service)
    keys = list(Payment.objects.filter(account_id=account_id).values_list("public_id", flat=True))
    charges = DemoGatewayCharge.objects.filter(key__in=keys, state="captured")
    refunds = DemoGatewayRefund.objects.filter(charge__in=charges)
    cleared = LedgerPosting.objects.filter(entry__account_id=account_id, ledger_account="gateway_clearing")
    at_gateway = sum((row.amount for row in charges), Decimal(0)) - sum((row.amount for row in refunds), Decimal(0))
    return at_gateway, sum((row.amount for row in cleared), Decimal(0))


@pytest.mark.parametrize(
    ("card", "payment_state", "refunds", "reason"),
    [
        ("pm_demo_declined", "declined", [], "The bank declined the card. Nothing was taken; try another card"),
        ("pm_demo_authenticate", "declined", [], "The bank wants the customer to confirm the payment"),
        ("pm_demo_timeout", "captured", [("refunded", FIVE)], "The gateway's answer did not arrive in time."),
        ("pm_demo_timeout_unpaid", "cancelled", [], "The gateway's answer did not arrive in time."),
    ],
)
def test_a_card_that_does_not_pay_gets_nothing_and_pays_nothing(
    service: Instance, card: str, payment_state: str, refunds: list[tuple[str, Decimal]], reason: str
) -> None:
    payments.register_card(command(), account_of(service), "demo", card, is_default=True)
    before, had = history(service), balances(service)
    job = order(service, boost())
    assert (job.state, job.failing_task) == ("failed", "Charge the card")
    assert reason in job.failure
    assert balances(service) == had
    payment = Payment.objects.get(account_id=account_of(service))
    assert payment.state == payment_state
    assert list(payment.refunds.values_list("state", "amount")) == refunds
    assert held(service) == (0, 0)
    assert history(service) == before
    assert set(Effect.objects.filter(job=job).values_list("state", flat=True)) <= {"undone", "refused", "dropped"}
    assert violations() == []


def test_another_card_pays_after_one_that_did_not(service: Instance) -> None:
    payments.register_card(command(), account_of(service), "demo", "pm_demo_timeout", is_default=True)
    assert order(service, boost()).state == "failed"
    payments.register_card(command(), account_of(service), "demo", "pm_demo_good", is_default=True)
    assert order(service, boost()).state == "succeeded"
    assert held(service) == (FIVE, FIVE)
    assert violations() == []


def test_the_plays_give_what_the_catalogue_says_that_they_give(service: Instance) -> None:
    given = [(kind, row["ID"], row["Value"], row["Weight"]) for kind, rows in balances(service).items() for row in rows]
    said = [(each.balance_type, each.name, each.value, each.weight) for each in allowances_of(ALLOWANCES)]
    assert sorted(given) == sorted(said)
    payments.register_card(command(), account_of(service), "demo", "pm_demo_good", is_default=True)
    variables = {"data_gb": 0.3, "voice_minutes": 10, "sms_count": 3, "days": 7, "balance_weight": 15}
    assert order(service, boost(provisioning_variables=variables)).state == "succeeded"
    added = [
        (kind, row["ID"].rpartition("_Boost_")[0], row["Value"], row["Weight"])
        for kind, rows in balances(service).items()
        for row in rows
        if "_Boost_" in row["ID"]
    ]
    said = [
        (each.balance_type, each.name, each.value, each.weight) for each in allowances_of(variables, Category.ADDON)
    ]
    assert sorted(added) == sorted(said)


def test_people_read_what_is_used_and_left(service: Instance, api: httpx.Client) -> None:
    path = f"/api/v1/services/{service.public_id}"
    payments.register_card(command(), account_of(service), "demo", "pm_demo_good", is_default=True)
    used = api.post(f"{path}/usage", json={"type": "data", "amount": str(18 * GIGABYTE)})
    assert used.status_code == 201, used.text
    texts = {row["type"]: row["text"] for row in used.json()["summary"]}
    assert texts == {"data": "18 of 20 GB used, 30 days left", "voice": "unlimited", "sms": "unlimited"}
    assert order(service, boost()).state == "succeeded"
    data, voice, _ = api.get(f"{path}/balances").json()["summary"]
    # 20 - 18 + 5 = 7 left of 20 + 5 = 25 given
    assert (data["text"], data["used_percent"]) == ("18 of 25 GB used, 7 GB left", 72)
    assert [row["text"] for row in data["balances"]] == [
        "0 of 5 GB used, 7 days left",
        "18 of 20 GB used, 30 days left",
    ]
    assert (voice["unlimited"], voice["balances"][0]["text"]) == (True, "unlimited, 30 days left")
    assert api.get(f"{path}/max-usage").json() == {"type": "data", "max_usage": str(7 * GIGABYTE), "text": "7 GB"}
    # The boost goes first.
    again = api.post(f"{path}/usage", json={"type": "data", "amount": str(GIGABYTE)}).json()["summary"][0]
    assert [row["left"] for row in again["balances"]] == ["4", "2"]
    wait_for_job(services.suspend_service(command(), service.pk))
    refused = api.post(f"{path}/usage", json={"type": "data", "amount": "1"})
    assert (refused.status_code, refused.json()["code"]) == (409, "ocs-account-disabled")
    assert violations() == []
