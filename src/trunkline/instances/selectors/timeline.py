"""Reads of what was, is and will be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Case, Count, Max, OuterRef, Q, QuerySet, Subquery, Value, When

from trunkline.catalog.models import ServiceState
from trunkline.catalog.states import StandardState
from trunkline.instances.models import Change, Configuration
from trunkline.instances.states import OPEN_CHANGE_STATES, SOLD_KINDS, ConfigurationState

_HELD_STATES = (ConfigurationState.CURRENT, ConfigurationState.HISTORY)
_LIVE = Q(superseded_at__isnull=True)


@dataclass(frozen=True)
class Moment:
    """Of which instant is asked (business clock), what it is now by that clock, and as known when (system clock).

    Without `known_at` it is as known now.
    """

    at: datetime
    now: datetime
    known_at: datetime | None = None

    @property
    def is_ahead(self) -> bool:
        """Whether what is planned counts: up to now only what holds does, however late a change is."""
        return self.at > (self.known_at or self.now)


def _known(moment: Moment) -> Q:
    """What had been recorded by then, and not superseded."""
    if moment.known_at is None:
        return _LIVE
    return Q(recorded_at__lte=moment.known_at) & (_LIVE | Q(superseded_at__gt=moment.known_at))


def _held(moment: Moment) -> Q:
    """What holds at the moment: what took over or ended later than it was known had not, by then."""
    not_ended = Q(valid_until__isnull=True) | Q(valid_until__gt=moment.at)
    held = Q(state__in=_HELD_STATES, valid_from__lte=moment.at)
    if moment.known_at is None:
        return _known(moment) & held & not_ended
    taken_over = Q(taken_over_at__isnull=True) | Q(taken_over_at__lte=moment.known_at)
    return _known(moment) & held & taken_over & (not_ended | Q(end_recorded_at__gt=moment.known_at))


def _planned(moment: Moment) -> Q:
    """What was still planned, and is to have begun at the moment; each such plan lasts until the next begins."""
    planned = Q(planned_from__lte=moment.at)
    if moment.known_at is None:
        return _known(moment) & planned & Q(state=ConfigurationState.PENDING)
    return _known(moment) & planned & (Q(state=ConfigurationState.PENDING) | Q(taken_over_at__gt=moment.known_at))


def list_as_of(moment: Moment) -> QuerySet[Configuration]:
    """This will list what each instance is at a moment, one configuration each, with `is_planned`.

    For an instant ahead it is the planned configuration that begins last by then, else the one that holds.
    """
    if not moment.is_ahead:
        return Configuration.objects.filter(_held(moment)).annotate(is_planned=Value(False))
    is_planned = Case(When(_planned(moment), then=Value(True)), default=Value(False), output_field=BooleanField())
    candidates = Configuration.objects.filter(_held(moment) | _planned(moment)).annotate(is_planned=is_planned)
    latest = candidates.filter(instance_id=OuterRef("instance_id")).order_by("-is_planned", "-planned_from")
    return candidates.filter(pk=Subquery(latest.values("pk")[:1]))


def list_configurations_at(account_id: int, moment: Moment) -> QuerySet[Configuration]:
    """This will list what an account has at a moment."""
    return list_as_of(moment).filter(account_id=account_id)


def list_held(instance_id: int) -> QuerySet[Configuration]:
    """This will list the live configurations that make an instance's life, in order of time."""
    held = Configuration.objects.filter(_LIVE, instance_id=instance_id, state__in=_HELD_STATES)
    return held.order_by("valid_from")


def list_pending(instance_id: int) -> QuerySet[Configuration]:
    """This will list the live configurations that are to take over, in order of time."""
    pending = Configuration.objects.filter(_LIVE, instance_id=instance_id, state=ConfigurationState.PENDING)
    return pending.prefetch_related("relationships").order_by("valid_from")


def list_pending_of(instance_ids: Iterable[int]) -> QuerySet[Configuration]:
    """This will list the same of several instances, in order of instance and time."""
    pending = Configuration.objects.filter(_LIVE, instance_id__in=list(instance_ids), state=ConfigurationState.PENDING)
    return pending.order_by("instance_id", "valid_from")


def list_open_changes(instance_id: int) -> QuerySet[Change]:
    """This will list the changes of an instance that are to take over, in the order in which they will."""
    return Change.objects.filter(instance_id=instance_id, state__in=OPEN_CHANGE_STATES).order_by("starts_at")


def version_of(instance_id: int) -> str:
    """This will tell a word that differs as soon as anything is recorded of an instance, or planned for it."""
    rows = Configuration.objects.filter(instance_id=instance_id).aggregate(
        current=Max("pk", filter=_LIVE & Q(state=ConfigurationState.CURRENT)),
        latest=Max("pk"),
        live=Count("pk", filter=_LIVE),
    )
    return "{current}-{latest}-{live}".format(**rows)


def find_table_state(service: Configuration) -> ServiceState | None:
    """This will tell from which state a product's table leads: that a service is about to end is in no table."""
    state = service.service_state
    is_about_to_end = state is not None and state.code == StandardState.PENDING_CANCELLATION
    return find_former_state(service) if is_about_to_end else state


def find_former_state(service: Configuration, *, passing_over: StandardState | None = None) -> ServiceState | None:
    """This will find the state that a service was in before the one that its CURRENT configuration has.

    It may have been in it for no time at all: what was changed at the very instant of its start is superseded.
    """
    before = Q(valid_from__lt=service.valid_from) | Q(valid_from=service.valid_from, pk__lt=service.pk)
    former = list_history(service.instance_id).filter(before, state__in=_HELD_STATES)
    former = former.exclude(service_state_id=service.service_state_id).exclude(service_state__code=passing_over or "")
    configuration = former.last()
    return configuration.service_state if configuration else None


def was_billable(instance_id: int, *, before: datetime) -> bool:
    """This will tell whether a service was in a state that is billed at any time before an instant."""
    former = list_history(instance_id).filter(_LIVE, state__in=_HELD_STATES, valid_from__lt=before)
    return former.filter(service_state__is_billable=True).exists()


def list_timeline(*account_ids: int) -> QuerySet[Configuration]:
    """This will list the live configurations that accounts' services have had, in order of instance and time."""
    return (
        Configuration.objects.filter(
            _LIVE,
            account_id__in=account_ids,
            state__in=_HELD_STATES,
            instance__kind__in=SOLD_KINDS,
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
