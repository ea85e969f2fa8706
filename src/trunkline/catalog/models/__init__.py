from trunkline.catalog.models.fields import RateField
from trunkline.catalog.models.prices import PricePlan, Rate, RateVersion
from trunkline.catalog.models.product_types import ProductType
from trunkline.catalog.models.products import (
    GRACE_DAYS_MAX,
    Product,
    ProductFeature,
    ProductRelationship,
    ProductTerms,
    ResourceRequirement,
    ServiceReliance,
)
from trunkline.catalog.models.resources import RESOURCE_TEXTS_MAX, KitPart, ResourceSpecification, ResourceText
from trunkline.catalog.models.states import ServiceState

__all__ = [
    "GRACE_DAYS_MAX",
    "RESOURCE_TEXTS_MAX",
    "KitPart",
    "PricePlan",
    "Product",
    "ProductFeature",
    "ProductRelationship",
    "ProductTerms",
    "ProductType",
    "Rate",
    "RateField",
    "RateVersion",
    "ResourceRequirement",
    "ResourceSpecification",
    "ResourceText",
    "ServiceReliance",
    "ServiceState",
]
