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
            **({"planned_from": day(start), "change_id": str(self.plan(start))} if state == "PENDING" else {}),
            **changes,
        }
        statement = (
            f"INSERT INTO instances_configuration ({', '.join(values)})"
            f" VALUES ({', '.join(values.values())}) RETURNING id"
        )
        row = self.connection.execute(statement.encode()).fetchone()
        assert row is not None
        return int(row[0])

    def plan(self, start: str) -> int:
        """Insert a change that is planned for a day of January 2025, or find it."""
        row = self.connection.execute(
            "INSERT INTO instances_change (public_id, instance_id, kind, state, differences, starts_at, due_at, reason,"
            " customer_reason, requested_at, requested_by, failure) VALUES (gen_random_uuid(),"
            f" {self.instance_id}, 'change', 'planned', '{{}}', {day(start)}, {day(start)}, '',"
            " '', now(), 'nobody', '') RETURNING id".encode()
        ).fetchone()
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


def insert_instance(connection: psycopg.Connection) -> int:
    row = connection.execute(
        "INSERT INTO instances_instance (public_id, key, kind, tags, service_type, deprovisioning_play, auto_renew)"
        " VALUES (gen_random_uuid(), left(gen_random_uuid()::text, 30), 'SERVICE', '{}', 'mobile', '', false)"
        " RETURNING id"
    ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def timeline(owner_connection: psycopg.Connection) -> Iterator[Timeline]:
    product_id = make_product().pk
    yield Timeline(owner_connection, insert_instance(owner_connection), product_id)
    owner_connection.rollback()


def test_a_life_in_order_is_accepted(timeline: Timeline) -> None:
    timeline.add("HISTORY", "01", "10")
    current = timeline.add("CURRENT", "10")
    pending = timeline.add("PENDING", "20")
    timeline.add("DRAFT", "05", "25")
    timeline.set(current, f"state = 'HISTORY', valid_until = {day('20')}, end_recorded_at = now()")
    timeline.set(pending, "state = 'CURRENT', taken_over_at = now()")
    timeline.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_current_and_history_never_overlap(timeline: Timeline) -> None:
    timeline.add("HISTORY", "01", "10")
    with pytest.raises(psycopg.errors.ExclusionViolation, match="configurations_held_do_not_overlap"):
        timeline.add("CURRENT", "09")


def test_two_histories_never_overlap(timeline: Timeline) -> None:
    timeline.add("HISTORY", "01", "10")
    with pytest.raises(psycopg.errors.ExclusionViolation, match="configurations_held_do_not_overlap"):
        timeline.add("HISTORY", "05", "06")


def test_there_is_one_current_configuration(timeline: Timeline) -> None:
    timeline.add("CURRENT", "01")
    # The exclusion constraint refuses it too, whichever is asked first.
    with pytest.raises((psycopg.errors.UniqueViolation, psycopg.errors.ExclusionViolation)):
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
        ("HISTORY", "10", {"end_recorded_at": "NULL"}, "configuration_end_has_its_record"),
        ("CURRENT", "10", {}, "configuration_current_is_open"),
        ("PENDING", None, {"planned_from": "NULL"}, "configuration_pending_has_its_change"),
        ("PENDING", None, {"change_id": "NULL"}, "configuration_pending_has_its_change"),
        ("PENDING", None, {"taken_over_at": "now()"}, "configuration_pending_has_its_change"),
        ("CURRENT", None, {"taken_over_at": "now()"}, "configuration_taken_over_was_planned"),
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
        timeline.add("DRAFT", "01", parent_id=str(timeline.instance_id))


@pytest.mark.parametrize("state", ["PENDING", "CURRENT", "HISTORY"])
@pytest.mark.parametrize(
    "changes", ["quantity = 2", "name = 'Other'", "characteristics = '{\"a\": 1}'", "agreed_retail = 1"]
)
def test_a_configuration_is_never_rewritten(timeline: Timeline, state: str, changes: str) -> None:
    configuration = timeline.add(state, "01", "10" if state == "HISTORY" else None)
    with pytest.raises(psycopg.errors.IntegrityError, match="never rewritten; supersede it"):
        timeline.set(configuration, changes)


def test_a_draft_may_still_be_rewritten(timeline: Timeline) -> None:
    timeline.set(timeline.add("DRAFT", "01"), "quantity = 2, name = 'Other'")


@pytest.mark.parametrize("state", ["CURRENT", "HISTORY"])
def test_the_start_of_what_holds_is_never_moved(timeline: Timeline, state: str) -> None:
    configuration = timeline.add(state, "02", "10" if state == "HISTORY" else None)
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
    timeline.set(
        timeline.add("CURRENT", "01"), f"state = 'HISTORY', valid_until = {day('10')}, end_recorded_at = now()"
    )


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
    configuration = timeline.add(before, "01", "10" if before == "HISTORY" else None)
    with pytest.raises(psycopg.errors.IntegrityError, match=f"does not go from {before} to {after}"):
        timeline.set(configuration, f"state = '{after}'")


@pytest.mark.parametrize(("state", "superseded"), [("CURRENT", "NULL"), ("HISTORY", "NULL"), ("PENDING", "now()")])
def test_what_has_held_is_never_deleted(timeline: Timeline, state: str, superseded: str) -> None:
    configuration = timeline.add(state, "01", "10" if state == "HISTORY" else None, superseded_at=superseded)
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


def test_a_life_has_no_gap(timeline: Timeline) -> None:
    timeline.add("HISTORY", "01", "10")
    timeline.add("CURRENT", "11")
    with pytest.raises(psycopg.errors.IntegrityError, match="would have a gap; record what it is meanwhile"):
        timeline.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_gap_is_not_opened_by_superseding_either(timeline: Timeline) -> None:
    timeline.add("HISTORY", "01", "10")
    between = timeline.add("HISTORY", "10", "20")
    timeline.add("CURRENT", "20")
    timeline.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(psycopg.errors.IntegrityError, match="would have a gap"):
        timeline.set(between, "superseded_at = now()")


def test_what_has_lived_stays_current(timeline: Timeline) -> None:
    timeline.add("HISTORY", "01", "10")
    with pytest.raises(psycopg.errors.IntegrityError, match="would not be CURRENT any more"):
        timeline.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_when_a_configuration_took_over_stays_as_it_is(timeline: Timeline) -> None:
    pending = timeline.add("PENDING", "02")
    timeline.set(pending, "state = 'CURRENT', taken_over_at = now()")
    with pytest.raises(psycopg.errors.IntegrityError, match="when a configuration took over is never changed"):
        timeline.set(pending, "taken_over_at = now() - interval '1 day'")


def test_no_instance_is_a_part_of_itself_over_any_number_of_others(timeline: Timeline) -> None:
    first, second, third = (
        Timeline(timeline.connection, insert_instance(timeline.connection), timeline.product_id) for _ in range(3)
    )
    first.add("HISTORY", "01", "10", parent_id=str(second.instance_id))
    first.add("CURRENT", "10")
    second.add("CURRENT", "01", parent_id=str(third.instance_id))
    # By then the first is a part of nothing.
    third.add("CURRENT", "10", parent_id=str(first.instance_id))
    with pytest.raises(psycopg.errors.IntegrityError, match="would be a part of itself"):
        third.add("HISTORY", "09", "10", parent_id=str(first.instance_id))


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "'waiting'", "settled_at": "now()"}, "change_state_is_known"),
        ({"kind": "'whim'"}, "change_kind_is_known|change_correction_has_its_reason"),
        ({"kind": "'correction'", "state": "'in_force'", "settled_at": "now()"}, "change_correction_has_its_reason"),
        ({"kind": "'correction'", "reason": "'It was so'"}, "change_correction_has_its_reason"),
        ({"ends_at": "starts_at"}, "change_correction_has_its_reason|change_is_a_span"),
        (
            {
                "kind": "'correction'",
                "reason": "'So'",
                "state": "'in_force'",
                "settled_at": "now()",
                "ends_at": "starts_at",
            },
            "change_is_a_span",
        ),
        ({"settled_at": "now()"}, "change_settled_has_its_instant"),
        ({"state": "'in_force'"}, "change_settled_has_its_instant"),
        ({"charge": "-1"}, "change_charge"),
    ],
)
def test_what_is_no_change_is_refused(timeline: Timeline, changes: dict[str, str], constraint: str) -> None:
    change_id = timeline.plan("10")
    told = ", ".join(f"{name} = {value}" for name, value in changes.items())
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        timeline.connection.execute(f"UPDATE instances_change SET {told} WHERE id = {change_id}".encode())


def test_two_changes_never_take_over_at_one_instant(timeline: Timeline) -> None:
    timeline.plan("10")
    with pytest.raises(psycopg.errors.UniqueViolation, match="change_one_open_per_instant"):
        timeline.plan("10")


def test_a_change_is_never_deleted(timeline: Timeline) -> None:
    timeline.plan("10")
    with pytest.raises(psycopg.errors.RaiseException, match="Cannot delete"):
        timeline.connection.execute(f"DELETE FROM instances_change WHERE instance_id = {timeline.instance_id}".encode())
