"""Who gets in where: every route of the API × every sort of caller, called and compared with this table.

A word of the table is what the caller must get: `ok`, or the status of the refusal. `422` is what one gets who names
something of another brand in a body: it is as if it did not exist, and the field is named.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from tests.support.catalogue import define_product, plan_price, product_for, write_copy, write_product
from tests.support.doors import World, bearer, make_portal_token, make_token
from tests.support.files import add_file, write_file, write_image
from tests.support.goods import make_item, make_specification
from tests.support.people import command, unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.services import began_at, next_instant, plan_change, service_body
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from tests.support.stockroom import delivery, make_item_for, make_purchase_order
from tests.support.warehouse import (
    make_logical,
    make_pool,
    make_reservation,
    make_warehouse,
    write_goods,
    write_pool,
)
from trunkline.parties.models import Brand
from trunkline.parties.states import Role
from trunkline.stock.use_cases import picking
from trunkline.web.api.application import OPEN_ROUTES, api
from trunkline.web.checks import OPEN_PAGES

pytestmark = pytest.mark.usefixtures("quiet")

CALLERS = ("nobody", *Role, "own_job", "other_job", "other_brand")
JOBS = ("own_job", "other_job")

# The columns: nobody; product manager, agent, network, billing, admin, portal (for all brands); the job that the thing
# belongs to; the job of another customer; an admin of another brand only.
MATRIX = {
    #                                                    nobody  pm agent net bill adm por own  other brand
    ("GET", "/crm/product/product_id/{product_id}"): "      401  ok  ok   ok  ok  ok  403 ok   403   404",
    ("GET", "/crm/customer/customer_id/{customer_id}"): "   401  403 ok   403 ok  ok  403 ok   403   404",
    ("GET", "/crm/inventory/inventory_id/{item_id}"): "     401  ok  ok   ok  403 ok  403 ok   403   ok",
    ("PATCH", "/crm/inventory/inventory_id/{item_id}"): "   401  403 403  403 403 403 403 ok   403   403",
    ("GET", "/crm/inventory/service_id/{service_id}"): "    401  403 403  403 403 403 403 ok   404   403",
    ("PUT", "/crm/service/"): "                             401  403 403  403 403 403 403 ok   403   403",
    ("GET", "/crm/service/service_id/{service_id}"): "      401  ok  ok   ok  ok  ok  403 ok   404   404",
    ("PATCH", "/crm/service/{service_id}"): "               401  403 403  403 403 403 403 ok   404   403",
    ("PUT", "/crm/transaction/"): "                         401  403 403  403 403 403 403 ok   403   403",
    ("GET", "/crm/stripe/customer_id/{customer_id}"): "     401  403 ok   403 ok  ok  403 ok   403   404",
    ("POST", "/crm/stripe/charge_card/{card_id}"): "        401  403 403  403 403 403 403 ok   403   403",
    # A product of one brand: its managers make products of their brand. Kinds of items, and stock, have no brand.
    ("POST", "/api/v1/products"): "                         401  ok  403  403 403 ok  403 403  403   ok",
    ("GET", "/api/v1/products"): "                          401  ok  ok   ok  ok  ok  ok  403  403   ok",
    ("GET", "/api/v1/products/{product_id}"): "             401  ok  ok   ok  ok  ok  ok  403  403   404",
    ("PATCH", "/api/v1/products/{product_id}"): "           401  ok  403  403 403 ok  403 403  403   404",
    # Definitions of every kind; here a product of one brand. What is there for all brands is changed by staff of all.
    ("GET", "/api/v1/catalogue"): "                         401  ok  ok   ok  ok  ok  ok  403  403   ok",
    ("GET", "/api/v1/catalogue/{kind}"): "                  401  ok  ok   ok  ok  ok  ok  403  403   ok",
    ("GET", "/api/v1/catalogue/{kind}/schema"): "           401  ok  ok   ok  ok  ok  ok  403  403   ok",
    ("POST", "/api/v1/catalogue/{kind}"): "                 401  ok  403  403 403 ok  403 403  403   403",
    ("POST", "/api/v1/catalogue/{kind}/bulk"): "            401  ok  403  403 403 ok  403 403  403   403",
    ("GET", "/api/v1/catalogue/{kind}/{definition_id}"): "  401  ok  ok   ok  ok  ok  ok  403  403   404",
    ("PATCH", "/api/v1/catalogue/{kind}/{definition_id}"): "401  ok  403  403 403 ok  403 403  403   404",
    ("DELETE", "/api/v1/catalogue/{kind}/{definition_id}"): "401 ok  403  403 403 ok  403 403  403   404",
    ("GET", "/api/v1/catalogue/{kind}/{definition_id}/history"): "401 ok ok ok  ok  ok  403 403  403   404",
    ("GET", "/api/v1/products/{product_id}/participation"): "401 ok  ok  ok  ok  ok  403 403  403   404",
    ("PUT", "/api/v1/products/{product_id}/participation/{kind}/{definition_id}/{list_name}"): (
        "                                                   401  ok  403  403 403 ok  403 403  403   404"
    ),
    ("DELETE", "/api/v1/products/{product_id}/participation/{kind}/{definition_id}/{list_name}"): (
        "                                                   401  ok  403  403 403 ok  403 403  403   404"
    ),
    # Images and files of a product of one brand.
    ("GET", "/api/v1/products/{product_id}/files"): "       401  ok  ok   ok  ok  ok  ok  403  403   404",
    ("POST", "/api/v1/products/{product_id}/images"): "     401  ok  403  403 403 ok  403 403  403   404",
    ("POST", "/api/v1/products/{product_id}/files"): "      401  ok  403  403 403 ok  403 403  403   404",
    ("PATCH", "/api/v1/products/{product_id}/files/{file_id}"): "   401  ok 403 403 403 ok 403 403 403 404",
    ("DELETE", "/api/v1/products/{product_id}/files/{file_id}"): "  401  ok 403 403 403 ok 403 403 403 404",
    ("GET", "/api/v1/products/{product_id}/files/{file_id}/content"): "401 ok ok ok ok ok ok 403 403 404",
    ("GET", "/api/v1/products/{product_id}/prices"): "      401  ok  ok   ok  ok  ok  403 403  403   404",
    ("POST", "/api/v1/products/{product_id}/prices"): "     401  ok  403  403 403 ok  403 403  403   404",
    ("POST", "/api/v1/products/{product_id}/prices/{price_id}/withdraw"): "401 ok 403 403 403 ok 403 403 403 404",
    ("GET", "/api/v1/products/{product_id}/publication"): " 401  ok  ok   ok  ok  ok  403 403  403   404",
    ("POST", "/api/v1/products/{product_id}/publish"): "    401  ok  403  403 403 ok  403 403  403   404",
    ("POST", "/api/v1/products/{product_id}/retire"): "     401  ok  403  403 403 ok  403 403  403   404",
    ("GET", "/api/v1/products/{product_id}/terms"): "       401  ok  ok   ok  ok  ok  ok  403  403   404",
    ("POST", "/api/v1/products/{product_id}/terms"): "      401  ok  403  403 403 ok  403 403  403   404",
    ("POST", "/api/v1/products/{product_id}/copy"): "       401  ok  403  403 403 ok  403 403  403   404",
    ("GET", "/api/v1/products/{product_id}/stock-balance"): "401 ok  ok  ok  403 ok  403 403  403   404",
    ("GET", "/api/v1/products/{product_id}/performance"): " 401  ok  ok   ok  ok  ok  403 403  403   404",
    ("POST", "/api/v1/resource-specifications"): "          401  ok  403  403 403 ok  403 403  403   ok",
    ("GET", "/api/v1/resource-specifications"): "           401  ok  ok   ok  ok  ok  ok  403  403   ok",
    ("GET", "/api/v1/resource-specifications/{specification_id}"): "  401  ok  ok  ok  ok  ok  ok  403  403   ok",
    ("PATCH", "/api/v1/resource-specifications/{specification_id}"): "401  ok  403 403 403 ok  403 403  403   ok",
    ("POST", "/api/v1/sellers"): "                          401  403 403  403 403 ok  403 403  403   403",
    ("POST", "/api/v1/portal-tokens"): "                    401  403 403  403 403 ok  403 403  403   422",
    ("GET", "/api/v1/portal-tokens"): "                     401  403 403  403 403 ok  403 403  403   ok",
    ("DELETE", "/api/v1/portal-tokens/{token_id}"): "       401  403 403  403 403 ok  403 403  403   404",
    ("GET", "/api/v1/brands"): "                            401  ok  ok   ok  ok  ok  ok  403  403   ok",
    ("POST", "/api/v1/accounts"): "                         401  403 ok   403 403 ok  403 403  403   422",
    ("GET", "/api/v1/accounts"): "                          401  403 ok   403 ok  ok  403 403  403   ok",
    ("GET", "/api/v1/accounts/{account_id}"): "             401  403 ok   403 ok  ok  403 403  403   404",
    ("GET", "/api/v1/accounts/{account_id}/offers"): "      401  403 ok   403 403 ok  ok  403  403   404",
    ("GET", "/api/v1/accounts/{account_id}/services"): "    401  ok  ok   ok  ok  ok  403 403  403   404",
    ("GET", "/api/v1/accounts/{account_id}/transactions"): "401  403 ok   403 ok  ok  403 403  403   404",
    ("GET", "/api/v1/accounts/{account_id}/charges"): "     401  403 ok   403 ok  ok  403 403  403   404",
    ("GET", "/api/v1/accounts/{account_id}/cards"): "       401  403 ok   403 ok  ok  403 403  403   404",
    ("POST", "/api/v1/accounts/{account_id}/cards"): "      401  403 ok   403 403 ok  403 403  403   404",
    ("DELETE", "/api/v1/accounts/{account_id}/cards/{card_id}"): "401 403 ok 403 403 ok 403 403 403  404",
    ("GET", "/api/v1/accounts/{account_id}/payments"): "    401  403 ok   403 ok  ok  403 403  403   404",
    ("GET", "/api/v1/accounts/{account_id}/notices"): "     401  403 ok   403 ok  ok  403 403  403   404",
    ("POST", "/api/v1/orders"): "                           401  403 ok   403 403 ok  403 403  403   422",
    ("GET", "/api/v1/orders/{order_id}"): "                 401  403 ok   403 403 ok  403 403  403   404",
    ("GET", "/api/v1/services/{service_id}"): "             401  ok  ok   ok  ok  ok  403 403  403   404",
    ("GET", "/api/v1/services/{service_id}/balances"): "    401  ok  ok   ok  ok  ok  403 403  403   404",
    ("POST", "/api/v1/services/{service_id}/usage"): "      401  403 403  ok  403 ok  403 403  403   404",
    ("GET", "/api/v1/services/{service_id}/max-usage"): "   401  ok  ok   ok  ok  ok  403 403  403   404",
    ("POST", "/api/v1/services/{service_id}/end"): "        401  403 ok   403 403 ok  403 403  403   404",
    ("POST", "/api/v1/services/{service_id}/resume"): "     401  403 ok   403 403 ok  403 403  403   404",
    ("POST", "/api/v1/services/{service_id}/suspend"): "    401  403 ok   403 403 ok  403 403  403   404",
    ("PUT", "/api/v1/services/{service_id}/auto-renewal"): "401  403 ok   403 403 ok  403 403  403   404",
    ("POST", "/api/v1/services/{service_id}/renew"): "      401  403 ok   403 403 ok  403 403  403   404",
    ("GET", "/api/v1/services/{service_id}/renewals"): "    401  ok  ok   ok  ok  ok  403 403  403   404",
    ("POST", "/api/v1/services/{service_id}/cancel"): "     401  403 ok   403 403 ok  403 403  403   404",
    ("POST", "/api/v1/services/{service_id}/reverse-cancellation"): "401 403 ok 403 403 ok 403 403 403 404",
    ("POST", "/api/v1/services/{service_id}/changes"): "    401  403 ok   403 403 ok  403 403  403   404",
    ("GET", "/api/v1/services/{service_id}/changes"): "     401  ok  ok   ok  ok  ok  403 403  403   404",
    ("POST", "/api/v1/services/{service_id}/changes/{change_id}/move"): "401 403 ok 403 403 ok 403 403 403 404",
    ("POST", "/api/v1/services/{service_id}/changes/{change_id}/withdraw"): "401 403 ok 403 403 ok 403 403 403 404",
    ("POST", "/api/v1/services/{service_id}/corrections"): "401  403 403  403 ok  ok  403 403  403   404",
    # A list shows nothing of other brands.
    ("GET", "/api/v1/instances"): "                         401  ok  ok   ok  ok  ok  403 403  403   ok",
    ("GET", "/api/v1/instances/{instance_id}"): "           401  ok  ok   ok  ok  ok  403 403  403   404",
    ("GET", "/api/v1/instances/{instance_id}/timeline"): "  401  ok  ok   ok  ok  ok  403 403  403   404",
    ("GET", "/api/v1/instances/{instance_id}/parts"): "     401  ok  ok   ok  ok  ok  403 403  403   404",
    ("PUT", "/api/v1/instances/{instance_id}/tags"): "      401  403 ok   403 403 ok  403 403  403   404",
    ("GET", "/api/v1/entity-instances/{instance_id}"): "    401  ok  ok   ok  ok  ok  403 403  403   404",
    ("GET", "/api/v1/entity-instances/{instance_id}/configurations"): "401 ok ok ok ok ok 403 403 403 404",
    ("GET", "/api/v1/entity-instances/{instance_id}/relationships"): "401 ok ok ok ok ok 403 403 403 404",
    ("GET", "/api/v1/figures/provisioning"): "              401  403 ok   ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/jobs"): "                              401  403 ok   ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/jobs/{provision_id}"): "               401  403 ok   ok  403 ok  403 403  403   404",
    ("GET", "/api/v1/jobs/{provision_id}/log"): "           401  403 ok   ok  403 ok  403 403  403   404",
    ("GET", "/api/v1/jobs/{provision_id}/journal"): "       401  403 403  ok  403 ok  403 403  403   404",
    # The job runs: whoever may have one undone, settled or run again is told that this is not the time.
    ("POST", "/api/v1/jobs/{provision_id}/undo"): "         401  403 403  409 403 409 403 403  403   404",
    ("POST", "/api/v1/jobs/{provision_id}/settle"): "       401  403 403  409 403 409 403 403  403   404",
    ("POST", "/api/v1/jobs/{provision_id}/retry"): "        401  403 403  409 403 409 403 403  403   404",
    # Those with whom we compare ourselves know no brands.
    ("GET", "/api/v1/reconciliation"): "                    401  403 403  403 403 ok   403 403  403   403",
    ("GET", "/api/v1/reconciliation/mends"): "              401  403 403  403 403 ok   403 403  403   403",
    ("POST", "/api/v1/reconciliation/mends"): "             401  403 403  403 403 409  403 403  403   403",
    ("POST", "/api/v1/reconciliation/settlement"): "        401  403 403  403 403 ok   403 403  403   403",
    # What is picked is an account's, and so its brand's.
    ("GET", "/api/v1/picker"): "                            401  403 ok   403 403 ok  403 403  403   422",
    ("POST", "/api/v1/reservations"): "                     401  403 ok   403 403 ok  403 403  403   422",
    ("GET", "/api/v1/reservations/{reservation_id}"): "     401  403 ok   403 403 ok  403 403  403   404",
    ("POST", "/api/v1/reservations/{reservation_id}/extend"): "401 403 ok 403 403 ok 403 403 403 404",
    ("DELETE", "/api/v1/reservations/{reservation_id}"): "  401  403 ok   403 403 ok  403 403  403   404",
    ("POST", "/api/v1/warehouses"): "                       401  403 403  ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-items"): "                      401  403 403  ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/stock-items"): "                       401  ok  ok   ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/stock-items/{item_id}"): "             401  ok  ok   ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/warehouses"): "                        401  ok  ok   ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-items/import"): "               401  403 403  ok  403 ok  403 403  403   ok",
    ("PATCH", "/api/v1/stock-items/{item_id}"): "           401  403 403  ok  403 ok  403 403  403   ok",
    ("DELETE", "/api/v1/stock-items/{item_id}"): "          401  403 403  ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-items/{item_id}/actions"): "    401  403 403  ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-items/{item_id}/write-off"): "  401  403 403  ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/stock-items/{item_id}/history"): "     401  ok  ok   ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-moves"): "                      401  403 403  ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-counts"): "                     401  403 403  ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/stock-levels"): "                      401  ok  ok   ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/stock-alerts"): "                      401  ok  ok   ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/figures/stock"): "                     401  ok  ok   ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/purchase-orders"): "                  401  403 403  ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/purchase-orders"): "                   401  ok  ok   ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/purchase-orders/{purchase_order_id}"): "401 ok  ok   ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/purchase-orders/{purchase_order_id}/receipts"): "401 403 403 ok 403 ok 403 403 403 ok",
    ("POST", "/api/v1/purchase-orders/{purchase_order_id}/cancel"): "401 403 403 ok 403 ok 403 403 403 ok",
    ("POST", "/api/v1/pools"): "                            401  403 403  ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/pools"): "                             401  ok  ok   ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/pools/{pool_id}"): "                   401  ok  ok   ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/stock-quantities"): "                  401  ok  ok   ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/stock-movements"): "                   401  ok  ok   ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-quantities/receipts"): "        401  403 403  ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-quantities/transfers"): "       401  403 403  ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-quantities/counts"): "          401  403 403  ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-quantities/write-offs"): "      401  403 403  ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-quantities/returns"): "         401  403 403  ok  403 ok  403 403  403   ok",
    ("GET", "/api/v1/stock-items/{item_id}/parts"): "       401  ok  ok   ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-items/{item_id}/parts"): "      401  403 403  ok  403 ok  403 403  403   ok",
    ("POST", "/api/v1/stock-items/{item_id}/take-apart"): " 401  403 403  ok  403 ok  403 403  403   ok",
    ("PUT", "/api/v1/resource-specifications/{specification_id}/kit-parts"): "401 ok 403 403 403 ok 403 403 403 ok",
    # The engine's accounts know no brands.
    ("POST", "/jsonrpc"): "                                 401  403 403  ok  403 ok  403 403  403   403",
    # The secret in the path is the credential, whoever else one may be.
    ("POST", "/ocs/{secret}/jsonrpc"): "                    ok   ok  ok   ok  ok  ok  ok  ok   ok    ok",
}


@dataclass(frozen=True)
class Call:
    """One request of one caller."""

    caller: str
    expected: str
    method: str
    path: str
    body: Any

    def send(self, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        client = Client(raise_request_exception=False)
        content = b"" if self.body is None else json.dumps(self.body).encode()
        answer = client.generic(self.method, self.path, content, content_type="application/json", headers=headers)
        return answer.status_code, json.loads(answer.content)


def list_routes() -> Iterator[tuple[str, str]]:
    """List every route that the API has, those outside its description too."""
    for prefix, router in api._routers:  # noqa: SLF001  # the description leaves out what only plays use
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield method, f"{prefix}{plain_path(path)}"


def plain_path(path: str) -> str:
    return re.sub(r"{(?:\w+:)?(\w+)}", r"{\1}", path)


@pytest.fixture(scope="module")
def quiet() -> Iterator[None]:
    with fresh_database("access_matrix") as database, connected_to(database):
        yield


@pytest.fixture(scope="module")
def staff_tokens(quiet: None) -> dict[str, str]:
    del quiet
    return {role: make_token(role) for role in Role}


@pytest.fixture
def world() -> World:
    return World()


def credentials(world: World, staff_tokens: dict[str, str]) -> dict[str, dict[str, str]]:
    headers = {role: bearer(token) for role, token in staff_tokens.items()}
    headers["nobody"] = {}
    headers["own_job"] = bearer(world.mine.attempt.token)
    headers["other_job"] = bearer(world.others.attempt.token)
    headers["other_brand"] = bearer(make_token(Role.ADMIN, world.other_brand.pk))
    return headers


def fill_in(path: str, world: World, caller: str) -> str:
    """Write the address of a thing that belongs to the brand, and to the own job as far as it is a job's."""
    if path.startswith("/crm"):
        makers: dict[str, Callable[[], Any]] = {
            "product_id": lambda: world.mine.job.order_line.product_id,
            "customer_id": lambda: world.account.pk,
            "item_id": lambda: world.mine.item.pk,
            "card_id": lambda: world.card.pk,
            "service_id": lambda: world.mine.service_id if caller in JOBS else world.service.pk,
        }
    else:
        makers = {
            "product_id": lambda: product_for(path, world.product, world.brand).public_id,
            "item_id": lambda: make_item_for(path, world.specification).public_id,
            "specification_id": lambda: world.specification.public_id,
            "purchase_order_id": lambda: make_purchase_order(world.specification).public_id,
            "pool_id": lambda: make_pool(make_logical()).public_id,
            "account_id": lambda: world.account.public_id,
            "card_id": lambda: world.make_card().public_id,
            "order_id": lambda: world.mine.order.public_id,
            "provision_id": lambda: world.mine.job.pk,
            "reservation_id": lambda: reserve_an_item(world),
            "service_id": lambda: world.service_for(path).public_id,
            "change_id": lambda: plan_change(world.service).public_id,
            "instance_id": lambda: world.service.public_id,
            "token_id": lambda: make_portal_token(world.brand.pk).pk,
            "secret": lambda: world.mine.attempt.gateway_secret,
            "file_id": lambda: add_file(world.product.pk),
            "price_id": lambda: plan_price(world.product).pk,
            "kind": lambda: "products",
            "list_name": lambda: "relationships",
            "definition_id": lambda: define_product(brand=world.brand.slug).public_id,
        }
    # What the picker is asked about stands in its query.
    query = f"?product={world.product.public_id}" if path == "/api/v1/picker" else ""
    return re.sub(r"{(\w+)}", lambda found: str(makers[found[1]]()), path) + query


def reserve_an_item(world: World) -> str:
    return picking.reserve_items(command(), world.account.pk, [make_item(world.specification).pk])


BODIES: dict[tuple[str, str], Callable[[World], dict[str, Any]]] = {
    ("PATCH", "/crm/inventory/inventory_id/{item_id}"): lambda _: {"item_state": "In Stock"},
    ("PUT", "/crm/service/"): lambda world: service_body(world.mine.job),
    ("PATCH", "/crm/service/{service_id}"): lambda _: {"service_name": "Renamed"},
    ("PUT", "/crm/transaction/"): lambda world: {
        "customer_id": world.account.pk,
        "title": "Activation",
        "retail_cost": "0.00",
    },
    ("POST", "/crm/stripe/charge_card/{card_id}"): lambda world: {
        "retail_cost": "15.00",
        "customer_id": world.account.pk,
    },
    ("POST", "/api/v1/products"): lambda _: {
        "product_name": "Fibre 100",
        "product_slug": f"fibre-{unique()}",
        "category": "standalone",
        "service_type": "internet",
        "currency": "GBP",
        "retail_cost": "30.00",
        "contract_days": 30,
    },
    ("PATCH", "/api/v1/products/{product_id}"): lambda _: {"enabled": True},
    ("POST", "/api/v1/catalogue/{kind}"): lambda world: write_product(brand=world.brand.slug),
    ("POST", "/api/v1/catalogue/{kind}/bulk"): lambda world: {"definitions": [write_product(brand=world.brand.slug)]},
    ("PATCH", "/api/v1/catalogue/{kind}/{definition_id}"): lambda _: {"name": "Fibre 200"},
    ("POST", "/api/v1/products/{product_id}/copy"): lambda _: write_copy(),
    ("POST", "/api/v1/products/{product_id}/prices"): lambda _: {"retail_cost": "12.00", "currency": "GBP"},
    ("POST", "/api/v1/products/{product_id}/prices/{price_id}/withdraw"): lambda _: {},
    ("POST", "/api/v1/products/{product_id}/terms"): lambda _: {"text": f"Terms of {unique()}"},
    ("PUT", "/api/v1/products/{product_id}/participation/{kind}/{definition_id}/{list_name}"): lambda _: {
        "kind": "option"
    },
    ("POST", "/api/v1/products/{product_id}/images"): lambda _: write_image(),
    ("POST", "/api/v1/products/{product_id}/files"): lambda _: write_file(),
    ("PATCH", "/api/v1/products/{product_id}/files/{file_id}"): lambda _: {"text": "Another"},
    ("POST", "/api/v1/resource-specifications"): lambda _: {"name": f"Router {unique()}"},
    ("POST", "/api/v1/sellers"): lambda _: {
        "name": f"Seller {unique()}",
        "legal_name": "Seller Ltd",
        "country": "GB",
        "currency": "GBP",
        "time_zone": "Europe/London",
        "brand_name": f"Brand {unique()}",
        "brand_slug": f"brand-{unique()}",
    },
    ("POST", "/api/v1/portal-tokens"): lambda world: {"brand": world.brand.slug, "label": "Portal"},
    ("POST", "/api/v1/accounts"): lambda world: {"name": "Grace Tester", "brand": world.brand.slug},
    ("POST", "/api/v1/accounts/{account_id}/cards"): lambda _: {"reference": f"pm_demo_good_{unique()}"},
    ("POST", "/api/v1/orders"): lambda world: {
        "account": str(world.account.public_id),
        "product": str(world.product.public_id),
    },
    ("POST", "/api/v1/services/{service_id}/usage"): lambda _: {"type": "data", "amount": "1024"},
    ("PUT", "/api/v1/services/{service_id}/auto-renewal"): lambda _: {"auto_renew": True},
    ("POST", "/api/v1/services/{service_id}/cancel"): lambda _: {"reason": "customer", "grace_days": 14},
    ("POST", "/api/v1/services/{service_id}/changes"): lambda _: {"quantity": 2, "starts_at": next_instant()},
    ("POST", "/api/v1/services/{service_id}/changes/{change_id}/move"): lambda _: {"starts_at": next_instant()},
    ("POST", "/api/v1/services/{service_id}/corrections"): lambda world: {
        "quantity": 2,
        "starts_at": began_at(world.service),
        "reason": "Told wrong",
    },
    ("PUT", "/api/v1/instances/{instance_id}/tags"): lambda _: {"tags": [f"TAG-{unique()}"]},
    ("POST", "/api/v1/jobs/{provision_id}/settle"): lambda _: {"reason": "Removed by hand."},
    ("POST", "/api/v1/reconciliation/mends"): lambda _: {
        "kind": "ocs_account_unexplained",
        "subject": f"ocs:{unique()}",
        "reason": "Nobody knows it.",
    },
    ("POST", "/api/v1/reconciliation/settlement"): lambda _: {"reason": "The rest is left as it is."},
    ("POST", "/api/v1/reservations"): lambda world: {
        "account": str(world.account.public_id),
        "items": [str(make_item(world.specification).public_id)],
    },
    ("POST", "/api/v1/warehouses"): lambda _: {"code": unique(), "name": "North"},
    ("POST", "/api/v1/stock-items"): lambda world: {
        "specification": world.specification.name,
        "warehouse": "tests",
        "reference_number": f"REF-{unique()}",
    },
    ("PATCH", "/api/v1/resource-specifications/{specification_id}"): lambda _: {"low_stock_threshold": 5},
    ("POST", "/api/v1/stock-items/import"): lambda world: {
        "csv": delivery(f"{world.specification.name},REF-{unique()},{unique()},tests"),
    },
    ("PATCH", "/api/v1/stock-items/{item_id}"): lambda _: {"place": "Shelf 4"},
    ("POST", "/api/v1/stock-items/{item_id}/actions"): lambda _: {"action": "damage", "reason": "It fell"},
    ("POST", "/api/v1/stock-items/{item_id}/write-off"): lambda _: {"reason": "Beyond repair"},
    ("POST", "/api/v1/stock-moves"): lambda world: {
        "items": [str(make_item(world.specification).public_id)],
        "warehouse": "tests",
    },
    ("POST", "/api/v1/stock-counts"): lambda world: {
        "specification": world.specification.name,
        "warehouse": "tests",
        "scanned": ["REF-1"],
    },
    ("POST", "/api/v1/purchase-orders"): lambda world: {
        "supplier": "Supplier Ltd",
        "warehouse": "tests",
        "lines": [{"specification": world.specification.name, "quantity": 10}],
    },
    ("POST", "/api/v1/purchase-orders/{purchase_order_id}/receipts"): lambda world: {
        "lines": [{"specification": world.specification.name, "items": [{"reference_number": f"REF-{unique()}"}]}],
    },
    ("POST", "/api/v1/pools"): lambda _: write_pool(),
    ("POST", "/api/v1/stock-quantities/receipts"): lambda _: write_goods(),
    ("POST", "/api/v1/stock-quantities/transfers"): lambda _: write_goods(to_warehouse=make_warehouse().code),
    ("POST", "/api/v1/stock-quantities/counts"): lambda _: write_goods(),
    ("POST", "/api/v1/stock-quantities/write-offs"): lambda _: write_goods(reason="Wet"),
    ("POST", "/api/v1/stock-quantities/returns"): lambda _: {"reservation": make_reservation().pk, "quantity": 1},
    ("POST", "/api/v1/stock-items/{item_id}/parts"): lambda world: {
        "items": [str(make_item(world.specification).public_id)],
    },
    ("PUT", "/api/v1/resource-specifications/{specification_id}/kit-parts"): lambda _: {
        "parts": [{"specification": make_specification().name}],
    },
    ("POST", "/jsonrpc"): lambda _: {"method": "ApierV2.Ping", "params": [{}], "id": 1},
    ("POST", "/ocs/{secret}/jsonrpc"): lambda _: {
        "method": "ApierV2.GetAccount",
        "params": [{"Account": "nobody_has_this"}],
        "id": 1,
    },
}


def test_the_table_has_a_row_for_every_route_and_no_other() -> None:
    assert set(MATRIX) == set(list_routes())


def test_every_row_has_a_word_for_every_caller() -> None:
    assert {len(row.split()) for row in MATRIX.values()} == {len(CALLERS)}


def test_the_described_routes_are_among_them() -> None:
    described = {
        (method.upper(), path) for path, methods in api.get_openapi_schema()["paths"].items() for method in methods
    }
    assert described == set(MATRIX) - set(OPEN_ROUTES)


def test_only_the_listed_routes_and_pages_answer_strangers() -> None:
    assert {route for route, row in MATRIX.items() if row.split()[0] == "ok"} == set(OPEN_ROUTES)
    pages = {f"/{entry.pattern}" for entry in api.urls[0] if isinstance(entry, URLPattern)}
    routes = {path for _, path in MATRIX}
    others = {page for page in pages if re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", page) not in routes}
    answering = {page for page in others if Client().get(page).status_code != HTTPStatus.UNAUTHORIZED}
    assert answering == {reverse(name) for name in OPEN_PAGES if name.startswith("api:")}


@pytest.mark.parametrize("route", sorted(MATRIX), ids=" ".join)
def test_a_caller_gets_what_the_table_says(route: tuple[str, str], world: World, staff_tokens: dict[str, str]) -> None:
    headers = credentials(world, staff_tokens)
    make_body = BODIES.get(route, lambda _: None)
    calls = [
        Call(caller, expected, route[0], fill_in(route[1], world, caller), make_body(world))
        for caller, expected in zip(CALLERS, MATRIX[route].split(), strict=True)
    ]
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    got = {call.caller: summarise(call.send(headers[call.caller])) for call in calls if call.expected != "ok"}
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []
    got |= {call.caller: summarise(call.send(headers[call.caller])) for call in calls if call.expected == "ok"}
    assert got == {call.caller: call.expected for call in calls}


def summarise(answer: tuple[int, dict[str, Any]]) -> str:
    """Say what an answer is in the words of the table; a refusal must be a document that says so."""
    status, document = answer
    if status in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED}:
        return "ok"
    assert document["status"] == status
    return str(status)


@pytest.mark.parametrize("path", ["/api/v1/accounts", "/api/v1/jobs", "/api/v1/products"])
def test_a_list_shows_nothing_of_another_brand(path: str, world: World) -> None:
    documents = []
    for brand in (world.brand, world.other_brand):
        token = make_token(Role.ADMIN, brand.pk)
        answer = Client().get(path, {"limit": "200"}, headers=bearer(token))
        documents.append([row["id"] for row in answer.json()["data"]])
    own, others = documents
    shown = {
        "/api/v1/accounts": {str(world.account.public_id)},
        "/api/v1/jobs": {str(world.mine.job.public_id)},
        "/api/v1/products": {str(world.product.public_id)},
    }[path]
    assert shown <= set(own)
    assert not shown & set(others)


def test_a_brands_own_product_cannot_be_ordered_by_another_brands_account(world: World) -> None:
    token = make_token(Role.ADMIN, world.other_brand.pk)
    account = Client().post("/api/v1/accounts", {"name": "Elsewhere"}, "application/json", headers=bearer(token))
    assert (account.status_code, account.json()["brand"]) == (HTTPStatus.CREATED, world.other_brand.slug)
    body = {"account": account.json()["id"], "product": str(world.product.public_id)}
    for bearing, status in ((token, 422), (make_token(Role.ADMIN), 409)):
        before = take_snapshot(ignoring=TRACES_OF_CALLS)
        answer = Client().post("/api/v1/orders", body, "application/json", headers=bearer(bearing))
        assert answer.status_code == status
        assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


def test_a_product_made_by_one_brands_manager_is_that_brands(world: World) -> None:
    token = make_token(Role.PRODUCT_MANAGER, world.other_brand.pk)
    body = BODIES["POST", "/api/v1/products"](world)
    made = Client().post("/api/v1/products", body, "application/json", headers=bearer(token))
    assert made.status_code == HTTPStatus.CREATED
    path = f"/api/v1/products/{made.json()['id']}"
    elsewhere = make_token(Role.PRODUCT_MANAGER, Brand.objects.exclude(pk=world.other_brand.pk).earliest("pk").pk)
    assert Client().get(path, headers=bearer(token)).status_code == HTTPStatus.OK
    assert Client().get(path, headers=bearer(elsewhere)).status_code == HTTPStatus.NOT_FOUND


def test_a_product_of_all_brands_is_changed_by_staff_of_all_brands_only(
    world: World, staff_tokens: dict[str, str]
) -> None:
    body = BODIES["POST", "/api/v1/products"](world)
    everybodys = bearer(staff_tokens[Role.PRODUCT_MANAGER])
    made = Client().post("/api/v1/products", body, "application/json", headers=everybodys).json()
    path = f"/api/v1/products/{made['id']}"
    limited = bearer(make_token(Role.PRODUCT_MANAGER, world.brand.pk))
    refused = Client().patch(path, {"enabled": False}, "application/json", headers=limited)
    assert (refused.status_code, refused.json()["code"]) == (HTTPStatus.FORBIDDEN, "permission-missing")
    assert Client().get(path, headers=limited).json()["enabled"] is True
    changed = Client().patch(path, {"enabled": False}, "application/json", headers=everybodys)
    assert changed.json()["enabled"] is False
