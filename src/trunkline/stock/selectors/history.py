"""Who had an item, when and for what, and what else happened to it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from trunkline.stock.models import Allocation, ItemMove

_STATE_CHANGES = """
    SELECT v.pgh_created_at, v.state, v.condition, v.discarded_at IS NOT NULL, context.metadata::text
    FROM (
        SELECT *,
            lag(state) OVER w AS state_before,
            lag(condition) OVER w AS condition_before,
            lag(discarded_at) OVER w AS discarded_before
        FROM stock_stockitemversion
        WHERE pgh_obj_id = %s
        WINDOW w AS (ORDER BY pgh_id)
    ) AS v
    LEFT JOIN LATERAL (
        SELECT metadata FROM pghistory_context WHERE id = v.pgh_context_id LIMIT 1
    ) AS context ON true
    WHERE v.state IS DISTINCT FROM v.state_before
        OR v.condition IS DISTINCT FROM v.condition_before
        OR v.discarded_at IS DISTINCT FROM v.discarded_before
    ORDER BY v.pgh_id
"""


@dataclass(frozen=True)
class StateChange:
    """A state that an item came into: when by the system clock, who did it, why, and by which use case."""

    at: datetime
    state: str
    condition: str
    is_discarded: bool
    actor: str
    reason: str
    use_case: str


def list_holders(item_id: int) -> QuerySet[Allocation]:
    """This will list who had an item, when and for what, the first one first, in one query.

    Each row has its account, the key of its service, the order line (`holder`), and the instants at which the item was
    reserved (`created_at`), assigned and released.
    """
    rows = Allocation.objects.select_related("account", "service")
    return rows.filter(item_id=item_id).order_by("pk")


def list_state_changes(item_id: int) -> list[StateChange]:
    """This will list what states an item came into, from the audit history, the first one first."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE_CHANGES, [item_id])
        rows = cursor.fetchall()
    return [_state_change(*row) for row in rows]


def _state_change(at: datetime, state: str, condition: str, is_discarded: bool, metadata: str | None) -> StateChange:  # noqa: FBT001  # a row
    said: dict[str, Any] = json.loads(metadata) if metadata else {}
    return StateChange(
        at=at,
        state=state,
        condition=condition,
        is_discarded=is_discarded,
        actor=said.get("actor", ""),
        reason=said.get("reason", ""),
        use_case=said.get("use_case", ""),
    )


def list_moves(item_id: int) -> QuerySet[ItemMove]:
    """This will list the moves of an item from place to place, the first one first."""
    rows = ItemMove.objects.select_related("from_warehouse", "to_warehouse")
    return rows.filter(item_id=item_id).order_by("pk")
