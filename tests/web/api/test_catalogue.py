"""The catalogue's routes: versions, pages, filters, brands, and what two product managers do to one another."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.support.catalogue import define, define_product, write_product
from tests.support.doors import ask, bearer, make_token
from tests.support.goods import make_product
from tests.support.people import make_brand, unique
from trunkline.catalog.models import Product, ProductFamily
from trunkline.catalog.models.kinds import KINDS
from trunkline.kernel.exact_json import load_json
from trunkline.parties.models import Brand
from trunkline.parties.states import Role

pytestmark = pytest.mark.usefixtures("quiet")

FAMILIES = "/api/v1/catalogue/product-families"
PRODUCTS = "/api/v1/catalogue/products"


@pytest.fixture
def headers() -> dict[str, str]:
    return bearer(make_token(Role.PRODUCT_MANAGER))


def send(method: str, path: str, body: object, headers: dict[str, str]) -> tuple[int, Any, Any]:
    answer = ask(method, path, b"" if body is None else body, headers)
    return answer.status_code, load_json(answer.content), answer.headers


def test_the_kinds_are_listed_with_their_schemas(headers: dict[str, str]) -> None:
    _, listed, _ = send("GET", "/api/v1/catalogue", None, headers)
    assert [each["kind"] for each in listed["data"]] == list(KINDS)
    status, schema, _ = send("GET", f"{FAMILIES}/schema", None, headers)
    assert status == 200
    assert schema["required"] == ["code", "name", "classification"]
    assert send("GET", "/api/v1/catalogue/unicorns", None, headers)[0] == 404


def test_a_definition_is_made_read_changed_and_deleted(headers: dict[str, str]) -> None:
    document = {"code": f"modems-{unique()}", "name": "Modems", "classification": "good"}
    status, made, answered = send("POST", FAMILIES, document, headers)
    assert (status, answered["ETag"], made["version"], made["consequences"]) == (201, '"1"', 1, [])
    path = f"{FAMILIES}/{made['id']}"
    status, changed, answered = send("PATCH", path, {"name": "Routers"}, {**headers, "If-Match": '"1"'})
    assert (status, changed["name"], answered["ETag"]) == (200, "Routers", '"2"')
    assert send("PATCH", path, {"name": "Late"}, {**headers, "If-Match": '"1"'})[0] == 412
    assert send("GET", path, None, headers)[1]["name"] == "Routers"
    assert send("DELETE", path, None, {**headers, "If-Match": '"1"'})[0] == 412
    assert send("DELETE", path, None, {**headers, "If-Match": '"2"'})[0] == 200
    assert send("GET", path, None, headers)[0] == 404


@pytest.mark.parametrize("tag", ["2", "W/x", '"two"', '"1", "2"'])
def test_an_entity_tag_that_makes_no_sense_is_refused(tag: str, headers: dict[str, str]) -> None:
    family = define("product-families", classification="good")
    path = f"{FAMILIES}/{family.public_id}"
    status, document, _ = send("PATCH", path, {"name": "Routers"}, {**headers, "If-Match": tag})
    assert (status, document["errors"][0]["field"]) == (422, "If-Match")
    assert ProductFamily.objects.get(pk=family.pk).name == family.name


def test_a_list_is_paged_and_filtered(headers: dict[str, str]) -> None:
    family = define("product-families", classification="service")
    codes = sorted(define_product(family=family.code).code for _ in range(3))
    seen, after = [], ""
    while after is not None:
        _, page, _ = send("GET", f"{PRODUCTS}?filter[family]={family.code}&limit=2&after={after}", None, headers)
        seen += [each["code"] for each in page["data"]]
        after = page["next"]
    assert seen == codes
    _, page, _ = send("GET", f"{PRODUCTS}?q={codes[0]}&sort=-name", None, headers)
    assert [each["code"] for each in page["data"]] == [codes[0]]
    status, document, _ = send("GET", f"{PRODUCTS}?colour=red", None, headers)
    assert (status, document["errors"][0]["field"]) == (422, "colour")


def test_several_are_made_or_none(headers: dict[str, str]) -> None:
    codes = [f"bulk-{unique()}" for _ in range(3)]
    rows = [{"code": code, "name": code, "classification": "good"} for code in codes]
    status, document, _ = send("POST", f"{FAMILIES}/bulk", {"definitions": [*rows, {"code": 5}]}, headers)
    assert status == 422
    assert {each["field"] for each in document["errors"]} == {
        "definitions[3].code",
        "definitions[3].name",
        "definitions[3].classification",
    }
    assert not ProductFamily.objects.filter(code__in=codes).exists()
    status, document, _ = send("POST", f"{FAMILIES}/bulk", {"definitions": rows}, headers)
    assert (status, [each["code"] for each in document["data"]]) == (201, codes)


def test_history_names_the_person(headers: dict[str, str]) -> None:
    family = define("product-families", classification="good")
    path = f"{FAMILIES}/{family.public_id}"
    send("PATCH", path, {"name": "Routers"}, headers)
    _, history, _ = send("GET", f"{path}/history", None, headers)
    assert history["data"][0]["by"].endswith("@staff.example")
    assert history["data"][0]["changes"][0]["columns"]["name"]["after"] == "Routers"


def test_text_that_is_code_stays_text(headers: dict[str, str]) -> None:
    name = "<img src=x onerror=alert(1)>'; DROP TABLE catalog_product; --{{ 7*7 }}"
    status, made, _ = send("POST", PRODUCTS, write_product(name=name), headers)
    assert (status, made["name"]) == (201, name)


def test_staff_of_a_brand_make_and_change_what_only_it_sells() -> None:
    brand = Brand.objects.get(pk=make_brand())
    other = Brand.objects.get(pk=make_brand())
    headers = bearer(make_token(Role.PRODUCT_MANAGER, brand.pk))
    assert send("POST", PRODUCTS, write_product(), headers)[0] == 403
    assert send("POST", PRODUCTS, write_product(brand=other.slug), headers)[0] == 403
    assert send("POST", FAMILIES, {"code": unique(), "name": "x", "classification": "good"}, headers)[0] == 403
    status, made, _ = send("POST", PRODUCTS, write_product(brand=brand.slug), headers)
    assert (status, made["brand"]) == (201, brand.slug)
    assert send("PATCH", f"{PRODUCTS}/{made['id']}", {"name": "Ours"}, headers)[0] == 200
    shared, theirs = define_product(), define_product(brand=other.slug)
    assert send("PATCH", f"{PRODUCTS}/{shared.public_id}", {"name": "Mine"}, headers)[0] == 403
    assert send("GET", f"{PRODUCTS}/{theirs.public_id}", None, headers)[0] == 404
    assert send("PATCH", f"{PRODUCTS}/{theirs.public_id}", {"name": "Mine"}, headers)[0] == 404
    _, page, _ = send("GET", f"{PRODUCTS}?limit=200&sort=-created_at", None, headers)
    codes = {each["code"] for each in page["data"]}
    assert made["code"] in codes
    assert theirs.code not in codes


def test_of_ten_managers_with_one_version_one_wins_and_nothing_is_half_saved(headers: dict[str, str]) -> None:
    product = define_product(features=["As it was"])
    path = f"{PRODUCTS}/{product.public_id}"

    def change(number: int) -> int:
        try:
            body = {"name": f"Name {number}", "features": [f"Feature {number}", f"Other {number}"]}
            return ask("PATCH", path, body, {**headers, "If-Match": '"1"'}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(change, range(10)))
    assert sorted(statuses) == [200, *[412] * 9]
    winner = statuses.index(200)
    saved = Product.objects.get(pk=product.pk)
    assert (saved.name, saved.version) == (f"Name {winner}", 2)
    assert [row.text for row in saved.features.all()] == [f"Feature {winner}", f"Other {winner}"]


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


_DEEP = base64.urlsafe_b64encode(b"[" * 4000).decode()
_NONSENSE = [
    "units-of-measure?filter[factor]=1e999999",
    "units-of-measure?filter[factor]=-1e-999999",
    "units-of-measure?filter[factor]=NaN",
    "units-of-measure?filter[factor]=one",
    "products?filter[available_from]=2026-01-01",
    "products?filter[available_from]=2026-01-01T00:00:00",
    "products?filter[available_from]=9999-12-31T23:59:59-12:00",
    "products?filter[available_from]=tomorrow",
    "products?filter[priority]=99999999999999999999999",
    "products?filter[priority]=1.5",
    "products?filter[is_enabled]=maybe",
    "products?filter[family]=%00",
    "products?filter[features]=%00",
    "products?filter[user_fields]=1",
    "products?filter[lifecycle][x]=1",
    "products?filter[id]=1",
    "products?filter[]=1",
    "products?q=%00",
    f"products?q={'x' * 10_000}",
    "products?sort=comment",
    "products?limit=0",
    f"products?after={cursor('a')}",
    f"products?after={cursor('a', True)}",
    f"products?after={cursor('a', 2**63)}",
    f"products?after={cursor('%00'.replace('%00', chr(0)), 1)}",
    f"products?after={cursor(None, 1)}",
    f"products?after={_DEEP}",
    f"products?sort=created_at&after={cursor('abc', 1)}",
    f"products?sort=created_at&after={cursor('2026-01-01T00:00:00', 1)}",
    f"products?sort=-created_at&after={cursor('2026-01-01', 1)}",
    f"products?sort=priority&after={cursor('high', 1)}",
    f"products?sort=priority&after={cursor(10**400, 1)}",
]


@pytest.mark.parametrize("query", _NONSENSE, ids=[str(number) for number in range(len(_NONSENSE))])
def test_what_cannot_be_listed_so_is_told(query: str, headers: dict[str, str]) -> None:
    assert send("GET", f"/api/v1/catalogue/{query}", None, headers)[0] == 422


def test_a_column_is_found_by_what_it_holds(headers: dict[str, str]) -> None:
    code = unique()
    define("units-of-measure", code=code, dimension="length", factor="2.5", symbol=code[:6])
    product = define_product(available_from="2026-01-01T00:00:00Z", priority=7)
    for query, found in (
        (f"units-of-measure?q={code}&filter[factor]=2.50", code),
        (f"products?q={product.code}&filter[available_from]=2026-01-01T01:00:00%2B01:00", product.code),
        (f"products?q={product.code}&filter[priority]=7", product.code),
        (f"products?q={product.code}&filter[family]=", product.code),
        (f"products?q={product.code}&sort=created_at&after={cursor('2020-01-01T00:00:00Z', 1)}", product.code),
    ):
        _, page, _ = send("GET", f"/api/v1/catalogue/{query}", None, headers)
        assert [each["code"] for each in page["data"]] == [found], query


INTERNAL = ("comment", "wholesale", "profit", "play", "provisioning_variables", "provisioning_json_vars")


def test_what_is_for_staff_reaches_no_portal() -> None:
    product = make_product(comment="Margin is thin", provisioning_variables={"secret": 1})
    staff, portal = (bearer(make_token(role)) for role in (Role.AGENT, Role.PORTAL))
    for path in (f"/api/v1/products/{product.public_id}", f"{PRODUCTS}/{product.public_id}", "/api/v1/products"):
        for headers, is_told in ((staff, True), (portal, False)):
            status, _, _ = send("GET", path, None, headers)
            text = ask("GET", path, b"", headers).content.decode()
            assert status == 200
            assert ("Margin is thin" in text) is is_told, path
            assert any(f'"{word}' in text or f"{word}_" in text for word in INTERNAL) is is_told, path
    assert send("GET", f"{PRODUCTS}?filter[comment]=Margin is thin", None, portal)[0] == 422
    for path in (f"{PRODUCTS}/{product.public_id}/history", f"/crm/product/product_id/{product.pk}"):
        assert (send("GET", path, None, staff)[0], send("GET", path, None, portal)[0]) == (200, 403), path


def test_nothing_of_another_brand_is_told_where_a_product_takes_part() -> None:
    brand, other = (Brand.objects.get(pk=make_brand()) for _ in range(2))
    shared = define_product()
    link = {"kind": "option", "to_product": shared.code}
    names = {each: define_product(brand=each.slug, relationships=[link]).code for each in (brand, other)}
    headers = bearer(make_token(Role.PRODUCT_MANAGER, brand.pk))
    _, told, _ = send("GET", f"/api/v1/products/{shared.public_id}/participation", None, headers)
    assert [each["definition"]["code"] for each in told["data"] if each["kind"] == "products"] == [names[brand]]


def test_a_relationship_leads_to_no_product_of_another_brand(headers: dict[str, str]) -> None:
    brand, other = (Brand.objects.get(pk=make_brand()) for _ in range(2))
    foreign = define_product(brand=other.slug)
    document = write_product(brand=brand.slug, relationships=[{"kind": "option", "to_product": foreign.code}])
    status, told, _ = send("POST", PRODUCTS, document, headers)
    assert status == 422
    assert "another brand" in str(told)


def test_a_slug_is_no_alternative_code_of_another_product(headers: dict[str, str]) -> None:
    code = f"other-{unique()}"
    define_product(alternative_codes=[code])
    body = {"product_name": "A", "product_slug": code, "category": "standalone", "service_type": "internet"}
    body |= {"retail_cost": "1", "contract_days": 30, "currency": "GBP"}
    assert send("POST", "/api/v1/products", body, headers)[0] == 409
