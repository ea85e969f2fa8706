"""Images and files of products over HTTP: real forms go in, and come out so that no browser runs anything of them."""

import base64
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.support.catalogue import define_product
from tests.support.doors import bearer, make_token
from tests.support.files import image, pdf, text, write_image
from tests.support.people import make_brand, unique
from trunkline.catalog.models import Product, ProductFile
from trunkline.catalog.selectors.files import list_files
from trunkline.parties.models import Brand
from trunkline.parties.states import Role

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def product() -> Product:
    made: Product = define_product()
    return made


def upload(product: Product, to: str, name: str, content: bytes, **fields: str) -> HttpResponse:
    """Send a form with a file as a browser does; what its sender says that it is is always the same lie."""
    key = fields.pop("key", unique())
    token = fields.pop("token", "") or make_token(Role.PRODUCT_MANAGER)
    headers = bearer(token) | {"Idempotency-Key": key}
    form = {"content": SimpleUploadedFile(name, content, content_type="text/html"), **fields}
    answer: Any = Client().post(f"/api/v1/products/{product.public_id}/{to}", form, headers=headers)
    return answer  # type: ignore[no-any-return]  # the client's answer is one of Django's


def read(address: str, **headers: str) -> Any:
    return Client().get(address, headers=bearer(make_token(Role.AGENT)) | headers)


def send(method: str, address: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    headers = bearer(make_token(Role.PRODUCT_MANAGER))
    answer = Client().generic(method, address, json.dumps(body), "application/json", headers=headers)
    return answer.status_code, json.loads(answer.content)


def test_an_image_sent_as_a_form_comes_back_and_is_shown(product: Product) -> None:
    content = image("WEBP")
    answer = upload(product, "images", "router.webp", content, text="A white router", is_default="true")
    made = json.loads(answer.content)
    assert answer.status_code == 201
    assert {name: made[name] for name in ("purpose", "position", "name", "text", "is_default", "media_type")} == {
        "purpose": "image",
        "position": 0,
        "name": "router.webp",
        "text": "A white router",
        "is_default": True,
        "media_type": "image/webp",
    }
    assert (made["width"], made["height"], made["size_bytes"]) == (4, 3, len(content))
    got = read(made["url"])
    assert (got.status_code, got.content, got["Content-Type"]) == (200, content, "image/webp")
    assert got["Content-Disposition"] == 'inline; filename="router.webp"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in got["Content-Security-Policy"]
    assert "sandbox" in got["Content-Security-Policy"]
    assert got["ETag"] == f'"{made["sha256"]}"'
    assert got["Cache-Control"] == "private, max-age=31536000, immutable"
    again = read(made["url"], **{"If-None-Match": f'"{"0" * 64}", W/"{made["sha256"]}"'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", got["ETag"])


@pytest.mark.parametrize(
    ("name", "make", "media_type"),
    [("Prices März.csv", text, "text/plain; charset=utf-8"), ("terms.pdf", pdf, "application/pdf")],
)
def test_a_file_that_is_no_image_is_saved_and_never_shown(
    product: Product, name: str, make: Any, media_type: str
) -> None:
    content = make()
    answer = upload(product, "files", name, content)
    assert answer.status_code == 201
    got = read(json.loads(answer.content)["url"])
    assert (got.content, got["Content-Type"]) == (content, media_type)
    assert got["Content-Disposition"].startswith("attachment; filename")


@pytest.mark.parametrize(
    ("to", "name", "content"),
    [
        ("images", "logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("files", "logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("files", "page.html", b"<!doctype html><script>alert(1)</script>"),
        ("images", "router.png", b"GIF89a<script>alert(1)</script>"),
        ("images", "terms.pdf", b"%PDF-1.7\n%%EOF"),
        ("files", "program.exe", b"MZ\x90\x00\x03\x00"),
        ("images", "empty.png", b""),
    ],
)
def test_what_cannot_be_served_safely_is_refused_with_a_pointer(
    product: Product, to: str, name: str, content: bytes
) -> None:
    answer = upload(product, to, name, content, text="A picture")
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["code"]) == (422, "invalid-input")
    assert [error["field"].rpartition(".")[2] for error in problem["errors"]] == ["content"]
    assert not ProductFile.objects.filter(product=product).exists()


def test_a_file_larger_than_allowed_is_refused(product: Product, settings: Any) -> None:
    settings.TRUNKLINE_UPLOAD_BYTES_MAX = 2000
    answer = upload(product, "files", "long.txt", b"x" * 2001)
    assert answer.status_code == 422
    assert "2,000" in json.loads(answer.content)["errors"][0]["reason"]
    assert upload(product, "files", "long.txt", b"x" * 2000).status_code == 201
    assert [each.stored.size_bytes for each in list_files(product.pk)] == [2000]


def test_a_form_of_several_mebibytes_arrives(product: Product) -> None:
    content = unique().encode() * 200_000
    assert len(content) > 1024 * 1024
    answer = upload(product, "files", "log.txt", content[: 4 * 1024 * 1024])
    assert answer.status_code == 201
    assert json.loads(answer.content)["size_bytes"] == min(len(content), 4 * 1024 * 1024)


@pytest.mark.parametrize("body", [b"", b"--x\r\nnothing", b"--x\r\nContent-Disposition: form-data; name\r\n\r\n1"])
def test_half_a_form_is_refused(product: Product, body: bytes) -> None:
    headers = bearer(make_token(Role.PRODUCT_MANAGER))
    address = f"/api/v1/products/{product.public_id}/images"
    answer = Client().generic("POST", address, body, "multipart/form-data; boundary=x", headers=headers)
    assert answer.status_code in {400, 422}
    assert not ProductFile.objects.filter(product=product).exists()


def test_the_same_key_adds_a_file_once_and_another_file_is_another_request(product: Product) -> None:
    token, key, content = make_token(Role.PRODUCT_MANAGER), unique(), image()
    first = upload(product, "images", "a.png", content, text="A", key=key, token=token)
    again = upload(product, "images", "a.png", content, text="A", key=key, token=token)
    assert (first.status_code, again.status_code) == (201, 201)
    assert json.loads(first.content) == json.loads(again.content)
    other = upload(product, "images", "a.png", image(), text="A", key=key, token=token)
    assert (other.status_code, json.loads(other.content)["code"]) == (409, "idempotency-key-reused")
    assert ProductFile.objects.filter(product=product).count() == 1


def test_json_with_base64_does_the_same_and_files_are_changed_ordered_and_deleted(product: Product) -> None:
    address = f"/api/v1/products/{product.public_id}"
    ids = []
    for _ in range(2):
        status, made = send("POST", f"{address}/images", write_image())
        assert status == 201
        ids.append(made["id"])
    status, changed = send("PATCH", f"{address}/files/{ids[1]}", {"position": 0, "is_default": True, "text": "Above"})
    assert (status, changed["position"], changed["is_default"], changed["text"]) == (200, 0, True, "Above")
    listed = json.loads(read(f"{address}/files").content)
    assert [(each["id"], each["is_default"]) for each in listed["images"]] == [(ids[1], True), (ids[0], False)]
    assert listed["files"] == []
    assert send("DELETE", f"{address}/files/{ids[1]}", {}) == (200, {"id": ids[1], "deleted": True})
    assert send("DELETE", f"{address}/files/{ids[1]}", {})[0] == 404
    assert send("PATCH", f"{address}/files/{ids[0]}", {})[0] == 422
    (left,) = json.loads(read(f"{address}/files").content)["images"]
    assert (left["id"], left["position"], left["is_default"]) == (ids[0], 0, True)


@pytest.mark.parametrize("content", [1, None, "no base64!", base64.b64encode(b"text").decode() + "x"])
def test_a_content_that_is_no_file_is_refused(product: Product, content: object) -> None:
    status, problem = send("POST", f"/api/v1/products/{product.public_id}/images", write_image(content=content))
    assert (status, problem["code"]) == (422, "invalid-input")
    assert [error["pointer"] for error in problem["errors"]] == ["#/content"]
    assert not ProductFile.objects.filter(product=product).exists()


def test_a_brands_staff_change_files_of_their_products_only() -> None:
    brand = Brand.objects.get(pk=make_brand())
    everybodys, theirs = define_product(), define_product(brand=brand.slug)
    headers = bearer(make_token(Role.PRODUCT_MANAGER, brand.pk))
    for product, status in ((everybodys, 403), (theirs, 201)):
        body = json.dumps(write_image())
        address = f"/api/v1/products/{product.public_id}/images"
        answer = Client().generic("POST", address, body, "application/json", headers=headers)
        assert answer.status_code == status
    assert list(list_files(everybodys.pk)) == []
    assert len(list_files(theirs.pk)) == 1
