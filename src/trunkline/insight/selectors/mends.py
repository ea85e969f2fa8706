"""Mends of differences."""

from django.db.models import QuerySet

from trunkline.insight.models import Mend


def get_mend(mend_id: int) -> Mend:
    """This will find the record of a mend by its number."""
    return Mend.objects.get(pk=mend_id)


def find_mend_asked_as(mark: str) -> Mend | None:
    """This will find the mend that a request of a mark has asked for before."""
    return Mend.objects.filter(asked_as=mark).first()


def list_mends() -> QuerySet[Mend]:
    """This will list what was mended, by whom and why."""
    return Mend.objects.order_by("pk")
