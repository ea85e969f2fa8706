"""Publishing products: their plays must be installed and readable by Ansible, which is seen outside the database."""

from trunkline.catalog import use_cases as catalog
from trunkline.catalog.models import Product
from trunkline.catalog.operations import ProductDraft
from trunkline.platform.commands import Command
from trunkline.provisioning import processes as plays

PLAY_FIELDS = ("provisioning_play", "deprovisioning_play")


def define_product(command: Command, draft: ProductDraft) -> int:
    """This will create a product and return its id; an enabled one is published, so its plays must be in order.

    Raises PlayMissingError, PlayInvalidError, RunnerUnavailableError, InvalidInputError or SlugTakenError.
    """
    if draft.is_enabled:
        _require_plays(draft)
    return catalog.create_product(command, draft)


def set_product_enabled(command: Command, product: Product, *, is_enabled: bool) -> None:
    """This will open a product for new orders, which publishes it, or close it.

    Raises PlayMissingError, PlayInvalidError or RunnerUnavailableError.
    """
    if is_enabled:
        _require_plays(product)
    catalog.set_product_enabled(command, product.pk, is_enabled=is_enabled)


def _require_plays(product: Product | ProductDraft) -> None:
    named = {field: getattr(product, field) for field in PLAY_FIELDS}
    plays.require_readable_plays({field: name for field, name in named.items() if name})
