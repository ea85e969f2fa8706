"""Idempotency keys: the key row commits in the transaction of its effect."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model

from trunkline.platform.errors import IdempotencyKeyReusedError
from trunkline.platform.models import IdempotencyKey

R = TypeVar("R")

KEPT_DAYS = 7
KEY_LENGTH_MAX = 200


class _ArgumentEncoder(DjangoJSONEncoder):
    def default(self, o: object) -> Any:
        if dataclasses.is_dataclass(o) and not isinstance(o, type):
            return dataclasses.asdict(o)
        if isinstance(o, Model):
            return f"{type(o).__name__}:{o.pk}"
        if isinstance(o, set | frozenset):
            return sorted(o)
        if isinstance(o, bytes):
            return hashlib.sha256(o).hexdigest()
        return super().default(o)


def fingerprint(name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> str:
    """This will hash what was asked, so that the same key with another body can be told apart."""
    document = json.dumps([name, args, kwargs], cls=_ArgumentEncoder, sort_keys=True)
    return hashlib.sha256(document.encode()).hexdigest()


def run_once(*, actor: str, key: str, fingerprint: str, effect: Callable[[], R]) -> R:
    """This will run the effect unless the actor's key has run it already, and answer with its stored result.

    Of two at once the second waits for the first's commit on the unique index. Raises IdempotencyKeyReusedError.
    """
    row_id = _insert(actor, key, fingerprint)
    if row_id is None:
        stored = IdempotencyKey.objects.select_for_update().get(actor=actor, key=key)
        if stored.fingerprint != fingerprint:
            raise IdempotencyKeyReusedError(
                "Send a new Idempotency-Key, or the very request that this one was used for."
            )
        if stored.is_done:
            return cast("R", stored.result)
        row_id = stored.pk
    result = effect()
    IdempotencyKey.objects.filter(pk=row_id).update(result=result, is_done=True)
    return result


def _insert(actor: str, key: str, fingerprint: str) -> int | None:
    """Insert the row of a new key, which is then locked, and tell its number; None when the key was there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_idempotencykey (actor, key, fingerprint, is_done) VALUES (%s, %s, %s, false)"
            " ON CONFLICT (actor, key) DO NOTHING RETURNING id",
            [actor, key, fingerprint],
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])
