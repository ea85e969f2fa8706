"""Payments: what the database keeps of them, and what it refuses."""

from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from django.db import transaction

from tests.support.people import make_account, make_brand
from trunkline.billing.models import LedgerEntry, LedgerPosting
from trunkline.payments.models import Payment
from trunkline.payments.states import PAYMENT_STATES

AT = datetime(2041, 1, 31, 12, tzinfo=UTC)


def make_payment(reference: str | None = None) -> Payment:
    account_id = make_account(make_brand())
    return Payment.objects.create(
        account_id=account_id,
        gateway="tests",
        gateway_reference=reference,
        amount=Decimal("15.00"),
        currency="GBP",
        requested_at=AT,
    )


def test_an_intended_payment_that_is_captured_is_booked() -> None:
    payment = make_payment()
    assert payment.state == "intended"
    with transaction.atomic():
        entry = LedgerEntry.objects.create(account_id=payment.account_id, reason="payment", booked_on=AT.date())
        for side, amount in (("gateway_clearing", payment.amount), ("receivables", -payment.amount)):
            LedgerPosting.objects.create(entry=entry, ledger_account=side, amount=amount, currency="GBP")
        payment.state = PAYMENT_STATES.next(payment.state, "capture")
        payment.ledger_entry = entry
        payment.save(update_fields=["state", "ledger_entry"])
    assert Payment.objects.get(pk=payment.pk).state == "captured"


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ("state = 'captured'", "payment_captured_is_booked"),
        ("state = 'lent'", "payment_state_is_known"),
        ("amount = 0", "payment_is_above_zero"),
        ("amount = -15", "payment_is_above_zero"),
    ],
)
def test_the_database_refuses_a_payment_that_must_not_be(
    changes: str, constraint: str, owner_connection: psycopg.Connection
) -> None:
    payment = make_payment()
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        owner_connection.execute(f"UPDATE payments_payment SET {changes} WHERE id = {payment.pk}".encode())


def test_a_gateways_reference_is_one_payments(owner_connection: psycopg.Connection) -> None:
    make_payment("pi_1")
    other = make_payment("pi_2")
    with pytest.raises(psycopg.errors.UniqueViolation, match="payment_gateway_reference"):
        owner_connection.execute(
            f"UPDATE payments_payment SET gateway_reference = 'pi_1' WHERE id = {other.pk}".encode()
        )


def test_a_payment_is_never_deleted(owner_connection: psycopg.Connection) -> None:
    payment = make_payment()
    with pytest.raises(psycopg.errors.RaiseException, match="Cannot delete rows"):
        owner_connection.execute(f"DELETE FROM payments_payment WHERE id = {payment.pk}".encode())


def test_an_unknown_outcome_is_settled_only_by_an_answer() -> None:
    lost = PAYMENT_STATES.next("intended", "lose")
    assert lost == "unknown"
    assert set(PAYMENT_STATES.actions_from(lost)) == {"capture", "decline", "cancel", "lose"}
    assert set(PAYMENT_STATES.final_states) == {"captured", "declined", "cancelled"}
