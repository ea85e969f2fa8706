"""Images and other files for tests; every call makes another content."""

import base64
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image

from tests.support.people import command, unique
from trunkline.catalog.operations.files import Upload
from trunkline.catalog.states import FilePurpose
from trunkline.catalog.use_cases import files

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def image(kind: str = "PNG", size: tuple[int, int] = (4, 3), look: str = "") -> bytes:
    """Make an image that no other one is like, or the one of a certain look."""
    width, height = size
    pixels = Random(look or unique()).randbytes(3 * width * height)  # noqa: S311  # it only has to differ
    buffer = BytesIO()
    Image.frombytes("RGB", size, pixels).save(buffer, kind)
    return buffer.getvalue()


def pdf() -> bytes:
    """Make a document that holds nothing but a remark."""
    return PDF.replace(b"endobj", f"endobj\n% {unique()}".encode())


def text() -> bytes:
    """Make a text that is a document of JSON too."""
    return f'{{"note": "{unique()}"}}'.encode()


def write_image(**changes: object) -> dict[str, Any]:
    """Write an image for the API, as JSON has it."""
    content = base64.b64encode(image()).decode()
    return {"name": "router.png", "text": "A white router", "content": content, **changes}


def write_file(**changes: object) -> dict[str, Any]:
    """Write a file that is no image for the API, as JSON has it."""
    content = base64.b64encode(text()).decode()
    return {"name": "note.json", "text": "A note", "content": content, **changes}


def add_file(product_id: int) -> str:
    """Add a file to a product, and tell its id."""
    return files.add_file(command(), product_id, Upload(FilePurpose.FILE, "note.json", text(), "A note"))
