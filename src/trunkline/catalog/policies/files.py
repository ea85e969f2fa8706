"""What may be uploaded for a product: what a file is, is told by its content, never by what its sender says."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType

from PIL import Image

from trunkline.catalog.states import FilePurpose, MediaType
from trunkline.kernel.errors import InvalidInputError

IMAGES_MAX = 4
FILES_MAX = 20
# A picture is small as a file and may be huge when it is opened: four bytes for each of these.
PIXELS_MAX = 25_000_000
SIDE_MAX = 10_000

EXTENSIONS: Mapping[MediaType, tuple[str, ...]] = MappingProxyType(
    {
        MediaType.PNG: ("png",),
        MediaType.JPEG: ("jpg", "jpeg"),
        MediaType.WEBP: ("webp",),
        MediaType.GIF: ("gif",),
        MediaType.PDF: ("pdf",),
        MediaType.TEXT: ("txt", "csv", "md", "json", "yaml", "yml", "log"),
    }
)
# By Pillow's names; some cameras write several pictures into a JPEG, which is MPO then and shows the first.
_FORMATS: Mapping[str, MediaType] = MappingProxyType(
    {
        "PNG": MediaType.PNG,
        "JPEG": MediaType.JPEG,
        "MPO": MediaType.JPEG,
        "WEBP": MediaType.WEBP,
        "GIF": MediaType.GIF,
    }
)
_READ_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
# What a reader of pictures raises on bytes that only begin as one; its warnings, where these are made errors.
_UNREADABLE = (
    *(OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, AttributeError),
    *(RuntimeError, struct.error, zlib.error, Image.DecompressionBombError, Warning),
)
_PDF_END_WITHIN = 2048
# Tabulator, line feed, form feed and carriage return.
_CONTROLS_OF_TEXT = frozenset("\t\n\f\r")


@dataclass(frozen=True)
class Inspected:
    """What a file turned out to be; pictures have a size in pixels."""

    media_type: MediaType
    width: int | None = None
    height: int | None = None


def inspect(content: bytes, purpose: FilePurpose, *, bytes_max: int) -> Inspected:
    """This will tell what a file is; raises InvalidInputError when it is nothing that can be served safely.

    Pictures are PNG, JPEG, WebP and GIF; other files are these, PDF (ISO 32000) and text in UTF-8. What is markup is
    refused, SVG among it: a browser would run the scripts in it.
    """
    if not content:
        raise _refusal("is empty.")
    if len(content) > bytes_max:
        raise _refusal(f"has {len(content):,} bytes; at most {bytes_max:,} are allowed.")
    if _looks_like_image(content):
        return _inspect_image(content)
    if purpose == FilePurpose.IMAGE:
        raise _refusal("is no image that can be shown everywhere: send a PNG, JPEG, WebP or GIF.")
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-_PDF_END_WITHIN:]:
            raise _refusal("begins as a PDF and has no end: it was cut off.")
        return Inspected(MediaType.PDF)
    return _inspect_text(content)


def name_violation(name: str, media_type: MediaType) -> str | None:
    """This will tell why a file cannot be saved under a name; None when it can."""
    if "/" in name or "\\" in name or name.startswith(".") or any(not letter.isprintable() for letter in name):
        return "must be a plain name of a file, without directories."
    if name.rpartition(".")[2].lower() not in EXTENSIONS[media_type] or "." not in name:
        wanted = ", ".join(f".{extension}" for extension in EXTENSIONS[media_type])
        return f"must end as what the content is, {media_type}: {wanted}."
    return None


def _looks_like_image(content: bytes) -> bool:
    return content.startswith(_SIGNATURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def _inspect_image(content: bytes) -> Inspected:
    try:
        with Image.open(BytesIO(content), formats=_READ_FORMATS) as image:
            media_type, (width, height) = _FORMATS[str(image.format)], image.size
            if width > SIDE_MAX or height > SIDE_MAX or width * height > PIXELS_MAX:
                raise _refusal(f"is {width:,} by {height:,} pixels; at most {PIXELS_MAX:,} in all are allowed.")
            # Before it is opened whole, its sums are checked, where its format has any.
            image.verify()
        with Image.open(BytesIO(content), formats=_READ_FORMATS) as image:
            image.load()
    except _UNREADABLE:
        raise _refusal("begins as an image and cannot be opened: it is damaged, or was cut off.") from None
    return Inspected(media_type, width, height)


def _inspect_text(content: bytes) -> Inspected:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refusal("is none of PNG, JPEG, WebP, GIF, PDF and text in UTF-8.") from None
    if any(letter < " " and letter not in _CONTROLS_OF_TEXT for letter in text) or "\x7f" in text:
        raise _refusal("is none of PNG, JPEG, WebP, GIF, PDF and text in UTF-8.")
    if text.lstrip().startswith("<"):
        raise _refusal("is markup, such as SVG or HTML, which may hold scripts; send a picture or a PDF of it.")
    return Inspected(MediaType.TEXT)


def _refusal(reason: str) -> InvalidInputError:
    return InvalidInputError.for_field("content", reason)
