"""Reads of what customers have."""

from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from trunkline.catalog.models import Product
from trunkline.instances.errors import ServiceNotFoundError
from trunkline.instances.models import Configuration, Instance
from trunkline.instances.states import ConfigurationState, InstanceKind
from trunkline.platform.locks import LockKind, note_lock


def list_current_services(brand_ids: frozenset[int] | None) -> QuerySet[Configuration]:
    """This will list the CURRENT configurations of services of some brands' accounts (None: all), ended ones too."""
    services = Configuration.objects.select_related("instance", "product", "service_state", "account", "rate_version")
    services = services.filter(
        state=ConfigurationState.CURRENT, superseded_at__isnull=True, instance__kind=InstanceKind.SERVICE
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
    account_id = get_current_service(instance_id).account_id
    if account_id is None:
        raise ServiceNotFoundError(f"Service {instance_id} belongs to no account.")
    return account_id


def get_service_product(service: Configuration) -> Product:
    """This will tell which product a service's configuration is of; raises ServiceNotFoundError when it is of none."""
    if service.product is None:
        raise ServiceNotFoundError(f"Service {service.instance_id} is of no product.")
    return service.product


def lock_current_service(instance_id: int) -> Configuration:
    """This will lock a service until the transaction ends and return its CURRENT configuration."""
    note_lock(LockKind.INSTANCE, instance_id)
    locked = Instance.objects.select_for_update().filter(pk=instance_id, kind=InstanceKind.SERVICE).first()
    if locked is None:
        raise ServiceNotFoundError(f"No service {instance_id} exists.")
    return get_current_service(instance_id)


def lock_current_parts(instance_id: int) -> list[Configuration]:
    """This will lock what runs under a service, such as its add-ons, and return their CURRENT configurations.

    The service itself must be locked already, so that nothing is added to it meanwhile.
    """
    parts = list_current_services(None).filter(parent_id=instance_id, instance__retired_at__isnull=True)
    return [lock_current_service(part.instance_id) for part in parts]


def list_configurations_at(account_id: int, at: datetime) -> QuerySet[Configuration]:
    """This will list what an account has at an instant: the live configurations whose span holds it."""
    return Configuration.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=at),
        account_id=account_id,
        superseded_at__isnull=True,
        state__in=[ConfigurationState.CURRENT, ConfigurationState.HISTORY],
        valid_from__lte=at,
    )


def list_timeline(account_id: int) -> QuerySet[Configuration]:
    """This will list the live configurations that account's services have had, in order of instance and time."""
    return (
        Configuration.objects.filter(
            account_id=account_id,
            superseded_at__isnull=True,
            state__in=[ConfigurationState.CURRENT, ConfigurationState.HISTORY],
            instance__kind=InstanceKind.SERVICE,
        )
        .select_related("instance", "product", "service_state", "subscription", "rate_version__rate")
        .order_by("instance_id", "valid_from")
    )


def list_history(instance_id: int) -> QuerySet[Configuration]:
    """This will list every configuration of an instance, superseded ones too, in order of time."""
    return (
        Configuration.objects.filter(instance_id=instance_id)
        .select_related("product", "service_state")
        .order_by("valid_from", "pk")
    )


def service_uuid_is_taken(service_uuid: str) -> bool:
    """This will tell whether a service is already known to the charging system by this identifier."""
    return Instance.objects.filter(service_uuid=service_uuid).exists()


def draw_instance_id() -> int:
    """This will draw the number of an instance that will be inserted later, under this very number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('instances_instance', 'id'))")
        (number,) = cursor.fetchone() or (0,)
    return int(number)
