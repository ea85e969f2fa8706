from typing import ClassVar

import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from trunkline.catalog.models.products import Product
from trunkline.catalog.policies.files import FILES_MAX, IMAGES_MAX
from trunkline.catalog.states import FilePurpose, MediaType
from trunkline.platform.audit import audited
from trunkline.platform.definitions import NAME_MAX, ChoiceField, is_one_of

ALT_TEXT_MAX = 250
_HASH_LENGTH = 64

_ONE_DEFAULT = """
    IF EXISTS (SELECT FROM catalog_productfile WHERE product_id = {row}.product_id AND purpose = 'image')
       AND NOT EXISTS (SELECT FROM catalog_productfile WHERE product_id = {row}.product_id AND is_default) THEN
        RAISE EXCEPTION 'product % has images and none of them is the default', {row}.product_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'product_image_has_a_default';
    END IF;
    RETURN NULL;
"""


def _default_stays(name: str, operation: pgtrigger.Operation, row: str) -> pgtrigger.Trigger:
    """One default is an index; that there is one can be seen only when the transaction is complete."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        func=_ONE_DEFAULT.format(row=row),
    )


class StoredContent(models.Model):
    """What a file holds, once however many products have it: known by its SHA-256, and never changed.

    It is in the database, so that whatever saves or restores that saves and restores it.
    """

    sha256 = models.CharField(max_length=_HASH_LENGTH, primary_key=True)
    content = models.BinaryField()
    size_bytes = models.IntegerField()
    media_type = ChoiceField(MediaType, max_length=20)
    stored_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    sha256=Func(
                        Func(F("content"), function="sha256", output_field=models.BinaryField()),
                        Value("hex"),
                        function="encode",
                        output_field=models.CharField(),
                    )
                ),
                name="stored_content_is_what_its_hash_says",
            ),
            models.CheckConstraint(
                condition=Q(
                    size_bytes=Func(F("content"), function="octet_length", output_field=models.IntegerField()),
                    size_bytes__gte=1,
                ),
                name="stored_content_size",
            ),
            models.CheckConstraint(condition=is_one_of("media_type", MediaType), name="stored_content_type"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="content_stays", operation=pgtrigger.Update)
        ]


@audited
class ProductFile(models.Model):
    """An image or another file of a product, in its place among these; `text` is read where an image is not seen."""

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="files")
    purpose = ChoiceField(FilePurpose, max_length=10)
    position = models.SmallIntegerField()
    name = models.CharField(max_length=NAME_MAX)
    text = models.CharField(max_length=ALT_TEXT_MAX, blank=True, default="")
    is_default = models.BooleanField(default=False)
    stored = models.ForeignKey(StoredContent, on_delete=models.PROTECT, related_name="files")
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product", "purpose", "position"],
                name="product_file_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["product", "purpose", "stored"], name="product_file_once"),
            models.UniqueConstraint(fields=["product"], condition=Q(is_default=True), name="product_image_default"),
            models.CheckConstraint(
                condition=Q(purpose=FilePurpose.IMAGE, position__range=(0, IMAGES_MAX - 1))
                | Q(purpose=FilePurpose.FILE, position__range=(0, FILES_MAX - 1), is_default=False),
                name="product_file_number",
            ),
            models.CheckConstraint(
                condition=Q(purpose=FilePurpose.FILE)
                | (~Q(text="") & Q(width__isnull=False, width__gte=1, height__isnull=False, height__gte=1)),
                name="product_image_is_described",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            _default_stays("default_stays", pgtrigger.Insert | pgtrigger.Update, "NEW"),
            _default_stays("default_is_passed_on", pgtrigger.Delete, "OLD"),
        ]
