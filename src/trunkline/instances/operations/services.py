"""Services and resources come to life and come to an end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from trunkline.catalog.models import PricePlan, Product, RateVersion, ResourceSpecification, ServiceState
from trunkline.catalog.selectors.bundles import is_composed
from trunkline.instances.errors import ServiceRetiredError, ServiceUuidTakenError
from trunkline.instances.models import Configuration, Instance, Subscription
from trunkline.instances.operations.timeline import change
from trunkline.instances.states import (
    RESOURCE_KEY,
    SERVICE_KEY,
    ConfigurationState,
    InstanceKind,
)
from trunkline.platform.bulk import insert_rows
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
    quantity: int = 1
    characteristics: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class SubscriptionDraft:
    """A subscription of an account, whose periods count from a local day; who pays, where that is another account."""

    account_id: int
    price_plan: PricePlan
    anchor_on: date
    payer_id: int | None = None
    cost_centre: str = ""
    purchase_order_number: str = ""


def create_subscription(draft: SubscriptionDraft, *, at: datetime) -> Subscription:
    """This will start a subscription of an account."""
    return Subscription.objects.create(
        account_id=draft.account_id,
        payer_id=draft.payer_id,
        price_plan=draft.price_plan,
        anchor_on=draft.anchor_on,
        cost_centre=draft.cost_centre,
        purchase_order_number=draft.purchase_order_number,
        started_at=at,
    )


def create_service(draft: ServiceDraft, subscription: Subscription | None, *, at: datetime) -> Configuration:
    """This will insert a service whose first configuration is CURRENT from `at`; raises ServiceUuidTakenError."""
    instance = Instance(
        pk=draft.instance_id,
        key=next_key(SERVICE_KEY),
        kind=InstanceKind.PRODUCT if is_composed(draft.product) else InstanceKind.SERVICE,
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
        quantity=draft.quantity,
        characteristics=dict(draft.characteristics),
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


def hand_over(resource_id: int, *, account_id: int | None, service_id: int | None, at: datetime) -> Configuration:
    """This will note from when on a resource is with an account, at one of its services, or with nobody (None).

    What stands about it in stock must be locked already. Raises InvalidTransitionError.
    """
    current = Configuration.objects.get(
        instance_id=resource_id, state=ConfigurationState.CURRENT, superseded_at__isnull=True
    )
    return change(current, at=at, account_id=account_id, parent_id=service_id)


def retire(instance: Instance, *, at: datetime, remove_at: datetime | None = None) -> None:
    """This will mark an instance as ended for good, and note when what is kept of it elsewhere is to be removed.

    Raises ServiceRetiredError when it has ended already.
    """
    if instance.retired_at is not None:
        raise ServiceRetiredError(f"{instance.key} ended on {instance.retired_at.date()}.")
    instance.retired_at = at
    instance.remove_at = remove_at
    instance.save(update_fields=["retired_at", "remove_at"])


def plan_removal(instance: Instance, remove_at: datetime | None) -> None:
    """This will note when what is kept of an ended service elsewhere is to be removed; None: nothing is left."""
    instance.remove_at = remove_at
    instance.save(update_fields=["remove_at"])
