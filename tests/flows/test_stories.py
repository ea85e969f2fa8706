"""The seeds' stories of what customers have, through the API, day by day: what was ordered, charged and is there."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.quiet import connected_to, fresh_database
from tests.support.seed_products import packages
from tests.support.seed_products.words import Document, SeedProduct, price, product
from tests.support.shop import Sale, Shop, finish_job
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.instances.selectors.instances import InstanceSearch, list_instances
from trunkline.instances.selectors.timeline import Moment
from trunkline.platform.clocks import hold_business_clock
from trunkline.stock.models import StockItem
from trunkline.stock.selectors.history import list_holders

TYPES: list[Document] = [
    {"code": "line", "name": "Line", "classification": "service", "charging_kind": "termed"},
    {
        "code": "package",
        "name": "Package",
        "classification": "service",
        "charging_kind": "termed",
        "composition": "package",
    },
    {
        "code": "branch",
        "name": "Branch",
        "classification": "service",
        "charging_kind": "termed",
        "composition": "flexible_bundle",
    },
    {"code": "box", "name": "Box", "classification": "good", "is_traceable": True},
]
ROUTER = {"name": "Router Model X", "kind": "physical", "end_fate": "inspect"}


def hold(day: str) -> None:
    """Let it be noon of a day."""
    hold_business_clock(datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC))


@pytest.fixture
def shop(settings: Any) -> Iterator[Shop]:
    """A seller on the first of January 2025, in whose database all that must hold holds in the end."""
    settings.TRUNKLINE_DEMO_MODE = True
    with fresh_database("stories") as database, connected_to(database):
        hold("2025-01-01")
        shop = Shop([ROUTER])
        shop.define("product-types", TYPES)
        yield shop
        assert [result.violations for result in check_invariants() if result.violations] == []


def line(code: str, name: str, retail: str, **more: Any) -> SeedProduct:
    document = product(code, name, "line", service_type="internet", contract_days=30, **more)
    return SeedProduct("", document, price(retail))


def package(code: str, name: str, retail: str, *components: tuple[str, int, int, int]) -> SeedProduct:
    rows = [dict(zip(("product", "minimum", "maximum", "default_quantity"), each, strict=True)) for each in components]
    document = product(code, name, "package", service_type="internet", contract_days=30, components=rows)
    return SeedProduct("", document, price(retail))


def charged(shop: Shop, sale: Sale) -> Counter[str]:
    """What an account was charged, without what is nothing."""
    return Counter(charge["amount"] for charge in shop.charges(sale) if charge["amount"] != "0.00")


def change(shop: Shop, service: str, **wanted: object) -> None:
    """Ask for a change that takes over now, and bring its job, if it needs one, to its end."""
    shop.send(f"services/{service}/changes", wanted)


def states(shop: Shop, service: str) -> list[tuple[str, str, str | None]]:
    """In which state a service was from which day until which."""
    rows = shop.get(f"instances/{service}/timeline")["data"]
    live = [row for row in rows if row["superseded_at"] is None]
    return [
        (row["service_status"], row["valid_from"][:10], row["valid_until"] and row["valid_until"][:10]) for row in live
    ]


def test_a_sim_passes_through_its_five_states(shop: Shop) -> None:
    # 003:26-28
    for kind, documents in packages.NEEDS:
        if kind in {"service-states", "state-tables"}:
            shop.define(kind, documents)
    shop.put_on_sale(line("sim", "SIM card", "1.50", state_table="sim-states"))
    sale = shop.order("sim")
    assert charged(shop, sale) == {}
    hold("2025-01-10")
    change(shop, sale.service, service_status="SIM active", reason="First use")
    assert charged(shop, sale) == {"1.50": 1}
    hold("2025-01-20")
    change(shop, sale.service, service_status="SIM suspended", customer_reason="Lost")
    hold("2025-01-25")
    change(shop, sale.service, service_status="SIM active")
    hold("2025-02-01")
    shop.end(sale)
    assert charged(shop, sale) == {"1.50": 1, "5.00": 1}
    hold("2025-03-01")
    change(shop, sale.service, service_status="SIM purged")
    assert states(shop, sale.service) == [
        ("SIM pre active", "2025-01-01", "2025-01-10"),
        ("SIM active", "2025-01-10", "2025-01-20"),
        ("SIM suspended", "2025-01-20", "2025-01-25"),
        ("SIM active", "2025-01-25", "2025-02-01"),
        ("SIM cancelled", "2025-02-01", "2025-03-01"),
        ("SIM purged", "2025-03-01", None),
    ]
    refused = shop.refused(f"services/{sale.service}/changes", {"service_status": "SIM active"})
    assert refused["code"] == "service-retired"
    assert charged(shop, sale) == {"1.50": 1, "5.00": 1}


def test_a_sim_that_is_cancelled_with_days_of_grace_costs_what_its_table_says(shop: Shop) -> None:
    for kind, documents in packages.NEEDS:
        if kind in {"service-states", "state-tables"}:
            shop.define(kind, documents)
    shop.put_on_sale(line("sim", "SIM card", "1.50", state_table="sim-states"))
    sale = shop.order("sim")
    change(shop, sale.service, service_status="SIM active")
    hold("2025-01-10")
    shop.send(f"services/{sale.service}/cancel", {"reason": "customer", "grace_days": 14})
    hold("2025-01-12")
    shop.end(sale)
    assert [state for state, *_ in states(shop, sale.service)][-3:] == [
        "SIM active",
        "Pending Cancellation",
        "SIM cancelled",
    ]
    assert charged(shop, sale) == {"1.50": 1, "5.00": 1}


def test_a_hundred_sims_on_one_package(shop: Shop) -> None:
    # 003:42
    shop.put_on_sale(line("sim", "SIM card", "1.50"))
    shop.put_on_sale(package("sims", "SIM cards", "120.00", ("sim", 1, 100, 100)))
    sale = shop.order("sims", parts={"sim": 100})
    assert charged(shop, sale) == {"120.00": 1, "1.50": 100}
    assert {shop.get(f"services/{part}")["state"] for part in sale.parts} == {"Active"}
    hold("2025-01-15")
    finish(shop, shop.send(f"services/{sale.parts[41]}/end", {}))
    left = tree(shop, sale.service)
    assert len(left) == 99
    then = tree(shop, sale.service, at="2025-01-14T00:00:00Z")
    assert len(then) == 100
    refused = shop.refused("orders", add(shop, sale, "sim", 2))
    assert refused["code"] == "invalid-input"
    finish(shop, shop.send("orders", add(shop, sale, "sim", 1)))
    assert charged(shop, sale) == {"120.00": 1, "1.50": 101}


def test_broadband_with_a_rented_router(shop: Shop) -> None:
    # 004: the router is mandatory hardware, and its fee stands on the link.
    router = product("router", "Router Model X", "box", service_type="hardware")
    router |= {"resource_specification": ROUTER["name"], "resource_requirements": [ROUTER["name"]]}
    shop.put_on_sale(SeedProduct("", router, price("0.00")))
    fee = {"name": "rentalFee", "value_type": "price", "choices": [], "default": 5, "is_required": True}
    needs = {"kind": "requires", "to_product": "router", "characteristics": [fee]}
    shop.put_on_sale(line("broadband-40", "40 Mbit/s Plan", "40.00", relationships=[needs]))
    account = shop.send("accounts", {"name": "Jan Novak"})["id"]
    alone = {"account": account, "product": shop.made["broadband-40"]}
    assert shop.refused("orders", alone)["code"] == "offer-not-eligible"
    sale = shop.order_together("broadband-40", "router")
    plan, box = sale.services
    (link,) = shop.get(f"entity-instances/{plan}/relationships")["data"]
    assert (link["entityInstanceToId"], link["chars"]["rentalFee"]) == (box, 5)
    (held,) = shop.get(f"entity-instances/{plan}/configurations")["data"]
    assert link["entityInstanceConfigurationId"] == held["id"]
    assert held["validFor"] == {"startDateTime": "2025-01-01"}


def test_a_mobile_plan_with_streaming_for_less(shop: Shop) -> None:
    # 004: two services and the promotion that links them.
    shop.put_on_sale(line("streaming", "Streaming App", "9.00"))
    promotion = {
        "kind": "promotion",
        "to_product": "streaming",
        "characteristics": [
            {"name": "relationshipType", "value_type": "text", "choices": [], "default": "PROMO-BUNDLING"},
        ],
    }
    shop.put_on_sale(line("mobile", "Mobile Plan", "20.00", relationships=[promotion]))
    alone = shop.order("mobile")
    assert shop.get(f"entity-instances/{alone.service}/relationships")["data"] == []
    plan, app = shop.order_together("mobile", "streaming").services
    (link,) = shop.get(f"entity-instances/{plan}/relationships")["data"]
    assert (link["entityInstanceToId"], link["chars"]) == (app, {"relationshipType": "PROMO-BUNDLING"})


def test_a_device_is_with_one_customer_comes_back_and_is_with_another(shop: Shop) -> None:
    # 004: a router of the warehouse.
    router = product("router", "Router Model X", "box", service_type="hardware")
    router |= {"resource_specification": ROUTER["name"], "resource_requirements": [ROUTER["name"]]}
    shop.put_on_sale(SeedProduct("", router, price("60.00")))
    first = shop.order("router")
    (item,) = first.items
    number = shop.get(f"stock-items/{item}")["inventory_id"]
    hold("2025-02-10")
    shop.end(first)
    assert shop.get(f"stock-items/{item}")["state"] == "Used"
    hold("2025-02-20")
    shop.send(f"stock-items/{item}/actions", {"action": "refurbish", "reason": "Cleaned and tested"})
    hold("2025-03-01")
    account = shop.send("accounts", {"name": "Grace Tester"})["id"]
    order = shop.send("orders", {"account": account, "product": shop.made["router"], "picks": {ROUTER["name"]: item}})
    finish_job(order["lines"][0]["provision_id"], [number])
    second = shop.get(f"orders/{order['id']}")["lines"][0]["service"]
    hold("2025-03-15")

    holders = shop.get(f"stock-items/{item}/history")["holders"]
    assert [(row["service"], row["state"]) for row in holders] == [(first.service, "released"), (second, "assigned")]
    (device,) = devices(shop, account, "2025-03-02")
    rows = [row for row in shop.get(f"instances/{device['id']}/timeline")["data"] if row["superseded_at"] is None]
    assert [
        (row["parent"], row["valid_from"][:10], row["valid_until"] and row["valid_until"][:10]) for row in rows
    ] == [
        (first.service, "2025-01-01", "2025-02-10"),
        (None, "2025-02-10", "2025-03-01"),
        (second, "2025-03-01", None),
    ]
    had = {
        (owner, at): [row["configuration"]["parent"] for row in devices(shop, owner, at)]
        for owner in (first.account, account)
        for at in ("2025-02-09", "2025-02-11", "2025-03-02")
    }
    assert had == {
        (first.account, "2025-02-09"): [first.service],
        (first.account, "2025-02-11"): [],
        (first.account, "2025-03-02"): [],
        (account, "2025-02-09"): [],
        (account, "2025-02-11"): [],
        (account, "2025-03-02"): [second],
    }
    # Each is one question to the database.
    stored = StockItem.objects.get(public_id=item)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(list_holders(stored.pk))) == 2
    assert len(asked) == 1
    then = Moment(at=datetime(2025, 2, 9, tzinfo=UTC), now=datetime(2025, 3, 15, tzinfo=UTC))
    with CaptureQueriesContext(connection) as asked:
        assert len(list(list_instances(InstanceSearch(account=UUID(first.account)), then, None))) == 2
    assert len(asked) == 1


def devices(shop: Shop, account: str, day: str) -> list[Document]:
    """The devices that an account had on a day."""
    return list(shop.get(f"instances?account={account}&kind=RESOURCE&at={day}T12:00:00Z")["data"])


def test_a_global_network_with_prague_and_london(shop: Shop) -> None:
    # 004: three levels, each with a life of its own.
    shop.put_on_sale(line("phone", "IP phone", "3.00"))
    shop.put_on_sale(line("hotspot", "Wi-Fi hotspot", "6.00"))
    rows = [{"product": "phone", "minimum": 0, "maximum": 10}, {"product": "hotspot", "minimum": 0, "maximum": 1}]
    branch = product("branch", "Branch office", "branch", service_type="internet", contract_days=30, components=rows)
    shop.put_on_sale(SeedProduct("", branch, price("80.00")))
    shop.put_on_sale(package("wan", "Global WAN Service", "500.00", ("branch", 0, 50, 0)))
    part = shop.part
    prague = part("branch", part("phone", count=2), part("hotspot"))
    london = part("branch", part("phone", count=3))
    account = shop.send("accounts", {"name": "Global plc", "kind": "business"})["id"]
    order = {"account": account, "product": shop.made["wan"], "components": [prague, london], "shown_due_now": "681"}
    top, *rest = finish(shop, shop.send("orders", order))
    assert len(rest) == 8
    assert {each["id"] for each in tree(shop, top)} == set(rest)
    offices = [each for each in rest if shop.get(f"services/{each}")["product"] == "branch"]
    for name, office in zip(("Branch Office in Prague", "Branch Office in London"), offices, strict=True):
        change(shop, office, name=name)
    hold("2025-02-10")
    ended = finish(shop, shop.send(f"services/{offices[1]}/end", {}))
    assert len(ended) == 4
    assert {shop.get(f"services/{each}")["ended_at"][:10] for each in ended} == {"2025-02-10"}
    left = {each["id"] for each in tree(shop, top)}
    assert left == set(rest) - set(ended)
    before = tree(shop, top, at="2025-02-09T00:00:00Z")
    names = {each["configuration"]["name"] for each in before}
    assert names == {"Branch Office in Prague", "Branch Office in London", "IP phone", "Wi-Fi hotspot"}
    assert len(before) == 8
    finish(shop, shop.send(f"services/{top}/end", {}))
    assert tree(shop, top) == []


def test_one_part_of_enterprise_fibre_is_swapped(shop: Shop) -> None:
    # 004: a managed router gives way to a larger one; the fibre and the other parts stay untouched.
    larger = line("router-l", "Managed Router L", "25.00")
    shop.put_on_sale(larger)
    shop.put_on_sale(line("ip-block", "Static IP Block", "8.00"))
    upgrade = {"kind": "upgrade", "to_product": "router-l", "characteristics": []}
    shop.put_on_sale(line("router-m", "Managed Router Service", "15.00", relationships=[upgrade]))
    shop.put_on_sale(line("voip", "Voice Over IP Extension", "4.00"))
    parts = {"ip-block": 1, "router-m": 1, "voip": 3}
    rows = [(code, 0, 5, count) for code, count in parts.items()]
    shop.put_on_sale(package("fibre", "Enterprise Fiber Connection - 1 Gbit/s", "300.00", *rows, ("router-l", 0, 1, 0)))
    sale = shop.order("fibre", parts=parts)
    assert charged(shop, sale) == {"300.00": 1, "8.00": 1, "15.00": 1, "4.00": 3}
    before = {each: states(shop, each) for each in (sale.service, *sale.parts)}
    (router,) = (each for each in sale.parts if shop.get(f"services/{each}")["product"] == "router-m")
    hold("2025-01-31")
    change(shop, router, product=shop.made["router-l"], shown_price="25.00", reason="More throughput")
    after = {each: states(shop, each) for each in (sale.service, *sale.parts)}
    assert after.pop(router) == [("Active", "2025-01-01", "2025-01-31"), ("Active", "2025-01-31", None)]
    assert before.pop(router) == [("Active", "2025-01-01", None)]
    assert after == before
    names = Counter(each["configuration"]["name"] for each in tree(shop, sale.service))
    assert names == {"Static IP Block": 1, "Managed Router L": 1, "Voice Over IP Extension": 3}


def tree(shop: Shop, service: str, at: str = "") -> list[Document]:
    """The parts of a service at an instant, those of parts too."""
    waiting = list(shop.get(f"instances/{service}/parts" + (f"?at={at}" if at else ""))["data"])
    found = []
    while waiting:
        found.append(waiting.pop(0))
        waiting += found[-1]["parts"]
    return found


def finish(shop: Shop, order: Document) -> list[str]:
    """Bring all jobs of an order to their ends; returns the ids of its services."""
    for each in order["lines"]:
        finish_job(each["provision_id"])
    done = shop.get(f"orders/{order['id']}")
    assert done["state"] == "completed", done
    return [each["service"] for each in done["lines"]]


def add(shop: Shop, sale: Sale, code: str, count: int) -> Document:
    """Write an order of further parts."""
    return {"account": sale.account, "product": shop.made[code], "service": sale.service, "count": count}
