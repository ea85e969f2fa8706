"""Orders: what is asked for becomes lines, reservations and provisioning jobs, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from trunkline.catalog import selectors as catalog
from trunkline.catalog.errors import ProductNotFoundError
from trunkline.catalog.models import Product, ProductTerms, RateVersion, ResourceSpecification
from trunkline.catalog.policies import ineligibility, parse_variables, renews_automatically
from trunkline.flows.operations import jobs
from trunkline.flows.selectors import describe_for_addons
from trunkline.instances import selectors as instances
from trunkline.instances.errors import ServiceNotFoundError
from trunkline.instances.models import Configuration
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.ids import new_public_id
from trunkline.ordering import operations as ordering
from trunkline.ordering.errors import (
    OfferNotEligibleError,
    PicksIncompleteError,
    PriceChangedError,
    TermsNotAcceptedError,
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
from trunkline.provisioning.policies import merge_variables
from trunkline.stock.errors import ItemOfOtherSpecificationError
from trunkline.stock.operations import allocations as stock
from trunkline.stock.operations import quantities
from trunkline.stock.operations.reservations import take_over_reservation
from trunkline.stock.selectors.items import get_warehouse
from trunkline.stock.selectors.quantities import list_quantity_reservations

PICKS_MAX = 50


@dataclass(frozen=True)
class ProductRequest:
    """What an order asks for: a product, the items picked by specification, and what the customer was shown.

    `service_id` is the service that an add-on adds to. Items may be picked here or come from a reservation; goods
    without serials are picked from a warehouse, by its code (`picks_from`).
    """

    product_id: int
    service_id: int | None = None
    picks: Mapping[str, int] = field(default_factory=dict)
    picks_from: Mapping[str, str] = field(default_factory=dict)
    reservation: UUID | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    accepted_terms_version: int | None = None
    auto_renew: bool | None = None
    shown_due_now: Decimal | None = None
    play: str | None = None
    is_trial: bool = False


@use_case
def place_order(command: Command, account_id: int, request: ProductRequest) -> int:
    """This will place an order of one product and queue its provisioning job; returns the order's id.

    Raises OfferNotEligibleError with every reason, TermsNotAcceptedError, PriceChangedError, PicksIncompleteError,
    ItemNotAvailableError, ItemNotFoundError, ServiceNotFoundError or InvalidInputError; then nothing was ordered or
    reserved.
    """
    account = parties.lock_account(account_id)
    service = _service_to_add_to(account, request)
    product, version = _eligible_product(command, account, service, request)
    terms = _accepted_terms(product, request)
    variables = parse_variables(dict(request.variables), "variables")
    holder = new_public_id()
    picks = _reserve(command, account, product, request, holder)
    draft = LineDraft(
        public_id=holder,
        action=LineAction.ADD,
        product=product,
        parent=service.instance if service else None,
        currency=account.currency,
        rate_version=version,
        auto_renew=renews_automatically(product.auto_renew, request.auto_renew),
        variables=variables,
        item_ids=tuple(sorted(picks.values())),
        terms=terms,
        subscriber_id=service.subscriber_id if service else _first_subscriber_id(account),
    )
    order = ordering.create_order(account.pk, placed_by=str(command.actor), at=command.at)
    line = ordering.add_line(order, draft, position=1)
    merged = merge_variables(
        product=product.provisioning_variables,
        request=variables,
        items=picks,
        system=jobs.system_variables(command, line),
    )
    jobs.queue_job(command, line, request.play or product.provisioning_play, merged, is_trial=request.is_trial)
    bus.announce(OrderPlaced(account_id=account.pk, order_id=order.pk), at=command.at)
    return order.pk


def _service_to_add_to(account: Account, request: ProductRequest) -> Configuration | None:
    if request.service_id is None:
        return None
    service = instances.lock_current_service(request.service_id)
    if service.account_id != account.pk:
        raise ServiceNotFoundError("The account has no such service; add-ons are for its own services only.")
    return service


def _first_subscriber_id(account: Account) -> int | None:
    return account.subscribers.order_by("pk").values_list("pk", flat=True).first()


def _eligible_product(
    command: Command, account: Account, service: Configuration | None, request: ProductRequest
) -> tuple[Product, RateVersion]:
    try:
        product = catalog.get_product(request.product_id)
    except ProductNotFoundError as error:
        raise InvalidInputError.for_field("product_id", error.detail) from None
    version = catalog.find_sold_rate(product.pk, account.currency, command.at)
    reasons = ineligibility(
        catalog.describe_offer(product, has_price=version is not None),
        is_business=parties.get_terms(account.pk, command.at).kind == AccountKind.BUSINESS,
        brand_id=account.brand_id,
        by_customer=command.actor.kind is ActorKind.CUSTOMER,
        at=command.at,
        adds_to=None if service is None else describe_for_addons(service),
    )
    if service is not None and find_ending(service.instance_id) is not None:
        reasons.append("The service is about to end.")
    if reasons or version is None:
        raise OfferNotEligibleError(" ".join(reasons))
    due_now = version.retail + version.retail_set_up
    if request.shown_due_now is not None and request.shown_due_now != due_now:
        raise PriceChangedError(f"Due now is {due_now.normalize():f}, not what was shown; show the new price first.")
    return product, version


def _accepted_terms(product: Product, request: ProductRequest) -> ProductTerms | None:
    terms = catalog.find_terms(product.pk)
    if terms is None:
        return None
    if request.accepted_terms_version != terms.version:
        raise TermsNotAcceptedError(
            f"Show version {terms.version} of the terms, and send its number as accepted_terms_version."
        )
    return terms


def _reserve(
    command: Command, account: Account, product: Product, request: ProductRequest, holder: UUID
) -> dict[str, int]:
    """Keep what is picked for the line to be, all or none; the items' numbers by specification."""
    required = {row.specification.name: row.specification for row in product.resource_requirements.all()}
    if request.reservation is not None:
        if request.picks or request.picks_from:
            raise InvalidInputError.for_field("picks", "cannot be given with a reservation, which has its items.")
        return _take_over(account, required, request.reservation, holder)
    if len(request.picks) > PICKS_MAX:
        raise PicksIncompleteError(f"At most {PICKS_MAX} items can be picked for a line.")
    check_picks(list(required), request.picks, request.picks_from)
    reserved_by = str(command.actor)
    chosen = stock.pick_items(
        request.picks.values(), account_id=account.pk, holder=holder, expires_at=None, reserved_by=reserved_by
    )
    names = {item_id: name for name, item_id in request.picks.items()}
    for item in chosen:
        if item.specification.name != names[item.pk]:
            raise ItemOfOtherSpecificationError(
                f"Item {item.reference_number} is a {item.specification.name}, not a {names[item.pk]}."
            )
    places = {name: get_warehouse(code) for name, code in sorted(request.picks_from.items())}
    quantities.lock_places(((required[name], warehouse) for name, warehouse in places.items()), makes_missing=False)
    for name, warehouse in places.items():
        quantities.reserve_quantity(
            required[name],
            warehouse,
            1,
            account_id=account.pk,
            holder=holder,
            expires_at=None,
            reserved_by=reserved_by,
        )
    return dict(request.picks)


def _take_over(
    account: Account, required: Mapping[str, ResourceSpecification], reservation: UUID, holder: UUID
) -> dict[str, int]:
    reserved = take_over_reservation(reservation, account_id=account.pk, line_public_id=holder, now=system_now())
    picks = {item.specification.name: item.pk for item in reserved}
    if len(picks) < len(reserved):
        raise PicksIncompleteError("The reservation holds two items of one kind; a line needs one of each.")
    pieces = list(list_quantity_reservations(holder))
    counted = {row.quantity_row.specification.name for row in pieces}
    if sum(row.quantity for row in pieces) > len(counted):
        raise PicksIncompleteError("The reservation holds two pieces of one kind; a line needs one of each.")
    check_picks(list(required), picks, counted)
    return picks
