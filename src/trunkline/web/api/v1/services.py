"""Services: what they are, suspended and resumed, renewed, cancelled and ended."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.flows.selectors import view_next_renewal
from trunkline.flows.use_cases import renewals, services
from trunkline.flows.use_cases.services import CancellationRequest
from trunkline.instances.models import Cancellation, Configuration, Renewal
from trunkline.instances.selectors.cancellations import list_cancellations
from trunkline.instances.selectors.renewals import list_renewals
from trunkline.instances.selectors.services import get_current_service_by_public_id, get_owner
from trunkline.instances.selectors.timeline import list_history, version_of
from trunkline.instances.states import REVERSIBLE_REASONS
from trunkline.ordering.selectors import get_order
from trunkline.parties.states import Permission
from trunkline.platform.commands import Command
from trunkline.platform.limits import require_choice
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.accounts import service_document
from trunkline.web.api.v1.common import amount
from trunkline.web.api.v1.orders import order_document

router = Router(tags=["services"])


class CancellationIn(Schema):
    """Who wants a service to end (`customer` or `staff`), and after how many days: 0 at once, 90 at most.

    Without a number it ends after the days of grace of its product.
    """

    model_config = ConfigDict(extra="forbid")

    reason: str
    grace_days: int | None = None
    note: str = ""


class RenewalChange(Schema):
    """Whether a service renews by itself."""

    model_config = ConfigDict(extra="forbid")

    auto_renew: bool


@router.get("/services/{uuid:service_id}", auth=Requires(Permission.READ_SERVICES))
def read_service(request: HttpRequest, service_id: UUID, response: HttpResponse) -> dict[str, Any]:
    """Read a service with its timeline; its ETag is another one as soon as anything is changed or planned."""
    service = get_current_service_by_public_id(str(service_id), caller_of(request).brand_ids)
    response["ETag"] = f'"{version_of(service.instance_id)}"'
    timeline = [
        {
            "id": row.public_id,
            "state": row.state,
            "service_state": row.service_state.code if row.service_state else None,
            "name": row.name,
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
            "recorded_at": row.recorded_at,
            "superseded_at": row.superseded_at,
        }
        for row in list_history(service.instance_id)
    ]
    return {**_document(service), "timeline": timeline}


@router.post(
    "/services/{uuid:service_id}/suspend", auth=Requires(Permission.MANAGE_SERVICES), response={201: dict[str, Any]}
)
def suspend_service(request: HttpRequest, service_id: UUID) -> Any:
    """Order that a service is suspended; its balances are kept."""
    return _order_of(request, services.suspend_service, service_id)


@router.post(
    "/services/{uuid:service_id}/resume", auth=Requires(Permission.MANAGE_SERVICES), response={201: dict[str, Any]}
)
def resume_service(request: HttpRequest, service_id: UUID) -> Any:
    """Order that a suspended service goes on."""
    return _order_of(request, services.resume_service, service_id)


@router.post(
    "/services/{uuid:service_id}/end", auth=Requires(Permission.MANAGE_SERVICES), response={201: dict[str, Any]}
)
def end_service(request: HttpRequest, service_id: UUID) -> Any:
    """Order the end of a service or of an add-on; its deprovisioning runs in the background."""
    return _order_of(request, services.end_service, service_id)


def _order_of(request: HttpRequest, change: Callable[[Command, int], int], service_id: UUID) -> Any:
    order_id = change(command_of(request), _service(request, service_id).instance_id)
    return Status(201, order_document(get_order(order_id)))


@router.put("/services/{uuid:service_id}/auto-renewal", auth=Requires(Permission.MANAGE_SERVICES))
def change_auto_renewal(request: HttpRequest, service_id: UUID, body: RenewalChange) -> dict[str, Any]:
    """Have a service renew by itself, or expire at the end of its period, where its product allows that."""
    service = _service(request, service_id)
    renewals.set_auto_renewal(command_of(request), service.instance_id, auto_renew=body.auto_renew)
    return _document(_service(request, service_id))


@router.post(
    "/services/{uuid:service_id}/renew", auth=Requires(Permission.MANAGE_SERVICES), response={202: dict[str, Any]}
)
def renew(request: HttpRequest, service_id: UUID) -> Any:
    """Have the next period of a service paid and delivered now; that runs in the background."""
    renewals.renew_now(command_of(request), _service(request, service_id).instance_id)
    return Status(202, _document(_service(request, service_id)))


@router.get("/services/{uuid:service_id}/renewals", auth=Requires(Permission.READ_SERVICES))
def read_renewals(request: HttpRequest, service_id: UUID) -> dict[str, Any]:
    """List the further periods of a service: renewed, planned, refused or given up."""
    service = _service(request, service_id)
    currency = get_owner(service).currency
    return {"data": [_renewal(row, currency) for row in list_renewals(service.instance_id)]}


@router.post(
    "/services/{uuid:service_id}/cancel", auth=Requires(Permission.MANAGE_SERVICES), response={201: dict[str, Any]}
)
def cancel(request: HttpRequest, service_id: UUID, body: CancellationIn) -> Any:
    """Cancel a service or an add-on: it ends after its days of grace, in which that can be reversed, or at once."""
    reason = require_choice(body.reason, "reason", REVERSIBLE_REASONS)
    wanted = CancellationRequest(reason, body.grace_days, body.note)
    services.cancel_service(command_of(request), _service(request, service_id).instance_id, wanted)
    return Status(201, _document(_service(request, service_id)))


@router.post("/services/{uuid:service_id}/reverse-cancellation", auth=Requires(Permission.MANAGE_SERVICES))
def reverse_cancellation(request: HttpRequest, service_id: UUID) -> dict[str, Any]:
    """Have a service that is about to end go on as it was."""
    services.reverse_cancellation(command_of(request), _service(request, service_id).instance_id)
    return _document(_service(request, service_id))


def _service(request: HttpRequest, service_id: UUID) -> Configuration:
    return get_current_service_by_public_id(str(service_id), caller_of(request).brand_ids)


def _document(service: Configuration) -> dict[str, Any]:
    upcoming = view_next_renewal(service)
    cancellations = list(list_cancellations(service.instance_id))
    return {
        **service_document(service),
        "removed_from": service.instance.remove_at,
        "next_renewal": None
        if upcoming is None
        else {
            "on": upcoming.renewal.starts_on,
            "until": upcoming.renewal.ends_on,
            "state": upcoming.renewal.state,
            "due_at": upcoming.renewal.due_at,
            "retail_cost": amount(upcoming.retail, upcoming.currency),
            "currency": upcoming.currency,
            "paid_by": upcoming.paid_by,
            "can_be_switched": upcoming.can_be_switched,
            "failure": upcoming.renewal.failure,
        },
        "cancellation": _cancellation(cancellations[-1]) if cancellations else None,
    }


def _cancellation(row: Cancellation) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "state": row.state,
        "reason": row.reason,
        "note": row.note,
        "requested_at": row.requested_at,
        "requested_by": row.requested_by,
        "ends_at": row.ends_at,
        "settled_at": row.settled_at,
    }


def _renewal(row: Renewal, currency: str) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "state": row.state,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "due_at": row.due_at,
        "attempts": row.attempts,
        "retail_cost": amount(row.retail, currency),
        "currency": currency,
        "payment": row.payment.public_id if row.payment else None,
        "failure": row.failure,
        "renewed_at": row.renewed_at,
    }
