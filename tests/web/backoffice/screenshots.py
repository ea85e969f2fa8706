"""Renews the pictures of docs/back-office.md from the demo's catalogue: `pytest tests/web/backoffice/screenshots.py`.

No test of the suite: its name is not one that pytest looks for. It needs a database that has no catalogue yet.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.support.bundles import finish_all, lines_of, make_package, make_part
from tests.support.people import command, make_account, make_brand
from tests.web.backoffice.conftest import place_of
from tests.web.backoffice.test_in_a_browser import choose, server, sign_in
from tests.web.browsers import chromium, open_page
from tests.web.conftest import MakeMember
from tests.web.servers import Server
from trunkline.catalog.models import PricePlan, Product
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.use_cases import definitions
from trunkline.cli.demo.definitions.requests import DEFINITIONS
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import changes, orders
from trunkline.flows.use_cases.changes import ChangeRequest, Difference
from trunkline.instances.models import Instance
from trunkline.parties.states import Role
from trunkline.platform.clocks import business_now

__all__ = ["server"]

PICTURES = Path(__file__).parents[3] / "docs" / "images" / "backoffice"
SIZE = {"width": 1440, "height": 900}


def fill_the_catalogue() -> None:
    for kind, documents in DEFINITIONS:
        for document in documents:
            if not KINDS[kind].model._default_manager.filter(code=document["code"]).exists():  # noqa: SLF001  # public
                definitions.create(command(reason="the demo's catalogue"), kind, document)


def define_gold_and_silver() -> None:
    """A bundle that takes one package of a type and one local channel; gold and silver are both, and both wanted."""
    termed, one = {"classification": "service", "charging_kind": "termed"}, {"minimum": 1, "maximum": 1}
    common = {"product_type": "television-package", "family": "local-channels"}
    documents: list[tuple[str, dict[str, Any]]] = [
        ("product-families", {"code": "local-channels", "name": "Local channels", "classification": "service"}),
        ("product-types", {"code": "television-package", "name": "Television package", **termed}),
        ("product-types", {"code": "free-bundle", "name": "Free", **termed, "composition": "flexible_bundle"}),
        ("products", {"code": "gold-channels", "name": "Gold", "slug": "gold-channels", **common}),
        ("products", {"code": "silver-channels", "name": "Silver", "slug": "silver-channels", **common}),
    ]
    components = [{"product_type": "television-package", **one}, {"family": "local-channels", **one}]
    bundle = {"code": "local-bundle", "name": "Local television", "slug": "local-bundle", "product_type": "free-bundle"}
    documents.append(("products", {**bundle, "components": components}))
    for kind, document in documents:
        if not KINDS[kind].model._default_manager.filter(code=document["code"]).exists():  # noqa: SLF001  # public
            definitions.create(command(reason="an example"), kind, document)


def price(code: str) -> None:
    """Give a product a price of last year, one in force and one to come."""
    product = Product.objects.get(code=code)
    if product.rates.exists():
        return
    plan, _ = PricePlan.objects.get_or_create(code="consumer", defaults={"name": "Consumers", "currency": "EUR"})
    rate = product.rates.create(price_plan=plan, period_count=1, period_unit="month")
    starts = [datetime(year, 1, 1, tzinfo=UTC) for year in (2025, 2026, 2027)]
    for start, end, retail in zip(starts, [*starts[1:], None], ("39.90", "44.90", "47.90"), strict=True):
        amounts = {"retail": retail, "wholesale": "21.50", "retail_set_up": "49", "wholesale_set_up": "0"}
        rate.versions.create(valid_from=start, valid_until=end, **amounts)


def take(page: Page, name: str, *, whole: bool = False) -> None:
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(300)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


def test_the_pictures_are_taken(server: Server, make_member: MakeMember) -> None:
    fill_the_catalogue()
    define_gold_and_silver()
    price("gpon-1000")
    member = make_member((Role.PRODUCT_MANAGER, None))
    product, bundle = place_of("products", "gpon-1000"), place_of("products", "local-bundle")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with chromium() as browser, open_page(browser, server.url) as (page, _complaints):
        page.set_viewport_size(SIZE)
        sign_in(page, member)
        page.goto("/backoffice/")
        take(page, "index")
        page.goto("/backoffice/products/")
        take(page, "product-list")
        page.goto(f"/backoffice/{product}")
        tabs = [tab.get_attribute("data-tab") for tab in page.get_by_role("tab").all()]
        for tab in tabs:
            page.locator(f"#tab-{tab}").click()
            take(page, f"product-{tab}")
        page.goto(f"/backoffice/{product}prices/add/")
        page.locator('[name="model"]').select_option("tiered")
        page.locator('[data-entries="tiers"] [data-add-entry]').click()
        page.locator('[name="tiers[0].starts_at"]').fill("1")
        page.locator('[name="retail"]').fill("44.90")
        page.locator('[name="currency"]').fill("EUR")
        page.get_by_role("button", name="Save").click()
        page.set_viewport_size({**SIZE, "height": 1240})
        take(page, "refused-price")
        page.set_viewport_size(SIZE)
        page.goto(f"/backoffice/{bundle}#components")
        entries = page.locator('[data-entries="components"] [data-entry]')
        for place, code in enumerate(("gold-channels", "silver-channels"), start=2):
            page.locator('[data-entries="components"] [data-add-entry]').click()
            choose(page, entries.nth(place).locator("td").first, code, code)
            entries.nth(place).locator('[name$=".minimum"]').fill("1")
        page.get_by_role("button", name="Save").click()
        take(page, "refused-bundle")


def sell_something() -> tuple[Instance, Instance]:
    """A package of three parts, one of which is to be faster next month, and that part."""
    parts = [make_part(name=name) for name in ("Fibre 1 Gbit/s", "IP phone", "Static IP block")]
    package = make_package(*((part, 0, 2, 1) for part in parts), name="Enterprise fibre")
    order_id = orders.place_order(command(), make_account(make_brand()), ProductRequest(package.pk))
    finish_all(order_id)
    top, fibre, *_ = (line.instance for line in lines_of(order_id))
    assert top is not None
    assert fibre is not None
    wanted = ChangeRequest(
        Difference(name="Fibre 2 Gbit/s"),
        business_now() + timedelta(days=20),
        "Asked for by telephone",
        "More speed, as ordered",
    )
    changes.ask_for_change(command(), fibre.pk, wanted)
    return top, fibre


def test_the_pictures_of_what_customers_have_are_taken(server: Server, make_member: MakeMember) -> None:
    top, fibre = sell_something()
    member = make_member((Role.AGENT, None))
    with chromium() as browser, open_page(browser, server.url) as (page, complaints):
        page.set_viewport_size(SIZE)
        sign_in(page, member)
        page.goto(f"/backoffice/instances/{top.public_id}/")
        take(page, "instance-package")
        page.goto(f"/backoffice/instances/{fibre.public_id}/")
        take(page, "instance")
        assert complaints == []
