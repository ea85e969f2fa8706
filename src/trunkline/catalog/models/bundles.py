from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from trunkline.catalog.models.classification import ProductFamily
from trunkline.catalog.models.product_types import ProductType
from trunkline.catalog.models.products import Product
from trunkline.platform.audit import audited
from trunkline.platform.definitions import WholeField

COMPONENT_QUANTITY_MAX = 100_000
_QUANTITY = {"maximum": COMPONENT_QUANTITY_MAX, "null": True, "blank": True}


def _no_cycle() -> pgtrigger.Trigger:
    """Forbid bundles inside one another in a ring; the lock is the catalogue's, so that two halves do not meet."""
    return pgtrigger.Trigger(
        name="no_cycle",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__product__isnull=False),
        func="""
        PERFORM pg_advisory_xact_lock(20063, 0);
        IF EXISTS (
            WITH RECURSIVE inside AS (
                SELECT NEW.product_id AS id
                UNION
                SELECT component.product_id FROM catalog_bundlecomponent component
                JOIN inside ON component.bundle_id = inside.id
                WHERE component.product_id IS NOT NULL AND component.id <> NEW.id
            )
            SELECT FROM inside WHERE id = NEW.bundle_id
        ) THEN
            RAISE EXCEPTION 'bundle % would be inside itself', NEW.bundle_id
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bundle_component_has_no_cycle';
        END IF;
        RETURN NEW;
        """,
    )


@audited
class BundleComponent(models.Model):
    """A part of a bundle or package: a product, or any product of a type or family, and how many of it there are."""

    bundle = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="components")
    position = models.SmallIntegerField()
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="component_of_bundles"
    )
    product_type = models.ForeignKey(
        ProductType, on_delete=models.PROTECT, null=True, blank=True, related_name="component_of_bundles"
    )
    family = models.ForeignKey(
        ProductFamily, on_delete=models.PROTECT, null=True, blank=True, related_name="component_of_bundles"
    )
    minimum = WholeField(**_QUANTITY)
    maximum = WholeField(**_QUANTITY)
    # Exactly so many, in place of a minimum and a maximum.
    quantity = WholeField(minimum=1, **_QUANTITY)
    # How many an account gets of a package's service unless it says otherwise; none: the service is optional.
    default_quantity = WholeField(**_QUANTITY)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bundle", "product", "product_type", "family"],
                name="bundle_component_once",
                nulls_distinct=False,
                violation_error_message="The bundle has this component already.",
            ),
            models.CheckConstraint(
                condition=Q(product__isnull=False, product_type__isnull=True, family__isnull=True)
                | Q(product__isnull=True, product_type__isnull=False, family__isnull=True)
                | Q(product__isnull=True, product_type__isnull=True, family__isnull=False),
                name="bundle_component_is_one_thing",
                violation_error_message="A component is a product, a product type or a family: name one of them.",
            ),
            models.CheckConstraint(
                condition=~Q(bundle=F("product")),
                name="bundle_component_is_not_the_bundle",
                violation_error_message="A bundle does not contain itself.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True, minimum__isnull=False, minimum__gte=0)
                | Q(
                    quantity__isnull=False,
                    quantity__gte=1,
                    product__isnull=False,
                    minimum__isnull=True,
                    maximum__isnull=True,
                    default_quantity__isnull=True,
                ),
                name="bundle_component_is_counted",
                violation_error_message="A component has a minimum, which may be 0; a product may have a quantity.",
            ),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")),
                name="bundle_component_maximum",
                violation_error_message="The maximum must not be below the minimum.",
            ),
            models.CheckConstraint(
                condition=Q(default_quantity__isnull=True)
                | Q(
                    Q(maximum__isnull=True) | Q(default_quantity__lte=F("maximum")),
                    default_quantity__gte=F("minimum"),
                ),
                name="bundle_component_default",
                violation_error_message="The default is between the minimum and the maximum.",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [_no_cycle()]
