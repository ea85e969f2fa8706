"""Who asks, told from a request before anything is looked up, so that each has limits of their own and strangers share.

Credentials say nothing by themselves: anybody can make them up. One counts once this process has seen it open a door.
"""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.conf import settings
from django.http import parse_cookie

from trunkline.provisioning.operations import JOB_TOKEN_PREFIX
from trunkline.web.api.access import split_bearer
from trunkline.web.api.problems import API_PATHS
from trunkline.web.middleware import SIGNED_IN

Environ = dict[str, Any]

# Under this key of a request's environ stands its caller.
CALLER = "trunkline.caller"
NOBODY, JOBS = "nobody", "jobs"
_REMEMBERED_MAX = 10_000
_PROBES = frozenset({"/readyz", "/metrics"})
_GATEWAY = "/ocs/"


class Standing(IntEnum):
    """What sort of caller it is; lower ones go first."""

    PROBE = 0
    JOB = 1
    # Says that it is a job, and has not been seen to be one.
    NEW_JOB = 2
    OTHER = 3


@dataclass(frozen=True)
class Caller:
    """Who asks: limits hold for each `name`; `credential` is a hash of what was shown, None when nothing was."""

    standing: Standing
    name: str
    credential: str | None = None

    @property
    def is_stranger(self) -> bool:
        """Whether nothing is known of the caller but an address."""
        return self.standing == Standing.NEW_JOB or self.name == NOBODY


class Callers:
    """Tells callers apart, and remembers which credentials were good here; of none more than a hash is kept."""

    def __init__(self, remembered_max: int = _REMEMBERED_MAX) -> None:
        self._remembered_max = remembered_max
        self._good: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def recognise(self, environ: Environ) -> Caller:
        """This will tell who asks.

        Those who say that they are jobs are told apart by address until they are known: a play's first call must not be
        refused because somebody elsewhere makes up tokens.
        """
        if environ.get("REQUEST_METHOD") in {"GET", "HEAD"} and environ.get("PATH_INFO") in _PROBES:
            return Caller(Standing.PROBE, "probes")
        shown, is_of_job = _credential(environ)
        credential = hashlib.sha256(shown.encode(errors="replace")).hexdigest() if shown else None
        is_good = credential is not None and self._knows(credential)
        if is_of_job:
            address = f"jobs from {environ.get('REMOTE_ADDR', '')}"
            return (
                Caller(Standing.JOB, "jobs", credential) if is_good else Caller(Standing.NEW_JOB, address, credential)
            )
        return Caller(Standing.OTHER, credential if is_good and credential else NOBODY, credential)

    def learn(self, caller: Caller, environ: Environ, status: str) -> None:
        """This will note what an answer said of its caller's credential: that it opened a door, or that it is void."""
        if caller.credential is None:
            return
        with self._lock:
            if environ.get(SIGNED_IN):
                self._good[caller.credential] = None
                self._good.move_to_end(caller.credential)
                while len(self._good) > self._remembered_max:
                    self._good.popitem(last=False)
            elif status.startswith("401"):
                self._good.pop(caller.credential, None)

    def _knows(self, credential: str) -> bool:
        with self._lock:
            if credential not in self._good:
                return False
            self._good.move_to_end(credential)
            return True


def _credential(environ: Environ) -> tuple[str | None, bool]:
    """Tell what the request will be signed in with, as those who do it will read it, and whether that is a job's."""
    path = str(environ.get("PATH_INFO", ""))
    if path.startswith(_GATEWAY):
        return path.removeprefix(_GATEWAY).partition("/")[0], True
    header = environ.get("HTTP_AUTHORIZATION")
    if header is not None and path.startswith(API_PATHS):
        token = split_bearer(str(header))
        return token, token is not None and token.startswith(f"{JOB_TOKEN_PREFIX}_")
    session = parse_cookie(str(environ.get("HTTP_COOKIE", ""))).get(settings.SESSION_COOKIE_NAME)
    return session, False
