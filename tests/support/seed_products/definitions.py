"""Seed 001: the four definitions of products, use that is billed beside a price, and who is shown what."""

from tests.support.seed_products.words import Document, SeedProduct, named, price, product

NEEDS: list[tuple[str, list[Document]]] = [
    ("units-of-measure", [named("gigabyte", "Gigabyte", symbol="GB", dimension="data", factor="1073741824")]),
    ("account-classes", [named("household", "Households"), named("enterprise", "Enterprises")]),
    ("technologies", [named("fibre", "Fibre"), named("copper", "Copper")]),
    (
        "usage-tier-plans",
        [
            named(
                "data-by-tiers",
                "Data by tiers",
                model="stepped_rate",
                currency="GBP",
                unit="gigabyte",
                tiers=[{"starts_at": 0, "unit_price": "0.50"}, {"starts_at": 100, "unit_price": "0.20"}],
            )
        ],
    ),
    (
        "voip-plans",
        [
            named(
                "calls",
                "Calls",
                currency="GBP",
                destinations=[{"prefix": "44", "name": "United Kingdom", "price_per_minute": "0.02"}],
            )
        ],
    ),
]

FLAT = [
    SeedProduct(
        "001:5",
        product("installation-item", "One Time Item/Fee Definition", "one-time", service_type="internet"),
        price("75.00", "20.00"),
    ),
    SeedProduct(
        "001:6",
        product(
            "line-fee", "Recurring Service Fee Definition", "recurring-fee", service_type="internet", contract_days=30
        ),
        price("2.50"),
    ),
    SeedProduct(
        "001:7, 15, 17",
        product(
            "metered-line",
            "Recurring Service Definition",
            "recurring-service",
            service_type="internet",
            contract_days=30,
            usage_tier_plan="data-by-tiers",
            usage_mode="subscription_and_usage",
            account_classes=["household"],
            technologies=["fibre", "copper"],
        ),
        price("20.00", "8.00"),
    ),
    SeedProduct(
        "001:17",
        product(
            "voip-line",
            "Recurring Service Definition with VOIP",
            "recurring-service",
            service_type="voip",
            contract_days=30,
            voip_plan="calls",
            usage_mode="subscription_and_usage",
            account_classes=["enterprise"],
        ),
        price("12.00", "4.00"),
    ),
]

COMPOSED = [
    SeedProduct(
        "001:8, 17",
        product(
            "double-play",
            "Recurring Package Definition",
            "recurring-package",
            service_type="internet",
            contract_days=30,
            usage_tier_plan="data-by-tiers",
            usage_mode="subscription_and_usage",
            components=[
                {"product": "metered-line", "minimum": 1, "maximum": 1, "default_quantity": 1},
                {"product": "voip-line", "minimum": 0, "maximum": 2, "default_quantity": 1},
                {"product": "installation-item", "minimum": 0, "maximum": 1, "default_quantity": 0},
            ],
        ),
        price("28.00", "12.00"),
    ),
]
