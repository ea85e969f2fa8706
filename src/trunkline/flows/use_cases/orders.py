"""Orders: what is asked for becomes lines, reservations and provisioning jobs, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from trunkline.catalog import selectors as catalog
from trunkline.catalog.errors import ProductNotFoundError
from trunkline.catalog.models import Product, ProductTerms, RateVersion
from trunkline.catalog.policies import ineligibility, parse_variables, renews_automatically
from trunkline.flows import operations
from trunkline.instances import selectors as instances
from trunkline.instances.errors import ServiceRetiredError
from trunkline.kernel.errors import InvalidInputError
from trunkline.ordering import operations as ordering
from trunkline.ordering.errors import (
    OfferNotEligibleError,
    PicksIncompleteError,
    PriceChangedError,
    TermsNotAcceptedError,
)
from trunkline.ordering.events import OrderPlaced
from trunkline.ordering.models import Order, OrderLine
from trunkline.ordering.operations import LineDraft
from trunkline.ordering.policies import check_picks
from trunkline.ordering.states import LineAction
from trunkline.parties import selectors as parties
from trunkline.parties.models import Account
from trunkline.parties.states import AccountKind
from trunkline.platform import bus, queue
from trunkline.platform.commands import ActorKind, Command, use_case
from trunkline.provisioning import operations as provisioning
from trunkline.provisioning.operations import JobDraft
from trunkline.provisioning.policies import merge_variables
from trunkline.provisioning.states import JobKind
from trunkline.stock import operations as stock
from trunkline.stock import selectors as stock_selectors
from trunkline.stock.errors import ItemOfOtherSpecificationError

DEFAULT_DEPROVISIONING_PLAY = "play_deprovision_service"
PICKS_MAX = 50
RUN_JOB = "flows.run_provisioning_job"


@dataclass(frozen=True)
class ProductRequest:
    """What an order asks for: a product, the items picked by specification, and what the customer was shown."""

    product_id: int
    picks: Mapping[str, int] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    accepted_terms_version: int | None = None
    auto_renew: bool | None = None
    shown_due_now: Decimal | None = None


@use_case
def place_order(command: Command, account_id: int, request: ProductRequest) -> int:
    """This will place an order of one product and queue its provisioning job; returns the order's id.

    Raises OfferNotEligibleError with every reason, TermsNotAcceptedError, PriceChangedError, PicksIncompleteError,
    ItemNotAvailableError, ItemNotFoundError or InvalidInputError; then nothing was ordered or reserved.
    """
    account = parties.lock_account(account_id)
    product, version = _eligible_product(command, account, request)
    terms = _accepted_terms(product, request)
    variables = parse_variables(dict(request.variables), "variables")
    draft = LineDraft(
        action=LineAction.ADD,
        product=product,
        currency=account.currency,
        rate_version=version,
        auto_renew=renews_automatically(product.auto_renew, request.auto_renew),
        variables=variables,
        item_ids=tuple(sorted(request.picks.values())),
        terms=terms,
        subscriber_id=account.subscribers.order_by("pk").values_list("pk", flat=True).first(),
    )
    order = ordering.create_order(account.pk, placed_by=str(command.actor), at=command.at)
    _reserve(order, line := ordering.add_line(order, draft, position=1), request.picks)
    _queue_job(command, line, JobKind.PROVISION, product.provisioning_play, request.picks)
    bus.announce(OrderPlaced(account_id=account.pk, order_id=order.pk), at=command.at)
    return order.pk


def _eligible_product(command: Command, account: Account, request: ProductRequest) -> tuple[Product, RateVersion]:
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
    )
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


def _reserve(order: Order, line: OrderLine, picks: Mapping[str, int]) -> None:
    required = [row.specification.name for row in line.product.resource_requirements.all()]
    if len(picks) > PICKS_MAX:
        raise PicksIncompleteError(f"At most {PICKS_MAX} items can be picked for a line.")
    check_picks(required, picks)
    items = stock_selectors.lock_items(picks.values())
    names = {item_id: name for name, item_id in picks.items()}
    for item in items:
        if item.specification.name != names[item.pk]:
            raise ItemOfOtherSpecificationError(
                f"Item {item.reference_number} is a {item.specification.name}, not a {names[item.pk]}."
            )
    stock.reserve_items(items, account_id=order.account_id, holder=line.public_id, expires_at=None)


def _queue_job(command: Command, line: OrderLine, kind: JobKind, play: str, picks: Mapping[str, int]) -> None:
    system = operations.system_variables(command, line)
    is_making = kind is JobKind.PROVISION
    variables = merge_variables(
        product=line.product.provisioning_variables if is_making else {},
        request=line.variables,
        items=picks,
        system=system,
    )
    job = provisioning.create_job(
        JobDraft(
            kind=kind,
            play=play,
            order_line_id=line.pk,
            account_id=line.order.account_id,
            instance_id=line.instance_id,
            variables=variables,
            rescue_counts_as_failure=line.product.rescue_counts_as_failure,
            # A service whose end has failed would go on unseen: that is never ignored.
            play_failures_are_ignored=is_making and line.product.play_failures_are_ignored,
            initiated_by=str(command.actor),
        ),
        at=command.at,
    )
    queue.defer(RUN_JOB, lock=_job_lock(line), job_id=job.pk)


def _job_lock(line: OrderLine) -> str:
    """Jobs of one service run one after the other; a service that is still to be made has only the one."""
    return f"service:{line.instance_id}" if line.instance_id else f"line:{line.pk}"


@use_case
def end_service(command: Command, instance_id: int) -> int:
    """This will order the end of a service and queue its deprovisioning job; returns the order's id.

    Raises ServiceNotFoundError, ServiceRetiredError or ServiceBusyError.
    """
    account = parties.lock_account(instances.get_service_account_id(instance_id))
    service = instances.lock_current_service(instance_id)
    if service.instance.retired_at is not None:
        raise ServiceRetiredError(f"{service.instance.key} has ended already.")
    product = instances.get_service_product(service)
    order = ordering.create_order(account.pk, placed_by=str(command.actor), at=command.at)
    draft = LineDraft(
        action=LineAction.END,
        product=product,
        currency=account.currency,
        instance=service.instance,
        subscriber_id=service.subscriber_id,
    )
    line = ordering.add_line(order, draft, position=1)
    play = service.instance.deprovisioning_play or DEFAULT_DEPROVISIONING_PLAY
    _queue_job(command, line, JobKind.DEPROVISION, play, {})
    bus.announce(OrderPlaced(account_id=account.pk, order_id=order.pk), at=command.at)
    return order.pk
