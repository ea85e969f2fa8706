"""Renewals at awkward times: refused ahead of their day, for periods that are over, and of what adds to a service."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.flows.test_renewals import DUE, FIFTEEN, _all_rules_hold
from tests.support.payments import GOOD, make_card
from tests.support.people import command
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.renewals import (
    DAY,
    HOUR,
    SECOND,
    SECOND_PERIOD,
    START,
    THIRD_PERIOD,
    add_to,
    balances,
    end,
    finish,
    held_by_gateway,
    newest,
    periods_charged,
    recurring,
    resume,
    run,
    start_service,
    state_of,
    states,
    suspend,
)
from trunkline.flows import jobs
from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.use_cases import renewals, services
from trunkline.instances.errors import RenewalNotPossibleError
from trunkline.instances.models import Cancellation, Instance
from trunkline.instances.selectors.services import get_current_service
from trunkline.payments.adapters.demo import DemoGateway
from trunkline.payments.models import Payment
from trunkline.payments.policies import GatewayAnswer
from trunkline.payments.states import GatewayOutcome

__all__ = ["_all_rules_hold", "_connected_quietly", "owner_connection", "quiet_database"]

DECLINES = "pm_demo_declined"


def give_good_card(service: Instance) -> None:
    make_card(get_current_service(service.pk).account_id or 0, GOOD, is_default=True)


def test_a_card_that_is_refused_ahead_of_the_day_is_asked_again_on_the_day_only() -> None:
    service = start_service(card=DECLINES)
    at = START + 5 * DAY
    renewals.renew_now(command(at=at), service.pk)
    run(service, at)
    renewal = newest(service)
    assert (renewal.state, renewal.attempts, renewal.due_at) == ("declined", 0, DUE)
    run(service, DUE - SECOND)
    assert Payment.objects.filter(account_id=renewal.account_id).count() == 1
    give_good_card(service)
    run(service, DUE)
    assert (states(service), held_by_gateway(service)) == (["renewed", "planned"], FIFTEEN)


def test_a_service_is_never_given_up_within_the_period_that_is_paid() -> None:
    service = start_service(card=DECLINES)
    at = START + 5 * DAY
    renewals.renew_now(command(at=at), service.pk)
    for day in range(20):
        run(service, at + day * DAY)
    assert (states(service), newest(service).attempts) == (["declined"], 0)
    run(service, DUE)
    assert (newest(service).attempts, newest(service).due_at) == (1, DUE + DAY)
    assert not Cancellation.objects.filter(instance=service).exists()


def test_a_period_that_passes_while_the_card_is_refused_is_neither_paid_nor_owed() -> None:
    # Periods of three days, from 6, 9 and 12 May; refused on 5 and 6 May, an hour before midnight in London.
    service = start_service(card=DECLINES, contract_days=3, ends_at=START + 3 * DAY)
    due = newest(service).due_at
    run(service, due)
    run(service, due + DAY)
    give_good_card(service)
    # By now the period from 9 May begins in an hour: that is what is paid, not the one that ends with it.
    run(service, due + 3 * DAY)
    assert (states(service), held_by_gateway(service)) == (["renewed", "planned"], FIFTEEN)
    assert periods_charged(service) == ["2027-05-03/2027-05-06", "2027-05-09/2027-05-12"]
    assert balances(service, due + 3 * DAY + HOUR) == {f"DATA_20GB_{service.key}_2027-05-09": 20}
    assert str(newest(service).starts_on) == "2027-05-12"


def test_what_is_had_without_allowances_is_owed_though_the_card_was_refused_meanwhile() -> None:
    service = start_service(card=DECLINES, contract_days=3, provisioning_variables={})
    due = newest(service).due_at
    run(service, due)
    run(service, due + DAY)
    give_good_card(service)
    run(service, due + 3 * DAY)
    assert (states(service), held_by_gateway(service)) == (["renewed", "renewed", "planned"], 2 * FIFTEEN)


def test_what_adds_to_a_service_that_expires_is_not_renewed_in_the_hour_before() -> None:
    service = start_service(card=GOOD)
    addon = add_to(service, START + HOUR, renewal_payment="card")
    renewals.set_auto_renewal(command(at=START + DAY), service.pk, auto_renew=False)
    run(addon, DUE)
    assert (states(addon), held_by_gateway(addon)) == (["paused"], 0)
    run(service, SECOND_PERIOD)
    finish(services.order_due_end(command(at=SECOND_PERIOD), service.pk), SECOND_PERIOD + 5 * SECOND)
    assert (states(service), states(addon)) == (["expired"], ["withdrawn"])
    assert (held_by_gateway(service), recurring(addon)) == (0, [FIFTEEN])


@pytest.mark.parametrize("addon_first", [True, False])
def test_what_adds_to_a_service_is_renewed_with_it_without_a_gap(*, addon_first: bool) -> None:
    service = start_service(card=GOOD)
    addon = add_to(service, START + HOUR, renewal_payment="card")
    for renewed in (addon, service, addon) if addon_first else (service, addon):
        run(renewed, DUE)
    assert states(service) == states(addon) == ["renewed", "planned"]
    assert held_by_gateway(service) == 2 * FIFTEEN
    grants = {f"DATA_20GB_{service.key}_2027-06-02": 20, f"DATA_5GB_{addon.key}_2027-06-02": 5}
    assert balances(service, SECOND_PERIOD) == grants


def test_what_adds_to_a_service_whose_card_is_refused_waits_until_that_is_paid() -> None:
    service = start_service(card=DECLINES)
    addon = add_to(service, START + HOUR)
    run(service, DUE)
    run(addon, DUE + HOUR)
    assert (states(service), states(addon)) == (["declined"], ["paused"])
    give_good_card(service)
    run(service, DUE + DAY)
    assert states(addon) == ["planned"]
    run(addon, DUE + DAY)
    assert (states(service), states(addon)) == (["renewed", "planned"], ["renewed", "planned"])
    assert recurring(addon) == [FIFTEEN, FIFTEEN]


def test_an_add_on_is_not_renewed_ahead_of_its_service() -> None:
    service = start_service()
    addon = add_to(service, START + HOUR)
    at = START + DAY
    with pytest.raises(RenewalNotPossibleError):
        renewals.renew_now(command(at=at), addon.pk)
    assert newest(addon).is_requested is False
    for renewed in (service, addon):
        renewals.renew_now(command(at=at), renewed.pk)
        run(renewed, at)
    assert states(service) == states(addon) == ["renewed", "planned"]


def test_a_suspension_of_both_ends_with_both_renewed() -> None:
    service = start_service()
    addon = add_to(service, START + HOUR)
    suspend(service, START + DAY)
    resume(service, THIRD_PERIOD + DAY)
    for renewed in (addon, service, addon):
        run(renewed, THIRD_PERIOD + DAY)
    assert states(service) == states(addon) == ["renewed", "planned"]
    assert periods_charged(addon) == periods_charged(service) == ["2027-05-03/2027-06-02", "2027-07-02/2027-08-01"]


def test_the_gateway_is_asked_once_for_a_refund_that_it_refuses() -> None:
    service = start_service(card=GOOD, is_known=False)
    asked: list[object] = []

    def refuse(*call: object) -> GatewayAnswer:
        asked.append(call)
        return GatewayAnswer(GatewayOutcome.REFUSED, reason="Not today.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DemoGateway, "refund", refuse)
        run(service, DUE)
    assert (newest(service).state, len(asked)) == ("giving_back", 1)
    run(service, DUE + DAY)
    assert held_by_gateway(service) == 0


def test_the_end_of_an_add_on_takes_turns_with_what_is_done_to_its_service() -> None:
    service = start_service()
    addon = add_to(service, START + HOUR)
    services.end_service(command(at=START + DAY), addon.pk)
    services.suspend_service(command(at=START + DAY), service.pk)
    locks = ProcrastinateJob.objects.filter(task_name="flows.run_provisioning_job").order_by("-pk")
    assert list(locks.values_list("lock", flat=True)[:2]) == [f"service:{service.pk}"] * 2


def test_a_suspended_add_on_ends_with_its_service() -> None:
    service = start_service()
    addon = add_to(service, START + HOUR)
    suspend(addon, START + DAY)
    end(service, START + 2 * DAY)
    # That every rule still holds is asked after each test.
    assert state_of(addon) == state_of(service) == "Deactivated"


def test_a_suspension_that_is_late_does_not_bring_an_ended_add_on_back() -> None:
    service = start_service()
    addon = add_to(service, START + HOUR)
    order_id = services.suspend_service(command(at=START + DAY), addon.pk)
    end(service, START + 2 * DAY)
    with pytest.raises(JobOutcomeInvalidError, match="has ended meanwhile"):
        finish(order_id, START + 2 * DAY + HOUR)
    assert state_of(addon) == "Deactivated"


def test_renewals_that_wait_in_the_queue_cost_the_next_look_nothing() -> None:
    at = DUE - timedelta(days=3)
    due = [start_service(START - 3 * DAY, is_known=False) for _ in range(4)]
    renewals.queue_due_renewals(command(at=at))
    with CaptureQueriesContext(connection) as queries:
        assert renewals.queue_due_renewals(command(at=at)) == 0
    names = {f"renewal:{newest(service).pk}" for service in due}
    waiting = ProcrastinateJob.objects.filter(status="todo", queueing_lock__in=names)
    assert waiting.count() == 4
    assert len([query for query in queries if "SELECT" in query["sql"] and "set_config" not in query["sql"]]) == 2


def test_an_end_that_fails_by_an_error_keeps_no_other_from_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    poisoned, other = start_service(), start_service()
    order = services.order_due_end
    ordered: list[int] = []

    def fail_for_one(given: object, instance_id: int) -> int | None:
        if instance_id == poisoned.pk:
            raise ZeroDivisionError("poison")
        ordered.append(instance_id)
        return order(given, instance_id)  # type: ignore[arg-type]

    at = START + DAY
    for service in (poisoned, other):
        renewals.set_auto_renewal(command(at=at), service.pk, auto_renew=False)
        run(service, SECOND_PERIOD)
    monkeypatch.setattr(jobs.services, "order_due_end", fail_for_one)
    monkeypatch.setattr(jobs, "business_now", lambda: SECOND_PERIOD)
    with pytest.raises(ZeroDivisionError):
        jobs.order_due_ends()
    assert other.pk in ordered
