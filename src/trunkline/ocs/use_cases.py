"""What the charging engine does, each in one durable transaction; `reference` says what a movement was made for."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.db import IntegrityError, transaction

from trunkline.ocs.errors import OcsExistsError, OcsInvalidCallError, OcsNotFoundError
from trunkline.ocs.models import OcsAccountActionPlan, OcsActionPlan, OcsActions, OcsActionTiming, OcsBalance
from trunkline.ocs.operations import accounts, balances, debits, executions, plans
from trunkline.ocs.policies.balances import BalanceRequest
from trunkline.ocs.policies.plans import Timing, is_pattern, matches_plan
from trunkline.ocs.policies.usage import Usage
from trunkline.platform.commands import Command, use_case, use_case_at_once

EXPIRY_BATCH_SIZE = 200


@use_case
def set_account(
    command: Command,
    *,
    tenant: str,
    account: str,
    is_disabled: bool | None = None,
    allow_negative: bool | None = None,
    plan_ids: Sequence[str] = (),
    is_plans_overwrite: bool = False,
    reference: str = "",
) -> None:
    """This will make an account, or change what is named of one that exists.

    Raises OcsNotFoundError for an unknown plan, OcsInsufficientCreditError while a balance is below zero.
    """
    locked = accounts.lock_or_create_account(tenant, account, at=command.at)
    accounts.set_options(locked, is_disabled=is_disabled, allow_negative=allow_negative)
    if plan_ids or is_plans_overwrite:
        plans.follow_plans(locked, plan_ids, is_overwrite=is_plans_overwrite, at=command.at, reference=reference)


@use_case
def remove_account(command: Command, *, tenant: str, account: str, reference: str = "") -> None:
    """This will end an account with its balances and plans, but keep its movements; raises OcsNotFoundError."""
    locked = accounts.lock_account(tenant, account, at=command.at)
    accounts.remove_account(locked, at=command.at, reference=reference)


@use_case
def add_balance(
    command: Command,
    *,
    tenant: str,
    account: str,
    request: BalanceRequest,
    is_overwrite: bool = False,
    reference: str = "",
) -> None:
    """This will grant a value to a balance, which is made if it is not there; raises OcsNotFoundError."""
    locked = accounts.lock_account(tenant, account, at=command.at)
    balances.grant(locked, request, is_overwrite=is_overwrite, at=command.at, reference=reference)


@use_case
def set_balance(command: Command, *, tenant: str, account: str, request: BalanceRequest, reference: str = "") -> None:
    """This will set what the request names of a balance; raises OcsNotFoundError, OcsInvalidCallError."""
    locked = accounts.lock_account(tenant, account, at=command.at)
    balances.set_balance(locked, request, at=command.at, reference=reference)


def _debit_at_once(
    command: Command, *, tenant: str, account: str, request: BalanceRequest, reference: str = ""
) -> bool:
    return debits.debit_at_once(tenant, account, request, at=command.at, reference=reference)


@use_case_at_once(_debit_at_once)
def debit_balance(command: Command, *, tenant: str, account: str, request: BalanceRequest, reference: str = "") -> None:
    """This will take a value from the balances in their order, or refuse and take nothing.

    Raises OcsNotFoundError, OcsInsufficientCreditError.
    """
    debits.debit(tenant, account, request, at=command.at, reference=reference)


@use_case
def remove_balances(
    command: Command, *, tenant: str, account: str, request: BalanceRequest, reference: str = ""
) -> None:
    """This will remove the balances that the request means; raises OcsNotFoundError when that is none."""
    locked = accounts.lock_account(tenant, account, at=command.at)
    balances.remove_balances(locked, request, at=command.at, reference=reference)


@use_case
def expire_due_balances(command: Command) -> int:
    """This will end up to 200 balances that are over at the command's time; tells how many there were.

    An account whose plans are late is left to them: what they do in between may depend on what has ended when.
    """
    late = OcsAccountActionPlan.objects.filter(next_at__lte=command.at).values("account")
    due = OcsBalance.objects.filter(removed_at=None, expires_at__lte=command.at).exclude(account__in=late)
    keys = sorted(set(due.order_by("expires_at").values_list("account_id", flat=True)[:EXPIRY_BATCH_SIZE]))
    locked = [accounts.lock_account_by_key(key) for key in keys]
    return sum(balances.expire_balances(account, at=command.at) for account in locked if account is not None)


@use_case
def execute_due_plans(command: Command, *, account_key: int) -> int:
    """This will execute up to 100 instants of one account's plans that are due at the command's time, in order.

    Each at its own instant, once, whatever happens; tells how many there were.
    """
    locked = accounts.lock_account_by_key(account_key)
    return 0 if locked is None else plans.execute_due_plans(locked, at=command.at)


@use_case
def record_usage(command: Command, *, tenant: str, account: str, usage: Usage, reference: str = "") -> None:
    """This will debit one use of an account from the balances that fit it, in order, or nothing at all.

    Raises OcsNotFoundError, OcsAccountDisabledError, OcsInsufficientCreditError.
    """
    locked = accounts.lock_account(tenant, account, at=command.at)
    debits.record_usage(locked, usage, at=command.at, reference=reference)


@use_case
def set_actions(
    command: Command, *, actions_id: str, actions: Sequence[Mapping[str, str]], is_overwrite: bool = False
) -> None:
    """This will keep a checked list of actions under an id; raises OcsExistsError unless it may be replaced."""
    del command  # its actor and reason are in the audit history
    rows = [dict(action) for action in actions]
    stored = OcsActions.objects.select_for_update().filter(actions_id=actions_id).first()
    if stored is None:
        with suppress(IntegrityError), transaction.atomic():  # two at once: the second finds what the first has made
            OcsActions.objects.create(actions_id=actions_id, actions=rows)
            return
        stored = OcsActions.objects.select_for_update().get(actions_id=actions_id)
    if not is_overwrite:
        raise OcsExistsError("EXISTS", f"There are actions {actions_id!r} already; say Overwrite to replace them.")
    stored.actions = rows
    stored.save(update_fields=["actions"])


@use_case
def remove_actions(command: Command, *, actions_ids: Sequence[str]) -> None:
    """This will forget lists of actions; unknown ones are none; raises OcsExistsError while a plan uses one."""
    del command
    used = OcsActionTiming.objects.filter(actions__actions_id__in=actions_ids).select_related("actions", "plan").first()
    if used is not None:
        raise OcsExistsError(
            f"BROKEN_REFERENCE:{used.actions.actions_id}", f"The action plan {used.plan.plan_id!r} uses these actions."
        )
    OcsActions.objects.filter(actions_id__in=actions_ids).delete()


@use_case
def set_action_plan(command: Command, *, plan_id: str, timings: Sequence[Timing], is_overwrite: bool = False) -> None:
    """This will keep a plan; one that is overwritten keeps the accounts that follow it.

    Raises OcsExistsError, OcsNotFoundError for unknown actions, OcsInvalidCallError for an id that is a pattern.
    """
    if is_pattern(plan_id):
        raise OcsInvalidCallError.for_field("Id", "must not hold a *, which stands for several plans.")
    used = OcsActions.objects.filter(actions_id__in=[timing.actions_id for timing in timings])
    known = dict(used.values_list("actions_id", "pk"))
    for timing in timings:
        if timing.actions_id not in known:
            raise OcsNotFoundError(
                f"BROKEN_REFERENCE:{timing.actions_id}", f"There are no actions {timing.actions_id!r}."
            )
    plan = _create_plan(plan_id)
    if plan is None:
        if not is_overwrite:
            raise OcsExistsError("EXISTS", f"There is an action plan {plan_id!r} already; say Overwrite to replace it.")
        plan = OcsActionPlan.objects.select_for_update().get(plan_id=plan_id)
    plan.timings.all().delete()
    OcsActionTiming.objects.bulk_create(
        OcsActionTiming(
            plan=plan,
            uuid=uuid.uuid4(),
            actions_id=known[timing.actions_id],
            years=timing.years,
            months=timing.months,
            month_days=timing.month_days,
            week_days=timing.week_days,
            start_time=timing.start_time,
            weight=timing.weight,
        )
        for timing in timings
    )
    plans.reschedule(plan, timings, at=command.at)


def _create_plan(plan_id: str) -> OcsActionPlan | None:
    """Make a plan, or answer None when there is one of that id."""
    if OcsActionPlan.objects.filter(plan_id=plan_id).exists():
        return None
    with suppress(IntegrityError), transaction.atomic():
        return OcsActionPlan.objects.create(plan_id=plan_id)
    return None


@use_case
def remove_action_plan(command: Command, *, plan_id: str) -> None:
    """This will forget a plan, or all that a pattern such as `ServiceID_x__*` names; to know none is no error."""
    del command
    candidates = OcsActionPlan.objects.filter(plan_id__startswith=plan_id.partition("*")[0]).order_by("pk")
    # Only those that it names are locked, as others are in use; one may have gone meanwhile.
    named = [plan.pk for plan in candidates if matches_plan(plan_id, plan.plan_id)]
    found = [plan.pk for plan in candidates.filter(pk__in=named).select_for_update()]
    accounts.leave_plans(OcsAccountActionPlan.objects.filter(plan__in=found))
    OcsActionPlan.objects.filter(pk__in=found).delete()


@use_case
def execute_actions(command: Command, *, tenant: str, account: str, actions_id: str, reference: str = "") -> None:
    """This will carry out a list of actions on an account; raises OcsNotFoundError, and what an action refuses."""
    actions = OcsActions.objects.filter(actions_id=actions_id).first()
    if actions is None:
        raise OcsNotFoundError("NOT_FOUND", f"There are no actions {actions_id!r}.")
    locked = accounts.lock_account(tenant, account, at=command.at)
    executions.execute_actions(locked, actions, at=command.at, reference=reference)
