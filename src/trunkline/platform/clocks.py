"""The two clocks: the business clock, which demo mode can move forward, and the system clock, which nobody moves."""

from datetime import UTC, datetime

from django.conf import settings

from trunkline.platform.errors import BusinessClockNotMovableError
from trunkline.platform.models import BusinessClock


def system_now() -> datetime:
    """This will tell the real time; for leases, tokens, sessions, reservations, retries and audit."""
    return datetime.now(UTC)


def business_now() -> datetime:
    """This will tell the time of contracts, billing, renewals and notices; read at the doors and passed on as `at`."""
    if not settings.TRUNKLINE_DEMO_MODE:
        return system_now()
    clock = BusinessClock.objects.first()
    return system_now() if clock is None else clock.held_at


def hold_business_clock(moment: datetime) -> None:
    """This will set the demo's business clock to an instant, where it stays; it only ever goes forward."""
    if not settings.TRUNKLINE_DEMO_MODE:
        raise BusinessClockNotMovableError("Only a system in demo mode (TRUNKLINE_DEMO_MODE=1) has a movable clock.")
    clock = BusinessClock.objects.select_for_update().first()
    if clock is None:
        BusinessClock.objects.create(held_at=moment)
        return
    if moment < clock.held_at:
        raise BusinessClockNotMovableError(f"The clock stands at {clock.held_at.isoformat()} and only goes forward.")
    clock.held_at = moment
    clock.save(update_fields=["held_at"])
