"""Durable writes of the images and files of products."""

from uuid import UUID

from trunkline.catalog.operations import files as operations
from trunkline.catalog.operations.definitions import lock_catalogue
from trunkline.catalog.operations.files import FileChange, Upload
from trunkline.platform.commands import Command, use_case


@use_case
def add_file(_command: Command, product_id: int, upload: Upload) -> str:
    """This will add an image or file to a product and return its public id; raises InvalidInputError."""
    # It takes a moment to open a picture: nobody waits for the catalogue meanwhile.
    inspected = operations.inspect_upload(upload)
    lock_catalogue()
    file = operations.add_file(product_id, upload, inspected)
    file.refresh_from_db(fields=["public_id"])
    return str(file.public_id)


@use_case
def change_file(_command: Command, product_id: int, public_id: UUID, change: FileChange) -> None:
    """This will change a file's name, text or place, or make an image the default.

    Raises ProductFileNotFoundError or InvalidInputError.
    """
    lock_catalogue()
    operations.change_file(product_id, public_id, change)


@use_case
def delete_file(_command: Command, product_id: int, public_id: UUID) -> None:
    """This will delete an image or file of a product; raises ProductFileNotFoundError."""
    lock_catalogue()
    operations.delete_file(product_id, public_id)
