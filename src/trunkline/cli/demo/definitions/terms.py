"""What products are taxed, contracted and billed by, beside their prices."""

from trunkline.cli.demo.definitions.basics import PRODUCT_TYPES
from trunkline.cli.demo.definitions.words import SINCE, named

TAX_CODES = [
    named(
        "vat-standard",
        "VAT, standard rate",
        rates=[
            {"tax": "VAT", "country": country, "percent": percent, "valid_from": SINCE}
            for country, percent in (("GB", 20), ("DE", 19), ("CZ", 21), ("CY", 19), ("IE", 23))
        ],
        default_for=[each["code"] for each in PRODUCT_TYPES if each["code"] not in {"supply", "metered-supply"}],
    ),
    named(
        "vat-energy",
        "VAT on domestic energy",
        rates=[
            {
                "tax": "VAT",
                "country": "GB",
                "account_kind": kind,
                "percent": percent,
                "valid_from": SINCE,
            }
            for kind, percent in (("residential", 5), ("business", 20))
        ],
        default_for=["supply", "metered-supply"],
    ),
]

CONTRACT_TERMS = [
    named(
        "two-years",
        "24 months, then open-ended",
        minimum_term_count=24,
        minimum_term_unit="month",
        notice_count=1,
        notice_unit="month",
        termination_fee="share_of_remaining",
        fee_percent=50,
        texts=[
            {
                "version": 1,
                "valid_from": SINCE,
                "title": "Terms of contracts of two years",
                "summary": "Two years at least; half of what remains is due when you leave earlier.",
                "text": "The contract runs for 24 months. After that it may be ended with a month's notice.",
            }
        ],
    ),
    named("no-term", "No minimum term", notice_count=14, notice_unit="day"),
]

USAGE_TIER_PLANS = [
    named(
        "data-beyond-allowance",
        "Data beyond the allowance",
        model="stepped_rate",
        currency="GBP",
        unit="gigabyte",
        tiers=[{"starts_at": 0}, {"starts_at": 100, "unit_price": "0.50"}, {"starts_at": 500, "unit_price": "0.20"}],
    ),
]

VOIP_PLANS = [
    named(
        "business-calls",
        "Business calls",
        currency="GBP",
        included_minutes=1000,
        destinations=[
            {"prefix": "44", "name": "United Kingdom", "price_per_minute": "0.02"},
            {"prefix": "447", "name": "United Kingdom, mobile", "price_per_minute": "0.06"},
            {"prefix": "1", "name": "North America", "price_per_minute": "0.05", "connect_fee": "0.05"},
            {
                "prefix": "4487",
                "name": "United Kingdom, service numbers",
                "price_per_minute": "0.45",
                "uses_included_minutes": False,
            },
            {"prefix": "999", "name": "Emergency", "is_billed": False, "uses_included_minutes": False},
        ],
    ),
]
