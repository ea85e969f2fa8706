"""Durable writes of this room."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from trunkline.catalog import operations, selectors
from trunkline.catalog.operations import STANDARD_RULES, ProductDraft, StockRules
from trunkline.catalog.states import EndFate
from trunkline.platform.commands import Command, use_case


@use_case
def create_resource_specification(
    _command: Command, name: str, labels: list[str], kind: str, rules: StockRules = STANDARD_RULES
) -> int:
    """This will create a resource specification and return its id.

    Raises InvalidInputError or ResourceSpecificationTakenError.
    """
    return operations.create_resource_specification(name, labels, kind, rules).pk


@use_case
def change_resource_specification(
    _command: Command, specification_id: int, changes: Mapping[str, Any], labels: list[str] | None = None
) -> int:
    """This will change the named rules of a specification's stock, its labels too, and return its id.

    `changes` are fields of StockRules. Raises ResourceSpecificationNotFoundError or InvalidInputError.
    """
    (specification,) = selectors.lock_resource_specifications([specification_id])
    present = StockRules(
        tracking=specification.tracking,
        end_fate=specification.end_fate,
        hold_days=specification.hold_days,
        warranty_days=specification.warranty_days,
        low_stock_threshold=specification.low_stock_threshold,
    )
    # Who chooses another fate than to be held means no days either.
    implied = {"hold_days": None} if changes.get("end_fate", EndFate.HOLD) != EndFate.HOLD else {}
    operations.change_resource_specification(specification, replace(present, **{**implied, **changes}), labels)
    return specification_id


@use_case
def set_product_enabled(_command: Command, product_id: int, *, is_enabled: bool) -> None:
    """This will open a product for new orders, or close it; running services go on. Raises ProductNotFoundError."""
    operations.set_enabled(selectors.get_product(product_id), is_enabled=is_enabled)


@use_case
def create_product(command: Command, draft: ProductDraft) -> int:
    """This will create a product and return its id; raises InvalidInputError or SlugTakenError.

    Whether its plays are installed is checked by `flows.processes.products.define_product`, which doors call.
    """
    return operations.create_product(draft, at=command.at).pk
