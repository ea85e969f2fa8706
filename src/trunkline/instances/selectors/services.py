"""Reads of services as they are now."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, When

from trunkline.catalog.models import Product
from trunkline.catalog.states import Category
from trunkline.instances.errors import ServiceNotFoundError
from trunkline.instances.models import Configuration, Instance
from trunkline.instances.states import SOLD_KINDS, ConfigurationState, InstanceKind
from trunkline.parties.models import Account
from trunkline.platform.locks import LockKind, note_lock


def list_current_services(brand_ids: frozenset[int] | None) -> QuerySet[Configuration]:
    """This will list the CURRENT configurations of services of some brands' accounts (None: all), ended ones too.

    Bundles and packages are among them.
    """
    services = Configuration.objects.select_related("instance", "product", "service_state", "account", "rate_version")
    services = services.filter(
        state=ConfigurationState.CURRENT, superseded_at__isnull=True, instance__kind__in=SOLD_KINDS
    )
    if brand_ids is not None:
        services = services.filter(account__brand_id__in=brand_ids)
    return services.order_by("instance_id")


def get_current_service(instance_id: int, brand_ids: frozenset[int] | None = None) -> Configuration:
    """This will find the CURRENT configuration of a service; raises ServiceNotFoundError."""
    service = list_current_services(brand_ids).filter(instance_id=instance_id).first()
    if service is None:
        raise ServiceNotFoundError(f"No service {instance_id} is visible to you; check the number.")
    return service


def get_current_service_by_public_id(public_id: str, brand_ids: frozenset[int] | None) -> Configuration:
    """This will find the CURRENT configuration of a service by its public id; raises ServiceNotFoundError."""
    service = list_current_services(brand_ids).filter(instance__public_id=public_id).first()
    if service is None:
        raise ServiceNotFoundError(f"No service {public_id} is visible to you; check the id.")
    return service


def get_service_account_id(instance_id: int) -> int:
    """This will tell whose a service is now; raises ServiceNotFoundError."""
    return get_owner_id(get_current_service(instance_id))


def get_owner(service: Configuration) -> Account:
    """This will tell whose a service's configuration is; raises ServiceNotFoundError when it is nobody's."""
    if service.account is None:
        raise ServiceNotFoundError(f"Service {service.instance_id} belongs to no account.")
    return service.account


def get_owner_id(service: Configuration) -> int:
    """This will tell the number of whom `get_owner` tells, without reading the account; raises ServiceNotFoundError."""
    if service.account_id is None:
        raise ServiceNotFoundError(f"Service {service.instance_id} belongs to no account.")
    return service.account_id


def get_service_product(service: Configuration) -> Product:
    """This will tell which product a service's configuration is of; raises ServiceNotFoundError when it is of none."""
    if service.product is None:
        raise ServiceNotFoundError(f"Service {service.instance_id} is of no product.")
    return service.product


def lock_current_service(instance_id: int) -> Configuration:
    """This will lock a service until the transaction ends and return its CURRENT configuration."""
    note_lock(LockKind.INSTANCE, instance_id)
    locked = Instance.objects.select_for_update().filter(pk=instance_id, kind__in=SOLD_KINDS).first()
    if locked is None:
        raise ServiceNotFoundError(f"No service {instance_id} exists.")
    return get_current_service(instance_id)


def lock_services(instance_ids: Iterable[int]) -> dict[int, Configuration]:
    """This will lock services until the transaction ends; the CURRENT configurations of those that have not ended."""
    ids = sorted(set(instance_ids))
    for instance_id in ids:
        note_lock(LockKind.INSTANCE, instance_id)
    list(Instance.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    rows = list_current_services(None).filter(instance_id__in=ids, instance__retired_at__isnull=True)
    return {row.instance_id: row for row in rows}


def list_parts(instance_id: int) -> QuerySet[Configuration]:
    """This will list the CURRENT configurations of what runs under a service, such as its add-ons."""
    return list_current_services(None).filter(parent_id=instance_id, instance__retired_at__isnull=True)


def list_all_parts(instance_id: int) -> list[Configuration]:
    """This will list what runs under a service at any depth; what is above comes before what is under it."""
    found = list(list_parts(instance_id))
    for part in found:
        found += list_parts(part.instance_id)
    return found


def lock_trees(instance_ids: Iterable[int]) -> None:
    """This will lock services with all that runs under them until the transaction ends, in the one order for all.

    Their account must be locked already, so that nothing is added to them meanwhile.
    """
    tops = set(instance_ids)
    ids = tops | {part.instance_id for instance_id in tops for part in list_all_parts(instance_id)}
    for instance_id in sorted(ids):
        note_lock(LockKind.INSTANCE, instance_id)
    list(Instance.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def is_addon(service: Configuration) -> bool:
    """This will tell whether what a service has, such as balances, is that of the one that it runs under.

    A part of a bundle has its own.
    """
    is_under_service = service.parent is not None and service.parent.kind == InstanceKind.SERVICE
    return is_under_service and get_service_product(service).category == Category.ADDON


def map_holders(instance_ids: Iterable[int]) -> dict[int, int]:
    """This will tell of services which one has what belongs to each, such as balances: of an add-on what it adds to."""
    services = list_current_services(None).filter(instance_id__in=list(instance_ids))
    adds = Q(product__category=Category.ADDON, parent__kind=InstanceKind.SERVICE)
    holder = Case(When(adds, then=F("parent_id")), default=F("instance_id"))
    return dict(services.order_by().values_list("instance_id", holder))


def get_holder_id(service_id: int) -> int:
    """This will tell of one service what `map_holders` tells of several; its own number while it is not there."""
    return map_holders([service_id]).get(service_id, service_id)


def service_uuid_is_taken(service_uuid: str) -> bool:
    """This will tell whether a service is already known to the charging system by this identifier."""
    return Instance.objects.filter(service_uuid=service_uuid).exists()


def draw_instance_id() -> int:
    """This will draw the number of an instance that will be inserted later, under this very number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('instances_instance', 'id'))")
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def list_due_removals(at: datetime) -> list[int]:
    """This will list the numbers of ended services that are to be removed at an instant, the eldest first."""
    due = Instance.objects.filter(remove_at__lte=at).order_by("remove_at", "pk")
    return list(due.values_list("pk", flat=True))


def find_next_removal_due() -> datetime | None:
    """This will tell the earliest instant at which an ended service is to be removed."""
    ended = Instance.objects.filter(remove_at__isnull=False)
    return ended.order_by("remove_at").values_list("remove_at", flat=True).first()
