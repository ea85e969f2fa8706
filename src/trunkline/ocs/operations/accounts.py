"""The steps that find, lock and change accounts."""

from contextlib import suppress
from datetime import datetime

from django.db.models import QuerySet

from trunkline.ocs.errors import OcsInsufficientCreditError, OcsNotFoundError
from trunkline.ocs.models import OcsAccount, OcsAccountActionPlan
from trunkline.ocs.operations.balances import end_balance, expire_balances
from trunkline.ocs.states import MovementKind
from trunkline.platform.locks import LockKind, note_lock


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


def remove_account(account: OcsAccount, *, at: datetime, reference: str) -> None:
    """This will end an account: no live balance and no plan is left, its movements stay, and its name is free again."""
    for balance in account.balances.filter(removed_at=None).order_by("pk"):
        end_balance(balance, MovementKind.REMOVAL, at=at, reference=reference)
    leave_plans(account.plan_bindings.all())
    account.removed_at = at
    account.save(update_fields=["removed_at"])


def leave_plans(bindings: QuerySet[OcsAccountActionPlan]) -> None:
    """This will have accounts follow plans no longer; rows go in their order, so that two who do so never deadlock."""
    found = list(bindings.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    OcsAccountActionPlan.objects.filter(pk__in=found).delete()
