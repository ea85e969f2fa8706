"""Reads of the images and files of products."""

from uuid import UUID

from django.db.models import QuerySet

from trunkline.catalog.errors import ProductFileNotFoundError
from trunkline.catalog.models import ProductFile
from trunkline.catalog.states import FilePurpose


def list_files(product_id: int, purpose: FilePurpose | None = None) -> QuerySet[ProductFile]:
    """This will list a product's images and files (or one sort of them) in their order, without what they hold."""
    own = [field.name for field in ProductFile._meta.concrete_fields]  # noqa: SLF001  # Django's public table data
    files = ProductFile.objects.filter(product_id=product_id).select_related("stored")
    files = files.only(*own, "stored__size_bytes", "stored__media_type")
    if purpose is not None:
        files = files.filter(purpose=purpose)
    return files.order_by("-purpose", "position")


def get_file(product_id: int, public_id: UUID) -> ProductFile:
    """This will find an image or file of a product, with what it holds; raises ProductFileNotFoundError."""
    file = ProductFile.objects.filter(product_id=product_id, public_id=public_id).select_related("stored").first()
    if file is None:
        raise ProductFileNotFoundError(f"The product has no file {public_id}; list its files to find the id.")
    return file


def find_file(product_id: int, public_id: UUID) -> ProductFile | None:
    """This will find an image or file of a product without what it holds; None when it is not there."""
    return list_files(product_id).filter(public_id=public_id).first()
