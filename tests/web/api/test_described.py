"""The API is what its description says: schemathesis calls every operation with what the description allows and not."""

import json
import re
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.catalogue import define, define_product
from tests.support.doors import World, bearer, make_token
from tests.support.goods import make_item
from tests.support.people import unique
from tests.support.warehouse import make_logical, make_pool
from tests.web.api.requests import GOOD, Route
from trunkline.catalog.models import UnitOfMeasure
from trunkline.catalog.models.columns import ColumnType, columns_of, columns_of_rows
from trunkline.catalog.models.kind import Kind
from trunkline.catalog.models.kinds import KINDS, reference_key
from trunkline.catalog.selectors.definition_schemas import schema_of
from trunkline.parties.states import Role
from trunkline.web.api.application import api

pytestmark = pytest.mark.usefixtures("quiet")

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [
    (method.upper(), path) for path, operations in api.get_openapi_schema()["paths"].items() for method in operations
]
every_operation = pytest.mark.parametrize("of", OPERATIONS, ids=[f"{method} {path}" for method, path in OPERATIONS])
quick_and_many = pytest.mark.parametrize(
    "examples", [6, pytest.param(150, marks=pytest.mark.long)], ids=["quick", "many"]
)
# After these, what all share is no longer what others need: a specification is a kit's, a job has its service.
CHANGES_WORLD = re.compile(r"parts$|take-apart$|^/crm/service/$")
# What stays the same from run to run, so that a fault found once is found again.
STEADY = settings(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def world(quiet: None) -> World:
    del quiet
    return World()


@pytest.fixture(scope="module")
def headers(quiet: None) -> dict[str, str]:
    del quiet
    return bearer(make_token(Role.ADMIN))


@pytest.fixture(scope="module")
def described(world: World) -> Any:
    """The description as schemathesis reads it, to be called within this process."""
    document = json.loads(json.dumps(api.get_openapi_schema()))
    schema = schemathesis.openapi.from_dict(with_known_values(document, known_values(world)))
    schema.app = get_wsgi_application()
    return schema


def known_values(world: World) -> dict[str, Any]:
    """Tell something that exists for names of parameters and fields: nobody guesses an id that exists."""
    item = make_item(world.specification)
    known = {
        "account": world.account.public_id,
        "product": world.product.public_id,
        "service": world.service.public_id,
        "specification": world.specification.name,
        "warehouse": item.warehouse.code,
        "items": [item.public_id],
        "brand": world.brand.slug,
        "currency": "GBP",
    }
    return dict(json.loads(json.dumps(known, default=str)))


def with_known_values(document: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Have the description's parameters and fields take known values, too."""
    for operations in document["paths"].values():
        for parameter in (each for operation in operations.values() for each in operation["parameters"]):
            if parameter["name"] in known and parameter["in"] == "query":
                parameter["schema"] = {"anyOf": [{"enum": [known[parameter["name"]]]}, parameter["schema"]]}
    for schema in document["components"]["schemas"].values():
        for name, field in schema.get("properties", {}).items():
            if name in known:
                schema["properties"][name] = {"anyOf": [{"enum": [known[name]]}, field]}
    return document


def parameters_of(route: Route) -> dict[str, str]:
    """Tell the parameters in the address of something that is really there."""
    if route.path.endswith("/{pool_id}"):
        return {"pool_id": str(make_pool(make_logical()).public_id)}
    if route.path.endswith("/{order_id}"):
        return {"order_id": str(route.world.mine.order.public_id)}
    if route.path.startswith("/crm") and route.method == "GET":
        mine = route.world.mine
        own = {"product_id": mine.job.order_line.product_id, "customer_id": mine.job.account_id}
        own |= {"item_id": mine.item.pk, "service_id": mine.service_id}
        return {name: str(own[name]) for name in re.findall(r"{(\w+)}", route.path)}
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(route.path))
    match = re.fullmatch(pattern, route.address)
    assert match is not None
    return match.groupdict()


@st.composite
def sound_cases(draw: st.DrawFn, operation: Any, route: Route) -> Any:
    """Ask for something that is there; of a good body some fields are replaced by what the description allows."""
    case = draw(operation.as_strategy(path_parameters=parameters_of(route)))
    if (route.method, route.path) in GOOD and isinstance(case.body, dict) and case.media_type == "application/json":
        good = json.loads(json.dumps(route.body(), default=str))
        fields = sorted(set(case.body) & set(good))
        replaced = draw(st.sets(st.sampled_from(fields), max_size=2)) if fields else set()
        case.body = good | {name: case.body[name] for name in replaced}
    return case


@quick_and_many
@every_operation
def test_an_operation_answers_as_it_is_described(
    of: tuple[str, str], examples: int, described: Any, world: World, headers: dict[str, str]
) -> None:
    method, path = of
    operation = described[path][method]
    route = Route(World() if CHANGES_WORLD.search(path) else world, method, path)
    cases = {
        "sound": (sound_cases(operation, route), route.headers),
        "allowed": (operation.as_strategy(), headers),
        "not allowed": (operation.as_strategy(generation_mode=GenerationMode.NEGATIVE), headers),
    }

    @settings(STEADY, max_examples=examples)
    @given(data=st.data())
    def call(data: st.DataObject) -> None:
        strategy, credentials = cases[data.draw(st.sampled_from(list(cases)))]
        case = data.draw(strategy)
        case.validate_response(case.call(headers=credentials), checks=CHECKS)

    call()


def written_schema(kind: Kind) -> dict[str, Any]:
    """What a definition reads as: all that it was made of, and what the catalogue adds."""
    schema = dict(schema_of(kind))
    added = {
        "id": {"type": "string", "format": "uuid"},
        "version": {"type": "integer", "minimum": 1},
        "created_at": {"type": "string", "format": "date-time"},
        **({"lifecycle": {"type": "string"}} if kind.name == "products" else {}),
        "consequences": {"type": "array", "items": {"type": "string"}},
    }
    schema["properties"] = schema["properties"] | added
    schema["required"] = sorted({*schema["properties"]} - {"consequences"})
    return schema


def asked_schema(kind: Kind) -> dict[str, Any]:
    """What a definition is made of, with references to definitions that exist."""
    if not UnitOfMeasure.objects.filter(dimension="drawn").exists():
        _make_definitions()

    schema: dict[str, Any] = json.loads(json.dumps(schema_of(kind)))
    _make_likely(schema["properties"], columns_of(kind))
    for rows in kind.rows:
        items = schema["properties"][rows.name]["items"]
        schema["properties"][rows.name]["maxItems"] = 3
        columns = columns_of_rows(rows)
        if rows.flat is None:
            _make_likely(items["properties"], columns)
        else:
            found = {rows.flat: items}
            _make_likely(found, [each for each in columns if each.name == rows.flat])
            schema["properties"][rows.name]["items"] = found[rows.flat]
    return schema


def _make_definitions() -> None:
    """Make something to refer to."""
    define("units-of-measure", symbol="dr", dimension="drawn", factor="1")
    define("product-families", classification="service")
    define_product()
    for kind in ("account-classes", "product-brands", "product-categories", "providers", "technologies"):
        define(kind)


def _make_likely(properties: dict[str, Any], columns: Any) -> None:
    """Have columns hold what is there, and what people write, beside all else that their types allow."""
    for column in columns:
        schema = properties[column.name]
        nothing = [{"type": "null"}] if column.is_nullable else []
        if column.value_type is ColumnType.REFERENCE:
            rows = column.target.objects.order_by("-pk")
            names = [str(name) for name in rows.values_list(reference_key(column.target), flat=True)[:3]]
            properties[column.name] = {"anyOf": [{"enum": [*names, "not-there"]}, *nothing]}
        elif column.name.endswith("currency"):
            schema = {"enum": ["GBP", "EUR", *([""] if column.can_be_blank else [])]}
            properties[column.name] = {"anyOf": [schema, *nothing]}
        elif column.value_type is ColumnType.DECIMAL:
            properties[column.name] = {"anyOf": [{"type": "string", "pattern": r"^\d{1,2}\.\d{1,4}$"}, schema]}
        elif column.value_type is ColumnType.TEXT:
            properties[column.name] = {"anyOf": [{"type": "string", "pattern": "^[A-Za-z]{1,3}$"}, schema]}


def describe_kind(kind: Kind) -> dict[str, Any]:
    """Describe the routes of one kind of definitions, with its own schema in place of any."""
    made = {"description": "", "content": {"application/json": {"schema": written_schema(kind)}}}
    problem = {"$ref": "#/components/schemas/Problem"}
    refused = {"description": "", "content": {"application/problem+json": {"schema": problem}}}
    asked = asked_schema(kind)
    patch = {**asked, "required": [], "minProperties": 1}
    number = {"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}

    def operation(status: str, schema: dict[str, Any], parameters: list[Any]) -> dict[str, Any]:
        body = {"required": True, "content": {"application/json": {"schema": schema}}}
        return {"parameters": parameters, "requestBody": body, "responses": {status: made, "default": refused}}

    base = f"/api/v1/catalogue/{kind.name}"
    return {
        "openapi": "3.1.0",
        "info": {"title": kind.title, "version": "1"},
        "paths": {
            base: {"post": operation("201", asked, [])},
            f"{base}/{{id}}": {"patch": operation("200", patch, [number])},
        },
        "components": {"schemas": api.get_openapi_schema()["components"]["schemas"]},
    }


@quick_and_many
@pytest.mark.parametrize("name", list(KINDS))
def test_a_definition_of_each_kind_reads_as_its_schema_says(name: str, examples: int, headers: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_dict(describe_kind(KINDS[name]))
    schema.app = get_wsgi_application()
    base = f"/api/v1/catalogue/{name}"
    make, change = schema[base]["POST"], schema[f"{base}/{{id}}"]["PATCH"]

    @settings(STEADY, max_examples=examples)
    @given(data=st.data())
    def write(data: st.DataObject) -> None:
        # Both are drawn first: what is drawn must not depend on whether a name was taken already.
        case, patch = data.draw(make.as_strategy()), data.draw(change.as_strategy(path_parameters={"id": "0"}))
        if isinstance(case.body, dict):
            # Most that is drawn is refused for its odd code only, or for what another example was called.
            case.body = {**case.body, "code": f"drawn-{unique()}"}
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code == 201:
            patch.path_parameters = {"id": answer.json()["id"]}
            patch.validate_response(patch.call(headers=headers), checks=CHECKS)

    write()
