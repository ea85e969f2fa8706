"""Product managers in the back office, and what they fill in."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.web.conftest import LOGIN, PASSWORD, MakeMember, make_client
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors import definitions as selectors
from trunkline.parties.models import Brand
from trunkline.parties.states import Role

ROOT = "/backoffice/"
_HIDDEN = re.compile(r'<input type="hidden" name="(?P<name>version|form_key)" value="(?P<value>[^"]*)"')

OpenBackOffice = Callable[..., Client]


@pytest.fixture
def open_back_office(make_member: MakeMember) -> OpenBackOffice:
    """Sign somebody in with some roles, by default as a product manager of all brands."""

    def open_it(*roles: tuple[str, Brand | None]) -> Client:
        held = roles or ((Role.PRODUCT_MANAGER, None),)
        member = make_member(*((role, brand.pk if brand else None) for role, brand in held))
        browser = make_client()
        answer = browser.post(LOGIN, {"login": member.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return browser

    return open_it


@pytest.fixture
def manager(open_back_office: OpenBackOffice) -> Client:
    return open_back_office()


def page(browser: Client, path: str, status: int = 200) -> str:
    """Open a page and return its text."""
    answer = browser.get(ROOT + path)
    assert answer.status_code == status, (path, answer.content.decode()[:2000])
    return answer.content.decode()


def hidden(text: str) -> dict[str, str]:
    """The hidden inputs of a form that say what it was made from."""
    return {found["name"]: unescape(found["value"]) for found in _HIDDEN.finditer(text)}


def refusals(text: str) -> list[str]:
    """What stands in red on a page, above the form and beside its inputs, in its order."""
    above = re.findall(r'<div class="errornote[^"]*">(.*?)</div>', text, re.DOTALL)
    beside = re.findall(r'<div class="mt-2 text-red-600[^"]*">(.*?)</div>', text, re.DOTALL)
    found = [line for part in [*above, *beside] for line in re.split(r"</?li>|</?ul>", part)]
    return [unescape(line.strip()) for line in found if line.strip()]


def row_of(kind: str, code: str) -> Any:
    return KINDS[kind].model._default_manager.get(code=code)  # noqa: SLF001  # Django's public manager


def content(kind: str, code: str) -> dict[str, Any]:
    """The document of a definition, as it is saved."""
    row = row_of(kind, code)
    (definition,) = selectors.get_definitions(KINDS[kind], [row.pk])
    return selectors.content(KINDS[kind], definition)


def place_of(kind: str, code: str) -> str:
    """The path of a definition's page."""
    row = row_of(kind, code)
    return f"{kind}/{row.public_id}/"
