"""Further periods of services: paid first, delivered then; refused, tried again, given up; taken back."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.db import connection, transaction

from tests.support.payments import GOOD, bad_line, make_card
from tests.support.people import command
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.renewals import (
    DAY,
    FOURTH_PERIOD,
    GIGABYTE,
    HOUR,
    SECOND,
    SECOND_PERIOD,
    START,
    THIRD_PERIOD,
    balances,
    booked_as_received,
    end,
    held_by_gateway,
    newest,
    ocs,
    periods_charged,
    recurring,
    run,
    set_price,
    start_service,
    states,
    suspend,
)
from trunkline.flows.processes.renewals import carry_out_renewal
from trunkline.flows.use_cases import renewals
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.instances.errors import RenewalNotPossibleError
from trunkline.instances.models import Cancellation, Instance
from trunkline.instances.operations.timeline import change
from trunkline.instances.selectors.renewals import find_next_renewal_due, find_open_renewal
from trunkline.instances.selectors.services import get_current_service, lock_current_service
from trunkline.payments.models import Payment
from trunkline.platform.locks import tracked

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]

FIFTEEN = Decimal("15.00")
DUE = SECOND_PERIOD - HOUR
SECOND_GRANT = "DATA_20GB_{}_2027-06-02"


@pytest.fixture(autouse=True)
def _all_rules_hold() -> object:
    yield
    assert {result.name: result.violations for result in check_invariants() if result.violations} == {}


def renewed_grant(service: Instance) -> str:
    return SECOND_GRANT.format(service.key)


def test_a_service_is_renewed_on_the_account_an_hour_before_its_period_ends() -> None:
    service = start_service()
    assert (states(service), newest(service).due_at) == (["planned"], DUE)
    run(service, DUE - SECOND)
    assert (states(service), recurring(service)) == (["planned"], [FIFTEEN])
    run(service, DUE)
    assert states(service) == ["renewed", "planned"]
    assert recurring(service) == [FIFTEEN, FIFTEEN]
    assert periods_charged(service) == ["2027-05-03/2027-06-02", "2027-06-02/2027-07-02"]
    assert (newest(service).starts_at, newest(service).due_at) == (THIRD_PERIOD, THIRD_PERIOD - HOUR)
    assert held_by_gateway(service) == 0


def test_there_is_no_instant_without_a_balance_and_what_is_left_of_the_old_period_is_used_first() -> None:
    service = start_service()
    run(service, DUE)
    both = {"DATA_20GB": 20, renewed_grant(service): 20}
    assert balances(service, SECOND_PERIOD - SECOND) == both
    use = {"Account": service.service_uuid, "BalanceType": "*data", "Value": 2 * GIGABYTE}
    ocs("DebitUsage", use, SECOND_PERIOD - 60 * SECOND)
    assert balances(service, SECOND_PERIOD - SECOND) == {**both, "DATA_20GB": 18}
    assert balances(service, SECOND_PERIOD) == {renewed_grant(service): 20}
    run(service, THIRD_PERIOD - HOUR)
    assert balances(service, THIRD_PERIOD) == {f"DATA_20GB_{service.key}_2027-07-02": 20}
    assert balances(service, FOURTH_PERIOD - SECOND) == {f"DATA_20GB_{service.key}_2027-07-02": 20}
    assert balances(service, FOURTH_PERIOD) == {}


def test_a_period_over_the_autumn_change_of_clocks_ends_at_local_midnight() -> None:
    # 10 October, and 30 days: 9 November, and 9 December. Clocks go back on 31 October: 30 days have 721 hours.
    start = datetime(2027, 10, 10, 10, tzinfo=UTC)
    first_end = datetime(2027, 11, 9, 0, tzinfo=UTC)
    service = start_service(start, ends_at=first_end)
    renewal = newest(service)
    assert (renewal.starts_at, renewal.ends_at) == (first_end, datetime(2027, 12, 9, 0, tzinfo=UTC))
    assert renewal.starts_at - datetime(2027, 10, 9, 23, tzinfo=UTC) == timedelta(hours=721)
    run(service, first_end - HOUR)
    grant = f"DATA_20GB_{service.key}_2027-11-09"
    assert balances(service, first_end) == {grant: 20}
    assert balances(service, datetime(2027, 12, 8, 23, 59, 59, tzinfo=UTC)) == {grant: 20}
    assert balances(service, datetime(2027, 12, 9, 0, tzinfo=UTC)) == {}


def test_every_kind_of_allowance_is_granted_for_the_period() -> None:
    service = start_service(provisioning_variables={"data_gb": 20, "voice_minutes": "unlimited", "sms_count": 100})
    run(service, DUE)
    document = ocs("GetAccount", {"Account": service.service_uuid}, SECOND_PERIOD)
    granted = {
        kind: [(row["ID"], row["Weight"]) for row in rows if row["ID"].endswith("_2027-06-02")]
        for kind, rows in document["BalanceMap"].items()
    }
    assert granted == {
        "*data": [(f"DATA_20GB_{service.key}_2027-06-02", 10)],
        "*voice": [(f"VOICE_Unlimited_{service.key}_2027-06-02", 10)],
        "*sms": [(f"SMS_100_{service.key}_2027-06-02", 10)],
    }


def test_a_card_is_charged_before_anything_is_delivered() -> None:
    service = start_service(card=GOOD)
    run(service, DUE)
    assert states(service) == ["renewed", "planned"]
    assert held_by_gateway(service) == booked_as_received(service) == FIFTEEN
    payment = Payment.objects.get(renewals__instance=service)
    assert (payment.state, payment.amount) == ("captured", FIFTEEN)
    assert payment.description == "Prepaid Mobile 20GB - 2027-06-02 to 2027-07-02"
    assert balances(service, SECOND_PERIOD) == {renewed_grant(service): 20}
    assert recurring(service) == [FIFTEEN, FIFTEEN]


def test_a_declined_card_is_tried_again_after_one_two_and_four_days_then_the_service_is_given_up() -> None:
    service = start_service(card="pm_demo_declined")
    waits = [DAY, 2 * DAY, 4 * DAY]
    at = DUE
    for number, wait in enumerate(waits, start=1):
        run(service, at)
        renewal = newest(service)
        assert (renewal.state, renewal.attempts, renewal.due_at) == ("declined", number, at + wait)
        assert renewal.failure == "The bank declined the card."
        run(service, at + wait - SECOND)
        assert newest(service).attempts == number
        at += wait
    run(service, at)
    assert states(service) == ["expired"]
    cancellation = Cancellation.objects.get(instance=service)
    assert (cancellation.state, cancellation.reason, cancellation.due_at) == ("pending", "non_payment", at)
    assert cancellation.note == "The bank declined the card."
    assert (held_by_gateway(service), recurring(service)) == (0, [FIFTEEN])
    assert balances(service, at) == {}


def test_another_card_saves_a_service_whose_card_was_declined() -> None:
    service = start_service(card="pm_demo_declined")
    run(service, DUE)
    account_id = get_current_service(service.pk).account_id or 0
    make_card(account_id, GOOD, is_default=True)
    run(service, DUE + DAY)
    assert states(service) == ["renewed", "planned"]
    assert (held_by_gateway(service), recurring(service)) == (FIFTEEN, [FIFTEEN, FIFTEEN])


def test_a_renewal_by_card_without_a_card_is_declined() -> None:
    service = start_service(renewal_payment="card")
    run(service, DUE)
    assert (newest(service).state, newest(service).failure) == ("declined", "There is no card to be charged.")
    assert not Payment.objects.filter(account_id=get_current_service(service.pk).account_id).exists()


def test_an_answer_that_is_lost_is_asked_for_again_and_charged_once() -> None:
    service = start_service(card=GOOD)
    with bad_line(lost_after={"charge"}):
        run(service, DUE)
    assert states(service) == ["charging"]
    assert find_open_renewal(service.pk) is not None
    run(service, DUE + SECOND)
    assert states(service) == ["renewed", "planned"]
    assert held_by_gateway(service) == FIFTEEN


def test_an_amount_of_zero_needs_no_card() -> None:
    service = start_service(renewal_payment="card")
    set_price(service, "0.00", START + DAY)
    run(service, DUE)
    assert (states(service), recurring(service)) == (["renewed", "planned"], [FIFTEEN, Decimal(0)])


def test_a_new_price_for_everybody_holds_from_the_next_period_and_one_for_new_sales_does_not() -> None:
    service = start_service(card=GOOD)
    set_price(service, "17.00", START + DAY)
    run(service, DUE)
    set_price(service, "19.00", SECOND_PERIOD + DAY, audience="new_sales")
    run(service, THIRD_PERIOD - HOUR)
    assert recurring(service) == [FIFTEEN, Decimal("17.00"), Decimal("17.00")]
    assert held_by_gateway(service) == Decimal("34.00")


def test_a_price_that_begins_within_a_period_waits_for_the_next_one() -> None:
    service = start_service()
    set_price(service, "17.00", SECOND_PERIOD + SECOND)
    run(service, DUE)
    assert recurring(service) == [FIFTEEN, FIFTEEN]


def change_configuration(service: Instance, at: datetime, **changes: object) -> None:
    with tracked(), transaction.atomic():
        change(lock_current_service(service.pk), at=at, **changes)


def test_an_agreed_price_goes_before_the_rate_and_every_unit_is_paid() -> None:
    service = start_service(card=GOOD)
    change_configuration(service, START + DAY, agreed_retail=Decimal("3.333"), quantity=3)
    set_price(service, "17.00", START + 2 * DAY)
    run(service, DUE)
    # 3 units of 3.333 are 9.999, rounded once: 10.00.
    assert newest(service).state == "planned"
    assert recurring(service) == [FIFTEEN, Decimal("10.00")]
    assert held_by_gateway(service) == Decimal("10.00")


def test_a_service_that_does_not_renew_expires_exactly_at_its_end() -> None:
    service = start_service(auto_renew="false")
    run(service, SECOND_PERIOD - SECOND)
    assert states(service) == ["planned"]
    run(service, SECOND_PERIOD)
    cancellation = Cancellation.objects.get(instance=service)
    assert states(service) == ["expired"]
    assert (cancellation.reason, cancellation.ends_at, cancellation.due_at) == (
        "contract_end",
        SECOND_PERIOD,
        SECOND_PERIOD,
    )
    assert (balances(service, SECOND_PERIOD), recurring(service)) == ({}, [FIFTEEN])


def test_switching_the_renewal_off_and_on_moves_its_day_even_after_the_lead_time_has_begun() -> None:
    service = start_service()
    renewals.set_auto_renewal(command(at=START + DAY), service.pk, auto_renew=False)
    assert newest(service).due_at == SECOND_PERIOD
    run(service, DUE)
    assert states(service) == ["planned"]
    renewals.set_auto_renewal(command(at=DUE + SECOND), service.pk, auto_renew=True)
    assert newest(service).due_at == DUE
    run(service, DUE + SECOND)
    assert states(service) == ["renewed", "planned"]
    renewals.set_auto_renewal(command(at=DUE + 2 * SECOND), service.pk, auto_renew=False)
    run(service, THIRD_PERIOD)
    assert states(service) == ["renewed", "expired"]


def test_switching_off_while_declined_expires_at_the_end_and_not_at_the_next_attempt() -> None:
    service = start_service(card="pm_demo_declined")
    run(service, DUE)
    renewals.set_auto_renewal(command(at=DUE + SECOND), service.pk, auto_renew=False)
    assert newest(service).due_at == SECOND_PERIOD
    run(service, SECOND_PERIOD)
    assert states(service) == ["expired"]
    assert Cancellation.objects.get(instance=service).reason == "contract_end"


def test_saying_again_that_it_renews_is_no_further_attempt() -> None:
    service = start_service(card="pm_demo_declined")
    run(service, DUE)
    renewals.set_auto_renewal(command(at=DUE + SECOND), service.pk, auto_renew=True)
    assert (newest(service).attempts, newest(service).due_at) == (1, DUE + DAY)


def test_a_product_may_forbid_the_switch() -> None:
    service = start_service(allow_auto_renew=False)
    with pytest.raises(RenewalNotPossibleError, match="does not let"):
        renewals.set_auto_renewal(command(at=START), service.pk, auto_renew=False)
    service.refresh_from_db()
    assert service.auto_renew


def test_renew_now_pays_and_delivers_the_next_period_at_once_and_only_once() -> None:
    service = start_service(card=GOOD)
    at = START + 5 * DAY
    renewals.renew_now(command(at=at), service.pk)
    renewals.renew_now(command(at=at), service.pk)
    run(service, at)
    assert balances(service, at) == {"DATA_20GB": 20, renewed_grant(service): 20}
    assert balances(service, SECOND_PERIOD) == {renewed_grant(service): 20}
    with pytest.raises(RenewalNotPossibleError, match="renewed already"):
        renewals.renew_now(command(at=at), service.pk)
    run(service, SECOND_PERIOD)
    assert (held_by_gateway(service), recurring(service)) == (FIFTEEN, [FIFTEEN, FIFTEEN])
    run(service, THIRD_PERIOD - HOUR)
    assert recurring(service) == [FIFTEEN] * 3


def test_renew_now_that_is_declined_leaves_the_service_as_it_was() -> None:
    service = start_service(card="pm_demo_declined", auto_renew="false")
    at = START + 5 * DAY
    renewals.renew_now(command(at=at), service.pk)
    run(service, at)
    renewal = newest(service)
    assert (renewal.state, renewal.attempts, renewal.due_at) == ("declined", 0, SECOND_PERIOD)
    assert balances(service, at) == {"DATA_20GB": 20}
    run(service, SECOND_PERIOD)
    assert states(service) == ["expired"]


def test_renew_now_renews_a_service_once_that_does_not_renew_by_itself() -> None:
    service = start_service(card=GOOD, auto_renew="false")
    at = START + 5 * DAY
    renewals.renew_now(command(at=at), service.pk)
    run(service, at)
    assert (states(service), newest(service).due_at) == (["renewed", "planned"], THIRD_PERIOD)
    run(service, THIRD_PERIOD)
    assert states(service) == ["renewed", "expired"]
    assert recurring(service) == [FIFTEEN, FIFTEEN]


def test_an_attempt_that_somebody_asks_for_counts_anew() -> None:
    service = start_service(card="pm_demo_declined")
    run(service, DUE)
    run(service, DUE + DAY)
    run(service, DUE + 3 * DAY)
    assert newest(service).attempts == 3
    renewals.renew_now(command(at=DUE + 4 * DAY), service.pk)
    run(service, DUE + 4 * DAY)
    renewal = newest(service)
    assert (renewal.state, renewal.attempts, renewal.due_at) == ("declined", 1, DUE + 5 * DAY)


@pytest.mark.parametrize("state", ["suspended", "ended", "one-time"])
def test_what_has_no_further_period_cannot_be_renewed(state: str) -> None:
    service = start_service(contract_days=0 if state == "one-time" else 30)
    if state == "suspended":
        suspend(service, START + DAY)
    if state == "ended":
        end(service, START + DAY)
    expected = "has ended" if state == "ended" else "not active|no further periods"
    with pytest.raises(Exception, match=expected):
        renewals.renew_now(command(at=START + DAY), service.pk)


def test_a_scheduler_that_comes_three_days_late_renews_the_period_as_it_is() -> None:
    service = start_service(card=GOOD)
    at = SECOND_PERIOD + 3 * DAY
    run(service, at)
    assert states(service) == ["renewed", "planned"]
    assert periods_charged(service) == ["2027-05-03/2027-06-02", "2027-06-02/2027-07-02"]
    assert balances(service, at) == {renewed_grant(service): 20}
    assert balances(service, THIRD_PERIOD) == {}


def test_a_scheduler_that_comes_a_hundred_days_late_charges_no_period_that_it_cannot_deliver() -> None:
    service = start_service(card=GOOD)
    at = SECOND_PERIOD + 100 * DAY
    run(service, at)
    # 2 June, 2 July and 1 August are over by 10 September: the period of 31 August is renewed alone.
    assert states(service) == ["renewed", "planned"]
    assert recurring(service) == [FIFTEEN] * 2
    assert held_by_gateway(service) == FIFTEEN
    assert balances(service, at) == {f"DATA_20GB_{service.key}_2027-08-31": 20}
    due = find_next_renewal_due()
    assert due is not None


def test_two_workers_at_once_charge_grant_and_bill_once() -> None:
    service = start_service(card=GOOD, provisioning_variables={"data_gb": 20, "sms_count": 100})
    renewal_id = newest(service).pk
    errors: list[Exception] = []

    def work() -> None:
        try:
            carry_out_renewal(command(at=DUE), renewal_id)
        except Exception as error:  # noqa: BLE001  # shown below
            errors.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert errors == []
    assert states(service) == ["renewed", "planned"]
    assert (held_by_gateway(service), recurring(service)) == (FIFTEEN, [FIFTEEN, FIFTEEN])
    assert balances(service, SECOND_PERIOD) == {renewed_grant(service): 20}
    assert Payment.objects.filter(renewals__instance=service).count() == 1
