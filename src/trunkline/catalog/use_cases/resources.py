"""Durable writes of resource specifications."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from trunkline.catalog.operations import resources as operations
from trunkline.catalog.operations.resources import STANDARD_RULES, StockRules
from trunkline.catalog.selectors import resources as selectors
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
