"""Reads of instances of every kind, as of any instant."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from trunkline.catalog.models import Characteristic
from trunkline.catalog.states import BaseStatus
from trunkline.instances.errors import InstanceNotFoundError
from trunkline.instances.models import Change, Configuration, Instance
from trunkline.instances.selectors.timeline import Moment, list_as_of

# What stands in the place of a secret.
_HIDDEN = "***"


@dataclass(frozen=True)
class InstanceSearch:
    """Which instances are wanted; None, or nothing: whichever. `characteristics` have exactly these values.

    `number` is a key, or the number of an account.
    """

    kind: str | None = None
    key: str | None = None
    tag: str | None = None
    account: UUID | None = None
    parent: UUID | None = None
    parent_ids: Collection[int] | None = None
    product: UUID | None = None
    state: str | None = None
    number: str | None = None
    characteristics: Mapping[str, Any] = field(default_factory=dict)
    includes_ended: bool = False


def _visible(brand_ids: frozenset[int] | None) -> Q:
    """What belongs to an account of some brands, or to nobody (None: all)."""
    return Q() if brand_ids is None else Q(account__isnull=True) | Q(account__brand_id__in=brand_ids)


def list_instances(search: InstanceSearch, moment: Moment, brand_ids: frozenset[int] | None) -> QuerySet[Configuration]:
    """This will list what instances are at a moment, one configuration each, with `is_planned`."""
    rows = list_as_of(moment).filter(_visible(brand_ids))
    named = {
        "instance__kind": search.kind,
        "instance__key": search.key,
        "account__public_id": search.account,
        "parent__public_id": search.parent,
        "parent_id__in": search.parent_ids,
        "product__public_id": search.product,
        "service_state__code": search.state,
    }
    rows = rows.filter(**{name: value for name, value in named.items() if value is not None})
    if search.number is not None:
        rows = rows.filter(Q(instance__key=search.number) | Q(account__number=search.number))
    if search.tag is not None:
        rows = rows.filter(instance__tags__contains=[search.tag])
    for name, value in search.characteristics.items():
        # Who asks for a secret by its value could try all: it is found by none.
        secret = Characteristic.objects.filter(product_id=OuterRef("product_id"), name=name, is_secret=True)
        rows = rows.filter(~Exists(secret), characteristics__contains={name: value})
    if not search.includes_ended:
        rows = rows.exclude(service_state__base_status=BaseStatus.CANCELLED)
    return with_names(rows)


def list_tree(whole: Instance, moment: Moment, brand_ids: frozenset[int] | None) -> list[Configuration]:
    """This will list what is below an instance at a moment, level by level: nothing is a part of itself."""
    found: list[Configuration] = []
    level = [whole.pk]
    while level:
        rows = list(list_instances(InstanceSearch(parent_ids=level), moment, brand_ids).order_by("instance_id"))
        found += rows
        level = [row.instance_id for row in rows]
    return found


def with_names(rows: QuerySet[Configuration]) -> QuerySet[Configuration]:
    """This will read configurations with all that they name."""
    return rows.select_related(
        "instance", "product", "resource_specification", "account", "subscriber", "service_state", "parent", "change"
    )


def get_instance(public_id: UUID, brand_ids: frozenset[int] | None) -> Instance:
    """This will find an instance that is, was or is to be of an account of some brands, or of nobody (None: all).

    Raises InstanceNotFoundError.
    """
    seen = Configuration.objects.filter(_visible(brand_ids), instance_id=OuterRef("pk"))
    instance = Instance.objects.filter(Exists(seen), public_id=public_id).first()
    if instance is None:
        raise InstanceNotFoundError(f"No instance {public_id} is visible to you; check the id.")
    return instance


def list_configurations(instance: Instance, brand_ids: frozenset[int] | None) -> QuerySet[Configuration]:
    """This will list all that was ever recorded of an instance, superseded too, in order of time.

    What it was with accounts of other brands is left out.
    """
    rows = Configuration.objects.filter(_visible(brand_ids), instance=instance)
    return with_names(rows).prefetch_related("relationships__to_instance").order_by("valid_from", "pk")


def list_lives(rows: Iterable[Configuration], brand_ids: frozenset[int] | None) -> dict[int, list[Configuration]]:
    """This will list what is true of the instances that configurations are of, in order of time, by their numbers."""
    found: dict[int, list[Configuration]] = {row.instance_id: [] for row in rows}
    live = Configuration.objects.filter(_visible(brand_ids), instance_id__in=found, superseded_at__isnull=True)
    for row in live.select_related("service_state").order_by("valid_from", "pk"):
        found[row.instance_id].append(row)
    return found


def list_changes_of(instance: Instance, brand_ids: frozenset[int] | None) -> QuerySet[Change]:
    """This will list the changes of an instance, but those that it had with accounts of other brands; latest first."""
    return Change.objects.filter(_visible(brand_ids), instance=instance).order_by("-starts_at", "-pk")


def shown_characteristics(row: Configuration, secrets: Mapping[int, set[str]]) -> dict[str, Any]:
    """This will write characteristics as people see them; `secrets` are those that `secret_names` tells."""
    hidden = secrets.get(row.product_id or 0, set())
    return {name: _HIDDEN if name in hidden else value for name, value in row.characteristics.items()}


def secret_names(rows: list[Configuration]) -> dict[int, set[str]]:
    """This will tell which characteristics of the products of configurations are shown to nobody."""
    secrets: dict[int, set[str]] = {}
    products = {row.product_id for row in rows if row.product_id is not None}
    for product_id, name in Characteristic.objects.filter(product_id__in=products, is_secret=True).values_list(
        "product_id", "name"
    ):
        secrets.setdefault(product_id, set()).add(name)
    return secrets
