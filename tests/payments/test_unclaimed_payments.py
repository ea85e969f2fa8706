"""Charges that were found at the gateway: whoever asks for what they were made for is answered with them, once."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest

from tests.support.payments import DECLINED, bad_line, make_card
from tests.support.people import command, make_account, make_brand, unique
from tests.support.races import race
from tests.support.snapshot import differences, take_snapshot
from trunkline.payments import processes, use_cases
from trunkline.payments.errors import CardDeclinedError, GatewayUnavailableError, PaymentMovedError
from trunkline.payments.models import Payment, Refund, StoredCard
from trunkline.payments.operations import FoundCharge, PaymentDraft
from trunkline.payments.policies import gateway_key
from trunkline.payments.selectors import KEYS_AHEAD, find_first_free_number, list_keys_to_come

FIFTEEN = Decimal("15.00")


@pytest.fixture
def card() -> StoredCard:
    return make_card(make_account(make_brand()))


@pytest.fixture
def purpose() -> str:
    return f"renewal:{uuid4()}:2027-06-01"


def draft(card: StoredCard, purpose: str, amount: Decimal = FIFTEEN, currency: str = "GBP") -> PaymentDraft:
    return PaymentDraft(card, amount, currency, "A period", purpose=purpose)


def adopt(card: StoredCard, purpose: str, number: int = 0, given_back: str = "0") -> Payment:
    """Find a charge at the gateway that was made for a purpose, and book it."""
    key = gateway_key(purpose, number)
    gateway = processes.GATEWAYS["demo"]
    gateway.charge(key, card.gateway_reference, FIFTEEN, "GBP", "unheard of")
    if Decimal(given_back):
        gateway.refund(uuid4(), key, Decimal(given_back))
    charge = processes.find_gateway_charges("demo", [key])[key]
    found = FoundCharge(card.account_id, card, "demo", charge)
    return Payment.objects.get(pk=use_cases.adopt_charge(command(), found))


def test_who_asks_for_its_purpose_is_answered_with_it_once(card: StoredCard, purpose: str) -> None:
    found = adopt(card, purpose)
    assert (found.state, found.is_unclaimed) == ("captured", True)
    paid = processes.charge_card(command(), draft(card, purpose))
    assert (paid.pk, paid.state, paid.is_unclaimed, paid.description) == (found.pk, "captured", False, "A period")
    assert Payment.objects.filter(account_id=card.account_id).count() == 1
    # It is used up: the next is a charge of its own.
    further = processes.charge_card(command(), draft(card, purpose))
    assert (further.public_id, further.is_unclaimed) == (gateway_key(purpose, 1), False)


def test_one_that_was_made_at_a_further_try_is_found_though_the_first_is_not_known_here(
    card: StoredCard, purpose: str
) -> None:
    found = adopt(card, purpose, number=2)
    assert processes.charge_card(command(), draft(card, purpose)).pk == found.pk


def of_another_amount(card: StoredCard, purpose: str) -> PaymentDraft:
    adopt(card, purpose)
    return draft(card, purpose, Decimal("15.01"))


def of_another_currency(card: StoredCard, purpose: str) -> PaymentDraft:
    adopt(card, purpose)
    return draft(card, purpose, currency="EUR")


def of_another_account(card: StoredCard, purpose: str) -> PaymentDraft:
    adopt(card, purpose)
    return draft(make_card(make_account(make_brand())), purpose)


def of_another_purpose(card: StoredCard, purpose: str) -> PaymentDraft:
    adopt(card, purpose)
    return draft(card, f"renewal:{uuid4()}:2027-06-01")


def of_no_purpose(card: StoredCard, purpose: str) -> PaymentDraft:
    adopt(card, purpose)
    return draft(card, "")


def given_back_in_part_there(card: StoredCard, purpose: str) -> PaymentDraft:
    adopt(card, purpose, given_back="0.01")
    return draft(card, purpose)


def given_back_since(card: StoredCard, purpose: str) -> PaymentDraft:
    processes.refund_all_that_is_left(command(), adopt(card, purpose).pk, "of a test")
    return draft(card, purpose)


def being_given_back(card: StoredCard, purpose: str) -> PaymentDraft:
    found = adopt(card, purpose)
    with bad_line(lost_before={"refund"}), pytest.raises(GatewayUnavailableError):
        processes.refund_all_that_is_left(command(), found.pk, "of a test")
    return draft(card, purpose)


@pytest.mark.parametrize(
    "arrange",
    [
        of_another_amount,
        of_another_currency,
        of_another_account,
        of_another_purpose,
        of_no_purpose,
        given_back_in_part_there,
        given_back_since,
        being_given_back,
    ],
)
def test_it_is_not_taken_for_anything_else(
    card: StoredCard, purpose: str, arrange: Callable[[StoredCard, str], PaymentDraft]
) -> None:
    wanted = arrange(card, purpose)
    found = Payment.objects.get(public_id=gateway_key(purpose, 0))
    paid = processes.charge_card(command(), wanted)
    assert (paid.pk != found.pk, paid.amount, paid.is_unclaimed) == (True, wanted.amount, False)
    assert Payment.objects.get(pk=found.pk).is_unclaimed


def test_what_was_paid_here_is_never_taken_again(card: StoredCard, purpose: str) -> None:
    first = processes.charge_card(command(), draft(card, purpose))
    second = processes.charge_card(command(), draft(card, purpose))
    assert [first.public_id, second.public_id] == [gateway_key(purpose, 0), gateway_key(purpose, 1)]


def test_of_two_who_ask_at_once_one_is_answered_with_it(
    card: StoredCard, purpose: str, owner_connection: psycopg.Connection
) -> None:
    found = adopt(card, purpose)
    lock = f"SELECT 1 FROM payments_payment WHERE id = {found.pk} FOR UPDATE"

    def intend() -> object:
        return use_cases.intend_payment(command(), draft(card, purpose))

    results = race(owner_connection, lock, [intend, intend])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert sorted(result == found.pk for result in results) == [False, True]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_payment SET state = 'cancelled', ledger_entry_id = NULL WHERE id = {0}",
        "UPDATE payments_payment SET job_id = 1 WHERE id = {0}",
    ],
)
def test_the_database_refuses_one_that_is_of_a_job_or_not_captured(
    card: StoredCard, purpose: str, owner_connection: psycopg.Connection, statement: str
) -> None:
    found = adopt(card, purpose)
    with pytest.raises(psycopg.errors.CheckViolation, match="payment_unclaimed_is_captured"):
        owner_connection.execute(statement.format(found.pk).encode())


def test_the_keys_to_come_begin_with_the_first_that_no_payment_has(purpose: str) -> None:
    card = make_card(make_account(make_brand()), DECLINED)
    for _ in range(4):
        with pytest.raises(CardDeclinedError):
            processes.charge_card(command(), draft(card, purpose))
    other = f"job:{uuid4()}:price"
    expected = {gateway_key(purpose, number) for number in range(4, 4 + KEYS_AHEAD)}
    assert list_keys_to_come([purpose, other]) == expected | {gateway_key(other, n) for n in range(KEYS_AHEAD)}
    assert list_keys_to_come([]) == set()
    for _ in range(KEYS_AHEAD - 4):
        with pytest.raises(CardDeclinedError):
            processes.charge_card(command(), draft(card, purpose))
    assert find_first_free_number(purpose) == KEYS_AHEAD
    assert list_keys_to_come([purpose]) == {gateway_key(purpose, KEYS_AHEAD + n) for n in range(KEYS_AHEAD)}


def test_what_is_held_less_is_booked_only_if_nothing_was_given_back_since(card: StoredCard) -> None:
    payment = processes.charge_card(command(), draft(card, f"job:{uuid4()}:{unique()}"))

    def book(held_here: str) -> int:
        amounts = {"held_here": Decimal(held_here), "held_there": Decimal(10)}
        return use_cases.note_given_back(command(), payment.pk, **amounts, reference="re_1")

    processes.refund_payment(command(), payment.pk, Decimal(2), "staff has given it back meanwhile")
    before = take_snapshot()
    with pytest.raises(PaymentMovedError):
        book("15.00")
    assert differences(before, take_snapshot()) == []
    with bad_line(lost_before={"refund"}), pytest.raises(GatewayUnavailableError):
        processes.refund_payment(command(), payment.pk, Decimal(1), "under way")
    for held in ("12.00", "13.00"):
        with pytest.raises(PaymentMovedError):
            book(held)
    for refund in Refund.objects.filter(payment=payment, state="unknown"):
        use_cases.conclude_refund(command(), refund.pk, processes.ask_for_refund(refund))
    assert Refund.objects.get(pk=book("12.00")).amount == 2
