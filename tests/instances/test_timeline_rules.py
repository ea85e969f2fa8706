"""What the database itself refuses of the timeline, whoever writes it: plain SQL as the tables' owner."""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from tests.support.goods import make_product


@dataclass(frozen=True)
class Timeline:
    """One instance, and plain SQL on its configurations."""

    connection: psycopg.Connection
    instance_id: int
    product_id: int

    def add(self, state: str, start: str, end: str | None = None, **changes: str) -> int:
        """Insert a configuration; days of January 2025, values of `changes` are SQL."""
        values = {
            "public_id": "gen_random_uuid()",
            "instance_id": str(self.instance_id),
            "product_id": str(self.product_id),
            "name": "''",
            "icon": "''",
            "quantity": "1",
            "characteristics": "'{}'",
            "state": f"'{state}'",
            "valid_from": day(start),
            "valid_until": day(end),
            "end_recorded_at": "NULL" if end is None else "now()",
            **changes,
        }
        statement = (
            f"INSERT INTO instances_configuration ({', '.join(values)})"
            f" VALUES ({', '.join(values.values())}) RETURNING id"
        )
        row = self.connection.execute(statement.encode()).fetchone()
        assert row is not None
        return int(row[0])

    def set(self, configuration_id: int, changes: str) -> None:
        """Update a configuration."""
        statement = f"UPDATE instances_configuration SET {changes} WHERE id = {configuration_id}"
        self.connection.execute(statement.encode())

    def remove(self, configuration_id: int) -> None:
        """Delete a configuration."""
        self.connection.execute(f"DELETE FROM instances_configuration WHERE id = {configuration_id}".encode())


def day(number: str | None) -> str:
    return "NULL" if number is None else f"'2025-01-{number}T00:00:00Z'"


@pytest.fixture
def timeline(owner_connection: psycopg.Connection) -> Iterator[Timeline]:
    product_id = make_product().pk
    row = owner_connection.execute(
        "INSERT INTO instances_instance (public_id, key, kind, tags, service_type, deprovisioning_play, auto_renew)"
        " VALUES (gen_random_uuid(), 'SUB-of-a-test', 'SERVICE', '{}', 'mobile', '', false) RETURNING id"
    ).fetchone()
    assert row is not None
    yield Timeline(owner_connection, row[0], product_id)
    owner_connection.rollback()


def test_a_life_in_order_is_accepted(timeline: Timeline) -> None:
    timeline.add("HISTORY", "01", "10")
    current = timeline.add("CURRENT", "10")
    pending = timeline.add("PENDING", "20")
    timeline.add("DRAFT", "05", "25")
    timeline.set(current, f"state = 'HISTORY', valid_until = {day('20')}, end_recorded_at = now()")
    timeline.set(pending, "state = 'CURRENT'")


def test_current_and_history_never_overlap(timeline: Timeline) -> None:
    timeline.add("HISTORY", "01", "10")
    with pytest.raises(psycopg.errors.ExclusionViolation, match="configurations_held_do_not_overlap"):
        timeline.add("CURRENT", "09")


def test_two_histories_never_overlap(timeline: Timeline) -> None:
    timeline.add("HISTORY", "01", "10")
    with pytest.raises(psycopg.errors.ExclusionViolation, match="configurations_held_do_not_overlap"):
        timeline.add("HISTORY", "05", "06")


def test_there_is_one_current_configuration(timeline: Timeline) -> None:
    timeline.add("CURRENT", "01", "10")
    with pytest.raises(psycopg.errors.UniqueViolation, match="configuration_one_current"):
        timeline.add("CURRENT", "10")


def test_two_pending_configurations_never_overlap(timeline: Timeline) -> None:
    timeline.add("PENDING", "10", "20")
    with pytest.raises(psycopg.errors.ExclusionViolation, match="configurations_pending_do_not_overlap"):
        timeline.add("PENDING", "19")


def test_a_pending_configuration_may_overlap_the_current_one_and_a_superseded_row_any(timeline: Timeline) -> None:
    timeline.add("CURRENT", "01")
    timeline.add("PENDING", "10")
    timeline.add("CURRENT", "01", superseded_at="now()")
    timeline.add("HISTORY", "01", "20", superseded_at="now()")


def test_a_span_holds_at_least_an_instant(timeline: Timeline) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="configuration_is_a_span"):
        timeline.add("HISTORY", "10", "10")


def test_a_span_does_not_end_before_it_starts(timeline: Timeline) -> None:
    # The range of the exclusion constraint refuses it first, or the check does.
    with pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.DataException)):
        timeline.add("HISTORY", "10", "09")


@pytest.mark.parametrize(
    ("state", "end", "changes", "constraint"),
    [
        ("CURRENT", None, {"product_id": "NULL"}, "configuration_has_one_catalogue_entry"),
        ("CURRENT", None, {"resource_specification_id": "1"}, "configuration_has_one_catalogue_entry"),
        ("HISTORY", None, {}, "configuration_history_has_an_end"),
        ("CURRENT", None, {"end_recorded_at": "now()"}, "configuration_end_has_its_record"),
        ("CURRENT", "10", {"end_recorded_at": "NULL"}, "configuration_end_has_its_record"),
        ("CURRENT", None, {"quantity": "-1"}, "configuration_quantity"),
        ("FINISHED", None, {}, "configuration_state_is_known"),
    ],
)
def test_what_is_no_configuration_is_refused(
    timeline: Timeline, state: str, end: str | None, changes: dict[str, str], constraint: str
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        timeline.add(state, "01", end, **changes)


def test_an_instance_is_not_its_own_parent(timeline: Timeline) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="configuration_is_not_its_own_parent"):
        timeline.add("CURRENT", "01", parent_id=str(timeline.instance_id))


@pytest.mark.parametrize("state", ["PENDING", "CURRENT", "HISTORY"])
@pytest.mark.parametrize(
    "changes", ["quantity = 2", "name = 'Other'", "characteristics = '{\"a\": 1}'", "agreed_retail = 1"]
)
def test_a_configuration_is_never_rewritten(timeline: Timeline, state: str, changes: str) -> None:
    configuration = timeline.add(state, "01", "10")
    with pytest.raises(psycopg.errors.IntegrityError, match="never rewritten; supersede it"):
        timeline.set(configuration, changes)


def test_a_draft_may_still_be_rewritten(timeline: Timeline) -> None:
    timeline.set(timeline.add("DRAFT", "01"), "quantity = 2, name = 'Other'")


@pytest.mark.parametrize("state", ["CURRENT", "HISTORY"])
def test_the_start_of_what_holds_is_never_moved(timeline: Timeline, state: str) -> None:
    configuration = timeline.add(state, "02", "10")
    with pytest.raises(psycopg.errors.IntegrityError, match="the start of a configuration that holds is never moved"):
        timeline.set(configuration, f"valid_from = {day('01')}")


def test_the_start_of_what_is_pending_may_be_moved(timeline: Timeline) -> None:
    timeline.set(timeline.add("PENDING", "02"), f"valid_from = {day('03')}")


@pytest.mark.parametrize("end", [day("09"), day("11"), "NULL"])
def test_an_end_once_recorded_is_never_moved(timeline: Timeline, end: str) -> None:
    configuration = timeline.add("HISTORY", "01", "10")
    with pytest.raises(psycopg.errors.IntegrityError, match="an end once recorded is never moved"):
        timeline.set(configuration, f"valid_until = {end}")


def test_an_open_end_is_closed_in_place(timeline: Timeline) -> None:
    timeline.set(timeline.add("CURRENT", "01"), f"valid_until = {day('10')}, end_recorded_at = now()")


def test_a_superseded_configuration_never_changes(timeline: Timeline) -> None:
    configuration = timeline.add("CURRENT", "01", superseded_at="now()")
    for changes in ("superseded_at = NULL", f"valid_until = {day('10')}, end_recorded_at = now()"):
        with (
            pytest.raises(psycopg.errors.IntegrityError, match="superseded configuration never changes"),
            timeline.connection.transaction(),
        ):
            timeline.set(configuration, changes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("HISTORY", "CURRENT"),
        ("HISTORY", "PENDING"),
        ("CURRENT", "PENDING"),
        ("CURRENT", "DRAFT"),
        ("PENDING", "HISTORY"),
        ("PENDING", "DRAFT"),
    ],
)
def test_states_go_forward_only(timeline: Timeline, before: str, after: str) -> None:
    configuration = timeline.add(before, "01", "10")
    with pytest.raises(psycopg.errors.IntegrityError, match=f"does not go from {before} to {after}"):
        timeline.set(configuration, f"state = '{after}'")


@pytest.mark.parametrize(("state", "superseded"), [("CURRENT", "NULL"), ("HISTORY", "NULL"), ("PENDING", "now()")])
def test_what_has_held_is_never_deleted(timeline: Timeline, state: str, superseded: str) -> None:
    configuration = timeline.add(state, "01", "10", superseded_at=superseded)
    with pytest.raises(psycopg.errors.IntegrityError, match="that has held is never deleted"):
        timeline.remove(configuration)


@pytest.mark.parametrize("state", ["DRAFT", "PENDING"])
def test_what_has_not_held_may_be_deleted(timeline: Timeline, state: str) -> None:
    timeline.remove(timeline.add(state, "01"))


def test_an_instance_that_has_lived_cannot_be_deleted(timeline: Timeline) -> None:
    timeline.add("CURRENT", "01")
    timeline.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        timeline.connection.execute(f"DELETE FROM instances_instance WHERE id = {timeline.instance_id}".encode())


@pytest.mark.parametrize(
    ("changes", "constraint"), [("kind = 'THING'", "instance_kind_is_known"), ("service_uuid = ''", "is_not_empty")]
)
def test_what_is_no_instance_is_refused(timeline: Timeline, changes: str, constraint: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        timeline.connection.execute(
            f"UPDATE instances_instance SET {changes} WHERE id = {timeline.instance_id}".encode()
        )
