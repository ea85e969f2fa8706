"""Reads of resource specifications."""

from collections.abc import Iterable

from django.db.models import QuerySet

from trunkline.catalog.errors import ResourceSpecificationNotFoundError
from trunkline.catalog.models import (
    ResourceSpecification,
)
from trunkline.platform.locks import LockKind, note_lock


def list_resource_specifications() -> QuerySet[ResourceSpecification]:
    """This will list the resource specifications with their labels."""
    return ResourceSpecification.objects.prefetch_related("texts").order_by("name")


def lock_resource_specifications(specification_ids: Iterable[int]) -> list[ResourceSpecification]:
    """This will lock specifications until the transaction ends, so that what stock is of them keeps its rules.

    Items can be received and picked meanwhile. Raises ResourceSpecificationNotFoundError.
    """
    wanted = sorted(set(specification_ids))
    for specification_id in wanted:
        note_lock(LockKind.SPECIFICATION, specification_id)
    rows = ResourceSpecification.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    found = list(rows)
    missing = set(wanted) - {row.pk for row in found}
    if missing:
        raise ResourceSpecificationNotFoundError(f"No resource specification {min(missing)} exists.")
    return found


def get_resource_specification_by_public_id(public_id: str) -> ResourceSpecification:
    """This will find a specification by its public id; raises ResourceSpecificationNotFoundError."""
    specification = list_resource_specifications().filter(public_id=public_id).first()
    if specification is None:
        raise ResourceSpecificationNotFoundError(f"No resource specification {public_id} exists; check the id.")
    return specification
