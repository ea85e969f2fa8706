"""What people write stays text: on its way through the API, Ansible and the charging engine nothing is carried out."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.orders import wait_for_job
from tests.support.people import Staff, unique
from tests.support.stack import RunningStack
from trunkline.instances.models import Instance
from trunkline.ordering.models import Order
from trunkline.parties.models import Brand
from trunkline.provisioning.states import JobState

TEXTS = {
    "template": "{{ lookup('pipe','id') }}",
    "statement": "{% for x in [1, 2] %}{{ x }}{% endfor %}",
    "sql": "'; DROP TABLE parties_account; --",
    "emoji": "Ada 🛰️👩‍🚀",
    "right-to-left": "مرحبا בעולם \u202e\u200f",
    "list": "['not', 'a', 'list']",
}


@pytest.fixture
def api(stack: RunningStack, admin: Staff) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.base_url, headers=admin.headers, timeout=30, trust_env=False) as client:
        yield client


def made(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def buy(api: httpx.Client, brand_id: int, *, name: str, play: str, default: Any, variables: Any) -> dict[str, Any]:
    """Open an account, make a product and order it; returns the account with the service that came of it."""
    slug = Brand.objects.get(pk=brand_id).slug
    account = made(api.post("/api/v1/accounts", json={"name": name, "brand": slug}))
    product = {
        "product_name": "Mobile",
        "product_slug": f"mobile-{unique()}",
        "category": "standalone",
        "service_type": "mobile",
        "currency": "GBP",
        "retail_cost": "15.00",
        "contract_days": 30,
        "provisioning_play": play,
        "provisioning_json_vars": default,
    }
    product_id = made(api.post("/api/v1/products", json=product))["id"]
    order = made(
        api.post("/api/v1/orders", json={"account": account["id"], "product": product_id, "variables": variables})
    )
    job = wait_for_job(Order.objects.get(public_id=order["id"]).pk)
    assert (job.state, job.failure) == (JobState.SUCCEEDED, "")
    return {"account": account, "service": Instance.objects.get(jobs=job)}


def balance_ids(api: httpx.Client, service: Instance) -> dict[str, list[str]]:
    balances = api.get(f"/api/v1/services/{service.public_id}/balances").json()["data"]["BalanceMap"]
    return {kind: [row["ID"] for row in rows] for kind, rows in balances.items()}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_play_passes_on_what_people_wrote_as_it_is(api: httpx.Client, brand_id: int, text: str) -> None:
    sold = buy(
        api,
        brand_id,
        name=text,
        play="play_test_says_it_again",
        default={"default_text": f"default {text}"},
        variables={"ordered_text": f"ordered {text}"},
    )
    account, service = sold["account"], sold["service"]
    assert api.get(f"/api/v1/accounts/{account['id']}").json()["name"] == text
    assert api.get(f"/crm/service/service_id/{service.pk}").json()["service_name"] == text
    assert balance_ids(api, service) == {"*data": [f"ordered {text}"], "*sms": [f"default {text}"]}
    rows = api.get(f"/api/v1/accounts/{account['id']}/transactions").json()["data"]
    assert [(row["title"], row["description"]) for row in rows if row["retail_cost"] == "0.00"] == [
        (text, f"default {text}")
    ]


@pytest.mark.parametrize("text", [TEXTS["template"], TEXTS["sql"], TEXTS["emoji"]], ids=["template", "sql", "emoji"])
def test_the_shipped_play_names_service_and_balances_by_labels_as_they_are(
    api: httpx.Client, brand_id: int, text: str
) -> None:
    sold = buy(
        api,
        brand_id,
        name="Ada",
        play="play_local_mobile_sim",
        default=json.dumps({"days": 30, "data_gb": 20, "balance_label": text}),
        variables={"service_label": text},
    )
    service = sold["service"]
    assert api.get(f"/crm/service/service_id/{service.pk}").json()["service_name"] == f"Mobile - {text}"
    assert balance_ids(api, service) == {"*data": [f"DATA_20GB_{text}"]}
