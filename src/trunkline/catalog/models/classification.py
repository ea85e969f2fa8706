from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.states import Classification
from trunkline.platform.audit import audited
from trunkline.platform.definitions import ChoiceField, is_one_of


@audited
class ProductFamily(CatalogDefinition):
    """Products derived from a common platform, such as decoders or modems; all are goods, or all services."""

    classification = ChoiceField(Classification, max_length=10)

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=is_one_of("classification", Classification), name="product_family_class")
        ]


@audited
class ProductBrand(CatalogDefinition):
    """The trademark of a product, such as Samsung; not the brand of the seller."""


@audited
class ProductCategory(CatalogDefinition):
    """A business classification for analysis; categories form a tree, and a product may be in several."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="product_category_is_not_its_own_parent",
                violation_error_message="A category is not its own parent.",
            )
        ]
