"""Debian's Chromium, for tests that look at pages as people do."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

INSTALL = "apt-get install -y --no-install-recommends chromium fonts-dejavu-core"
STEP_SECONDS_MAX = 20

_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

needs_chromium = pytest.mark.skipif(
    shutil.which("chromium") is None, reason=f"There is no Chromium. Install it with: {INSTALL}"
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium without a window; root has no sandbox to put it into."""
    arguments = [*_ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else _ARGUMENTS
    expect.set_options(timeout=STEP_SECONDS_MAX * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield browser
        browser.close()


@contextmanager
def open_page(browser: Browser, url: str, *, has_javascript: bool = True) -> Iterator[tuple[Page, list[str]]]:
    """Open a page of its own session, with the list of what its console complains about."""
    context: BrowserContext = browser.new_context(base_url=url, java_script_enabled=has_javascript)
    context.set_default_timeout(STEP_SECONDS_MAX * 1000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"{request.url}: {request.failure}"))
    page.goto("/")
    yield page, complaints
    context.close()


def add_passkey_device(page: Page) -> None:
    """Give a page's browser a device of its own that keeps passkeys and always finds its user there."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
