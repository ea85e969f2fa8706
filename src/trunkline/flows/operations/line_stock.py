"""What the lines of an order to be take from stock: picked, reserved and counted; nothing here commits."""

from collections.abc import Sequence
from uuid import UUID

from trunkline.catalog.models import ResourceSpecification
from trunkline.catalog.selectors import products as catalog_products
from trunkline.flows.operations.order_lines import FoundLine
from trunkline.kernel.errors import InvalidInputError
from trunkline.ordering.errors import PicksIncompleteError
from trunkline.ordering.policies import check_picks
from trunkline.parties.models import Account
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command
from trunkline.stock.errors import ItemOfOtherSpecificationError
from trunkline.stock.operations import allocations as stock
from trunkline.stock.operations import quantities
from trunkline.stock.operations.reservations import take_over_reservation
from trunkline.stock.selectors.items import get_item, get_warehouse, list_item_ids_held_for, lock_items
from trunkline.stock.selectors.kits import list_ids_with_parts
from trunkline.stock.selectors.quantities import list_quantity_reservations

PICKS_MAX = 50


def reserve(command: Command, account: Account, lines: Sequence[FoundLine]) -> dict[int, dict[str, int]]:
    """This will keep what is picked for the lines to be, all or none; the items' numbers by specification, by place.

    Raises PicksIncompleteError, ItemNotFoundError, ItemNotAvailableError or InvalidInputError.
    """
    for line in lines:
        with line.telling():
            _check_picks(line)
    if len(lines) > 1:
        _lock_stock(lines)
    _pick_items(command, account, lines)
    _reserve_quantities(command, account, lines)
    picks = {}
    for line in lines:
        with line.telling():
            picks[line.place] = (
                dict(line.request.picks) if line.request.reservation is None else _take_over(account, line)
            )
    return picks


def _requirements(line: FoundLine) -> dict[str, ResourceSpecification]:
    """By name, what must be picked; nothing of what comes with the stock item of its bundle."""
    if line.asked.with_kit:
        return {}
    return {each.name: each for each in catalog_products.required_specifications(line.product)}


def _check_picks(line: FoundLine) -> None:
    request = line.request
    if request.reservation is not None:
        if request.picks or request.picks_from:
            raise InvalidInputError.for_field("picks", "cannot be given with a reservation, which has its items.")
        return
    if len(request.picks) > PICKS_MAX:
        raise PicksIncompleteError(f"At most {PICKS_MAX} items can be picked for a line.")
    check_picks(list(_requirements(line)), request.picks, request.picks_from)


def _lock_stock(lines: Sequence[FoundLine]) -> None:
    """Lock what the lines take from stock, as reserved or picked, in the one order for all of them.

    Each line then locks its own again, which changes nothing.
    """
    items = {item_id for line in lines for item_id in line.request.picks.values()}
    reservations = [line.request.reservation for line in lines if line.request.reservation is not None]
    for reservation in reservations:
        items.update(list_item_ids_held_for(reservation))
    if items:
        lock_items(list_ids_with_parts(items))
    pieces = {row.quantity_row_id for reservation in reservations for row in list_quantity_reservations(reservation)}
    places = [place for line in lines for place in _places(line).values()]
    if places or pieces:
        quantities.lock_places(places, makes_missing=False, with_rows=pieces)


def _pick_items(command: Command, account: Account, lines: Sequence[FoundLine]) -> None:
    holders: dict[int, UUID] = {}
    wanted: dict[int, tuple[FoundLine, str]] = {}
    for line in lines:
        for name, item_id in line.request.picks.items():
            if item_id in holders:
                raise PicksIncompleteError("One item is picked twice.", fields={"picks": "names one item twice."})
            holders[item_id], wanted[item_id] = line.holder, (line, name)
    if not holders:
        return
    names = stock.keep_items(holders, account_id=account.pk, reserved_by=str(command.actor))
    for item_id, (line, wanted_name) in wanted.items():
        if names[item_id] != wanted_name:
            with line.telling():
                number = get_item(item_id).reference_number
                raise ItemOfOtherSpecificationError(f"Item {number} is a {names[item_id]}, not a {wanted_name}.")


def _places(line: FoundLine) -> dict[str, quantities.Place]:
    required = _requirements(line)
    picked = sorted(line.request.picks_from.items())
    return {name: (required[name], get_warehouse(code)) for name, code in picked}


def _reserve_quantities(command: Command, account: Account, lines: Sequence[FoundLine]) -> None:
    places = [(line, place) for line in lines for place in _places(line).values()]
    if not places:
        return
    quantities.lock_places([place for _, place in places], makes_missing=False)
    for line, (specification, warehouse) in places:
        with line.telling():
            quantities.reserve_quantity(
                specification,
                warehouse,
                1,
                account_id=account.pk,
                holder=line.holder,
                expires_at=None,
                reserved_by=str(command.actor),
            )


def _take_over(account: Account, line: FoundLine) -> dict[str, int]:
    reservation = line.request.reservation
    if reservation is None:
        raise RuntimeError("A line without a reservation has nothing to take over.")
    reserved = take_over_reservation(reservation, account_id=account.pk, line_public_id=line.holder, now=system_now())
    picks = {item.specification.name: item.pk for item in reserved}
    if len(picks) < len(reserved):
        raise PicksIncompleteError("The reservation holds two items of one kind; a line needs one of each.")
    pieces = list(list_quantity_reservations(line.holder))
    counted = {row.quantity_row.specification.name for row in pieces}
    if sum(row.quantity for row in pieces) > len(counted):
        raise PicksIncompleteError("The reservation holds two pieces of one kind; a line needs one of each.")
    check_picks(list(_requirements(line)), picks, counted)
    return picks
