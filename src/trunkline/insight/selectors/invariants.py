"""`verify`: everything that must always be true."""

from dataclasses import dataclass

from trunkline.billing import invariants as billing
from trunkline.charging import invariants as charging
from trunkline.instances import invariants as instances
from trunkline.notify import invariants as notify
from trunkline.ocs import invariants as ocs
from trunkline.ordering import invariants as ordering
from trunkline.payments import invariants as payments
from trunkline.platform import invariants as platform
from trunkline.platform.invariants import Invariant, find_violations
from trunkline.provisioning import invariants as provisioning
from trunkline.stock import invariants as stock

INVARIANTS_BY_ROOM: dict[str, list[Invariant]] = {
    "platform": platform.INVARIANTS,
    "instances": instances.INVARIANTS,
    "stock": stock.INVARIANTS,
    "ocs": ocs.INVARIANTS,
    "ordering": ordering.INVARIANTS,
    "provisioning": provisioning.INVARIANTS,
    "charging": charging.INVARIANTS,
    "notify": notify.INVARIANTS,
    "billing": billing.INVARIANTS,
    "payments": payments.INVARIANTS,
}


@dataclass(frozen=True)
class InvariantResult:
    """An invariant and where it is violated; no violations, it holds."""

    room: str
    name: str
    violations: list[str]


def check_invariants() -> list[InvariantResult]:
    """This will check every invariant of every room on the live data."""
    return [
        InvariantResult(room, invariant.name, find_violations(invariant))
        for room, invariants in INVARIANTS_BY_ROOM.items()
        for invariant in invariants
    ]
