"""Reads of the charging engine, in CGRateS's documents; none of them locks or changes anything."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from trunkline.ocs.errors import OcsNotFoundError
from trunkline.ocs.models import (
    OcsAccount,
    OcsAccountActionPlan,
    OcsActionPlan,
    OcsActions,
    OcsActionTiming,
    OcsBalance,
)
from trunkline.ocs.policies.actions import show_action
from trunkline.ocs.policies.balances import show_balance
from trunkline.ocs.policies.expiry import NEVER, format_expiry
from trunkline.ocs.policies.plans import (
    AS_SOON_AS_POSSIBLE,
    Timing,
    is_pattern,
    matches_plan,
    next_execution,
    show_timing,
)

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


def list_account_plans(tenant: str, account: str, *, at: datetime) -> list[dict[str, Any]]:
    """This will show what is due for an account by its plans, and when; an unknown account has none."""
    timings = (
        OcsActionTiming.objects.filter(
            plan__account_bindings__account__in=OcsAccount.objects.filter(
                tenant=tenant, account=account, removed_at=None
            )
        )
        .exclude(start_time=AS_SOON_AS_POSSIBLE)
        .select_related("plan", "actions")
        .order_by("plan__plan_id", "pk")
    )
    return [
        {
            "ActionPlanId": timing.plan.plan_id,
            "Uuid": str(timing.uuid),
            "ActionsId": timing.actions.actions_id,
            "NextExecTime": format_expiry(next_execution(_timing_of(timing), at)),
        }
        for timing in timings
    ]


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
        "ActionTimings": [show_timing(_timing_of(timing), str(timing.uuid)) for timing in plan.timings.all()],
    }


def _timing_of(row: OcsActionTiming) -> Timing:
    return Timing(
        actions_id=row.actions.actions_id,
        years=row.years,
        months=row.months,
        month_days=row.month_days,
        week_days=row.week_days,
        start_time=row.start_time,
        weight=row.weight,
    )
