"""The doors to the charging system: one for API tokens, one for each running job."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from trunkline.flows.processes.ocs_gateway import call_ocs_for_job
from trunkline.kernel.errors import DomainError, ErrorKind
from trunkline.ocs import api as engine
from trunkline.ocs.errors import OcsRefusalError
from trunkline.ocs.policies.calls import split_method
from trunkline.ocs.policies.envelope import EnvelopeError, make_answer, read_request, write_answer
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.web.api.access import Requires, require_all_brands
from trunkline.web.api.problems import STATUSES, note_retry
from trunkline.web.middleware import note_sign_in

router = Router(tags=["ocs"])


@router.post("/jsonrpc", auth=Requires(Permission.CHARGE_ONLINE), operation_id="call_charging_system")
def call(request: HttpRequest) -> HttpResponse:
    """Call the embedded charging engine in CGRateS's JSON-RPC; the status is 200 whatever the answer says."""
    caller = require_all_brands(request, "The charging system's accounts know no brands: this needs a role for all.")
    if settings.TRUNKLINE_CGRATES_URL is not None:
        error = "SERVER_ERROR: this installation charges with a CGRateS server; call that one"
        return _answer(make_answer(None, error=error), status=STATUSES[ErrorKind.UNAVAILABLE])
    document = engine.answer(
        request.body,
        at=business_now(),
        default_tenant=settings.TRUNKLINE_OCS_TENANT,
        actor=caller.actor,
        reference=str(caller.actor),
    )
    return _answer(document)


@router.post("/ocs/{secret}/jsonrpc", auth=None, include_in_schema=False)
def call_for_job(request: HttpRequest, secret: str) -> HttpResponse:
    """Call the charging system for a running job, which the secret in the path belongs to.

    A call that the gateway itself refuses has its status, so that a play made of plain HTTP tasks fails there.
    """
    try:
        wanted = read_request(request.body, split_method)
    except EnvelopeError as error:
        return _answer(make_answer(error.identifier, error=error.answer))
    try:
        answer = call_ocs_for_job(secret, wanted.method, wanted.params)
    except OcsRefusalError as refusal:
        note_sign_in(request)
        return _answer(make_answer(wanted.identifier, error=refusal.answer))
    except DomainError as error:
        if error.kind != ErrorKind.UNAUTHENTICATED:
            note_sign_in(request)
        document = make_answer(wanted.identifier, error=f"{error.code}: {error.detail}")
        response = _answer(document, status=STATUSES[error.kind])
        note_retry(response, error)
        return response
    note_sign_in(request)
    return _answer(make_answer(wanted.identifier, result=answer.result, error=answer.error))


def _answer(document: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(write_answer(document), content_type="application/json", status=status)
