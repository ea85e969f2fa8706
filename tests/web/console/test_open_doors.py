"""Which pages answer somebody who is not signed in: a listed few, each for a reason."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from trunkline.web.console.urls import urlpatterns

OPEN = {
    "account_login": "somebody must be able to sign in",
    "account_signup": "says that nobody signs up by themselves",
    "account_inactive": "says why somebody with the right password does not get in",
    "account_reset_password": "a forgotten password",
    "account_reset_password_done": "says that a mail was sent, whether or not it was",
    "account_reset_password_from_key": "a forgotten password: the address holds the secret of the mail",
    "account_reset_password_from_key_done": "says that the password was changed",
    "mfa_login_webauthn": "somebody must be able to sign in with a passkey",
    "healthz": "a probe has no credentials; says only that the process lives",
    "readyz": "a probe has no credentials; says only whether the database is there",
}

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


def test_every_open_door_exists() -> None:
    assert set(OPEN) <= set(ROUTES)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(set(ROUTES) - set(OPEN)))
def test_a_closed_door_sends_strangers_to_the_sign_in_page(browser: Client, name: str, method: str) -> None:
    answer = getattr(browser, method)(ROUTES[name])

    if name == "metrics":
        assert answer.status_code == (401 if method == "get" else 405)
        return
    assert answer.status_code == 302, answer.content.decode()
    # Signing out who is not signed in leads home, and from there on.
    expected = "/" if name == "account_logout" else "/accounts/login/"
    assert answer.headers["Location"].split("?")[0] == expected


@pytest.mark.parametrize("name", sorted(OPEN))
def test_an_open_door_answers_strangers_without_an_error(browser: Client, name: str) -> None:
    assert browser.get(ROUTES[name]).status_code in {200, 302}
