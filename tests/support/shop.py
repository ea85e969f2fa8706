"""An operator who works through the API alone: defines, prices, publishes, receives stock, sells and ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
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
    """What came of an order: the service (of an add-on that is none, the one that it adds to), and what it took.

    `items` has the specification of each stock item by its id, `parts` the services of a bundle's parts.
    """

    account: str
    service: str
    parts: list[str]
    items: dict[str, str]
    pieces: list[str]

    @property
    def services(self) -> list[str]:
        """The service, and those of its parts or of what was ordered with it."""
        return [self.service, *self.parts]


@dataclass
class _Taken:
    """What an order takes from stock: specifications of items by their ids, the numbers that plays know, and pieces."""

    items: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)


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

    def refused(self, path: str, body: object) -> Any:
        """Send a body, which must be refused; returns the problem."""
        answer = self._client.post(f"/api/v1/{path}", body, content_type="application/json")
        assert 400 <= answer.status_code < 500, answer.content  # what a caller is to blame for
        return load_json(answer.content)

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

    def order(self, slug: str, parent: Sale | None = None, parts: Mapping[str, int] = MappingProxyType({})) -> Sale:
        """Order a product for a new account, or what adds to a sold service, and bring its jobs to their ends.

        `parts` says how many of which product a bundle or package is to consist of.
        """
        stock = _Taken()
        body = self._asked(slug, stock)
        body["components"] = []
        shown = _due(self.get(f"products/{self.made[slug]}")["prices"])
        for part, count in parts.items():
            prices = self.get(f"products/{self.made[part]}")["prices"]
            shown += count * _due(prices)
            one = self._asked(part, stock)
            if not one["picks"] and not one["picks_from"]:
                body["components"].append({**one, "count": count})
                continue
            body["components"] += [one, *(self._asked(part, stock) for _ in range(count - 1))]
        account = self.send("accounts", {"name": "Ada Tester"})["id"] if parent is None else parent.account
        more = {"account": account, "service": None if parent is None else parent.service, "shown_due_now": str(shown)}
        lines = self._carry_out(self.send("orders", {**body, **more}), stock.numbers)
        return Sale(account, lines[0], lines[1:], stock.items, stock.pieces)

    def order_together(self, *slugs: str) -> Sale:
        """Order several products at once for a new account, and bring their jobs to their ends."""
        stock = _Taken()
        account = self.send("accounts", {"name": "Ada Tester"})["id"]
        order = {"account": account, "lines": [self._asked(slug, stock) for slug in slugs]}
        lines = self._carry_out(self.send("orders", order), stock.numbers)
        return Sale(account, lines[0], lines[1:], stock.items, stock.pieces)

    def part(self, slug: str, *components: Document, count: int = 1) -> Document:
        """Write what an order says of a part."""
        return {"product": self.made[slug], "count": count, "components": components}

    def _asked(self, slug: str, stock: "_Taken") -> dict[str, Any]:
        """Write what an order says of a product, and receive what it takes from stock."""
        wanted = self.get(f"products/{self.made[slug]}")
        needs = wanted["inventory_items_list"]
        items = {name: self._receive(name) for name in needs if name not in self._counted}
        pieces = [name for name in needs if name in self._counted]
        for name in pieces:
            goods = {"specification": name, "warehouse": WAREHOUSE, "quantity": 1, "reason": "Bought"}
            self.send("stock-quantities/receipts", goods)
        stock.pieces += pieces
        for name, item in items.items():
            stock.items[item["id"]] = name
            stock.numbers[item["id"]] = item["inventory_id"]
        return {
            "product": self.made[slug],
            "picks": {name: item["id"] for name, item in items.items()},
            "picks_from": dict.fromkeys(pieces, WAREHOUSE),
            "accepted_terms_version": wanted["terms"] and wanted["terms"]["version"],
            "auto_renew": True if wanted["auto_renew"] == "prompt" else None,
        }

    def _receive(self, specification: str) -> dict[str, Any]:
        item = {"specification": specification, "warehouse": WAREHOUSE, "serial": unique(), "state": "In Stock"}
        return dict(self.send("stock-items", {**item, "reference_number": f"REF-{unique()}"}))

    def end(self, sale: Sale) -> None:
        """Order the end of a service with all its parts, and bring those jobs to their ends."""
        ended = self._carry_out(self.send(f"services/{sale.service}/end", {}))
        assert sorted(ended) == sorted([sale.service, *sale.parts])

    def _carry_out(self, order: Document, numbers: Mapping[str, int] = MappingProxyType({})) -> list[str]:
        """Bring the jobs of an order to their ends; returns the ids of its services, in the order of its lines."""
        for line in order["lines"]:
            finish_job(line["provision_id"], [numbers[item] for item in line["picks"]])
        order = self.get(f"orders/{order['id']}")
        assert (order["state"], {line["state"] for line in order["lines"]}) == ("completed", {"done"}), order
        return [str(line["service"]) for line in order["lines"]]

    def charges(self, sale: Sale) -> list[Document]:
        """List what an account was charged."""
        found: list[Document] = []
        after = 0
        while after is not None:
            page = self.get(f"accounts/{sale.account}/charges?limit=200&after={after}")
            found += page["data"]
            after = page["next"]
        return found

    def states(self, sale: Sale) -> dict[str, str]:
        """Tell the states of the items that a sale took, by their ids."""
        return {item: self.get(f"stock-items/{item}")["state"] for item in sale.items}


def _read(answer: Any, asked: object) -> Any:
    assert answer.status_code in {200, 201}, (asked, answer.content)
    return load_json(answer.content)


def _due(prices: Document | None) -> Decimal:
    if prices is None:
        return Decimal(0)
    return Decimal(prices["retail_cost"]) + Decimal(prices["retail_setup_cost"])


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
