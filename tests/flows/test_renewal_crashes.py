"""SIGKILL at every point of a renewal's way: run again, money, balances, charges and the renewal agree."""

from decimal import Decimal

import pytest

from tests.flows.test_renewal_deliveries import refused_grants
from tests.flows.test_renewals import DUE, FIFTEEN, _all_rules_hold, renewed_grant
from tests.platform.test_kill_points import run_and_die
from tests.support.payments import GOOD
from tests.support.people import command
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.renewals import (
    DAY,
    START,
    balances,
    booked_as_received,
    end,
    held_by_gateway,
    newest,
    ocs,
    recurring,
    run,
    start_service,
    states,
)
from trunkline.billing.models import Charge, Transaction
from trunkline.flows.processes.renewals import carry_out_renewal
from trunkline.flows.use_cases import renewals
from trunkline.instances.models import Instance, Renewal
from trunkline.payments.models import Payment, Refund
from trunkline.platform.kill_points import KILL_POINTS

__all__ = ["_all_rules_hold", "_connected_quietly", "owner_connection", "quiet_database"]

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child does nothing but die


def of_use_cases(*names: str) -> list[str]:
    return [f"{name}:{point}" for name in names for point in ("before_commit", "after_commit")]


def of_calls(*names: str) -> list[str]:
    return [f"{name}:{point}" for name in names for point in ("before_call", "after_call")]


RENEWING = [
    *of_use_cases("flows.begin_renewal", "flows.conclude_renewal_charge", "ocs.add_balance", "flows.complete_renewal"),
    *of_calls("payments.ask_for_charge", "charging.call"),
]
REFUNDING = [
    *of_use_cases("ocs.remove_balances", "payments.intend_refund", "payments.conclude_refund"),
    *of_use_cases("flows.conclude_giving_back"),
    *of_calls("payments.ask_for_refund"),
]
GIVING_BACK = [*RENEWING[:6], *of_use_cases("flows.refuse_delivery"), *REFUNDING, *of_calls("charging.call")]
TAKING_BACK = [*REFUNDING, *of_calls("charging.call")]


def payments_of(service: Instance) -> list[str]:
    return list(Payment.objects.filter(renewals__instance=service).values_list("state", flat=True))


def test_the_points_are_points() -> None:
    assert {*RENEWING, *GIVING_BACK, *TAKING_BACK} <= KILL_POINTS


@pytest.mark.parametrize("point", RENEWING)
def test_a_renewal_killed_on_its_way_is_paid_granted_and_charged_once(point: str) -> None:
    service = start_service(card=GOOD, provisioning_variables={"data_gb": 20, "sms_count": 100})
    renewal_id = newest(service).pk
    run_and_die(lambda: carry_out_renewal(command(at=DUE), renewal_id), point)
    run(service, DUE)
    assert states(service) == ["renewed", "planned"]
    assert (payments_of(service), held_by_gateway(service), booked_as_received(service)) == (
        ["captured"],
        FIFTEEN,
        FIFTEEN,
    )
    assert balances(service, DUE) == {"DATA_20GB": 20, renewed_grant(service): 20}
    [messages] = ocs("GetAccount", {"Account": service.service_uuid}, DUE)["BalanceMap"]["*sms"]
    assert messages["Value"] == 100
    assert recurring(service) == [FIFTEEN, FIFTEEN]
    of_period = Charge.objects.get(instance=service, component="recurring", starts_on="2027-06-02")
    assert Transaction.objects.filter(charge=of_period).count() == 1


@pytest.mark.parametrize("point", GIVING_BACK)
def test_a_refused_delivery_killed_on_its_way_leaves_neither_money_nor_balances(point: str) -> None:
    service = start_service(card=GOOD, provisioning_variables={"data_gb": 20, "sms_count": 100})
    renewal_id = newest(service).pk
    with refused_grants("*sms"):
        run_and_die(lambda: carry_out_renewal(command(at=DUE), renewal_id), point)
        run(service, DUE)
    renewal = newest(service)
    assert (renewal.state, renewal.attempts, renewal.due_at) == ("declined", 1, DUE + DAY)
    assert (payments_of(service), held_by_gateway(service), booked_as_received(service)) == (["captured"], 0, 0)
    assert refunds_of(service) == [("refunded", FIFTEEN)]
    assert (balances(service, DUE), recurring(service)) == ({"DATA_20GB": 20}, [FIFTEEN])
    run(service, DUE + DAY)
    assert (states(service), held_by_gateway(service)) == (["renewed", "planned"], FIFTEEN)


@pytest.mark.parametrize("point", TAKING_BACK)
def test_what_is_taken_back_is_given_back_once_however_often_it_is_interrupted(point: str) -> None:
    service = start_service(card=GOOD)
    renewals.renew_now(command(at=START), service.pk)
    run(service, START)
    end(service, START + DAY)
    renewal_id = Renewal.objects.get(instance=service, state="taking_back").pk
    run_and_die(lambda: carry_out_renewal(command(at=START + DAY), renewal_id), point)
    run(service, START + DAY)
    assert states(service) == ["taken_back", "withdrawn"]
    assert (held_by_gateway(service), booked_as_received(service)) == (0, 0)
    assert refunds_of(service) == [("refunded", FIFTEEN)]
    assert balances(service, START + DAY) == {"DATA_20GB": 20}
    assert recurring(service) == [FIFTEEN, FIFTEEN, -FIFTEEN]


def refunds_of(service: Instance) -> list[tuple[str, Decimal]]:
    refunds = Refund.objects.filter(payment__renewals__instance=service)
    return list(refunds.values_list("state", "amount"))
