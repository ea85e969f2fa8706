"""What services have left, in words, and uses of them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict

from trunkline.charging.errors import OcsUnavailableError
from trunkline.flows.processes import balances
from trunkline.flows.processes.balances import Use
from trunkline.instances.models import Configuration
from trunkline.instances.selectors.services import get_current_service_by_public_id
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import parse_rate
from trunkline.ocs.policies.numbers import TEXT_LENGTH_MAX
from trunkline.ocs.policies.summary import BalanceSummary, TypeSummary
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.platform.limits import require_text
from trunkline.web.api.access import Requires, caller_of, command_of

router = Router(tags=["balances"])


class UsageIn(Schema):
    """One use: bytes of `data`, seconds of `voice`, messages of `sms` or `mms`, `generic` units, or `monetary` amounts.

    Balances that are for other destinations or categories are left alone.
    """

    model_config = ConfigDict(extra="forbid")

    type: str
    amount: Decimal | str
    destination: str = ""
    category: str = ""


class UsageQuery(Schema):
    """A use that is asked about."""

    type: str = "data"
    destination: str = ""
    category: str = ""


@router.get("/services/{uuid:service_id}/balances", auth=Requires(Permission.READ_SERVICES))
def read_balances(request: HttpRequest, service_id: UUID) -> dict[str, Any]:
    """Read what the charging system keeps for a service, as it says it and in words; an add-on has its service's."""
    return _document(_service(request, service_id))


@router.post(
    "/services/{uuid:service_id}/usage", auth=Requires(Permission.CHARGE_ONLINE), response={201: dict[str, Any]}
)
def record_usage(request: HttpRequest, service_id: UUID, body: UsageIn) -> Any:
    """Take one use from a service's balances in their order, or refuse and take nothing. Answers what is left.

    With an Idempotency-Key it is taken once, whatever answers are lost. Where it was taken, but the charging system
    does not tell what is left, `data` is null and `summary` empty.
    """
    service = _service(request, service_id)
    amount = parse_rate(body.amount, "amount")
    if amount <= 0:
        raise InvalidInputError.for_field("amount", "must be above zero.")
    balances.record_use(command_of(request), service, _use(body.type, body.destination, body.category, amount))
    try:
        left = _document(service)
    except OcsUnavailableError:
        # The use is taken: told that it failed, a client without a key would take it again.
        left = {"data": None, "summary": []}
    return Status(201, left)


@router.get("/services/{uuid:service_id}/max-usage", auth=Requires(Permission.READ_SERVICES))
def read_max_usage(request: HttpRequest, service_id: UUID, query: Query[UsageQuery]) -> dict[str, Any]:
    """Read how much of a type can be used now: bytes, seconds, messages, units or money; null is without limit."""
    use = _use(query.type, query.destination, query.category)
    found = balances.ask_max_usage(_service(request, service_id), use, at=business_now())
    return {
        "type": use.balance_type.removeprefix("*"),
        "max_usage": None if found.amount is None else f"{found.amount:f}",
        "text": found.text,
    }


def _service(request: HttpRequest, service_id: UUID) -> Configuration:
    return get_current_service_by_public_id(str(service_id), caller_of(request).brand_ids)


def _use(kind: str, destination: str, category: str, amount: Decimal = Decimal(0)) -> Use:
    return Use(
        balances.parse_balance_type(kind),
        amount,
        require_text(destination, "destination", TEXT_LENGTH_MAX, optional=True),
        require_text(category, "category", TEXT_LENGTH_MAX, optional=True),
    )


def _document(service: Configuration) -> dict[str, Any]:
    found = balances.read_balances(service, at=business_now())
    return {"data": found.document, "summary": [_type(row) for row in found.summary]}


def _type(row: TypeSummary) -> dict[str, Any]:
    return {
        "type": row.balance_type.removeprefix("*"),
        "text": row.text,
        "unit": row.unit,
        "granted": row.granted,
        "used": row.used,
        "used_percent": row.used_percent,
        "left": row.left,
        "unlimited": row.is_unlimited,
        "balances": [_balance(balance) for balance in row.balances],
    }


def _balance(row: BalanceSummary) -> dict[str, Any]:
    return {
        "id": row.balance_id,
        "text": row.text,
        "granted": row.granted,
        "used": row.used,
        "left": row.left,
        "until": row.until,
        "days_left": row.days_left,
        "unlimited": row.is_unlimited,
        "disabled": row.is_disabled,
        "only_for": row.only_for,
    }
