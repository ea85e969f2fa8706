"""An operator who works through the API alone: defines, prices, publishes, receives stock, sells and ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.test import Client

from tests.support.doors import bearer, make_token
from tests.support.people import command, unique
from tests.support.seed_products.words import Document, SeedProduct
from tests.support.services import stage_service, start
from trunkline.flows.processes.jobs import run_provisioning_job
from trunkline.flows.use_cases import plays
from trunkline.flows.use_cases import provisioning as endings
from trunkline.kernel.exact_json import load_json
from trunkline.parties.states import Role
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import JobKind

WAREHOUSE = "main"
_SELLER = {
    "name": "Example Telecom",
    "legal_name": "Example Telecom Ltd",
    "country": "GB",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "brand_name": "Example",
    "brand_slug": "example",
}


@dataclass(frozen=True)
class Sale:
    """What came of an order: the service (of an add-on that is none, the one that it adds to), and what it took."""

    account: str
    service: str
    items: dict[str, str]
    pieces: list[str]


class Shop:
    """A seller with one warehouse, in a database of its own; `made` has the ids of products by their slugs."""

    def __init__(self, specifications: Iterable[Document]) -> None:
        self._client = Client(headers=bearer(make_token(Role.ADMIN)))
        self.made: dict[str, str] = {}
        self._counted: set[str] = set()
        self.send("sellers", _SELLER)
        self.send("warehouses", {"code": WAREHOUSE, "name": "Main"})
        for specification in specifications:
            self.send("resource-specifications", specification)
            if specification.get("tracking") == "quantity":
                self._counted.add(specification["name"])

    def get(self, path: str) -> Any:
        """Read something."""
        return _read(self._client.get(f"/api/v1/{path}"), path)

    def send(self, path: str, body: object) -> Any:
        """Send a body, which must be taken."""
        answer = self._client.post(f"/api/v1/{path}", body, content_type="application/json")
        return _read(answer, body)

    def define(self, kind: str, documents: list[Document]) -> list[Document]:
        """Make definitions of a kind; returns them as they are answered."""
        return list(self.send(f"catalogue/{kind}/bulk", {"definitions": documents})["data"])

    def put_on_sale(self, product: SeedProduct) -> None:
        """Make a product, price and publish it."""
        number = self.send("catalogue/products", product.document)["id"]
        if product.price is not None:
            self.send(f"products/{number}/prices", product.price)
        self.send(f"products/{number}/publish", {})
        self.made[product.code] = number

    def order(self, slug: str, parent: Sale | None = None) -> Sale:
        """Order a product for a new account, or what adds to a sold service, and bring its job to its end."""
        wanted = self.get(f"products/{self.made[slug]}")
        account = self.send("accounts", {"name": "Ada Tester"})["id"] if parent is None else parent.account
        needs = wanted["inventory_items_list"]
        items = {name: self._receive(name) for name in needs if name not in self._counted}
        pieces = [name for name in needs if name in self._counted]
        for name in pieces:
            goods = {"specification": name, "warehouse": WAREHOUSE, "quantity": 1, "reason": "Bought"}
            self.send("stock-quantities/receipts", goods)
        body = {
            "account": account,
            "product": self.made[slug],
            "service": None if parent is None else parent.service,
            "picks": {name: item["id"] for name, item in items.items()},
            "picks_from": dict.fromkeys(pieces, WAREHOUSE),
            "accepted_terms_version": wanted["terms"] and wanted["terms"]["version"],
            "auto_renew": True if wanted["auto_renew"] == "prompt" else None,
            "shown_due_now": _due(wanted["prices"]),
        }
        service = self._carry_out(
            self.send("orders", body), assigning=[item["inventory_id"] for item in items.values()]
        )
        return Sale(account, service, {name: item["id"] for name, item in items.items()}, pieces)

    def _receive(self, specification: str) -> dict[str, Any]:
        item = {"specification": specification, "warehouse": WAREHOUSE, "serial": unique(), "state": "In Stock"}
        return dict(self.send("stock-items", {**item, "reference_number": f"REF-{unique()}"}))

    def end(self, sale: Sale) -> None:
        """Order the end of a service, and bring that job to its end."""
        assert self._carry_out(self.send(f"services/{sale.service}/end", {})) == sale.service

    def _carry_out(self, order: Document, assigning: Iterable[int] = ()) -> str:
        """Bring the job of an order to its end; returns the id of its service."""
        job = order["lines"][0]["provision_id"]
        finish_job(job, assigning)
        order = self.get(f"orders/{order['id']}")
        assert (order["state"], order["lines"][0]["state"]) == ("completed", "done"), order
        return str(order["lines"][0]["service"])

    def charges(self, sale: Sale) -> list[Document]:
        """List what an account was charged."""
        return list(self.get(f"accounts/{sale.account}/charges")["data"])

    def states(self, sale: Sale) -> dict[str, str]:
        """Tell the states of the items that a sale took, by their specifications."""
        return {name: self.get(f"stock-items/{item}")["state"] for name, item in sale.items.items()}


def _read(answer: Any, asked: object) -> Any:
    assert answer.status_code in {200, 201}, (asked, answer.content)
    return load_json(answer.content)


def _due(prices: Document | None) -> str:
    if prices is None:
        return "0"
    return str(Decimal(prices["retail_cost"]) + Decimal(prices["retail_setup_cost"]))


def finish_job(number: int, assigning: Iterable[int] = ()) -> None:
    """Bring a job to its end as a worker does; of one with a play, only what that would say of our records is done."""
    job = ProvisioningJob.objects.get(pk=number)
    if not job.play:
        run_provisioning_job(number)
        return
    attempt = start(job)
    service_id = stage_service(attempt) if job.kind == JobKind.PROVISION else job.instance_id
    for item_id in assigning:
        body = {"service_id": service_id, "customer_id": job.account_id, "item_state": "Assigned"}
        plays.change_item(command(), number, attempt.number, item_id, body)
    endings.complete_job(command(), number, attempt.number)
