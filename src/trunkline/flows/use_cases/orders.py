"""Orders: what is asked for becomes lines, reservations and provisioning jobs, all or nothing."""

from collections.abc import Sequence
from decimal import Decimal

from django.conf import settings

from trunkline.catalog.policies.eligibility import ineligibility, part_ineligibility
from trunkline.catalog.selectors import products as catalog_products
from trunkline.catalog.selectors.bundles import is_composed, is_provisioned_as_one
from trunkline.flows.operations import jobs
from trunkline.flows.operations.characteristics import require_characteristics
from trunkline.flows.operations.jobs import LineJob
from trunkline.flows.operations.line_stock import reserve
from trunkline.flows.operations.links import Links
from trunkline.flows.operations.order_lines import Drafts, FoundLine, find_lines
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.selectors import describe_for_addons
from trunkline.kernel.errors import InvalidInputError
from trunkline.ordering import operations as ordering
from trunkline.ordering.errors import (
    OfferNotEligibleError,
    PriceChangedError,
    TermsNotAcceptedError,
    TooManyOrdersWaitingError,
)
from trunkline.ordering.events import OrderPlaced
from trunkline.ordering.selectors import find_ending
from trunkline.parties import selectors as parties
from trunkline.parties.models import Account
from trunkline.parties.states import AccountKind
from trunkline.platform import bus
from trunkline.platform.commands import ActorKind, Command, use_case
from trunkline.platform.queue import Priority, count_waiting
from trunkline.provisioning.policies import merge_variables

LINES_MAX = 20


@use_case
def place_order(command: Command, account_id: int, *requests: ProductRequest) -> int:
    """This will place an order, a line for each product, and queue their provisioning jobs; returns the order's id.

    A bundle or package has a line, and each of its parts has one: they take effect together, or none does. Raises
    OfferNotEligibleError with every reason, TermsNotAcceptedError, PriceChangedError, PicksIncompleteError,
    ItemNotAvailableError, ItemNotFoundError, ServiceNotFoundError, TooManyOrdersWaitingError or InvalidInputError; then
    nothing was ordered or reserved. Of several lines the refusal names the first that cannot be had.
    """
    if not 1 <= len(requests) <= LINES_MAX:
        raise InvalidInputError.for_field("lines", f"must be 1 to {LINES_MAX}.")
    _require_room(len(requests))
    account = parties.lock_account(account_id)
    lines = find_lines(command, account, requests)
    links = Links(account, lines)
    _check_eligibility(command, account, lines, links)
    picks = reserve(command, account, lines)
    drafts = Drafts(account, lines, links.together())
    written = []
    for line in lines:
        with line.telling():
            written.append(drafts.of(line, list(picks[line.place].values()), links.of(line)))
    order = ordering.create_order(account.pk, placed_by=str(command.actor), at=command.at)
    rows = ordering.add_lines(order, written)
    wanted = []
    for line, row in zip(lines, rows, strict=True):
        with line.telling():
            merged = merge_variables(
                product=line.product.provisioning_variables,
                request=line.variables,
                items=picks[line.place],
                system=jobs.system_variables(command, row),
            )
        wanted.append(LineJob(row, _play(line), merged, is_trial=line.request.is_trial))
    jobs.queue_jobs(command, wanted)
    bus.announce(OrderPlaced(account_id=account.pk, order_id=order.pk), at=command.at)
    return order.pk


def _play(line: FoundLine) -> str:
    """The play that provisions a line; none where that of its bundle provisions all parts at once."""
    inside = line.part_of
    while inside is not None:
        if is_provisioned_as_one(inside.product):
            return ""
        inside = inside.part_of
    return line.request.play or line.product.provisioning_play


def _require_room(count: int) -> None:
    """Refuse what would wait too long anyway: a heap of orders that grows is seen by whoever places them."""
    most = settings.TRUNKLINE_ORDERS_WAITING_MAX
    if count_waiting(Priority.PROVISIONING, up_to=most) + count > most:
        raise TooManyOrdersWaitingError(
            f"{most} provisioning jobs may wait for workers; send the order again when some are done."
        )


def _check_eligibility(command: Command, account: Account, lines: Sequence[FoundLine], links: Links) -> None:
    is_business = parties.get_terms(account.pk, command.at).kind == AccountKind.BUSINESS
    for line in lines:
        with line.telling():
            reasons = _ineligibility(command, account, line, is_business=is_business) + links.reasons(line)
            if reasons:
                raise OfferNotEligibleError(" ".join(reasons))
            _check_price(line, lines)
            _check_terms(line)
            _check_told(command, line)


def _ineligibility(command: Command, account: Account, line: FoundLine, *, is_business: bool) -> list[str]:
    offer = catalog_products.describe_offer(line.product, has_price=line.version is not None or line.is_covered)
    if line.asked.is_part:
        reasons = part_ineligibility(offer, at=command.at)
    else:
        reasons = ineligibility(
            offer,
            is_business=is_business,
            brand_id=account.brand_id,
            by_customer=command.actor.kind is ActorKind.CUSTOMER,
            at=command.at,
            adds_to=None if line.service is None else describe_for_addons(line.service),
        )
    if line.service is not None:
        if line.service.instance.retired_at is not None:
            reasons.append("The service has ended.")
        elif find_ending(line.service.instance_id) is not None:
            reasons.append("The service is about to end.")
    return reasons


def _check_price(line: FoundLine, lines: Sequence[FoundLine]) -> None:
    """What was shown of a bundle is what it costs with all its parts."""
    shown = line.request.shown_due_now
    if shown is None:
        return
    within = [each for each in lines if each is line or (line.part_of is None and each.top is line)]
    due_now = sum((each.due_now for each in within), Decimal(0))
    if shown != due_now:
        raise PriceChangedError(f"Due now is {due_now.normalize():f}, not what was shown; show the new price first.")


def _check_terms(line: FoundLine) -> None:
    if line.terms is not None and line.request.accepted_terms_version != line.terms.version:
        raise TermsNotAcceptedError(
            f"Show version {line.terms.version} of the terms, and send its number as accepted_terms_version."
        )


def _check_told(command: Command, line: FoundLine) -> None:
    """Refuse the trial of a bundle, a quantity of what is one by its nature, and characteristics it does not take."""
    if line.request.is_trial and is_composed(line.product):
        raise InvalidInputError.for_field("play", "of a bundle is not tried; try those of its parts.")
    if line.request.quantity > 1 and catalog_products.required_specifications(line.product):
        raise InvalidInputError.for_field("quantity", "is 1 for what has an item of its own; order several lines.")
    rules = catalog_products.list_characteristic_rules(line.product)
    if rules or line.request.characteristics:
        require_characteristics(rules, line.request.characteristics, command.actor)
