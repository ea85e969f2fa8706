"""The event bus: news is a row written in the announcing transaction, delivered upwards by the queue at least once."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

import structlog

from trunkline.platform import queue
from trunkline.platform.models import Event

DELIVERY_JOB = "flows.deliver_event"


@dataclass(frozen=True)
class DomainEvent:
    """What happened, with ids only: no personal data. Subclasses name themselves `room.what_happened`."""

    name: ClassVar[str]
    account_id: int


Listener = Callable[[Event], None]
_listeners: dict[str, list[Listener]] = {}


def announce(event: DomainEvent, *, at: datetime) -> int:
    """This will record an event and queue its delivery, in order per account; returns the event's id."""
    payload: dict[str, Any] = asdict(event)
    row = Event.objects.create(name=event.name, account_id=event.account_id, payload=payload, occurred_at=at)
    queue.defer(DELIVERY_JOB, lock=f"events:{event.account_id}", event_id=row.pk)
    return row.pk


def announce_each(events: Sequence[DomainEvent], *, at: datetime) -> None:
    """This will record several events and queue their delivery at once; otherwise it is as `announce`."""
    rows = Event.objects.bulk_create(
        Event(name=event.name, account_id=event.account_id, payload=asdict(event), occurred_at=at) for event in events
    )
    queue.defer_each(DELIVERY_JOB, [(f"events:{row.account_id}", {"event_id": row.pk}) for row in rows])


def listens_to(event: type[DomainEvent]) -> Callable[[Listener], Listener]:
    """This will subscribe a function to an event; it is called at least once for each, so it must bear repetition."""

    def decorate(listener: Listener) -> Listener:
        _listeners.setdefault(event.name, []).append(listener)
        return listener

    return decorate


def deliver(event_id: int) -> None:
    """This will hand an event to each of its listeners."""
    row = Event.objects.get(pk=event_id)
    for listener in _listeners.get(row.name, []):
        listener(row)
    structlog.get_logger().info("event_delivered", event_name=row.name, event_id=row.pk)
