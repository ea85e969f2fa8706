"""Further periods of add-ons and of suspended services; what the charging system refuses; what is taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.flows.test_renewals import DUE, FIFTEEN, _all_rules_hold, renewed_grant
from tests.support.payments import GOOD, bad_line, make_card
from tests.support.people import command, make_account, make_brand
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.renewals import (
    DAY,
    FOURTH_PERIOD,
    HOUR,
    SECOND,
    SECOND_PERIOD,
    START,
    THIRD_PERIOD,
    add_to,
    balances,
    booked_as_received,
    end,
    held_by_gateway,
    newest,
    ocs,
    periods_charged,
    recurring,
    renewing_product,
    resume,
    run,
    start_service,
    state_of,
    states,
    suspend,
)
from tests.support.services import order_product, stage_service, start
from trunkline.billing.models import Transaction
from trunkline.charging import processes as charging
from trunkline.charging.policies import OcsAnswer
from trunkline.flows.use_cases import provisioning, renewals
from trunkline.instances.models import Cancellation, Instance, Renewal
from trunkline.payments.adapters.demo import DemoGateway
from trunkline.payments.policies import GatewayAnswer
from trunkline.payments.states import GatewayOutcome

__all__ = ["_all_rules_hold", "_connected_quietly", "owner_connection", "quiet_database"]


def test_an_add_on_is_renewed_into_the_account_of_its_service() -> None:
    service = start_service()
    addon = add_to(service, START + DAY)
    starts_at = SECOND_PERIOD + DAY
    assert newest(addon).starts_at == starts_at
    run(service, DUE)
    run(addon, starts_at - HOUR)
    grants = balances(service, starts_at)
    assert grants == {renewed_grant(service): 20, f"DATA_5GB_{addon.key}_2027-06-03": 5}
    document = ocs("GetAccount", {"Account": service.service_uuid}, starts_at)
    [weight] = [row["Weight"] for row in document["BalanceMap"]["*data"] if row["ID"].startswith("DATA_5GB")]
    assert weight == 20
    assert (recurring(addon), recurring(service)) == ([FIFTEEN, FIFTEEN], [FIFTEEN, FIFTEEN])


def test_an_add_on_expires_alone() -> None:
    service = start_service()
    addon = add_to(service, START + DAY, auto_renew="false")
    run(addon, SECOND_PERIOD + DAY)
    assert (states(addon), states(service)) == (["expired"], ["planned"])
    assert Cancellation.objects.get(instance=addon).reason == "contract_end"
    assert not Cancellation.objects.filter(instance=service).exists()


def test_the_suspension_of_a_service_pauses_what_adds_to_it() -> None:
    service = start_service()
    addon = add_to(service, START + DAY)
    suspend(service, START + 2 * DAY)
    assert (states(service), states(addon)) == (["paused"], ["paused"])
    run(addon, SECOND_PERIOD + DAY)
    resume(service, START + 3 * DAY)
    assert (states(service), states(addon)) == (["planned"], ["planned"])
    assert newest(addon).starts_at == SECOND_PERIOD + DAY


def test_an_add_on_made_while_its_service_is_about_to_be_suspended_waits_with_it() -> None:
    service = start_service()
    addon = add_to(service, START + DAY)
    suspend(service, START + 2 * DAY)
    Renewal.objects.filter(instance=addon).update(state="planned")
    run(addon, SECOND_PERIOD + DAY)
    assert (states(addon), recurring(addon)) == (["paused"], [FIFTEEN])


def test_nothing_is_paid_for_whole_periods_of_suspension_and_once_for_the_one_in_which_it_ends() -> None:
    service = start_service(card=GOOD)
    suspend(service, START + 10 * DAY)
    for at in (DUE, THIRD_PERIOD, FOURTH_PERIOD + DAY):
        run(service, at)
    assert (states(service), held_by_gateway(service)) == (["paused"], 0)
    # Resumed on 5 August, in the period from 1 August to 31 August.
    at = FOURTH_PERIOD + 4 * DAY
    resume(service, at)
    run(service, at)
    run(service, at)
    assert states(service) == ["renewed", "planned"]
    assert periods_charged(service) == ["2027-05-03/2027-06-02", "2027-08-01/2027-08-31"]
    assert (recurring(service), held_by_gateway(service)) == ([FIFTEEN, FIFTEEN], FIFTEEN)
    assert balances(service, at) == {f"DATA_20GB_{service.key}_2027-08-01": 20}


def test_a_suspension_within_a_period_changes_nothing_of_the_next() -> None:
    service = start_service()
    suspend(service, START + 10 * DAY)
    resume(service, START + 12 * DAY)
    assert (states(service), newest(service).due_at) == (["planned"], DUE)
    run(service, DUE)
    assert recurring(service) == [FIFTEEN, FIFTEEN]


def test_a_service_that_begins_suspended_pays_its_first_period_once_when_it_goes_on() -> None:
    job = order_product(renewing_product(renewal_payment="card"), make_account(make_brand()), START)
    make_card(job.account_id)
    attempt = start(job)
    stage_service(attempt, service_status="Suspended")
    provisioning.complete_job(command(at=START), job.pk, attempt.number)
    job.refresh_from_db()
    service = job.instance
    assert service is not None
    ocs("SetAccount", {"Account": service.service_uuid}, START)
    run(service, DUE)
    assert (state_of(service), states(service), recurring(service)) == ("Suspended", ["paused"], [])
    # In the period from 2 June to 2 July: that is its first one then.
    at = SECOND_PERIOD + DAY
    resume(service, at)
    run(service, at)
    assert (states(service), newest(service).starts_at) == (["planned"], THIRD_PERIOD)
    assert (recurring(service), held_by_gateway(service)) == ([FIFTEEN], 0)
    run(service, THIRD_PERIOD)
    assert (recurring(service), held_by_gateway(service)) == ([FIFTEEN, FIFTEEN], FIFTEEN)


def test_where_a_foreign_plan_grants_the_balances_the_renewal_only_charges() -> None:
    service = start_service()
    top_up = {"Identifier": "*topup", "BalanceId": "FOREIGN", "BalanceType": "*data", "Units": "1", "Weight": 10}
    plan = f"ServiceID_{service.service_uuid}__renewal"
    follow_plan(service, plan, top_up)
    run(service, DUE)
    assert (states(service), recurring(service)) == (["renewed", "planned"], [FIFTEEN, FIFTEEN])
    assert renewed_grant(service) not in balances(service, DUE)


def test_a_plan_that_grants_nothing_does_not_keep_the_renewal_from_granting() -> None:
    service = start_service()
    follow_plan(service, f"ServiceID_{service.service_uuid}__log", {"Identifier": "*log", "Weight": 10})
    run(service, DUE)
    assert renewed_grant(service) in balances(service, DUE)


def test_the_plan_of_a_service_grants_nothing_for_what_adds_to_it() -> None:
    service = start_service()
    addon = add_to(service, START + DAY)
    top_up = {"Identifier": "*topup", "BalanceId": "FOREIGN", "BalanceType": "*data", "Units": "1", "Weight": 10}
    follow_plan(service, f"ServiceID_{service.service_uuid}__renewal", top_up)
    run(service, DUE)
    run(addon, SECOND_PERIOD + DAY - HOUR)
    assert f"DATA_5GB_{addon.key}_2027-06-03" in balances(service, SECOND_PERIOD + DAY)


def follow_plan(service: Instance, plan: str, action: dict[str, str]) -> None:
    actions = f"A_{service.key}"
    ocs("SetActions", {"ActionsId": actions, "Actions": [action]}, START)
    line = {"ActionsId": actions, "Years": "2099", "MonthDays": "1", "Time": "00:00:00", "Weight": 10}
    ocs("SetActionPlan", {"Id": plan, "ActionPlan": [line], "Overwrite": True}, START)
    ocs("SetAccount", {"Account": service.service_uuid, "ActionPlanIDs": [plan]}, START)


def test_without_an_account_in_the_charging_system_the_money_is_given_back_and_it_is_tried_again() -> None:
    service = start_service(card=GOOD, is_known=False)
    run(service, DUE)
    renewal = newest(service)
    assert (renewal.state, renewal.attempts, renewal.due_at) == ("declined", 1, DUE + DAY)
    assert renewal.failure == f"The charging system has no account {service.service_uuid}."
    assert (held_by_gateway(service), booked_as_received(service)) == (0, 0)
    assert recurring(service) == [FIFTEEN]
    ocs("SetAccount", {"Account": service.service_uuid}, DUE)
    run(service, DUE + DAY)
    assert (states(service), held_by_gateway(service)) == (["renewed", "planned"], FIFTEEN)


def test_a_grant_that_is_refused_half_way_leaves_neither_the_first_balance_nor_the_money() -> None:
    service = start_service(card=GOOD, provisioning_variables={"data_gb": 20, "sms_count": 100})
    with refused_grants("*sms"):
        run(service, DUE)
    assert newest(service).state == "declined"
    assert newest(service).failure == f"The charging system refused SMS_100_{service.key}_2027-06-02: NO_MORE"
    assert balances(service, DUE) == {"DATA_20GB": 20}
    assert (held_by_gateway(service), recurring(service)) == (0, [FIFTEEN])
    run(service, DUE + DAY)
    assert renewed_grant(service) in balances(service, DUE + DAY)
    assert held_by_gateway(service) == FIFTEEN


@contextmanager
def refused_grants(kind: str) -> Iterator[None]:
    """Have the charging system refuse to grant balances of a type until the block ends."""
    call = charging.embedded.call

    def refuse(method: str, params: dict[str, Any], **options: Any) -> OcsAnswer:
        if method.endswith(".AddBalance") and params["BalanceType"] == kind:
            return OcsAnswer(error="NO_MORE")
        return call(method, params, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charging.embedded, "call", refuse)
        yield


def test_a_service_that_ends_between_payment_and_delivery_gets_its_money_back() -> None:
    service = start_service(card=GOOD)
    with bad_line(lost_after={"charge"}):
        run(service, DUE)
    end(service, DUE + SECOND)
    assert states(service) == ["charging"]
    run(service, DUE + 2 * SECOND)
    assert (states(service), held_by_gateway(service), booked_as_received(service)) == (["withdrawn"], 0, 0)
    assert recurring(service) == [FIFTEEN]
    assert renewed_grant(service) not in balances(service, DUE + 2 * SECOND)


def test_what_was_renewed_ahead_is_taken_back_when_the_service_ends_before_it_begins() -> None:
    service = start_service(card=GOOD)
    at = START + 5 * DAY
    renewals.renew_now(command(at=at), service.pk)
    run(service, at)
    end(service, at + DAY)
    assert states(service) == ["taking_back", "withdrawn"]
    assert recurring(service) == [FIFTEEN, FIFTEEN, -FIFTEEN]
    said = Transaction.objects.filter(instance=service, charge__component="recurring").order_by("pk")
    assert list(said.values_list("description", flat=True)) == ["Whole period", "Whole period", "Credit"]
    run(service, at + DAY)
    assert states(service) == ["taken_back", "withdrawn"]
    assert (held_by_gateway(service), booked_as_received(service)) == (0, 0)
    assert balances(service, at + DAY) == {"DATA_20GB": 20}
    assert recurring(service) == [FIFTEEN, FIFTEEN, -FIFTEEN]


def test_a_period_that_has_begun_is_owed_however_the_service_ends() -> None:
    service = start_service(card=GOOD)
    run(service, DUE)
    end(service, SECOND_PERIOD)
    run(service, SECOND_PERIOD)
    assert (states(service), held_by_gateway(service)) == (["renewed", "withdrawn"], FIFTEEN)
    assert recurring(service) == [FIFTEEN, FIFTEEN]


def test_a_refund_that_the_gateway_refuses_is_asked_for_again_a_day_later_not_at_once() -> None:
    service = start_service(card=GOOD, is_known=False)
    with pytest.MonkeyPatch.context() as patch:
        refused = GatewayAnswer(GatewayOutcome.REFUSED, reason="Not today.")
        patch.setattr(DemoGateway, "refund", lambda *_: refused)
        run(service, DUE)
    assert (newest(service).state, newest(service).due_at) == ("giving_back", DUE + DAY)
    assert held_by_gateway(service) == FIFTEEN
    run(service, DUE + DAY)
    assert (newest(service).state, held_by_gateway(service)) == ("declined", 0)
