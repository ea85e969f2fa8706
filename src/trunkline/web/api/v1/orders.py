"""Orders, services, and the provisioning jobs between them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from trunkline.catalog.selectors.products import get_product_ids
from trunkline.catalog.selectors.rates import RateChoice
from trunkline.flows.operations.line_stock import PICKS_MAX
from trunkline.flows.operations.product_requests import PARTS_MAX, Payer, ProductRequest
from trunkline.flows.use_cases import orders
from trunkline.instances.errors import ServiceNotFoundError
from trunkline.instances.selectors.services import get_current_service_by_public_id
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import parse_rate
from trunkline.ordering.models import Order, OrderLine
from trunkline.ordering.selectors import get_order, get_order_by_public_id
from trunkline.parties.errors import AccountNotFoundError
from trunkline.parties.models import Account
from trunkline.parties.selectors import get_account, get_account_id
from trunkline.parties.states import Permission
from trunkline.platform.definitions import CODE_MAX
from trunkline.platform.limits import require_text
from trunkline.stock.selectors.items import get_item_ids
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import amount, find_warehouse, read_period

router = Router(tags=["orders"])
# Bundles within bundles, as far as anybody sells them.
DEPTH_MAX = 20


class OrderedProductIn(BaseModel):
    """One product asked for, or a part of a bundle or package, which has `count` of them.

    `components` are parts of a bundle or package in numbers of one's own; what is left out is there as often as the
    bundle has it by itself. `relationships` says of links to other products, by their codes, what the catalogue lets be
    said of them: what is required is linked anyway.

    `picks` names one stock item (its id) for each specification that the product needs, `picks_from` the warehouse of
    goods without serials; a `reservation` has its items. `price_plan` (a code), `period_count` and `period_unit` choose
    another of the product's prices than the first that the account may buy at; a count of 0 is one paid once.
    """

    # No ninja.Schema: one that forbids further fields reads what is nested twice at each level.
    model_config = ConfigDict(extra="forbid")

    product: UUID
    count: StrictInt = 1
    components: list["OrderedProductIn"] = Field([], max_length=PARTS_MAX)
    relationships: dict[str, dict[str, Any]] = {}
    subscriber: UUID | None = None
    picks: dict[str, UUID] = {}
    picks_from: dict[str, str] = {}
    reservation: UUID | None = None
    variables: dict[str, Any] = {}
    quantity: StrictInt = 1
    characteristics: dict[str, Any] = {}
    price_plan: str | None = None
    period_count: StrictInt | None = None
    period_unit: str | None = None
    accepted_terms_version: int | None = None
    auto_renew: bool | None = None


class OrderLineIn(OrderedProductIn):
    """One product asked for; an add-on names the `service` that it adds to, and so does a further part its bundle.

    `shown_due_now` is what it was said to cost now, with all parts. The service is the account's first subscriber's,
    or that of the `subscriber` named; null: the account's own. A `payer` is an account above this one, which may know
    it by a `cost_centre` and a `purchase_order_number`.
    """

    service: UUID | None = None
    shown_due_now: Decimal | str | None = None
    payer: UUID | None = None
    cost_centre: str = ""
    purchase_order_number: str = ""


class OrderIn(OrderLineIn):
    """An order of one product, or of several in `lines`, each with a provisioning job of its own: all or none."""

    account: UUID
    product: UUID | None = None  # type: ignore[assignment]  # the products of an order with lines stand there
    lines: list[OrderLineIn] | None = Field(None, min_length=1, max_length=orders.LINES_MAX)

    def asked(self) -> list[tuple[str, OrderLineIn]]:
        """This will list the lines, each with how the names of its fields begin; raises InvalidInputError."""
        if self.lines is None:
            if self.product is None:
                raise InvalidInputError.for_field("product", "is missing; name a product, or several in lines.")
            return [("", self)]
        if self.model_fields_set - {"account", "lines"}:
            raise InvalidInputError.for_field("lines", "say all of each product; beside them stands the account only.")
        return [(f"lines.{number}.", line) for number, line in enumerate(self.lines)]


@router.post("/orders", auth=Requires(Permission.PLACE_ORDERS), response={201: dict[str, Any]})
def place_order(request: HttpRequest, body: OrderIn) -> Any:
    """Place an order; its provisioning runs in the background, the order and its jobs are known at once."""
    try:
        account_id = get_account_id(body.account, caller_of(request).brand_ids)
    except AccountNotFoundError as error:
        raise InvalidInputError.for_field("account", error.detail) from None
    asked = body.asked()
    account = get_account(account_id)
    found = _Found.of(request, account, [line for _, line in asked])
    wanted = [found.line_request(prefix, line) for prefix, line in asked]
    order_id = orders.place_order(command_of(request), account_id, *wanted)
    return Status(201, order_document(get_order(order_id)))


def _with_parts(lines: Iterable[OrderedProductIn], depth: int = 0) -> Iterator[OrderedProductIn]:
    if depth > DEPTH_MAX:
        raise InvalidInputError.for_field("components", f"are nested more than {DEPTH_MAX} levels deep.")
    for line in lines:
        yield line
        yield from _with_parts(line.components, depth + 1)


@dataclass(frozen=True)
class _Found:
    """What the ids of all lines and parts name, looked up at once."""

    account: Account
    brand_ids: frozenset[int] | None
    agrees_prices: bool
    products: dict[UUID, int]
    items: dict[UUID, int]
    subscribers: dict[UUID, int]

    @classmethod
    def of(cls, request: HttpRequest, account: Account, lines: Sequence[OrderLineIn]) -> "_Found":
        caller = caller_of(request)
        parts = list(_with_parts(lines))
        if len(parts) > PARTS_MAX:
            raise InvalidInputError.for_field("components", f"are more than {PARTS_MAX} with those of all parts.")
        named = [part.subscriber for part in parts if part.subscriber is not None]
        return cls(
            account,
            caller.brand_ids,
            agrees_prices=caller.allows(Permission.MANAGE_BILLING),
            products=get_product_ids([part.product for part in parts if part.product is not None], caller.brand_ids),
            items=get_item_ids([item for part in parts for item in part.picks.values()]),
            subscribers=dict(account.subscribers.filter(public_id__in=named).values_list("public_id", "pk")),
        )

    def line_request(self, prefix: str, line: OrderLineIn) -> ProductRequest:
        """Read what is asked for by itself."""
        shown = line.shown_due_now
        return replace(
            self.part_request(prefix, line),
            service_id=None if line.service is None else self._service_id(prefix, line.service),
            shown_due_now=None if shown is None else parse_rate(shown, f"{prefix}shown_due_now"),
            payer=Payer(
                None if line.payer is None else self._payer_id(prefix, line.payer),
                line.cost_centre,
                line.purchase_order_number,
            ),
        )

    def part_request(self, prefix: str, line: OrderedProductIn) -> ProductRequest:
        """Read a product, with its parts."""
        if line.product not in self.products:
            detail = f"No product {line.product} exists; list the products to find its id."
            raise InvalidInputError.for_field(f"{prefix}product", detail)
        if len(line.picks) + len(line.picks_from) > PICKS_MAX:
            raise InvalidInputError.for_field(
                f"{prefix}picks", f"must be at most {PICKS_MAX}, those of picks_from too."
            )
        for name, item_id in line.picks.items():
            if item_id not in self.items:
                detail = f"No stock item {item_id} exists; check the id."
                raise InvalidInputError.for_field(f"{prefix}picks.{name[:80]}", detail)
        if line.subscriber is not None and line.subscriber not in self.subscribers:
            raise InvalidInputError.for_field(f"{prefix}subscriber", "is none of the account's.")
        return ProductRequest(
            product_id=self.products[line.product],
            rate=_rate(prefix, line),
            reservation=line.reservation,
            picks_from={
                name: find_warehouse(code, f"{prefix}picks_from.{name[:80]}").code
                for name, code in line.picks_from.items()
            },
            picks={name: self.items[item_id] for name, item_id in line.picks.items()},
            variables=line.variables,
            quantity=line.quantity,
            characteristics=line.characteristics,
            accepted_terms_version=line.accepted_terms_version,
            auto_renew=line.auto_renew,
            count=line.count,
            components=[
                self.part_request(f"{prefix}components.{number}.", part) for number, part in enumerate(line.components)
            ],
            relationships=line.relationships,
            agrees_prices=self.agrees_prices,
            subscriber_id=None if line.subscriber is None else self.subscribers[line.subscriber],
            is_for_account=line.subscriber is None and "subscriber" in line.model_fields_set,
        )

    def _service_id(self, prefix: str, service: UUID) -> int:
        try:
            return get_current_service_by_public_id(str(service), self.brand_ids).instance_id
        except ServiceNotFoundError as error:
            raise InvalidInputError.for_field(f"{prefix}service", error.detail) from None

    def _payer_id(self, prefix: str, payer: UUID) -> int:
        try:
            return get_account_id(payer, self.brand_ids)
        except AccountNotFoundError as error:
            raise InvalidInputError.for_field(f"{prefix}payer", error.detail) from None


def _rate(prefix: str, line: OrderedProductIn) -> RateChoice:
    plan = None if line.price_plan is None else require_text(line.price_plan, f"{prefix}price_plan", CODE_MAX)
    period, is_once = read_period(line.period_count, line.period_unit, prefix)
    return RateChoice(plan, period, is_once)


@router.get("/orders/{uuid:order_id}", auth=Requires(Permission.PLACE_ORDERS))
def read_order(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    """Read an order with its lines and jobs."""
    return order_document(get_order_by_public_id(str(order_id), caller_of(request).brand_ids))


def order_document(order: Order) -> dict[str, Any]:
    """This will write an order with its lines and jobs."""
    return {
        "id": order.public_id,
        "number": order.number,
        "account": order.account.public_id,
        "state": order.state,
        "placed_at": order.placed_at,
        "finished_at": order.finished_at,
        "lines": [_line(line) for line in order.lines.all()],
    }


def _line(line: OrderLine) -> dict[str, Any]:
    terms = getattr(line, "accepted_terms", None)
    job = getattr(line, "job", None)
    return {
        "id": line.public_id,
        "action": line.action,
        "state": line.state,
        "product": line.product.slug,
        "service": line.instance.public_id if line.instance else None,
        "adds_to": line.parent.public_id if line.parent else None,
        "part_of": line.part_of.public_id if line.part_of else None,
        "quantity": line.quantity,
        "currency": line.currency,
        "retail_cost": amount(line.retail, line.currency),
        "wholesale_cost": amount(line.wholesale, line.currency),
        "retail_setup_cost": amount(line.retail_set_up, line.currency),
        "wholesale_setup_cost": amount(line.wholesale_set_up, line.currency),
        "due_now": amount(line.retail + line.retail_set_up, line.currency),
        "auto_renew": line.auto_renew,
        "accepted_terms": {"accepted_at": terms.accepted_at, "accepted_by": terms.accepted_by} if terms else None,
        "picks": [pick.item.public_id for pick in line.picks.all()],
        "provision_id": job.pk if job else None,
        "failure": line.failure,
    }
