"""A good request for every route that takes a body."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.doors import World, bearer, make_token
from tests.support.people import unique
from tests.support.services import service_body
from trunkline.parties.states import Role

Bodies = Callable[[World], dict[str, Any]]


def product(**changes: object) -> dict[str, Any]:
    """Write every field of a product; one in none of the lists is a text, number or choice by itself."""
    return {
        "product_name": "Mobile 20 GB",
        "product_slug": f"mobile-{unique()}",
        "category": "standalone",
        "service_type": "mobile",
        "enabled": True,
        "icon": "fa-solid fa-sim-card",
        "comment": "For the shops",
        "currency": "GBP",
        "retail_cost": 15.00,
        "wholesale_cost": "5.00",
        "retail_setup_cost": 0,
        "wholesale_setup_cost": "1.00",
        "contract_days": 30,
        "residential": True,
        "business": False,
        "customer_can_purchase": True,
        "available_from": "2025-01-01T00:00:00Z",
        "available_until": None,
        "auto_renew": "prompt",
        "allow_auto_renew": True,
        "inventory_items_list": [],
        "relies_on_list": "",
        "features_list": ["20 GB"],
        "terms": "Credit ends after 30 days.",
        "provisioning_play": "",
        "deprovisioning_play": "",
        "provisioning_json_vars": {"days": 30},
        "rescue_counts_as_failure": True,
        "play_failures_are_ignored": False,
        "product_type": None,
        **changes,
    }


GOOD: dict[tuple[str, str], Bodies] = {
    ("PATCH", "/crm/inventory/inventory_id/{item_id}"): lambda world: {
        "service_id": world.mine.service_id,
        "customer_id": world.account.pk,
        "item_state": "Assigned",
    },
    ("PUT", "/crm/service/"): lambda world: service_body(
        world.mine.job,
        service_type="mobile",
        service_status="Active",
        service_provisioned_date="2025-01-01T00:00:00Z",
        retail_cost="15.00",
        wholesale_cost=5,
        icon="fa-solid fa-sim-card",
    ),
    ("PATCH", "/crm/service/{service_id}"): lambda _: {
        "service_name": "Renamed",
        "service_status": "Active",
        "service_deactivate_date": "2025-01-01T00:00:00Z",
    },
    ("PUT", "/crm/transaction/"): lambda world: {
        "customer_id": world.account.pk,
        "service_id": None,
        "title": "Activation",
        "description": "Once",
        "retail_cost": "0.00",
        "wholesale_cost": 1,
        "charge": "set_up",
    },
    ("POST", "/api/v1/products"): lambda _: product(),
    ("PATCH", "/api/v1/products/{product_id}"): lambda _: {"enabled": True},
    ("POST", "/api/v1/resource-specifications"): lambda _: {
        "name": f"Router {unique()}",
        "labels": ["MAC address"],
        "kind": "physical",
    },
    ("POST", "/api/v1/sellers"): lambda _: {
        "name": f"Seller {unique()}",
        "legal_name": "Seller Ltd",
        "country": "GB",
        "currency": "GBP",
        "time_zone": "Europe/London",
        "brand_name": f"Brand {unique()}",
        "brand_slug": f"brand-{unique()}",
    },
    ("POST", "/api/v1/accounts"): lambda world: {
        "name": "Grace Tester",
        "email": "grace@customer.example",
        "phone": "+442071838750",
        "kind": "residential",
        "account_class": None,
        "brand": world.brand.slug,
        "currency": "GBP",
        "time_zone": "Europe/London",
        "locale": "en_GB",
        "billing_day": 1,
        "tax_country": "GB",
        "tax_region": "",
    },
    ("POST", "/api/v1/orders"): lambda world: {
        "account": str(world.account.public_id),
        "product": str(world.product.public_id),
        "picks": {},
        "variables": {"note": "ring twice"},
        "accepted_terms_version": None,
        "auto_renew": False,
        "shown_due_now": "15.00",
    },
    ("POST", "/api/v1/services/{service_id}/end"): lambda _: {},
    ("POST", "/api/v1/warehouses"): lambda _: {"code": unique(), "name": "North"},
    ("POST", "/api/v1/stock-items"): lambda world: {
        "specification": world.specification.name,
        "warehouse": "tests",
        "reference_number": f"REF-{unique()}",
        "serial": unique(),
        "texts": ["89440001"],
        "place": "Shelf 3",
        "cost": "2.50",
        "cost_currency": "GBP",
        "state": "New",
    },
    ("POST", "/jsonrpc"): lambda _: {
        "method": "ApierV2.SetAccount",
        "params": [{"Account": f"good_{unique()}", "ExtraOptions": {"Disabled": False}}],
        "id": 1,
    },
}
GOOD["POST", "/ocs/{secret}/jsonrpc"] = GOOD["POST", "/jsonrpc"]


@dataclass
class Route:
    """A route of one world, ready to be called by somebody whom it lets in."""

    world: World
    method: str
    path: str

    @property
    def address(self) -> str:
        service = self.world.mine.service_id if self.path.startswith("/crm/service/{") else None
        is_ended = self.path.endswith("/end")
        return self.path.format(
            item_id=self.world.mine.item.pk,
            product_id=self.world.product.public_id,
            service_id=self.world.service.public_id if is_ended else service,
            secret=self.world.mine.attempt.gateway_secret,
        )

    @property
    def headers(self) -> dict[str, str]:
        return bearer(self.world.mine.attempt.token if self.path.startswith("/crm") else make_token(Role.ADMIN))

    def body(self) -> dict[str, Any]:
        return GOOD[self.method, self.path](self.world)
