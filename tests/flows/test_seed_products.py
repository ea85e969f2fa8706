"""The products of the seeds, through the API alone: what is put in comes back; each is ordered, active and ended.

So are packages and bundles, with all their parts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

import pytest

from tests.support.documents import holds
from tests.support.quiet import connected_to, fresh_database
from tests.support.seed_products import definitions, mobile, packages, television
from tests.support.seed_products.mobile import WholeProduct
from tests.support.seed_products.words import Document, SeedProduct
from tests.support.shop import Sale, Shop

SPECIFICATIONS = [*mobile.SPECIFICATIONS, *television.SPECIFICATIONS]
NEEDS = [*television.NEEDS, *definitions.NEEDS, *packages.NEEDS]
FLAT = [*mobile.FLAT, *definitions.FLAT, *television.FLAT, *packages.FLAT]
COMPOSED = [*definitions.COMPOSED, *television.COMPOSED, *packages.COMPOSED]
_ALL: tuple[SeedProduct | WholeProduct, ...] = (*FLAT, *COMPOSED, *mobile.WHOLE)
PRODUCTS = {each.code: each for each in _ALL}
FATES = {each["name"]: each.get("end_fate") for each in SPECIFICATIONS}
STATE_AFTER = {"decommission": "Decommissioned", "hold": "Held", "inspect": "Used", "release": "In Stock"}
# In which state services of a product begin whose table knows another first one.
BEGINS_AS = {"sim-card": ("SIM pre active", "prospect")}
# What is chosen where a bundle leaves a choice.
CHOSEN = {
    "channels-of-choice": {"cnn": 1, "fox-news": 1, "national-geographic": 1},
    "goods-of-choice": {"remote-control": 2, "antenna": 1},
    "gold-or-silver": {"gold": 1},
    "with-advice": {"professional-services": 1},
}
COSTS = ("retail_cost", "wholesale_cost", "retail_setup_cost", "wholesale_setup_cost")


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """A seller with all that the seeds' products name; these are made by the tests that want them."""
    with fresh_database("seed_products") as database, connected_to(database):
        shop = Shop(SPECIFICATIONS)
        for kind, documents in NEEDS:
            shop.define(kind, documents)
        yield shop


def by_code(product: SeedProduct | WholeProduct) -> str:
    return product.code


def require_on_sale(shop: Shop, code: str) -> None:
    """Make a product that no test has wanted yet, after what it consists of; what was put in comes back."""
    if code in shop.made:
        return
    product = PRODUCTS[code]
    if isinstance(product, WholeProduct):
        shop.made[code] = shop.send("products", product.document)["id"]
        require_read(shop, product)
        return
    for component in product.document.get("components", []):
        for name, each in PRODUCTS.items():
            if name == component.get("product") or is_counted(each, component):
                require_on_sale(shop, name)
    shop.put_on_sale(product)
    require_written(shop, product)


def is_counted(product: SeedProduct | WholeProduct, component: Document) -> bool:
    """Whether a component of a bundle names a product's type or family."""
    return any(
        name in component and component[name] == product.document.get(name) for name in ("product_type", "family")
    )


def require_written(shop: Shop, product: SeedProduct) -> None:
    """Every field that was sent, and the price, are what is read."""
    written = shop.get(f"catalogue/products/{shop.made[product.code]}")
    for name, value in product.document.items():
        assert holds(written[name], value), (product.source, name, written[name])
    assert written["lifecycle"] == "active"
    prices = shop.get(f"products/{shop.made[product.code]}/prices")["data"]
    days = product.document.get("contract_days")
    period = {"period_count": days, "period_unit": days and "day", "standing": "current"}
    assert holds(prices, [] if product.price is None else [{**product.price, **period}]), (product.source, prices)


def require_read(shop: Shop, product: WholeProduct) -> None:
    """Every field that was sent is what is read, lists and variables that stand in strings included."""
    written = shop.get(f"products/{shop.made[product.code]}")
    sent = {**product.document, **product.read_as}
    costs = {name: f"{sent.pop(name):.2f}" for name in COSTS}
    terms = sent.pop("terms", None)
    for name, value in sent.items():
        assert holds(written[name], value), (product.source, name, written[name])
    assert {name: written["prices"][name] for name in COSTS} == costs
    assert written["terms"] == (terms and {"version": 1, "text": terms})


def owed_for(product: SeedProduct | WholeProduct) -> list[tuple[str, str, str]]:
    """What is to be charged at once: the price, of the first period or once, and the set-up; nothing before its use."""
    costs = product.document if isinstance(product, WholeProduct) else product.price
    if costs is None or product.code in BEGINS_AS:
        return []
    retail, wholesale, set_up, wholesale_set_up = (f"{Decimal(costs[name]):.2f}" for name in COSTS)
    is_recurring = bool(product.document.get("contract_days"))
    if product.document.get("category") == "addon" and not is_recurring:
        return [("fact", retail, wholesale)]
    kind = "recurring" if is_recurring else "one_time"
    return [(kind, retail, wholesale), ("set_up", set_up, wholesale_set_up)]


def require_charged(
    charges: list[Document], product: SeedProduct | WholeProduct, parts: Mapping[str, int] = MappingProxyType({})
) -> None:
    """What was charged is what is owed for a product, and for each part."""
    owed = Counter(owed_for(product))
    for code, count in parts.items():
        owed.update(owed_for(PRODUCTS[code]) * count)
    assert Counter((charge["component"], charge["amount"], charge["wholesale"]) for charge in charges) == owed


def require_active(shop: Shop, sale: Sale, code: str) -> None:
    service = shop.get(f"services/{sale.service}")
    state = BEGINS_AS.get(code, ("Active", "active"))
    assert (service["product"], service["state"], service["base_status"]) == (code, *state)
    assert set(shop.states(sale).values()) <= {"Assigned"}
    left = [shop.get(f"stock-quantities?specification={name}")["data"][0]["on_hand"] for name in sale.pieces]
    assert left == [0] * len(left)


def require_ended(shop: Shop, sale: Sale) -> None:
    """What has ended stays in the history and costs nothing more; its items met the fate of their kind."""
    for each in [sale.service, *sale.parts]:
        service = shop.get(f"services/{each}")
        assert (service["state"], service["base_status"]) == ("Deactivated", "cancelled")
        assert service["ended_at"] is not None
        begun, _ = BEGINS_AS.get(service["product"], ("Active", ""))
        assert {row["service_state"] for row in service["timeline"]} == {begun, "Deactivated"}
    assert shop.states(sale) == {item: STATE_AFTER[str(FATES[name])] for item, name in sale.items.items()}


@pytest.mark.parametrize("product", FLAT, ids=by_code)
def test_a_product_comes_back_is_ordered_active_and_ended(shop: Shop, product: SeedProduct) -> None:
    require_on_sale(shop, product.code)
    sale = shop.order(product.code)
    require_active(shop, sale, product.code)
    charges = shop.charges(sale)
    require_charged(charges, product)
    shop.end(sale)
    require_ended(shop, sale)
    assert shop.charges(sale) == charges


@pytest.mark.parametrize("product", mobile.WHOLE, ids=by_code)
def test_a_complete_example_comes_back_is_ordered_active_and_ended(shop: Shop, product: WholeProduct) -> None:
    require_on_sale(shop, product.code)
    if product.adds_to is None:
        sale = shop.order(product.code)
        require_active(shop, sale, product.code)
        require_charged(shop.charges(sale), product)
        shop.end(sale)
        require_ended(shop, sale)
        return
    require_on_sale(shop, product.adds_to)
    service = shop.order(product.adds_to)
    before = shop.charges(service)
    sale = shop.order(product.code, service)
    require_charged([each for each in shop.charges(service) if each not in before], product)
    if not product.document["contract_days"]:
        # What costs once is no service of its own: what it gave ends with the one that it was added to.
        assert sale.service == service.service
        require_active(shop, sale, product.adds_to)
    else:
        require_active(shop, sale, product.code)
        shop.end(sale)
        require_ended(shop, sale)
        require_active(shop, service, product.adds_to)
    shop.end(service)
    require_ended(shop, service)


@pytest.mark.parametrize("product", COMPOSED, ids=by_code)
def test_a_package_or_bundle_comes_back_is_ordered_active_and_ended(shop: Shop, product: SeedProduct) -> None:
    require_on_sale(shop, product.code)
    parts = parts_of(product)
    sale = shop.order(product.code, parts=parts)
    require_active(shop, sale, product.code)
    assert Counter(shop.get(f"services/{part}")["product"] for part in sale.parts) == parts
    standing = shop.get(f"instances/{sale.service}/parts")["data"]
    assert sorted(part["id"] for part in standing) == sorted(sale.parts)
    charges = shop.charges(sale)
    require_charged(charges, product, parts)
    shop.end(sale)
    require_ended(shop, sale)
    assert shop.charges(sale) == charges


def parts_of(product: SeedProduct) -> dict[str, int]:
    """Of what a bundle or package is to consist: what it is at least or by itself, and what is chosen."""
    counts = {
        row["product"]: row.get("default_quantity", row.get("quantity", row.get("minimum", 0)))
        for row in product.document["components"]
        if "product" in row
    }
    counts |= CHOSEN.get(product.code, {})
    return {code: count for code, count in counts.items() if count}


def test_the_example_of_television_is_entered_where_its_products_take_part(shop: Shop) -> None:
    for code in television.ENTERED:
        require_on_sale(shop, code)
    for kind, documents in television.ENTERED_IN:
        made = shop.define(kind, documents)
        written = [shop.get(f"catalogue/{kind}/{each['id']}") for each in made]
        assert holds(written, documents), (kind, written)
