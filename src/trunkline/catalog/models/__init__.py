from trunkline.catalog.models.classification import ProductBrand, ProductCategory, ProductFamily
from trunkline.catalog.models.delivery import Technology
from trunkline.catalog.models.prices import PricePlan, Rate, RateVersion
from trunkline.catalog.models.product_types import ProductType
from trunkline.catalog.models.products import (
    GRACE_DAYS_MAX,
    AlternativeCode,
    Characteristic,
    OfferedForTechnology,
    OfferedToClass,
    Product,
    ProductFeature,
    ProductInCategory,
    ProductLink,
    ProductRelationship,
    ProductTerms,
    ResourceRequirement,
    ServiceReliance,
)
from trunkline.catalog.models.resources import RESOURCE_TEXTS_MAX, KitPart, ResourceSpecification, ResourceText
from trunkline.catalog.models.states import ServiceState
from trunkline.catalog.models.units import UnitOfMeasure
from trunkline.platform.definitions import RateField

__all__ = [
    "GRACE_DAYS_MAX",
    "RESOURCE_TEXTS_MAX",
    "AlternativeCode",
    "Characteristic",
    "KitPart",
    "OfferedForTechnology",
    "OfferedToClass",
    "PricePlan",
    "Product",
    "ProductBrand",
    "ProductCategory",
    "ProductFamily",
    "ProductFeature",
    "ProductInCategory",
    "ProductLink",
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
    "Technology",
    "UnitOfMeasure",
]
