"""A good request for every route that takes a body."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.support.catalogue import define, define_product, plan_price, product_for, write_copy
from tests.support.doors import World, bearer, make_portal_token, make_token
from tests.support.files import add_file, write_file, write_image
from tests.support.goods import make_item, make_specification
from tests.support.people import command, unique
from tests.support.services import began_at, make_failed_job, make_stuck_job, next_instant, plan_change, service_body
from tests.support.stockroom import delivery, make_item_for, make_purchase_order
from tests.support.warehouse import make_reservation, make_warehouse, write_goods, write_pool
from trunkline.charging import processes as charging
from trunkline.parties.states import Role
from trunkline.platform.clocks import business_now
from trunkline.stock.use_cases import picking


def make_strange_account() -> str:
    """Have the charging system hold an account of which nobody knows."""
    name = f"strange_{unique()}"
    assert charging.call("APIerSv2.SetAccount", {"Account": name}, at=business_now()).error is None
    return name


PARTICIPATION = "/api/v1/products/{product_id}/participation/{kind}/{definition_id}/{list_name}"


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
        "renewal_payment": "account",
        "grace_days": 14,
        "inventory_items_list": [],
        "relies_on_list": "",
        "features_list": ["20 GB"],
        "terms": "Credit ends after 30 days.",
        "provisioning_play": "",
        "deprovisioning_play": "",
        "suspension_play": "",
        "resumption_play": "",
        "removal_play": "",
        "change_play": "",
        "provisioning_json_vars": {"days": 30, "data_gb": 20},
        "rescue_counts_as_failure": True,
        "play_failures_are_ignored": False,
        "product_type": None,
        **changes,
    }


def family() -> dict[str, Any]:
    """Write a definition: of what kind does not matter to the routes."""
    return {
        "code": f"modems-{unique()}",
        "name": "Modems",
        "description": "What makes light into bits",
        "is_active": True,
        "classification": "good",
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
    ("POST", "/crm/stripe/charge_card/{card_id}"): lambda world: {
        "retail_cost": "15.00",
        "description": "Twenty gigabytes",
        "customer_id": world.account.pk,
        "service_id": None,
        "product_id": world.mine.job.order_line.product_id,
        "wholesale_cost": "5.00",
        "invoice": True,
    },
    ("POST", "/api/v1/products"): lambda _: product(),
    ("PATCH", "/api/v1/products/{product_id}"): lambda _: {"enabled": True},
    ("POST", "/api/v1/catalogue/{kind}"): lambda _: family(),
    ("POST", "/api/v1/catalogue/{kind}/bulk"): lambda _: {"definitions": [family(), family()]},
    ("PATCH", "/api/v1/catalogue/{kind}/{definition_id}"): lambda _: family(),
    ("DELETE", "/api/v1/catalogue/{kind}/{definition_id}"): lambda _: {},
    ("POST", "/api/v1/products/{product_id}/copy"): lambda _: write_copy(),
    ("POST", "/api/v1/products/{product_id}/prices"): lambda _: {
        "price_plan": None,
        "currency": "GBP",
        "bundle": None,
        "period_count": 1,
        "period_unit": "month",
        "model": "per_unit",
        "retail_cost": "12.00",
        "wholesale_cost": 4,
        "retail_setup_cost": "1.50",
        "wholesale_setup_cost": 0,
        "tiers": [],
        "block_size": None,
        "percent": None,
        "percent_of": None,
        "minimum_charge": None,
        "maximum_charge": "90.00",
        "phases": [{"kind": "promotional", "periods": 2, "retail_cost": "9.00"}],
        "applies_to_components": False,
        "valid_from": None,
        "audience": "new_sales",
    },
    ("POST", "/api/v1/products/{product_id}/prices/{price_id}/withdraw"): lambda _: {"valid_until": None},
    ("POST", "/api/v1/products/{product_id}/terms"): lambda _: {"text": f"Terms of {unique()}"},
    ("POST", "/api/v1/products/{product_id}/publish"): lambda _: {},
    ("POST", "/api/v1/products/{product_id}/retire"): lambda _: {},
    ("PUT", PARTICIPATION): lambda world: {"kind": "option", "to_product": world.product.code, "characteristics": []},
    ("DELETE", PARTICIPATION): lambda _: {},
    ("POST", "/api/v1/products/{product_id}/images"): lambda _: write_image(is_default=True),
    ("POST", "/api/v1/products/{product_id}/files"): lambda _: write_file(),
    ("PATCH", "/api/v1/products/{product_id}/files/{file_id}"): lambda _: {
        "name": "renamed.json",
        "text": "What it is",
        "is_default": False,
        "position": 0,
    },
    ("DELETE", "/api/v1/products/{product_id}/files/{file_id}"): lambda _: {},
    ("POST", "/api/v1/resource-specifications"): lambda _: {
        "name": f"Router {unique()}",
        "labels": ["MAC address"],
        "kind": "physical",
        "tracking": "item",
        "end_fate": "hold",
        "hold_days": 30,
        "warranty_days": 365,
        "low_stock_threshold": 5,
    },
    ("PATCH", "/api/v1/resource-specifications/{specification_id}"): lambda _: {
        "labels": ["ICCID", "IMSI", "PUK"],
        "end_fate": "hold",
        "hold_days": 30,
        "warranty_days": 365,
        "low_stock_threshold": 5,
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
    ("POST", "/api/v1/portal-tokens"): lambda world: {
        "brand": world.brand.slug,
        "label": "The shop's site",
        "lifetime_days": 90,
    },
    ("DELETE", "/api/v1/portal-tokens/{token_id}"): lambda _: {},
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
    ("POST", "/api/v1/accounts/{account_id}/cards"): lambda _: {
        "reference": f"pm_demo_good_{unique()}",
        "gateway": "demo",
        "is_default": True,
    },
    ("DELETE", "/api/v1/accounts/{account_id}/cards/{card_id}"): lambda _: {},
    ("POST", "/api/v1/orders"): lambda world: {
        "account": str(world.account.public_id),
        "product": str(world.product.public_id),
        "service": None,
        "picks": {},
        "picks_from": {},
        "reservation": None,
        "variables": {"note": "ring twice"},
        "quantity": 1,
        "characteristics": {},
        "price_plan": None,
        "period_count": 30,
        "period_unit": "day",
        "accepted_terms_version": None,
        "auto_renew": False,
        "shown_due_now": "15.00",
        "lines": None,
        "count": 1,
        "components": [],
        "relationships": {},
        "subscriber": None,
        "payer": None,
        "cost_centre": "Research",
        "purchase_order_number": "PO-77",
    },
    ("POST", "/api/v1/services/{service_id}/end"): lambda _: {},
    ("POST", "/api/v1/services/{service_id}/resume"): lambda _: {},
    ("POST", "/api/v1/services/{service_id}/suspend"): lambda _: {},
    ("PUT", "/api/v1/services/{service_id}/auto-renewal"): lambda _: {"auto_renew": True},
    ("POST", "/api/v1/services/{service_id}/renew"): lambda _: {},
    ("POST", "/api/v1/services/{service_id}/cancel"): lambda _: {
        "reason": "customer",
        "grace_days": 14,
        "note": "Moving abroad",
    },
    ("POST", "/api/v1/services/{service_id}/reverse-cancellation"): lambda _: {},
    ("POST", "/api/v1/services/{service_id}/changes"): lambda _: {
        "product": None,
        "price_plan": None,
        "period_count": None,
        "period_unit": None,
        "quantity": 2,
        "characteristics": {},
        "agreed_retail": "12.00",
        "agreed_wholesale": "4.00",
        "subscriber": None,
        "name": "Renamed",
        "service_status": None,
        "starts_at": next_instant(),
        "reason": "Asked for on the telephone",
        "customer_reason": "As you wished",
        "shown_price": None,
        "accepted_terms_version": None,
    },
    ("POST", "/api/v1/services/{service_id}/changes/{change_id}/move"): lambda _: {"starts_at": next_instant()},
    ("POST", "/api/v1/services/{service_id}/changes/{change_id}/withdraw"): lambda _: {},
    ("POST", "/api/v1/services/{service_id}/corrections"): lambda world: {
        "product": None,
        "price_plan": None,
        "period_count": None,
        "period_unit": None,
        "quantity": 2,
        "characteristics": {},
        "agreed_retail": None,
        "agreed_wholesale": None,
        "subscriber": None,
        "name": "Renamed",
        "service_status": None,
        "starts_at": began_at(world.service),
        "ends_at": None,
        "reason": "Told wrong on the telephone",
    },
    ("PUT", "/api/v1/instances/{instance_id}/tags"): lambda _: {"tags": ["VIP-CLIENT", "FIBER-CONNECTION"]},
    ("POST", "/api/v1/services/{service_id}/usage"): lambda _: {
        "type": "data",
        "amount": "1024",
        "destination": "DST_UK",
        "category": "call",
    },
    ("POST", "/api/v1/jobs/{provision_id}/retry"): lambda _: {},
    ("POST", "/api/v1/jobs/{provision_id}/undo"): lambda _: {},
    ("POST", "/api/v1/jobs/{provision_id}/settle"): lambda _: {"reason": "The account was removed by hand."},
    ("POST", "/api/v1/reconciliation/mends"): lambda _: {
        "kind": "ocs_account_unexplained",
        "subject": f"ocs:{make_strange_account()}",
        "reason": "Nobody knows it.",
    },
    ("POST", "/api/v1/reconciliation/settlement"): lambda _: {
        "reason": "The rest is left as it is.",
        "despite_differences": True,
    },
    ("POST", "/api/v1/reservations"): lambda world: {
        "account": str(world.account.public_id),
        "items": None,
        "specification": make_item(world.specification).specification.name,
        "warehouse": "tests",
        "count": 1,
        "reservation": None,
    },
    ("POST", "/api/v1/reservations/{reservation_id}/extend"): lambda _: {},
    ("DELETE", "/api/v1/reservations/{reservation_id}"): lambda _: {},
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
        "condition": "new",
        "warranty_until": "2027-01-31",
    },
    ("POST", "/api/v1/stock-items/import"): lambda world: {
        "csv": delivery(f"{world.specification.name},REF-{unique()},{unique()},tests"),
    },
    ("PATCH", "/api/v1/stock-items/{item_id}"): lambda _: {
        "serial": unique(),
        "texts": ["89440002"],
        "place": "Shelf 4",
        "cost": "2.75",
        "cost_currency": "GBP",
        "warranty_until": "2027-01-31",
        "reason": "Counted",
    },
    ("POST", "/api/v1/stock-items/{item_id}/actions"): lambda _: {
        "action": "damage",
        "reason": "It fell",
        "condition": "faulty",
    },
    ("POST", "/api/v1/stock-items/{item_id}/write-off"): lambda _: {"reason": "Beyond repair"},
    ("DELETE", "/api/v1/stock-items/{item_id}"): lambda _: {},
    ("POST", "/api/v1/stock-moves"): lambda world: {
        "items": [str(make_item(world.specification).public_id)],
        "warehouse": "tests",
        "place": "Shelf 5",
        "reason": "Tidying",
    },
    ("POST", "/api/v1/stock-counts"): lambda world: {
        "specification": world.specification.name,
        "warehouse": "tests",
        "scanned": ["REF-1"],
        "mark_missing_lost": True,
        "reason": "Stocktaking",
    },
    ("POST", "/api/v1/purchase-orders"): lambda world: {
        "supplier": "Supplier Ltd",
        "warehouse": "tests",
        "lines": [
            {"specification": world.specification.name, "quantity": 10, "unit_cost": "2.50", "currency": "GBP"},
        ],
        "expected_on": "2027-01-31",
    },
    ("POST", "/api/v1/purchase-orders/{purchase_order_id}/receipts"): lambda world: {
        "lines": [
            {
                "specification": world.specification.name,
                "items": [{"reference_number": f"REF-{unique()}", "serial": unique(), "texts": [], "place": ""}],
            }
        ],
        "csv": None,
    },
    ("POST", "/api/v1/purchase-orders/{purchase_order_id}/cancel"): lambda _: {},
    ("POST", "/api/v1/pools"): lambda _: (
        write_pool(numbers=None, network=None) | {"ports": {"pattern": "OLT-1 1/1/{n}", "first": 1, "last": 8}}
    ),
    ("POST", "/api/v1/stock-quantities/receipts"): lambda _: write_goods(
        reason="Bought", unit_cost="2.50", currency="GBP"
    ),
    ("POST", "/api/v1/stock-quantities/transfers"): lambda _: write_goods(
        reason="Wanted there", to_warehouse=make_warehouse("tests").code
    ),
    ("POST", "/api/v1/stock-quantities/counts"): lambda _: write_goods(reason="Counted"),
    ("POST", "/api/v1/stock-quantities/write-offs"): lambda _: write_goods(
        reason="Wet", unit_cost="2.50", currency="GBP"
    ),
    ("POST", "/api/v1/stock-quantities/returns"): lambda _: {
        "reservation": make_reservation().pk,
        "quantity": 1,
        "warehouse": make_warehouse("tests").code,
        "reason": "Not needed",
    },
    ("POST", "/api/v1/stock-items/{item_id}/parts"): lambda world: {
        "items": [str(make_item(world.specification).public_id)],
    },
    ("POST", "/api/v1/stock-items/{item_id}/take-apart"): lambda _: {},
    ("PUT", "/api/v1/resource-specifications/{specification_id}/kit-parts"): lambda _: {
        "parts": [{"specification": make_specification().name, "quantity": 2}],
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

    @cached_property
    def address(self) -> str:
        service = self.world.mine.service_id if self.path.startswith("/crm/service/{") else None
        is_changed = self.path.startswith("/api/v1/services/{")
        specification = self.world.specification
        is_stock = self.path.startswith("/api/v1/stock-items/{")
        return self.path.format(
            item_id=make_item_for(self.path, specification).public_id if is_stock else self.world.mine.item.pk,
            specification_id=specification.public_id,
            purchase_order_id=make_purchase_order(specification).public_id if "/purchase-orders/" in self.path else 0,
            product_id=product_for(self.path, self.world.product, self.world.brand).public_id,
            service_id=self.world.service_for(self.path).public_id if is_changed else service,
            secret=self.world.mine.attempt.gateway_secret,
            account_id=self.world.account.public_id,
            card_id=self._card_id(),
            reservation_id=self._reservation_id(),
            provision_id=self._provision_id(),
            kind="products" if self.path == PARTICIPATION else "product-families",
            list_name="relationships",
            token_id=make_portal_token(self.world.brand.pk).pk if "{token_id}" in self.path else 0,
            definition_id=self._definition_id(),
            file_id=add_file(self.world.product.pk) if "{file_id}" in self.path else 0,
            price_id=plan_price(self.world.product).pk if "{price_id}" in self.path else 0,
            change_id=plan_change(self.world.service).public_id if "{change_id}" in self.path else 0,
            instance_id=self.world.service.public_id if "{instance_id}" in self.path else 0,
        )

    def _definition_id(self) -> object:
        if "{definition_id}" not in self.path:
            return 0
        if self.path == PARTICIPATION:
            return define_product(brand=self.world.brand.slug).public_id
        return define("product-families", classification="good").public_id

    def _provision_id(self) -> int:
        if "/jobs/" not in self.path:
            return 0
        make = make_failed_job if self.path.endswith("/retry") else make_stuck_job
        return make(self.world.account.pk).pk

    def _reservation_id(self) -> object:
        if "{reservation_id}" not in self.path:
            return 0
        item = make_item(self.world.specification)
        return picking.reserve_items(command(), self.world.account.pk, [item.pk])

    def _card_id(self) -> object:
        if "{card_id}" not in self.path:
            return 0
        return self.world.card.pk if self.path.startswith("/crm") else self.world.card.public_id

    @property
    def headers(self) -> dict[str, str]:
        return bearer(self.world.mine.attempt.token if self.path.startswith("/crm") else make_token(Role.ADMIN))

    def body(self) -> dict[str, Any]:
        return GOOD[self.method, self.path](self.world)
