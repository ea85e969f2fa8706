"""Changing, planning and ending what customers have."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tests.support.people import command
from tests.support.services import end_service, make_service
from tests.support.snapshot import differences, take_snapshot
from trunkline.catalog.selectors.states import get_service_state
from trunkline.flows.use_cases import services
from trunkline.instances.errors import ServiceNotFoundError, ServiceRetiredError
from trunkline.instances.models import Change, Configuration, Instance
from trunkline.instances.operations import changes, timeline
from trunkline.instances.operations import services as service_operations
from trunkline.instances.operations.changes import ChangeDraft
from trunkline.instances.selectors.services import get_current_service, list_current_services, lock_current_service
from trunkline.instances.selectors.timeline import Moment, list_configurations_at, list_history, list_timeline
from trunkline.kernel.errors import InvalidTransitionError
from trunkline.platform.clocks import system_now
from trunkline.platform.locks import tracked

START = datetime(2041, 1, 31, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@contextmanager
def writing() -> Iterator[None]:
    with tracked(), transaction.atomic():
        yield


@pytest.fixture
def service() -> Instance:
    return make_service(at=START)


def spans(service: Instance) -> list[tuple[str, str, datetime, datetime | None]]:
    rows = list_history(service.pk).filter(superseded_at__isnull=True)
    return [(row.name, row.state, row.valid_from, row.valid_until) for row in rows]


def test_a_change_ends_one_configuration_and_starts_the_next(service: Instance) -> None:
    before = system_now()
    with writing():
        changed = timeline.change(lock_current_service(service.pk), at=START + DAY, name="Renamed", quantity=3)
    assert spans(service) == [
        ("Mobile of a test", "HISTORY", START, START + DAY),
        ("Renamed", "CURRENT", START + DAY, None),
    ]
    ended = Configuration.objects.get(instance=service, state="HISTORY")
    assert ended.end_recorded_at is not None
    assert ended.end_recorded_at >= before
    assert (ended.quantity, changed.quantity) == (1, 3)
    for kept in ("product_id", "account_id", "subscription_id", "rate_version_id", "service_state_id"):
        assert getattr(ended, kept) == getattr(changed, kept)
    assert ended.public_id != changed.public_id


def test_a_change_at_the_very_start_supersedes_as_the_old_never_held(service: Instance) -> None:
    with writing():
        timeline.change(lock_current_service(service.pk), at=START, name="Renamed")
    assert spans(service) == [("Renamed", "CURRENT", START, None)]
    superseded = Configuration.objects.get(instance=service, superseded_at__isnull=False)
    assert (superseded.name, superseded.state, superseded.valid_until) == ("Mobile of a test", "CURRENT", None)


def test_a_change_before_the_start_does_not_lengthen_the_life(service: Instance) -> None:
    with writing():
        timeline.change(lock_current_service(service.pk), at=START - DAY, name="Renamed")
    assert spans(service) == [("Renamed", "CURRENT", START, None)]


def test_only_what_is_current_can_be_changed(service: Instance) -> None:
    with writing():
        timeline.change(lock_current_service(service.pk), at=START + DAY, name="Renamed")
    history = Configuration.objects.get(instance=service, state="HISTORY")
    before = take_snapshot()
    with pytest.raises(InvalidTransitionError), writing():
        timeline.change(history, at=START + 2 * DAY, name="Again")
    assert differences(before, take_snapshot()) == []


def planned(service: Instance, start: datetime, **differences: object) -> Change:
    with writing():
        wanted = ChangeDraft(differences, start, requested_by="staff:1")
        return changes.plan_change(lock_current_service(service.pk), wanted, at=START)


@pytest.mark.parametrize(
    ("done_at", "taken_over_at"),
    [(START + 5 * DAY, START + 10 * DAY), (START + 12 * DAY, START + 12 * DAY)],
    ids=["a play that is early", "a play that is late"],
)
def test_a_planned_change_takes_over_at_the_later_of_its_date_and_the_plays_success(
    service: Instance, done_at: datetime, taken_over_at: datetime
) -> None:
    change = planned(service, START + 10 * DAY, name="Planned")
    assert spans(service) == [
        ("Mobile of a test", "CURRENT", START, None),
        ("Planned", "PENDING", START + 10 * DAY, None),
    ]
    with writing():
        timeline.take_over(change, lock_current_service(service.pk), at=done_at)
    assert spans(service) == [
        ("Mobile of a test", "HISTORY", START, taken_over_at),
        ("Planned", "CURRENT", taken_over_at, None),
    ]
    assert Change.objects.get(pk=change.pk).state == "in_force"


def test_what_has_taken_over_cannot_take_over_once_more(service: Instance) -> None:
    change = planned(service, START + DAY, name="Planned")
    with writing():
        timeline.take_over(change, lock_current_service(service.pk), at=START + DAY)
    before = take_snapshot()
    with pytest.raises(InvalidTransitionError), writing():
        timeline.take_over(change, lock_current_service(service.pk), at=START + 2 * DAY)
    assert differences(before, take_snapshot()) == []


def test_a_second_planned_change_follows_the_first_whichever_was_asked_for_first(service: Instance) -> None:
    planned(service, START + 20 * DAY, quantity=3)
    planned(service, START + 10 * DAY, name="Tenth")
    rows = [row for row in list_history(service.pk) if row.superseded_at is None]
    assert [(row.name, row.quantity, row.valid_from, row.valid_until) for row in rows] == [
        ("Mobile of a test", 1, START, None),
        ("Tenth", 1, START + 10 * DAY, START + 20 * DAY),
        ("Tenth", 3, START + 20 * DAY, None),
    ]


def test_what_changes_meanwhile_goes_on_after_a_planned_change(service: Instance) -> None:
    planned(service, START + 10 * DAY, quantity=3)
    with writing():
        timeline.change(lock_current_service(service.pk), at=START + DAY, name="Renamed")
    assert spans(service)[-1] == ("Renamed", "PENDING", START + 10 * DAY, None)


def test_what_an_account_has_at_an_instant_are_the_configurations_whose_span_holds_it(service: Instance) -> None:
    account_id = get_current_service(service.pk).account_id
    assert account_id is not None
    with writing():
        timeline.change(lock_current_service(service.pk), at=START + DAY, name="Second")
        timeline.change(lock_current_service(service.pk), at=START + 2 * DAY, name="Third")
    planned(service, START + 3 * DAY, name="Planned")

    def held(at: datetime, now: datetime = START + 10 * DAY) -> list[str]:
        return list(list_configurations_at(account_id, Moment(at=at, now=now)).values_list("name", flat=True))

    assert held(START - timedelta(microseconds=1)) == []
    assert held(START) == ["Mobile of a test"]
    assert held(START + DAY - timedelta(microseconds=1)) == ["Mobile of a test"]
    assert held(START + DAY) == ["Second"]
    assert held(START + 4 * DAY) == ["Third"]  # it is late: up to now what is planned does not hold
    assert held(START + 4 * DAY, now=START + 2 * DAY) == ["Planned"]
    assert [row.name for row in list_timeline(account_id)] == ["Mobile of a test", "Second", "Third"]


def test_a_correction_leaves_what_was_known_before_readable(service: Instance) -> None:
    with writing():
        timeline.change(lock_current_service(service.pk), at=START, name="Corrected")
    names = [(row.name, row.superseded_at is None) for row in list_history(service.pk)]
    assert names == [("Mobile of a test", False), ("Corrected", True)]


def test_an_ended_service_is_retired_and_keeps_its_life(service: Instance) -> None:
    end_service(service, at=START + DAY)
    service.refresh_from_db()
    assert service.retired_at == START + DAY
    current = get_current_service(service.pk)
    assert current.service_state == get_service_state("Deactivated")
    assert [row[1:] for row in spans(service)] == [
        ("HISTORY", START, START + DAY),
        ("CURRENT", START + DAY, None),
    ]


def test_an_ended_service_is_neither_ended_nor_retired_again(service: Instance) -> None:
    end_service(service, at=START + DAY)
    service.refresh_from_db()
    before = take_snapshot()
    with pytest.raises(ServiceRetiredError):
        services.end_service(command(at=START + 2 * DAY), service.pk)
    with pytest.raises(ServiceRetiredError), writing():
        service_operations.retire(service, at=START + 2 * DAY)
    assert differences(before, take_snapshot()) == []


def test_services_are_seen_within_the_brands_allowed(service: Instance) -> None:
    current = get_current_service(service.pk)
    assert current.account is not None
    brand_id = current.account.brand_id
    assert list_current_services(frozenset({brand_id})).get().instance_id == service.pk
    with pytest.raises(ServiceNotFoundError):
        get_current_service(service.pk, frozenset({brand_id + 1}))
    with pytest.raises(ServiceNotFoundError):
        get_current_service(service.pk, frozenset())
