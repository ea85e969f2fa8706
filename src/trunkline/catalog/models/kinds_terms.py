"""The kinds by which products are billed, taxed, discounted and contracted for."""

from trunkline.catalog.models.discounts import (
    Discount,
    DiscountedFamily,
    DiscountedProduct,
    DiscountedType,
    DiscountForClass,
    DiscountForPlan,
)
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.prices import PricePlan, PricePlanForClass
from trunkline.catalog.models.subscription_types import (
    BillingFrequency,
    SubscriptionType,
    SubscriptionTypePlan,
    SubscriptionTypeProduct,
    SubscriptionTypeProvider,
    SubscriptionTypeScheme,
)
from trunkline.catalog.models.taxes import TaxCode, TaxCodeDefault, TaxRate
from trunkline.catalog.models.terms import BillingTermScheme, ContractTerms, ContractText, SchemeProduct
from trunkline.catalog.models.usage import (
    UsageCatalogue,
    UsageEntry,
    UsageTier,
    UsageTierPlan,
    VoipDestination,
    VoipPlan,
)

_CURRENCY = frozenset({"currency"})

KINDS = (
    Kind(
        name="price-plans",
        title="price plan",
        model=PricePlan,
        rows=(Rows("account_classes", PricePlanForClass, parent="price_plan", flat="account_class"),),
        fixed=_CURRENCY,
    ),
    Kind(
        name="billing-term-schemes",
        title="billing term scheme",
        model=BillingTermScheme,
        rows=(Rows("products", SchemeProduct, parent="scheme"),),
        fixed=frozenset({"kind"}),
    ),
    Kind(
        name="subscription-types",
        title="subscription type",
        model=SubscriptionType,
        rows=(
            Rows("products", SubscriptionTypeProduct, parent="subscription_type", flat="product"),
            Rows("schemes", SubscriptionTypeScheme, parent="subscription_type", flat="scheme"),
            Rows("price_plans", SubscriptionTypePlan, parent="subscription_type", flat="price_plan"),
            Rows("providers", SubscriptionTypeProvider, parent="subscription_type", flat="provider"),
            Rows("billing_frequencies", BillingFrequency, parent="subscription_type"),
        ),
    ),
    Kind(
        name="contract-terms",
        title="contract terms",
        model=ContractTerms,
        rows=(Rows("texts", ContractText, parent="terms"),),
    ),
    Kind(
        name="tax-codes",
        title="tax code",
        model=TaxCode,
        rows=(
            Rows("rates", TaxRate, parent="tax_code"),
            Rows("default_for", TaxCodeDefault, parent="tax_code", flat="product_type"),
        ),
    ),
    Kind(
        name="discounts",
        title="discount",
        model=Discount,
        rows=(
            Rows("products", DiscountedProduct, parent="discount", flat="product"),
            Rows("families", DiscountedFamily, parent="discount", flat="family"),
            Rows("product_types", DiscountedType, parent="discount", flat="product_type"),
            Rows("account_classes", DiscountForClass, parent="discount", flat="account_class"),
            Rows("price_plans", DiscountForPlan, parent="discount", flat="price_plan"),
        ),
    ),
    Kind(
        name="usage-catalogues",
        title="usage catalogue",
        model=UsageCatalogue,
        rows=(Rows("entries", UsageEntry, parent="catalogue"),),
        fixed=_CURRENCY,
    ),
    Kind(
        name="usage-tier-plans",
        title="usage tier plan",
        model=UsageTierPlan,
        rows=(Rows("tiers", UsageTier, parent="plan"),),
        fixed=_CURRENCY,
    ),
    Kind(
        name="voip-plans",
        title="VoIP plan",
        model=VoipPlan,
        rows=(Rows("destinations", VoipDestination, parent="plan"),),
        fixed=_CURRENCY,
    ),
)
