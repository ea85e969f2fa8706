"""Images and other files of products."""

import base64
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header
from ninja import Router, Schema, Status
from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

from trunkline.catalog.models import Product, ProductFile
from trunkline.catalog.operations.files import FileChange, Upload
from trunkline.catalog.selectors.files import find_file, get_file, list_files
from trunkline.catalog.selectors.products import get_product_by_public_id
from trunkline.catalog.states import FilePurpose, MediaType
from trunkline.catalog.use_cases import files
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.errors import PermissionMissingError
from trunkline.parties.states import Permission
from trunkline.web.api.access import Caller, Requires, caller_of, command_of

router = Router(tags=["catalogue"])

# A file's content never changes under its id: what was fetched once need not be asked for again.
_CACHE = "private, max-age=31536000, immutable"
# Opened by itself, a file runs nothing, loads nothing and has no origin of ours.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def _bytes_of(value: object) -> bytes:
    """What a form sends is bytes; JSON has them in base64 (RFC 4648, 4)."""
    if isinstance(value, bytes):
        return value
    try:
        return base64.b64decode(value if isinstance(value, str) else "?", validate=True)
    except ValueError:
        raise ValueError("must be a file, or its bytes in base64") from None


Content = Annotated[bytes, BeforeValidator(_bytes_of), WithJsonSchema({"type": "string", "contentEncoding": "base64"})]


class ImageIn(Schema):
    """An image: PNG, JPEG, WebP or GIF; `text` is read where it is not seen. Sent as a form, `content` is the file."""

    model_config = ConfigDict(extra="forbid")

    name: str
    text: str
    content: Content
    is_default: bool = False


class FileIn(Schema):
    """A file: an image, a PDF, or text in UTF-8; `text` says what it is. Sent as a form, `content` is the file."""

    model_config = ConfigDict(extra="forbid")

    name: str
    text: str = ""
    content: Content


class FileChangeIn(Schema):
    """What is to change of an image or file; its place is counted from 0 among those of its sort."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    text: str | None = None
    is_default: bool | None = None
    position: int | None = None


@router.get("/products/{uuid:product_id}/files", auth=Requires(Permission.READ_CATALOG))
def read_files(request: HttpRequest, product_id: UUID) -> dict[str, Any]:
    """List the images and files of a product, in their order."""
    product = get_product_by_public_id(str(product_id), caller_of(request).brand_ids)
    documents = [_document(product, file) for file in list_files(product.pk)]
    return {f"{word}s": [each for each in documents if each["purpose"] == word] for word in FilePurpose}


@router.post(
    "/products/{uuid:product_id}/images", auth=Requires(Permission.MANAGE_CATALOG), response={201: dict[str, Any]}
)
def add_image(request: HttpRequest, product_id: UUID, body: ImageIn) -> Any:
    """Add an image to a product, which has four at most; the first one, or one that says so, is its default."""
    upload = Upload(FilePurpose.IMAGE, body.name, body.content, body.text, is_default=body.is_default)
    return Status(201, _add(request, product_id, upload))


@router.post(
    "/products/{uuid:product_id}/files", auth=Requires(Permission.MANAGE_CATALOG), response={201: dict[str, Any]}
)
def add_file(request: HttpRequest, product_id: UUID, body: FileIn) -> Any:
    """Add a file to a product. What it is, is told by its content; its name must end accordingly."""
    return Status(201, _add(request, product_id, Upload(FilePurpose.FILE, body.name, body.content, body.text)))


@router.patch("/products/{uuid:product_id}/files/{uuid:file_id}", auth=Requires(Permission.MANAGE_CATALOG))
def change_file(request: HttpRequest, product_id: UUID, file_id: UUID, body: FileChangeIn) -> dict[str, Any]:
    """Change the name, text or place of an image or file, or make an image the default one."""
    product = _product(caller_of(request), product_id)
    change = FileChange(body.name, body.text, body.is_default, body.position)
    if change == FileChange():
        raise InvalidInputError.for_field("body", "must name what is to change.")
    files.change_file(command_of(request), product.pk, file_id, change)
    return _written(product, file_id)


@router.delete("/products/{uuid:product_id}/files/{uuid:file_id}", auth=Requires(Permission.MANAGE_CATALOG))
def delete_file(request: HttpRequest, product_id: UUID, file_id: UUID) -> dict[str, Any]:
    """Delete an image or file of a product; of the images that are left the first is the default then."""
    product = _product(caller_of(request), product_id)
    files.delete_file(command_of(request), product.pk, file_id)
    return {"id": file_id, "deleted": True}


@router.get("/products/{uuid:product_id}/files/{uuid:file_id}/content", auth=Requires(Permission.READ_CATALOG))
def read_content(request: HttpRequest, product_id: UUID, file_id: UUID) -> HttpResponse:
    """Read what an image or file of a product holds; browsers show images, and save all else."""
    product = get_product_by_public_id(str(product_id), caller_of(request).brand_ids)
    file = get_file(product.pk, file_id)
    tag = f'"{file.stored_id}"'
    if tag in {each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")}:
        response: HttpResponse = HttpResponseNotModified()
    else:
        media_type = file.stored.media_type
        told = f"{media_type}; charset=utf-8" if media_type == MediaType.TEXT else media_type
        response = HttpResponse(bytes(file.stored.content), content_type=told)
        shown_as = content_disposition_header(not media_type.startswith("image/"), file.name)
        response["Content-Disposition"] = shown_as or "attachment"
        response["Content-Security-Policy"] = _POLICY
        response["X-Content-Type-Options"] = "nosniff"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["ETag"] = tag
    response["Cache-Control"] = _CACHE
    return response


def _add(request: HttpRequest, product_id: UUID, upload: Upload) -> dict[str, Any]:
    product = _product(caller_of(request), product_id)
    return _written(product, UUID(files.add_file(command_of(request), product.pk, upload)))


def _product(caller: Caller, product_id: UUID) -> Product:
    """A product that the caller may change: staff of some brands, those of their products."""
    product = get_product_by_public_id(str(product_id), caller.brand_ids)
    if caller.brand_ids is not None and product.brand_id is None:
        raise PermissionMissingError("The product is sold by every brand; staff of all brands can change it.")
    return product


def _written(product: Product, file_id: UUID) -> dict[str, Any]:
    """A file that was just written, or, when an answer is repeated, is gone since."""
    file = find_file(product.pk, file_id)
    return {"id": file_id} if file is None else _document(product, file)


def _document(product: Product, file: ProductFile) -> dict[str, Any]:
    return {
        "id": file.public_id,
        "purpose": file.purpose,
        "position": file.position,
        "name": file.name,
        "text": file.text,
        "is_default": file.is_default,
        "media_type": file.stored.media_type,
        "size_bytes": file.stored.size_bytes,
        "sha256": file.stored_id,
        "width": file.width,
        "height": file.height,
        "url": f"/api/v1/products/{product.public_id}/files/{file.public_id}/content",
    }
