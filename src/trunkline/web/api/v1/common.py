"""What the routes of version 1 share: amounts as text, pages of lists."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from trunkline.catalog.models import ResourceSpecification
from trunkline.catalog.selectors.resources import list_resource_specifications
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import format_amount, parse_rate
from trunkline.kernel.periods import Period, PeriodUnit
from trunkline.platform.limits import SPECIFICATION_NAME_MAX, require_choice, require_text
from trunkline.stock.errors import ItemNotFoundError
from trunkline.stock.models import Warehouse
from trunkline.stock.selectors.items import get_warehouse

PAGE_MAX = 200
PERIOD_COUNT_MAX = 3650
_WAREHOUSE_CODE_MAX = 40

Row = TypeVar("Row", bound=Model)


def amount(value: Decimal | None, currency: str) -> str | None:
    """This will write an amount as text, exact and with at least the currency's decimals."""
    return None if value is None else format_amount(value, currency)


def read_price(value: Decimal | str, field: str) -> Decimal:
    """This will read a price, or raise InvalidInputError that names the field."""
    price = parse_rate(value, field)
    if price < 0:
        raise InvalidInputError.for_field(field, "must not be below zero.")
    return price


def read_period(count: int | None, unit: str | None, prefix: str = "") -> tuple[Period | None, bool]:
    """This will read a billing period, and whether it is none, for what costs once (a count of 0).

    Neither given is no period either, but the product's own is meant then. `prefix` is how the fields' names begin.
    Raises InvalidInputError.
    """
    if count == 0 and unit is None:
        return None, True
    if (count is None) != (unit is None):
        raise InvalidInputError.for_field(
            f"{prefix}period_count", "and period_unit belong together; a count of 0 has no unit."
        )
    if count is None or unit is None:
        return None, False
    if not 1 <= count <= PERIOD_COUNT_MAX:
        raise InvalidInputError.for_field(f"{prefix}period_count", f"must be from 1 to {PERIOD_COUNT_MAX:,}.")
    return Period(count, PeriodUnit(require_choice(unit, f"{prefix}period_unit", PeriodUnit))), False


def page(rows: QuerySet[Row], write: Callable[[Row], Any], *, after: int, limit: int) -> dict[str, Any]:
    """This will write one page of a list that is ordered by its numbers; `next` is the `after` of the next page."""
    if not 1 <= limit <= PAGE_MAX:
        raise InvalidInputError.for_field("limit", f"must be from 1 to {PAGE_MAX}.")
    wanted = list(rows.filter(pk__gt=after).order_by("pk")[: limit + 1])
    shown = wanted[:limit]
    return {"data": [write(row) for row in shown], "next": shown[-1].pk if len(wanted) > limit else None}


def find_specification(name: str, field: str) -> ResourceSpecification:
    """This will find the resource specification that a body names; raises InvalidInputError that names the field."""
    require_text(name, field, SPECIFICATION_NAME_MAX)
    specification = list_resource_specifications().filter(name=name).first()
    if specification is None:
        raise InvalidInputError.for_field(field, "no resource specification has exactly this name.")
    return specification


def find_warehouse(code: str, field: str) -> Warehouse:
    """This will find the warehouse that a body names; raises InvalidInputError that names the field."""
    try:
        return get_warehouse(require_text(code, field, _WAREHOUSE_CODE_MAX))
    except ItemNotFoundError as error:
        raise InvalidInputError.for_field(field, error.detail) from None


def parse_day(text: str, field: str) -> date:
    """This will read a calendar day, or raise InvalidInputError that names the field."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInputError.for_field(field, "must be a day, such as 2027-01-31.") from None
