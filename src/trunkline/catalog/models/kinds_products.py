"""Products, as the kind of definition that all others are there for."""

from trunkline.catalog.models.bundles import BundleComponent
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.products import (
    AlternativeCode,
    Characteristic,
    OfferedForTechnology,
    OfferedToClass,
    Product,
    ProductFeature,
    ProductInCategory,
    ProductLink,
    ProductRelationship,
    ResourceRequirement,
    ServiceReliance,
)
from trunkline.catalog.models.taxes import ProductTax

KINDS = (
    Kind(
        name="products",
        title="product",
        model=Product,
        rows=(
            Rows("features", ProductFeature, parent="product", flat="text"),
            Rows("categories", ProductInCategory, parent="product", flat="category"),
            Rows("alternative_codes", AlternativeCode, parent="product", flat="code"),
            Rows("account_classes", OfferedToClass, parent="product", flat="account_class"),
            Rows("technologies", OfferedForTechnology, parent="product", flat="technology"),
            Rows("resource_requirements", ResourceRequirement, parent="product", flat="specification"),
            Rows("service_reliances", ServiceReliance, parent="product", flat="service_name"),
            Rows("characteristics", Characteristic, parent="product"),
            Rows("components", BundleComponent, parent="bundle"),
            Rows("relationships", ProductRelationship, parent="product"),
            Rows("links", ProductLink, parent="product"),
            Rows("taxes", ProductTax, parent="product"),
        ),
        fixed=frozenset({"brand"}),
        internal=frozenset(
            {
                "comment",
                "provisioning_play",
                "deprovisioning_play",
                "suspension_play",
                "resumption_play",
                "removal_play",
                "change_play",
                "provisioning_variables",
                "rescue_counts_as_failure",
                "play_failures_are_ignored",
            }
        ),
    ),
)
