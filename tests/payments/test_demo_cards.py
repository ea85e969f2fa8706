"""The demo gateway's cards: one that wants the customer, and two whose answers are lost."""

from decimal import Decimal

import pytest

from tests.support.payments import make_card
from tests.support.people import command, make_account, make_brand, unique
from trunkline.billing.models import LedgerPosting
from trunkline.payments import invariants, processes, use_cases
from trunkline.payments.adapters.demo import CARDS, DemoGateway
from trunkline.payments.errors import CardDeclinedError, CardUnusableError, GatewayUnavailableError
from trunkline.payments.models import DemoGatewayCharge, Payment
from trunkline.payments.operations import PaymentDraft
from trunkline.platform.invariants import find_violations

FIFTEEN = Decimal("15.00")


@pytest.fixture
def account_id() -> int:
    return make_account(make_brand())


@pytest.fixture(autouse=True)
def _nothing_is_violated() -> object:
    yield
    assert {each.name: find_violations(each) for each in invariants.INVARIANTS if find_violations(each)} == {}


def draft(account_id: int, reference: str) -> PaymentDraft:
    return PaymentDraft(make_card(account_id, reference), FIFTEEN, "GBP", "First period")


def last_payment(account_id: int) -> Payment:
    return Payment.objects.filter(account_id=account_id).latest("pk")


def taken(payment: Payment) -> list[tuple[str, Decimal]]:
    """What the gateway remembers of a payment."""
    return list(DemoGatewayCharge.objects.filter(key=payment.public_id).values_list("state", "amount"))


def cleared(account_id: int) -> Decimal:
    postings = LedgerPosting.objects.filter(entry__account_id=account_id, ledger_account="gateway_clearing")
    return sum((posting.amount for posting in postings), Decimal(0))


@pytest.mark.parametrize("kind", CARDS)
def test_each_kind_is_known_by_its_own_name_and_with_more_behind_it(kind: str) -> None:
    for reference in (kind, f"{kind}_{unique()}"):
        assert DemoGateway().describe_card(reference) == CARDS[kind][1]
    with pytest.raises(CardUnusableError, match="pm_demo_timeout_unpaid"):
        DemoGateway().describe_card(f"{kind}_two_parts")


def test_kinds_are_told_apart_by_their_digits() -> None:
    assert len({details.last_four for _, details in CARDS.values()}) == len(CARDS)


def test_a_bank_that_wants_the_customer_refuses_with_that_reason(account_id: int) -> None:
    wanted = draft(account_id, "pm_demo_authenticate")
    with pytest.raises(CardDeclinedError, match="The bank wants the customer to confirm the payment") as raised:
        processes.charge_card(command(), wanted)
    assert raised.value.detail.endswith("Nothing was taken; try another card.")
    payment = last_payment(account_id)
    assert (payment.state, taken(payment), cleared(account_id)) == ("declined", [("declined", FIFTEEN)], 0)
    # Asked again, the gateway says the same.
    answer = processes.ask_for_charge(payment, is_first=False)
    assert (answer.outcome, answer.reason) == ("refused", payment.failure)


def test_money_that_was_taken_while_the_answer_was_lost_is_found_by_asking(account_id: int) -> None:
    with pytest.raises(GatewayUnavailableError) as raised:
        processes.charge_card(command(), draft(account_id, "pm_demo_timeout"))
    assert raised.value.is_outcome_unknown
    payment = last_payment(account_id)
    assert (payment.state, taken(payment), cleared(account_id)) == ("unknown", [("captured", FIFTEEN)], 0)
    assert processes.settle_payment(command(), payment.pk).state == "captured"
    assert cleared(account_id) == FIFTEEN
    processes.refund_all_that_is_left(command(), payment.pk, "a test")
    assert cleared(account_id) == 0


def test_a_charge_asked_for_again_under_its_key_is_the_one_that_was_made(account_id: int) -> None:
    wanted, key = draft(account_id, "pm_demo_timeout"), unique()
    with pytest.raises(GatewayUnavailableError):
        processes.charge_card(command(idempotency_key=key), wanted)
    payment = processes.charge_card(command(idempotency_key=key), wanted)
    assert (payment.state, taken(payment)) == ("captured", [("captured", FIFTEEN)])
    assert (cleared(account_id), Payment.objects.filter(account_id=account_id).count()) == (FIFTEEN, 1)


def test_where_nothing_was_taken_and_the_answer_lost_asking_calls_it_off(account_id: int) -> None:
    wanted, key = draft(account_id, "pm_demo_timeout_unpaid"), unique()
    for _ in range(2):
        with pytest.raises(GatewayUnavailableError) as raised:
            processes.charge_card(command(idempotency_key=key), wanted)
        assert raised.value.is_outcome_unknown
    payment = last_payment(account_id)
    assert (payment.state, taken(payment)) == ("unknown", [])
    assert processes.settle_payment(command(), payment.pk).state == "cancelled"
    assert (taken(payment), cleared(account_id)) == ([("cancelled", Decimal(0))], 0)
    # What comes late finds it called off.
    assert processes.ask_for_charge(payment, is_first=False).outcome == "cancelled"


def test_a_charge_called_off_before_it_arrives_takes_nothing(account_id: int) -> None:
    for kind in ("pm_demo_timeout", "pm_demo_timeout_unpaid"):
        payment_id = use_cases.intend_payment(command(), draft(account_id, kind))
        payment = Payment.objects.select_related("card").get(pk=payment_id)
        assert processes.close_charge(payment).outcome == "cancelled"
        assert processes.ask_for_charge(payment, is_first=True).outcome == "cancelled"
        assert processes.settle_payment(command(), payment_id).state == "cancelled"
    assert cleared(account_id) == 0
