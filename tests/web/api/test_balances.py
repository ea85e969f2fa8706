"""What a service has left, in words, and uses of it."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.charging.conftest import embedded_behind_http
from tests.support.bad_ocs import Trick, bad_ocs
from tests.support.doors import World, ask, bearer, make_token
from tests.support.goods import make_product
from tests.support.people import command, unique
from tests.support.services import start
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from trunkline.charging.adapters import cgrates
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders
from trunkline.flows.use_cases import provisioning as endings
from trunkline.instances.models import Instance
from trunkline.instances.selectors.services import list_current_services
from trunkline.ocs.models import BalanceMovement
from trunkline.parties.states import Role
from trunkline.provisioning.models import ProvisioningJob

pytestmark = pytest.mark.usefixtures("quiet")
GIGABYTE = 1024**3
AT_ONCE = 4


class Service:
    """A service with a gigabyte, and the network that uses it."""

    def __init__(self) -> None:
        self.world = World()
        self.instance: Instance = self.world.make_usable_service()
        self.headers = bearer(make_token(Role.NETWORK))

    def ask(self, method: str, path: str, body: object = b"", **headers: str) -> tuple[int, Any]:
        address = f"/api/v1/services/{self.instance.public_id}/{path}"
        answer = ask(method, address, body, {**self.headers, **headers})
        return answer.status_code, json.loads(answer.content)

    def use(self, amount: object, kind: str = "data", **more: object) -> tuple[int, Any]:
        return self.ask("POST", "usage", {"type": kind, "amount": amount, **more})

    def debits(self) -> list[int]:
        rows = BalanceMovement.objects.filter(account__account=self.instance.service_uuid, kind="debit")
        return [int(row.amount) for row in rows.order_by("pk")]


def test_a_use_is_taken_and_answered_with_what_is_left() -> None:
    service = Service()
    status, answer = service.use(GIGABYTE // 4)
    assert status == 201
    assert {row["type"]: row["text"] for row in answer["summary"]} == {
        "data": "0.25 of 1 GB used",
        "voice": "no balance",
        "sms": "no balance",
    }
    assert answer == service.ask("GET", "balances")[1]
    # The type may be spelt as the charging system does, the amount be a text.
    assert service.use(str(GIGABYTE // 4), "*data")[0] == 201
    assert service.debits() == [-GIGABYTE // 4] * 2
    assert [row.reference[:11] for row in BalanceMovement.objects.order_by("-pk")[:1]] == ["use, staff:"]


def test_more_than_is_left_is_refused_whole() -> None:
    service = Service()
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    status, refusal = service.use(GIGABYTE + 1)
    assert (status, refusal["code"]) == (409, "ocs-insufficient-credit")
    assert "does not suffice for 1 GB; nothing was taken." in refusal["detail"]
    assert service.use(1, "voice")[0] == 409
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


BAD: list[tuple[dict[str, Any], str]] = [
    ({"type": "petrol"}, "type"),
    ({"type": ""}, "type"),
    ({"type": 7}, "body.type"),
    ({"amount": 0}, "amount"),
    ({"amount": -1}, "amount"),
    ({"amount": "much"}, "amount"),
    ({"amount": "NaN"}, "amount"),
    ({"amount": "1e300"}, "amount"),
    ({"amount": "0.0000000001"}, "amount"),
    ({"amount": None}, "body.amount"),
    ({"amount": [1]}, "body.amount"),
    ({"destination": "x" * 201}, "destination"),
    ({"destination": "a\x00b"}, "destination"),
    ({"category": 5}, "body.category"),
    ({"tip": 1}, "body.tip"),
]


@pytest.mark.parametrize(("changes", "field"), BAD, ids=[str(changes)[:40] for changes, _ in BAD])
def test_a_use_that_makes_no_sense_is_refused_by_its_field(changes: dict[str, Any], field: str) -> None:
    service = Service()
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    status, refusal = service.ask("POST", "usage", {"type": "data", "amount": 1, **changes})
    assert (status, refusal["code"]) == (422, "invalid-input"), refusal
    assert any(error["field"].startswith(field) for error in refusal["errors"]), refusal
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


def test_who_excludes_a_destination_of_a_use_is_told_in_the_engines_words() -> None:
    status, refusal = Service().use(1, destination="!DST_UK")
    assert (status, refusal["code"]) == (422, "ocs-invalid-call")


def test_what_can_be_used_is_told_in_exact_and_in_words() -> None:
    service = Service()
    assert service.ask("GET", "max-usage") == (200, {"type": "data", "max_usage": str(GIGABYTE), "text": "1 GB"})
    assert service.ask("GET", "max-usage?type=sms") == (
        200, {"type": "sms", "max_usage": "0", "text": "0 messages"},
    )  # fmt: skip
    assert service.ask("GET", "max-usage?type=petrol")[0] == 422


def test_a_service_that_the_charging_system_does_not_know_has_nothing() -> None:
    service = Service()
    service.instance = service.world.make_service()
    assert service.ask("GET", "balances") == (200, {"data": None, "summary": []})
    for status, refusal in (service.use(1), service.ask("GET", "max-usage")):
        assert (status, refusal["code"]) == (404, "ocs-not-found")
        assert refusal["detail"] == f"{service.instance.key} has no account in the charging system."


def test_an_add_on_has_the_balances_of_the_service_that_it_adds_to() -> None:
    service = Service()
    parent = service.ask("GET", "balances")[1]
    product = make_product(category="addon", brand_id=service.world.brand.pk)
    request = ProductRequest(product_id=product.pk, service_id=service.instance.pk)
    order_id = orders.place_order(command(), service.world.account.pk, request)
    attempt = start(ProvisioningJob.objects.get(order_line__order_id=order_id))
    endings.complete_job(command(), attempt.job.pk, attempt.number)
    addon = get_addons(service.instance)[0]
    assert addon.service_uuid is None
    service.instance = addon
    assert service.ask("GET", "balances")[1] == parent
    assert service.use(GIGABYTE)[0] == 201
    assert service.ask("GET", "max-usage")[1]["max_usage"] == "0"


def get_addons(service: Instance) -> list[Instance]:
    return [row.instance for row in list_current_services(None).filter(parent=service)]


def test_uses_at_once_with_one_key_are_taken_once() -> None:
    service, key = Service(), unique()

    def use(_number: int) -> int:
        try:
            body = {"type": "data", "amount": GIGABYTE // 2}
            return service.ask("POST", "usage", body, **{"Idempotency-Key": key})[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert list(pool.map(use, range(AT_ONCE))) == [201] * AT_ONCE
    assert service.debits() == [-GIGABYTE // 2]
    other = service.ask("POST", "usage", {"type": "data", "amount": 1}, **{"Idempotency-Key": key})
    assert (other[0], other[1]["code"]) == (409, "idempotency-key-reused")
    # Somebody else's key is another one.
    service.headers = bearer(make_token(Role.NETWORK))
    body = {"type": "data", "amount": GIGABYTE // 2}
    assert service.ask("POST", "usage", body, **{"Idempotency-Key": key})[0] == 201
    assert service.debits() == [-GIGABYTE // 2] * 2


def test_a_use_that_was_taken_is_said_to_be_when_what_is_left_cannot_be_read(settings: Any) -> None:
    service = Service()
    with embedded_behind_http() as engine_url, bad_ocs(engine_url) as bad:
        settings.TRUNKLINE_CGRATES_URL = bad.url
        try:
            # The first look at the account is for the debit, the second for the answer.
            bad.play_after(1, Trick.GARBAGE, "GetAccount")
            assert service.use(GIGABYTE // 4) == (201, {"data": None, "summary": []})
            assert bad.played == [f"GetAccount: {Trick.GARBAGE}"]
            # A use that was not taken is said not to be, as ever.
            bad.play(Trick.GARBAGE, "GetAccount")
            status, refusal = service.use(GIGABYTE // 4)
            assert (status, refusal["code"]) == (503, "ocs-unavailable")
            assert service.ask("GET", "max-usage")[1]["max_usage"] == str(GIGABYTE * 3 // 4)
        finally:
            cgrates.close_clients()
    assert service.debits() == [-GIGABYTE // 4]
