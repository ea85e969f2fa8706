"""Reads of what is known about balances beside what the charging system answers, and of calls made under a key."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection

from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.models import EngineCall
from trunkline.charging.policies import Step
from trunkline.charging.states import OPEN_CALL_STATES
from trunkline.ocs import selectors as ocs
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
    """This will lock the record of a call until the transaction ends."""
    note_lock(LockKind.OCS_ACCOUNT, call_id)
    return EngineCall.objects.select_for_update().get(pk=call_id)


def list_open_calls() -> list[EngineCall]:
    """This will list the calls of which nobody knows yet whether they were carried out, the oldest first."""
    return list(EngineCall.objects.filter(state__in=OPEN_CALL_STATES).order_by("pk"))


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


def _decimal(shown: Any) -> Decimal | None:
    return None if shown is None else Decimal(shown)
