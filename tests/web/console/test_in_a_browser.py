"""The staff's pages as people meet them: in Chromium, on the real server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.web.browsers import add_passkey_device, chromium, needs_chromium, open_page
from tests.web.conftest import PASSWORD, Member
from tests.web.servers import Server, database_url, web_server

pytestmark = needs_chromium


# Chromium is started by each test anew: Django refuses the database to a thread in which Playwright is at work.
@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with web_server(database_url=database_url()) as running:
        yield running


def sign_in(page: Page, member: Member) -> None:
    page.get_by_label("Email").fill(member.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()


def confirm_access(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


@pytest.mark.parametrize("has_javascript", [True, False])
def test_a_member_signs_in_makes_a_token_revokes_it_and_signs_out(
    server: Server, member: Member, *, has_javascript: bool
) -> None:
    with (
        chromium() as browser,
        open_page(browser, server.url, has_javascript=has_javascript) as (page, complaints),
    ):
        assert page.title() == "Sign in · Trunkline"
        sign_in(page, member)
        expect(page.get_by_role("cell", name="Admin")).to_be_visible()

        page.get_by_role("link", name="Make or revoke tokens").click()
        label = "<script>document.title = 'taken over'</script>"
        page.get_by_label("Label").fill(label)
        page.get_by_role("button", name="Make the token").click()
        confirm_access(page)
        expect(page.locator("#new-token")).to_contain_text("tlk_")
        expect(page.get_by_role("cell", name=label, exact=True)).to_be_visible()
        assert page.title() == "API tokens · Trunkline"

        page.get_by_role("button", name="Revoke").click()
        expect(page.get_by_role("cell", name="revoked on")).to_be_visible()

        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.goto("/tokens/")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert complaints == []


def test_a_member_signs_in_with_a_passkey(server: Server, member: Member) -> None:
    with (
        chromium() as browser,
        open_page(browser, server.url) as (page, complaints),
    ):
        add_passkey_device(page)
        sign_in(page, member)
        page.goto("/accounts/2fa/webauthn/add/")
        confirm_access(page)
        page.get_by_label("Name").fill("laptop")
        page.get_by_role("checkbox", name="Passwordless").check()
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_text("Security key added.")).to_be_visible()

        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Sign in with a passkey").click()

        expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
        expect(page.get_by_role("main").get_by_text(member.email, exact=True)).to_be_visible()
        assert complaints == []


def test_the_api_documentation_is_drawn_from_our_own_files(server: Server, member: Member) -> None:
    with (
        chromium() as browser,
        open_page(browser, server.url) as (page, complaints),
    ):
        sign_in(page, member)
        page.get_by_role("link", name="API documentation").click()
        expect(page.locator(".swagger-ui .opblock").first).to_be_visible()
        assert complaints == []
