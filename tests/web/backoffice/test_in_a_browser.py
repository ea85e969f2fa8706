"""The back office as product managers meet it: in Chromium, on the real server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.catalogue import define, define_product
from tests.support.people import unique
from tests.web.backoffice.conftest import content, place_of
from tests.web.browsers import chromium, needs_chromium, open_page
from tests.web.conftest import PASSWORD, MakeMember, Member
from tests.web.servers import Server, database_url, web_server
from trunkline.parties.states import Role

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with web_server(database_url=database_url()) as running:
        yield running


def sign_in(page: Page, member: Member) -> None:
    page.get_by_label("Email").fill(member.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()


def serious(complaints: list[str]) -> list[str]:
    """What a browser complains about, without questions that it took back because somebody went on typing."""
    return [each for each in complaints if not ("/backoffice/codes/" in each and each.endswith("net::ERR_ABORTED"))]


def choose(page: Page, where: Locator, words: str, option: str) -> None:
    """Choose from a list that is searched by typing."""
    where.locator(".select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").fill(words)
    page.get_by_role("option", name=option).click()


def test_a_product_is_made_with_what_was_wrong_marked_and_mended(server: Server, make_member: MakeMember) -> None:
    code = f"fibre-{unique()}"
    member = make_member((Role.PRODUCT_MANAGER, None))
    with chromium() as browser, open_page(browser, server.url) as (page, complaints):
        sign_in(page, member)
        page.get_by_role("link", name="Back office").click()
        page.get_by_role("link", name="Products", exact=True).first.click()
        page.get_by_role("link", name="Add a product").click()
        page.get_by_label("Code", exact=False).first.fill(code)
        page.get_by_label("Slug").fill(code)
        page.get_by_label("Priority").fill("5000")
        choose(page, page.locator('[data-field="product_type"]'), "recurring", "recurring-service")
        page.get_by_role("tab", name="Characteristics").click()
        page.get_by_role("button", name="Add an entry").click()
        page.locator('[name="characteristics[0].name"]').fill("speed")
        page.locator('[name="characteristics[0].value_type"]').select_option("whole")
        page.locator('[name="characteristics[0].minimum"]').fill("much")
        page.get_by_role("button", name="Save").click()

        expect(page.get_by_role("alert")).to_contain_text("Nothing is saved: see what is marked.")
        expect(page.get_by_role("tab", name="Main")).to_have_attribute("aria-selected", "true")
        expect(page.locator('[data-field="name"]')).to_contain_text("Must be given.")
        expect(page.locator('[data-field="priority"]')).to_contain_text("Must be from -1,000 to 1,000.")

        page.get_by_label("Name", exact=False).first.fill("Fibre <b>100</b>")
        page.get_by_label("Priority").fill("50")
        page.get_by_role("tab", name="Characteristics").click()
        row = page.locator('[data-entries="characteristics"] [data-entry]').first
        expect(row).to_contain_text("'much' is not a decimal number")
        page.locator('[name="characteristics[0].minimum"]').fill("10")
        page.get_by_role("button", name="Save").click()

        expect(page.get_by_text(f"The product {code} is saved.")).to_be_visible()
        expect(page.get_by_role("heading", name="Fibre <b>100</b>")).to_be_visible()
        page.get_by_role("tab", name="History").click()
        expect(page.locator("#changes")).to_contain_text("Priority: — → 50")
        assert serious(complaints) == []
    saved = content("products", code)
    assert (saved["name"], saved["priority"], saved["product_type"]) == ("Fibre <b>100</b>", 50, "recurring-service")
    assert [each["name"] for each in saved["characteristics"]] == ["speed"]


def test_the_entries_of_a_list_are_moved_removed_and_added(server: Server, make_member: MakeMember) -> None:
    names = ["colour", "length", "weight"]
    product = define_product(characteristics=[{"name": name} for name in names])
    member, address = make_member((Role.PRODUCT_MANAGER, None)), f"/backoffice/{place_of('products', product.code)}"
    with chromium() as browser, open_page(browser, server.url) as (page, complaints):
        sign_in(page, member)
        page.goto(f"{address}#characteristics")
        entries = page.locator('[data-entries="characteristics"] [data-entry]')
        expect(entries).to_have_count(3)
        entries.nth(1).get_by_role("button", name="Move up").click()
        entries.nth(2).get_by_role("button", name="Remove").click()
        page.get_by_role("button", name="Add an entry").click()
        entries.nth(2).locator('[name$=".name"]').fill("height")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text(f"The product {product.code} is saved.")).to_be_visible()
        assert complaints == []
    assert [each["name"] for each in content("products", product.code)["characteristics"]] == [
        "length",
        "colour",
        "height",
    ]


def test_of_two_managers_at_one_definition_the_second_is_told(server: Server, make_member: MakeMember) -> None:
    family = define("product-families", code=f"f-{unique()}", name="Boxes", classification="good")
    first, second = (make_member((Role.PRODUCT_MANAGER, None)) for _ in range(2))
    address = f"/backoffice/{place_of('product-families', family.code)}"
    with (
        chromium() as browser,
        open_page(browser, server.url) as (page, complaints),
        open_page(browser, server.url) as (other, complaints_of_other),
    ):
        for each, member in ((page, first), (other, second)):
            sign_in(each, member)
            each.goto(address)
        page.get_by_label("Name").fill("Decoders")
        page.get_by_label("Reason").fill("a better word")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text(f"The product family {family.code} is saved.")).to_be_visible()
        other.get_by_label("Name").fill("Modems")
        other.get_by_role("button", name="Save").click()

        expect(other.get_by_role("alert")).to_contain_text(f"It was changed meanwhile by {first.email}")
        expect(other.get_by_label("Name")).to_have_value("Modems")
        other.get_by_role("link", name="History").click()
        expect(other.locator("#changes")).to_contain_text("a better word")
        expect(other.locator("#changes")).to_contain_text("Name: Boxes → Decoders")
        assert complaints == complaints_of_other == []
    assert content("product-families", family.code)["name"] == "Decoders"


def test_a_bundle_that_nobody_could_choose_is_refused_with_the_rules_in_conflict(
    server: Server, make_member: MakeMember
) -> None:
    termed = {"classification": "service", "charging_kind": "termed"}
    local = define("product-families", classification="service")
    package, flexible = (
        define("product-types", **termed),
        define("product-types", **termed, composition="flexible_bundle"),
    )
    gold, silver = (define_product(product_type=package.code, family=local.code) for _ in range(2))
    one = {"minimum": 1, "maximum": 1}
    bundle = define_product(
        product_type=flexible.code,
        components=[{"product_type": package.code, **one}, {"family": local.code, **one}],
    )
    before = content("products", bundle.code)
    member, address = make_member((Role.PRODUCT_MANAGER, None)), f"/backoffice/{place_of('products', bundle.code)}"
    with chromium() as browser, open_page(browser, server.url) as (page, complaints):
        sign_in(page, member)
        page.goto(f"{address}#components")
        entries = page.locator('[data-entries="components"] [data-entry]')
        for place, product in enumerate((gold, silver), start=2):
            page.locator('[data-entries="components"] [data-add-entry]').click()
            entry = entries.nth(place)
            choose(page, entry.locator("td").first, product.code, product.code)
            entry.locator('[name$=".minimum"]').fill("1")
        page.get_by_role("button", name="Save").click()

        expect(page.get_by_role("alert")).to_contain_text("Nothing is saved")
        expect(page.get_by_role("tab", name="Components")).to_have_attribute("aria-selected", "true")
        expect(entries.nth(2)).to_contain_text(
            f"at least 1 of product {gold.code}; at least 1 of product {silver.code}"
        )
        expect(entries.nth(2)).to_contain_text("these cannot all hold")
        assert serious(complaints) == []
    assert content("products", bundle.code) == before


def test_an_agent_looks_and_cannot_change(server: Server, make_member: MakeMember) -> None:
    product = define_product(characteristics=[{"name": "speed"}])
    member = make_member((Role.AGENT, None))
    with chromium() as browser, open_page(browser, server.url) as (page, complaints):
        sign_in(page, member)
        page.goto("/backoffice/products/")
        page.get_by_role("searchbox").fill(product.code)
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_role("link", name="Add a product")).to_have_count(0)
        page.get_by_role("link", name=product.code).click()
        expect(page.get_by_label("Priority")).to_be_disabled()
        expect(page.get_by_role("button", name="Save")).to_have_count(0)
        page.get_by_role("tab", name="Characteristics").click()
        expect(page.get_by_role("button", name="Add an entry")).to_have_count(0)
        assert complaints == []
