"""Members of the staff, and the browsers that they use."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client, override_settings

from trunkline.parties import use_cases
from trunkline.parties.states import Role
from trunkline.platform.commands import SYSTEM_ACTOR, Command

PASSWORD = "a quiet harbour at dawn"
LOGIN = "/accounts/login/"


class QuickHasher(PBKDF2PasswordHasher):
    """Django's own form of password hashes, which a server under test can read, made in a thousandth of the time."""

    iterations = 1_000


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=[f"{QuickHasher.__module__}.{QuickHasher.__name__}"]):
        yield


@dataclass(frozen=True)
class Member:
    """Somebody who can sign in."""

    user_id: int
    email: str
    password: str = PASSWORD


MakeMember = Callable[..., Member]


def command() -> Command:
    return Command(actor=SYSTEM_ACTOR, at=datetime.now(UTC))


@pytest.fixture
def make_member() -> MakeMember:
    """Make a member of the staff with some roles, by default the role admin for all brands."""

    def make(*roles: tuple[str, int | None]) -> Member:
        email = f"member-{secrets.token_hex(6)}@example.org"
        user_id = use_cases.create_staff(command(), email, PASSWORD, list(roles) or [(Role.ADMIN, None)])
        return Member(user_id=user_id, email=email)

    return make


@pytest.fixture
def member(make_member: MakeMember) -> Member:
    return make_member()


def make_client(*, checks_csrf: bool = False) -> Client:
    """Make a browser at an address of its own: rate limits of other tests do not reach it."""
    address = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(254) + 1}"
    return Client(enforce_csrf_checks=checks_csrf, REMOTE_ADDR=address)


@pytest.fixture
def browser() -> Client:
    return make_client()


@pytest.fixture
def signed_in(browser: Client, member: Member) -> Client:
    answer = browser.post(LOGIN, {"login": member.email, "password": member.password})
    assert answer.status_code == 302, answer.content.decode()
    return browser


def confirm_access(browser: Client, password: str = PASSWORD) -> None:
    """Give the password once more, as pages that change credentials ask for."""
    answer = browser.post("/accounts/reauthenticate/", {"password": password})
    assert answer.status_code == 302, answer.content.decode()
