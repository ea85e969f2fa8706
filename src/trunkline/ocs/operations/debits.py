"""The steps that debit: a value from the balances that are meant, a use from those that fit it."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import connection

from trunkline.ocs.errors import OcsInsufficientCreditError, OcsNotFoundError
from trunkline.ocs.models import OcsAccount
from trunkline.ocs.operations.accounts import account_not_found, find_account_key, lock_account, lock_account_by_key
from trunkline.ocs.operations.balances import create_balance, find_balance, find_balances
from trunkline.ocs.policies.balances import DEFAULT_BALANCE_ID, BalanceRequest
from trunkline.ocs.policies.usage import Usage
from trunkline.ocs.selectors import check_enabled, has_default_balance, list_fitting_balances
from trunkline.ocs.states import MovementKind
from trunkline.platform.locks import LockKind, note_lock


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


def debit_at_once(tenant: str, account: str, request: BalanceRequest, *, at: datetime, reference: str) -> bool:
    """This will do in one statement what `debit` does, if that is all that it takes; False: nothing was changed.

    It needs no transaction around it: the account's lock is taken and given back by that one statement.
    """
    if _must_be_searched(request):
        return False
    amount = request.value or Decimal(0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ocs_debit(id, %s, %s, %s, %s, %s) FROM ocs_ocsaccount"
            " WHERE tenant = %s AND account = %s AND removed_at IS NULL",
            [request.balance_type, amount, at, reference, request.balance_id or None, tenant, account],
        )
        row = cursor.fetchone()
    return row is not None and row[0] == 0


def _must_be_searched(request: BalanceRequest) -> bool:
    """Tell whether the balances of a debit are found by more than their type and id."""
    return bool(request.uuid) or (bool(request.attributes) and not request.balance_id)


def _debit_in_database(
    key: int, request: BalanceRequest, amount: Decimal, *, at: datetime, reference: str
) -> Decimal | None:
    """Have the database take the debit in one call; it answers what is lacking, or null for a removed account."""
    balance_keys = None
    if _must_be_searched(request):
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


def record_usage(account: OcsAccount, usage: Usage, *, at: datetime, reference: str) -> None:
    """This will take a use from the balances of a locked account that fit it, in order, or nothing at all.

    An account that may be below zero has the last of them go there, or a new one where none fits.
    Raises OcsAccountDisabledError, OcsInsufficientCreditError.
    """
    check_enabled(account)
    keys = [balance.pk for balance in list_fitting_balances(account, usage, at=at)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ocs_debit(%s, %s, %s, %s, %s, NULL, %s)",
            [account.pk, usage.balance_type, usage.amount, at, reference, keys],
        )
        (shortfall,) = cursor.fetchone()
    if shortfall == 0:
        return
    if keys or not account.allow_negative or has_default_balance(account, usage, at=at):
        raise OcsInsufficientCreditError(
            "INSUFFICIENT_CREDIT", f"The balances lack {shortfall:f} of {usage.amount:f}; nothing was debited."
        )
    default = BalanceRequest(usage.balance_type, DEFAULT_BALANCE_ID)
    create_balance(account, default, value=-usage.amount, kind=MovementKind.DEBIT, at=at, reference=reference)
