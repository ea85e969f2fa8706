# SPDX-License-Identifier: GPL-3.0-or-later
"""The words that the runner and whoever started it exchange: JSON lines, and what a request may contain."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from trunkline_runner.masking import SECRET_LENGTH_MIN

NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
# Names of stock specifications are variables too, hence spaces and letters of any language.
VARIABLE_NAME = re.compile(r"[^\W\d][\w .()/&+-]{0,99}")
# Ansible gives these names a meaning of their own.
MAGIC_VARIABLES = frozenset(
    {
        "environment",
        "group_names",
        "groups",
        "hostvars",
        "inventory_dir",
        "inventory_file",
        "inventory_hostname",
        "inventory_hostname_short",
        "lookup",
        "module_defaults",
        "now",
        "omit",
        "play_hosts",
        "playbook_dir",
        "q",
        "query",
        "role_name",
        "role_names",
        "role_path",
        "role_uuid",
        "undef",
        "vars",
    }
)
TIMEOUT_SECONDS_MAX = 24 * 3600
# No single text in an event is longer.
TEXT_LENGTH_MAX = 16_384


class RefusedRequestError(Exception):
    """What was asked cannot be run; the text says why."""


@dataclass(frozen=True)
class Request:
    """One play to run or to check."""

    job: str
    directory: Path
    play: str
    timeout_seconds: float
    check_only: bool = False
    variables: dict[str, object] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()

    @property
    def play_path(self) -> Path:
        """This will give the playbook's file inside the job's directory."""
        return self.directory / "a" / "plays" / f"{self.play}.yaml"


def refuse_variable_name(name: str) -> str | None:
    """This will give the reason why a variable may not have this name, or None when it may.

    Names starting with `ansible_` would choose connection, interpreter and user; Ansible's own names would change
    what a play means.
    """
    if not VARIABLE_NAME.fullmatch(name) or name != name.strip():
        return "names start with a letter and have letters, digits, spaces and . _ - ( ) / & + (at most 100)"
    lowered = re.sub(r"[^a-z0-9]+", "_", name.casefold())
    if lowered.startswith("ansible_") or lowered == "ansible":
        return "names beginning with ansible_ steer Ansible itself"
    if lowered in MAGIC_VARIABLES:
        return "Ansible gives this name a meaning of its own"
    return None


def parse_request(message: dict[str, object]) -> Request:
    """This will turn a decoded `run` or `check` line into a request; raises RefusedRequestError."""
    job, play, directory = message.get("job"), message.get("play"), message.get("directory")
    if not isinstance(job, str) or not NAME.fullmatch(job):
        raise RefusedRequestError("job must be 1 to 100 letters, digits, _ or -")
    if not isinstance(play, str) or not NAME.fullmatch(play):
        raise RefusedRequestError("play must be 1 to 100 letters, digits, _ or -, without .yaml")
    if not isinstance(directory, str) or not Path(directory).is_absolute():
        raise RefusedRequestError("directory must be an absolute path")
    timeout = message.get("timeout_seconds", 600)
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= TIMEOUT_SECONDS_MAX:
        raise RefusedRequestError(f"timeout_seconds must be above 0 and at most {TIMEOUT_SECONDS_MAX}")
    variables, secrets = message.get("variables") or {}, message.get("secrets") or []
    if not isinstance(variables, dict):
        raise RefusedRequestError("variables must be an object")
    for name in variables:
        if reason := refuse_variable_name(name):
            raise RefusedRequestError(f"variable {name!r} is refused: {reason}")
    if not isinstance(secrets, list) or not all(isinstance(secret, str) for secret in secrets):
        raise RefusedRequestError("secrets must be a list of texts")
    token = variables.get("access_token")
    known = {*secrets, token} if isinstance(token, str) else {*secrets}
    if any(0 < len(secret) < SECRET_LENGTH_MIN for secret in known):
        raise RefusedRequestError(f"a secret shorter than {SECRET_LENGTH_MIN} characters cannot be masked")
    return Request(
        job=job,
        directory=Path(directory),
        play=play,
        timeout_seconds=float(timeout),
        check_only=message.get("op") == "check",
        variables=variables,
        secrets=tuple(sorted(secret for secret in known if secret)),
    )


def encode(event: dict[str, object]) -> bytes:
    """This will write an event as one line of ASCII JSON (so that no line separator of Unicode splits it)."""
    return json.dumps(event, default=str).encode() + b"\n"
