"""Orders, services, and the provisioning jobs between them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.catalog.errors import ProductNotFoundError
from trunkline.catalog.selectors import get_product_by_public_id
from trunkline.flows.use_cases import orders
from trunkline.flows.use_cases.orders import ProductRequest
from trunkline.instances.errors import ServiceNotFoundError
from trunkline.instances.selectors import get_current_service_by_public_id
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import parse_rate
from trunkline.ordering.models import Order, OrderLine
from trunkline.ordering.selectors import get_order, get_order_by_public_id
from trunkline.parties.errors import AccountNotFoundError
from trunkline.parties.selectors import get_account_by_public_id
from trunkline.parties.states import Permission
from trunkline.stock.errors import ItemNotFoundError
from trunkline.stock.selectors.items import get_item_by_public_id
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import amount, find_warehouse

router = Router(tags=["orders"])
LOG_PAGE_MAX = 1000


class OrderIn(Schema):
    """An order of one product; an add-on names the `service` that it adds to.

    `picks` names one stock item (its id) for each specification that the product needs, `picks_from` the warehouse of
    goods without serials; a `reservation` has its items.
    """

    model_config = ConfigDict(extra="forbid")

    account: UUID
    product: UUID
    service: UUID | None = None
    picks: dict[str, UUID] = {}
    picks_from: dict[str, str] = {}
    reservation: UUID | None = None
    variables: dict[str, Any] = {}
    accepted_terms_version: int | None = None
    auto_renew: bool | None = None
    shown_due_now: Decimal | str | None = None


@router.post("/orders", auth=Requires(Permission.PLACE_ORDERS), response={201: dict[str, Any]})
def place_order(request: HttpRequest, body: OrderIn) -> Any:
    """Place an order; its provisioning runs in the background, the order and its job are known at once."""
    brand_ids = caller_of(request).brand_ids
    try:
        account = get_account_by_public_id(str(body.account), brand_ids)
    except AccountNotFoundError as error:
        raise InvalidInputError.for_field("account", error.detail) from None
    try:
        product = get_product_by_public_id(str(body.product), brand_ids)
    except ProductNotFoundError as error:
        raise InvalidInputError.for_field("product", error.detail) from None
    service_id = None
    if body.service is not None:
        try:
            service_id = get_current_service_by_public_id(str(body.service), brand_ids).instance_id
        except ServiceNotFoundError as error:
            raise InvalidInputError.for_field("service", error.detail) from None
    if len(body.picks) + len(body.picks_from) > orders.PICKS_MAX:
        raise InvalidInputError.for_field("picks", f"must be at most {orders.PICKS_MAX}, those of picks_from included.")
    wanted = ProductRequest(
        product_id=product.pk,
        service_id=service_id,
        reservation=body.reservation,
        picks_from={
            name: find_warehouse(code, f"picks_from.{name[:80]}").code for name, code in body.picks_from.items()
        },
        picks={name: _item_id(name, item_id) for name, item_id in body.picks.items()},
        variables=body.variables,
        accepted_terms_version=body.accepted_terms_version,
        auto_renew=body.auto_renew,
        shown_due_now=None if body.shown_due_now is None else parse_rate(body.shown_due_now, "shown_due_now"),
    )
    order_id = orders.place_order(command_of(request), account.pk, wanted)
    return Status(201, order_document(get_order(order_id)))


def _item_id(name: str, item_id: UUID) -> int:
    try:
        return get_item_by_public_id(str(item_id)).pk
    except ItemNotFoundError as error:
        raise InvalidInputError.for_field(f"picks.{name[:80]}", error.detail) from None


def _warehouse_code(name: str, code: str) -> str:
    return find_warehouse(code, f"picks_from.{name[:80]}").code


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
