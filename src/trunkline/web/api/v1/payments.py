"""Cards of accounts, and what was paid and given back by them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.parties.models import Account
from trunkline.parties.selectors import get_account_by_public_id
from trunkline.parties.states import Permission
from trunkline.payments import use_cases as payments
from trunkline.payments.models import Payment, Refund, StoredCard
from trunkline.payments.policies import CARD_REFERENCE_MAX, GATEWAY_NAME_MAX
from trunkline.payments.processes import register_card
from trunkline.payments.selectors import get_card, get_card_by_public_id, list_cards, list_payments
from trunkline.payments.states import DEMO_GATEWAY
from trunkline.platform.limits import require_text
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import amount, page

router = Router(tags=["payments"])


class CardIn(Schema):
    """A card by the reference that its gateway gave it; never the number of a card."""

    model_config = ConfigDict(extra="forbid")

    reference: str
    gateway: str = DEMO_GATEWAY
    is_default: bool = False


@router.get("/accounts/{uuid:account_id}/cards", auth=Requires(Permission.READ_BILLING))
def read_cards(request: HttpRequest, account_id: UUID) -> dict[str, Any]:
    """List an account's cards, the default first."""
    return {"data": [_card(card) for card in list_cards(_account(request, account_id).pk)]}


@router.post(
    "/accounts/{uuid:account_id}/cards", auth=Requires(Permission.MANAGE_ACCOUNTS), response={201: dict[str, Any]}
)
def create_card(request: HttpRequest, account_id: UUID, body: CardIn) -> Any:
    """Store a card for an account; its first one is its default.

    The demo gateway knows these, also with `_` and letters or digits of one's own behind them: `pm_demo_good` pays,
    `pm_demo_declined` is declined, `pm_demo_authenticate` is refused as its bank wants the customer to confirm,
    `pm_demo_timeout` pays but the answer is lost, `pm_demo_timeout_unpaid` does not pay and the answer is lost.
    """
    card_id = register_card(
        command_of(request),
        _account(request, account_id).pk,
        require_text(body.gateway, "gateway", GATEWAY_NAME_MAX),
        require_text(body.reference, "reference", CARD_REFERENCE_MAX),
        is_default=body.is_default,
    )
    return Status(201, _card(get_card(card_id)))


@router.delete("/accounts/{uuid:account_id}/cards/{uuid:card_id}", auth=Requires(Permission.MANAGE_ACCOUNTS))
def remove_card(request: HttpRequest, account_id: UUID, card_id: UUID) -> dict[str, Any]:
    """Remove a card; if it was the default, the eldest one left takes its place."""
    card = get_card_by_public_id(str(card_id), _account(request, account_id).pk)
    return _card(get_card(payments.remove_card(command_of(request), card.pk)))


@router.get("/accounts/{uuid:account_id}/payments", auth=Requires(Permission.READ_BILLING))
def read_payments(request: HttpRequest, account_id: UUID, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List an account's payments, those that were declined too, each with its refunds."""
    return page(list_payments(_account(request, account_id).pk), _payment, after=after, limit=limit)


def _account(request: HttpRequest, account_id: UUID) -> Account:
    return get_account_by_public_id(str(account_id), caller_of(request).brand_ids)


def _card(card: StoredCard) -> dict[str, Any]:
    return {
        "id": card.public_id,
        "customer_stripe_id": card.pk,
        "gateway": card.gateway,
        "brand": card.brand,
        "last_four": card.last_four,
        "expiry_month": card.expiry_month,
        "expiry_year": card.expiry_year,
        "is_default": card.is_default,
        "stored_at": card.stored_at,
        "removed_at": card.removed_at,
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "id": payment.public_id,
        "state": payment.state,
        "amount": amount(payment.amount, payment.currency),
        "currency": payment.currency,
        "description": payment.description,
        "gateway": payment.gateway,
        "gateway_reference": payment.gateway_reference,
        "card": payment.card.public_id if payment.card else None,
        "provision_id": payment.job_id,
        "requested_at": payment.requested_at,
        "settled_at": payment.settled_at,
        "failure": payment.failure,
        "refunds": [_refund(refund, payment.currency) for refund in payment.refunds.all()],
    }


def _refund(refund: Refund, currency: str) -> dict[str, Any]:
    return {
        "id": refund.public_id,
        "state": refund.state,
        "amount": amount(refund.amount, currency),
        "reason": refund.reason,
        "gateway_reference": refund.gateway_reference,
        "requested_at": refund.requested_at,
        "settled_at": refund.settled_at,
        "failure": refund.failure,
    }
