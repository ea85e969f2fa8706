"""Reads of the charging engine, in CGRateS's documents; none of them locks or changes anything."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Min, Prefetch, Q, QuerySet

from trunkline.ocs.errors import OcsAccountDisabledError, OcsNotFoundError
from trunkline.ocs.models import (
    BalanceMovement,
    OcsAccount,
    OcsAccountActionPlan,
    OcsActionPlan,
    OcsActions,
    OcsActionTiming,
    OcsBalance,
)
from trunkline.ocs.policies.actions import show_action
from trunkline.ocs.policies.balances import DEFAULT_BALANCE_ID, show_balance
from trunkline.ocs.policies.expiry import NEVER, format_expiry
from trunkline.ocs.policies.plans import (
    AS_SOON_AS_POSSIBLE,
    Timing,
    execution_since,
    is_pattern,
    matches_plan,
    show_timing,
)
from trunkline.ocs.policies.usage import Usage, fits, max_usage
from trunkline.ocs.states import MovementKind

ACCOUNTS_LIMIT_MAX = 1000
_ATTRIBUTES = (
    *("expires_at", "weight", "is_blocker", "is_disabled", "destinations", "categories", "shared_groups", "timings"),
    *("rating_subject", "factor"),
)


def get_account(tenant: str, account: str, *, at: datetime) -> dict[str, Any]:
    """This will show an account with its balances that have not ended at `at`; raises OcsNotFoundError."""
    row = _accounts(tenant, at).filter(account=account).first()
    if row is None:
        raise OcsNotFoundError("NOT_FOUND", f"There is no charging account {account!r} of {tenant!r}.")
    return _show_account(row)


def granted_by_balance(tenant: str, account: str) -> dict[str, Decimal]:
    """This will tell by UUID what each balance of an account that is not removed was given in all.

    To set a balance to more than it had starts anew, as a period's reset does; to less corrects what was given.
    """
    given = BalanceMovement.objects.filter(
        account__tenant=tenant, account__account=account, account__removed_at=None, balance__removed_at=None
    )
    sums: dict[str, Decimal] = {}
    rows = given.filter(kind__in=[MovementKind.GRANT, MovementKind.SET]).order_by("pk")
    for uuid, kind, amount, value_after in rows.values_list("balance__uuid", "kind", "amount", "value_after"):
        is_anew = kind == MovementKind.SET and amount > 0
        sums[str(uuid)] = value_after if is_anew else sums.get(str(uuid), Decimal(0)) + amount
    return sums


def list_accounts(
    tenant: str, account_ids: Sequence[str] = (), *, at: datetime, offset: int = 0, limit: int = 0
) -> list[dict[str, Any]]:
    """This will show the accounts of a tenant, all or those named and known; at most 1,000, none means 1,000."""
    rows = _accounts(tenant, at).order_by("account")
    if account_ids:
        rows = rows.filter(account__in=account_ids)
    count = min(limit or ACCOUNTS_LIMIT_MAX, ACCOUNTS_LIMIT_MAX)
    return [_show_account(row) for row in rows[offset : offset + count]]


def list_actions(
    actions_ids: Sequence[str] = (), *, offset: int = 0, limit: int = 0
) -> dict[str, list[dict[str, Any]]]:
    """This will show lists of actions by id, all or those named; raises OcsNotFoundError for an unknown one."""
    rows = OcsActions.objects.order_by("actions_id")
    if actions_ids:
        rows = rows.filter(actions_id__in=actions_ids)
        known = set(rows.values_list("actions_id", flat=True))
        for actions_id in actions_ids:
            if actions_id not in known:
                raise OcsNotFoundError("SERVER_ERROR: NOT_FOUND", f"There are no actions {actions_id!r}.")
    count = min(limit or ACCOUNTS_LIMIT_MAX, ACCOUNTS_LIMIT_MAX)
    return {
        row.actions_id: [show_action(row.actions_id, action) for action in row.actions]
        for row in rows[offset : offset + count]
    }


def list_action_plans(plan_id: str = "") -> list[dict[str, Any]]:
    """This will show the plans of an id, a pattern with *, or all; raises OcsNotFoundError for an unknown id."""
    plans = OcsActionPlan.objects.order_by("plan_id").prefetch_related(
        Prefetch("timings", OcsActionTiming.objects.select_related("actions").order_by("pk")),
        Prefetch("account_bindings", OcsAccountActionPlan.objects.select_related("account")),
    )
    if plan_id:
        plans = plans.filter(plan_id__startswith=plan_id.partition("*")[0])
    found = [plan for plan in plans if not plan_id or matches_plan(plan_id, plan.plan_id)]
    if not found and plan_id and not is_pattern(plan_id):
        raise OcsNotFoundError("NOT_FOUND", f"There is no action plan {plan_id!r}.")
    return [_show_plan(plan) for plan in found]


def list_account_plans(tenant: str, account: str) -> list[dict[str, Any]]:
    """This will show what is due for an account by its plans, and when; an unknown account has none."""
    bindings = (
        OcsAccountActionPlan.objects.filter(account__tenant=tenant, account__account=account, account__removed_at=None)
        .select_related("plan")
        .prefetch_related(Prefetch("plan__timings", list_timings()))
        .order_by("plan__plan_id")
    )
    return [
        {
            "ActionPlanId": binding.plan.plan_id,
            "Uuid": str(timing.uuid),
            "ActionsId": timing.actions.actions_id,
            "NextExecTime": format_expiry(
                None if binding.next_at is None else execution_since(timing_of(timing), binding.next_at)
            ),
        }
        for binding in bindings
        for timing in binding.plan.timings.all()
    ]


def list_timings() -> QuerySet[OcsActionTiming]:
    """This will list the lines of plans that come at their time, not as soon as possible, with their actions."""
    return OcsActionTiming.objects.exclude(start_time=AS_SOON_AS_POSSIBLE).select_related("actions").order_by("pk")


def list_accounts_with_due_plans(at: datetime, limit: int, *, leaving_out: Sequence[int] = ()) -> list[int]:
    """This will list the keys of the accounts whose plans have been due longest, by `at`."""
    due = OcsAccountActionPlan.objects.filter(next_at__lte=at).exclude(account__in=leaving_out)
    longest = due.values("account").annotate(first_due=Min("next_at")).order_by("first_due", "account")
    return [row["account"] for row in longest[:limit]]


def find_next_plan_execution() -> datetime | None:
    """This will tell the earliest instant at which the actions of any account's plan are due, or None."""
    found: datetime | None = OcsAccountActionPlan.objects.aggregate(earliest=Min("next_at"))["earliest"]
    return found


def find_next_expiry() -> datetime | None:
    """This will tell the earliest instant at which any balance ends, or None."""
    live = OcsBalance.objects.filter(removed_at=None)
    found: datetime | None = live.aggregate(earliest=Min("expires_at"))["earliest"]
    return found


def get_max_usage(tenant: str, account: str, usage: Usage, *, at: datetime) -> Decimal | None:
    """This will tell how much of a use's type an account could use at `at`; None is without limit.

    The amount of the use is not looked at. Raises OcsNotFoundError, OcsAccountDisabledError.
    """
    row = OcsAccount.objects.filter(tenant=tenant, account=account, removed_at=None).first()
    if row is None:
        raise OcsNotFoundError("NOT_FOUND", f"There is no charging account {account!r} of {tenant!r}.")
    check_enabled(row)
    found = list_fitting_balances(row, usage, at=at)
    allow_negative = row.allow_negative and (bool(found) or not has_default_balance(row, usage, at=at))
    return max_usage([(balance.value, balance.is_blocker) for balance in found], allow_negative=allow_negative)


def check_enabled(account: OcsAccount) -> None:
    """This will raise OcsAccountDisabledError for an account that may not be used."""
    if account.is_disabled:
        raise OcsAccountDisabledError("ACCOUNT_DISABLED", f"The charging account {account.account!r} is disabled.")


def list_fitting_balances(account: OcsAccount, usage: Usage, *, at: datetime) -> list[OcsBalance]:
    """This will list the balances that may pay for a use at `at`, in the order of a debit."""
    live = account.balances.filter(
        Q(expires_at=None) | Q(expires_at__gt=at), removed_at=None, balance_type=usage.balance_type, is_disabled=False
    )
    return [
        balance
        for balance in live.order_by("-weight", F("expires_at").asc(nulls_last=True), "balance_id", "pk")
        if fits(usage, destinations=balance.destinations, categories=balance.categories)
    ]


def has_default_balance(account: OcsAccount, usage: Usage, *, at: datetime) -> bool:
    """This will tell whether there is the balance of a use's type that takes what nothing else pays for."""
    rows = account.balances.filter(removed_at=None, balance_type=usage.balance_type, balance_id=DEFAULT_BALANCE_ID)
    return rows.filter(Q(expires_at=None) | Q(expires_at__gt=at)).exists()


def _accounts(tenant: str, at: datetime) -> QuerySet[OcsAccount]:
    # In the order of a debit, which no removal and return of a balance changes.
    live = OcsBalance.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at), removed_at=None).order_by(
        "-weight", F("expires_at").asc(nulls_last=True), "balance_id"
    )
    return OcsAccount.objects.filter(tenant=tenant, removed_at=None).prefetch_related(
        Prefetch("balances", live, to_attr="live_balances")
    )


def _show_account(row: OcsAccount) -> dict[str, Any]:
    return {
        "ID": f"{row.tenant}:{row.account}",
        "BalanceMap": _show_balances(getattr(row, "live_balances")),  # noqa: B009 - set by the prefetch
        "UnitCounters": None,
        "ActionTriggers": None,
        "AllowNegative": row.allow_negative,
        "Disabled": row.is_disabled,
        "UpdateTime": NEVER,
    }


def _show_balances(balances: Iterable[OcsBalance]) -> dict[str, list[dict[str, Any]]] | None:
    shown: dict[str, list[dict[str, Any]]] = {}
    for balance in balances:
        shown.setdefault(balance.balance_type, []).append(
            show_balance(
                uuid=str(balance.uuid),
                balance_id=balance.balance_id,
                value=balance.value,
                attributes={name: getattr(balance, name) for name in _ATTRIBUTES},
            )
        )
    return dict(sorted(shown.items())) or None


def _show_plan(plan: OcsActionPlan) -> dict[str, Any]:
    accounts = {f"{binding.account.tenant}:{binding.account.account}": True for binding in plan.account_bindings.all()}
    return {
        "Id": plan.plan_id,
        "AccountIDs": accounts or None,
        "ActionTimings": [show_timing(timing_of(timing), str(timing.uuid)) for timing in plan.timings.all()],
    }


def timing_of(row: OcsActionTiming) -> Timing:
    """This will read a line of a plan as the rules take it."""
    return Timing(
        actions_id=row.actions.actions_id,
        years=row.years,
        months=row.months,
        month_days=row.month_days,
        week_days=row.week_days,
        start_time=row.start_time,
        weight=row.weight,
    )
