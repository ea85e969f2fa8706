"""How fast stock turns over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection

from trunkline.kernel.errors import InvalidInputError
from trunkline.stock.states import STOCKED_STATES, QuantityReservationState

# How many items, or pieces, of each specification stood in stock, each as long as it did within the period; and how
# many were given to services in it. Instants are those of the system clock, as the audit history has no other.
_TURNOVERS = """
    WITH item_spans AS (
        SELECT specification_id, state, pgh_created_at AS start_at,
            lead(pgh_created_at, 1, 'infinity'::timestamptz) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS end_at
        FROM stock_stockitemversion
        WHERE pgh_created_at < %(until)s
    ), quantity_spans AS (
        SELECT specification_id, on_hand, pgh_created_at AS start_at,
            lead(pgh_created_at, 1, 'infinity'::timestamptz) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS end_at
        FROM stock_stockquantityversion
        WHERE pgh_created_at < %(until)s
    ), stocked AS (
        SELECT specification_id, 1 AS pieces, start_at, end_at FROM item_spans WHERE state = ANY(%(stocked)s)
        UNION ALL
        SELECT specification_id, on_hand, start_at, end_at FROM quantity_spans WHERE on_hand > 0
    ), stood AS (
        SELECT specification_id, sum(
            pieces * extract(epoch FROM least(end_at, %(until)s) - greatest(start_at, %(since)s))
        ) AS piece_seconds
        FROM stocked
        WHERE end_at > %(since)s
        GROUP BY specification_id
    ), given AS (
        SELECT specification_id, sum(pieces) AS given_out
        FROM (
            SELECT item.specification_id, 1 AS pieces
            FROM stock_allocation AS allocation JOIN stock_stockitem AS item ON item.id = allocation.item_id
            WHERE allocation.assigned_at >= %(since)s AND allocation.assigned_at < %(until)s
            UNION ALL
            SELECT kept.specification_id, reservation.quantity
            FROM stock_quantityreservation AS reservation
            JOIN stock_stockquantity AS kept ON kept.id = reservation.quantity_row_id
            WHERE reservation.state = %(consumed)s
                AND reservation.settled_at >= %(since)s AND reservation.settled_at < %(until)s
        ) AS gifts
        GROUP BY specification_id
    )
    SELECT specification.name, coalesce(given.given_out, 0), coalesce(stood.piece_seconds, 0)
    FROM catalog_resourcespecification AS specification
    LEFT JOIN stood ON stood.specification_id = specification.id
    LEFT JOIN given ON given.specification_id = specification.id
    WHERE stood.specification_id IS NOT NULL OR given.specification_id IS NOT NULL
    ORDER BY specification.name
"""
_FIGURE_UNIT = Decimal("0.0001")


@dataclass(frozen=True)
class Turnover:
    """How often the stock of a specification was given out in a period; None without any stock to divide by."""

    specification: str
    given_out: int
    average_stock: Decimal
    turnover: Decimal | None


def list_turnovers(since: datetime, until: datetime) -> list[Turnover]:
    """This will tell the stock turnover of each specification that had stock in a period, to four decimals.

    Turnover is what was given to services in the period, divided by the average stock: items that are New, In Stock or
    Reserved and pieces on hand, each weighed by the time for which it was so. Raises InvalidInputError.
    """
    if since >= until:
        raise InvalidInputError.for_field("until", "must be later than since.")
    seconds = Decimal((until - since) // timedelta(microseconds=1)) / 1_000_000
    parameters: dict[str, datetime | str | list[str]] = {
        "since": since,
        "until": until,
        "stocked": [*STOCKED_STATES],
        "consumed": QuantityReservationState.CONSUMED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TURNOVERS, parameters)
        rows = cursor.fetchall()
    return [_turnover(name, int(given_out), Decimal(stood) / seconds) for name, given_out, stood in rows]


def _turnover(specification: str, given_out: int, average: Decimal) -> Turnover:
    turnover = (given_out / average).quantize(_FIGURE_UNIT, ROUND_HALF_UP) if average else None
    return Turnover(specification, given_out, average.quantize(_FIGURE_UNIT, ROUND_HALF_UP), turnover)
