"""Durable writes of counted goods."""

from dataclasses import dataclass

from trunkline.catalog.models import ResourceSpecification
from trunkline.platform.commands import Command, use_case
from trunkline.stock.models import Warehouse
from trunkline.stock.operations import quantities
from trunkline.stock.operations.quantities import Move
from trunkline.stock.policies.quantities import UnitCost
from trunkline.stock.selectors.quantities import get_quantity_reservation


@dataclass(frozen=True)
class Goods:
    """Pieces of a specification in a warehouse."""

    specification: ResourceSpecification
    warehouse: Warehouse
    quantity: int


@use_case
def receive_quantity(command: Command, goods: Goods, unit_cost: UnitCost | None = None) -> int:
    """This will take pieces into a warehouse and return the movement's id; raises InvalidInputError."""
    return quantities.receive_quantity(
        goods.specification, goods.warehouse, goods.quantity, _move(command), unit_cost=unit_cost
    ).pk


@use_case
def transfer_quantity(command: Command, goods: Goods, target: Warehouse) -> int:
    """This will bring free pieces to another warehouse and return the movement's id.

    Raises InvalidInputError or QuantityNotAvailableError.
    """
    return quantities.transfer_quantity(goods.specification, goods.warehouse, target, goods.quantity, _move(command)).pk


@use_case
def count_quantity(command: Command, goods: Goods) -> int:
    """This will record how many pieces somebody counted, make the books say so, and return the count's id.

    Raises InvalidInputError or QuantityNotAvailableError.
    """
    return quantities.adjust_to_count(goods.specification, goods.warehouse, goods.quantity, _move(command)).pk


@use_case
def write_off_quantity(command: Command, goods: Goods, unit_cost: UnitCost | None = None) -> int:
    """This will take free pieces out of the books for good and return the write-off's id; a reason is needed.

    Raises InvalidInputError or QuantityNotAvailableError.
    """
    return quantities.write_off_quantity(
        goods.specification, goods.warehouse, goods.quantity, _move(command), unit_cost=unit_cost
    ).pk


@use_case
def return_quantity(command: Command, reservation_id: int, quantity: int, warehouse: Warehouse | None = None) -> int:
    """This will take back pieces that a service was given and return the movement's id.

    Raises ItemNotFoundError, InvalidInputError or QuantityNotAvailableError.
    """
    reservation = get_quantity_reservation(reservation_id)
    return quantities.return_quantity(reservation, quantity, _move(command), warehouse=warehouse).pk


def _move(command: Command) -> Move:
    return Move(moved_by=str(command.actor), at=command.at, reason=command.reason)
