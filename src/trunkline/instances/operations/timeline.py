"""How an instance's configurations follow one another; nothing here commits.

What is recorded, ended and superseded together has one instant of the system clock, so that as of any earlier instant
the answer is whole. The instance must be locked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from trunkline.instances.errors import OutsideLifeError
from trunkline.instances.models import Change, Configuration, Relationship
from trunkline.instances.policies.timeline import COLUMNS, Piece, Step, Stretch, Values, applied, pieces, stretches
from trunkline.instances.selectors.timeline import list_held, list_open_changes, list_pending
from trunkline.instances.states import CHANGE_STATES, CONFIGURATION_STATES, ChangeState, ConfigurationState
from trunkline.platform.bulk import update_rows
from trunkline.platform.clocks import system_now


def values_of(configuration: Configuration) -> dict[str, Any]:
    """This will tell what a configuration says of its instance; relationships by `definition:instance`."""
    values = {name: getattr(configuration, name) for name in COLUMNS}
    links = configuration.relationships.all() if configuration.product_id else []
    return {
        **values,
        "characteristics": configuration.characteristics,
        "relationships": {link_key(link.definition_id, link.to_instance_id): link.characteristics for link in links},
    }


def link_key(definition_id: int, to_instance_id: int) -> str:
    """This will name a relationship among those of one configuration."""
    return f"{definition_id}:{to_instance_id}"


def change(current: Configuration, *, at: datetime, cause: Change | None = None, **changes: object) -> Configuration:
    """This will end the CURRENT configuration at `at` and start one with the changes; other values go on.

    At the very instant of its start the old one is superseded instead, as it never held. What is planned goes on from
    the new one. Raises InvalidTransitionError.
    """
    now = system_now()
    start = _make_room(current, at=at, now=now)
    successor = _record(
        current.instance_id,
        applied(values_of(current), differences_of(changes)),
        valid_from=start,
        cause=cause,
        now=now,
    )
    _project(successor, now=now)
    return successor


def differences_of(changes: Mapping[str, object]) -> dict[str, object]:
    """This will write changes by column: a row that is named stands for its number."""
    fields = {field.name: field.attname for field in Configuration._meta.concrete_fields}  # noqa: SLF001  # documented API
    return {fields.get(name, name): getattr(value, "pk", value) for name, value in changes.items()}


def plan(current: Configuration) -> None:
    """This will have PENDING configurations be what the open changes make of the CURRENT one, in order of their days.

    To be called whenever a change was asked for, moved, withdrawn or has failed.
    """
    _project(current, now=system_now(), is_known_planned=True)


def take_over(change_: Change, current: Configuration, *, at: datetime) -> Configuration:
    """This will make a change's PENDING configuration CURRENT from the later of its day and `at`.

    The old one becomes HISTORY. Raises InvalidTransitionError when the change is not under way.
    """
    now = system_now()
    change_.state = CHANGE_STATES.next(change_.state, "take_over")
    change_.settled_at = at
    change_.save(update_fields=["state", "settled_at"])
    pending = list_pending(change_.instance_id).get(change=change_)
    start = _make_room(current, at=max(pending.valid_from, at), now=now)
    pending.state = CONFIGURATION_STATES.next(pending.state, "activate")
    pending.valid_from, pending.valid_until, pending.end_recorded_at = start, None, None
    pending.taken_over_at = now
    pending.save(update_fields=["state", "valid_from", "valid_until", "end_recorded_at", "taken_over_at"])
    _project(pending, now=now)
    return pending


def take_over_each(planned: Sequence[tuple[Configuration, Configuration]], *, at: datetime) -> None:
    """This will have PENDING configurations of several instances become CURRENT as `take_over` does, all at once.

    Each comes with the CURRENT one, which has begun before. Nothing else may be planned for their instances.
    """
    now = system_now()
    starts = [max(pending.valid_from, at) for pending, _ in planned]
    update_rows(
        Configuration,
        [current.pk for _, current in planned],
        {"valid_until": starts},
        {"state": CONFIGURATION_STATES.next(ConfigurationState.CURRENT, "end"), "end_recorded_at": now},
    )
    update_rows(
        Configuration,
        [pending.pk for pending, _ in planned],
        {"valid_from": starts},
        {
            "state": CONFIGURATION_STATES.next(ConfigurationState.PENDING, "activate"),
            "valid_until": None,
            "end_recorded_at": None,
            "taken_over_at": now,
        },
    )
    Change.objects.filter(pk__in=[pending.change_id for pending, _ in planned]).update(
        state=ChangeState.IN_FORCE, settled_at=at
    )


def correct(correction: Change) -> None:
    """This will record anew, with a correction's differences, what is known of its span; what was known stays readable.

    Raises OutsideLifeError for a span that begins before the instance's life.
    """
    now = system_now()
    span = (correction.starts_at, correction.ends_at)
    held = list(list_held(correction.instance_id))
    if not held or correction.starts_at < held[0].valid_from:
        begin = held[0].valid_from.isoformat() if held else "never"
        raise OutsideLifeError(f"It begins at {begin}; nothing before that can be corrected.")
    current = None
    for row in held:
        cut = list(pieces((row.valid_from, row.valid_until), span))
        if not any(piece.is_corrected for piece in cut):
            current = row
            continue
        values = values_of(row)
        _supersede(row, now=now)
        for piece in cut:
            current = _record_piece(row, piece, values, correction, now=now)
    if current is not None:
        _project(current, now=now)


def _record_piece(
    row: Configuration, piece: Piece, values: Values, correction: Change, *, now: datetime
) -> Configuration:
    return _record(
        row.instance_id,
        applied(values, correction.differences) if piece.is_corrected else values,
        valid_from=piece.starts_at,
        valid_until=piece.ends_at,
        cause=correction if piece.is_corrected else row.change,
        now=now,
    )


def _project(current: Configuration, *, now: datetime, is_known_planned: bool = False) -> None:
    """Supersede what is PENDING but not what open changes make of the CURRENT configuration, and record what lacks."""
    live = {row.change_id: row for row in list_pending(current.instance_id)}
    if not live and not is_known_planned:
        return
    steps = [
        Step(change_.pk, change_.starts_at, change_.differences) for change_ in list_open_changes(current.instance_id)
    ]
    wanted = {stretch.change_id: stretch for stretch in stretches(values_of(current), steps)}
    for change_id, row in live.items():
        stretch = wanted.get(change_id) if change_id is not None else None
        if stretch is None or not _is_recorded(row, stretch):
            _supersede(row, now=now)
    kept = {row.change_id for row in live.values() if row.superseded_at is None}
    missing = [stretch for stretch in wanted.values() if stretch.change_id not in kept]
    for stretch in missing:
        _record(
            current.instance_id,
            stretch.values,
            state=ConfigurationState.PENDING,
            valid_from=stretch.starts_at,
            valid_until=stretch.ends_at,
            cause=stretch.change_id,
            now=now,
        )


def _is_recorded(row: Configuration, stretch: Stretch) -> bool:
    span = (row.valid_from, row.valid_until)
    return span == (stretch.starts_at, stretch.ends_at) and values_of(row) == stretch.values


def _make_room(current: Configuration, *, at: datetime, now: datetime) -> datetime:
    """End the CURRENT configuration, or supersede it when it would not have held; from when the next one holds."""
    if at <= current.valid_from:
        CONFIGURATION_STATES.next(current.state, "end")
        _supersede(current, now=now)
        return current.valid_from
    current.state = CONFIGURATION_STATES.next(current.state, "end")
    current.valid_until, current.end_recorded_at = at, now
    current.save(update_fields=["state", "valid_until", "end_recorded_at"])
    return at


def _supersede(row: Configuration, *, now: datetime) -> None:
    row.superseded_at = now
    row.save(update_fields=["superseded_at"])


def _record(
    instance_id: int,
    values: Values,
    *,
    valid_from: datetime,
    now: datetime,
    valid_until: datetime | None = None,
    state: ConfigurationState | None = None,
    cause: Change | int | None = None,
) -> Configuration:
    """Insert a configuration with its relationships: HISTORY when it has an end, CURRENT when not, or as told."""
    links = values["relationships"]
    row = Configuration.objects.create(
        instance_id=instance_id,
        **{name: values[name] for name in (*COLUMNS, "characteristics")},
        change_id=cause.pk if isinstance(cause, Change) else cause,
        state=state or (ConfigurationState.CURRENT if valid_until is None else ConfigurationState.HISTORY),
        valid_from=valid_from,
        valid_until=valid_until,
        planned_from=valid_from if state == ConfigurationState.PENDING else None,
        end_recorded_at=None if valid_until is None else now,
        recorded_at=now,
    )
    Relationship.objects.bulk_create(
        Relationship(
            configuration=row,
            definition_id=int(key.partition(":")[0]),
            to_instance_id=int(key.partition(":")[2]),
            characteristics=characteristics,
        )
        for key, characteristics in links.items()
    )
    return row
