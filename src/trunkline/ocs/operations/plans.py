"""The steps that have accounts follow action plans, and those that execute what these have due."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import Prefetch

from trunkline.ocs.errors import OcsNotFoundError, OcsRefusalError
from trunkline.ocs.models import TEXT_LENGTH_MAX, OcsAccount, OcsAccountActionPlan, OcsActionPlan, OcsActionTiming
from trunkline.ocs.operations.accounts import leave_plans
from trunkline.ocs.operations.balances import expire_balances
from trunkline.ocs.operations.executions import execute_actions
from trunkline.ocs.policies import plans as plan_rules
from trunkline.ocs.policies.plans import AS_SOON_AS_POSSIBLE, Timing
from trunkline.ocs.selectors import list_timings, timing_of

# One transaction holds an account's lock for no longer than so many instants take.
INSTANTS_AT_ONCE = 100
MISSED_DAYS_MAX = 731


def follow_plans(
    account: OcsAccount, plan_ids: Sequence[str], *, is_overwrite: bool, at: datetime, reference: str
) -> None:
    """This will have an account follow action plans, instead of its present ones or beside them.

    Actions that are due as soon as possible are executed now, each time that the plan is given; such a plan is not
    kept. A plan that is followed already stays due when it was. Raises OcsNotFoundError for an unknown plan.
    """
    _hold_plans(OcsActionPlan.objects.filter(plan_id__in=plan_ids).values_list("pk", flat=True))
    plans = {plan.plan_id: plan for plan in OcsActionPlan.objects.filter(plan_id__in=plan_ids)}
    for plan_id in plan_ids:
        if plan_id not in plans:
            raise OcsNotFoundError("SERVER_ERROR: NOT_FOUND", f"There is no action plan {plan_id!r}.")
    if is_overwrite:
        leave_plans(account.plan_bindings.exclude(plan__in=plans.values()))
    for plan in plans.values():
        timings = list(plan.timings.select_related("actions").order_by("-weight", "pk"))
        later = [timing_of(timing) for timing in timings if timing.start_time != AS_SOON_AS_POSSIBLE]
        if later:
            binding = OcsAccountActionPlan(
                account=account, plan=plan, bound_at=at, next_at=plan_rules.next_of_plan(later, at)
            )
            OcsAccountActionPlan.objects.bulk_create([binding], ignore_conflicts=True)
        for timing in timings:
            if timing.start_time == AS_SOON_AS_POSSIBLE:
                execute_actions(account, timing.actions, at=at, reference=reference)


def reschedule(plan: OcsActionPlan, timings: Sequence[Timing], *, at: datetime) -> None:
    """This will note when a changed plan is next due for the accounts that follow it; its lock is held by the caller.

    Where an instant was missed, the plan's new lines count from that instant on, so that none is lost. One that was
    executed is not due again, though whoever changes the plan had read the clock before.
    """
    later = [timing for timing in timings if timing.start_time != AS_SOON_AS_POSSIBLE]
    # Nearly all are next due at the same instant, which is found once.
    found: dict[datetime, datetime | None] = {}
    bindings = list(plan.account_bindings.order_by("pk").select_for_update())
    for binding in bindings:
        after = at if binding.next_at is None else min(at, binding.next_at - plan_rules.MOMENT)
        after = after if binding.last_at is None else max(after, binding.last_at)
        if after not in found:
            found[after] = plan_rules.next_of_plan(later, after)
        binding.next_at = found[after]
    OcsAccountActionPlan.objects.bulk_update(bindings, ["next_at"], batch_size=1000)


def _hold_plans(keys: Iterable[int]) -> None:
    """Keep plans as they are until the transaction ends: others may do so too, who changes one waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM ocs_ocsactionplan WHERE id = ANY (%s) ORDER BY id FOR SHARE", [sorted(set(keys))]
        )


def execute_due_plans(account: OcsAccount, *, at: datetime) -> int:
    """This will execute what an account's plans have due by `at`, each instant at its own time and in order.

    At most 100 instants at once; tells how many there were. What is over is ended before each, so that to be late is as
    to have been in time. Actions that are refused leave nothing and count as done. Instants more than two years ago
    are left out.
    """
    _hold_plans(account.plan_bindings.values_list("plan_id", flat=True))
    due = account.plan_bindings.filter(next_at__lte=at).select_related("plan").order_by("pk")
    bindings = list(due.prefetch_related(Prefetch("plan__timings", list_timings())))
    _leave_out_ancient(bindings, at=at)
    instants = 0
    while instants < INSTANTS_AT_ONCE:
        instant = min((row.next_at for row in bindings if row.next_at is not None and row.next_at <= at), default=None)
        if instant is None or not _execute_instant(account, bindings, instant):
            break
        instants += 1
    if account.removed_at is None:
        OcsAccountActionPlan.objects.bulk_update(bindings, ["next_at", "last_at"])
        if instants < INSTANTS_AT_ONCE:
            expire_balances(account, at=at)
    return instants


def _leave_out_ancient(bindings: Sequence[OcsAccountActionPlan], *, at: datetime) -> None:
    since = at - timedelta(days=MISSED_DAYS_MAX)
    for binding in bindings:
        if binding.next_at is not None and binding.next_at < since:
            structlog.get_logger().warning(
                "ocs_missed_executions_left_out", binding_id=binding.pk, missed_since=binding.next_at.isoformat()
            )
            binding.next_at = plan_rules.plan_since(map(timing_of, binding.plan.timings.all()), since)


def _execute_instant(account: OcsAccount, bindings: Sequence[OcsAccountActionPlan], instant: datetime) -> bool:
    """Execute what is due at one instant, the greatest weight first; tells whether the account is still there."""
    lines = []
    for binding in bindings:
        if binding.next_at == instant:
            timings = list(binding.plan.timings.all())
            lines += [row for row in timings if plan_rules.execution_since(timing_of(row), instant) == instant]
            binding.last_at, binding.next_at = instant, plan_rules.next_of_plan(map(timing_of, timings), instant)
    expire_balances(account, at=instant)
    for line in sorted(lines, key=lambda row: (-row.weight, row.pk)):
        _execute_line(account, line, instant)
        if account.removed_at is not None:
            return False
    return True


def _execute_line(account: OcsAccount, line: OcsActionTiming, instant: datetime) -> None:
    try:
        with transaction.atomic():
            execute_actions(account, line.actions, at=instant, reference=f"plan {line.plan.plan_id}"[:TEXT_LENGTH_MAX])
    except OcsRefusalError as refusal:
        structlog.get_logger().warning(
            "ocs_planned_actions_refused",
            ocs_account_id=account.pk,
            plan=line.plan.plan_id,
            actions=line.actions.actions_id,
            instant=instant.isoformat(),
            answer=refusal.answer,
        )
        account.refresh_from_db()  # what the refused actions had changed is taken back
