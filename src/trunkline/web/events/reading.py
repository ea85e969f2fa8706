"""What a stream asks the database, as plain functions for the threads that hold its connections."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections

from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.exact_json import dump_json
from trunkline.parties.errors import PermissionMissingError
from trunkline.parties.states import Permission
from trunkline.provisioning.models import JobEvent
from trunkline.provisioning.selectors import get_job, list_log
from trunkline.provisioning.states import ENDED_STATES, PROVISION_STATUS, JobState
from trunkline.web.api.access import Requires
from trunkline.web.api.formats import plain
from trunkline.web.api.v1.jobs import line_document

# So many lines at a time: a stream whose reader is slow holds no more than these.
PAGE_LINES_MAX = 20
_LINE_NUMBER_MAX = 2**63 - 1
_READ_JOBS = Requires(Permission.READ_JOBS)
# Names that mean something to who listens; a play's log must not be able to say them.
_OWN_NAMES = frozenset({"end", "error", "open", "message"})


@dataclass(frozen=True)
class Page:
    """The next lines of a log as server-sent events; `end` is the last event, when the job has ended after them."""

    text: str
    last: int
    is_full: bool
    end: str | None


def check_access(scope: dict[str, Any], job_id: int) -> None:
    """This will check that a request may read a job's log, as the API would.

    Raises NotSignedInError, PermissionMissingError or JobNotFoundError.
    """
    close_old_connections()
    request = ASGIRequest(scope, BytesIO())
    origin = request.headers.get("Origin")
    if "Authorization" not in request.headers and origin not in {None, settings.TRUNKLINE_PUBLIC_ORIGIN}:
        raise PermissionMissingError("The cookie opens logs to the pages of Trunkline only.")
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    request.user = get_user(request)
    get_job(job_id, _READ_JOBS(request).brand_ids)


def read_start(scope: dict[str, Any]) -> int:
    """This will tell after which line a stream is to start: Last-Event-ID, which a browser sends by itself when it
    comes again, before the address's `after`; raises InvalidInputError.
    """
    request = ASGIRequest(scope, BytesIO())
    field, text = "Last-Event-ID", request.headers.get("Last-Event-ID", "")
    if not text:
        field, text = "after", request.GET.get("after", "0")
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(_LINE_NUMBER_MAX)):
        raise InvalidInputError.for_field(field, "must be the id of a line, a whole number.")
    return min(int(text), _LINE_NUMBER_MAX)


def read_page(job_id: int, after: int) -> Page:
    """This will read the lines after one, and whether the job has ended."""
    close_old_connections()
    # Before the lines: what is written to the log of a job that has ended was committed with its end at the latest.
    state = JobState(get_job(job_id).state)
    lines = list(list_log(job_id, after)[:PAGE_LINES_MAX])
    is_full = len(lines) == PAGE_LINES_MAX
    has_ended = state in ENDED_STATES and not is_full
    return Page(
        text="".join(map(_write, lines)),
        last=lines[-1].pk if lines else after,
        is_full=is_full,
        end=_write_end(state) if has_ended else None,
    )


def _write(line: JobEvent) -> str:
    # Only our own runner names them, but plays run beside it: a line break would let them write events of their own.
    kind = re.sub(r"[^A-Za-z0-9_-]", "_", line.kind)
    name = f"line_{kind}" if kind in _OWN_NAMES else kind
    return f"id: {line.pk}\nevent: {name}\ndata: {dump_json(plain(line_document(line)))}\n\n"


def _write_end(state: JobState) -> str:
    return f"event: end\ndata: {dump_json({'status': PROVISION_STATUS[state].value, 'state': state.value})}\n\n"
