"""Images and files of products: what is taken, in which order, and what becomes of what nobody has any more."""

import hashlib
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.catalogue import define_product
from tests.support.files import image, pdf, text
from tests.support.people import command
from trunkline.catalog.errors import ProductFileNotFoundError
from trunkline.catalog.models import Product, ProductFile, StoredContent
from trunkline.catalog.operations import files as operations
from trunkline.catalog.operations.files import FileChange, Upload
from trunkline.catalog.policies.files import FILES_MAX, IMAGES_MAX, inspect
from trunkline.catalog.selectors.files import get_file, list_files
from trunkline.catalog.states import FilePurpose, MediaType
from trunkline.catalog.use_cases import definitions, files
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")

SVG = b"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"""
MAX = 1_000_000


def image_upload(**changes: Any) -> Upload:
    values: dict[str, Any] = {"name": "router.png", "content": image(), "text": "A white router"}
    return Upload(FilePurpose.IMAGE, **{**values, **changes})


def add(product: Product, **changes: Any) -> UUID:
    return UUID(files.add_file(command(), product.pk, image_upload(**changes)))


def refused(act: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as refusal:
        act()
    return refusal.value.fields


def gallery(product: Product) -> list[tuple[UUID, int, bool]]:
    found = list_files(product.pk, FilePurpose.IMAGE)
    return [(each.public_id, each.position, each.is_default) for each in found]


def png_of_size(width: int, height: int) -> bytes:
    """Write a picture that is small as a file, and says that it is as large as told."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    data = zlib.compress(b"\x00" * 64)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (image("PNG"), MediaType.PNG),
        (image("JPEG"), MediaType.JPEG),
        (image("WEBP"), MediaType.WEBP),
        (image("GIF"), MediaType.GIF),
    ],
    ids=["PNG", "JPEG", "WEBP", "GIF"],
)
def test_an_image_is_known_by_its_content(content: bytes, media_type: MediaType) -> None:
    found = inspect(content, FilePurpose.IMAGE, bytes_max=MAX)
    assert (found.media_type, found.width, found.height) == (media_type, 4, 3)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (pdf(), MediaType.PDF),
        (b"Speed;Price\r\n100;25\r\n", MediaType.TEXT),
        ("\ufeffPrix : 25 €".encode(), MediaType.TEXT),
        (b"<", None),
        (SVG, None),
        (b"  \n<!DOCTYPE html><p>Hello", None),
        (b"MZ\x90\x00\x03", None),
        (b"\xff\xfeP\x00", None),
        (b"%PDF-1.7\n1 0 obj", None),
        (b"", None),
    ],
    ids=["PDF", "CSV", "text", "one sign", "SVG", "HTML", "a program", "no UTF-8", "half a PDF", "nothing"],
)
def test_a_file_is_known_by_its_content_or_refused(content: bytes, media_type: MediaType | None) -> None:
    if media_type is not None:
        assert inspect(content, FilePurpose.FILE, bytes_max=MAX).media_type == media_type
    else:
        assert set(refused(lambda: inspect(content, FilePurpose.FILE, bytes_max=MAX))) == {"content"}
    assert set(refused(lambda: inspect(content, FilePurpose.IMAGE, bytes_max=MAX))) == {"content"}


def test_a_picture_that_would_be_huge_when_opened_is_refused_before_that() -> None:
    for width, height in ((30_000, 30_000), (5_001, 5_000), (10_001, 1)):
        content = png_of_size(width, height)
        assert len(content) < 200
        fields = refused(lambda content=content: inspect(content, FilePurpose.IMAGE, bytes_max=MAX))
        assert set(fields) == {"content"}


def test_as_many_bytes_as_are_allowed_are_taken_and_not_one_more() -> None:
    content = image()
    assert inspect(content, FilePurpose.IMAGE, bytes_max=len(content)).width == 4
    fields = refused(lambda: inspect(content, FilePurpose.IMAGE, bytes_max=len(content) - 1))
    assert "at most" in fields["content"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_image_is_refused_or_opens_and_never_fails(kind: str, data: st.DataObject) -> None:
    content = bytearray(image(kind, (12, 12), look="always the same"))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(1, len(content)))])
    found: object = None
    with suppress(InvalidInputError):
        found = inspect(cut, FilePurpose.IMAGE, bytes_max=MAX).media_type
    assert found in {None, MediaType.PNG, MediaType.JPEG, MediaType.WEBP, MediaType.GIF}


def test_what_is_sent_comes_back_byte_by_byte() -> None:
    product, content = define_product(), image()
    number = add(product, content=content)
    file = get_file(product.pk, number)
    assert bytes(file.stored.content) == content
    assert (file.name, file.text, file.position, file.is_default) == ("router.png", "A white router", 0, True)
    assert (file.width, file.height) == (4, 3)
    stored = file.stored
    assert (stored.sha256, stored.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    assert stored.media_type == "image/png"


def test_everything_that_is_wrong_with_an_upload_is_told_and_nothing_is_kept() -> None:
    product, before = define_product(), StoredContent.objects.count()
    fields = refused(lambda: add(product, name="", text=" ", content=SVG))
    assert set(fields) == {"name", "text", "content"}
    assert set(refused(lambda: add(product, name="router.jpg"))) == {"name"}
    assert set(refused(lambda: add(product, name="../router.png"))) == {"name"}
    with override_settings(TRUNKLINE_UPLOAD_BYTES_MAX=10):
        assert set(refused(lambda: add(product))) == {"content"}
    assert (list(list_files(product.pk)), StoredContent.objects.count()) == ([], before)


def test_a_product_has_four_images_of_which_one_is_the_default() -> None:
    product = define_product()
    first, second = add(product), add(product)
    third = add(product, is_default=True)
    fourth = add(product)
    assert gallery(product) == [(first, 0, False), (second, 1, False), (third, 2, True), (fourth, 3, False)]
    before = StoredContent.objects.count()
    assert "at most 4" in refused(lambda: add(product))["content"]
    assert StoredContent.objects.count() == before
    assert IMAGES_MAX == 4


def test_the_same_image_is_not_had_twice() -> None:
    product, content = define_product(), image()
    add(product, content=content)
    assert set(refused(lambda: add(product, content=content, name="again.png"))) == {"content"}
    assert len(gallery(product)) == 1


def test_images_are_put_in_order_and_another_becomes_the_default() -> None:
    product = define_product()
    first, second, third = add(product), add(product), add(product)
    files.change_file(command(), product.pk, third, FileChange(position=0, text="From above"))
    assert gallery(product) == [(third, 0, False), (first, 1, True), (second, 2, False)]
    files.change_file(command(), product.pk, second, FileChange(is_default=True))
    assert gallery(product) == [(third, 0, False), (first, 1, False), (second, 2, True)]
    assert get_file(product.pk, third).text == "From above"
    fields = refused(
        lambda: files.change_file(
            command(), product.pk, second, FileChange(is_default=False, position=3, text="", name="x.gif")
        )
    )
    assert set(fields) == {"is_default", "position", "text"}
    assert gallery(product) == [(third, 0, False), (first, 1, False), (second, 2, True)]


def test_the_first_image_left_is_the_default_when_the_default_goes() -> None:
    product = define_product()
    first, second, third = add(product), add(product), add(product)
    files.delete_file(command(), product.pk, first)
    assert gallery(product) == [(second, 0, True), (third, 1, False)]
    files.delete_file(command(), product.pk, third)
    files.delete_file(command(), product.pk, second)
    assert gallery(product) == []
    with pytest.raises(ProductFileNotFoundError):
        files.delete_file(command(), product.pk, second)


def test_files_are_no_images() -> None:
    product = define_product()
    added = [
        files.add_file(command(), product.pk, Upload(FilePurpose.FILE, name, content))
        for name, content in (("terms.pdf", pdf()), ("prices.csv", text()), ("map.png", image()))
    ]
    assert [str(each.public_id) for each in list_files(product.pk, FilePurpose.FILE)] == added
    assert gallery(product) == []
    as_default = Upload(FilePurpose.FILE, "plan.png", image(), is_default=True)
    assert set(refused(lambda: files.add_file(command(), product.pk, as_default))) == {"is_default"}
    assert set(refused(lambda: add(product, name="terms.pdf", content=pdf()))) == {"content"}
    assert FILES_MAX == 20


def test_what_several_products_have_is_kept_once_and_until_the_last_lets_it_go() -> None:
    ours, theirs, content = define_product(), define_product(), image()
    mine, other = add(ours, content=content), add(theirs, content=content)
    held = StoredContent.objects.filter(sha256=hashlib.sha256(content).hexdigest())
    assert held.count() == 1
    files.delete_file(command(), ours.pk, mine)
    assert held.count() == 1
    files.delete_file(command(), theirs.pk, other)
    assert held.count() == 0


def test_the_files_of_a_deleted_product_go_with_it() -> None:
    product, content = define_product(), image()
    add(product, content=content)
    definitions.delete(command(), "products", product.public_id)
    with transaction.atomic():
        operations.remove_unused_contents()
    assert not StoredContent.objects.filter(sha256=hashlib.sha256(content).hexdigest()).exists()


def test_another_products_file_is_not_found() -> None:
    product = define_product()
    number = add(define_product())
    for act in (
        lambda: get_file(product.pk, number),
        lambda: files.change_file(command(), product.pk, number, FileChange(text="Mine")),
        lambda: files.delete_file(command(), product.pk, number),
        lambda: get_file(product.pk, uuid4()),
    ):
        with pytest.raises(ProductFileNotFoundError):
            act()
    assert ProductFile.objects.filter(public_id=number, text="A white router").exists()


def row(product: Product, stored: StoredContent, **changes: Any) -> ProductFile:
    values: dict[str, Any] = {
        "purpose": "image",
        "position": 0,
        "name": "a.png",
        "text": "A picture",
        "width": 4,
        "height": 3,
        "is_default": True,
    }
    return ProductFile(product=product, stored=stored, **{**values, **changes})


def store(content: bytes) -> StoredContent:
    sha256 = hashlib.sha256(content).hexdigest()
    return StoredContent.objects.create(sha256=sha256, content=content, size_bytes=len(content), media_type="image/png")


@pytest.mark.parametrize(
    ("rows", "constraint"),
    [
        ([{"position": 4}], "product_file_number"),
        ([{"position": -1}], "product_file_number"),
        ([{"purpose": "file", "is_default": True}], "product_file_number"),
        ([{"text": ""}], "product_image_is_described"),
        ([{"width": None}], "product_image_is_described"),
        ([{}, {"position": 1}], "product_image_default"),
        ([{}, {"is_default": False}], "product_file_position"),
        ([{"is_default": False}], "none of them is the default"),
    ],
)
def test_the_database_keeps_the_rules_of_images(rows: list[dict[str, Any]], constraint: str) -> None:
    product = define_product()
    wanted = [row(product, store(image()), **values) for values in rows]
    with pytest.raises((IntegrityError, InternalError), match=constraint), transaction.atomic():
        ProductFile.objects.bulk_create(wanted)
    assert gallery(product) == []


def test_the_database_keeps_the_default_when_it_is_deleted_or_taken_away() -> None:
    product = define_product()
    first, second = add(product), add(product)
    for statement in (
        "UPDATE catalog_productfile SET is_default = false WHERE public_id = %s",
        "DELETE FROM catalog_productfile WHERE public_id = %s",
    ):
        with (
            pytest.raises((IntegrityError, InternalError), match="none of them is the default"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [str(first)])
    assert gallery(product) == [(first, 0, True), (second, 1, False)]


def test_the_database_keeps_contents_as_their_hash_says() -> None:
    content = image()
    for changes, constraint in (
        ({"sha256": "0" * 64}, "stored_content_is_what_its_hash_says"),
        ({"size_bytes": 1}, "stored_content_size"),
        ({"media_type": "image/svg+xml"}, "stored_content_type"),
    ):
        values: dict[str, Any] = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "content": content,
            "size_bytes": len(content),
            "media_type": "image/png",
            **changes,
        }
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            StoredContent.objects.create(**values)
    kept = store(content)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        StoredContent.objects.filter(pk=kept.pk).update(content=image())
    assert bytes(StoredContent.objects.get(pk=kept.pk).content) == content
