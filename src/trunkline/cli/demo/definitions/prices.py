"""Price plans, and what products cost in them: one rate of each model, for several periods and currencies."""

from trunkline.cli.demo.definitions.words import Document, named

PRICE_PLANS = [
    named("small-business", "Small businesses", currency="GBP", account_classes=["small-business"]),
    named("euro", "Prices in euros", currency="EUR"),
    named("yearly", "A year at once", currency="GBP", priority=-10),
]

_MONTH: Document = {"period_count": 1, "period_unit": "month"}
_YEAR: Document = {"period_count": 1, "period_unit": "year"}

# By the product's code, in the order in which they are set.
PRICES: tuple[tuple[str, Document], ...] = (
    ("mobile-50gb", {"currency": "GBP", "retail_cost": "18.00", "wholesale_cost": "7.20"}),
    ("mobile-50gb", {"price_plan": "yearly", "retail_cost": "180.00", "wholesale_cost": "86.40", **_YEAR}),
    ("mobile-50gb", {"price_plan": "euro", "retail_cost": "21.50", "wholesale_cost": "8.60", **_MONTH}),
    (
        "business-telephony",
        {
            "price_plan": "small-business",
            "model": "tiered",
            "retail_cost": "0",
            "tiers": [{"starts_at": 0, "unit_price": "9.50"}, {"starts_at": 10, "unit_price": "7.90"}],
            "minimum_charge": "19.00",
            **_MONTH,
        },
    ),
    (
        "business-telephony",
        {
            "currency": "GBP",
            "retail_cost": "12.00",
            "phases": [
                {"kind": "trial", "periods": 1},
                {"kind": "promotional", "periods": 3, "retail_cost": "8.00"},
            ],
        },
    ),
    (
        "smart-sensor",
        {
            "currency": "GBP",
            "model": "volume",
            "retail_cost": "0",
            "tiers": [{"starts_at": 0, "unit_price": "1.20"}, {"starts_at": 100, "unit_price": "0.80"}],
        },
    ),
    ("sim-subscription", {"currency": "GBP", "model": "package", "block_size": 10, "retail_cost": "6.00", **_MONTH}),
    ("power-supply", {"currency": "GBP", "model": "flat", "retail_cost": "14.40", "retail_setup_cost": "25.00"}),
    ("switch-fee", {"currency": "GBP", "retail_cost": "10.00"}),
    ("news-bouquet", {"currency": "GBP", "retail_cost": "4.99", "applies_to_components": True, **_MONTH}),
    ("channel-cnn", {"currency": "GBP", "bundle": "news-bouquet", "retail_cost": "1.99", **_MONTH}),
    ("smart-product", {"currency": "GBP", "retail_cost": "5.00", "applies_to_components": False}),
)
