"""Durable writes of this room."""

from trunkline.platform.commands import Command, use_case
from trunkline.stock import operations
from trunkline.stock.models import Warehouse
from trunkline.stock.operations import ItemDraft


@use_case
def create_warehouse(_command: Command, code: str, name: str) -> int:
    """This will create a warehouse, or find the one of this code, and return its id."""
    warehouse, _ = Warehouse.objects.get_or_create(code=code, defaults={"name": name})
    return warehouse.pk


@use_case
def receive_item(command: Command, draft: ItemDraft) -> int:
    """This will take a stock item into a warehouse and return its id; raises InvalidInputError or SerialTakenError."""
    return operations.receive_item(draft, at=command.at).pk
