from trunkline.catalog.models.bundles import BundleComponent
from trunkline.catalog.models.classification import ProductBrand, ProductCategory, ProductFamily
from trunkline.catalog.models.delivery import (
    Distributor,
    ProductDistribution,
    ProvidedProduct,
    Provider,
    ProviderDistributor,
)
from trunkline.catalog.models.discounts import (
    Discount,
    DiscountedFamily,
    DiscountedProduct,
    DiscountedType,
    DiscountForClass,
    DiscountForPlan,
)
from trunkline.catalog.models.files import ProductFile, StoredContent
from trunkline.catalog.models.meter_policies import MeterPolicy
from trunkline.catalog.models.meters import MeterReadingType, UsageRecordType
from trunkline.catalog.models.prices import PricePlan, PricePlanForClass, Rate, RatePhase, RateTier, RateVersion
from trunkline.catalog.models.product_types import ProductType, ProductTypeMeter
from trunkline.catalog.models.product_words import ProductWords
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
from trunkline.catalog.models.states import ServiceState, StateTable, StateTransition
from trunkline.catalog.models.subscription_types import (
    BillingFrequency,
    SubscriptionType,
    SubscriptionTypePlan,
    SubscriptionTypeProduct,
    SubscriptionTypeProvider,
    SubscriptionTypeScheme,
)
from trunkline.catalog.models.taxes import ProductTax, TaxCode, TaxCodeDefault, TaxRate
from trunkline.catalog.models.technologies import Technology
from trunkline.catalog.models.terms import BillingTermScheme, ContractTerms, ContractText, SchemeProduct
from trunkline.catalog.models.units import UnitOfMeasure
from trunkline.catalog.models.usage import (
    UsageCatalogue,
    UsageEntry,
    UsageTier,
    UsageTierPlan,
    VoipDestination,
    VoipPlan,
)
from trunkline.catalog.models.user_fields import UserField
from trunkline.catalog.models.work import ActivityType, ActivityTypeProduct, JobType, JobTypeProduct
from trunkline.platform.definitions import RateField

__all__ = [
    "GRACE_DAYS_MAX",
    "RESOURCE_TEXTS_MAX",
    "ActivityType",
    "ActivityTypeProduct",
    "AlternativeCode",
    "BillingFrequency",
    "BillingTermScheme",
    "BundleComponent",
    "Characteristic",
    "ContractTerms",
    "ContractText",
    "Discount",
    "DiscountForClass",
    "DiscountForPlan",
    "DiscountedFamily",
    "DiscountedProduct",
    "DiscountedType",
    "Distributor",
    "JobType",
    "JobTypeProduct",
    "KitPart",
    "MeterPolicy",
    "MeterReadingType",
    "OfferedForTechnology",
    "OfferedToClass",
    "PricePlan",
    "PricePlanForClass",
    "Product",
    "ProductBrand",
    "ProductCategory",
    "ProductDistribution",
    "ProductFamily",
    "ProductFeature",
    "ProductFile",
    "ProductInCategory",
    "ProductLink",
    "ProductRelationship",
    "ProductTax",
    "ProductTerms",
    "ProductType",
    "ProductTypeMeter",
    "ProductWords",
    "ProvidedProduct",
    "Provider",
    "ProviderDistributor",
    "Rate",
    "RateField",
    "RatePhase",
    "RateTier",
    "RateVersion",
    "ResourceRequirement",
    "ResourceSpecification",
    "ResourceText",
    "SchemeProduct",
    "ServiceReliance",
    "ServiceState",
    "StateTable",
    "StateTransition",
    "StoredContent",
    "SubscriptionType",
    "SubscriptionTypePlan",
    "SubscriptionTypeProduct",
    "SubscriptionTypeProvider",
    "SubscriptionTypeScheme",
    "TaxCode",
    "TaxCodeDefault",
    "TaxRate",
    "Technology",
    "UnitOfMeasure",
    "UsageCatalogue",
    "UsageEntry",
    "UsageRecordType",
    "UsageTier",
    "UsageTierPlan",
    "UserField",
    "VoipDestination",
    "VoipPlan",
]
