"""The one table from refusals to HTTP statuses, answered as RFC 9457 problem documents."""

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from trunkline.kernel.errors import DomainError, ErrorKind
from trunkline.platform.logs import mask_text

STATUSES = {
    ErrorKind.INVALID: 422,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.UNAUTHENTICATED: 401,
    ErrorKind.UNAVAILABLE: 503,
    ErrorKind.TOO_LARGE: 413,
    ErrorKind.PAYMENT_REQUIRED: 402,
    ErrorKind.TOO_MANY: 429,
    ErrorKind.PRECONDITION_FAILED: 412,
}
# How long to wait before the request is sent again, with the same Idempotency-Key (RFC 9110, 10.2.3): when it was too
# much, and when the database was away.
RETRY_TOO_MANY_SECONDS = 1
RETRY_AWAY_SECONDS = 5
CONTENT_TYPE = "application/problem+json"
_LOOK_THERE = "Check the address against /api/docs."
API_PATHS = ("/api/", "/crm/", "/ocs/", "/jsonrpc")
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
# Headers, and the lines of a table: neither is a value of a body of JSON.
_OUTSIDE_BODY = re.compile(r"Idempotency-Key|If-Match|line \d+")
_STEP = re.compile(r"\.|\[(?P<index>\d+)\]")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def pointer(path: str) -> str:
    """This will write a field's path as a JSON pointer in its form for addresses (RFC 6901, 6).

    So `components[0].quantity` and `components.0.quantity` are `#/components/0/quantity`, and `body` is all of it.
    """
    return point(step for step in _STEP.split(path) if step) if path != "body" else "#"


def point(steps: Iterable[str | int]) -> str:
    """This will write the steps from the whole body to one value of it as a JSON pointer."""
    return "#" + "".join("/" + quote(str(step).replace("~", "~0").replace("/", "~1"), safe="~") for step in steps)


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    fields: dict[str, str] | None = None,
    *,
    pointers: dict[str, str] | None = None,
) -> HttpResponse:
    """This will build a problem document; `errors` lists the bad fields with their reasons, and where a body has them.

    A field of an address or a header, and a line of a table, has no pointer.
    """
    document: dict[str, Any] = {
        "type": f"urn:trunkline:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if fields:
        pointers = pointers or {}
        document["errors"] = [
            {"field": field, "reason": reason} | ({"pointer": pointers[field]} if field in pointers else {})
            for field, reason in fields.items()
        ]
    response = JsonResponse(document, status=status, content_type=CONTENT_TYPE)
    if status == STATUSES[ErrorKind.UNAUTHENTICATED]:
        response["WWW-Authenticate"] = "Bearer"
    if status == STATUSES[ErrorKind.TOO_MANY]:
        response["Retry-After"] = str(RETRY_TOO_MANY_SECONDS)
    return response


def problem_of(error: DomainError, *, has_body: bool = False) -> HttpResponse:
    """This will answer a refusal of the domain, whose fields are a body's where the request has one."""
    fields = error.fields if has_body else {}
    pointers = {field: pointer(field) for field in fields if not _OUTSIDE_BODY.fullmatch(field)}
    response = problem(STATUSES[error.kind], error.code, error.title, error.detail, error.fields, pointers=pointers)
    note_retry(response, error)
    return response


def _problem_of_form(error: ValidationError) -> HttpResponse:
    """A request whose values are not what the route takes."""
    fields, pointers = {}, {}
    for row in error.errors:
        source, *steps = row["loc"]
        field = ".".join(map(str, steps)) or str(source)
        fields[field] = str(row["msg"])
        if source == "body":
            # The first step is the name that the route gives to the whole body.
            pointers[field] = point(steps[1:])
    detail = "; ".join(f"{field}: {reason}" for field, reason in fields.items())
    title = "Some values cannot be accepted"
    return problem(422, "invalid-input", title, detail[:1000], fields, pointers=pointers)


def note_retry(response: HttpResponse, error: DomainError) -> None:
    """This will tell in an answer after how many seconds asking again makes sense, where the refusal knows."""
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)


def database_unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """This will answer that the database is away, full or in its owner's hands for now: it is no fault of a request.

    Nothing of the request was kept, unless the connection broke in the very moment of its commit: the same
    `Idempotency-Key` is safe in either case.
    """
    structlog.get_logger().error("database_unavailable", path=mask_text(request.path), error=str(error).strip())
    detail = "The database cannot do this now. Send the request again, with its Idempotency-Key, in a moment."
    response = problem(HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable", "The database is not available", detail)
    response["Retry-After"] = str(RETRY_AWAY_SECONDS)
    return response


def install(api: NinjaAPI) -> None:
    """This will make an API answer every error as a problem document."""

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
        return problem_of(error, has_body=request.method in WITH_BODY)

    @api.exception_handler(ValidationError)
    def not_valid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        return _problem_of_form(error)

    @api.exception_handler(Http404)
    def not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(404, "not-found", "There is nothing here", _LOOK_THERE)

    @api.exception_handler(HttpError)
    def http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
        # Ninja wraps what a parser raises and says less.
        error = error.__cause__ if isinstance(error.__cause__, HttpError) else error
        return problem(error.status_code, "bad-request", "The request cannot be read", mask_text(str(error)))

    @api.exception_handler(RequestDataTooBig)
    def too_large(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
        return problem(413, "bad-request", "The request cannot be read", "The body is too large.")

    @api.exception_handler(UnreadablePostError)
    def cut_off(_request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
        return problem(400, "bad-request", "The request cannot be read", f"It was cut off: {error}")

    @api.exception_handler(OperationalError)
    @api.exception_handler(InterfaceError)
    def database_away(request: HttpRequest, error: Exception) -> HttpResponse:
        return database_unavailable(request, error)

    @api.exception_handler(Exception)
    def failed(request: HttpRequest, _error: Exception) -> HttpResponse:
        structlog.get_logger().exception("request_failed", path=mask_text(request.path), method=request.method)
        return problem(500, "internal-error", "Something went wrong here", "The error was logged; try again later.")


def api_addresses(get_response: GetResponse) -> GetResponse:
    """This will have an address or a method that the API does not know refused as all else is: by a problem document.

    Such a request reaches no route, so that nothing of the API has answered it.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not request.path.startswith(API_PATHS) or response.headers.get("Content-Type") == CONTENT_TYPE:
            return response
        if response.status_code == HTTPStatus.NOT_FOUND:
            return problem(HTTPStatus.NOT_FOUND, "not-found", "There is nothing here", _LOOK_THERE)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = response.headers["Allow"]
            detail = f"{request.method} is not for this address, but {allowed}. {_LOOK_THERE}"
            title = "This method is not known here"
            refusal = problem(HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed", title, detail)
            refusal["Allow"] = allowed
            return refusal
        return response

    return answer
