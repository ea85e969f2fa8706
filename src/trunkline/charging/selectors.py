"""Reads of what is known about balances beside what the charging system answers, and of calls made under a key."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from math import ceil
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count

from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.models import EngineCall
from trunkline.charging.policies import Step
from trunkline.charging.states import OPEN_CALL_STATES, UNSETTLED_CALL_STATES
from trunkline.kernel.errors import InvalidInputError
from trunkline.ocs import selectors as ocs
from trunkline.platform.clocks import system_now
from trunkline.platform.locks import LockKind, note_lock

# Half a minute of others' calls is as long as a request waits for its own.
_TURN_SECONDS_MAX = 30.0
_POLL_SECONDS = 0.02


def granted_by_balance(account: str) -> dict[str, Decimal]:
    """This will tell by UUID what each balance of an account was given in all; CGRateS keeps no such thing: nothing."""
    if settings.TRUNKLINE_CGRATES_URL is not None:
        return {}
    return ocs.granted_by_balance(settings.TRUNKLINE_OCS_TENANT, account)


def find_call(key: str) -> EngineCall | None:
    """This will find the record of a call by its key."""
    return EngineCall.objects.filter(key=key).first()


def lock_call(call_id: int) -> EngineCall:
    """This will lock the record of a call until the transaction ends; raises InvalidInputError."""
    note_lock(LockKind.OCS_ACCOUNT, call_id)
    call = EngineCall.objects.select_for_update().filter(pk=call_id).first()
    if call is None:
        raise _no_call(call_id)
    return call


def get_call(call_id: int) -> EngineCall:
    """This will read the record of a call; raises InvalidInputError."""
    call = EngineCall.objects.filter(pk=call_id).first()
    if call is None:
        raise _no_call(call_id)
    return call


def list_open_calls(tenant: str, account: str) -> list[EngineCall]:
    """This will list the calls of an account that are not concluded, the oldest first."""
    return list(EngineCall.objects.filter(tenant=tenant, account=account, state__in=OPEN_CALL_STATES).order_by("pk"))


def list_calls_to_settle(limit: int) -> list[int]:
    """This will list calls whose outcome can be asked for by now, by number; in no order, so that none waits for good
    behind others that cannot be settled.
    """
    free = EngineCall.objects.filter(state__in=OPEN_CALL_STATES, busy_until__lt=system_now())
    return list(free.order_by("?").values_list("pk", flat=True)[:limit])


def list_unsettled_calls() -> list[EngineCall]:
    """This will list the calls of which nobody knows whether they were carried out, the oldest first."""
    return list(EngineCall.objects.filter(state__in=UNSETTLED_CALL_STATES).order_by("pk"))


def count_unsettled_calls() -> dict[str, int]:
    """This will count, for each state that says so, the calls of which nobody knows whether they were carried out."""
    counted = EngineCall.objects.filter(state__in=UNSETTLED_CALL_STATES).values_list("state").annotate(Count("pk"))
    return {**dict.fromkeys(map(str, UNSETTLED_CALL_STATES), 0), **dict(counted)}


def seconds_until_free(call: EngineCall) -> int:
    """This will tell for how many seconds more somebody may wait for the answer to a call, at least one."""
    return max(1, ceil((call.busy_until - system_now()).total_seconds()))


def steps_of(call: EngineCall) -> list[Step]:
    """This will read the steps of a call."""
    return [
        Step(**{**step, "before": _decimal(step["before"]), "after": Decimal(step["after"])}) for step in call.steps
    ]


@contextmanager
def alone_with(account: str) -> Iterator[None]:
    """This will let nobody else of this database change an account of CGRateS until the block ends.

    What is debited is computed from what was read: of two at once the second reads when the first is done. The lock is
    the session's, as no transaction may be open over a call; PostgreSQL frees it when its holder dies. Raises
    OcsUnavailableError when the turn does not come.
    """
    deadline = time.monotonic() + _TURN_SECONDS_MAX
    while not _ask("pg_try_advisory_lock", account):
        if time.monotonic() > deadline:
            raise OcsUnavailableError(
                f"Others have been changing {account} for too long; try again later.", is_outcome_unknown=False
            )
        time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        _ask("pg_advisory_unlock", account)


def _ask(function: str, account: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [f"charging account {account}"])
        row = cursor.fetchone()
    return bool(row and row[0])


def _no_call(call_id: int) -> InvalidInputError:
    return InvalidInputError.for_field("call", f"there is no record of a call {call_id}.")


def _decimal(shown: Any) -> Decimal | None:
    return None if shown is None else Decimal(shown)
