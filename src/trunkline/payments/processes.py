"""Payments and refunds: intent row, call of the gateway, outcome row; an unknown outcome is settled by asking."""

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError

from trunkline.kernel.errors import InvalidInputError
from trunkline.payments import selectors, use_cases
from trunkline.payments.adapters.demo import DemoGateway
from trunkline.payments.errors import CardDeclinedError, GatewayUnavailableError, RefundRefusedError
from trunkline.payments.models import Payment, Refund
from trunkline.payments.operations import CardDraft, PaymentDraft
from trunkline.payments.policies import CardDetails, GatewayAnswer, GatewayCharge
from trunkline.payments.states import (
    DEMO_GATEWAY,
    OPEN_PAYMENT_STATES,
    OPEN_REFUND_STATES,
    GatewayOutcome,
    PaymentState,
    RefundState,
)
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command
from trunkline.platform.outside import outside_call

# Longer than any call to a gateway takes: what is unsettled by then was left by a process that died.
SETTLE_AFTER = timedelta(seconds=60)

_log = structlog.get_logger("trunkline.payments")


class Gateway(Protocol):
    """What every gateway does; charges and refunds are known by our keys, and a key is carried out once.

    Each method raises GatewayUnavailableError, which tells whether it may have acted all the same.
    """

    def describe_card(self, card_reference: str) -> CardDetails:
        """This will tell what may be shown of a card; raises CardUnusableError."""

    def charge(self, key: UUID, card_reference: str, amount: Decimal, currency: str, description: str) -> GatewayAnswer:
        """This will take an amount, or tell what became of the charge of this key."""

    def close_charge(self, key: UUID) -> GatewayAnswer:
        """This will tell what became of a charge; if nothing has, nothing ever will."""

    def refund(self, key: UUID, charge_key: UUID, amount: Decimal) -> GatewayAnswer:
        """This will give an amount of a charge back, or tell what became of the refund of this key."""

    def list_charges(self, after: int, limit: int) -> list[GatewayCharge]:
        """This will list charges with their refunds that come after a position (0: the first), the eldest first."""

    def find_charges(self, keys: Collection[UUID]) -> list[GatewayCharge]:
        """This will find the charges of some keys with their refunds; unknown ones are left out."""


GATEWAYS: dict[str, Gateway] = {DEMO_GATEWAY: DemoGateway()}


def _gateway(name: str) -> Gateway:
    try:
        return GATEWAYS[name]
    except KeyError:
        raise GatewayUnavailableError(
            f"The gateway {name!r} is not set up here; there is: {', '.join(GATEWAYS)}.", is_outcome_unknown=False
        ) from None


def _lost(error: GatewayUnavailableError, *, is_first: bool) -> GatewayAnswer:
    outcome = GatewayOutcome.NEVER_MADE if is_first and not error.is_outcome_unknown else GatewayOutcome.UNKNOWN
    return GatewayAnswer(outcome, reason=error.detail)


@outside_call("payments.describe_card")
def describe_card(gateway: str, card_reference: str) -> CardDetails:
    """This will ask a gateway what may be shown of a card; raises CardUnusableError or GatewayUnavailableError."""
    return _gateway(gateway).describe_card(card_reference)


@outside_call("payments.ask_for_charge")
def ask_for_charge(payment: Payment, *, is_first: bool) -> GatewayAnswer:
    """This will have the gateway take an intended payment; asked again, it tells what became of it.

    Unless it is the first time, a call that did not reach the gateway says nothing of what became of the payment.
    """
    reference = payment.card.gateway_reference if payment.card else ""
    try:
        return _gateway(payment.gateway).charge(
            payment.public_id, reference, payment.amount, payment.currency, payment.description
        )
    except GatewayUnavailableError as error:
        return _lost(error, is_first=is_first)


@outside_call("payments.close_charge")
def close_charge(payment: Payment) -> GatewayAnswer:
    """This will ask the gateway what became of a payment, and let nothing more come of it."""
    try:
        return _gateway(payment.gateway).close_charge(payment.public_id)
    except GatewayUnavailableError as error:
        # Whether it was charged before is not known either way.
        return GatewayAnswer(GatewayOutcome.UNKNOWN, reason=error.detail)


@outside_call("payments.ask_for_refund")
def ask_for_refund(refund: Refund) -> GatewayAnswer:
    """This will have the gateway give an intended refund back; asked again, it tells what became of it."""
    payment = refund.payment
    try:
        return _gateway(payment.gateway).refund(refund.public_id, payment.public_id, refund.amount)
    except GatewayUnavailableError as error:
        # One that came before may have been carried out: the key stays in use until the gateway has answered.
        return GatewayAnswer(GatewayOutcome.UNKNOWN, reason=error.detail)


@outside_call("payments.list_gateway_charges")
def list_gateway_charges(gateway: str, *, after: int, limit: int) -> list[GatewayCharge]:
    """This will list what a gateway knows of charges and refunds; raises GatewayUnavailableError."""
    return _gateway(gateway).list_charges(after, limit)


@outside_call("payments.find_gateway_charges")
def find_gateway_charges(gateway: str, keys: Collection[UUID]) -> dict[UUID, GatewayCharge]:
    """This will find by our keys what a gateway knows of charges; raises GatewayUnavailableError."""
    return {charge.key: charge for charge in _gateway(gateway).find_charges(keys)}


@outside_call("payments.give_back_at_gateway")
def give_back_at_gateway(gateway: str, key: UUID, charge_key: UUID, amount: Decimal) -> GatewayAnswer:
    """This will have a gateway give back what none of our payments is about; with one key it is done once.

    Raises GatewayUnavailableError.
    """
    return _gateway(gateway).refund(key, charge_key, amount)


def register_card(command: Command, account_id: int, gateway: str, card_reference: str, *, is_default: bool) -> int:
    """This will store a card that its gateway knows for an account and return its number.

    Raises InvalidInputError, CardUnusableError, CardStoredAlreadyError or GatewayUnavailableError.
    """
    if gateway not in GATEWAYS:
        raise InvalidInputError.for_field("gateway", f"must be one of: {', '.join(GATEWAYS)}.")
    details = describe_card(gateway, card_reference)
    draft = CardDraft(account_id, gateway, card_reference, details, is_default)
    return use_cases.store_card(command, draft)


def charge_card(command: Command, draft: PaymentDraft) -> Payment:
    """This will take money from a card and book it; raises CardDeclinedError, or GatewayUnavailableError.

    With an idempotency key the same command again answers the same payment.
    """
    payment = selectors.get_payment(use_cases.intend_payment(command, draft))
    if payment.state in OPEN_PAYMENT_STATES:
        # With a key this may be the same command once more.
        answer = ask_for_charge(payment, is_first=command.idempotency_key is None)
        use_cases.conclude_payment(command.without_key(), payment.pk, answer)
    return require_captured(payment.pk)


def require_captured(payment_id: int) -> Payment:
    """This will return a payment that was captured; raises CardDeclinedError or GatewayUnavailableError else."""
    payment = selectors.get_payment(payment_id)
    if payment.state == PaymentState.CAPTURED:
        return payment
    if payment.state == PaymentState.DECLINED:
        raise CardDeclinedError(f"{payment.failure} Nothing was taken; try another card.".lstrip())
    is_unknown = payment.state in OPEN_PAYMENT_STATES
    remedy = "Whether it was charged is being asked." if is_unknown else "Nothing was taken; try again."
    raise GatewayUnavailableError(f"{payment.failure} {remedy}".lstrip(), is_outcome_unknown=is_unknown)


def settle_payment(command: Command, payment_id: int) -> Payment:
    """This will find out what became of a payment, so that nothing more can; raises GatewayUnavailableError."""
    payment = selectors.get_payment(payment_id)
    if payment.state not in OPEN_PAYMENT_STATES:
        return payment
    use_cases.conclude_payment(command.without_key(), payment.pk, close_charge(payment))
    payment = selectors.get_payment(payment_id)
    if payment.state in OPEN_PAYMENT_STATES:
        raise GatewayUnavailableError(payment.failure, is_outcome_unknown=True)
    return payment


def refund_payment(command: Command, payment_id: int, amount: Decimal, reason: str) -> Refund:
    """This will give a part of a captured payment back and book it.

    Raises RefundTooHighError, RefundRefusedError, or GatewayUnavailableError while the outcome is not known.
    """
    refund_id = use_cases.intend_refund(command, payment_id, amount, reason)
    if refund_id is None:
        raise RuntimeError("A refund of an amount is noted or refused.")
    return _carry_out(command, selectors.get_refund(refund_id))


def refund_all_that_is_left(command: Command, payment_id: int, reason: str) -> None:
    """This will give all of a payment back that is not given back yet; again, it does nothing.

    Refunds under way are carried to their end first. Raises RefundRefusedError or GatewayUnavailableError.
    """
    for refund in selectors.list_open_refunds(payment_id):
        _carry_out(command, refund)
    refund_id = use_cases.intend_refund(command.without_key(), payment_id, None, reason)
    if refund_id is not None:
        _carry_out(command, selectors.get_refund(refund_id))


def _carry_out(command: Command, refund: Refund) -> Refund:
    if refund.state in OPEN_REFUND_STATES:
        use_cases.conclude_refund(command.without_key(), refund.pk, ask_for_refund(refund))
        refund = selectors.get_refund(refund.pk)
    if refund.state == RefundState.REFUSED:
        raise RefundRefusedError(f"{refund.failure} Nothing was given back.")
    if refund.state in OPEN_REFUND_STATES:
        raise GatewayUnavailableError(f"{refund.failure} It will be asked again.", is_outcome_unknown=True)
    return refund


def settle_unknown_payments(command: Command) -> None:
    """This will find out what became of payments and refunds whose process died or whose gateway did not answer."""
    before = system_now() - SETTLE_AFTER
    for payment in selectors.list_unsettled_payments(before):
        try:
            settle_payment(command, payment.pk)
        except GatewayUnavailableError as error:
            _say_unsettled("payment", str(payment.public_id), error)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # noqa: BLE001  # one that cannot be settled must not keep the others from it
            _log.exception("payment_not_settled", key=str(payment.public_id))
    for refund in selectors.list_unsettled_refunds(before):
        try:
            _carry_out(command, refund)
        except (GatewayUnavailableError, RefundRefusedError) as error:
            _say_unsettled("refund", str(refund.public_id), error)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # noqa: BLE001  # likewise
            _log.exception("refund_not_settled", key=str(refund.public_id))


def _say_unsettled(what: str, key: str, error: GatewayUnavailableError | RefundRefusedError) -> None:
    _log.warning(f"{what}_not_settled", key=key, code=error.code, detail=error.detail)
