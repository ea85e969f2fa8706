"""Commands and use cases: who asks, why, at what business time; one use case is one durable transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import connection, transaction

from trunkline.platform import idempotency, locks
from trunkline.platform.audit import tell_audit
from trunkline.platform.kill_points import kill_point, register_kill_point

P = ParamSpec("P")
R = TypeVar("R")


class ActorKind(StrEnum):
    """Who can ask for a change."""

    STAFF = "staff"
    CUSTOMER = "customer"
    JOB = "job"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who asks: `identifier` is the primary key of the user or job, None for the system itself."""

    kind: ActorKind
    identifier: int | None = None

    def __str__(self) -> str:
        return self.kind.value if self.identifier is None else f"{self.kind.value}:{self.identifier}"


SYSTEM_ACTOR = Actor(ActorKind.SYSTEM)


@dataclass(frozen=True)
class Command:
    """What every use case takes first: the actor, the business time, the reason and the idempotency key."""

    actor: Actor
    at: datetime
    reason: str = ""
    idempotency_key: str | None = None

    def without_key(self) -> "Command":
        """This will make the same command for a further use case of the same request."""
        return replace(self, idempotency_key=None)


USE_CASES: dict[str, Callable[..., object]] = {}


def use_case(function: Callable[Concatenate[Command, P], R]) -> Callable[Concatenate[Command, P], R]:
    """This will make a function one durable transaction with audit context, idempotency and its two kill points.

    With an idempotency key the function must return what JSON can hold (an id, usually): the stored result answers
    the same key again; the same key with other arguments raises IdempotencyKeyReusedError. Nesting raises RuntimeError.
    """
    name = _qualified_name(function)
    before_commit = register_kill_point(f"{name}:before_commit")
    after_commit = register_kill_point(f"{name}:after_commit")

    @wraps(function)
    def run(command: Command, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with locks.tracked(), transaction.atomic(durable=True):
            tell_audit(actor=str(command.actor), reason=command.reason, use_case=name)
            if command.idempotency_key is None:
                result = function(command, *args, **kwargs)
            else:
                result = idempotency.run_once(
                    actor=str(command.actor),
                    key=command.idempotency_key,
                    fingerprint=idempotency.fingerprint(name, args, kwargs),
                    effect=lambda: function(command, *args, **kwargs),
                )
            kill_point(before_commit)
        kill_point(after_commit)
        return result

    USE_CASES[name] = run
    return run


def use_case_at_once(
    attempt: Callable[Concatenate[Command, P], bool],
) -> Callable[[Callable[Concatenate[Command, P], None]], Callable[Concatenate[Command, P], None]]:
    """This will make a use case that usually takes one SQL statement, which is a durable transaction by itself.

    `attempt` makes that statement and tells whether it did everything; it has changed nothing if not, and the function
    runs as any use case. It spares the round trips of BEGIN and COMMIT and the audit's context, so it must write no
    table that is audited, and as the only statement it takes its locks in no order that could be wrong.
    """

    def decorate(function: Callable[Concatenate[Command, P], None]) -> Callable[Concatenate[Command, P], None]:
        name = _qualified_name(function)
        in_transaction = use_case(function)

        @wraps(function)
        def run(command: Command, /, *args: P.args, **kwargs: P.kwargs) -> None:
            # A key must commit with the effect; inside a transaction the statement would not be durable: that raises.
            if command.idempotency_key is None and connection.get_autocommit():
                kill_point(f"{name}:before_commit")
                if attempt(command, *args, **kwargs):
                    kill_point(f"{name}:after_commit")
                    return
            in_transaction(command, *args, **kwargs)

        USE_CASES[name] = run
        return run

    return decorate


def _qualified_name(function: Callable[..., object]) -> str:
    room = function.__module__.removeprefix("trunkline.").split(".")[0]
    return f"{room}.{function.__name__}"
