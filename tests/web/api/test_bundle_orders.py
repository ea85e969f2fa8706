"""Orders of bundles and packages through the API: whose they are, who pays, and what is refused whole."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tests.support.bundles import finish_all, make_bundle, make_package, make_part, pounds
from tests.support.doors import ask, bearer, make_token
from tests.support.people import make_account, make_brand
from tests.support.snapshot import differences, take_snapshot
from trunkline.catalog.models import Product
from trunkline.instances.models import Configuration
from trunkline.ordering.models import Order
from trunkline.parties.models import Account
from trunkline.parties.states import Role

pytestmark = pytest.mark.usefixtures("quiet")


class Shop:
    """An office below its company, which pays; and a package with a part that it may have up to five times."""

    def __init__(self) -> None:
        brand = make_brand()
        self.company = Account.objects.get(pk=make_account(brand, name="Company"))
        self.office = Account.objects.get(pk=make_account(brand, name="Office", parent_id=self.company.pk))
        self.stranger = Account.objects.get(pk=make_account(brand, name="Stranger"))
        self.part = make_part("2.00")
        self.package = make_package((self.part, 1, 5, 1), prices=pounds("10.00"))
        self.headers = bearer(make_token(Role.ADMIN))
        # A token's first use is noted.
        assert ask("GET", "/api/v1/products", b"", self.headers).status_code == 200

    def body(self, *components: object, **more: Any) -> dict[str, Any]:
        wanted = {"account": str(self.office.public_id), "product": str(self.package.public_id)}
        return {**wanted, "components": list(components), **more}

    def order(self, *components: object, **more: Any) -> tuple[int, Any]:
        answer = ask("POST", "/api/v1/orders", self.body(*components, **more), self.headers)
        return answer.status_code, json.loads(answer.content)


def of(product: Product, **more: Any) -> dict[str, Any]:
    return {"product": str(product.public_id), **more}


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_what_one_account_has_another_one_above_it_pays_under_its_own_words(shop: Shop) -> None:
    payer = {"payer": str(shop.company.public_id), "cost_centre": "R&D 42", "purchase_order_number": "PO-7"}
    subscriber = shop.office.subscribers.get()
    status, order = shop.order(of(shop.part, count=2, subscriber=str(subscriber.public_id)), subscriber=None, **payer)
    assert status == 201, order
    finish_all(Order.objects.get(public_id=order["id"]).pk)
    rows = Configuration.objects.filter(account=shop.office, superseded_at=None).select_related("subscription")
    assert {(row.product_id, row.subscriber_id) for row in rows} == {
        (shop.package.pk, None),
        (shop.part.pk, subscriber.pk),
    }
    subscriptions = [row.subscription for row in rows]
    assert len(subscriptions) == 3
    told = {(each.payer_id, each.cost_centre, each.purchase_order_number) for each in subscriptions if each}
    assert told == {(shop.company.pk, "R&D 42", "PO-7")}


def deep(part: Product, levels: int) -> dict[str, Any]:
    found = of(part)
    for _ in range(levels):
        found = of(part, components=[found])
    return found


REFUSED: dict[str, Any] = {
    "a payer that is not above": lambda shop: shop.body(payer=str(shop.stranger.public_id)),
    "a payer that is nobody": lambda shop: shop.body(payer=str(uuid4())),
    "another's subscriber": lambda shop: shop.body(subscriber=str(shop.stranger.subscribers.get().public_id)),
    "another's subscriber of a part": lambda shop: shop.body(
        of(shop.part, subscriber=str(shop.stranger.subscribers.get().public_id))
    ),
    "a cost centre too long": lambda shop: shop.body(cost_centre="x" * 61),
    "a cost centre that no text can be": lambda shop: shop.body(cost_centre="a\x00b"),
    "too many": lambda shop: shop.body(of(shop.part, count=6)),
    "too many in two entries": lambda shop: shop.body(of(shop.part, count=3), of(shop.part, count=3)),
    "more than anybody has": lambda shop: shop.body(of(shop.part, count=10**30)),
    "fewer than none": lambda shop: shop.body(of(shop.part, count=-1)),
    "none of what it needs": lambda shop: shop.body(of(shop.part, count=0)),
    "half a one": lambda shop: shop.body(of(shop.part, count=1.5)),
    "yes": lambda shop: shop.body(of(shop.part, count=True)),
    "a part that is a product of nobody": lambda shop: shop.body({"product": str(uuid4())}),
    "a part of what has none": lambda shop: shop.body(of(shop.part, components=[of(shop.part)])),
    # What reads each level twice never ends.
    "parts within parts": lambda shop: shop.body(deep(shop.part, 40)),
    "parts within parts within parts": lambda shop: shop.body(deep(shop.part, 200)),
    "the package in itself": lambda shop: shop.body(of(shop.package)),
    "a thousand entries": lambda shop: shop.body(*[of(shop.part)] * 1000),
    "what it is not linked with": lambda shop: shop.body(relationships={"nothing": {"fee": 1}}),
    "a price that is not shown": lambda shop: shop.body(shown_due_now="11.99"),
    "several of a whole": lambda shop: shop.body(count=2),
    "a line with parts beside the lines": lambda shop: {**shop.body(), "lines": [of(shop.package)]},
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_a_bad_order_is_refused_whole(shop: Shop, name: str) -> None:
    body = REFUSED[name](shop)
    before = take_snapshot()
    answer = ask("POST", "/api/v1/orders", body, shop.headers)
    assert answer.status_code in {400, 409, 422}, answer.content
    assert json.loads(answer.content)["code"]
    assert differences(before, take_snapshot()) == []


def test_the_refusal_of_a_selection_names_the_part_and_its_rule(shop: Shop) -> None:
    status, problem = shop.order(of(shop.part, count=6))
    assert (status, problem["errors"][0]["field"]) == (422, "components")
    assert f"{shop.part.code}: at most 5, not 6" in problem["detail"]


def test_a_bundle_of_bundles_is_shown_with_what_each_line_is_a_part_of(shop: Shop) -> None:
    inner = make_bundle("flexible_bundle", [{"product": shop.part.code, "minimum": 1, "maximum": 2}], pounds("5.00"))
    outer = make_package((inner, 1, 2, 1), prices=None)
    body = {**shop.body(of(inner, components=[of(shop.part, count=2)])), "product": str(outer.public_id)}
    answer = ask("POST", "/api/v1/orders", {**body, "shown_due_now": "9.00"}, shop.headers)
    assert answer.status_code == 201, answer.content
    lines = json.loads(answer.content)["lines"]
    whole, middle, *leaves = lines
    assert whole["part_of"] is None
    assert middle["part_of"] == whole["id"]
    assert [leaf["part_of"] for leaf in leaves] == [middle["id"]] * 2
    assert sum(Decimal(line["due_now"]) for line in lines) == Decimal("9.00")
