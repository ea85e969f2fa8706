"""One step of an item's state table."""

from datetime import datetime

from trunkline.stock.models import StockItem
from trunkline.stock.states import CONDITION_AFTER, ITEM_STATES, ItemState


def act_on_item(
    item: StockItem, action: str, *, condition: str | None = None, held_until: datetime | None = None
) -> None:
    """This will bring a locked item into the state that an action leads to; raises InvalidTransitionError.

    `condition` is how it is from then on (None: as the action leaves it); `held_until` counts only when it is Held.
    """
    item.state = ITEM_STATES.next(item.state, action)
    item.condition = condition or CONDITION_AFTER.get(action) or item.condition
    item.held_until = held_until if item.state == ItemState.HELD else None
    item.save(update_fields=["state", "condition", "held_until"])
