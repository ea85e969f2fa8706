"""Adding, changing, ordering and removing the images and files of products; the catalogue is locked meanwhile."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from trunkline.catalog.errors import ProductFileNotFoundError
from trunkline.catalog.models import ProductFile, StoredContent
from trunkline.catalog.models.files import ALT_TEXT_MAX
from trunkline.catalog.policies.files import FILES_MAX, IMAGES_MAX, Inspected, inspect, name_violation
from trunkline.catalog.policies.violations import Violation, refuse
from trunkline.catalog.selectors.files import find_file, list_files
from trunkline.catalog.states import FilePurpose, MediaType
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.definitions import NAME_MAX
from trunkline.platform.limits import require_text

_MOST = {FilePurpose.IMAGE: IMAGES_MAX, FilePurpose.FILE: FILES_MAX}


@dataclass(frozen=True)
class Upload:
    """A file as it was sent; of an image `text` is what is read where it is not seen, and must be there."""

    purpose: FilePurpose
    name: str
    content: bytes
    text: str = ""
    is_default: bool = False


@dataclass(frozen=True)
class FileChange:
    """What is to change of a file; None leaves a thing as it is. `position` is counted from 0 within its sort."""

    name: str | None = None
    text: str | None = None
    is_default: bool | None = None
    position: int | None = None


def inspect_upload(upload: Upload) -> Inspected:
    """This will tell what a file is that was sent; raises InvalidInputError with all that is wrong with it."""
    try:
        inspected = inspect(upload.content, upload.purpose, bytes_max=settings.TRUNKLINE_UPLOAD_BYTES_MAX)
    except InvalidInputError as error:
        texts = _text_violations(upload.name, upload.text, upload.purpose)
        refuse([*(Violation(path, reason) for path, reason in error.fields.items()), *texts])
        raise
    violations = _text_violations(upload.name, upload.text, upload.purpose)
    if not violations and (reason := name_violation(upload.name, inspected.media_type)):
        violations.append(Violation("name", reason))
    if upload.is_default and upload.purpose == FilePurpose.FILE:
        violations.append(Violation("is_default", "is for images."))
    refuse(violations)
    return inspected


def add_file(product_id: int, upload: Upload, inspected: Inspected) -> ProductFile:
    """This will add an inspected image or file after those of its sort; a product's first image is its default.

    The catalogue is locked. Raises InvalidInputError when the product has as many as may be, or has this one already.
    """
    present = list(list_files(product_id, upload.purpose))
    if len(present) >= _MOST[upload.purpose]:
        told = f"is one {upload.purpose} too many: a product has at most {_MOST[upload.purpose]}. Delete one first."
        raise InvalidInputError.for_field("content", told)
    sha256 = hashlib.sha256(upload.content).hexdigest()
    if known := [each for each in present if each.stored_id == sha256]:
        raise InvalidInputError.for_field("content", f"is here already, as {known[0].name}.")
    StoredContent.objects.get_or_create(
        sha256=sha256,
        defaults={
            "content": upload.content,
            "size_bytes": len(upload.content),
            "media_type": inspected.media_type,
        },
    )
    is_image = upload.purpose == FilePurpose.IMAGE
    file = ProductFile.objects.create(
        product_id=product_id,
        purpose=upload.purpose,
        position=len(present),
        name=upload.name,
        text=upload.text,
        is_default=is_image and not present,
        stored_id=sha256,
        width=inspected.width if is_image else None,
        height=inspected.height if is_image else None,
    )
    if upload.is_default and present:
        _make_default(file)
    return file


def change_file(product_id: int, public_id: UUID, change: FileChange) -> ProductFile:
    """This will change a file's name, text or place, or make an image the default; the catalogue is locked.

    Raises ProductFileNotFoundError or InvalidInputError.
    """
    file = _get(product_id, public_id)
    file.name = file.name if change.name is None else change.name
    file.text = file.text if change.text is None else change.text
    violations = _text_violations(file.name, file.text, FilePurpose(file.purpose))
    if not violations and (reason := name_violation(file.name, MediaType(file.stored.media_type))):
        violations.append(Violation("name", reason))
    if change.is_default is not None and (reason := _default_violation(file, is_default=change.is_default)):
        violations.append(Violation("is_default", reason))
    others = [each for each in list_files(product_id, FilePurpose(file.purpose)) if each.pk != file.pk]
    if change.position is not None and not 0 <= change.position <= len(others):
        violations.append(Violation("position", f"must be from 0 to {len(others)}."))
    refuse(violations)
    file.save(update_fields=["name", "text"])
    if change.is_default:
        _make_default(file)
    if change.position is not None and change.position != file.position:
        _put_in_order([*others[: change.position], file, *others[change.position :]])
    return file


def delete_file(product_id: int, public_id: UUID) -> None:
    """This will take a file from a product; the first image that is left is the default then; the catalogue is locked.

    What it held goes too, unless another product has it. Raises ProductFileNotFoundError.
    """
    file = _get(product_id, public_id)
    file.delete()
    left = list(list_files(product_id, FilePurpose(file.purpose)))
    _put_in_order(left)
    if file.is_default and left:
        _make_default(left[0])
    remove_unused_contents()


def remove_unused_contents() -> int:
    """This will remove what no file of any product holds any more, and tell how many contents that were."""
    removed, _by_table = StoredContent.objects.filter(files__isnull=True).delete()
    return removed


def _get(product_id: int, public_id: UUID) -> ProductFile:
    file = find_file(product_id, public_id)
    if file is None:
        raise ProductFileNotFoundError(f"The product has no file {public_id}; list its files to find the id.")
    return file


def _default_violation(file: ProductFile, *, is_default: bool) -> str | None:
    if file.purpose == FilePurpose.FILE:
        return "is for images." if is_default else None
    if file.is_default and not is_default:
        return "of another image must be set instead: a product with images has one default."
    return None


def _make_default(file: ProductFile) -> None:
    ProductFile.objects.filter(product_id=file.product_id, is_default=True).update(is_default=False)
    file.is_default = True
    file.save(update_fields=["is_default"])


def _put_in_order(files: Sequence[ProductFile]) -> None:
    for position, file in enumerate(files):
        if file.position != position:
            file.position = position
            file.save(update_fields=["position"])


def _text_violations(name: str, text: str, purpose: FilePurpose) -> list[Violation]:
    found = []
    # Whatever is not seen must be told: by a reader of screens, or when an image does not come.
    for path, value, most, is_optional in (
        ("name", name, NAME_MAX, False),
        ("text", text, ALT_TEXT_MAX, purpose == FilePurpose.FILE),
    ):
        try:
            require_text(value, path, most, optional=is_optional)
        except InvalidInputError as error:
            found += [Violation(where, reason) for where, reason in error.fields.items()]
    return found
