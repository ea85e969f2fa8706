"""Orders: what is asked for becomes lines, reservations and provisioning jobs, all or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings

from trunkline.catalog.errors import ProductNotFoundError
from trunkline.catalog.models import Product, ProductTerms, RateVersion, ResourceSpecification
from trunkline.catalog.policies.characteristics import with_defaults
from trunkline.catalog.policies.eligibility import ineligibility, renews_automatically
from trunkline.catalog.policies.variables import parse_variables
from trunkline.catalog.selectors import products as catalog_products
from trunkline.catalog.selectors import rates as catalog_rates
from trunkline.catalog.selectors.rates import ANY_RATE, RateChoice, due_when_ordered
from trunkline.flows.operations import jobs
from trunkline.flows.operations.characteristics import require_characteristics, require_quantity
from trunkline.flows.operations.jobs import LineJob
from trunkline.flows.selectors import describe_for_addons
from trunkline.instances.errors import ServiceNotFoundError
from trunkline.instances.models import Configuration
from trunkline.instances.selectors import services as service_selectors
from trunkline.kernel.errors import DomainError, InvalidInputError
from trunkline.kernel.ids import new_public_id
from trunkline.ordering import operations as ordering
from trunkline.ordering.errors import (
    OfferNotEligibleError,
    PicksIncompleteError,
    PriceChangedError,
    TermsNotAcceptedError,
    TooManyOrdersWaitingError,
)
from trunkline.ordering.events import OrderPlaced
from trunkline.ordering.operations import LineDraft
from trunkline.ordering.policies import check_picks
from trunkline.ordering.selectors import find_ending
from trunkline.ordering.states import LineAction
from trunkline.parties import selectors as parties
from trunkline.parties.models import Account
from trunkline.parties.states import AccountKind
from trunkline.platform import bus
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import ActorKind, Command, use_case
from trunkline.platform.queue import Priority, count_waiting
from trunkline.provisioning.policies import merge_variables
from trunkline.stock.errors import ItemOfOtherSpecificationError
from trunkline.stock.operations import allocations as stock
from trunkline.stock.operations import quantities
from trunkline.stock.operations.reservations import take_over_reservation
from trunkline.stock.selectors.items import get_item, get_warehouse, list_item_ids_held_for, lock_items
from trunkline.stock.selectors.kits import list_ids_with_parts
from trunkline.stock.selectors.quantities import list_quantity_reservations

PICKS_MAX = 50
LINES_MAX = 20


@dataclass(frozen=True)
class ProductRequest:
    """What an order asks for: a product, the items picked by specification, and what the customer was shown.

    `service_id` is the service that an add-on adds to, `rate` which of the product's prices is wanted,
    `characteristics` what is told of the service to be. Items may be
    picked here or come from a reservation; goods without serials are picked from a warehouse, by its code
    (`picks_from`).
    """

    product_id: int
    service_id: int | None = None
    rate: RateChoice = ANY_RATE
    picks: Mapping[str, int] = field(default_factory=dict)
    picks_from: Mapping[str, str] = field(default_factory=dict)
    reservation: UUID | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    quantity: int = 1
    characteristics: Mapping[str, Any] = field(default_factory=dict)
    accepted_terms_version: int | None = None
    auto_renew: bool | None = None
    shown_due_now: Decimal | None = None
    play: str | None = None
    is_trial: bool = False


@dataclass(frozen=True)
class _Line:
    """One line to be: what is asked for, under which id its stock is kept, and what was found of it."""

    number: int
    request: ProductRequest
    product: Product
    version: RateVersion | None
    terms: ProductTerms | None
    service: Configuration | None
    variables: dict[str, Any]
    holder: UUID = field(default_factory=new_public_id)


@use_case
def place_order(command: Command, account_id: int, *requests: ProductRequest) -> int:
    """This will place an order, a line for each product, and queue their provisioning jobs; returns the order's id.

    Raises OfferNotEligibleError with every reason, TermsNotAcceptedError, PriceChangedError, PicksIncompleteError,
    ItemNotAvailableError, ItemNotFoundError, ServiceNotFoundError, TooManyOrdersWaitingError or InvalidInputError; then
    nothing was ordered or reserved. Of several lines the refusal names the first that cannot be had.
    """
    if not 1 <= len(requests) <= LINES_MAX:
        raise InvalidInputError.for_field("lines", f"must be 1 to {LINES_MAX}.")
    _require_room(len(requests))
    account = parties.lock_account(account_id)
    lines = _find_lines(command, account, requests)
    _check_eligibility(command, account, lines)
    picks = _reserve(command, account, lines)
    subscriber_id = _first_subscriber_id(account)
    order = ordering.create_order(account.pk, placed_by=str(command.actor), at=command.at)
    drafts = [_draft(account, line, picks[line.number], subscriber_id) for line in lines]
    rows = ordering.add_lines(order, drafts)
    wanted = []
    for line, row in zip(lines, rows, strict=True):
        with _telling(line.number, requests):
            merged = merge_variables(
                product=line.product.provisioning_variables,
                request=line.variables,
                items=picks[line.number],
                system=jobs.system_variables(command, row),
            )
        play = line.request.play or line.product.provisioning_play
        wanted.append(LineJob(row, play, merged, is_trial=line.request.is_trial))
    jobs.queue_jobs(command, wanted)
    bus.announce(OrderPlaced(account_id=account.pk, order_id=order.pk), at=command.at)
    return order.pk


def _require_room(count: int) -> None:
    """Refuse what would wait too long anyway: a heap of orders that grows is seen by whoever places them."""
    most = settings.TRUNKLINE_ORDERS_WAITING_MAX
    if count_waiting(Priority.PROVISIONING, up_to=most) + count > most:
        raise TooManyOrdersWaitingError(
            f"{most} provisioning jobs may wait for workers; send the order again when some are done."
        )


@contextmanager
def _telling(number: int, requests: Sequence[object]) -> Iterator[None]:
    """Name the line in a refusal, where there are several."""
    try:
        yield
    except DomainError as error:
        if len(requests) > 1:
            error.detail = f"Line {number + 1}: {error.detail}"
            error.args = (error.detail,)
            error.fields = {f"lines.{number}.{name}": reason for name, reason in error.fields.items()}
        raise


def _find_lines(command: Command, account: Account, requests: Sequence[ProductRequest]) -> list[_Line]:
    """Find the products, prices and terms of all lines at once, and lock the services that they add to."""
    services = _services_to_add_to(account, requests)
    ids = [request.product_id for request in requests]
    try:
        products = catalog_products.map_products(ids)
    except ProductNotFoundError as error:
        raise InvalidInputError.for_field("product_id", error.detail) from None
    account_class_id = parties.get_terms(account.pk, command.at).account_class_id
    versions = catalog_rates.map_sold_versions(ids, account.currency, account_class_id, command.at)
    terms = catalog_products.find_terms_of(ids)
    lines = []
    for number, request in enumerate(requests):
        with _telling(number, requests):
            variables = parse_variables(dict(request.variables), "variables")
            require_quantity(request.quantity)
            version = _choose_rate(request, versions[request.product_id])
        lines.append(
            _Line(
                number=number,
                request=request,
                product=products[request.product_id],
                version=version,
                terms=terms.get(request.product_id),
                service=None if request.service_id is None else services[request.service_id],
                variables=variables,
            )
        )
    return lines


def _choose_rate(request: ProductRequest, versions: Sequence[RateVersion]) -> RateVersion | None:
    """The first of the rates that the account may buy from which is the one asked for, if any was."""
    version = request.rate.first_of(versions)
    if version is None and request.rate != ANY_RATE:
        raise InvalidInputError.for_field("price_plan", "and period: the account cannot buy the product so.")
    return version


def _services_to_add_to(account: Account, requests: Sequence[ProductRequest]) -> dict[int, Configuration]:
    services = {}
    for service_id in sorted({request.service_id for request in requests if request.service_id is not None}):
        services[service_id] = service_selectors.lock_current_service(service_id)
        if services[service_id].account_id != account.pk:
            raise ServiceNotFoundError("The account has no such service; add-ons are for its own services only.")
    return services


def _first_subscriber_id(account: Account) -> int | None:
    return account.subscribers.order_by("pk").values_list("pk", flat=True).first()


def _check_eligibility(command: Command, account: Account, lines: Sequence[_Line]) -> None:
    is_business = parties.get_terms(account.pk, command.at).kind == AccountKind.BUSINESS
    for line in lines:
        with _telling(line.number, lines):
            _check_line(command, account, line, is_business=is_business)
            _check_terms(line)
            _check_told(command, line)


def _check_line(command: Command, account: Account, line: _Line, *, is_business: bool) -> None:
    reasons = ineligibility(
        catalog_products.describe_offer(line.product, has_price=line.version is not None),
        is_business=is_business,
        brand_id=account.brand_id,
        by_customer=command.actor.kind is ActorKind.CUSTOMER,
        at=command.at,
        adds_to=None if line.service is None else describe_for_addons(line.service),
    )
    if line.service is not None and find_ending(line.service.instance_id) is not None:
        reasons.append("The service is about to end.")
    if reasons:
        raise OfferNotEligibleError(" ".join(reasons))
    due_now = Decimal(0) if line.version is None else due_when_ordered(line.version, line.request.quantity)
    if line.request.shown_due_now is not None and line.request.shown_due_now != due_now:
        raise PriceChangedError(f"Due now is {due_now.normalize():f}, not what was shown; show the new price first.")


def _check_terms(line: _Line) -> None:
    if line.terms is not None and line.request.accepted_terms_version != line.terms.version:
        raise TermsNotAcceptedError(
            f"Show version {line.terms.version} of the terms, and send its number as accepted_terms_version."
        )


def _check_told(command: Command, line: _Line) -> None:
    """Refuse a quantity of what is one by its nature, and characteristics that the product does not take."""
    if line.request.quantity > 1 and catalog_products.required_specifications(line.product):
        raise InvalidInputError.for_field("quantity", "is 1 for what has an item of its own; order several lines.")
    rules = catalog_products.list_characteristic_rules(line.product)
    if rules or line.request.characteristics:
        require_characteristics(rules, line.request.characteristics, command.actor)


def _draft(account: Account, line: _Line, picks: Mapping[str, int], subscriber_id: int | None) -> LineDraft:
    return LineDraft(
        public_id=line.holder,
        action=LineAction.ADD,
        product=line.product,
        parent=line.service.instance if line.service else None,
        currency=account.currency,
        rate_version=line.version,
        auto_renew=renews_automatically(line.product.auto_renew, line.request.auto_renew),
        variables=line.variables,
        item_ids=tuple(sorted(picks.values())),
        terms=line.terms,
        subscriber_id=line.service.subscriber_id if line.service else subscriber_id,
        quantity=line.request.quantity,
        characteristics=with_defaults(
            catalog_products.list_characteristic_rules(line.product), line.request.characteristics
        ),
    )


def _reserve(command: Command, account: Account, lines: Sequence[_Line]) -> dict[int, dict[str, int]]:
    """Keep what is picked for the lines to be, all or none; the items' numbers by specification, by line."""
    for line in lines:
        with _telling(line.number, lines):
            _check_picks(line)
    if len(lines) > 1:
        _lock_stock(lines)
    _pick_items(command, account, lines)
    _reserve_quantities(command, account, lines)
    picks = {}
    for line in lines:
        with _telling(line.number, lines):
            picks[line.number] = (
                dict(line.request.picks) if line.request.reservation is None else _take_over(account, line)
            )
    return picks


def _requirements(line: _Line) -> dict[str, ResourceSpecification]:
    return {each.name: each for each in catalog_products.required_specifications(line.product)}


def _check_picks(line: _Line) -> None:
    request = line.request
    if request.reservation is not None:
        if request.picks or request.picks_from:
            raise InvalidInputError.for_field("picks", "cannot be given with a reservation, which has its items.")
        return
    if len(request.picks) > PICKS_MAX:
        raise PicksIncompleteError(f"At most {PICKS_MAX} items can be picked for a line.")
    check_picks(list(_requirements(line)), request.picks, request.picks_from)


def _lock_stock(lines: Sequence[_Line]) -> None:
    """Lock what the lines take from stock, as reserved or picked, in the one order for all of them.

    Each line then locks its own again, which changes nothing.
    """
    items = {item_id for line in lines for item_id in line.request.picks.values()}
    reservations = [line.request.reservation for line in lines if line.request.reservation is not None]
    for reservation in reservations:
        items.update(list_item_ids_held_for(reservation))
    if items:
        lock_items(list_ids_with_parts(items))
    pieces = {row.quantity_row_id for reservation in reservations for row in list_quantity_reservations(reservation)}
    places = [place for line in lines for place in _places(line).values()]
    if places or pieces:
        quantities.lock_places(places, makes_missing=False, with_rows=pieces)


def _pick_items(command: Command, account: Account, lines: Sequence[_Line]) -> None:
    holders: dict[int, UUID] = {}
    wanted: dict[int, tuple[_Line, str]] = {}
    for line in lines:
        for name, item_id in line.request.picks.items():
            if item_id in holders:
                raise PicksIncompleteError("One item is picked twice.", fields={"picks": "names one item twice."})
            holders[item_id], wanted[item_id] = line.holder, (line, name)
    if not holders:
        return
    names = stock.keep_items(holders, account_id=account.pk, reserved_by=str(command.actor))
    for item_id, (line, wanted_name) in wanted.items():
        if names[item_id] != wanted_name:
            with _telling(line.number, lines):
                number = get_item(item_id).reference_number
                raise ItemOfOtherSpecificationError(f"Item {number} is a {names[item_id]}, not a {wanted_name}.")


def _places(line: _Line) -> dict[str, quantities.Place]:
    required = _requirements(line)
    picked = sorted(line.request.picks_from.items())
    return {name: (required[name], get_warehouse(code)) for name, code in picked}


def _reserve_quantities(command: Command, account: Account, lines: Sequence[_Line]) -> None:
    places = [(line, place) for line in lines for place in _places(line).values()]
    if not places:
        return
    quantities.lock_places([place for _, place in places], makes_missing=False)
    for line, (specification, warehouse) in places:
        with _telling(line.number, lines):
            quantities.reserve_quantity(
                specification,
                warehouse,
                1,
                account_id=account.pk,
                holder=line.holder,
                expires_at=None,
                reserved_by=str(command.actor),
            )


def _take_over(account: Account, line: _Line) -> dict[str, int]:
    reservation = line.request.reservation
    if reservation is None:
        raise RuntimeError("A line without a reservation has nothing to take over.")
    reserved = take_over_reservation(reservation, account_id=account.pk, line_public_id=line.holder, now=system_now())
    picks = {item.specification.name: item.pk for item in reserved}
    if len(picks) < len(reserved):
        raise PicksIncompleteError("The reservation holds two items of one kind; a line needs one of each.")
    pieces = list(list_quantity_reservations(line.holder))
    counted = {row.quantity_row.specification.name for row in pieces}
    if sum(row.quantity for row in pieces) > len(counted):
        raise PicksIncompleteError("The reservation holds two pieces of one kind; a line needs one of each.")
    check_picks(list(_requirements(line)), picks, counted)
    return picks
