"""A whole catalogue of an operator of mobile, internet, voice, television and power, as bodies of the API."""

from trunkline.cli.demo.definitions.basics import (
    ACCOUNT_CLASSES,
    BRANDS,
    CATEGORIES,
    FAMILIES,
    PRODUCT_TYPES,
    TECHNOLOGIES,
    UNITS,
)
from trunkline.cli.demo.definitions.offers import (
    ACTIVITY_TYPES,
    DISCOUNTS,
    DISTRIBUTORS,
    JOB_TYPES,
    METER_READING_TYPES,
    PROVIDERS,
    SCHEMES,
    STATE_TABLES,
    STATES,
    SUBSCRIPTION_TYPES,
    USAGE_CATALOGUES,
    USER_FIELDS,
)
from trunkline.cli.demo.definitions.prices import PRICE_PLANS
from trunkline.cli.demo.definitions.products import BUNDLES, CHANNELS, GOODS, LINES, SERVICES, VIDEOS
from trunkline.cli.demo.definitions.terms import CONTRACT_TERMS, TAX_CODES, USAGE_TIER_PLANS, VOIP_PLANS
from trunkline.cli.demo.definitions.words import Document

# One request each; what a request names has been made by one before it.
DEFINITIONS: tuple[tuple[str, list[Document]], ...] = (
    ("units-of-measure", UNITS),
    ("technologies", TECHNOLOGIES),
    ("account-classes", ACCOUNT_CLASSES),
    ("product-brands", BRANDS),
    ("product-families", FAMILIES),
    ("product-categories", [each for each in CATEGORIES if each["parent"] is None]),
    ("product-categories", [each for each in CATEGORIES if each["parent"] is not None]),
    ("product-types", PRODUCT_TYPES),
    ("tax-codes", TAX_CODES),
    ("contract-terms", CONTRACT_TERMS),
    ("usage-tier-plans", USAGE_TIER_PLANS),
    ("voip-plans", VOIP_PLANS),
    ("products", [*CHANNELS, *VIDEOS, *LINES, *GOODS, *SERVICES]),
    ("products", BUNDLES),
    ("price-plans", PRICE_PLANS),
    ("usage-catalogues", USAGE_CATALOGUES),
    ("billing-term-schemes", SCHEMES),
    ("subscription-types", SUBSCRIPTION_TYPES),
    ("discounts", DISCOUNTS),
    ("service-states", STATES),
    ("state-tables", STATE_TABLES),
    ("distributors", DISTRIBUTORS),
    ("providers", PROVIDERS),
    ("job-types", JOB_TYPES),
    ("activity-types", ACTIVITY_TYPES),
    ("meter-reading-types", METER_READING_TYPES),
    ("user-fields", USER_FIELDS),
)
