"""The JSON-RPC door: a body in, the answering document out; HTTP, sign-in and addresses are web's."""

from datetime import datetime
from typing import Any

from trunkline.ocs import processes
from trunkline.ocs.errors import OcsRefusalError
from trunkline.ocs.policies.calls import split_method
from trunkline.ocs.policies.envelope import EnvelopeError, make_answer, read_request, write_answer
from trunkline.platform.commands import SYSTEM_ACTOR, Actor, Command

__all__ = ["answer", "write_answer"]


def answer(
    body: bytes, *, at: datetime, default_tenant: str | None, actor: Actor = SYSTEM_ACTOR, reference: str = "json-rpc"
) -> dict[str, Any]:
    """This will answer one JSON-RPC request with {id, result, error}; a refusal is the error's text, never raised.

    `write_answer` makes the body of it; the HTTP status is 200 whatever the answer says.
    """
    try:
        request = read_request(body, split_method)
    except EnvelopeError as error:
        return make_answer(error.identifier, error=error.answer)
    command = Command(actor, at=at, reason=reference)
    try:
        result = processes.call_method(command, request.method, request.params, default_tenant=default_tenant)
    except OcsRefusalError as refusal:
        return make_answer(request.identifier, error=refusal.answer)
    return make_answer(request.identifier, result=result)
