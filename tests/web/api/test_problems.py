"""Problem documents: where in the body each bad field stands."""

import json

import pytest

from tests.support.catalogue import define
from tests.support.doors import ask, bearer, make_token
from trunkline.parties.states import Role
from trunkline.web.api.problems import point, pointer

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("code", "#/code"),
        ("components[0].quantity", "#/components/0/quantity"),
        ("a.b.0", "#/a/b/0"),
        ("definitions[12].rows[3]", "#/definitions/12/rows/3"),
        ("picks.Router 5G", "#/picks/Router%205G"),
        ("a/b~c", "#/a~1b~0c"),
        ("schlüssel", "#/schl%C3%BCssel"),
        ("body", "#"),
    ],
)
def test_a_path_is_written_as_a_json_pointer(path: str, expected: str) -> None:
    assert pointer(path) == expected


def test_steps_with_dots_of_their_own_stay_one_step() -> None:
    assert point(["picks", "Router 5.0", 2]) == "#/picks/Router%205.0/2"
    assert point([]) == "#"


def refused(method: str, path: str, body: object, **headers: str) -> list[dict[str, str]]:
    answer = ask(method, path, body, bearer(make_token(Role.ADMIN)) | headers)
    assert answer.status_code == 422, answer.content
    errors: list[dict[str, str]] = json.loads(answer.content)["errors"]
    return errors


def test_what_a_definition_breaks_is_pointed_to() -> None:
    body = {"code": "", "name": "Small", "colour": "red", "classification": "good"}
    found = {each["field"]: each["pointer"] for each in refused("POST", "/api/v1/catalogue/product-families", body)}
    assert found == {"colour": "#/colour", "code": "#/code"}


def test_what_a_form_cannot_be_is_pointed_to_without_the_name_of_the_whole() -> None:
    [error] = refused("POST", "/api/v1/warehouses", {"code": "a", "name": "A", "colour": "red"})
    assert (error["field"], error["pointer"]) == ("body.colour", "#/colour")


def test_a_header_and_a_parameter_stand_in_no_body() -> None:
    family = define("product-families", classification="good")
    path = f"/api/v1/catalogue/product-families/{family.public_id}"
    [error] = refused("PATCH", path, {"name": "Routers"}, **{"If-Match": "two"})
    assert (error["field"], "pointer" in error) == ("If-Match", False)
    [error] = refused("GET", "/api/v1/catalogue/product-families?colour=red", b"")
    assert (error["field"], "pointer" in error) == ("colour", False)


def test_a_line_of_a_table_stands_in_no_body() -> None:
    table = "specification,reference_number,serial,warehouse\nnothing,,,nowhere"
    [error] = refused("POST", "/api/v1/stock-items/import", {"csv": table})
    assert (error["field"], "pointer" in error) == ("line 2", False)
