"""Reads of what customers have."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from trunkline.catalog.models import Product, ServiceState
from trunkline.instances.errors import ServiceNotFoundError
from trunkline.instances.models import Cancellation, Configuration, Instance, Renewal
from trunkline.instances.states import (
    OPEN_RENEWAL_STATES,
    RUNNING_RENEWAL_STATES,
    WAITING_RENEWAL_STATES,
    CancellationState,
    ConfigurationState,
    InstanceKind,
    RenewalState,
)
from trunkline.parties.models import Account
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


def find_former_state(service: Configuration) -> ServiceState | None:
    """This will find the state that a service was in before the one that its CURRENT configuration has.

    It may have been in it for no time at all: what was changed at the very instant of its start is superseded.
    """
    former = (
        list_history(service.instance_id)
        .filter(state__in=[ConfigurationState.CURRENT, ConfigurationState.HISTORY], pk__lt=service.pk)
        .exclude(service_state_id=service.service_state_id)
    )
    configuration = former.order_by("pk").last()
    return configuration.service_state if configuration else None


def was_billable(instance_id: int, *, before: datetime) -> bool:
    """This will tell whether a service was in a state that is billed at any time before an instant."""
    former = list_history(instance_id).filter(superseded_at__isnull=True, valid_from__lt=before)
    return former.filter(service_state__is_billable=True).exists()


def list_configurations_at(account_id: int, at: datetime) -> QuerySet[Configuration]:
    """This will list what an account has at an instant: the live configurations whose span holds it."""
    return Configuration.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=at),
        account_id=account_id,
        superseded_at__isnull=True,
        state__in=[ConfigurationState.CURRENT, ConfigurationState.HISTORY],
        valid_from__lte=at,
    )


def list_timeline(*account_ids: int) -> QuerySet[Configuration]:
    """This will list the live configurations that accounts' services have had, in order of instance and time."""
    return (
        Configuration.objects.filter(
            account_id__in=account_ids,
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


def get_renewal(renewal_id: int) -> Renewal:
    """This will find a renewal with its service by its number inside."""
    return Renewal.objects.select_related("instance", "payment__card", "account").get(pk=renewal_id)


def find_open_renewal(instance_id: int) -> Renewal | None:
    """This will find the renewal of a service that is planned or under way; while the service is locked it stays so."""
    return Renewal.objects.filter(instance_id=instance_id, state__in=OPEN_RENEWAL_STATES).first()


def list_renewals(instance_id: int) -> QuerySet[Renewal]:
    """This will list the renewals of a service, the eldest first."""
    return Renewal.objects.filter(instance_id=instance_id).select_related("payment").order_by("pk")


def list_renewed(*account_ids: int) -> QuerySet[Renewal]:
    """This will list the further periods that were agreed for accounts' services, also those taken back."""
    renewed = Renewal.objects.filter(account_id__in=account_ids, renewed_at__isnull=False)
    return renewed.select_related("rate_version").order_by("starts_on", "pk")


def list_taken_back(ended: Instance) -> list[Renewal]:
    """This will list what was renewed ahead, and is not owed as a service has ended; of what ended with it, too."""
    parts = Configuration.objects.filter(parent=ended).values("instance_id")
    taken_back = Renewal.objects.filter(state__in=[RenewalState.TAKING_BACK, RenewalState.TAKEN_BACK])
    of_it = Q(instance=ended) | Q(instance__in=parts, instance__retired_at=ended.retired_at)
    return list(taken_back.filter(of_it).select_related("payment", "account").order_by("pk"))


def list_due_renewals(at: datetime) -> list[Renewal]:
    """This will list the renewals of which something is due at an instant, or was left half-way, the eldest first."""
    due = Renewal.objects.filter(state__in=[*WAITING_RENEWAL_STATES, *RUNNING_RENEWAL_STATES], due_at__lte=at)
    return list(due.order_by("due_at", "pk"))


def find_next_renewal_due() -> datetime | None:
    """This will tell the earliest instant at which something of any renewal is due."""
    waiting = Renewal.objects.filter(state__in=[*WAITING_RENEWAL_STATES, *RUNNING_RENEWAL_STATES])
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()


def find_pending_cancellation(instance_id: int) -> Cancellation | None:
    """This will find the cancellation of a service that can still be reversed or carried out."""
    return Cancellation.objects.filter(instance_id=instance_id, state=CancellationState.PENDING).first()


def map_parents(instance_ids: Iterable[int]) -> dict[int, int | None]:
    """This will tell of services which service each adds to now; None: to none."""
    services = list_current_services(None).filter(instance_id__in=list(instance_ids))
    return dict(services.values_list("instance_id", "parent_id"))


def list_cancellations(instance_id: int) -> QuerySet[Cancellation]:
    """This will list the cancellations of a service, the eldest first."""
    return Cancellation.objects.filter(instance_id=instance_id).order_by("pk")


def list_due_cancellations(at: datetime) -> list[Cancellation]:
    """This will list the cancellations that are to be carried out at an instant, the eldest first."""
    due = Cancellation.objects.filter(state=CancellationState.PENDING, due_at__lte=at)
    return list(due.order_by("due_at", "pk"))


def find_next_cancellation_due() -> datetime | None:
    """This will tell the earliest instant at which a cancellation is to be carried out."""
    pending = Cancellation.objects.filter(state=CancellationState.PENDING)
    return pending.order_by("due_at").values_list("due_at", flat=True).first()


def list_due_removals(at: datetime) -> list[int]:
    """This will list the numbers of ended services that are to be removed at an instant, the eldest first."""
    due = Instance.objects.filter(remove_at__lte=at).order_by("remove_at", "pk")
    return list(due.values_list("pk", flat=True))


def find_next_removal_due() -> datetime | None:
    """This will tell the earliest instant at which an ended service is to be removed."""
    ended = Instance.objects.filter(remove_at__isnull=False)
    return ended.order_by("remove_at").values_list("remove_at", flat=True).first()
