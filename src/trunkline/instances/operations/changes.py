"""Changes of instances: asked for, moved, withdrawn, carried out; nothing here commits, and the instance is locked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction

from trunkline.instances.errors import ChangePlannedError, ChangeUnderWayError, OutsideLifeError
from trunkline.instances.models import REASON_MAX, Change, Configuration
from trunkline.instances.operations import timeline
from trunkline.instances.selectors.timeline import list_open_changes
from trunkline.instances.states import CHANGE_STATES, ChangeKind, ChangeState


@dataclass(frozen=True)
class ChangeDraft:
    """What is to be different from when on, who asks for it, and why: for the staff, and as the customer is told."""

    differences: Mapping[str, object]
    starts_at: datetime
    requested_by: str
    reason: str = ""
    customer_reason: str = ""
    charge: Decimal | None = None


def plan_change(current: Configuration, draft: ChangeDraft, *, at: datetime, lead: timedelta = timedelta(0)) -> Change:
    """This will record a change that is to take over at its instant; its play is due the lead time before.

    Raises ChangePlannedError when another one is to take over at that very instant.
    """
    with _one_per_instant(draft.starts_at):
        change = Change.objects.create(**_asked_for(current, draft, at=at), due_at=max(draft.starts_at - lead, at))
    timeline.plan(current)
    return change


def move_change(change: Change, current: Configuration, *, starts_at: datetime, due_at: datetime) -> None:
    """This will have a change take over at another instant; raises ChangeUnderWayError or ChangePlannedError."""
    if change.state != ChangeState.PLANNED:
        raise ChangeUnderWayError(f"The change is {change.state}; only a planned one can be moved.")
    change.starts_at, change.due_at = starts_at, due_at
    with _one_per_instant(starts_at):
        change.save(update_fields=["starts_at", "due_at"])
    timeline.plan(current)


def withdraw_change(change: Change, current: Configuration, *, at: datetime) -> None:
    """This will have a change never take over; raises ChangeUnderWayError."""
    if change.state != ChangeState.PLANNED:
        raise ChangeUnderWayError(f"The change is {change.state}; only a planned one can be withdrawn.")
    _settle(change, "withdraw", at=at)
    timeline.plan(current)


def withdraw_changes(current: Configuration, *, at: datetime) -> None:
    """This will withdraw whatever is planned for an instance that ends."""
    waiting = [change for change in list_open_changes(current.instance_id) if change.state != ChangeState.PROVISIONING]
    for change in waiting:
        _settle(change, "withdraw", at=at)
    if waiting:
        timeline.plan(current)


def begin_change(change: Change, current: Configuration) -> None:
    """This will note that a change is being provisioned, also once more after a failure; raises ChangePlannedError."""
    change.state = CHANGE_STATES.next(change.state, "provision")
    change.settled_at, change.failure = None, ""
    with _one_per_instant(change.starts_at):
        change.save(update_fields=["state", "settled_at", "failure"])
    timeline.plan(current)


def add_difference(change: Change, current: Configuration, **differences: object) -> None:
    """This will have a change that is being provisioned make a further difference, as its play said."""
    change.differences = {**change.differences, **timeline.differences_of(differences)}
    change.save(update_fields=["differences"])
    timeline.plan(current)


def bring_near(instance_id: int, *, at: datetime) -> None:
    """This will have what waited for another change of an instance be due at once, where its instant has come."""
    Change.objects.filter(instance_id=instance_id, state=ChangeState.PLANNED, starts_at__lte=at).update(due_at=at)


def prepare_change(change: Change, *, at: datetime) -> None:
    """This will note that a change was provisioned ahead of its day, on which it takes over."""
    change.state = CHANGE_STATES.next(change.state, "prepare")
    change.prepared_at, change.due_at = at, change.starts_at
    change.save(update_fields=["state", "prepared_at", "due_at"])


def fail_change(change: Change, current: Configuration, failure: str, *, at: datetime) -> None:
    """This will note that a change could not be provisioned: what is CURRENT stays so, and later changes follow it."""
    change.failure = failure[:REASON_MAX]
    _settle(change, "fail", at=at)
    timeline.plan(current)


def correct(current: Configuration, draft: ChangeDraft, *, ends_at: datetime | None, at: datetime) -> Change:
    """This will record anew what an instance was from an instant on until another (None: until now, and on).

    Raises OutsideLifeError for a span that begins before the instance's life, or that is not over.
    """
    if draft.starts_at >= at or (ends_at is not None and ends_at > at):
        raise OutsideLifeError("Only what has been can be corrected; ask for a change of what is to come.")
    correction = Change.objects.create(
        **_asked_for(current, draft, at=at),
        kind=ChangeKind.CORRECTION,
        state=ChangeState.IN_FORCE,
        ends_at=ends_at,
        due_at=at,
        settled_at=at,
    )
    timeline.correct(correction)
    return correction


def _asked_for(current: Configuration, draft: ChangeDraft, *, at: datetime) -> dict[str, object]:
    return {
        "account_id": current.account_id,
        "instance_id": current.instance_id,
        "differences": timeline.differences_of(draft.differences),
        "starts_at": draft.starts_at,
        "reason": draft.reason,
        "customer_reason": draft.customer_reason,
        "charge": draft.charge,
        "requested_at": at,
        "requested_by": draft.requested_by,
    }


def _settle(change: Change, action: str, *, at: datetime) -> None:
    change.state = CHANGE_STATES.next(change.state, action)
    change.settled_at = at
    change.save(update_fields=["state", "settled_at", "failure"])


@contextmanager
def _one_per_instant(instant: datetime) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "change_one_open_per_instant" not in str(error):
            raise
        raise ChangePlannedError(
            f"Another change is to take over at {instant.isoformat()}; withdraw it, or choose another instant."
        ) from None
