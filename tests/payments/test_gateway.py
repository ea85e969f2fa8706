"""Money through the demo gateway: taken once, given back once, whatever is repeated, raced or lost on the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from structlog.testing import capture_logs

from tests.support.payments import DECLINED, bad_line, make_card, make_payment
from tests.support.people import command, make_account, make_brand, unique
from tests.support.races import race
from tests.support.snapshot import differences, take_snapshot
from trunkline.billing.models import LedgerPosting
from trunkline.payments import invariants, processes, use_cases
from trunkline.payments.adapters.demo import DemoGateway
from trunkline.payments.errors import (
    CardDeclinedError,
    GatewayUnavailableError,
    RefundRefusedError,
    RefundTooHighError,
)
from trunkline.payments.models import DemoGatewayCharge, DemoGatewayRefund, Payment, Refund
from trunkline.payments.operations import PaymentDraft
from trunkline.payments.policies import GatewayAnswer, refundable
from trunkline.payments.states import GatewayOutcome
from trunkline.platform.invariants import find_violations

FIFTEEN = Decimal("15.00")


@pytest.fixture
def account_id() -> int:
    return make_account(make_brand())


@pytest.fixture(autouse=True)
def _nothing_is_violated() -> object:
    yield
    assert {each.name: find_violations(each) for each in invariants.INVARIANTS if find_violations(each)} == {}


def draft(account_id: int, reference: str = "pm_demo_good") -> PaymentDraft:
    return PaymentDraft(make_card(account_id, reference), FIFTEEN, "GBP", "First period")


def booked(account_id: int) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for posting in LedgerPosting.objects.filter(entry__account_id=account_id):
        sums[posting.ledger_account] = sums.get(posting.ledger_account, Decimal(0)) + posting.amount
    return sums


def taken(payment: Payment) -> tuple[int, Decimal]:
    """How often the gateway has charged a payment, and what it has given back of it."""
    refunds = DemoGatewayRefund.objects.filter(charge__key=payment.public_id)
    charges = DemoGatewayCharge.objects.filter(key=payment.public_id, state="captured").count()
    return charges, sum((refund.amount for refund in refunds), Decimal(0))


def test_a_good_card_is_charged_and_booked(account_id: int) -> None:
    payment = make_payment(account_id)
    assert (payment.state, payment.amount, payment.failure) == ("captured", FIFTEEN, "")
    assert payment.settled_at is not None
    assert (payment.gateway_reference or "").startswith("demo_ch_")
    assert booked(account_id) == {"gateway_clearing": FIFTEEN, "receivables": -FIFTEEN}
    assert taken(payment) == (1, 0)


def test_a_declined_card_takes_and_books_nothing(account_id: int) -> None:
    with pytest.raises(CardDeclinedError, match="The bank declined the card"):
        processes.charge_card(command(), draft(account_id, DECLINED))
    payment = Payment.objects.get(account_id=account_id)
    assert (payment.state, payment.failure) == ("declined", "The bank declined the card.")
    assert booked(account_id) == {}
    assert taken(payment) == (0, 0)


def test_one_idempotency_key_is_one_payment(account_id: int) -> None:
    asked, key = draft(account_id), unique()
    first = processes.charge_card(command(idempotency_key=key), asked)
    before = take_snapshot()
    assert processes.charge_card(command(idempotency_key=key), asked) == first
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize("lost", ["lost_before", "lost_after"])
def test_a_charge_whose_answer_is_lost_is_unknown_until_the_gateway_is_asked(account_id: int, lost: str) -> None:
    with bad_line(**{lost: {"charge"}}), pytest.raises(GatewayUnavailableError) as raised:
        processes.charge_card(command(), draft(account_id))
    assert raised.value.is_outcome_unknown
    payment = Payment.objects.get(account_id=account_id)
    assert (payment.state, payment.settled_at) == ("unknown", None)
    assert booked(account_id) == {}
    settled = processes.settle_payment(command(), payment.pk)
    if lost == "lost_after":
        assert settled.state == "captured"
        assert booked(account_id) == {"gateway_clearing": FIFTEEN, "receivables": -FIFTEEN}
    else:
        assert settled.state == "cancelled"
        # Nothing comes of it any more, even when the lost call arrives at last.
        late = processes.ask_for_charge(settled, is_first=False)
        assert late.outcome is GatewayOutcome.CANCELLED
        assert booked(account_id) == {}


def test_what_cannot_be_settled_stays_unknown_and_is_asked_again(account_id: int) -> None:
    with bad_line(lost_before={"charge", "close_charge"}):
        with pytest.raises(GatewayUnavailableError):
            processes.charge_card(command(), draft(account_id))
        payment = Payment.objects.get(account_id=account_id)
        for _ in range(2):
            with pytest.raises(GatewayUnavailableError):
                processes.settle_payment(command(), payment.pk)
    assert processes.settle_payment(command(), payment.pk).state == "cancelled"


def age(model: type[Payment] | type[Refund], pk: int) -> None:
    row = model.objects.filter(pk=pk)
    row.update(created_at=row.get().created_at - processes.SETTLE_AFTER - timedelta(seconds=1))


def test_the_periodic_job_settles_old_payments_and_refunds_and_leaves_new_ones(account_id: int) -> None:
    with bad_line(lost_after={"charge"}), pytest.raises(GatewayUnavailableError):
        processes.charge_card(command(), draft(account_id))
    payment = Payment.objects.get(account_id=account_id)
    processes.settle_unknown_payments(command())
    assert Payment.objects.get(pk=payment.pk).state == "unknown"
    age(Payment, payment.pk)
    processes.settle_unknown_payments(command())
    assert Payment.objects.get(pk=payment.pk).state == "captured"
    with bad_line(lost_after={"refund"}), pytest.raises(GatewayUnavailableError):
        processes.refund_all_that_is_left(command(), payment.pk, "a test")
    refund = Refund.objects.get(payment=payment)
    processes.settle_unknown_payments(command())
    assert Refund.objects.get(pk=refund.pk).state == "unknown"
    age(Refund, refund.pk)
    processes.settle_unknown_payments(command())
    assert Refund.objects.get(pk=refund.pk).state == "refunded"
    assert taken(payment) == (1, FIFTEEN)


def test_one_payment_that_cannot_be_settled_does_not_keep_the_others_from_it(account_id: int) -> None:
    # The gateway of the first is not there.
    stuck = Payment.objects.create(
        account_id=account_id, gateway="gone", amount=FIFTEEN, currency="GBP", requested_at=command().at
    )
    pending = use_cases.intend_payment(command(), draft(account_id))
    for payment_id in (stuck.pk, pending):
        age(Payment, payment_id)
    processes.settle_unknown_payments(command())
    assert Payment.objects.get(pk=stuck.pk).state == "unknown"
    assert Payment.objects.get(pk=pending).state == "cancelled"
    use_cases.conclude_payment(command(), stuck.pk, GatewayAnswer(GatewayOutcome.CANCELLED))


def test_a_gateway_that_breaks_over_one_payment_does_not_keep_the_others_from_being_settled(
    account_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = draft(account_id)
    broken, pending = (use_cases.intend_payment(command(), asked_for) for _ in range(2))
    for payment_id in (broken, pending):
        age(Payment, payment_id)
    key, close = Payment.objects.get(pk=broken).public_id, DemoGateway.close_charge

    def break_over_one(gateway: DemoGateway, asked: UUID) -> GatewayAnswer:
        return close(gateway, asked) if asked != key else GatewayAnswer({}["an answer of another shape"])

    with monkeypatch.context() as patched, capture_logs() as logs:
        patched.setattr(DemoGateway, "close_charge", break_over_one)
        processes.settle_unknown_payments(command())
    assert [(row["event"], row["key"]) for row in logs] == [("payment_not_settled", str(key))]
    assert Payment.objects.get(pk=pending).state == "cancelled"
    processes.settle_unknown_payments(command())
    assert Payment.objects.get(pk=broken).state == "cancelled"


def test_parts_are_refunded_until_nothing_is_left(account_id: int) -> None:
    payment = make_payment(account_id)
    refund = processes.refund_payment(command(), payment.pk, Decimal("4.99"), "Goodwill")
    assert (refund.state, refund.amount, refund.reason) == ("refunded", Decimal("4.99"), "Goodwill")
    assert booked(account_id) == {"gateway_clearing": Decimal("10.01"), "receivables": Decimal("-10.01")}
    before = take_snapshot()
    for amount in ("10.02", "0", "-1"):
        with pytest.raises(RefundTooHighError):
            processes.refund_payment(command(), payment.pk, Decimal(amount), "Too much")
    assert differences(before, take_snapshot()) == []
    processes.refund_all_that_is_left(command(), payment.pk, "The rest")
    assert booked(account_id) == {"gateway_clearing": 0, "receivables": 0}
    before = take_snapshot()
    processes.refund_all_that_is_left(command(), payment.pk, "Again")
    assert differences(before, take_snapshot()) == []
    assert taken(payment) == (1, FIFTEEN)


def test_a_payment_that_was_declined_cannot_be_refunded(account_id: int) -> None:
    with pytest.raises(CardDeclinedError):
        processes.charge_card(command(), draft(account_id, DECLINED))
    payment = Payment.objects.get(account_id=account_id)
    with pytest.raises(RefundTooHighError):
        processes.refund_payment(command(), payment.pk, Decimal(1), "")
    processes.refund_all_that_is_left(command(), payment.pk, "")
    assert not payment.refunds.exists()


@pytest.mark.parametrize("lost", ["lost_before", "lost_after"])
def test_a_refund_whose_answer_is_lost_is_carried_to_its_end_once(account_id: int, lost: str) -> None:
    payment = make_payment(account_id)
    with bad_line(**{lost: {"refund"}}), pytest.raises(GatewayUnavailableError):
        processes.refund_all_that_is_left(command(), payment.pk, "a test")
    assert Refund.objects.get(payment=payment).state == "unknown"
    for _ in range(2):
        processes.refund_all_that_is_left(command(), payment.pk, "a test")
    assert [refund.state for refund in payment.refunds.all()] == ["refunded"]
    assert taken(payment) == (1, FIFTEEN)
    assert booked(account_id) == {"gateway_clearing": 0, "receivables": 0}


def test_a_refund_that_the_gateway_refuses_books_nothing_and_can_be_tried_again(account_id: int) -> None:
    payment = make_payment(account_id)
    # Somebody has given a part back at the gateway itself.
    DemoGateway().refund(elsewhere := uuid4(), payment.public_id, Decimal(1))
    with pytest.raises(RefundRefusedError, match=r"holds only 14\.00"):
        processes.refund_all_that_is_left(command(), payment.pk, "a test")
    assert booked(account_id) == {"gateway_clearing": FIFTEEN, "receivables": -FIFTEEN}
    processes.refund_payment(command(), payment.pk, Decimal(14), "what is left there")
    assert [refund.state for refund in payment.refunds.order_by("pk")] == ["refused", "refunded"]
    # So that what we count is what the gateway holds: the refund made there is entered by hand.
    refund_id = use_cases.intend_refund(command(), payment.pk, Decimal(1), "entered by hand")
    assert refund_id is not None
    use_cases.conclude_refund(command(), refund_id, GatewayAnswer(GatewayOutcome.DONE, f"demo_re_{elsewhere}"))


def at_once(actions: list[Callable[[], object]]) -> list[object]:
    def run(action: Callable[[], object]) -> object:
        try:
            return action()
        except Exception as error:  # noqa: BLE001  # what is raised is the result
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_one_key_asked_eight_times_at_once_is_charged_once(account_id: int) -> None:
    card, key = make_card(account_id), uuid4()
    Payment.objects.create(
        public_id=key, account_id=account_id, card=card, gateway="demo", amount=FIFTEEN, currency="GBP",
        requested_at=command().at,
    )  # fmt: skip
    payment = Payment.objects.select_related("card").get(public_id=key)
    answers = at_once([lambda: processes.ask_for_charge(payment, is_first=True)] * 8)
    assert len(set(answers)) == 1
    assert taken(payment) == (1, 0)
    at_once([lambda: use_cases.conclude_payment(command(), payment.pk, answers[0])] * 8)  # type: ignore[arg-type]
    assert booked(account_id) == {"gateway_clearing": FIFTEEN, "receivables": -FIFTEEN}


def test_charging_and_calling_off_at_once_end_in_one_of_both(account_id: int) -> None:
    card = make_card(account_id)
    for _ in range(10):
        payment = Payment.objects.get(pk=use_cases.intend_payment(command(), PaymentDraft(card, FIFTEEN, "GBP", "")))
        charged, closed = at_once(
            [lambda p=payment: processes.ask_for_charge(p, is_first=True), lambda p=payment: processes.close_charge(p)]  # type: ignore[misc]
        )
        assert charged == closed
        use_cases.conclude_payment(command(), payment.pk, charged)  # type: ignore[arg-type]


def test_refunding_all_eight_times_at_once_gives_it_back_once(
    account_id: int, owner_connection: psycopg.Connection
) -> None:
    payment = make_payment(account_id)
    lock = f"SELECT 1 FROM payments_payment WHERE id = {payment.pk} FOR UPDATE"
    actions: list[Callable[[], object]] = [
        lambda: processes.refund_all_that_is_left(command(), payment.pk, "a test")
    ] * 8
    assert race(owner_connection, lock, actions) == [None] * 8
    assert [refund.state for refund in payment.refunds.all()] == ["refunded"]
    assert taken(payment) == (1, FIFTEEN)
    assert booked(account_id) == {"gateway_clearing": 0, "receivables": 0}


def test_refunding_parts_at_once_never_gives_back_more_than_was_taken(
    account_id: int, owner_connection: psycopg.Connection
) -> None:
    payment = make_payment(account_id)
    lock = f"SELECT 1 FROM payments_payment WHERE id = {payment.pk} FOR UPDATE"
    actions: list[Callable[[], object]] = [
        lambda: processes.refund_payment(command(), payment.pk, Decimal(4), "a test")
    ] * 8
    results = race(owner_connection, lock, actions)
    # 3 × 4.00 = 12.00 of 15.00
    assert sum(isinstance(result, Refund) for result in results) == 3
    assert sum(isinstance(result, RefundTooHighError) for result in results) == 5
    assert taken(payment) == (1, Decimal(12))


def test_the_gateway_refuses_a_key_that_comes_back_with_another_amount(account_id: int) -> None:
    payment = make_payment(account_id)
    answer = DemoGateway().charge(payment.public_id, "pm_demo_good", Decimal(1), "GBP", "")
    assert answer.outcome is GatewayOutcome.REFUSED
    assert taken(payment) == (1, 0)


@pytest.mark.parametrize(
    ("state", "refunds", "left"),
    [
        ("captured", [], "15"),
        ("captured", [("refunded", "5"), ("refused", "15")], "10"),
        ("captured", [("intended", "5"), ("unknown", "10")], "0"),
        ("declined", [], "0"),
        ("unknown", [], "0"),
    ],
)
def test_what_can_be_refunded_counts_refunds_under_way(state: str, refunds: list[tuple[str, str]], left: str) -> None:
    rows = [(refund_state, Decimal(amount)) for refund_state, amount in refunds]
    assert refundable(state, Decimal(15), rows) == Decimal(left)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (
            "UPDATE payments_refund SET state = 'lent', ledger_entry_id = NULL WHERE payment_id = {0}",
            "refund_state_is_known",
        ),
        ("UPDATE payments_refund SET amount = 0 WHERE payment_id = {0}", "refund_is_above_zero"),
        ("UPDATE payments_refund SET ledger_entry_id = NULL WHERE payment_id = {0}", "refund_is_booked_once_refunded"),
        ("UPDATE payments_refund SET state = 'refused' WHERE payment_id = {0}", "refund_is_booked_once_refunded"),
        ("UPDATE payments_payment SET state = 'declined' WHERE id = {0}", "payment_booked_is_captured"),
    ],
)
def test_the_database_refuses_a_refund_that_must_not_be(
    account_id: int, owner_connection: psycopg.Connection, statement: str, constraint: str
) -> None:
    payment = make_payment(account_id)
    processes.refund_payment(command(), payment.pk, Decimal(5), "a test")
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        owner_connection.execute(statement.format(payment.pk).encode())
