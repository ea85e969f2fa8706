"""Seed 003: packages of services that recur, cost once or are used, in numbers; and the states of a SIM card."""

from typing import Any

from tests.support.seed_products.words import Document, SeedProduct, named, price, product


def _state(code: str, base_status: str, *, is_billable: bool = False) -> Document:
    return named(code, code, base_status=base_status, is_billable=is_billable)


# 26-28: five states, two of them cancelled; five are due on cancelling.
NEEDS: list[tuple[str, list[Document]]] = [
    (
        "product-types",
        [
            named("licence-fee", "Licence fee", classification="service", charging_kind="expense"),
            named("data-usage", "Data", classification="service", charging_kind="usage"),
        ],
    ),
    (
        "service-states",
        [
            _state("SIM pre active", "prospect"),
            _state("SIM active", "active", is_billable=True),
            _state("SIM suspended", "suspended"),
            _state("SIM cancelled", "cancelled"),
            _state("SIM purged", "cancelled"),
        ],
    ),
    (
        "state-tables",
        [
            named(
                "sim-states",
                "States of a SIM card",
                transitions=[
                    {"to_state": "SIM pre active"},
                    {"to_state": "SIM active", "starts_recurring_charge": True},
                    {"from_state": "SIM pre active", "to_state": "SIM active", "starts_recurring_charge": True},
                    {"from_state": "SIM active", "to_state": "SIM suspended"},
                    {"from_state": "SIM suspended", "to_state": "SIM active"},
                    {
                        "from_state": "SIM active",
                        "to_state": "SIM cancelled",
                        "charge": "5.00",
                        "currency": "GBP",
                    },
                    {"from_state": "SIM cancelled", "to_state": "SIM purged"},
                ],
            )
        ],
    ),
    (
        "voip-plans",
        [
            named(
                "thousand-minutes",
                "1000 minutes",
                currency="GBP",
                included_minutes=1000,
                destinations=[{"prefix": "", "name": "Everywhere", "price_per_minute": "0.05"}],
            )
        ],
    ),
]


def _monthly(code: str, name: str, **more: Any) -> Document:
    return product(code, name, "recurring-service", service_type="iot", contract_days=30, **more)


FLAT = [
    SeedProduct(
        "003:14, 22",
        _monthly(
            "smart-sensor",
            "Smart Sensor",
            usage_mode="subscription_and_usage",
            usage_tier_plan="data-by-tiers",
            usage_period_count=1,
            usage_period_unit="month",
        ),
        price("3.00", "1.00", set_up="10.00", wholesale_set_up="6.00"),
    ),
    SeedProduct(
        "003:14",
        product("platform-licence", "Platform license fee", "licence-fee", service_type="iot"),
        price("49.00", "15.00"),
    ),
    SeedProduct(
        "003:22",
        _monthly(
            "voip-phone",
            "VOIP phone with 1000 min",
            usage_mode="subscription_and_usage",
            voip_plan="thousand-minutes",
            usage_period_count=1,
            usage_period_unit="month",
        ),
        price("9.00", "4.00"),
    ),
    SeedProduct("003:20", product("sensor-data", "Usage only, by type", "data-usage", service_type="iot")),
    SeedProduct(
        "003:20", _monthly("hosted-data", "Usage only, by mode", usage_mode="usage", usage_tier_plan="data-by-tiers")
    ),
    SeedProduct("003:20", _monthly("hosting", "Subscription only", usage_mode="subscription"), price("7.00", "2.00")),
    SeedProduct("003:26, 42", _monthly("sim-card", "SIM card", state_table="sim-states"), price("1.50", "0.50")),
    SeedProduct(
        "003:46",
        product("professional-services", "Professional services plan", "one-time", service_type="iot"),
        price("400.00", "250.00"),
    ),
    SeedProduct("003:32", _monthly("service-a", "Service A"), price("1.00")),
    SeedProduct("003:32", _monthly("service-b", "Service B"), price("2.00")),
    SeedProduct("003:32", _monthly("service-c", "Service C"), price("3.00")),
    SeedProduct(
        "003:50",
        product("dial-up", "Dial up", "recurring-service", service_type="internet", contract_days=30),
        price("10.00", "3.00"),
    ),
]


def _package(code: str, name: str, *components: tuple[str, int, int, int], days: int = 30) -> Document:
    return product(
        code,
        name,
        "recurring-package",
        service_type="iot",
        contract_days=days,
        components=[
            {"product": of, "minimum": minimum, "maximum": maximum, "default_quantity": default}
            for of, minimum, maximum, default in components
        ],
    )


COMPOSED = [
    SeedProduct(
        "003:14",
        _package("smart-product", "Smart Product", ("smart-sensor", 1, 10, 1), ("platform-licence", 1, 1, 1)),
        price("50.00", "15.00"),
    ),
    SeedProduct(
        "003:32",
        _package("package-a", "Package A", ("service-a", 1, 1, 1), ("service-b", 10, 10, 10), ("service-c", 4, 4, 4)),
        price("33.00"),
    ),
    SeedProduct("003:42", _package("hundred-sims", "100 SIM cards", ("sim-card", 1, 100, 100)), price("120.00")),
    SeedProduct(
        "003:34, 46",
        _package("with-advice", "Sensor with advice", ("smart-sensor", 1, 1, 1), ("professional-services", 0, 1, 0)),
        price("5.00"),
    ),
    SeedProduct("003:50", _package("dial-up-monthly", "Dial up, monthly", ("dial-up", 1, 1, 1)), price("10.00")),
    SeedProduct(
        "003:50", _package("dial-up-annual", "Dial up, annual", ("dial-up", 1, 1, 1), days=365), price("100.00")
    ),
]
