"""Steps that use cases are made of; they never commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from trunkline.catalog.models import PricePlan, Product, RateVersion, ResourceSpecification, ServiceState
from trunkline.instances.errors import ServiceRetiredError, ServiceUuidTakenError
from trunkline.instances.models import Configuration, Instance, Subscription
from trunkline.instances.states import (
    CONFIGURATION_STATES,
    RESOURCE_KEY,
    SERVICE_KEY,
    ConfigurationState,
    InstanceKind,
)
from trunkline.platform.bulk import insert_rows
from trunkline.platform.clocks import system_now
from trunkline.platform.sequences import next_key, next_keys


@dataclass(frozen=True)
class ServiceDraft:
    """A service to be created: who has it, what it is, at which price; `agreed_…` only where it is not the rate's."""

    account_id: int
    subscriber_id: int | None
    product: Product
    rate_version: RateVersion | None
    name: str
    service_type: str
    service_uuid: str | None
    icon: str
    auto_renew: bool
    state: ServiceState
    agreed_retail: Decimal | None = None
    agreed_wholesale: Decimal | None = None
    instance_id: int | None = None
    parent_id: int | None = None


def create_subscription(account_id: int, price_plan: PricePlan, *, anchor_on: date, at: datetime) -> Subscription:
    """This will start a subscription of an account, whose periods count from a local day."""
    return Subscription.objects.create(account_id=account_id, price_plan=price_plan, anchor_on=anchor_on, started_at=at)


def create_service(draft: ServiceDraft, subscription: Subscription | None, *, at: datetime) -> Configuration:
    """This will insert a service whose first configuration is CURRENT from `at`; raises ServiceUuidTakenError."""
    instance = Instance(
        pk=draft.instance_id,
        key=next_key(SERVICE_KEY),
        kind=InstanceKind.SERVICE,
        service_type=draft.service_type,
        service_uuid=draft.service_uuid,
        deprovisioning_play=draft.product.deprovisioning_play,
        auto_renew=draft.auto_renew,
    )
    try:
        with transaction.atomic():
            instance.save(force_insert=True)
    except IntegrityError as error:
        if "service_uuid" not in str(error):
            raise
        raise ServiceUuidTakenError(f"{draft.service_uuid!r} belongs to another service; make a new one.") from None
    return Configuration.objects.create(
        instance=instance,
        product=draft.product,
        account_id=draft.account_id,
        subscriber_id=draft.subscriber_id,
        subscription=subscription,
        name=draft.name,
        icon=draft.icon,
        service_state=draft.state,
        rate_version=draft.rate_version,
        agreed_retail=draft.agreed_retail,
        agreed_wholesale=draft.agreed_wholesale,
        parent_id=draft.parent_id,
        state=ConfigurationState.CURRENT,
        valid_from=at,
    )


def create_resource(specification: ResourceSpecification, name: str, *, at: datetime) -> Instance:
    """This will insert a resource instance that nobody has yet."""
    instance = Instance.objects.create(key=next_key(RESOURCE_KEY), kind=InstanceKind.RESOURCE)
    Configuration.objects.create(
        instance=instance,
        resource_specification=specification,
        name=name,
        state=ConfigurationState.CURRENT,
        valid_from=at,
    )
    return instance


def create_resources(specification: ResourceSpecification, names: Sequence[str], *, at: datetime) -> list[int]:
    """This will insert resource instances that nobody has yet, and return their numbers, in the order of the names."""
    keys = next_keys(RESOURCE_KEY, len(names))
    ids = insert_rows(Instance, {"key": keys}, {"kind": InstanceKind.RESOURCE})
    insert_rows(
        Configuration,
        {"instance_id": ids, "name": names},
        {"resource_specification_id": specification.pk, "state": ConfigurationState.CURRENT, "valid_from": at},
    )
    return ids


def change(current: Configuration, *, at: datetime, **changes: object) -> Configuration:
    """This will end the CURRENT configuration at `at` and start one with the changes; other values go on.

    At the very instant of its start the old one is superseded instead, as it never held. Raises InvalidTransitionError.
    """
    successor = Configuration.objects.get(pk=current.pk)
    successor.pk = None
    successor.public_id = Configuration._meta.get_field("public_id").get_default()  # noqa: SLF001  # documented API
    successor.valid_from = at
    for name, value in changes.items():
        setattr(successor, name, value)
    if at <= current.valid_from:
        successor.valid_from = current.valid_from
        current.superseded_at = system_now()
        current.save(update_fields=["superseded_at"])
    else:
        _end(current, at=at)
    successor.save(force_insert=True)
    return successor


def hand_over(resource_id: int, *, account_id: int | None, service_id: int | None, at: datetime) -> Configuration:
    """This will note from when on a resource is with an account, at one of its services, or with nobody (None).

    What stands about it in stock must be locked already. Raises InvalidTransitionError.
    """
    current = Configuration.objects.get(
        instance_id=resource_id, state=ConfigurationState.CURRENT, superseded_at__isnull=True
    )
    return change(current, at=at, account_id=account_id, parent_id=service_id)


def plan(current: Configuration, *, start_at: datetime, **changes: object) -> Configuration:
    """This will record a PENDING configuration with the changes, to take over at `start_at` once it is provisioned."""
    planned = Configuration.objects.get(pk=current.pk)
    planned.pk = None
    planned.public_id = Configuration._meta.get_field("public_id").get_default()  # noqa: SLF001  # documented API
    planned.state = ConfigurationState.PENDING
    planned.valid_from = start_at
    planned.valid_until = None
    planned.end_recorded_at = None
    for name, value in changes.items():
        setattr(planned, name, value)
    planned.save(force_insert=True)
    return planned


def take_over(pending: Configuration, current: Configuration, *, at: datetime) -> Configuration:
    """This will make a PENDING configuration CURRENT from the later of its date and `at`, and the old one HISTORY."""
    start = max(pending.valid_from, at)
    _end(current, at=start)
    pending.state = CONFIGURATION_STATES.next(pending.state, "activate")
    pending.valid_from = start
    pending.save(update_fields=["state", "valid_from"])
    return pending


def _end(configuration: Configuration, *, at: datetime) -> None:
    configuration.state = CONFIGURATION_STATES.next(configuration.state, "end")
    configuration.valid_until = at
    configuration.end_recorded_at = system_now()
    configuration.save(update_fields=["state", "valid_until", "end_recorded_at"])


def retire(instance: Instance, *, at: datetime) -> None:
    """This will mark an instance as ended for good; raises ServiceRetiredError when it already is."""
    if instance.retired_at is not None:
        raise ServiceRetiredError(f"{instance.key} ended on {instance.retired_at.date()}.")
    instance.retired_at = at
    instance.save(update_fields=["retired_at"])
