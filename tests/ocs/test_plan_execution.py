"""Action plans are executed at their instants: once each, in order, late or not, by several at once, all or nothing."""

import threading
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import structlog
from django.db import connection
from django.db.models import Sum

from trunkline.ocs import processes, selectors, use_cases
from trunkline.ocs.errors import OcsInsufficientCreditError
from trunkline.ocs.models import BalanceMovement, OcsAccount, OcsAccountActionPlan, OcsBalance
from trunkline.ocs.operations.accounts import find_account_key
from trunkline.ocs.operations.plans import MISSED_DAYS_MAX
from trunkline.ocs.policies.balances import BalanceRequest
from trunkline.ocs.policies.plans import Timing
from trunkline.ocs.policies.usage import Usage
from trunkline.platform.commands import SYSTEM_ACTOR, Command

TENANT = "plans.example"
NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
MIDNIGHT = datetime(2025, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)
TOP_UP = {"Identifier": "*topup", "BalanceId": "R", "BalanceType": "*data", "Units": "10", "Weight": "10"}


def command(at: datetime = NOON) -> Command:
    return Command(SYSTEM_ACTOR, at=at, reason="test")


def make_actions(*actions: dict[str, str]) -> str:
    actions_id = f"Action_{uuid.uuid4().hex}"
    use_cases.set_actions(command(), actions_id=actions_id, actions=[{"Weight": "0", **action} for action in actions])
    return actions_id


def daily(actions_id: str, start_time: str = "00:00:00", weight: int = 0, **more: Any) -> Timing:
    empty: dict[str, Any] = {"years": [], "months": [], "month_days": [], "week_days": []}
    return Timing(actions_id=actions_id, start_time=start_time, weight=Decimal(weight), **(empty | more))


def make_plan(*timings: Timing, plan_id: str | None = None, at: datetime = NOON) -> str:
    name = plan_id or f"plan_{uuid.uuid4().hex}"
    use_cases.set_action_plan(command(at), plan_id=name, timings=timings, is_overwrite=plan_id is not None)
    return name


def make_account(*plan_ids: str, at: datetime = NOON, **options: Any) -> str:
    name = f"acc_{uuid.uuid4().hex}"
    use_cases.set_account(command(at), tenant=TENANT, account=name, plan_ids=plan_ids, **options)
    return name


def key_of(account: str) -> int:
    return find_account_key(TENANT, account)


def execute(account: str, at: datetime) -> int:
    """Execute all that one account has due; other tests' accounts are left alone."""
    done = 0
    key = key_of(account)
    while count := use_cases.execute_due_plans(command(at), account_key=key):
        done += count
    return done


def next_at(account: str) -> list[datetime | None]:
    rows = OcsAccountActionPlan.objects.filter(account__account=account, account__removed_at=None)
    return list(rows.order_by("pk").values_list("next_at", flat=True))


def movements(account: str) -> list[tuple[str, int, datetime]]:
    rows = BalanceMovement.objects.filter(account__account=account).order_by("id")
    return [(row.kind, int(row.amount), row.at) for row in rows]


def values(account: str, at: datetime) -> dict[str, Any]:
    shown = selectors.get_account(TENANT, account, at=at)["BalanceMap"] or {}
    return {balance["ID"]: balance["Value"] for balance in shown.get("*data", [])}


def test_a_plan_is_executed_at_each_instant_once() -> None:
    plan = make_plan(daily(make_actions(TOP_UP)))
    account = make_account(plan)
    assert next_at(account) == [MIDNIGHT]
    assert execute(account, MIDNIGHT - timedelta(microseconds=1)) == 0
    assert execute(account, MIDNIGHT) == 1
    assert execute(account, MIDNIGHT) == 0
    assert next_at(account) == [MIDNIGHT + DAY]
    assert movements(account) == [("grant", 10, MIDNIGHT)]
    assert BalanceMovement.objects.get(account__account=account).reference == f"plan {plan}"


def test_what_was_missed_is_executed_in_order_at_its_own_instants() -> None:
    twice = make_plan(
        daily(make_actions(TOP_UP)), daily(make_actions({**TOP_UP, "Identifier": "*debit", "Units": "4"}), "06:00:00")
    )
    account = make_account(twice)
    assert execute(account, MIDNIGHT + DAY) == 3
    six = timedelta(hours=6)
    assert movements(account) == [
        ("grant", 10, MIDNIGHT),
        ("debit", -4, MIDNIGHT + six),
        ("grant", 10, MIDNIGHT + DAY),
    ]
    assert next_at(account) == [MIDNIGHT + DAY + six]


def test_being_late_is_as_having_been_in_time() -> None:
    day_long = make_actions({**TOP_UP, "ExpiryTime": "+30h"})
    in_time, late = (make_account(make_plan(daily(day_long))) for _ in range(2))
    for days in range(5):
        execute(in_time, MIDNIGHT + days * DAY)
        while use_cases.expire_due_balances(command(MIDNIGHT + days * DAY)):
            pass
    end = MIDNIGHT + 4 * DAY
    # An account whose plans are late is left to them, so that its balances end in between, not before.
    execute(late, end)
    assert movements(late) == movements(in_time)
    # Granted at 0 h until 30 h, once more at 24 h; ended at 30 h; granted anew at 48 h until 78 h, and so on.
    assert [kind for kind, _, _ in movements(late)] == ["grant", "grant", "expiry", "grant", "grant", "expiry", "grant"]
    assert values(late, end) == {"R": 10}


def test_the_sweep_of_what_is_over_leaves_an_account_with_late_plans_to_them() -> None:
    account = make_account(make_plan(daily(make_actions(TOP_UP))))
    request = BalanceRequest("*data", "OVER", "", Decimal(1), {"expires_at": MIDNIGHT})
    use_cases.add_balance(command(), tenant=TENANT, account=account, request=request)
    while use_cases.expire_due_balances(command(MIDNIGHT)):
        pass
    assert OcsBalance.objects.get(account__account=account).removed_at is None
    execute(account, MIDNIGHT)
    assert OcsBalance.objects.get(account__account=account, balance_id="OVER").removed_at == MIDNIGHT


def test_a_jump_of_400_days_executes_400_instants() -> None:
    account = make_account(make_plan(daily(make_actions(TOP_UP))))
    assert execute(account, MIDNIGHT + 399 * DAY) == 400
    rows = movements(account)
    assert [at for _, _, at in rows] == [MIDNIGHT + days * DAY for days in range(400)]
    assert values(account, MIDNIGHT + 399 * DAY) == {"R": 4000}


def test_after_a_very_long_outage_two_years_are_made_up_for() -> None:
    account = make_account(make_plan(daily(make_actions(TOP_UP), month_days=[1])))
    # 731 days before 2 January 2038 is 2 January 2036: the first of each month since then, but January 2036.
    now = datetime(2038, 1, 2, tzinfo=UTC)
    assert now - timedelta(days=MISSED_DAYS_MAX) == datetime(2036, 1, 2, tzinfo=UTC)
    with structlog.testing.capture_logs() as logs:
        assert execute(account, now) == 24
    assert [entry["event"] for entry in logs] == ["ocs_missed_executions_left_out"]
    assert next_at(account) == [datetime(2038, 2, 1, tzinfo=UTC)]


def test_refused_actions_leave_nothing_and_count_as_done() -> None:
    refused = make_actions(
        {**TOP_UP, "Weight": "20"},
        {"Identifier": "*disable_account", "Weight": "10"},
        {"Identifier": "*debit", "BalanceId": "R", "BalanceType": "*data", "Units": "11"},
    )
    good = make_actions({**TOP_UP, "BalanceId": "GOOD"})
    account = make_account(make_plan(daily(refused, weight=20), daily(good, weight=10)))
    with structlog.testing.capture_logs() as logs:
        assert execute(account, MIDNIGHT) == 1
    assert movements(account) == [("grant", 10, MIDNIGHT)]
    assert values(account, MIDNIGHT) == {"GOOD": 10}
    assert selectors.get_account(TENANT, account, at=MIDNIGHT)["Disabled"] is False
    assert [(entry["event"], entry["answer"]) for entry in logs] == [
        ("ocs_planned_actions_refused", "INSUFFICIENT_CREDIT")
    ]
    assert execute(account, MIDNIGHT) == 0


def test_lines_of_several_plans_at_one_instant_go_by_their_weight() -> None:
    last = make_plan(daily(make_actions({**TOP_UP, "Identifier": "*topup_reset", "Units": "1"}), weight=1))
    first = make_plan(daily(make_actions(TOP_UP), weight=2))
    account = make_account(last, first)
    assert execute(account, MIDNIGHT) == 1
    assert values(account, MIDNIGHT) == {"R": 1}


def test_a_disabled_account_has_its_plans_executed() -> None:
    account = make_account(make_plan(daily(make_actions(TOP_UP))), is_disabled=True)
    assert execute(account, MIDNIGHT) == 1
    assert values(account, MIDNIGHT) == {"R": 10}


def test_a_plan_can_remove_its_account() -> None:
    remove = make_actions({"Identifier": "*remove_account"})
    account = make_account(make_plan(daily(remove, weight=9), daily(make_actions(TOP_UP))))
    key = key_of(account)
    use_cases.execute_due_plans(command(MIDNIGHT + DAY), account_key=key)
    assert OcsAccount.objects.get(pk=key).removed_at == MIDNIGHT
    assert movements(account) == []
    assert next_at(account) == []
    assert use_cases.execute_due_plans(command(MIDNIGHT + DAY), account_key=key) == 0


def test_a_plan_that_ends_is_due_no_more() -> None:
    once = make_plan(daily(make_actions(TOP_UP), years=[2025], months=[1], month_days=[3]))
    account = make_account(once)
    assert execute(account, MIDNIGHT + 100 * DAY) == 1
    assert movements(account) == [("grant", 10, MIDNIGHT + DAY)]
    assert next_at(account) == [None]
    (shown,) = selectors.list_account_plans(TENANT, account)
    assert shown["NextExecTime"] == "0001-01-01T00:00:00Z"


def test_what_is_removed_while_it_is_due_is_not_executed() -> None:
    removed, left = make_plan(daily(make_actions(TOP_UP))), make_plan(daily(make_actions(TOP_UP)))
    of_removed, of_left, ended = make_account(removed), make_account(left), make_account(left)
    use_cases.remove_action_plan(command(MIDNIGHT), plan_id=removed)
    use_cases.set_account(command(MIDNIGHT), tenant=TENANT, account=of_left, is_plans_overwrite=True)
    key = key_of(ended)
    use_cases.remove_account(command(MIDNIGHT), tenant=TENANT, account=ended)
    assert execute(of_removed, MIDNIGHT) == execute(of_left, MIDNIGHT) == 0
    assert use_cases.execute_due_plans(command(MIDNIGHT), account_key=key) == 0
    assert movements(of_removed) == movements(of_left) == movements(ended) == []


def test_a_plan_given_again_stays_due_when_it_was() -> None:
    plan = make_plan(daily(make_actions(TOP_UP)))
    account = make_account(plan)
    late = MIDNIGHT + timedelta(hours=1)
    use_cases.set_account(command(late), tenant=TENANT, account=account, plan_ids=[plan], is_plans_overwrite=True)
    assert execute(account, late) == 1


def test_an_overwritten_plan_is_due_by_its_new_lines_and_loses_nothing() -> None:
    actions = make_actions(TOP_UP)
    plan = make_plan(daily(actions))
    account = make_account(plan)
    make_plan(daily(actions, "06:00:00"), plan_id=plan, at=NOON)
    assert next_at(account) == [MIDNIGHT + timedelta(hours=6)]
    late = MIDNIGHT + timedelta(hours=7)
    make_plan(daily(actions, "06:30:00"), plan_id=plan, at=late)
    assert next_at(account) == [MIDNIGHT + timedelta(hours=6, minutes=30)]
    assert execute(account, late) == 1
    (shown,) = selectors.list_account_plans(TENANT, account)
    assert shown["NextExecTime"] == "2025-01-03T06:30:00Z"
    make_plan(Timing(actions, [], [], [], [], "*asap", Decimal(0)), plan_id=plan, at=late)
    assert next_at(account) == [None]


def test_an_instant_that_is_done_does_not_come_again_when_its_plan_is_overwritten_by_a_clock_read_before() -> None:
    actions = make_actions(TOP_UP)
    plan = make_plan(daily(actions))
    account = make_account(plan)
    execute(account, MIDNIGHT)
    make_plan(daily(actions), plan_id=plan, at=MIDNIGHT - timedelta(milliseconds=1))
    assert next_at(account) == [MIDNIGHT + DAY]


def test_each_line_shows_its_own_next_time() -> None:
    actions = make_actions(TOP_UP)
    account = make_account(make_plan(daily(actions), daily(actions, "18:00:00"), daily(actions, month_days=[31])))
    shown = [entry["NextExecTime"] for entry in selectors.list_account_plans(TENANT, account)]
    assert shown == ["2025-01-02T00:00:00Z", "2025-01-01T18:00:00Z", "2025-01-31T00:00:00Z"]


def run_at_once(work: list[Any]) -> list[BaseException]:
    barrier = threading.Barrier(len(work))
    errors: list[BaseException] = []

    def run(task: Any) -> None:
        barrier.wait()
        try:
            task()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_workers_at_once_execute_each_instant_once() -> None:
    plan = make_plan(daily(make_actions(TOP_UP)))
    accounts = [make_account(plan) for _ in range(3)]
    end = MIDNIGHT + 9 * DAY
    assert run_at_once([lambda name=name: execute(name, end) for name in accounts for _ in range(4)]) == []
    for account in accounts:
        assert movements(account) == [("grant", 10, MIDNIGHT + days * DAY) for days in range(10)]


def test_debits_the_scheduler_and_expiry_at_once_keep_the_sums_exact() -> None:
    plan = make_plan(
        daily(make_actions({**TOP_UP, "Units": "100", "ExpiryTime": "+36h"})),
        daily(make_actions({**TOP_UP, "BalanceId": "KEPT", "Units": "7"}), "12:00:00"),
    )
    account = make_account(plan)
    instants = [MIDNIGHT + hours * timedelta(hours=1) for hours in range(0, 240, 6)]

    def spend() -> None:
        for at in instants:
            with suppress(OcsInsufficientCreditError):
                use_cases.record_usage(command(at), tenant=TENANT, account=account, usage=Usage("*data", Decimal(3)))

    def live() -> None:
        for at in instants:
            use_cases.execute_due_plans(command(at), account_key=key_of(account))

    def sweep() -> None:
        for at in instants:
            use_cases.expire_due_balances(command(at))

    def top_up() -> None:
        for _ in range(10):
            request = BalanceRequest("*data", "KEPT", "", Decimal(1))
            use_cases.add_balance(command(MIDNIGHT), tenant=TENANT, account=account, request=request)

    assert run_at_once([spend] * 16 + [live, live, sweep, top_up]) == []
    execute(account, instants[-1])
    rows = list(BalanceMovement.objects.filter(account__account=account).order_by("id"))
    # 00:00 on ten days and 12:00 on ten days; ten grants of one beside them.
    planned = [row.at for row in rows if row.reference == f"plan {plan}"]
    assert planned == sorted(planned)
    assert len(planned) == 20
    assert sum(row.amount for row in rows if row.kind == "grant") == 10 * 100 + 10 * 7 + 10 * 1
    assert min(row.value_after for row in rows) >= 0
    balances = OcsBalance.objects.filter(account__account=account).annotate(moved=Sum("movements__amount"))
    assert [row.value - row.moved for row in balances] == [0] * len(balances)


def test_plans_are_changed_and_removed_while_they_are_executed() -> None:
    actions = make_actions(TOP_UP)
    prefix = f"ServiceID_{uuid.uuid4().hex}__"
    plans = [make_plan(daily(actions), plan_id=f"{prefix}{number}") for number in range(3)]
    accounts = [make_account(*plans) for _ in range(4)]
    end = MIDNIGHT + 20 * DAY

    def overwrite() -> None:
        for _ in range(5):
            for plan in plans:
                make_plan(daily(actions, "00:00:00"), plan_id=plan, at=NOON)

    def follow(account: str) -> None:
        for _ in range(5):
            use_cases.set_account(command(NOON), tenant=TENANT, account=account, plan_ids=plans[1:])

    work = [lambda name=name: execute(name, end) for name in accounts]
    work += [lambda name=name: follow(name) for name in accounts]
    assert run_at_once([*work, overwrite]) == []
    for account in accounts:
        execute(account, end)
        # Three plans on each of 21 days, however often the plans were written meanwhile.
        assert len(movements(account)) == 3 * 21
    work = [lambda name=name: use_cases.remove_account(command(end), tenant=TENANT, account=name) for name in accounts]
    removal = lambda: use_cases.remove_action_plan(command(end), plan_id=f"{prefix}*")  # noqa: E731
    assert run_at_once([*work, removal, removal]) == []
    assert not OcsAccountActionPlan.objects.filter(plan__plan_id__startswith=prefix).exists()


def test_the_job_finds_what_is_due_and_one_bad_account_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long_ago = datetime(1971, 1, 1, 12, tzinfo=UTC)
    plan = make_plan(daily(make_actions(TOP_UP)), at=long_ago)
    bad, good = make_account(plan, at=long_ago), make_account(plan, at=long_ago)
    midnight = datetime(1971, 1, 2, tzinfo=UTC)
    assert selectors.find_next_plan_execution() == midnight
    bad_key = key_of(bad)
    real = use_cases.execute_due_plans

    def fail_at_bad(asked: Command, *, account_key: int) -> int:
        if account_key == bad_key:
            raise ZeroDivisionError
        return real(asked, account_key=account_key)

    monkeypatch.setattr(use_cases, "execute_due_plans", fail_at_bad)
    with pytest.raises(ExceptionGroup) as caught:
        processes.execute_due_plans(command(midnight))
    assert [type(error) for error in caught.value.exceptions] == [ZeroDivisionError]
    assert values(good, midnight) == {"R": 10}
    monkeypatch.undo()
    processes.execute_due_plans(command(midnight))
    assert values(bad, midnight) == {"R": 10}
    assert selectors.find_next_plan_execution() == midnight + DAY
    use_cases.remove_action_plan(command(midnight), plan_id=plan)


def test_the_next_expiry_is_known() -> None:
    ends = datetime(1972, 1, 1, tzinfo=UTC)
    account = make_account(at=ends - DAY)
    request = BalanceRequest("*data", "A", "", Decimal(1), {"expires_at": ends})
    use_cases.add_balance(command(ends - DAY), tenant=TENANT, account=account, request=request)
    assert selectors.find_next_expiry() == ends
    processes.expire_due_balances(command(ends))
    assert selectors.find_next_expiry() != ends
