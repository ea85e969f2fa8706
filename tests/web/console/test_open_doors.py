"""Which pages answer somebody who is not signed in: a listed few, each for a reason."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from trunkline.web.checks import OPEN_PAGES
from trunkline.web.console.urls import urlpatterns

# Pages that are open, but show nothing by themselves to somebody who is not about to sign in or out.
LEADS_ON = {"account_logout": "/", "mfa_authenticate": "/accounts/login/", "mfa_login_webauthn": "/accounts/login/"}
ARGUMENTS = {"token_id": "1", "pk": "1", "uidb36": "1", "key": "abc"}


def list_routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str]]:
    """List the name and an address of each route."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from list_routes(pattern.url_patterns, prefix + str(pattern.pattern))
            continue
        address = prefix + str(pattern.pattern)
        for argument, value in ARGUMENTS.items():
            address = address.replace(f"<int:{argument}>", value)
        if address.endswith("(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"):
            address = "accounts/password/reset/key/1-abc/"
        assert "<" not in address, address
        assert pattern.name is not None
        yield pattern.name, f"/{address}"


ROUTES = dict(list_routes(urlpatterns))
# The access matrix knows the pages of the API.
OPEN = {name for name in OPEN_PAGES if not name.startswith("api:")}


def test_every_open_door_exists() -> None:
    assert set(ROUTES) >= OPEN > set(LEADS_ON)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(set(ROUTES) - OPEN))
def test_a_closed_door_sends_strangers_to_the_sign_in_page(browser: Client, name: str, method: str) -> None:
    answer = getattr(browser, method)(ROUTES[name])

    if name == "metrics":
        assert answer.status_code == (401 if method == "get" else 405)
        return
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"].split("?")[0] == "/accounts/login/"


@pytest.mark.parametrize("name", sorted(OPEN - set(LEADS_ON)))
def test_an_open_door_answers_strangers_itself(browser: Client, name: str) -> None:
    assert browser.get(ROUTES[name]).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(LEADS_ON))
def test_an_open_door_without_a_room_leads_strangers_on(browser: Client, name: str, method: str) -> None:
    answer = getattr(browser, method)(ROUTES[name])

    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"].split("?")[0] == LEADS_ON[name]


def test_the_script_of_the_sign_in_page_gets_what_a_passkey_must_sign(browser: Client) -> None:
    answer = browser.get(ROUTES["mfa_login_webauthn"], headers={"X-Requested-With": "XMLHttpRequest"})

    assert answer.status_code == 200
    assert answer.json()["request_options"]["publicKey"]["challenge"]
