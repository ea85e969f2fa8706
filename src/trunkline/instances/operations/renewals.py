"""Renewals of services, from their plan to their end; nothing here commits."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from trunkline.instances.models import Configuration, Instance, Renewal
from trunkline.instances.policies.renewals import RENEWAL_LEAD, next_attempt_at, next_period, renewal_due_at
from trunkline.instances.selectors.renewals import find_open_renewal
from trunkline.instances.selectors.services import get_owner_id
from trunkline.instances.selectors.timeline import was_billable
from trunkline.instances.states import (
    RENEWAL_STATES,
    WAITING_RENEWAL_STATES,
    RenewalState,
)
from trunkline.kernel.periods import Period, PeriodUnit
from trunkline.kernel.time import local_date, start_of_day


def plan_renewal(service: Configuration, *, covered_until: date, zone: ZoneInfo) -> Renewal | None:
    """This will plan the period that follows what is covered (local days); None for a service without periods.

    The service must be locked, or just made.
    """
    dates = _next_dates(service, covered_until=covered_until, zone=zone)
    if dates is None:
        return None
    return Renewal.objects.create(account_id=get_owner_id(service), instance=service.instance, **dates)


def plan_first_renewal(service: Configuration, *, zone: ZoneInfo) -> None:
    """This will plan the period that follows the first one of a service that was just made."""
    first = _next_dates(service, covered_until=local_date(service.valid_from, zone), zone=zone)
    if first is not None:
        plan_renewal(service, covered_until=first["ends_on"], zone=zone)


def _next_dates(
    service: Configuration, *, covered_until: date, zone: ZoneInfo, not_before: date | None = None
) -> dict[str, Any] | None:
    version, subscription = service.rate_version, service.subscription
    if version is None or version.rate.period_count is None or subscription is None:
        return None
    period = Period(version.rate.period_count, PeriodUnit(str(version.rate.period_unit)))
    days = next_period(period, subscription.anchor_on, covered_until=covered_until, today=not_before)
    starts_at = start_of_day(days.start, zone)
    return {
        "starts_on": days.start,
        "ends_on": days.end,
        "starts_at": starts_at,
        "ends_at": start_of_day(days.end, zone),
        "due_at": renewal_due_at(starts_at, renews=service.instance.auto_renew),
    }


def follow_rate(service: Configuration, *, zone: ZoneInfo, at: datetime) -> None:
    """This will have a locked service whose rate has changed be renewed as that rate says: not at all, or from now on.

    Where both rates have periods, the period that is paid runs on, and the next one is the new rate's.
    """
    renewal = find_open_renewal(service.instance_id)
    has_period = service.rate_version is not None and service.rate_version.rate.period_count is not None
    if renewal is not None and not has_period and renewal.state in {*WAITING_RENEWAL_STATES, RenewalState.PAUSED}:
        move_renewal(renewal, "withdraw")
    elif renewal is None and has_period and service.instance.retired_at is None:
        first = _next_dates(service, covered_until=local_date(at, zone), zone=zone, not_before=local_date(at, zone))
        if first is not None:
            plan_renewal(service, covered_until=first["ends_on"], zone=zone)


def set_auto_renew(instance: Instance, *, auto_renew: bool) -> None:
    """This will have a locked service renew by itself from now on, or expire when its period ends.

    One that waits for its next attempt expires when it is switched off, and is tried at once when it is switched on.
    """
    if instance.auto_renew == auto_renew:
        return
    instance.auto_renew = auto_renew
    instance.save(update_fields=["auto_renew"])
    renewal = find_open_renewal(instance.pk)
    if renewal is not None and renewal.state in WAITING_RENEWAL_STATES and not renewal.is_requested:
        renewal.due_at = renewal_due_at(renewal.starts_at, renews=auto_renew)
        renewal.save(update_fields=["due_at"])


def move_renewal(renewal: Renewal, action: str, **changes: object) -> None:
    """This will take a renewal of a locked service to its next state; raises InvalidTransitionError."""
    renewal.state = RENEWAL_STATES.next(renewal.state, action)
    for name, value in changes.items():
        setattr(renewal, name, value)
    renewal.save()


def decline_renewal(renewal: Renewal, failure: str, *, at: datetime) -> None:
    """This will note that an attempt to renew a locked service was refused, and when the next one is due.

    One that somebody asked for ahead of its day is due on its day as before: until then the service is paid. A service
    that does not renew by itself goes on to its end as before. After the last attempt the renewal is due at once, which
    gives the service up.
    """
    attempts, due_at = renewal.attempts, renewal_due_at(renewal.starts_at, renews=renewal.instance.auto_renew)
    if renewal.instance.auto_renew and at >= due_at:
        attempts += 1
        due_at = next_attempt_at(attempts, at) or at
    due_at = max(due_at, at)
    move_renewal(renewal, "decline", failure=failure[:300], attempts=attempts, due_at=due_at, is_requested=False)


def skip_lapsed_periods(renewal: Renewal, service: Configuration, *, zone: ZoneInfo, at: datetime) -> None:
    """This will have a waiting renewal of a locked service be for the period that runs by now, or is about to begin.

    The periods before it were neither paid nor delivered, and never are. What is due, is due as before.
    """
    day = local_date(at + RENEWAL_LEAD, zone)
    dates = _next_dates(service, covered_until=renewal.starts_on, zone=zone, not_before=day) or {}
    for name in ("starts_on", "ends_on", "starts_at", "ends_at"):
        setattr(renewal, name, dates.get(name, getattr(renewal, name)))
    renewal.save(update_fields=["starts_on", "ends_on", "starts_at", "ends_at"])


def pause_renewal(instance: Instance) -> None:
    """This will keep a locked service from being renewed, or from expiring, until it goes on."""
    renewal = find_open_renewal(instance.pk)
    if renewal is not None and renewal.state in WAITING_RENEWAL_STATES:
        move_renewal(renewal, "pause", is_requested=False)


def resume_renewal(service: Configuration, *, zone: ZoneInfo, at: datetime) -> None:
    """This will plan the renewal of a locked service that goes on: of the period that was planned, or runs by now."""
    renewal = find_open_renewal(service.instance_id)
    if renewal is None or renewal.state != RenewalState.PAUSED:
        return
    today = local_date(at, zone)
    dates = _next_dates(service, covered_until=renewal.starts_on, zone=zone, not_before=today)
    if dates is not None and dates["starts_on"] <= today and not was_billable(service.instance_id, before=at):
        # The period that runs by now is its first one, which is owed without any renewal.
        dates = _next_dates(service, covered_until=dates["ends_on"], zone=zone)
    move_renewal(renewal, "plan", attempts=0, failure="", **(dates or {}))


def end_renewals(instance: Instance, *, at: datetime) -> list[Renewal]:
    """This will see that a locked service that ends is not renewed; returns what was renewed but has not begun.

    That is taken back: it is not owed, and what was paid for it is to be refunded. A renewal whose payment is under way
    is settled by whoever carries it out.
    """
    renewal = find_open_renewal(instance.pk)
    if renewal is not None and renewal.state in {*WAITING_RENEWAL_STATES, RenewalState.PAUSED}:
        move_renewal(renewal, "withdraw")
    taken_back = list(
        Renewal.objects.filter(instance=instance, state=RenewalState.RENEWED, starts_at__gt=at).order_by("pk")
    )
    for further in taken_back:
        move_renewal(further, "take_back", due_at=at)
    return taken_back
