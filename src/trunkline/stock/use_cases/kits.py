"""Durable writes of kits."""

from trunkline.catalog.operations.resources import KitContent, replace_kit_parts
from trunkline.catalog.selectors.resources import lock_resource_specifications
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.commands import Command, use_case
from trunkline.stock.operations import kits
from trunkline.stock.selectors.items import get_item, lock_items
from trunkline.stock.selectors.kits import has_built_kits, list_ids_with_parts

KIT_PARTS_MAX = 50


@use_case
def set_kit_parts(_command: Command, specification_id: int, content: list[KitContent]) -> None:
    """This will say what the kits of a specification hold, in this order; nothing makes it an ordinary item again.

    Raises ResourceSpecificationNotFoundError, or InvalidInputError, also while kits of it are put together.
    """
    specifications = lock_resource_specifications({specification_id, *(part.specification_id for part in content)})
    [kit] = [row for row in specifications if row.pk == specification_id]
    if has_built_kits(kit):
        raise InvalidInputError.for_field(
            "parts", "kits of this specification are put together; take them apart first."
        )
    replace_kit_parts(kit, content, specifications)


@use_case
def build_kit(_command: Command, kit_id: int, part_ids: list[int]) -> int:
    """This will put items into a kit and return its id; they go with it from then on.

    Raises ItemNotFoundError, InvalidInputError or ItemNotAvailableError.
    """
    if len(part_ids) > KIT_PARTS_MAX or len(set(part_ids)) < len(part_ids) or kit_id in part_ids:
        raise InvalidInputError.for_field(
            "parts", f"must be at most {KIT_PARTS_MAX} items, each named once, and not the kit itself."
        )
    # What its kits hold is not said anew meanwhile.
    lock_resource_specifications({get_item(kit_id).specification_id})
    items = {item.pk: item for item in lock_items([kit_id, *part_ids])}
    kits.build_kit(items.pop(kit_id), list(items.values()))
    return kit_id


@use_case
def break_kit(_command: Command, kit_id: int) -> int:
    """This will take a kit apart and return its id.

    Raises ItemNotFoundError, InvalidInputError or ItemNotAvailableError.
    """
    items = {item.pk: item for item in lock_items(list_ids_with_parts([kit_id]))}
    kits.break_kit(items.pop(kit_id), items.values())
    return kit_id
