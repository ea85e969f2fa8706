"""After a restore: nothing is done until what others know of the time since the backup is reconciled."""

from trunkline.platform.models import Restoration


def find_open_restoration() -> Restoration | None:
    """This will tell the restoration that is not settled yet, the one from the earliest backup of several, if any."""
    return Restoration.objects.filter(settled_at__isnull=True).order_by("taken_at", "pk").first()
