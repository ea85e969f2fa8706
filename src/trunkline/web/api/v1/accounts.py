"""Accounts: who buys, what they have and owe."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.billing.models import Charge, Transaction
from trunkline.billing.selectors import list_charges, list_transactions
from trunkline.instances.models import Configuration
from trunkline.instances.selectors.services import list_current_services
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties import use_cases as parties
from trunkline.parties.models import Account
from trunkline.parties.operations import AccountDraft
from trunkline.parties.selectors import get_account, get_account_by_public_id, get_terms, list_accounts, list_brands
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.platform.limits import NAME_MAX, require_text
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import amount, page

router = Router(tags=["accounts"])
ACCOUNT_CLASS_MAX = 40


class AccountIn(Schema):
    """An account to be opened; `brand` is a brand's slug and may be left out where there is only one."""

    model_config = ConfigDict(extra="forbid")

    name: str
    email: str = ""
    phone: str = ""
    kind: str = "residential"
    account_class: str | None = None
    brand: str | None = None
    currency: str | None = None
    time_zone: str | None = None
    locale: str = "en_GB"
    billing_day: int = 1
    tax_country: str | None = None
    tax_region: str = ""


@router.post("/accounts", auth=Requires(Permission.MANAGE_ACCOUNTS), response={201: dict[str, Any]})
def create_account(request: HttpRequest, body: AccountIn) -> Any:
    """Open an account; what is left out comes from its brand's seller."""
    brands = list(list_brands(caller_of(request).brand_ids))
    wanted = [brand for brand in brands if body.brand in {None, brand.slug}]
    if len(wanted) != 1:
        slugs = ", ".join(brand.slug for brand in brands) or "none"
        raise InvalidInputError.for_field("brand", f"must name one of: {slugs}.")
    seller = wanted[0].seller
    draft = AccountDraft(
        brand_id=wanted[0].pk,
        name=require_text(body.name, "name", NAME_MAX),
        email=require_text(body.email, "email", 254, optional=True),
        phone=require_text(body.phone, "phone", 30, optional=True),
        kind=body.kind,
        account_class=None
        if body.account_class is None
        else require_text(body.account_class, "account_class", ACCOUNT_CLASS_MAX),
        currency=body.currency or seller.currency,
        time_zone=body.time_zone or seller.time_zone,
        locale=require_text(body.locale, "locale", 20),
        billing_day=body.billing_day,
        tax_country=require_text(body.tax_country or seller.country, "tax_country", 2),
        tax_region=require_text(body.tax_region, "tax_region", 40, optional=True),
    )
    account_id = parties.create_account(command_of(request), draft)
    return Status(201, _document(get_account(account_id)))


@router.get("/accounts", auth=Requires(Permission.READ_ACCOUNTS))
def read_accounts(request: HttpRequest, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List accounts."""
    return page(list_accounts(caller_of(request).brand_ids), _document, after=after, limit=limit)


@router.get("/accounts/{uuid:account_id}", auth=Requires(Permission.READ_ACCOUNTS))
def read_account(request: HttpRequest, account_id: UUID) -> dict[str, Any]:
    """Read an account."""
    return _document(_account(request, account_id))


@router.get("/accounts/{uuid:account_id}/services", auth=Requires(Permission.READ_SERVICES))
def read_services(request: HttpRequest, account_id: UUID) -> dict[str, Any]:
    """List the services that an account has or has had."""
    account = _account(request, account_id)
    rows = list_current_services(None).filter(account_id=account.pk)
    return {"data": [service_document(row) for row in rows]}


@router.get("/accounts/{uuid:account_id}/transactions", auth=Requires(Permission.READ_BILLING))
def read_transactions(request: HttpRequest, account_id: UUID, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List an account's history of transactions."""
    return page(list_transactions(_account(request, account_id).pk), _transaction, after=after, limit=limit)


@router.get("/accounts/{uuid:account_id}/charges", auth=Requires(Permission.READ_BILLING))
def read_charges(request: HttpRequest, account_id: UUID, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List an account's charges, each with what it leads back to: service, rate, period and rule."""
    return page(list_charges(_account(request, account_id).pk), _charge, after=after, limit=limit)


def _account(request: HttpRequest, account_id: UUID) -> Account:
    return get_account_by_public_id(str(account_id), caller_of(request).brand_ids)


def _document(account: Account) -> dict[str, Any]:
    terms = get_terms(account.pk, business_now())
    return {
        "id": account.public_id,
        "customer_id": account.pk,
        "number": account.number,
        "brand": account.brand.slug,
        "name": account.person.name,
        "email": account.person.email,
        "phone": account.person.phone,
        "kind": terms.kind,
        "currency": account.currency,
        "time_zone": terms.time_zone,
        "locale": terms.locale,
        "billing_day": terms.billing_day,
        "tax_country": terms.tax_country,
        "tax_region": terms.tax_region,
        "created_at": account.created_at,
    }


def service_document(service: Configuration) -> dict[str, Any]:
    """This will write a service as it is now."""
    return {
        "id": service.instance.public_id,
        "service_id": service.instance.pk,
        "key": service.instance.key,
        "name": service.name,
        "product": service.product.slug if service.product else None,
        "service_type": service.instance.service_type,
        "service_uuid": service.instance.service_uuid,
        "state": service.service_state.code if service.service_state else None,
        "base_status": service.service_state.base_status if service.service_state else None,
        "since": service.valid_from,
        "auto_renew": service.instance.auto_renew,
        "ended_at": service.instance.retired_at,
    }


def _transaction(row: Transaction) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "transaction_id": row.pk,
        "service": row.instance.key if row.instance else None,
        "title": row.title,
        "description": row.description,
        "retail_cost": amount(row.retail, row.currency),
        "wholesale_cost": amount(row.wholesale, row.currency),
        "currency": row.currency,
        "happened_at": row.happened_at,
        "charge": row.charge.public_id,
        "claimed_retail_cost": amount(row.claimed_retail, row.currency),
        "claimed_wholesale_cost": amount(row.claimed_wholesale, row.currency),
    }


def _charge(row: Charge) -> dict[str, Any]:
    version = row.rate_version
    return {
        "id": row.public_id,
        "key": row.key,
        "sequence": row.sequence,
        "component": row.component,
        "amount": amount(row.amount, row.currency),
        "wholesale": amount(row.wholesale, row.currency),
        "currency": row.currency,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "why": {
            "rule": row.rule,
            "service": row.instance.key if row.instance else None,
            "configuration": row.configuration.public_id if row.configuration else None,
            "rate_version": version.pk if version else None,
            "unit_price": amount(version.retail, row.currency) if version else None,
            "quantity": row.quantity,
            "fact": row.fact.public_id if row.fact else None,
            "engine_version": row.engine_version,
            "inputs_hash": row.inputs_hash,
        },
    }
