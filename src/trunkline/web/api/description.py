"""The API's description in OpenAPI 3.1: what Ninja reads off the routes, and what all routes share."""

import re
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from trunkline.catalog.states import MediaType
from trunkline.platform.idempotency import KEY_LENGTH_MAX
from trunkline.web.api.access import Requires
from trunkline.web.api.formats import CSV, FORM
from trunkline.web.api.problems import CONTENT_TYPE

JSON = "application/json"
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
RPC = "/jsonrpc"
# Repeating a call of the charging system is the engine's own matter, as with a CGRateS; a token is never kept.
WITHOUT_KEY = frozenset({("POST", RPC), ("POST", "/api/v1/portal-tokens")})
# Whoever changes one of these may say which version they have seen.
VERSIONED = re.compile(r"/api/v1/(catalogue/\{kind\}/\{definition_id\}|products/\{product_id\}/participation/.*)")
FILTERED = frozenset({"/api/v1/catalogue/{kind}"})
_A_SCHEMA = "#/components/schemas/{}"

_FIELD_OF_PROBLEM = {
    "type": "object",
    "required": ["field", "reason"],
    "properties": {
        "field": {"type": "string", "description": "The field, as people write it: components[0].quantity."},
        "pointer": {
            "type": "string",
            "pattern": "^#(/[^/]*)*$",
            "description": "Where the body has it (RFC 6901): #/components/0/quantity. A header has none.",
        },
        "reason": {"type": "string", "description": "What is wrong with it, and what would do."},
    },
}
PROBLEM = {
    "type": "object",
    "description": "A refusal, as a problem document (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:trunkline:problem:"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "What kind of refusal it is; a code keeps its meaning."},
        "errors": {"type": "array", "minItems": 1, "items": _FIELD_OF_PROBLEM},
    },
}
PAGE = {
    "type": "object",
    "description": "A page of a list; `next` is the `after` of the next page, and null on the last.",
    "required": ["data", "next"],
    "properties": {
        "data": {"type": "array", "items": {"type": "object"}},
        "next": {"type": ["integer", "string", "null"]},
    },
}
RPC_ANSWER = {
    "type": "object",
    "description": "An answer of JSON-RPC: either what a method returned, or why it did not.",
    "required": ["id", "result", "error"],
    "properties": {"id": {}, "result": {}, "error": {"type": ["string", "null"]}},
    "additionalProperties": False,
}
RPC_REQUEST = {
    "type": "object",
    "description": "A call in CGRateS's JSON-RPC: a method, and its one parameter in a list.",
    "required": ["method", "params"],
    "properties": {
        "id": {"description": "Comes back with the answer."},
        "method": {"type": "string", "maxLength": 100},
        "params": {"type": "array", "maxItems": 1},
    },
}
SCHEMAS = {"Problem": PROBLEM, "Page": PAGE, "RpcAnswer": RPC_ANSWER, "RpcRequest": RPC_REQUEST}
SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token of a member of the staff, whose roles have the permission.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "A browser that is signed in; what changes something sends the page's CSRF token too.",
    },
    "job": {"type": "http", "scheme": "bearer", "description": "The token of a running provisioning job, for its own."},
}

_KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "The same key with the same request is carried out once; it is kept for seven days.",
    "schema": {"type": "string", "pattern": f"^[ -~]{{1,{KEY_LENGTH_MAX}}}$"},
}
_VERSION_HEADER = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "The ETag that was seen: what has changed since is refused with 412.",
    "schema": {"type": "string", "pattern": '^("[0-9]{1,9}"|\\*)$'},
}
_FILE = {"type": "string", "format": "binary"}
_FILTER = {
    "in": "query",
    "name": "filter",
    "required": False,
    "style": "deepObject",
    "explode": True,
    "description": "What columns are: `filter[is_active]=true`.",
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


class Description(OpenAPISchema):
    """A description that tells refusals, headers, kinds of bodies and permissions, too."""

    def get_paths(self) -> dict[str, Any]:
        """This will describe every route."""
        paths: dict[str, Any] = super().get_paths()
        for path, operations in paths.items():
            for method, operation in operations.items():
                _describe_by_path(method.upper(), path, operation)
        return paths

    def get_components(self) -> dict[str, Any]:
        """This will describe what the routes share."""
        return {"schemas": self.schemas | SCHEMAS, "securitySchemes": SECURITY}

    def responses(self, operation: Operation) -> dict[str, Any]:  # type: ignore[override]
        """This will describe the answers: what is not said by a route is an object, and a refusal a problem."""
        described: dict[str, Any] = {str(status): answer for status, answer in super().responses(operation).items()}
        for answer in described.values():
            schema = answer.get("content", {}).get(JSON, {}).get("schema", {"type": "object"})
            answer["content"] = {JSON: {"schema": _answer_schema(self.operation_parameters(operation), schema)}}
        described["default"] = {
            "description": "A refusal",
            "content": {CONTENT_TYPE: {"schema": {"$ref": _A_SCHEMA.format("Problem")}}},
        }
        return described

    def request_body(self, operation: Operation) -> dict[str, Any]:
        """This will describe a body; one with a field for a table may be the table itself, one with bytes a form."""
        body: dict[str, Any] = super().request_body(operation)
        content = body.get("content", {})
        if JSON in content:
            name = content[JSON]["schema"].get("$ref", "").rpartition("/")[2]
            schema = self.schemas.get(name, {})
            fields = schema.get("properties", {})
            if "csv" in fields:
                content[CSV] = {"schema": {"type": "string"}}
            files = {field: _FILE for field, value in fields.items() if value.get("contentEncoding") == "base64"}
            if files:
                content[FORM] = {"schema": schema | {"properties": fields | files}}
        return body

    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        """This will tell who gets in: OpenAPI 3.1 lists for a scheme the roles that it needs, here the permission."""
        ways: list[dict[str, Any]] = []
        for auth in operation.auth_callbacks:
            if not isinstance(auth, Requires):
                continue
            if auth.permission is not None:
                ways += [{"token": [auth.permission.value]}, {"session": [auth.permission.value]}]
            if auth.jobs:
                ways.append({"job": []})
        return ways or None


def _answer_schema(parameters: list[dict[str, Any]], schema: dict[str, Any]) -> dict[str, Any]:
    """A list that takes `after` and `limit` comes in pages."""
    if {"after", "limit"} <= {parameter["name"] for parameter in parameters}:
        return {"$ref": _A_SCHEMA.format("Page")}
    return schema


def _json(name: str) -> dict[str, Any]:
    return {JSON: {"schema": {"$ref": _A_SCHEMA.format(name)}}}


def _describe_by_path(method: str, path: str, operation: dict[str, Any]) -> None:
    if method in WRITING and (method, path) not in WITHOUT_KEY:
        operation["parameters"].append(_KEY_HEADER)
    if VERSIONED.fullmatch(path) and method in WRITING:
        operation["parameters"].append(_VERSION_HEADER)
    if path in FILTERED and method == "GET":
        operation["parameters"].append(_FILTER)
    if path.endswith("/content") and method == "GET":
        operation["responses"]["200"]["content"] = {media_type.value: {"schema": _FILE} for media_type in MediaType}
        operation["responses"]["304"] = {"description": "Not Modified"}
    if path == RPC:
        operation["requestBody"] = {"required": True, "content": _json("RpcRequest")}
        operation["responses"]["200"]["content"] = _json("RpcAnswer")


class DescribedAPI(NinjaAPI):
    """An API whose description tells the truth about every answer, refusals included."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """This will describe the API."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return Description(self, prefix)
