"""The timeline against a plain list of what was done: random operations, one after the other and by threads at once."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.instances.timeline_oracle import Entry, Values, as_of, replayed
from tests.support.goods import make_product
from tests.support.people import make_account, make_brand
from trunkline.instances import invariants
from trunkline.instances.models import Change, Configuration, Instance
from trunkline.instances.operations import changes, timeline
from trunkline.instances.operations.changes import ChangeDraft
from trunkline.instances.selectors.services import lock_current_service
from trunkline.instances.selectors.timeline import Moment, list_as_of
from trunkline.platform.clocks import system_now
from trunkline.platform.locks import tracked
from trunkline.platform.sequences import next_keys

START = datetime(2045, 1, 1, tzinfo=UTC)
HOURS = 200
# The invariants of timelines; of renewals and ends others tell.
OF_TIMELINES = [
    each for each in invariants.INVARIANTS if "instances_renewal" not in each.query and "cancellation" not in each.query
]


def instant(hour: float) -> datetime:
    return START + timedelta(hours=hour)


@contextmanager
def writing() -> Iterator[None]:
    with tracked(), transaction.atomic():
        yield


@dataclass
class Tracked:
    """An instance, the log of what was done to it, and the instants of the system clock between the entries."""

    instance_id: int
    log: list[Entry] = field(default_factory=list)
    known: list[datetime] = field(default_factory=list)

    def note(self, what: str, *told: Any) -> None:
        self.log.append((what, told))

    def written(self) -> None:
        """All that is in the log is committed: what was known by now is what it says."""
        self.known += [system_now()] * (len(self.log) - len(self.known))


def said(row: Configuration) -> Values:
    return {
        "quantity": row.quantity,
        "name": row.name,
        "parent_id": row.parent_id,
        "characteristics": row.characteristics,
    }


def begin(product_id: int, account_id: int, count: int) -> list[Tracked]:
    """Insert services that hold from hour 0 on."""
    begun = []
    for key in next_keys("SRV", count):
        instance = Instance.objects.create(key=key, kind="SERVICE")
        row = Configuration.objects.create(
            instance=instance,
            product_id=product_id,
            account_id=account_id,
            name="First",
            characteristics={"speed": 20},
            state="CURRENT",
            valid_from=START,
            recorded_at=system_now(),
        )
        tracked_ = Tracked(instance.pk)
        tracked_.note("begin", 0.0, said(row))
        tracked_.written()
        begun.append(tracked_)
    return begun


DIFFERENCES = st.fixed_dictionaries(
    {},
    optional={
        "quantity": st.integers(1, 5),
        "name": st.sampled_from(["Slow", "Fast", "Faster"]),
        "characteristics": st.dictionaries(
            st.sampled_from(["speed", "colour"]), st.one_of(st.none(), st.integers(1, 3)), max_size=2
        ),
    },
).filter(bool)


def draft(starts_at: float, differences: Values) -> ChangeDraft:
    return ChangeDraft(differences, instant(starts_at), requested_by="staff:1", reason="A test")


def of_change(number: int) -> Change:
    return Change.objects.get(pk=number)


def plan(of: Tracked, starts_at: float, differences: Values, at: float) -> None:
    change = changes.plan_change(lock_current_service(of.instance_id), draft(starts_at, differences), at=instant(at))
    of.note("plan", change.pk, starts_at, differences)


def take_over(of: Tracked, number: int, at: float) -> None:
    timeline.take_over(of_change(number), lock_current_service(of.instance_id), at=instant(at))
    of.note("take_over", number, at)


def withdraw(of: Tracked, number: int, at: float) -> None:
    changes.withdraw_change(of_change(number), lock_current_service(of.instance_id), at=instant(at))
    of.note("drop", number)


def fail(of: Tracked, number: int, at: float) -> None:
    changes.begin_change(of_change(number), lock_current_service(of.instance_id))
    changes.fail_change(of_change(number), lock_current_service(of.instance_id), "It failed.", at=instant(at))
    of.note("drop", number)


def move(of: Tracked, number: int, starts_at: float) -> None:
    differences = replayed(of.log).plans[number][1]
    changes.move_change(
        of_change(number), lock_current_service(of.instance_id), starts_at=instant(starts_at), due_at=instant(starts_at)
    )
    of.note("move", number, starts_at, differences)


def change_now(of: Tracked, differences: Values, at: float) -> None:
    timeline.change(lock_current_service(of.instance_id), at=instant(at), **differences)
    of.note("change", at, differences)


def correct(of: Tracked, start: float, end: float | None, differences: Values, at: float) -> None:
    changes.correct(
        lock_current_service(of.instance_id),
        draft(start, differences),
        ends_at=None if end is None else instant(end),
        at=instant(at),
    )
    of.note("correct", start, end, differences)


def check(all_of: list[Tracked], hours: list[float], now: float, known: int | None = None) -> None:
    """At any instant the database tells what the logs do, now or as known after so many entries of all logs."""
    by_id = {of.instance_id: of for of in all_of}
    known_at = None if known is None else sorted(known for of in all_of for known in of.known)[known]
    for hour in hours:
        # As known at an earlier time, whatever lies after that time is ahead: here all is years ahead of it.
        is_ahead = hour > now if known_at is None else True
        moment = Moment(at=instant(hour), now=instant(now), known_at=known_at)
        found = {
            row.instance_id: (said(row), row.is_planned) for row in list_as_of(moment).filter(instance_id__in=by_id)
        }
        for instance_id, of in by_id.items():
            log = [entry for entry, at in zip(of.log, of.known, strict=True) if known_at is None or at <= known_at]
            values, is_planned = as_of(log, hour, is_ahead=is_ahead) if log else (None, False)
            assert found.get(instance_id) == (None if values is None else (values, is_planned)), (hour, known)


def violations() -> list[str]:
    with connection.cursor() as cursor:
        found = []
        for each in OF_TIMELINES:
            cursor.execute(each.query)
            found += [str(row[0]) for row in cursor.fetchall()]
    return found


def is_in_a_ring(all_of: list[Tracked], child: Tracked, parent: Tracked, at: float) -> bool:
    """Whether at some instant a new parent would be a part of its child, or of a part of it."""
    lives = {of.instance_id: replayed(of.log) for of in all_of}
    lives[child.instance_id].change(at, {"parent_id": parent.instance_id})
    for hour in sorted({begins for life in lives.values() for begins, _ in life.spans}):
        seen, above = set[int](), child.instance_id
        while (values := lives[above].at(hour)) is not None and values["parent_id"] is not None:
            above = values["parent_id"]
            if above == child.instance_id or above in seen:
                return True
            seen.add(above)
    return False


class Timelines(RuleBasedStateMachine):
    """Three services that change, are planned, corrected and hung under one another; time goes on meanwhile."""

    product_id: int
    account_id: int

    @initialize()
    def begin(self) -> None:
        self.now = 1.0
        self.of = begin(self.product_id, self.account_id, 3)
        self.asked: list[float] = [0.0]

    def _which(self, data: st.DataObject) -> Tracked:
        return self.of[data.draw(st.integers(0, 2), label="which")]

    def _written(self, *hours: float) -> None:
        for of in self.of:
            of.written()
        self.asked += hours

    @rule(hours=st.sampled_from([0.5, 3.0, 20.0]))
    def time_passes(self, hours: float) -> None:
        self.now += hours

    @rule(data=st.data(), differences=DIFFERENCES, back=st.sampled_from([0.0, 0.0, 2.0, 100.0]))
    def change(self, data: st.DataObject, differences: Values, back: float) -> None:
        of, at = self._which(data), max(self.now - back, 0.0)
        begins = replayed(of.log).spans[-1][0]
        if begins < at < self.now:
            at = self.now  # only what has not held yet is replaced
        with writing():
            change_now(of, differences, at)
        self._written(at)

    @rule(data=st.data(), differences=DIFFERENCES, ahead=st.integers(1, 60))
    def plan(self, data: st.DataObject, differences: Values, ahead: int) -> None:
        of, starts_at = self._which(data), self.now + ahead
        if starts_at in [start for start, _ in replayed(of.log).plans.values()]:
            return
        with writing():
            plan(of, starts_at, differences, self.now)
        self._written(starts_at)

    def _planned(self, data: st.DataObject) -> tuple[Tracked, list[tuple[float, int, Values]]]:
        of = self._which(data)
        return of, replayed(of.log).open_plans()

    @rule(data=st.data())
    def take_over(self, data: st.DataObject) -> None:
        of, planned = self._planned(data)
        if planned:
            self.now = max(self.now, planned[0][0])
            with writing():
                take_over(of, planned[0][1], self.now)
            self._written(self.now)

    @rule(data=st.data(), how=st.sampled_from(["withdraw", "fail", "move"]), ahead=st.floats(1, 60))
    def give_up_or_move(self, data: st.DataObject, how: str, ahead: float) -> None:
        of, planned = self._planned(data)
        if not planned:
            return
        number = planned[data.draw(st.integers(0, len(planned) - 1))][1]
        with writing():
            match how:
                case "withdraw":
                    withdraw(of, number, self.now)
                case "fail":
                    fail(of, number, self.now)
                case _:
                    starts_at = round(self.now + ahead, 3)
                    if starts_at in [start for start, _, _ in planned]:
                        return
                    move(of, number, starts_at)
                    self.asked.append(starts_at)
        self._written()

    @rule(
        data=st.data(),
        differences=DIFFERENCES,
        share=st.floats(0, 0.99),
        length=st.one_of(st.none(), st.floats(0.1, 50)),
    )
    def correct(self, data: st.DataObject, differences: Values, share: float, length: float | None) -> None:
        of, start = self._which(data), round(self.now * share, 3)
        end = None if length is None else min(round(start + length, 3), self.now)
        with writing():
            correct(of, start, end, differences, self.now)
        self._written(start, *([] if end is None else [end]))

    @rule(data=st.data())
    def hang_under_another(self, data: st.DataObject) -> None:
        child, parent = self._which(data), self._which(data)
        at = self.now
        if child is parent:
            with writing():
                change_now(child, {"parent_id": None}, at)
        elif is_in_a_ring(self.of, child, parent, at):
            with pytest.raises(IntegrityError, match="part of itself"), writing():
                change_now(child, {"parent_id": parent.instance_id}, at)
        else:
            with writing():
                change_now(child, {"parent_id": parent.instance_id}, at)
        self._written()

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "of"):
            chance = random.Random(len(self.asked))  # noqa: S311  # no secret
            hours = sorted({0.0, self.now, self.now + HOURS, chance.choice(self.asked)})
            check(self.of, hours, self.now)
            check(self.of, [self.now, chance.choice(self.asked)], self.now, self._earlier(chance))

    def _earlier(self, chance: random.Random) -> int:
        return chance.randrange(sum(len(of.known) for of in self.of))

    def teardown(self) -> None:
        if hasattr(self, "of"):
            entries = sum(len(of.known) for of in self.of)
            for known in range(0, entries, max(1, entries // 8)):
                check(self.of, [self.now / 2, self.now + HOURS], self.now, known)
        assert violations() == []


def run(examples: int, steps: int) -> None:
    made = make_product()
    Timelines.product_id, Timelines.account_id = made.pk, make_account(make_brand())
    profile = settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    run_state_machine_as_test(Timelines, settings=profile)  # type: ignore[no-untyped-call]


def test_two_thousand_steps_agree_with_a_plain_list() -> None:
    run(40, 50)


@pytest.mark.long
def test_fifty_thousand_steps_agree_with_a_plain_list() -> None:
    run(500, 100)


def test_what_threads_do_at_once_is_what_they_did_one_after_the_other() -> None:
    (of,) = begin(make_product().pk, make_account(make_brand()), 1)
    failures: list[BaseException] = []

    def act(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  # no secret
        try:
            for step in range(25):
                with writing():
                    # Whoever holds the lock writes the log: its order is that of the transactions.
                    lock_current_service(of.instance_id)
                    _act(of, chance, at=float(seed + step))
        except BaseException as error:  # noqa: BLE001  # told by the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    of.written()
    check([of], [0.0, 10.0, 25.0, 33.0, 60.0, 500.0], now=33.0)
    assert violations() == []


def _act(of: Tracked, chance: random.Random, at: float) -> None:
    planned = replayed(of.log).open_plans()
    differences: Values = {"quantity": chance.randint(1, 9)}
    match chance.randint(0, 4):
        case 0:
            change_now(of, differences, at)
        case 1 if planned:
            take_over(of, planned[0][1], at)
        case 2 if planned:
            withdraw(of, chance.choice(planned)[1], at)
        case 3:
            correct(of, 0.0, at / 2 or None, differences, at + 1)
        case _:
            starts_at = at + 40 + chance.random()
            plan(of, starts_at, differences, at)
