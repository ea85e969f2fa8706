"""Authenticator apps and recovery codes, by their public algorithm."""

import hashlib
import hmac
import re
import time
from base64 import b32decode

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.web.conftest import LOGIN, PASSWORD, Member, confirm_access, make_client

STEP_SECONDS = 30
SECURITY = "/accounts/2fa/"
ACTIVATE = "/accounts/2fa/totp/activate/"
AUTHENTICATE = "/accounts/2fa/authenticate/"


def one_time_code(secret: str, at: float) -> str:
    """The code of RFC 6238 with SHA-1, six digits and steps of thirty seconds."""
    counter = int(at // STEP_SECONDS).to_bytes(8, "big")
    digest = hmac.new(b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def test_the_algorithm_of_this_test_gives_the_codes_of_rfc_6238() -> None:
    # Appendix B: the key 12345678901234567890 at 59 s gives 94287082; the last six digits are ours.
    assert one_time_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59) == "287082"
    assert one_time_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1111111109) == "081804"


def activate(browser: Client) -> str:
    """Activate an authenticator app and return its secret."""
    confirm_access(browser)
    page = browser.get(ACTIVATE).content.decode()
    (secret,) = re.findall(r'id="authenticator_secret" value="([A-Z2-7]+)"', page)
    answer = browser.post(ACTIVATE, {"code": one_time_code(secret, time.time())})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def test_the_security_page_offers_every_kind(signed_in: Client) -> None:
    page = signed_in.get(SECURITY).content.decode()
    for kind in ("Authenticator App", "Security Keys", "Recovery Codes"):
        assert kind in page


def test_changing_factors_asks_for_the_password_again(signed_in: Client) -> None:
    answer = signed_in.get(ACTIVATE)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/reauthenticate/")


def test_with_an_authenticator_app_the_password_alone_does_not_let_in(signed_in: Client, member: Member) -> None:
    secret = activate(signed_in)
    browser = make_client()

    answer = browser.post(LOGIN, {"login": member.email, "password": PASSWORD})
    assert answer.headers["Location"].split("?")[0] == AUTHENTICATE
    assert browser.get("/").status_code == 302

    # A code opens once: the one of the activation is spent.
    with time_machine.travel(time.time() + 2 * STEP_SECONDS):
        code = one_time_code(secret, time.time())
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        assert "Incorrect code" in browser.post(AUTHENTICATE, {"code": wrong}).content.decode()
        assert browser.get("/").status_code == 302
        assert browser.post(AUTHENTICATE, {"code": code}).status_code == 302
        assert browser.get("/").status_code == 200


def test_a_recovery_code_opens_once(signed_in: Client, member: Member) -> None:
    activate(signed_in)
    page = signed_in.get("/accounts/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"^\s*(?:<textarea[^>]*>)?(\d{8})", page, flags=re.MULTILINE)
    assert len(codes) == 10

    for expected in (200, 302):
        browser = make_client()
        browser.post(LOGIN, {"login": member.email, "password": PASSWORD})
        browser.post(AUTHENTICATE, {"code": codes[0]})
        assert browser.get("/").status_code == expected


def test_the_secret_does_not_stand_in_the_database_as_it_is(signed_in: Client, member: Member) -> None:
    secret = activate(signed_in)
    for authenticator in Authenticator.objects.filter(user_id=member.user_id):
        assert secret not in str(authenticator.data)
    stored = Authenticator.objects.get(user_id=member.user_id, type="totp").data["secret"]
    assert len(stored) > len(secret)


@pytest.mark.parametrize("path", ["webauthn/", "webauthn/add/", "recovery-codes/generate/"])
def test_the_pages_of_other_factors_load(signed_in: Client, path: str) -> None:
    activate(signed_in)
    answer = signed_in.get(f"{SECURITY}{path}")
    assert answer.status_code == 200
    assert "<h1" in answer.content.decode()
