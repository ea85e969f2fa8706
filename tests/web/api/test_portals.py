"""The token of an operator's own portal: issued for a brand, reads what it sells, ends for good."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.support.doors import World, ask, bearer, make_portal_token, make_token
from tests.support.goods import make_product
from tests.support.people import make_account
from trunkline.parties.models import Account, ApiToken
from trunkline.parties.states import Role
from trunkline.platform.clocks import system_now

pytestmark = pytest.mark.usefixtures("quiet")

TOKENS = "/api/v1/portal-tokens"


@pytest.fixture(scope="module")
def world(quiet: None) -> World:
    del quiet
    return World()


def send(method: str, path: str, token: str, body: object = b"") -> tuple[int, Any]:
    answer = ask(method, path, body, bearer(token))
    return answer.status_code, json.loads(answer.content)


def test_a_portal_reads_what_its_brand_sells_and_writes_nothing(world: World) -> None:
    admin = make_token(Role.ADMIN, world.brand.pk)
    status, issued = send("POST", TOKENS, admin, {"brand": world.brand.slug, "label": "Shop", "lifetime_days": 30})
    assert (status, issued["brand"], issued["label"]) == (201, world.brand.slug, "Shop")
    token = issued["token"]
    others = make_product(brand_id=world.other_brand.pk)
    assert send("GET", f"/api/v1/products/{world.product.public_id}", token)[0] == 200
    assert send("GET", f"/api/v1/products/{others.public_id}", token)[0] == 404
    assert send("GET", f"/api/v1/accounts/{world.account.public_id}", token)[0] == 403
    assert send("PATCH", f"/api/v1/products/{world.product.public_id}", token, {"enabled": False})[0] == 403
    world.product.refresh_from_db()
    assert world.product.is_enabled
    kept = ApiToken.objects.get(pk=send("GET", f"{TOKENS}?limit=1", admin)[1]["data"][0]["id"])
    assert kept.expires_at is not None
    assert timedelta(days=29, hours=23) < kept.expires_at - system_now() <= timedelta(days=30)


def test_a_portal_is_shown_the_offers_that_customers_are(world: World) -> None:
    for_staff = make_product(brand_id=world.brand.pk, customer_can_purchase=False)
    path = f"/api/v1/accounts/{world.account.public_id}/offers"
    status, document = send("GET", path, read_as_portal(world))
    assert status == 200
    offers = {offer["product"]: offer for offer in document["data"]}
    assert offers[str(world.product.public_id)]["reasons"] == []
    assert offers[str(for_staff.public_id)]["reasons"] != []
    stranger = Account.objects.get(pk=make_account(world.other_brand.pk))
    assert send("GET", f"/api/v1/accounts/{stranger.public_id}/offers", read_as_portal(world))[0] == 404


def read_as_portal(world: World) -> str:
    body = {"brand": world.brand.slug, "label": "Shop"}
    return str(send("POST", TOKENS, make_token(Role.ADMIN), body)[1]["token"])


def test_an_ended_token_opens_nothing(world: World) -> None:
    admin, token = make_token(Role.ADMIN, world.brand.pk), read_as_portal(world)
    assert send("GET", "/api/v1/products", token)[0] == 200
    [*_, last] = send("GET", f"{TOKENS}?limit=200", admin)[1]["data"]
    status, ended = send("DELETE", f"{TOKENS}/{last['id']}", admin)
    assert (status, ended["revoked_at"] is not None) == (200, True)
    assert send("GET", "/api/v1/products", token)[0] == 401
    assert send("DELETE", f"{TOKENS}/{last['id']}", admin)[1] == ended


def test_tokens_of_another_brand_are_not_there(world: World) -> None:
    token = make_portal_token(world.brand.pk)
    stranger = make_token(Role.ADMIN, world.other_brand.pk)
    assert send("DELETE", f"{TOKENS}/{token.pk}", stranger)[0] == 404
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None
    assert token.pk not in [each["id"] for each in send("GET", f"{TOKENS}?limit=200", stranger)[1]["data"]]
    status, refusal = send("POST", TOKENS, stranger, {"brand": world.brand.slug, "label": "Mine"})
    assert (status, refusal["errors"][0]["pointer"]) == (422, "#/brand")


def test_a_token_of_a_person_is_none_of_a_portal(world: World) -> None:
    make_token(Role.AGENT, world.brand.pk)
    own = ApiToken.objects.latest("pk")
    assert send("DELETE", f"{TOKENS}/{own.pk}", make_token(Role.ADMIN))[0] == 404
    assert ApiToken.objects.get(pk=own.pk).revoked_at is None


def test_an_idempotency_key_would_keep_the_token(world: World) -> None:
    headers = bearer(make_token(Role.ADMIN)) | {"Idempotency-Key": "portal-1"}
    before = ApiToken.objects.filter(only_role=Role.PORTAL).count()
    answer = ask("POST", TOKENS, {"brand": world.brand.slug, "label": "Shop"}, headers)
    assert (answer.status_code, json.loads(answer.content)["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert ApiToken.objects.filter(only_role=Role.PORTAL).count() == before
