"""Changes of services: asked for, listed, moved, withdrawn; and corrections of what was told wrong of the past."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, StrictInt

from trunkline.catalog.selectors.products import get_product_ids
from trunkline.catalog.selectors.rates import RateChoice
from trunkline.flows.use_cases import changes
from trunkline.flows.use_cases.changes import Agreement, ChangeRequest, CorrectionRequest, Difference
from trunkline.instances.models import Change, Configuration
from trunkline.instances.selectors.changes import get_change_by_public_id, list_changes
from trunkline.instances.selectors.services import get_current_service_by_public_id, get_owner
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.time import parse_instant
from trunkline.parties.errors import PermissionMissingError
from trunkline.parties.selectors import find_subscriber
from trunkline.parties.states import Permission
from trunkline.platform.definitions import CODE_MAX
from trunkline.platform.limits import require_text
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import amount, page, read_period, read_price

router = Router(tags=["services"])
_INSTANT_MAX = 40
_STATE_CODE_MAX = 40


class DifferenceIn(Schema):
    """What is to be different of a service; what is left out stays as it is.

    Another `product` is one that the service's product can be upgraded or downgraded to; `price_plan` (a code),
    `period_count` and `period_unit` choose one of its prices. `agreed_retail` and `agreed_wholesale` are prices of a
    period agreed with the customer, null those of the rate again. Of the `characteristics` those named change, null
    takes one away. A `service_status` is one that a transition leads to, and stands alone.
    """

    model_config = ConfigDict(extra="forbid")

    product: UUID | None = None
    price_plan: str | None = None
    period_count: StrictInt | None = None
    period_unit: str | None = None
    quantity: StrictInt | None = None
    characteristics: dict[str, Any] = {}
    agreed_retail: Decimal | str | None = None
    agreed_wholesale: Decimal | str | None = None
    subscriber: UUID | None = None
    name: str | None = None
    service_status: str | None = None


class ChangeIn(DifferenceIn):
    """A change from an instant on (`starts_at`, RFC 3339; without it: now), the staff's reason and the customer's."""

    starts_at: str | None = None
    reason: str = ""
    customer_reason: str = ""
    shown_price: Decimal | str | None = None
    accepted_terms_version: int | None = None


class CorrectionIn(DifferenceIn):
    """What a service was from an instant of the past until another; without an end until now, and on."""

    starts_at: str
    ends_at: str | None = None
    reason: str


class ChangeMoveIn(Schema):
    """From when on a planned change is to hold."""

    model_config = ConfigDict(extra="forbid")

    starts_at: str


@router.post(
    "/services/{uuid:service_id}/changes", auth=Requires(Permission.MANAGE_SERVICES), response={201: dict[str, Any]}
)
def change_service(request: HttpRequest, service_id: UUID, body: ChangeIn) -> Any:
    """Have a service be different, now or from an instant to come; its play runs in the background.

    With `If-Match`, only if nothing was changed or planned since the service was read. Prices are agreed by whoever
    manages billing.
    """
    service = _service(request, service_id)
    wanted = ChangeRequest(
        difference=_difference(request, service, body),
        starts_at=None if body.starts_at is None else _instant(body.starts_at, "starts_at"),
        reason=body.reason,
        customer_reason=body.customer_reason,
        shown_price=None if body.shown_price is None else read_price(body.shown_price, "shown_price"),
        accepted_terms_version=body.accepted_terms_version,
        version=_expected(request),
    )
    change_id = changes.ask_for_change(command_of(request), service.instance_id, wanted)
    return Status(201, _document(Change.objects.get(pk=change_id), service))


@router.get("/services/{uuid:service_id}/changes", auth=Requires(Permission.READ_SERVICES))
def read_changes(request: HttpRequest, service_id: UUID, *, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List the changes of a service, corrections too, in the order in which they were asked for."""
    service = _service(request, service_id)
    rows = list_changes(service.instance_id)
    return page(rows, lambda change: _document(change, service), after=after, limit=limit)


@router.post("/services/{uuid:service_id}/changes/{uuid:change_id}/move", auth=Requires(Permission.MANAGE_SERVICES))
def move_change(request: HttpRequest, service_id: UUID, change_id: UUID, body: ChangeMoveIn) -> dict[str, Any]:
    """Have a planned change hold from another instant on."""
    service = _service(request, service_id)
    change = get_change_by_public_id(service.instance_id, change_id)
    starts_at = _instant(body.starts_at, "starts_at")
    changes.move_change(command_of(request), service.instance_id, change.pk, starts_at)
    return _document(Change.objects.get(pk=change.pk), service)


@router.post("/services/{uuid:service_id}/changes/{uuid:change_id}/withdraw", auth=Requires(Permission.MANAGE_SERVICES))
def withdraw_change(request: HttpRequest, service_id: UUID, change_id: UUID) -> dict[str, Any]:
    """Have a planned change never take place; what is planned after it goes on from what is there."""
    service = _service(request, service_id)
    change = get_change_by_public_id(service.instance_id, change_id)
    changes.withdraw_change(command_of(request), service.instance_id, change.pk)
    return _document(Change.objects.get(pk=change.pk), service)


@router.post(
    "/services/{uuid:service_id}/corrections", auth=Requires(Permission.MANAGE_BILLING), response={201: dict[str, Any]}
)
def correct_service(request: HttpRequest, service_id: UUID, body: CorrectionIn) -> Any:
    """Record anew what a service was over a span of the past, with the reason; no play runs, and the bill follows.

    What was known before stays readable. With `If-Match`, only if nothing was changed since the service was read.
    """
    service = _service(request, service_id)
    wanted = CorrectionRequest(
        difference=_difference(request, service, body),
        starts_at=_instant(body.starts_at, "starts_at"),
        ends_at=None if body.ends_at is None else _instant(body.ends_at, "ends_at"),
        reason=body.reason,
        version=_expected(request),
    )
    change_id = changes.correct_service(command_of(request), service.instance_id, wanted)
    return Status(201, _document(Change.objects.get(pk=change_id), service))


def _service(request: HttpRequest, service_id: UUID) -> Configuration:
    return get_current_service_by_public_id(str(service_id), caller_of(request).brand_ids)


def _instant(text: str, field: str) -> datetime:
    return parse_instant(require_text(text, field, _INSTANT_MAX), field)


def _expected(request: HttpRequest) -> str | None:
    header = request.headers.get("If-Match")
    return None if header is None or header.strip() == "*" else header.strip().removeprefix("W/").strip('"')


def _difference(request: HttpRequest, service: Configuration, body: DifferenceIn) -> Difference:
    caller = caller_of(request)
    product_id = None
    if body.product is not None:
        product_id = get_product_ids([body.product], caller.brand_ids).get(body.product)
        if product_id is None:
            raise InvalidInputError.for_field("product", f"No product {body.product} exists; list the products.")
    subscriber = None
    if body.subscriber is not None:
        subscriber = find_subscriber(get_owner(service).pk, body.subscriber)
        if subscriber is None:
            raise InvalidInputError.for_field("subscriber", "is not one of the service's account.")
    period, is_once = read_period(body.period_count, body.period_unit)
    plan = None if body.price_plan is None else require_text(body.price_plan, "price_plan", CODE_MAX)
    return Difference(
        product_id=product_id,
        rate=RateChoice(plan, period, is_once),
        quantity=body.quantity,
        characteristics=body.characteristics,
        agreement=_agreement(request, body),
        subscriber_id=None if subscriber is None else subscriber.pk,
        name=body.name,
        service_state=(
            None
            if body.service_status is None
            else require_text(body.service_status, "service_status", _STATE_CODE_MAX)
        ),
    )


def _agreement(request: HttpRequest, body: DifferenceIn) -> Agreement | None:
    if not body.model_fields_set & {"agreed_retail", "agreed_wholesale"}:
        return None
    if not caller_of(request).allows(Permission.MANAGE_BILLING):
        raise PermissionMissingError("Prices are agreed by whoever manages billing.")
    return Agreement(
        retail=None if body.agreed_retail is None else read_price(body.agreed_retail, "agreed_retail"),
        wholesale=None if body.agreed_wholesale is None else read_price(body.agreed_wholesale, "agreed_wholesale"),
    )


def _document(change: Change, service: Configuration) -> dict[str, Any]:
    line = max(change.order_lines.all(), key=lambda line: line.pk, default=None)
    return {
        "id": change.public_id,
        "kind": change.kind,
        "state": change.state,
        "starts_at": change.starts_at,
        "ends_at": change.ends_at,
        "due_at": change.due_at,
        "changed_fields": sorted(change.differences),
        "charge": amount(change.charge, get_owner(service).currency),
        "reason": change.reason,
        "customer_reason": change.customer_reason,
        "requested_at": change.requested_at,
        "requested_by": change.requested_by,
        "settled_at": change.settled_at,
        "failure": change.failure,
        "provision_id": line.job.pk if line is not None else None,
    }
