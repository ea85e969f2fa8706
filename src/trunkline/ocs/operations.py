"""The steps that change accounts and balances; each runs inside a transaction that it did not open."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import structlog
from django.db import connection

from trunkline.ocs.errors import OcsInsufficientCreditError, OcsInvalidCallError, OcsNotFoundError
from trunkline.ocs.models import (
    BalanceMovement,
    OcsAccount,
    OcsAccountActionPlan,
    OcsActionPlan,
    OcsActions,
    OcsBalance,
)
from trunkline.ocs.policies import actions as action_rules
from trunkline.ocs.policies.balances import DEFAULT_BALANCE_ID, BalanceRequest
from trunkline.ocs.policies.numbers import VALUE_LIMIT
from trunkline.ocs.policies.plans import AS_SOON_AS_POSSIBLE
from trunkline.ocs.states import ActionIdentifier, MovementKind
from trunkline.platform.locks import LockKind, note_lock

_FOUND_BY = ("weight", "expires_at", "is_blocker", "is_disabled", "rating_subject")
_HOLDS_ALL = ("destinations", "categories", "shared_groups", "timings")
_OPTIONS: Mapping[ActionIdentifier, Mapping[str, bool]] = {
    ActionIdentifier.ENABLE_ACCOUNT: {"is_disabled": False},
    ActionIdentifier.DISABLE_ACCOUNT: {"is_disabled": True},
    ActionIdentifier.ALLOW_NEGATIVE: {"allow_negative": True},
    ActionIdentifier.DENY_NEGATIVE: {"allow_negative": False},
}


def find_account_key(tenant: str, account: str) -> int:
    """This will find the primary key of a live account; raises OcsNotFoundError."""
    keys = OcsAccount.objects.filter(tenant=tenant, account=account, removed_at=None).values_list("pk", flat=True)
    for key in keys[:1]:
        return key
    raise account_not_found(tenant, account)


def account_not_found(tenant: str, account: str) -> OcsNotFoundError:
    """This will build the refusal of an unknown account."""
    return OcsNotFoundError("NOT_FOUND", f"There is no charging account {account!r} of {tenant!r}.")


def lock_account(tenant: str, account: str, *, at: datetime) -> OcsAccount:
    """This will lock a live account and end its balances that are past their expiry; raises OcsNotFoundError.

    Whoever changes a balance holds its account's lock, so balances need none of their own.
    """
    locked = lock_account_by_key(find_account_key(tenant, account))
    if locked is None:
        raise account_not_found(tenant, account)
    expire_balances(locked, at=at)
    return locked


def lock_account_by_key(key: int) -> OcsAccount | None:
    """This will lock an account that is still there, or answer None."""
    note_lock(LockKind.OCS_ACCOUNT, key)
    return OcsAccount.objects.select_for_update(of=("self",)).filter(pk=key, removed_at=None).first()


def lock_or_create_account(tenant: str, account: str, *, at: datetime) -> OcsAccount:
    """This will lock an account, made now if there is none."""
    while True:
        if not OcsAccount.objects.filter(tenant=tenant, account=account, removed_at=None).exists():
            # Of two at once one makes the row, and the other waits here for its commit.
            row = OcsAccount(tenant=tenant, account=account, created_at=at)
            OcsAccount.objects.bulk_create([row], ignore_conflicts=True)
        with suppress(OcsNotFoundError):  # removed between the look and the lock: made anew
            return lock_account(tenant, account, at=at)


def set_options(account: OcsAccount, *, is_disabled: bool | None = None, allow_negative: bool | None = None) -> None:
    """This will change the options that are named; raises OcsInsufficientCreditError while a balance is below zero.

    CGRateS would let such a balance stay; here nothing is ever below what is allowed.
    """
    changed = []
    if is_disabled is not None and is_disabled != account.is_disabled:
        account.is_disabled = is_disabled
        changed.append("is_disabled")
    if allow_negative is not None and allow_negative != account.allow_negative:
        if not allow_negative and account.balances.filter(removed_at=None, value__lt=0).exists():
            raise OcsInsufficientCreditError(
                "INSUFFICIENT_CREDIT", "A balance is below zero; settle it before the account may no longer be."
            )
        account.allow_negative = allow_negative
        changed.append("allow_negative")
    if changed:
        account.save(update_fields=changed)


def find_balances(account: OcsAccount, request: BalanceRequest) -> list[OcsBalance]:
    """This will list the live balances that a request means: by UUID, by id, or by the attributes that it names."""
    rows = account.balances.filter(removed_at=None, balance_type=request.balance_type)
    if request.uuid:
        return [row for row in rows if str(row.uuid) == request.uuid.lower()]
    if request.balance_id:
        return list(rows.filter(balance_id=request.balance_id))
    given = request.attributes
    return [
        row
        for row in rows.order_by("pk")
        if all(getattr(row, name) == given[name] for name in _FOUND_BY if name in given)
        and all(set(given[name]) <= set(getattr(row, name)) for name in _HOLDS_ALL if name in given)
    ]


def find_balance(account: OcsAccount, request: BalanceRequest) -> OcsBalance | None:
    """This will find the one balance that a grant or setting means; without an id that is the one without an id."""
    if request.uuid:
        return next(iter(find_balances(account, request)), None)
    return account.balances.filter(
        removed_at=None, balance_type=request.balance_type, balance_id=request.balance_id
    ).first()


def grant(account: OcsAccount, request: BalanceRequest, *, is_overwrite: bool, at: datetime, reference: str) -> None:
    """This will add a value to a balance, or replace its value; one that exists keeps its expiry and weight.

    A new balance takes all that the request names; one that would be over already is not made.
    """
    balance = find_balance(account, request)
    value = request.value or Decimal(0)
    if balance is None:
        kind = MovementKind.SET if is_overwrite else MovementKind.GRANT
        create_balance(account, request, value=value, kind=kind, at=at, reference=reference)
    elif is_overwrite:
        move(balance, MovementKind.SET, value - balance.value, at=at, reference=reference)
    else:
        move(balance, MovementKind.GRANT, value, at=at, reference=reference)


def set_balance(account: OcsAccount, request: BalanceRequest, *, at: datetime, reference: str) -> None:
    """This will set what the request names of a balance; one that is not there is made.

    Raises OcsInvalidCallError when it names none, OcsNotFoundError when the UUID it names is no balance's.
    """
    if not request.balance_id and not request.uuid:
        raise OcsInvalidCallError.missing("BalanceID", "or", "BalanceUUID")
    balance = find_balance(account, request)
    if balance is None and request.uuid:
        raise OcsNotFoundError("PARTIALLY_EXECUTED", f"The account has no balance {request.uuid}.")
    if balance is None:
        value = request.value or Decimal(0)
        create_balance(account, request, value=value, kind=MovementKind.SET, at=at, reference=reference)
        return
    if request.value is not None:
        move(balance, MovementKind.SET, request.value - balance.value, at=at, reference=reference)
    for name, attribute in request.attributes.items():
        setattr(balance, name, attribute)
    if request.attributes:
        balance.save(update_fields=[*request.attributes])
    expire_balances(account, at=at)


def create_balance(
    account: OcsAccount, request: BalanceRequest, *, value: Decimal, kind: MovementKind, at: datetime, reference: str
) -> None:
    """This will make a balance with its first movement, unless it would be over already."""
    expires_at = request.attributes.get("expires_at")
    if expires_at is not None and expires_at <= at:
        return
    balance = OcsBalance.objects.create(
        account=account,
        balance_type=request.balance_type,
        balance_id=request.balance_id,
        uuid=uuid.uuid4(),
        value=0,
        **request.attributes,
    )
    move(balance, kind, value, at=at, reference=reference)


def move(balance: OcsBalance, kind: MovementKind, amount: Decimal, *, at: datetime, reference: str) -> None:
    """This will change a balance's value and record the movement; the account's lock is held by the caller.

    Raises OcsInvalidCallError when the value would have more digits than can be kept.
    """
    balance.value = balance.value + amount
    if abs(balance.value) >= VALUE_LIMIT:
        raise OcsInvalidCallError.for_field("Value", f"would bring the balance to {VALUE_LIMIT:.0e} or more.")
    balance.save(update_fields=["value"])
    BalanceMovement.objects.create(
        account_id=balance.account_id,
        balance=balance,
        kind=kind,
        amount=amount,
        value_after=balance.value,
        at=at,
        reference=reference,
    )


def debit(tenant: str, account: str, request: BalanceRequest, *, at: datetime, reference: str) -> None:
    """This will take a value once from the balances that the request means, in order, or nothing at all.

    The order is weight, then expiry; a blocker ends it. Only a balance that is named may be a disabled one. An account
    that may be below zero has its last balance go there, or a new one.
    Raises OcsInsufficientCreditError, OcsNotFoundError.
    """
    key = find_account_key(tenant, account)
    amount = request.value or Decimal(0)
    note_lock(LockKind.OCS_ACCOUNT, key)
    shortfall = _debit_in_database(key, request, amount, at=at, reference=reference)
    if shortfall is None:
        raise account_not_found(tenant, account)
    if shortfall == 0:
        return
    locked = lock_account(tenant, account, at=at)
    named = request if request.balance_id else replace(request, balance_id=DEFAULT_BALANCE_ID)
    # One that is there and was not debited may not be: it is disabled, or not what the request describes.
    if not locked.allow_negative or find_balance(locked, replace(named, uuid="")) is not None:
        raise OcsInsufficientCreditError(
            "INSUFFICIENT_CREDIT", f"The balances lack {shortfall:f} of {amount:f}; nothing was debited."
        )
    if request.uuid:
        raise OcsNotFoundError("PARTIALLY_EXECUTED", f"The account has no balance {request.uuid}.")
    create_balance(locked, named, value=-amount, kind=MovementKind.DEBIT, at=at, reference=reference)


def _debit_in_database(
    key: int, request: BalanceRequest, amount: Decimal, *, at: datetime, reference: str
) -> Decimal | None:
    """Have the database take the debit in one call; it answers what is lacking, or null for a removed account."""
    balance_keys = None
    if request.uuid or (request.attributes and not request.balance_id):
        account = lock_account_by_key(key)
        if account is None:
            return None
        found = find_balances(account, request)
        is_named = bool(request.uuid) or "is_disabled" in request.attributes
        balance_keys = [row.pk for row in found if is_named or not row.is_disabled]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ocs_debit(%s, %s, %s, %s, %s, %s, %s)",
            [key, request.balance_type, amount, at, reference, request.balance_id or None, balance_keys],
        )
        row = cursor.fetchone()
    return None if row is None else row[0]


def remove_balances(account: OcsAccount, request: BalanceRequest, *, at: datetime, reference: str) -> None:
    """This will remove the balances that the request means; raises OcsNotFoundError when that is none."""
    found = find_balances(account, request)
    if not found:
        raise OcsNotFoundError("PARTIALLY_EXECUTED", "The account has no such balance.")
    for balance in found:
        _end(balance, MovementKind.REMOVAL, at=at, reference=reference)


def expire_balances(account: OcsAccount, *, at: datetime) -> int:
    """This will end the balances whose expiry has come, at their expiry; tells how many there were."""
    over = list(account.balances.filter(removed_at=None, expires_at__lte=at).order_by("pk"))
    for balance in over:
        _end(balance, MovementKind.EXPIRY, at=balance.expires_at or at, reference="")
    return len(over)


def remove_account(account: OcsAccount, *, at: datetime, reference: str) -> None:
    """This will end an account: no live balance and no plan is left, its movements stay, and its name is free again."""
    for balance in account.balances.filter(removed_at=None).order_by("pk"):
        _end(balance, MovementKind.REMOVAL, at=at, reference=reference)
    account.plan_bindings.all().delete()
    account.removed_at = at
    account.save(update_fields=["removed_at"])


def _end(balance: OcsBalance, kind: MovementKind, *, at: datetime, reference: str) -> None:
    move(balance, kind, -balance.value, at=at, reference=reference)
    balance.removed_at = at
    balance.save(update_fields=["removed_at"])


def follow_plans(
    account: OcsAccount, plan_ids: Sequence[str], *, is_overwrite: bool, at: datetime, reference: str
) -> None:
    """This will have an account follow action plans, instead of its present ones or beside them.

    Actions that are due as soon as possible are executed now, each time that the plan is given; such a plan is not
    kept. Raises OcsNotFoundError for an unknown plan.
    """
    plans = {plan.plan_id: plan for plan in OcsActionPlan.objects.filter(plan_id__in=plan_ids)}
    for plan_id in plan_ids:
        if plan_id not in plans:
            raise OcsNotFoundError("SERVER_ERROR: NOT_FOUND", f"There is no action plan {plan_id!r}.")
    if is_overwrite:
        account.plan_bindings.exclude(plan__in=plans.values()).delete()
    for plan in plans.values():
        timings = list(plan.timings.select_related("actions").order_by("-weight", "pk"))
        if any(timing.start_time != AS_SOON_AS_POSSIBLE for timing in timings):
            binding = OcsAccountActionPlan(account=account, plan=plan, bound_at=at)
            OcsAccountActionPlan.objects.bulk_create([binding], ignore_conflicts=True)
        for timing in timings:
            if timing.start_time == AS_SOON_AS_POSSIBLE:
                execute_actions(account, timing.actions, at=at, reference=reference)


def execute_actions(account: OcsAccount, actions: OcsActions, *, at: datetime, reference: str) -> None:
    """This will carry out a list of actions on an account, the greatest weight first; all or none of them."""
    for action in action_rules.in_order(actions.actions):
        if account.removed_at is not None:
            return
        _execute(account, action, at=at, reference=reference)


def _execute(account: OcsAccount, action: Mapping[str, str], *, at: datetime, reference: str) -> None:
    identifier = ActionIdentifier(action["Identifier"])
    if identifier in _OPTIONS:
        set_options(account, **_OPTIONS[identifier])
    elif identifier is ActionIdentifier.REMOVE_ACCOUNT:
        remove_account(account, at=at, reference=reference)
    elif identifier in action_rules.ON_BALANCES:
        request = action_rules.balance_of_action(action, at=at)
        if identifier is ActionIdentifier.DEBIT:
            debit(account.tenant, account.account, request, at=at, reference=reference)
        elif identifier is ActionIdentifier.SET_BALANCE:
            set_balance(account, request, at=at, reference=reference)
        elif identifier is ActionIdentifier.REMOVE_BALANCE:
            remove_balances(account, request, at=at, reference=reference)
        else:
            is_overwrite = identifier is ActionIdentifier.TOP_UP_RESET
            grant(account, request, is_overwrite=is_overwrite, at=at, reference=reference)
    else:
        structlog.get_logger().info("ocs_action_logged", ocs_account_id=account.pk, action=str(identifier))
