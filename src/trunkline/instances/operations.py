"""Steps that use cases are made of; they never commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from trunkline.catalog.models import PricePlan, Product, RateVersion, ResourceSpecification, ServiceState
from trunkline.instances.errors import CancellationPendingError, ServiceRetiredError, ServiceUuidTakenError
from trunkline.instances.models import Cancellation, Configuration, Instance, Renewal, Subscription
from trunkline.instances.policies import RENEWAL_LEAD, next_attempt_at, next_period, renewal_due_at
from trunkline.instances.selectors import find_open_renewal, get_owner_id, was_billable
from trunkline.instances.states import (
    CANCELLATION_STATES,
    CONFIGURATION_STATES,
    RENEWAL_STATES,
    RESOURCE_KEY,
    SERVICE_KEY,
    WAITING_RENEWAL_STATES,
    CancellationReason,
    ConfigurationState,
    InstanceKind,
    RenewalState,
)
from trunkline.kernel.periods import Period, PeriodUnit
from trunkline.kernel.time import local_date, start_of_day
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


def plan_renewal(service: Configuration, *, covered_until: date, zone: ZoneInfo) -> Renewal | None:
    """This will plan the period that follows what is covered (local days); None for a service without periods.

    The service must be locked, or just made.
    """
    dates = _next_dates(service, covered_until=covered_until, zone=zone)
    if dates is None:
        return None
    return Renewal.objects.create(account_id=get_owner_id(service), instance=service.instance, **dates)


def plan_first_renewal(service: Configuration, *, zone: ZoneInfo) -> None:
    """This will plan the period that follows the first one of a service that was just made."""
    first = _next_dates(service, covered_until=local_date(service.valid_from, zone), zone=zone)
    if first is not None:
        plan_renewal(service, covered_until=first["ends_on"], zone=zone)


def _next_dates(
    service: Configuration, *, covered_until: date, zone: ZoneInfo, not_before: date | None = None
) -> dict[str, Any] | None:
    version, subscription = service.rate_version, service.subscription
    if version is None or version.rate.period_count is None or subscription is None:
        return None
    period = Period(version.rate.period_count, PeriodUnit(str(version.rate.period_unit)))
    days = next_period(period, subscription.anchor_on, covered_until=covered_until, today=not_before)
    starts_at = start_of_day(days.start, zone)
    return {
        "starts_on": days.start,
        "ends_on": days.end,
        "starts_at": starts_at,
        "ends_at": start_of_day(days.end, zone),
        "due_at": renewal_due_at(starts_at, renews=service.instance.auto_renew),
    }


def set_auto_renew(instance: Instance, *, auto_renew: bool) -> None:
    """This will have a locked service renew by itself from now on, or expire when its period ends.

    One that waits for its next attempt expires when it is switched off, and is tried at once when it is switched on.
    """
    if instance.auto_renew == auto_renew:
        return
    instance.auto_renew = auto_renew
    instance.save(update_fields=["auto_renew"])
    renewal = find_open_renewal(instance.pk)
    if renewal is not None and renewal.state in WAITING_RENEWAL_STATES and not renewal.is_requested:
        renewal.due_at = renewal_due_at(renewal.starts_at, renews=auto_renew)
        renewal.save(update_fields=["due_at"])


def move_renewal(renewal: Renewal, action: str, **changes: object) -> None:
    """This will take a renewal of a locked service to its next state; raises InvalidTransitionError."""
    renewal.state = RENEWAL_STATES.next(renewal.state, action)
    for name, value in changes.items():
        setattr(renewal, name, value)
    renewal.save()


def decline_renewal(renewal: Renewal, failure: str, *, at: datetime) -> None:
    """This will note that an attempt to renew a locked service was refused, and when the next one is due.

    One that somebody asked for ahead of its day is due on its day as before: until then the service is paid. A service
    that does not renew by itself goes on to its end as before. After the last attempt the renewal is due at once, which
    gives the service up.
    """
    attempts, due_at = renewal.attempts, renewal_due_at(renewal.starts_at, renews=renewal.instance.auto_renew)
    if renewal.instance.auto_renew and at >= due_at:
        attempts += 1
        due_at = next_attempt_at(attempts, at) or at
    due_at = max(due_at, at)
    move_renewal(renewal, "decline", failure=failure[:300], attempts=attempts, due_at=due_at, is_requested=False)


def skip_lapsed_periods(renewal: Renewal, service: Configuration, *, zone: ZoneInfo, at: datetime) -> None:
    """This will have a waiting renewal of a locked service be for the period that runs by now, or is about to begin.

    The periods before it were neither paid nor delivered, and never are. What is due, is due as before.
    """
    day = local_date(at + RENEWAL_LEAD, zone)
    dates = _next_dates(service, covered_until=renewal.starts_on, zone=zone, not_before=day) or {}
    for name in ("starts_on", "ends_on", "starts_at", "ends_at"):
        setattr(renewal, name, dates.get(name, getattr(renewal, name)))
    renewal.save(update_fields=["starts_on", "ends_on", "starts_at", "ends_at"])


def pause_renewal(instance: Instance) -> None:
    """This will keep a locked service from being renewed, or from expiring, until it goes on."""
    renewal = find_open_renewal(instance.pk)
    if renewal is not None and renewal.state in WAITING_RENEWAL_STATES:
        move_renewal(renewal, "pause", is_requested=False)


def resume_renewal(service: Configuration, *, zone: ZoneInfo, at: datetime) -> None:
    """This will plan the renewal of a locked service that goes on: of the period that was planned, or runs by now."""
    renewal = find_open_renewal(service.instance_id)
    if renewal is None or renewal.state != RenewalState.PAUSED:
        return
    today = local_date(at, zone)
    dates = _next_dates(service, covered_until=renewal.starts_on, zone=zone, not_before=today)
    if dates is not None and dates["starts_on"] <= today and not was_billable(service.instance_id, before=at):
        # The period that runs by now is its first one, which is owed without any renewal.
        dates = _next_dates(service, covered_until=dates["ends_on"], zone=zone)
    move_renewal(renewal, "plan", attempts=0, failure="", **(dates or {}))


def end_renewals(instance: Instance, *, at: datetime) -> list[Renewal]:
    """This will see that a locked service that ends is not renewed; returns what was renewed but has not begun.

    That is taken back: it is not owed, and what was paid for it is to be refunded. A renewal whose payment is under way
    is settled by whoever carries it out.
    """
    renewal = find_open_renewal(instance.pk)
    if renewal is not None and renewal.state in {*WAITING_RENEWAL_STATES, RenewalState.PAUSED}:
        move_renewal(renewal, "withdraw")
    taken_back = list(
        Renewal.objects.filter(instance=instance, state=RenewalState.RENEWED, starts_at__gt=at).order_by("pk")
    )
    for further in taken_back:
        move_renewal(further, "take_back", due_at=at)
    return taken_back


def request_cancellation(
    service: Configuration, reason: CancellationReason, *, ends_at: datetime, note: str, requested_by: str, at: datetime
) -> Cancellation:
    """This will note that a locked service is to end; raises CancellationPendingError when that is so already."""
    try:
        with transaction.atomic():
            return Cancellation.objects.create(
                account_id=get_owner_id(service),
                instance=service.instance,
                reason=reason,
                note=note,
                requested_at=at,
                requested_by=requested_by,
                ends_at=ends_at,
                due_at=ends_at,
            )
    except IntegrityError as error:
        if "one_pending_per_service" not in str(error):
            raise
        raise CancellationPendingError(f"{service.instance.key} is to end already; reverse that first.") from None


def settle_cancellation(cancellation: Cancellation, action: str, *, at: datetime) -> None:
    """This will note that a pending cancellation of a locked service was reversed or carried out."""
    cancellation.state = CANCELLATION_STATES.next(cancellation.state, action)
    cancellation.settled_at = at
    cancellation.save(update_fields=["state", "settled_at"])
