"""Pure rules of what plays may write."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from moneyed import Money

from trunkline.billing.states import ChargeComponent
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import parse_rate, round_money
from trunkline.kernel.time import parse_instant
from trunkline.platform.limits import SERVICE_NAME_MAX, require_text

SERVICE_UUID_MAX = 100
# Plans are bound to their service by an id such as ServiceID_<service_uuid>__Monthly, accounts as tenant:account.
PLAN_ID_MARKS = ("__", "*", ":")
TITLE_MAX = 200
DESCRIPTION_MAX = 500
SERVICE_TYPE_MAX = 40
ICON_MAX = 60
ITEM_STATE_MAX = 20

CLAIM_WORDS = {"set_up": ChargeComponent.SET_UP, "first_period": ChargeComponent.RECURRING}


def read_number(document: Mapping[str, Any], field: str) -> int | None:
    """This will read a number inside, which plays often send as text; None or "" is none. Raises InvalidInputError."""
    value = document.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isascii() and value.strip().isdecimal() and len(value) < 20:  # noqa: PLR2004
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63:
        return value
    raise InvalidInputError.for_field(field, "must be a whole number.")


def refuse_unknown(document: Mapping[str, Any], known: frozenset[str]) -> None:
    """This will refuse fields that nothing reads, as a misspelt one would be lost in silence."""
    unknown = sorted(set(document) - known)
    if unknown:
        raise InvalidInputError.for_field(unknown[0][:80], f"is not known; known are: {', '.join(sorted(known))}.")


@dataclass(frozen=True)
class ServiceWrite:
    """A service as a play describes it when it makes one."""

    customer_id: int | None
    product_id: int | None
    name: str
    service_type: str
    service_uuid: str
    status: str
    icon: str
    retail: Decimal | None
    wholesale: Decimal | None


_SERVICE_FIELDS = frozenset(
    {
        "customer_id",
        "product_id",
        "service_name",
        "service_type",
        "service_uuid",
        "service_status",
        "service_provisioned_date",
        "retail_cost",
        "wholesale_cost",
        "icon",
    }
)


def read_service(document: Mapping[str, Any]) -> ServiceWrite:
    """This will read the body of `PUT /crm/service/`; raises InvalidInputError that names the field."""
    refuse_unknown(document, _SERVICE_FIELDS)
    _read_date(document, "service_provisioned_date")
    service_uuid = require_text(document.get("service_uuid"), "service_uuid", SERVICE_UUID_MAX)
    if any(mark in service_uuid for mark in PLAN_ID_MARKS):
        raise InvalidInputError.for_field("service_uuid", "must not contain two underscores in a row, * or :.")
    return ServiceWrite(
        customer_id=read_number(document, "customer_id"),
        product_id=read_number(document, "product_id"),
        name=require_text(document.get("service_name"), "service_name", SERVICE_NAME_MAX),
        service_type=require_text(document.get("service_type", ""), "service_type", SERVICE_TYPE_MAX, optional=True),
        service_uuid=service_uuid,
        status=(
            require_text(document["service_status"], "service_status", ITEM_STATE_MAX * 2)
            if "service_status" in document
            else ""
        ),
        icon=require_text(document.get("icon", ""), "icon", ICON_MAX, optional=True),
        retail=_read_amount(document, "retail_cost"),
        wholesale=_read_amount(document, "wholesale_cost"),
    )


def read_service_change(document: Mapping[str, Any]) -> dict[str, str]:
    """This will read the body of `PATCH /crm/service/{id}`: status, name and dates. Raises InvalidInputError."""
    refuse_unknown(document, frozenset({"service_status", "service_deactivate_date", "service_name"}))
    _read_date(document, "service_deactivate_date")
    change = {}
    if "service_status" in document:
        change["status"] = require_text(document["service_status"], "service_status", ITEM_STATE_MAX * 2)
    if "service_name" in document:
        change["name"] = require_text(document["service_name"], "service_name", SERVICE_NAME_MAX)
    if not change:
        raise InvalidInputError("Nothing to change: give service_status or service_name.")
    return change


@dataclass(frozen=True)
class ItemWrite:
    """What a play says of a stock item."""

    service_id: int | None
    customer_id: int | None
    state: str


def read_item_change(document: Mapping[str, Any]) -> ItemWrite:
    """This will read the body of `PATCH /crm/inventory/inventory_id/{id}`; raises InvalidInputError."""
    refuse_unknown(document, frozenset({"service_id", "customer_id", "item_state"}))
    return ItemWrite(
        service_id=read_number(document, "service_id"),
        customer_id=read_number(document, "customer_id"),
        state=require_text(document.get("item_state"), "item_state", ITEM_STATE_MAX),
    )


@dataclass(frozen=True)
class TransactionWrite:
    """What a play says about money."""

    customer_id: int | None
    service_id: int | None
    title: str
    description: str
    retail: Decimal
    wholesale: Decimal
    charge: str | None


def read_transaction(document: Mapping[str, Any]) -> TransactionWrite:
    """This will read the body of `PUT /crm/transaction/`; raises InvalidInputError."""
    known = {"customer_id", "service_id", "title", "description", "retail_cost", "wholesale_cost", "charge"}
    refuse_unknown(document, frozenset(known))
    charge = document.get("charge")
    if charge is not None and charge not in CLAIM_WORDS:
        raise InvalidInputError.for_field("charge", f"must be one of {', '.join(CLAIM_WORDS)}, or left out.")
    retail = _read_amount(document, "retail_cost")
    wholesale = _read_amount(document, "wholesale_cost") or Decimal(0)
    if min(retail or 0, wholesale) < 0:
        raise InvalidInputError.for_field("retail_cost", "and wholesale_cost must not be below zero.")
    if retail is None:
        raise InvalidInputError.for_field("retail_cost", "is missing; 0.00 still is a transaction.")
    return TransactionWrite(
        customer_id=read_number(document, "customer_id"),
        service_id=read_number(document, "service_id"),
        title=require_text(document.get("title"), "title", TITLE_MAX),
        description=require_text(document.get("description", ""), "description", DESCRIPTION_MAX, optional=True),
        retail=retail,
        wholesale=wholesale,
        charge=charge,
    )


class PaidPart(StrEnum):
    """Which part of an order line's price a play charges to a card."""

    PRICE = "price"
    SET_UP = "set_up"
    BOTH = "both"

    @property
    def charges(self) -> frozenset[str]:
        """What the part is made of."""
        return frozenset({PaidPart.PRICE, PaidPart.SET_UP} if self is PaidPart.BOTH else {self})


@dataclass(frozen=True)
class CardChargeWrite:
    """What a play charges to a customer's card; `is_on_invoice`: it claims the charge that it pays as well."""

    customer_id: int | None
    service_id: int | None
    product_id: int | None
    description: str
    retail: Decimal
    wholesale: Decimal | None
    is_on_invoice: bool


_CARD_CHARGE_FIELDS = frozenset(
    {"retail_cost", "description", "customer_id", "service_id", "product_id", "wholesale_cost", "invoice"}
)


def read_card_charge(document: Mapping[str, Any]) -> CardChargeWrite:
    """This will read the body of `POST /crm/stripe/charge_card/{id}`; raises InvalidInputError."""
    refuse_unknown(document, _CARD_CHARGE_FIELDS)
    retail = _read_amount(document, "retail_cost")
    if retail is None:
        raise InvalidInputError.for_field("retail_cost", "is missing.")
    return CardChargeWrite(
        customer_id=read_number(document, "customer_id"),
        service_id=read_number(document, "service_id"),
        product_id=read_number(document, "product_id"),
        description=require_text(document.get("description", ""), "description", TITLE_MAX, optional=True),
        retail=retail,
        wholesale=_read_amount(document, "wholesale_cost"),
        is_on_invoice=_read_flag(document, "invoice"),
    )


def _read_flag(document: Mapping[str, Any], field: str) -> bool:
    value = document.get(field)
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        return value
    # What stands in a template is text when it arrives.
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    raise InvalidInputError.for_field(field, "must be true or false.")


@dataclass(frozen=True)
class PartPrice:
    """What a part of an order line costs, in the currency's minor units."""

    part: PaidPart
    retail: Decimal
    wholesale: Decimal


def part_prices(
    currency: str, *, retail: Decimal, wholesale: Decimal, retail_set_up: Decimal, wholesale_set_up: Decimal
) -> list[PartPrice]:
    """This will tell what a play may charge to a card for a line: its price, its set-up, or both together."""

    def rounded(amount: Decimal) -> Decimal:
        return round_money(Money(amount, currency)).amount

    price = PartPrice(PaidPart.PRICE, rounded(retail), rounded(wholesale))
    set_up = PartPrice(PaidPart.SET_UP, rounded(retail_set_up), rounded(wholesale_set_up))
    both = PartPrice(PaidPart.BOTH, price.retail + set_up.retail, price.wholesale + set_up.wholesale)
    return [price, set_up, both]


def read_paid(request: Mapping[str, Any]) -> tuple[Decimal, Decimal] | None:
    """This will read from a staged claim what was paid by card, as retail and wholesale; None when nothing was."""
    paid = request.get("paid")
    return None if paid is None else (parse_rate(paid["retail"], "retail"), parse_rate(paid["wholesale"], "wholesale"))


def find_part(prices: Iterable[PartPrice], retail: Decimal, wholesale: Decimal | None) -> PartPrice | None:
    """This will find the part that costs what a play says, None when there is none; equal ones in their order."""
    fitting = (price for price in prices if price.retail == retail and wholesale in {None, price.wholesale})
    return next(fitting, None)


def _read_amount(document: Mapping[str, Any], field: str) -> Decimal | None:
    value = document.get(field)
    if value is None or value == "":
        return None
    return parse_rate(value, field)


def _read_date(document: Mapping[str, Any], field: str) -> None:
    value = document.get(field)
    if value not in {None, ""}:
        parse_instant(require_text(value, field, 40), field)
