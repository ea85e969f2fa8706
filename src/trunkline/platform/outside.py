"""Calls to the outside: never inside a transaction, each with its kill points."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection

from trunkline.platform.kill_points import kill_point, register_kill_point

OUTSIDE_CALLS: set[str] = set()

P = ParamSpec("P")
R = TypeVar("R")


def outside_call(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """This will mark a function that calls the outside, refuse it inside a transaction, and add its kill points."""
    before = register_kill_point(f"{name}:before_call")
    after = register_kill_point(f"{name}:after_call")
    OUTSIDE_CALLS.add(name)

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            if connection.in_atomic_block:
                raise RuntimeError(f"{name} calls the outside and must not run inside a transaction.")
            kill_point(before)
            result = function(*args, **kwargs)
            kill_point(after)
            return result

        return call

    return decorate
