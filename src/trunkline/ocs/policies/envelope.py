"""The JSON-RPC envelope as CGRateS speaks it: {id, method, params: [one object]} and {id, result, error}."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trunkline.kernel.exact_json import OversizedNumberError, dump_json, load_json
from trunkline.ocs.errors import OcsRefusalError

BODY_BYTES_MAX = 256 * 1024
_METHOD_LENGTH_MAX = 100


@dataclass(frozen=True)
class Request:
    """What was asked; `params` is the one parameter, an object for every method but ApierV1.GetActions."""

    identifier: Any
    method: str
    params: Any


class EnvelopeError(Exception):
    """A body that is no request; `identifier` is echoed as far as it could be read."""

    def __init__(self, answer: str, identifier: Any = None) -> None:
        super().__init__(answer)
        self.answer = answer
        self.identifier = identifier


def read_request(body: bytes, check_method: Callable[[str], object] | None = None) -> Request:
    """This will read a request of at most 256 KiB; raises EnvelopeError with the answer that CGRateS gives.

    Its method is checked before its parameters: `check_method` raises OcsRefusalError for one that is unknown. Where
    CGRateS lets the connection hang (an empty body, no JSON), an answer is given at once.
    """
    if len(body) > BODY_BYTES_MAX:
        raise EnvelopeError(f"request body larger than {BODY_BYTES_MAX} bytes")
    try:
        document = load_json(body)
    except OversizedNumberError:
        raise EnvelopeError("request body holds a number with too many digits") from None
    except ValueError:
        raise EnvelopeError("request body is not valid JSON") from None
    if not isinstance(document, dict):
        raise EnvelopeError("request body is not a JSON object")
    fields = {str(name).lower(): value for name, value in document.items()}
    identifier = _echo(fields.get("id"))
    method = fields.get("method", "")
    if not isinstance(method, str) or len(method) > _METHOD_LENGTH_MAX:
        raise EnvelopeError("rpc: service/method request ill-formed: ", identifier)
    if check_method is not None:
        try:
            check_method(method)
        except OcsRefusalError as refusal:
            raise EnvelopeError(refusal.answer, identifier) from None
    params = fields.get("params")
    if params is None:
        raise EnvelopeError("jsonrpc: request body missing params", identifier)
    if not isinstance(params, list):
        raise EnvelopeError(
            f"json: cannot unmarshal {json_kind(params)} into Go value of type [1]interface {{}}", identifier
        )
    first = params[0] if params else None
    return Request(identifier, method, {} if first is None else first)


def make_answer(identifier: Any, *, result: Any = None, error: str | None = None) -> dict[str, Any]:
    """This will build the document that answers a request: a result or an error, the other one null."""
    return {"id": identifier, "result": result, "error": error}


def write_answer(answer: dict[str, Any]) -> bytes:
    """This will write an answer as the body of a 200: one line of JSON with exact numbers."""
    return dump_json(answer).encode() + b"\n"


def json_kind(value: object) -> str:
    """This will name a JSON value as Go's decoder does."""
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, list) else "number"


def _echo(identifier: Any) -> Any:
    # Anything nested is not worth its depth; lone surrogates could not be encoded.
    if isinstance(identifier, dict | list):
        return None
    if isinstance(identifier, str):
        return identifier.encode(errors="replace").decode()
    return identifier
