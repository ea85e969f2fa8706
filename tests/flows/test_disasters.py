"""The database dies or freezes, the disk is full: orders end whole or undone, and everything goes on by itself."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

import httpx
import pytest

from tests.support.disasters import (
    NoDiskError,
    Site,
    all_is_well,
    order_something_slow,
    patiently,
    require_whole_or_nothing,
    site,
    wait_until,
    wait_until_ended,
    wait_until_under_way,
)
from tests.support.people import Staff, make_brand, make_staff, unique
from trunkline.ordering.models import Order
from trunkline.parties.models import Account, Brand
from trunkline.parties.states import Role
from trunkline.provisioning.states import JobState

DOWN_SECONDS = 8
MINUTE = 60


@pytest.fixture(scope="module")
def broken() -> Iterator[Site]:
    """A system on a small disk of its own."""
    try:
        with site() as made:
            yield made
    except NoDiskError as error:
        pytest.skip(f"this machine mounts no small disk: {error}")


@pytest.fixture(autouse=True)
def _ready(broken: Site) -> None:
    broken.wait_until_ready()


def disaster(broken: Site, kind: str) -> AbstractContextManager[None]:
    match kind:
        case "postmaster killed":
            broken.kill_postmaster()
            return nullcontext()
        case "backend killed":
            broken.kill_backend()
            return nullcontext()
        case "database down":
            return broken.database_down()
        case _:
            return broken.database_frozen()


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [
        ("postmaster killed", 0),
        pytest.param("backend killed", 0, marks=pytest.mark.long),
        pytest.param("database frozen", DOWN_SECONDS, marks=pytest.mark.long),
        pytest.param("database frozen", MINUTE, marks=pytest.mark.long),
        pytest.param("database down", MINUTE, marks=pytest.mark.long),
    ],
)
def test_an_order_under_way_when_the_database_fails_ends_whole_or_undone(broken: Site, kind: str, seconds: int) -> None:
    sold = order_something_slow()
    wait_until_under_way(sold)
    with disaster(broken, kind):
        pass_time(seconds)
    wait_until_ended(sold)
    require_whole_or_nothing(sold)
    later = order_something_slow(0)
    assert wait_until_ended(later).state == JobState.SUCCEEDED
    patiently(all_is_well)


def pass_time(seconds: float) -> None:
    """How long a disaster lasts is what the test is about: nothing is waited for."""
    time.sleep(seconds)


def test_web_says_that_the_database_is_away_and_takes_the_request_later(broken: Site) -> None:
    staff, brand = make_staff(Role.ADMIN), Brand.objects.get(pk=make_brand())
    sold = order_something_slow()
    wait_until_under_way(sold)
    with caller(broken, staff) as api:
        name = f"Ada {unique()}"
        with broken.database_down():
            refused = [create_account(api, brand, name) for _ in range(5)]
            page = api.get("/", headers={"Cookie": f"sessionid={unique()}"})
            assert api.get("/healthz").status_code == 200
            assert api.get("/readyz").status_code == 503
            pass_time(DOWN_SECONDS)
        assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [
            (503, "database-unavailable")
        ] * 5
        assert {answer.headers["Retry-After"] for answer in refused} == {"5"}
        assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
        wait_until(broken.is_ready, "a web that is ready")
        assert create_account(api, brand, name).status_code == 201
        assert create_account(api, brand, name).status_code == 201
    assert patiently(lambda: Account.objects.filter(brand=brand).count()) == 1
    wait_until_ended(sold)
    require_whole_or_nothing(sold)
    patiently(all_is_well)


def test_a_full_disk_loses_nothing_and_what_was_refused_meanwhile_is_taken_later(broken: Site) -> None:
    staff, brand = make_staff(Role.ADMIN), Brand.objects.get(pk=make_brand())
    sold = order_something_slow()
    waiting = [order_something_slow(0) for _ in range(2)]
    wait_until_under_way(sold)
    with caller(broken, staff) as api:
        with broken.full_disk():
            answers = fill_tables(api, brand)
        assert {status for status, _ in answers.values()} <= {201, 503}
        assert {code for status, code in answers.values() if status == 503} == {"database-unavailable"}
        for name in answers:
            wait_until(lambda name=name: create_account(api, brand, name).status_code == 201, f"account {name}")
    assert patiently(lambda: Account.objects.filter(brand=brand).count()) == len(answers)
    for each in (sold, *waiting):
        wait_until_ended(each)
        require_whole_or_nothing(each)
    later = order_something_slow(0)
    assert wait_until_ended(later).state == JobState.SUCCEEDED
    assert not Order.objects.filter(state="new").exists()
    patiently(all_is_well)


def fill_tables(api: httpx.Client, brand: Brand) -> dict[str, tuple[int, str | None]]:
    """Create accounts until the database has no room for a while; tells what each was answered."""
    answers: dict[str, tuple[int, str | None]] = {}
    deadline = time.monotonic() + MINUTE
    while [status for status, _ in answers.values()].count(503) < 3:
        assert time.monotonic() < deadline, "there was room for all"
        name = f"Ada {len(answers)}"
        answer = create_account(api, brand, name)
        answers[name] = (answer.status_code, answer.json().get("code"))
    return answers


def create_account(api: httpx.Client, brand: Brand, name: str) -> httpx.Response:
    key = {"Idempotency-Key": f"{brand.slug} {name}"}
    return api.post("/api/v1/accounts", json={"name": name, "brand": brand.slug}, headers=key)


def caller(broken: Site, staff: Staff) -> httpx.Client:
    return httpx.Client(base_url=broken.base_url, headers=staff.headers, timeout=30, trust_env=False)
