"""News of this room."""

from dataclasses import dataclass

from trunkline.platform.bus import DomainEvent


@dataclass(frozen=True)
class ServiceRenewed(DomainEvent):
    """A further period of a service was paid, or is on the account, and its allowances are there."""

    name = "instances.service_renewed"
    instance_id: int
    renewal_id: int


@dataclass(frozen=True)
class RenewalDeclined(DomainEvent):
    """A further period of a service could not be paid or delivered; nothing was kept of the money."""

    name = "instances.renewal_declined"
    instance_id: int
    renewal_id: int


@dataclass(frozen=True)
class CancellationRequested(DomainEvent):
    """A service is to end at an instant; until then that can be reversed."""

    name = "instances.cancellation_requested"
    instance_id: int
    cancellation_id: int


@dataclass(frozen=True)
class CancellationReversed(DomainEvent):
    """A service goes on after all."""

    name = "instances.cancellation_reversed"
    instance_id: int
    cancellation_id: int


@dataclass(frozen=True)
class ChangeTookOver(DomainEvent):
    """A change of an instance is in force."""

    name = "instances.change_took_over"
    instance_id: int
    change_id: int
