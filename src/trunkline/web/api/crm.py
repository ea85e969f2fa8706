"""The paths that playbooks use, with the field names of their world; 200 on success, never on a refusal."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict

from trunkline.catalog.models import Product
from trunkline.catalog.selectors.products import find_terms, get_product, required_specifications
from trunkline.catalog.selectors.rates import find_any_rate
from trunkline.flows import selectors
from trunkline.flows.processes.cards import charge_card_for_job
from trunkline.flows.selectors import ItemView, ServiceView
from trunkline.flows.use_cases import plays
from trunkline.kernel.money import format_amount
from trunkline.parties.selectors import get_account, get_terms
from trunkline.parties.states import Permission
from trunkline.payments.models import StoredCard
from trunkline.payments.selectors import list_cards
from trunkline.platform.clocks import business_now
from trunkline.provisioning.errors import OutsideJobError
from trunkline.stock.selectors.items import get_item
from trunkline.stock.selectors.kits import list_parts
from trunkline.stock.states import state_at_end
from trunkline.web.api.access import Requires, caller_of, command_of, job_of

router = Router(tags=["crm"])
JOBS_ONLY = Requires(None, jobs=True)
_TEXTS = 10


class _Body(Schema):
    # Which fields are known, and what is wrong with one, is said by the use case: one place, one wording.
    model_config = ConfigDict(extra="allow")


class ServiceBody(_Body):
    """A service that a play makes."""

    customer_id: int | str
    product_id: int | str
    service_name: str
    service_uuid: str
    service_type: str = ""
    service_status: str = "Active"
    service_provisioned_date: str | None = None
    retail_cost: Decimal | str | None = None
    wholesale_cost: Decimal | str | None = None
    icon: str = ""


class ServiceChangeBody(_Body):
    """What a play changes of its service."""

    service_status: str | None = None
    service_name: str | None = None
    service_deactivate_date: str | None = None


class ItemChangeBody(_Body):
    """What a play does with an item."""

    service_id: int | str | None = None
    customer_id: int | str | None = None
    item_state: str


class TransactionBody(_Body):
    """What a play says about money; `charge` may name the set_up or first_period that it means."""

    customer_id: int | str
    service_id: int | str | None = None
    title: str
    description: str = ""
    retail_cost: Decimal | str
    wholesale_cost: Decimal | str = Decimal(0)
    charge: str | None = None


class CardChargeBody(_Body):
    """What a play charges to a card: the price that its order was shown, the set-up, or both."""

    retail_cost: Decimal | str
    description: str = ""
    customer_id: int | str
    service_id: int | str | None = None
    product_id: int | str | None = None
    wholesale_cost: Decimal | str | None = None
    invoice: bool | str = False


@router.get("/product/product_id/{int:product_id}", auth=Requires(Permission.READ_CATALOG_INTERNALS, jobs=True))
def read_product(request: HttpRequest, product_id: int) -> Any:
    """Read a product; a job reads its order's only, at the price that the order was shown."""
    caller = caller_of(request)
    if caller.job is not None:
        line = caller.job.order_line
        if product_id != line.product_id:
            raise OutsideJobError(f"The job is for product {line.product_id}, not for {product_id}.")
        return _product_document(get_product(product_id), line, line.currency)
    product = get_product(product_id, caller.brand_ids)
    version = find_any_rate(product.pk, business_now())
    return _product_document(product, version, version.rate.price_plan.currency if version else "")


def _product_document(product: Product, prices: Any, currency: str) -> dict[str, Any]:
    terms = find_terms(product.pk)
    return {
        "product_id": product.pk,
        "product_name": product.name,
        "product_slug": product.slug,
        "category": product.category,
        "service_type": product.service_type,
        "enabled": product.is_enabled,
        "icon": product.icon,
        "comment": product.comment,
        "currency": currency,
        "retail_cost": _amount(prices and prices.retail, currency),
        "wholesale_cost": _amount(prices and prices.wholesale, currency),
        "retail_setup_cost": _amount(prices and prices.retail_set_up, currency),
        "wholesale_setup_cost": _amount(prices and prices.wholesale_set_up, currency),
        "contract_days": product.contract_days,
        "residential": product.is_for_residential,
        "business": product.is_for_business,
        "customer_can_purchase": product.customer_can_purchase,
        "available_from": product.available_from,
        "available_until": product.available_until,
        "auto_renew": product.auto_renew,
        "allow_auto_renew": product.allow_auto_renew,
        "inventory_items_list": [specification.name for specification in required_specifications(product)],
        "relies_on_list": [row.service_name for row in product.service_reliances.all()],
        "features_list": [feature.text for feature in product.features.all()],
        "terms": terms.text if terms else "",
        "provisioning_play": product.provisioning_play,
        "provisioning_json_vars": product.provisioning_variables,
    }


def _amount(value: Decimal | None, currency: str) -> Decimal | None:
    """A price with the currency's decimals, as people and plays expect to read it: 15.00, not 15.000000000."""
    return None if value is None else Decimal(format_amount(value, currency))


@router.get("/customer/customer_id/{int:customer_id}", auth=Requires(Permission.READ_ACCOUNTS, jobs=True))
def read_customer(request: HttpRequest, customer_id: int) -> Any:
    """Read a customer; a job reads its order's only."""
    caller = caller_of(request)
    if caller.job is not None and customer_id != caller.job.account_id:
        raise OutsideJobError(f"The job is for customer {caller.job.account_id}, not for {customer_id}.")
    account = get_account(customer_id, None if caller.job else caller.brand_ids)
    terms = get_terms(account.pk, business_now())
    return {
        "customer_id": account.pk,
        "account_number": account.number,
        "customer_name": account.person.name,
        "email": account.person.email,
        "phone": account.person.phone,
        "kind": terms.kind,
        "currency": account.currency,
        "locale": terms.locale,
    }


@router.get("/inventory/inventory_id/{int:item_id}", auth=Requires(Permission.READ_STOCK, jobs=True))
def read_item(request: HttpRequest, item_id: int) -> Any:
    """Read a stock item; a job reads those picked for it or held by its service only.

    Staff limited to brands are not told which customer of another brand has it.
    """
    caller = caller_of(request)
    job = caller.job
    if job is None:
        return _item_document(selectors.view_item(get_item(item_id), caller.brand_ids))
    if item_id not in selectors.list_item_ids_of_job(job):
        raise OutsideJobError(f"Item {item_id} was not picked for this job.")
    return _item_document(selectors.view_item_of_job(job, item_id))


@router.get("/inventory/service_id/{int:service_id}", auth=JOBS_ONLY)
def list_items(request: HttpRequest, service_id: int) -> Any:
    """List the stock items that the job's service has."""
    views = selectors.list_items_of_service_for_job(job_of(request), service_id)
    return {"data": [_item_document(view) for view in views]}


@router.patch("/inventory/inventory_id/{int:item_id}", auth=JOBS_ONLY)
def change_item(request: HttpRequest, item_id: int, body: ItemChangeBody) -> Any:
    """Say what becomes of an item of the job; it takes effect when the job succeeds."""
    job = job_of(request)
    plays.change_item(command_of(request), job.pk, job.attempt, item_id, body.model_dump(exclude_unset=True))
    return _item_document(selectors.view_item_of_job(job, item_id))


def _item_document(view: ItemView) -> dict[str, Any]:
    item = view.item
    texts = [*item.texts, *[""] * _TEXTS][:_TEXTS]
    return {
        "inventory_id": item.pk,
        "reference_number": item.reference_number,
        "item_template": item.specification.name,
        "serial": item.serial,
        "item_state": view.item_state,
        "item_location": item.place or item.warehouse.name,
        "end_state": state_at_end(item.specification.end_fate),
        "service_id": view.service_id,
        "customer_id": view.customer_id,
        **{f"itemtext{position}": text for position, text in enumerate(texts, start=1)},
        "parts": [
            {
                "inventory_id": part.pk,
                "reference_number": part.reference_number,
                "item_template": part.specification.name,
                "serial": part.serial,
                "itemtext1": part.texts[0] if part.texts else "",
            }
            for part in list_parts(item.pk)
        ],
    }


@router.put("/service/", auth=JOBS_ONLY)
def create_service(request: HttpRequest, body: ServiceBody) -> Any:
    """Make the service of the job's order; it is there for others when the job succeeds."""
    job = job_of(request)
    service_id = plays.create_service(command_of(request), job.pk, job.attempt, body.model_dump(exclude_unset=True))
    return _service_document(selectors.view_service_of_job(job, service_id))


@router.get("/service/service_id/{int:service_id}", auth=Requires(Permission.READ_SERVICES, jobs=True))
def read_service(request: HttpRequest, service_id: int) -> Any:
    """Read a service; a job reads its own only, with what it has changed so far."""
    caller = caller_of(request)
    if caller.job is not None:
        return _service_document(selectors.view_service_of_job(caller.job, service_id))
    return _service_document(selectors.view_service(service_id, caller.brand_ids))


@router.patch("/service/{int:service_id}", auth=JOBS_ONLY)
def change_service(request: HttpRequest, service_id: int, body: ServiceChangeBody) -> Any:
    """Change the status or name of the job's service; it takes effect when the job succeeds."""
    job = job_of(request)
    document = body.model_dump(exclude_unset=True)
    plays.change_service(command_of(request), job.pk, job.attempt, service_id, document)
    return _service_document(selectors.view_service_of_job(job, service_id))


def _service_document(view: ServiceView) -> dict[str, Any]:
    document = dict(vars(view))
    for field in ("retail_cost", "wholesale_cost"):
        document[field] = _amount(document[field], view.currency)
    return document


@router.put("/transaction/", auth=JOBS_ONLY)
def create_transaction(request: HttpRequest, body: TransactionBody) -> Any:
    """Record money in the words of the play: it claims the charge that its service owes, and is never added to it."""
    job = job_of(request)
    transaction_id = plays.claim_transaction(
        command_of(request), job.pk, job.attempt, body.model_dump(exclude_unset=True)
    )
    return {"transaction_id": transaction_id}


@router.get("/stripe/customer_id/{int:customer_id}", auth=Requires(Permission.READ_BILLING, jobs=True))
def list_cards_of_customer(request: HttpRequest, customer_id: int) -> Any:
    """List a customer's cards, the default first; a job reads its order's customer only."""
    caller = caller_of(request)
    if caller.job is not None and customer_id != caller.job.account_id:
        raise OutsideJobError(f"The job is for customer {caller.job.account_id}, not for {customer_id}.")
    account = get_account(customer_id, None if caller.job else caller.brand_ids)
    return {"data": [_card_document(card) for card in list_cards(account.pk)]}


def _card_document(card: StoredCard) -> dict[str, Any]:
    return {
        "customer_stripe_id": card.pk,
        "customer_id": card.account_id,
        "default_payment_method": card.is_default,
        "gateway": card.gateway,
        "brand": card.brand,
        "last4": card.last_four,
        "exp_month": card.expiry_month,
        "exp_year": card.expiry_year,
    }


@router.post("/stripe/charge_card/{int:card_id}", auth=JOBS_ONLY)
def charge_card(request: HttpRequest, card_id: int, body: CardChargeBody) -> Any:
    """Charge a card of the job's customer; what the job has charged already is answered again, never charged twice."""
    job = job_of(request)
    charge = charge_card_for_job(command_of(request), job.pk, job.attempt, card_id, body.model_dump(exclude_unset=True))
    payment = charge.payment
    return {
        "payment_id": payment.public_id if payment else None,
        "status": payment.state if payment else "nothing_to_pay",
        "amount": _amount(payment.amount, payment.currency) if payment else Decimal(0),
        "currency": job.order_line.currency,
        "customer_stripe_id": payment.card_id if payment else card_id,
        "transaction_id": charge.transaction_id,
    }
