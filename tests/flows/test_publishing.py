"""Publishing a product: the charging system then knows what it gives, or the product is not open for orders."""

import json
from typing import Any

import pytest

from tests.support.catalogue import define_product as define_draft
from tests.support.catalogue import define_unpriced_product
from tests.support.doors import ask, bearer, make_token
from tests.support.people import command, unique
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from tests.web.api.requests import product
from trunkline.catalog.models import Product
from trunkline.charging import processes as charging
from trunkline.flows.processes import products as process
from trunkline.flows.processes.products import define_product, set_product_enabled
from trunkline.ocs.models import OcsActions
from trunkline.ocs.states import ActionIdentifier
from trunkline.parties.states import Role
from trunkline.platform.clocks import business_now
from trunkline.web.api.v1 import products as door

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]

NOBODY_LISTENS = "http://127.0.0.1:9/jsonrpc"
GIGABYTE = 1024**3
ALLOWANCES = {"days": 30, "data_gb": 20, "voice_minutes": "unlimited", "sms_count": 100}


@pytest.fixture
def headers() -> dict[str, str]:
    return bearer(make_token(Role.PRODUCT_MANAGER))


def create(headers: dict[str, str], **changes: object) -> tuple[int, dict[str, Any]]:
    answer = ask("POST", "/api/v1/products", product(**changes), headers)
    return answer.status_code, json.loads(answer.content)


def actions(slug: str) -> list[dict[str, Any]] | None:
    stored = OcsActions.objects.filter(actions_id=f"Action_{slug}").first()
    return None if stored is None else stored.actions


def call(method: str, **params: Any) -> Any:
    answer = charging.call(method, params, at=business_now())
    assert answer.error is None, answer
    return answer.result


def test_a_published_product_can_be_given_by_its_name(headers: dict[str, str]) -> None:
    status, made = create(headers, provisioning_json_vars=ALLOWANCES)
    assert (status, made["enabled"]) == (201, True)
    account = f"foreign_{unique()}"
    call("APIerSv2.SetAccount", Account=account)
    call("APIerSv1.ExecuteAction", Account=account, ActionsId=f"Action_{made['product_slug']}")
    balances = call("APIerSv2.GetAccount", Account=account)["BalanceMap"]
    assert {kind: [(row["ID"], row["Value"], row["Weight"]) for row in rows] for kind, rows in balances.items()} == {
        "*data": [("DATA_20GB", 20 * GIGABYTE, 10)],
        "*sms": [("SMS_100", 100, 10)],
        "*voice": [("VOICE_Unlimited", 999_999_999, 10)],
    }
    # 30 days × 24 = 720 hours; given anew, a balance is full again and not doubled.
    assert {row["ExpiryTime"] for row in actions(made["product_slug"]) or []} == {"+720h"}
    call("APIerSv1.DebitBalance", Account=account, BalanceType="*data", Value=18 * GIGABYTE)
    call("APIerSv1.ExecuteAction", Account=account, ActionsId=f"Action_{made['product_slug']}")
    assert call("APIerSv2.GetAccount", Account=account)["BalanceMap"]["*data"][0]["Value"] == 20 * GIGABYTE


def test_what_an_add_on_gives_once_lasts_as_long_as_its_variables_say(headers: dict[str, str]) -> None:
    boost = {"category": "addon", "contract_days": 0, "auto_renew": "false", "allow_auto_renew": False}
    _, made = create(headers, **boost, provisioning_json_vars={"data_gb": 5, "days": 7})
    [row] = actions(made["product_slug"]) or []
    # 7 days × 24 = 168 hours
    assert (row["Identifier"], row["Units"], row["ExpiryTime"], row["BalanceWeight"]) == (
        ActionIdentifier.TOP_UP_RESET, str(5 * GIGABYTE), "+168h", "20",
    )  # fmt: skip


def test_a_product_that_gives_nothing_or_is_not_published_has_no_actions(headers: dict[str, str]) -> None:
    _, nothing = create(headers, provisioning_json_vars={"days": 30})
    _, closed = create(headers, provisioning_json_vars=ALLOWANCES, enabled=False)
    assert [actions(made["product_slug"]) for made in (nothing, closed)] == [None, None]
    opened = ask("PATCH", f"/api/v1/products/{closed['id']}", {"enabled": True}, headers)
    assert (opened.status_code, len(actions(closed["product_slug"]) or [])) == (200, 3)


def test_while_the_charging_system_is_away_nothing_is_published_or_left(headers: dict[str, str], settings: Any) -> None:
    _, closed = create(headers, provisioning_json_vars=ALLOWANCES, enabled=False)
    settings.TRUNKLINE_CGRATES_URL = NOBODY_LISTENS
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    status, refusal = create(headers, provisioning_json_vars=ALLOWANCES)
    assert (status, refusal["code"]) == (503, "ocs-unavailable")
    refused = ask("PATCH", f"/api/v1/products/{closed['id']}", {"enabled": True}, headers)
    assert refused.status_code == 503
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []
    # What gives nothing there needs nothing of it.
    assert create(headers, provisioning_json_vars={"days": 30})[0] == 201


def test_a_charging_system_that_goes_away_in_the_middle_leaves_the_product_closed(
    headers: dict[str, str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    body = product(provisioning_json_vars=ALLOWANCES)
    keyed = {**headers, "Idempotency-Key": unique()}

    def lose_it_then_create(*arguments: Any) -> int:
        settings.TRUNKLINE_CGRATES_URL = NOBODY_LISTENS
        return create_product(*arguments)

    create_product = process.catalog.create_product
    with monkeypatch.context() as patched:
        patched.setattr(process.catalog, "create_product", lose_it_then_create)
        refused = ask("POST", "/api/v1/products", body, keyed)
    assert refused.status_code == 503
    assert "The product is saved, but closed for orders" in json.loads(refused.content)["detail"]
    saved = Product.objects.get(slug=body["product_slug"])
    assert (saved.is_enabled, actions(saved.slug)) == (False, None)
    # The same request once more carries on where it was.
    settings.TRUNKLINE_CGRATES_URL = None
    made = ask("POST", "/api/v1/products", body, keyed)
    assert (made.status_code, json.loads(made.content)["enabled"]) == (201, True)
    assert len(actions(saved.slug) or []) == 3
    # A late repetition does not open what was closed meanwhile.
    ask("PATCH", f"/api/v1/products/{saved.public_id}", {"enabled": False}, headers)
    assert ask("POST", "/api/v1/products", body, keyed).status_code == 201
    assert not Product.objects.get(pk=saved.pk).is_enabled


def test_every_play_of_a_product_must_be_there_when_it_is_published(headers: dict[str, str]) -> None:
    for field in ("suspension_play", "resumption_play", "removal_play"):
        status, refusal = create(headers, **{field: "play_not_installed"})
        assert (status, refusal["code"], refusal["errors"][0]["field"]) == (422, "play-missing", field)


def test_the_draft_and_the_product_are_published_alike() -> None:
    body = door.ProductIn(**product(provisioning_json_vars=ALLOWANCES))
    draft = door._draft(body, None)  # noqa: SLF001  # as the door makes it
    product_id = define_product(command(), draft)
    first = actions(draft.slug)
    set_product_enabled(command(), Product.objects.get(pk=product_id), is_enabled=True)
    assert actions(draft.slug) == first


def test_all_that_keeps_a_product_off_sale_is_told_before_anything_is_done(headers: dict[str, str]) -> None:
    draft = define_draft(
        provisioning_play="play_that_nobody_has",
        removal_play="play_test_is_no_yaml",
        provisioning_variables={"data_gb": 20},
    )
    path = f"/api/v1/products/{draft.public_id}"
    told = {"prices", "service_type", "provisioning_play", "removal_play"}
    shown = json.loads(ask("GET", f"{path}/publication", b"", headers).content)
    assert (shown["lifecycle"], {problem["field"] for problem in shown["problems"]}) == ("draft", told)
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    answer = ask("POST", f"{path}/publish", {}, headers)
    assert (answer.status_code, {each["field"] for each in json.loads(answer.content)["errors"]}) == (422, told)
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []
    assert actions(draft.slug) is None


def test_a_draft_is_published_once_it_is_whole(headers: dict[str, str]) -> None:
    draft = define_unpriced_product(provisioning_variables={"data_gb": 20})
    path = f"/api/v1/products/{draft.public_id}"
    assert json.loads(ask("GET", f"{path}/publication", b"", headers).content)["problems"] == []
    answer = ask("POST", f"{path}/publish", {}, headers)
    assert (answer.status_code, json.loads(answer.content)["lifecycle"]) == (200, "active")
    assert actions(draft.slug) is not None
    assert ask("POST", f"{path}/publish", {}, headers).status_code == 409
    assert json.loads(ask("POST", f"{path}/retire", {}, headers).content)["lifecycle"] == "retired"
