"""Differences between what we believe and what others hold, and their mending."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, StrictBool

from trunkline.flows.processes.mends import mend_difference
from trunkline.flows.processes.reconciliation import take_step
from trunkline.flows.processes.settlement import settle_after_looking
from trunkline.insight.models import Mend
from trunkline.insight.policies.differences import Difference
from trunkline.insight.selectors.mends import list_mends
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.platform.models import Restoration
from trunkline.platform.restorations import find_open_restoration
from trunkline.web.api.access import Requires, command_of, require_all_brands
from trunkline.web.api.v1.common import page

router = Router(tags=["reconciliation"])
_NO_BRANDS = "Charging system, stock and gateways know no brands: this needs a role for all."


class MendIn(Schema):
    """A difference as the list names it, and why it is to be mended."""

    model_config = ConfigDict(extra="forbid")

    kind: str
    subject: str
    reason: str


class SettlementIn(Schema):
    """Why workers may go on after a restore, and whether they may though there are differences left."""

    model_config = ConfigDict(extra="forbid")

    reason: str
    despite_differences: StrictBool = False


@router.get("/reconciliation", auth=Requires(Permission.RECONCILE))
def read_differences(request: HttpRequest, after: str = "") -> dict[str, Any]:
    """Look through one part of everything, and list the differences in it; most parts have none.

    Ask again with `next` as `after` until it is null: then all has been looked through. While `restoration` is not
    null, workers wait after a restore. Mend nothing before all has been looked through: an account that is removed
    meanwhile moves those after it forward, and the next part leaves some out.
    """
    require_all_brands(request, _NO_BRANDS)
    step = take_step(after, at=business_now())
    return {
        "data": [_difference(found) for found in step.differences],
        "next": step.next,
        "restoration": _restoration(find_open_restoration()),
    }


@router.post("/reconciliation/settlement", auth=Requires(Permission.RECONCILE))
def create_settlement(request: HttpRequest, body: SettlementIn) -> dict[str, Any]:
    """Look through everything after a restore, which may take long, and let workers go on if nothing differs.

    With `despite_differences` they go on at once. `settled` tells how many restorations that ended: 0 if none was open.
    """
    require_all_brands(request, _NO_BRANDS)
    command = replace(command_of(request), reason=body.reason)
    return {"settled": settle_after_looking(command, despite_differences=body.despite_differences)}


@router.post("/reconciliation/mends", auth=Requires(Permission.RECONCILE))
def create_mend(request: HttpRequest, body: MendIn) -> dict[str, Any]:
    """Have a difference mended by its action; `state` tells whether it is gone now, or remains."""
    require_all_brands(request, _NO_BRANDS)
    return _mend(mend_difference(replace(command_of(request), reason=body.reason), body.kind, body.subject))


@router.get("/reconciliation/mends", auth=Requires(Permission.RECONCILE))
def read_mends(request: HttpRequest, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List what was mended, by whom and why; one that stays `begun` was cut off, or could not be done."""
    require_all_brands(request, _NO_BRANDS)
    return page(list_mends(), _mend, after=after, limit=limit)


def _restoration(restoration: Restoration | None) -> dict[str, Any] | None:
    if restoration is None:
        return None
    return {"taken_at": restoration.taken_at, "restored_at": restoration.restored_at}


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "pair": found.pair,
        "subject": found.subject,
        "customer_id": found.account_id,
        "explanation": found.explanation,
        "action": found.action,
    }


def _mend(mend: Mend) -> dict[str, Any]:
    return {
        "id": mend.public_id,
        "kind": mend.kind,
        "subject": mend.subject,
        "customer_id": mend.account_id,
        "explanation": mend.explanation,
        "action": mend.action,
        "reason": mend.reason,
        "state": mend.state,
        "begun_by": mend.begun_by,
        "begun_at": mend.begun_at,
        "ended_at": mend.ended_at,
    }
