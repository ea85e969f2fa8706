"""The catalogue's definitions of every kind, through one set of routes; what a kind takes is told by its schema."""

import re
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict, RootModel, WithJsonSchema

from trunkline.catalog.models.kind import Kind
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.selectors.definition_schemas import schema_of
from trunkline.catalog.selectors.histories import list_changes
from trunkline.catalog.use_cases import definitions
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.errors import PermissionMissingError
from trunkline.parties.selectors import get_brand_slugs
from trunkline.parties.states import Permission
from trunkline.platform.limits import NAME_MAX, require_text
from trunkline.web.api.access import Caller, Requires, caller_of, command_of

router = Router(tags=["definitions"])

KindName = Annotated[str, WithJsonSchema({"type": "string", "enum": list(KINDS)})]
_FILTER = re.compile(r"filter\[(?P<name>[^\]]*)\]")
_ENTITY_TAG = re.compile(r'"(?P<version>\d{1,9})"')
_PARAMETERS = frozenset({"q", "sort", "after", "limit"})


class Document(RootModel[dict[str, Any]]):
    """A definition, or some of its fields: what GET /api/v1/catalogue/{kind}/schema says of the kind."""


class Definitions(Schema):
    """Several definitions of a kind, all to be made or none."""

    model_config = ConfigDict(extra="forbid")

    definitions: list[dict[str, Any]]


@router.get("/catalogue", auth=Requires(Permission.READ_CATALOG))
def read_kinds(request: HttpRequest) -> dict[str, Any]:
    """List the kinds of definitions that there are."""
    del request
    return {"data": [{"kind": kind.name, "title": kind.title} for kind in KINDS.values()]}


@router.get("/catalogue/{kind}/schema", auth=Requires(Permission.READ_CATALOG))
def read_schema(request: HttpRequest, kind: KindName) -> dict[str, Any]:
    """Read the JSON Schema of a kind: its fields, lists, choices, limits and defaults."""
    del request
    return schema_of(selectors.get_kind(kind))


@router.get("/catalogue/{kind}", auth=Requires(Permission.READ_CATALOG))
def read_definitions(
    request: HttpRequest, kind: KindName, *, q: str = "", sort: str = "code", after: str = "", limit: int = 50
) -> dict[str, Any]:
    """List definitions: `q` holds beginnings of words, `filter[column]` what a column is, `sort` may have a minus."""
    found = selectors.get_kind(kind)
    query = selectors.Query(_filters(request, found), require_text(q, "q", NAME_MAX, optional=True), sort, after, limit)
    page = selectors.list_definitions(found, query, caller_of(request).brand_ids)
    return {"data": [_document(request, found, each) for each in page.definitions], "next": page.next}


@router.post("/catalogue/{kind}", auth=Requires(Permission.MANAGE_CATALOG), response={201: dict[str, Any]})
def create_definition(request: HttpRequest, response: HttpResponse, kind: KindName, body: Document) -> Any:
    """Make a definition. Its answer tells in `consequences` what that brought about elsewhere."""
    found = selectors.get_kind(kind)
    _require_brand_of_new(caller_of(request), found, body.root)
    saved = definitions.create(command_of(request), found.name, body.root)
    return Status(201, _answer(found, saved, response))


@router.post("/catalogue/{kind}/bulk", auth=Requires(Permission.MANAGE_CATALOG), response={201: dict[str, Any]})
def create_definitions(request: HttpRequest, kind: KindName, body: Definitions) -> Any:
    """Make several definitions, all or none: `definitions` holds what is otherwise sent one by one."""
    found = selectors.get_kind(kind)
    for document in body.definitions:
        _require_brand_of_new(caller_of(request), found, document)
    saved = definitions.create_several(command_of(request), found.name, body.definitions)
    rows = selectors.get_definitions(found, [each["id"] for each in saved])
    written = [selectors.document(found, row) for row in rows]
    told = zip(written, saved, strict=True)
    return Status(201, {"data": [{**document, "consequences": each["consequences"]} for document, each in told]})


@router.get("/catalogue/{kind}/{uuid:definition_id}", auth=Requires(Permission.READ_CATALOG))
def read_definition(
    request: HttpRequest, response: HttpResponse, kind: KindName, definition_id: UUID
) -> dict[str, Any]:
    """Read a definition; its ETag is its version."""
    found = selectors.get_kind(kind)
    definition = selectors.get_definition(found, definition_id, caller_of(request).brand_ids)
    response["ETag"] = f'"{definition.version}"'
    return _document(request, found, definition)


@router.patch("/catalogue/{kind}/{uuid:definition_id}", auth=Requires(Permission.MANAGE_CATALOG))
def change_definition(
    request: HttpRequest,
    response: HttpResponse,
    kind: KindName,
    definition_id: UUID,
    body: Document,
) -> dict[str, Any]:
    """Change a definition by a merge patch (RFC 7396); with `If-Match`, only if it still has that ETag."""
    found = selectors.get_kind(kind)
    definition = owned_definition(caller_of(request), found, definition_id)
    if not body.root:
        raise InvalidInputError.for_field("body", "must name what is to change.")
    _require_brand_of_change(caller_of(request), found, body.root)
    saved = definitions.change(command_of(request), found.name, definition.pk, body.root, expected_version(request))
    return _answer(found, saved, response)


@router.delete("/catalogue/{kind}/{uuid:definition_id}", auth=Requires(Permission.MANAGE_CATALOG))
def delete_definition(request: HttpRequest, kind: KindName, definition_id: UUID) -> dict[str, Any]:
    """Delete a definition that nothing refers to; what is in use is retired instead, by `is_active`."""
    found = selectors.get_kind(kind)
    # One that is gone may have been deleted under the same key: the use case knows.
    if selectors.find_definition(found, definition_id) is not None:
        owned_definition(caller_of(request), found, definition_id)
    definitions.delete(command_of(request), found.name, definition_id, expected_version(request))
    return {"id": definition_id, "deleted": True}


@router.get("/catalogue/{kind}/{uuid:definition_id}/history", auth=Requires(Permission.READ_CATALOG_INTERNALS))
def read_history(request: HttpRequest, kind: KindName, definition_id: UUID) -> dict[str, Any]:
    """List who changed what of a definition, when and why, the latest first."""
    found = selectors.get_kind(kind)
    return {"data": list_changes(found, selectors.get_definition(found, definition_id, caller_of(request).brand_ids))}


def _document(request: HttpRequest, kind: Kind, definition: Any) -> dict[str, Any]:
    """A definition as the caller may see it."""
    is_internal = caller_of(request).allows(Permission.READ_CATALOG_INTERNALS)
    return selectors.document(kind, definition, is_internal=is_internal)


def _answer(kind: Kind, saved: definitions.Saved, response: HttpResponse) -> dict[str, Any]:
    (definition,) = selectors.get_definitions(kind, [saved["id"]])
    response["ETag"] = f'"{definition.version}"'
    return {**selectors.document(kind, definition), "consequences": saved["consequences"]}


def _filters(request: HttpRequest, kind: Kind) -> dict[str, str]:
    found = {}
    barred = frozenset() if caller_of(request).allows(Permission.READ_CATALOG_INTERNALS) else kind.internal
    for name, values in request.GET.lists():
        match = _FILTER.fullmatch(name)
        if len(values) > 1:
            raise InvalidInputError.for_field(name[:80], "stands here more than once; only one can hold.")
        if match and match["name"] in barred:
            raise InvalidInputError.for_field(name, "is no filter for whoever may not read the column.")
        if match:
            found[match["name"]] = str(values[0])
        elif name not in _PARAMETERS:
            raise InvalidInputError.for_field(name[:80], "is no parameter here; filters are written filter[column].")
    return found


def expected_version(request: HttpRequest) -> int | None:
    """This will tell the version that If-Match names; None without it, or where any will do."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    match = _ENTITY_TAG.fullmatch(header.strip())
    if match is None:
        raise InvalidInputError.for_field("If-Match", 'must be the ETag of an answer, such as "3".')
    return int(match["version"])


def owned_definition(caller: Caller, kind: Kind, definition_id: UUID) -> Any:
    """This will find a definition that the caller may change: staff of some brands change what only these sell.

    Raises DefinitionNotFoundError or PermissionMissingError.
    """
    definition = selectors.get_definition(kind, definition_id, caller.brand_ids)
    if caller.brand_ids is not None and getattr(definition, "brand_id", None) is None:
        raise PermissionMissingError("It is there for every brand; staff of all brands can change it.")
    return definition


def _require_brand_of_new(caller: Caller, kind: Kind, document: object) -> None:
    """Staff of some brands make definitions for one of these; what is there for all brands is made by those of all."""
    if caller.brand_ids is None:
        return
    slugs = get_brand_slugs(caller.brand_ids)
    if not selectors.has_seller_brand(kind):
        raise PermissionMissingError(f"A {kind.title} is there for every brand; staff of all brands can make it.")
    if not isinstance(document, dict) or document.get("brand") not in slugs:
        raise PermissionMissingError(f"Name the brand that it is for: {', '.join(sorted(slugs))}.")


def _require_brand_of_change(caller: Caller, kind: Kind, patch: dict[str, Any]) -> None:
    if "brand" in patch:
        _require_brand_of_new(caller, kind, patch)
