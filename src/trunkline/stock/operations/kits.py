"""Steps that put kits together and take them apart; reserved, given and taken back they are by their allocations."""

from collections import Counter
from collections.abc import Iterable, Sequence

from trunkline.catalog.models import ResourceSpecification
from trunkline.kernel.errors import InvalidInputError
from trunkline.stock.errors import ItemNotAvailableError
from trunkline.stock.models import StockItem
from trunkline.stock.selectors.kits import list_kit_content
from trunkline.stock.states import ALLOCATED_STATES, AVAILABLE_STATES


def build_kit(kit: StockItem, parts: Sequence[StockItem]) -> None:
    """This will put locked items into a locked kit; from then on they go with it and are offered to nobody alone.

    Raises InvalidInputError for other parts than its specification says, ItemNotAvailableError for one not to be had.
    """
    content = list_kit_content([kit.specification_id]).get(kit.specification_id)
    if not content:
        raise InvalidInputError.for_field("kit", f"{kit.specification.name} is no kit: it holds no parts.")
    if StockItem.objects.filter(kit=kit).exists():
        raise ItemNotAvailableError(f"{_name(kit)} is put together already; take it apart first.")
    for item in (kit, *parts):
        _require_free(item)
        if item.warehouse_id != kit.warehouse_id:
            raise ItemNotAvailableError(f"{_name(item)} is in another warehouse than the kit; move it there first.")
    given = Counter(part.specification_id for part in parts)
    if given != Counter(content):
        raise InvalidInputError.for_field("parts", _say_what_fits(content))
    StockItem.objects.filter(pk__in=[part.pk for part in parts]).update(kit=kit)


def break_kit(kit: StockItem, parts: Iterable[StockItem]) -> None:
    """This will take a locked kit apart: its locked parts are items of their own again, in the state that they share.

    Raises InvalidInputError for what is not put together, ItemNotAvailableError for a kit that somebody has.
    """
    held = [part for part in parts if part.kit_id == kit.pk]
    if not held:
        raise InvalidInputError.for_field("kit", f"{_name(kit)} holds no parts.")
    if kit.state in ALLOCATED_STATES:
        raise ItemNotAvailableError(f"{_name(kit)} is {kit.state}; it is taken apart when it has come back.")
    if StockItem.objects.filter(kit=kit).count() != len(held):
        raise ItemNotAvailableError(f"Somebody has just put {_name(kit)} together anew; look at it again.")
    StockItem.objects.filter(pk__in=[part.pk for part in held]).update(kit=None)


def require_whole_kits(items: Iterable[StockItem]) -> None:
    """This will refuse, by ItemNotAvailableError, kits among locked items that do not have all their parts there."""
    chosen = list(items)
    content = list_kit_content(item.specification_id for item in chosen)
    if not content:
        return
    there: dict[int, Counter[int]] = {}
    for item in chosen:
        if item.kit_id is not None:
            there.setdefault(item.kit_id, Counter())[item.specification_id] += 1
    for item in chosen:
        if item.specification_id in content and there.get(item.pk) != Counter(content[item.specification_id]):
            raise ItemNotAvailableError(f"{_name(item)} is a kit without all its parts; put it together first.")


def require_no_part(item: StockItem) -> None:
    """This will refuse, by ItemNotAvailableError, an item that is part of a kit: what is done is done to the kit."""
    if item.kit_id is not None:
        raise ItemNotAvailableError(f"{_name(item)} is part of a kit; take the kit apart first.")


def _require_free(item: StockItem) -> None:
    require_no_part(item)
    if item.discarded_at is not None or item.state not in AVAILABLE_STATES:
        raise ItemNotAvailableError(f"{_name(item)} is {item.state}; a kit is put together of what is in stock.")


def _say_what_fits(content: dict[int, int]) -> str:
    names = dict(ResourceSpecification.objects.filter(pk__in=content).values_list("pk", "name"))
    wanted = ", ".join(f"{quantity} × {names[part_id]}" for part_id, quantity in content.items())
    return f"the kit holds {wanted}: exactly so many, each named once."


def _name(item: StockItem) -> str:
    return f"{item.specification.name} {item.reference_number}"
