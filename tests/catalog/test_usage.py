"""Usage catalogues, tier plans and VoIP plans as definitions."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, transaction

from tests.support.catalogue import define, define_product
from tests.support.people import command, unique
from trunkline.catalog.models import ProductType, UsageCatalogue, UsageEntry, UsageTierPlan, VoipPlan
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.use_cases import definitions
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")


def refused(act: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as refusal:
        act()
    return refusal.value.fields


def content(kind: str, number: int) -> dict[str, Any]:
    (definition,) = selectors.get_definitions(KINDS[kind], [number])
    return selectors.content(KINDS[kind], definition)


def make_product(charging_kind: str = "usage") -> Any:
    code = f"type-{unique()}"
    ProductType.objects.create(
        code=code, name=code, classification="service", charging_kind=charging_kind, can_be_provisioned=False
    )
    return define_product(product_type=code)


def make_unit() -> str:
    return str(define("units-of-measure", symbol="m³", dimension="volume").code)


def entry(product: str, unit: str, **changes: object) -> dict[str, Any]:
    return {
        "product": product,
        "unit": unit,
        "rate": Decimal("1.875"),
        "discount_percent": Decimal(0),
        "valid_from": date(2027, 1, 1),
        "valid_until": None,
        "is_provisioned": False,
        "provider": None,
        **changes,
    }


def test_a_usage_catalogue_comes_back_as_it_was_put_in() -> None:
    unit, water, film = make_unit(), make_product().code, make_product().code
    document = {
        "code": f"utilities-{unique()}",
        "name": "Utilities",
        "description": "",
        "is_active": True,
        "currency": "GBP",
        "entries": [
            entry(water, unit, valid_until=date(2028, 1, 1), discount_percent=Decimal("2.5")),
            entry(water, unit, rate=Decimal("1.95"), valid_from=date(2028, 1, 1)),
            entry(film, unit, is_provisioned=True, provider=make_provider(film)),
        ],
    }
    made = definitions.create(command(), "usage-catalogues", document)
    assert content("usage-catalogues", made["id"]) == document


def make_provider(*products: str) -> str:
    distributor = define("distributors").code
    provider = define(
        "providers",
        distributors=[distributor],
        products=[{"product": each, "provider_product_id": each} for each in products],
        distributions=[{"product": each, "distributor": distributor} for each in products],
    )
    return str(provider.code)


def test_an_entry_names_a_provider_that_has_it() -> None:
    code, unit, film, other = unique(), make_unit(), make_product().code, make_product().code
    wrong = entry(film, unit, is_provisioned=True, provider=make_provider(other))
    fields = refused(lambda: define("usage-catalogues", code=code, currency="GBP", entries=[wrong]))
    assert set(fields) == {"entries[0].provider"}
    wrong = entry(film, unit, provider=make_provider(film))
    fields = refused(lambda: define("usage-catalogues", code=code, currency="GBP", entries=[wrong]))
    assert fields == {"entries[0]": "Only an entry that is provisioned has a provider."}
    assert not UsageCatalogue.objects.filter(code=code).exists()


def test_all_that_is_wrong_with_a_usage_catalogue_is_told() -> None:
    code, unit, water, rent = unique(), make_unit(), make_product().code, make_product("termed").code
    fields = refused(
        lambda: define(
            "usage-catalogues",
            code=code,
            currency="XXY",
            entries=[entry(water, unit), entry(rent, unit), entry(water, unit, valid_from=date(2030, 1, 1))],
        )
    )
    assert set(fields) == {"currency", "entries[1].product", "entries[2].valid_from"}
    assert not UsageCatalogue.objects.filter(code=code).exists()


def test_the_database_holds_entries_apart() -> None:
    water, film = make_product(), make_product()
    catalogue = define("usage-catalogues", currency="GBP", entries=[entry(water.code, make_unit())])
    unit = catalogue.entries.get().unit
    values = {"catalogue": catalogue, "position": 1, "unit": unit, "rate": 1}
    with pytest.raises(IntegrityError, match="usage_entries_do_not_overlap"), transaction.atomic():
        UsageEntry.objects.create(**values, product=water, valid_from=date(2030, 1, 1))
    UsageEntry.objects.create(**values, product=film, valid_from=date(2030, 1, 1))
    UsageEntry.objects.create(**values, product=water, valid_from=date(2026, 1, 1), valid_until=date(2027, 1, 1))
    assert UsageEntry.objects.filter(catalogue=catalogue).count() == 3


def tier(starts_at: str, unit_price: str = "0", fixed_amount: str = "0") -> dict[str, Any]:
    return {
        "starts_at": Decimal(starts_at),
        "unit_price": Decimal(unit_price),
        "fixed_amount": Decimal(fixed_amount),
    }


@pytest.mark.parametrize(
    ("model", "tiers"),
    [
        ("flat", [tier("0", "0.10"), tier("100", "0.08")]),
        ("stepped_rate", [tier("0"), tier("1000", "0.000000001")]),
        ("stepped_fixed", [tier("0", fixed_amount="5"), tier("100.5", fixed_amount="9")]),
        ("marginal", [tier("0", "0.10", "5"), tier("100", "0.08", "15")]),
    ],
)
def test_a_tier_plan_comes_back_as_it_was_put_in(model: str, tiers: list[dict[str, Any]]) -> None:
    document = {
        "code": f"tiers-{unique()}",
        "name": "Tiers",
        "description": "",
        "is_active": True,
        "model": model,
        "currency": "GBP",
        "unit": make_unit(),
        "tiers": tiers,
    }
    made = definitions.create(command(), "usage-tier-plans", document)
    assert content("usage-tier-plans", made["id"]) == document


@pytest.mark.parametrize(
    ("model", "tiers", "paths"),
    [
        ("flat", [], {"tiers"}),
        ("flat", [tier("1", "1")], {"tiers[0].starts_at"}),
        ("flat", [tier("0", "1", "1")], {"tiers[0].fixed_amount"}),
        ("stepped_fixed", [tier("0", "1", "1")], {"tiers[0].unit_price"}),
        ("marginal", [tier("0"), tier("9", "1"), tier("5", "1")], {"tiers[2].starts_at"}),
        ("marginal", [tier("0"), tier("5"), tier("5", "1")], {"tiers[2]"}),
        ("marginal", [tier("0"), tier("-5")], {"tiers[1].starts_at"}),
        ("steep", [tier("0")], {"model"}),
    ],
)
def test_tiers_that_make_no_sense_are_refused(model: str, tiers: list[dict[str, Any]], paths: set[str]) -> None:
    code = unique()
    plan = {"code": code, "model": model, "currency": "GBP", "unit": make_unit(), "tiers": tiers}
    assert set(refused(lambda: define("usage-tier-plans", **plan))) == paths
    assert not UsageTierPlan.objects.filter(code=code).exists()


def destination(prefix: str, **changes: object) -> dict[str, Any]:
    return {
        "prefix": prefix,
        "name": f"Numbers of {prefix or 'all'}",
        "connect_fee": Decimal("0.05"),
        "price_per_minute": Decimal("0.0125"),
        "first_increment_seconds": 30,
        "next_increment_seconds": 6,
        "uses_included_minutes": True,
        "is_billed": True,
        **changes,
    }


def test_a_voip_plan_comes_back_as_it_was_put_in() -> None:
    document = {
        "code": f"calls-{unique()}",
        "name": "Calls",
        "description": "",
        "is_active": True,
        "currency": "GBP",
        "included_minutes": 1000,
        "is_billed": True,
        "destinations": [destination(""), destination("4420"), destination("112", is_billed=False)],
    }
    made = definitions.create(command(), "voip-plans", document)
    assert content("voip-plans", made["id"]) == document
    definitions.change(
        command(), "voip-plans", made["id"], {"destinations": [destination("4420", price_per_minute=Decimal("0.01"))]}
    )
    assert content("voip-plans", made["id"])["destinations"] == [destination("4420", price_per_minute=Decimal("0.01"))]


@pytest.mark.parametrize(
    ("destinations", "paths"),
    [
        ([], {"destinations"}),
        ([destination("44"), destination("1"), destination("44")], {"destinations[2]"}),
        ([destination("+44")], {"destinations[0]"}),
        ([destination("4" * 16)], {"destinations[0].prefix"}),
        ([destination("44", first_increment_seconds=0)], {"destinations[0].first_increment_seconds"}),
        ([destination("44", price_per_minute="-1")], {"destinations[0].price_per_minute"}),
    ],
)
def test_a_voip_plan_that_makes_no_sense_is_refused(destinations: list[dict[str, Any]], paths: set[str]) -> None:
    code = unique()
    plan = {"code": code, "currency": "GBP", "destinations": destinations}
    assert set(refused(lambda: define("voip-plans", **plan))) == paths
    assert not VoipPlan.objects.filter(code=code).exists()


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        ("usagetier", "starts_at = -1", "usage_tier_is_not_negative"),
        ("usagetierplan", "model = 'steep'", "usage_tier_plan_model"),
        ("usagetierplan", "currency = 'gbp'", "usage_tier_plan_currency"),
        ("voipdestination", "prefix = '+44'", "voip_destination_prefix"),
        ("voipdestination", "next_increment_seconds = 0", "voip_destination_increments"),
        ("voipdestination", "connect_fee = -1", "voip_destination_is_not_negative"),
        ("voipplan", "included_minutes = -1", "voip_plan_minutes"),
        ("usageentry", "rate = -1", "usage_entry_rate"),
        ("usageentry", "valid_until = valid_from", "usage_entry_is_a_span"),
    ],
)
def test_the_database_refuses_usage_that_cannot_be(
    table: str, change: str, constraint: str, owner_connection: psycopg.Connection
) -> None:
    unit = make_unit()
    define("usage-tier-plans", model="marginal", currency="GBP", unit=unit, tiers=[tier("0")])
    define("voip-plans", currency="GBP", destinations=[destination("44")])
    define("usage-catalogues", currency="GBP", entries=[entry(make_product().code, unit)])
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        owner_connection.execute(f"UPDATE catalog_{table} SET {change}")
