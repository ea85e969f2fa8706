"""What the routes of version 1 share: amounts as text, pages of lists."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import format_amount

PAGE_MAX = 200

Row = TypeVar("Row", bound=Model)


def amount(value: Decimal | None, currency: str) -> str | None:
    """This will write an amount as text, exact and with at least the currency's decimals."""
    return None if value is None else format_amount(value, currency)


def page(rows: QuerySet[Row], write: Callable[[Row], Any], *, after: int, limit: int) -> dict[str, Any]:
    """This will write one page of a list that is ordered by its numbers; `next` is the `after` of the next page."""
    if not 1 <= limit <= PAGE_MAX:
        raise InvalidInputError.for_field("limit", f"must be from 1 to {PAGE_MAX}.")
    wanted = list(rows.filter(pk__gt=after).order_by("pk")[: limit + 1])
    shown = wanted[:limit]
    return {"data": [write(row) for row in shown], "next": shown[-1].pk if len(wanted) > limit else None}
