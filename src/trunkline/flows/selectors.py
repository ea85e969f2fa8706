"""Reads over several rooms: what plays see of services and items, their own staged changes included."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from moneyed import Money

from trunkline.catalog.models import Product, ProductTerms, RateVersion
from trunkline.catalog.policies.eligibility import AddedTo
from trunkline.catalog.selectors import products as catalog_products
from trunkline.catalog.selectors import rates as catalog_rates
from trunkline.catalog.selectors.offers import EVERYTHING, OfferQuestion, OfferSearch, find_offers, map_versions
from trunkline.catalog.selectors.states import get_first_state
from trunkline.catalog.states import BaseStatus
from trunkline.charging.policies import plans_named
from trunkline.flows.policies import read_item_change, read_service, read_service_change
from trunkline.instances.errors import ServiceNotFoundError
from trunkline.instances.models import Configuration, Renewal
from trunkline.instances.selectors.renewals import find_open_renewal
from trunkline.instances.selectors.services import get_current_service, get_owner
from trunkline.instances.states import RUNNING_RENEWAL_STATES
from trunkline.kernel.money import round_money
from trunkline.kernel.time import local_date, parse_time_zone
from trunkline.ordering.models import OrderLine
from trunkline.ordering.states import LineAction
from trunkline.parties.models import Account, AccountTerms, Subscriber
from trunkline.parties.selectors import get_terms
from trunkline.parties.states import AccountKind
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.provisioning.selectors import list_staged
from trunkline.provisioning.states import EffectKind
from trunkline.stock.models import StockItem
from trunkline.stock.selectors.items import get_item, list_item_ids_held_for, list_item_ids_of_service
from trunkline.stock.states import ItemState


@dataclass(frozen=True)
class ServiceView:
    """A service in the words of `/crm`; amounts per period without tax."""

    service_id: int
    customer_id: int
    product_id: int
    service_name: str
    service_type: str
    service_uuid: str
    service_status: str
    service_provisioned_date: datetime | None
    service_deactivate_date: datetime | None
    retail_cost: Decimal
    wholesale_cost: Decimal
    currency: str
    icon: str


@dataclass(frozen=True)
class ItemView:
    """A stock item in the words of `/crm`; `service_id` and `customer_id` are None unless it is allocated."""

    item: StockItem
    item_state: str
    service_id: int | None
    customer_id: int | None


def find_service_of_job(job: ProvisioningJob) -> int | None:
    """This will tell the number of the service that a job changes or has staged; None before it makes one."""
    if job.instance_id is not None:
        return job.instance_id
    created = list_staged(job, EffectKind.SERVICE_CREATED)
    return created[0].request["service_id"] if created else None


def staged_service_changes(job: ProvisioningJob, service_id: int) -> dict[str, str]:
    """This will tell what a job's play has changed of a service so far; later changes win."""
    changes: dict[str, str] = {}
    for effect in list_staged(job, EffectKind.SERVICE_CHANGED):
        if effect.request["service_id"] == service_id:
            changes |= read_service_change(effect.request["body"])
    return changes


def list_item_ids_of_job(job: ProvisioningJob) -> list[int]:
    """This will list the items that a job may touch: those picked for its line, or those of the service it changes.

    An add-on's items belong to its service; they are known by the line that picked them.
    """
    line = job.order_line
    if line.action in {LineAction.ADD, LineAction.ADD_PART} or line.instance is None:
        return list_item_ids_held_for(line.public_id)
    pickers = OrderLine.objects.filter(instance=line.instance, action=LineAction.ADD, parent__isnull=False)
    of_addon = [
        item for holder in pickers.values_list("public_id", flat=True) for item in list_item_ids_held_for(holder)
    ]
    return sorted({*list_item_ids_of_service(line.instance.pk), *of_addon})


def list_ocs_accounts_of_job(job: ProvisioningJob) -> set[str]:
    """This will list the accounts of the charging system that belong to the service that a job changes.

    An add-on has none of its own: what it adds stands in the account of its service.
    """
    if job.instance is None:
        return set()
    service = get_current_service(job.instance.pk)
    known_as = [service.instance.service_uuid, service.parent.service_uuid if service.parent else None]
    return {service_uuid for service_uuid in known_as if service_uuid}


def list_foreign_plan_ids(service: Configuration) -> tuple[set[str], set[str]]:
    """This will list the action plans that plays wrote for a service, or gave it, and those of what adds to it.

    An add-on's plans are in the account of the service that it adds to; whose each is, the journals tell.
    """
    of_lines = {"own": Q(job__order_line__instance_id=service.instance_id)}
    of_lines["added"] = Q(job__order_line__parent_id=service.instance_id)
    found: dict[str, set[str]] = {}
    for name, lines in of_lines.items():
        calls = Effect.objects.filter(lines, kind=EffectKind.OCS_CALL).values_list("request", flat=True)
        found[name] = {plan_id for request in calls for plan_id in plans_named(request["method"], request["params"])}
    return found["own"], found["added"]


def list_ocs_accounts_named_by_job(job: ProvisioningJob) -> set[str]:
    """This will list the accounts that a job has named for the service it makes: its own only if nobody has them."""
    created = list_staged(job, EffectKind.SERVICE_CREATED)
    return {read_service(effect.request["body"]).service_uuid for effect in created}


def view_service(service_id: int, brand_ids: frozenset[int] | None) -> ServiceView:
    """This will describe a service as it is; raises ServiceNotFoundError."""
    return _view(get_current_service(service_id, brand_ids))


def view_service_of_job(job: ProvisioningJob, service_id: int) -> ServiceView:
    """This will describe a service as its job sees it, staged changes included; raises ServiceNotFoundError."""
    if find_service_of_job(job) != service_id:
        raise ServiceNotFoundError(f"No service {service_id} belongs to the job.")
    changes = staged_service_changes(job, service_id)
    created = list_staged(job, EffectKind.SERVICE_CREATED)
    if not created:
        service = get_current_service(service_id)
        return _view(service, name=changes.get("name"), status=changes.get("status"))
    write = read_service(created[0].request["body"])
    line = job.order_line
    return ServiceView(
        service_id=service_id,
        customer_id=job.account_id,
        product_id=line.product_id,
        service_name=changes.get("name", write.name),
        service_type=write.service_type or line.product.service_type,
        service_uuid=write.service_uuid,
        service_status=changes.get("status") or write.status or get_first_state(line.product).code,
        service_provisioned_date=job.business_at,
        service_deactivate_date=None,
        retail_cost=line.retail,
        wholesale_cost=line.wholesale,
        currency=line.currency,
        icon=write.icon or line.product.icon,
    )


def _view(service: Configuration, *, name: str | None = None, status: str | None = None) -> ServiceView:
    instance, version = service.instance, service.rate_version
    retail = service.agreed_retail if service.agreed_retail is not None else (version.retail if version else Decimal(0))
    wholesale = service.agreed_wholesale
    if wholesale is None:
        wholesale = version.wholesale if version else Decimal(0)
    first = instance.configurations.filter(superseded_at__isnull=True).order_by("valid_from").first()
    return ServiceView(
        service_id=instance.pk,
        customer_id=service.account_id or 0,
        product_id=service.product_id or 0,
        service_name=name or service.name,
        service_type=instance.service_type,
        service_uuid=instance.service_uuid or "",
        service_status=status or (service.service_state.code if service.service_state else ""),
        service_provisioned_date=first.valid_from if first else None,
        service_deactivate_date=instance.retired_at,
        retail_cost=retail,
        wholesale_cost=wholesale,
        currency=get_owner(service).currency,
        icon=service.icon,
    )


def view_item(item: StockItem, brand_ids: frozenset[int] | None = None) -> ItemView:
    """This will describe a stock item as it is; who has it only if that is an account of the brands (None: of any)."""
    allocation = next(iter(item.live_allocations), None)  # type: ignore[attr-defined]  # prefetched by the selector
    if allocation and brand_ids is not None and allocation.account.brand_id not in brand_ids:
        allocation = None
    return ItemView(
        item=item,
        item_state=item.state,
        service_id=allocation.service_id if allocation else None,
        customer_id=allocation.account_id if allocation and allocation.service_id else None,
    )


def view_item_of_job(job: ProvisioningJob, item_id: int) -> ItemView:
    """This will describe an item of a job as the job sees it, staged changes included; raises ItemNotFoundError."""
    view = view_item(get_item(item_id))
    for effect in list_staged(job, EffectKind.ITEM_CHANGED):
        # A part goes the way of its kit.
        if effect.request["item_id"] in {item_id, view.item.kit_id}:
            write = read_item_change(effect.request["body"])
            view = ItemView(view.item, write.state, write.service_id, write.customer_id)
    return view


def list_items_of_service_for_job(job: ProvisioningJob, service_id: int) -> list[ItemView]:
    """This will list the items that a service has as its job sees them; raises ServiceNotFoundError for another's."""
    if find_service_of_job(job) != service_id:
        raise ServiceNotFoundError(f"No service {service_id} belongs to the job.")
    services = {service_id, get_current_service(service_id).parent_id} if job.instance_id else {service_id}
    item_ids = {*list_item_ids_of_job(job), *list_item_ids_of_service(service_id)}
    views = [view_item_of_job(job, item_id) for item_id in sorted(item_ids)]
    # A kit stands for its parts.
    given = [view for view in views if view.item.kit_id is None and view.item_state == ItemState.ASSIGNED]
    return [view for view in given if view.service_id in services]


@dataclass(frozen=True)
class OfferView:
    """A product as an account may order it, or every reason why it may not."""

    product: Product
    version: RateVersion | None
    terms: ProductTerms | None
    reasons: tuple[str, ...]
    renewal_on: date | None


@dataclass(frozen=True)
class OfferPage:
    """Some offers, and the cursor of the next ones, if there are any."""

    offers: list[OfferView]
    next: str | None


@dataclass(frozen=True)
class RenewalView:
    """The next period of a service as it stands: its price without tax for all units, and how it will be paid."""

    renewal: Renewal
    retail: Decimal
    currency: str
    paid_by: str
    can_be_switched: bool


def renewal_retail(service: Configuration, renewal: Renewal, version: RateVersion) -> Decimal:
    """This will tell what a further period costs per period or unit at a version: what was agreed, else its rate.

    A promotion that the service was sold with goes on for as many periods as it was for.
    """
    if service.agreed_retail is not None:
        return service.agreed_retail
    if service.rate_version is None or service.subscription is None:
        raise RuntimeError("A service without a rate has a renewal.")
    period = catalog_rates.period_of(version)
    number = 0 if period is None else period.index_of(service.subscription.anchor_on, renewal.starts_on)
    return catalog_rates.retail_of_period(version, service.rate_version, number)


def amount_of_renewal(renewal: Renewal, units: int) -> Decimal:
    """This will price a further period that was agreed, exactly; nothing while nothing was agreed."""
    if renewal.rate_version is None or renewal.retail is None:
        return Decimal(0)
    return catalog_rates.amount_of_period(renewal.rate_version, renewal.retail, units)


def view_next_renewal(service: Configuration) -> RenewalView | None:
    """This will describe the further period that is planned or under way for a service; None when there is none."""
    renewal = find_open_renewal(service.instance_id)
    if renewal is None or service.rate_version is None or service.product is None:
        return None
    version = catalog_rates.find_renewal_version(service.rate_version, renewal.starts_at)
    unit = renewal_retail(service, renewal, version)
    if renewal.state in RUNNING_RENEWAL_STATES and renewal.retail is not None:
        unit = renewal.retail
    currency = get_owner(service).currency
    retail = round_money(Money(catalog_rates.amount_of_period(version, unit, service.quantity), currency)).amount
    return RenewalView(
        renewal=renewal,
        retail=retail,
        currency=currency,
        paid_by=service.product.renewal_payment,
        can_be_switched=service.product.allow_auto_renew,
    )


def describe_for_addons(service: Configuration) -> AddedTo:
    """This will collect what eligibility reads of a service to which something may be added."""
    names = {service.name, service.product.name if service.product else service.name}
    is_active = service.service_state is not None and service.service_state.base_status == BaseStatus.ACTIVE
    return AddedTo(frozenset(names), service.instance.service_type, is_active and service.instance.retired_at is None)


def ask_offers(
    account: Account,
    terms: AccountTerms,
    *,
    by_customer: bool,
    at: datetime,
    service: Configuration | None = None,
    subscriber: Subscriber | None = None,
) -> OfferQuestion:
    """This will put the question what an account may order on its terms, or what may be added to one of its services.

    It is put for a subscriber, or that of the service, or nobody in particular.
    """
    asking = service.subscriber if subscriber is None and service is not None else subscriber
    return OfferQuestion(
        brand_id=account.brand_id,
        currency=account.currency,
        account_class_id=terms.account_class_id,
        technology=asking.technology if asking else "",
        is_business=terms.kind == AccountKind.BUSINESS,
        by_customer=by_customer,
        at=at,
        adds_to=None if service is None else describe_for_addons(service),
    )


def list_offers(
    account: Account,
    search: OfferSearch = EVERYTHING,
    *,
    by_customer: bool,
    at: datetime,
    service: Configuration | None = None,
    subscriber: Subscriber | None = None,
) -> OfferPage:
    """This will list products with their prices for an account, and the reasons why one cannot be ordered.

    With a service, what may be added to it is listed; with a subscriber, what is for its technology. The number of
    queries does not depend on how many products there are. Raises InvalidInputError for a bad cursor.
    """
    terms = get_terms(account.pk, at)
    question = ask_offers(account, terms, by_customer=by_customer, at=at, service=service, subscriber=subscriber)
    found = find_offers(question, search)
    ids = [offer.product_id for offer in found.offers]
    products = catalog_products.list_products(None).in_bulk(ids)
    versions = map_versions(offer.version_id for offer in found.offers if offer.version_id is not None)
    texts = catalog_products.find_terms_of(ids)
    today = local_date(at, parse_time_zone(terms.time_zone))
    offers = []
    for offer in found.offers:
        version = None if offer.version_id is None else versions[offer.version_id]
        period = None if version is None else catalog_rates.period_of(version)
        renewal_on = None if period is None else period.boundary(today, 1)
        shown = products[offer.product_id]
        offers.append(OfferView(shown, version, texts.get(shown.pk), offer.reasons, renewal_on))
    return OfferPage(offers, found.next)
