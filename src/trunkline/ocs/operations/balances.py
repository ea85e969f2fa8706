"""The steps that change balances; whoever takes one holds the lock of their account."""

import uuid
from datetime import datetime
from decimal import Decimal

from trunkline.ocs.errors import OcsInvalidCallError, OcsNotFoundError
from trunkline.ocs.models import BalanceMovement, OcsAccount, OcsBalance
from trunkline.ocs.policies.balances import BalanceRequest
from trunkline.ocs.policies.numbers import VALUE_LIMIT
from trunkline.ocs.states import MovementKind

_FOUND_BY = ("weight", "expires_at", "is_blocker", "is_disabled", "rating_subject")
_HOLDS_ALL = ("destinations", "categories", "shared_groups", "timings")


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


def remove_balances(account: OcsAccount, request: BalanceRequest, *, at: datetime, reference: str) -> None:
    """This will remove the balances that the request means; raises OcsNotFoundError when that is none."""
    found = find_balances(account, request)
    if not found:
        raise OcsNotFoundError("PARTIALLY_EXECUTED", "The account has no such balance.")
    for balance in found:
        end_balance(balance, MovementKind.REMOVAL, at=at, reference=reference)


def expire_balances(account: OcsAccount, *, at: datetime) -> int:
    """This will end the balances whose expiry has come, at their expiry; tells how many there were."""
    over = list(account.balances.filter(removed_at=None, expires_at__lte=at).order_by("pk"))
    for balance in over:
        end_balance(balance, MovementKind.EXPIRY, at=balance.expires_at or at, reference="")
    return len(over)


def end_balance(balance: OcsBalance, kind: MovementKind, *, at: datetime, reference: str) -> None:
    """This will end a balance: what is left of it goes, its row stays."""
    move(balance, kind, -balance.value, at=at, reference=reference)
    balance.removed_at = at
    balance.save(update_fields=["removed_at"])
