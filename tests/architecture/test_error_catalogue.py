"""Every code of the error catalogue is provoked through its door, and a refusal changes nothing."""

import importlib
import json
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.architecture.provocations import PROVOCATIONS, Doors, Rpc
from tests.support.people import command
from tests.support.quiet import connected_to, fresh_database
from tests.support.snapshot import TRACES_OF_CALLS, Rows, differences, take_snapshot
from trunkline.kernel.errors import CATALOGUE, DomainError
from trunkline.ocs import processes as engine
from trunkline.web.api.problems import CONTENT_TYPE, STATUSES

for application in django_settings.INSTALLED_APPS:
    if application.startswith("trunkline.") and importlib.util.find_spec(f"{application}.errors"):
        importlib.import_module(f"{application}.errors")


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    with fresh_database("error_catalogue") as database, connected_to(database):
        yield


def test_every_code_has_a_provocation_and_every_provocation_a_code() -> None:
    assert set(PROVOCATIONS) == set(CATALOGUE)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_refusal_says_what_it_must_and_changes_no_row(code: str) -> None:
    provocation = PROVOCATIONS[code]
    doors = Doors()
    with override_settings(**provocation.settings):
        asked = provocation.arrange(doors)
        before = take_snapshot(ignoring=TRACES_OF_CALLS)
        if isinstance(asked, Rpc):
            _check_rpc(code, doors, asked, before)
            return
        try:
            answer = asked()
        except DomainError as refusal:
            _check_refusal(code, refusal)
        else:
            assert isinstance(answer, HttpResponse), f"nothing was refused: {answer!r}"
            _check_problem(code, answer)
        assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


def _check_problem(code: str, answer: HttpResponse) -> None:
    """A door of HTTP answers a problem document (RFC 9457)."""
    expected = CATALOGUE[code]
    document = json.loads(answer.content)
    assert document["code"] == code, document
    assert (answer.status_code, document["status"]) == (STATUSES[expected.kind],) * 2
    assert answer.headers["Content-Type"] == CONTENT_TYPE
    assert document["title"] == expected.title
    assert document["type"] == f"urn:trunkline:problem:{code}"
    assert document["detail"].strip()


def _check_refusal(code: str, refusal: DomainError) -> None:
    """A command or a job is refused by the error itself."""
    assert type(refusal) is CATALOGUE[code], refusal
    assert refusal.detail.strip()


def _check_rpc(code: str, doors: Doors, call: Rpc, before: Rows) -> None:
    """The engine's door speaks the engine's own words, with status 200, in place of a problem document."""
    body = {"method": call.method, "params": [call.params], "id": 7}
    answer = Client().post("/jsonrpc", body, "application/json", headers=doors.headers)
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"id": 7, "result": None, "error": call.error}
    with pytest.raises(CATALOGUE[code]) as refusal:
        engine.call_method(command(), call.method, call.params)
    _check_refusal(code, refusal.value)
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


def test_every_code_has_a_title_and_a_form_that_stays() -> None:
    titles = [error.title for error in CATALOGUE.values()]
    assert all(title and not title.endswith(".") for title in titles)
    assert all(code == code.lower() and code.replace("-", "").isalnum() for code in CATALOGUE)
