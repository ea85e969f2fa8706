"""Publishing products: their plays must be installed and readable by Ansible, and the charging system must know what
they give; neither is seen inside the database.
"""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from trunkline.catalog.models import Product
from trunkline.catalog.operations.products import ProductDraft
from trunkline.catalog.operations.publishing import publication_problems
from trunkline.catalog.policies.allowances import Allowance, allowance_days, allowances_of
from trunkline.catalog.policies.violations import Violation, refuse
from trunkline.catalog.selectors import products as selectors
from trunkline.catalog.use_cases import products as catalog
from trunkline.catalog.use_cases import publishing
from trunkline.charging import processes as charging
from trunkline.charging.errors import OcsUnavailableError
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.commands import Command
from trunkline.provisioning import processes as plays
from trunkline.provisioning.errors import PlayInvalidError, PlayMissingError

PLAY_FIELDS = (
    "provisioning_play",
    "deprovisioning_play",
    "suspension_play",
    "resumption_play",
    "removal_play",
    "change_play",
)
_SAVED_BUT_CLOSED = "The product is saved, but closed for orders; open it once the charging system takes what it gives."


def define_product(command: Command, draft: ProductDraft) -> int:
    """This will create a product and return its id; an enabled one is published, so its plays must be in order.

    Until the charging system has its actions the product is closed. Raises PlayMissingError, PlayInvalidError,
    RunnerUnavailableError, OcsUnavailableError, InvalidInputError or SlugTakenError.
    """
    if not draft.is_enabled:
        return catalog.create_product(command, draft)
    _require_plays(draft)
    if not _allowances(draft):
        return catalog.create_product(command, draft)
    # What can be seen beforehand leaves nothing behind.
    _ask_charging("APIerSv2.Ping", {}, command)
    product_id = catalog.create_product(command, replace(draft, is_enabled=False))
    try:
        _set_actions(command, selectors.get_product(product_id))
    except (OcsUnavailableError, InvalidInputError) as error:
        error.detail = f"{error.detail} {_SAVED_BUT_CLOSED}"
        raise
    # The request's key is used up; one of its own keeps a late repetition from opening what was closed meanwhile.
    key = command.idempotency_key
    publishing_key = None if key is None else hashlib.sha256(f"publish:{key}".encode()).hexdigest()
    publishing = replace(command, idempotency_key=publishing_key)
    catalog.set_product_enabled(publishing, product_id, is_enabled=True)
    return product_id


def set_product_enabled(command: Command, product: Product, *, is_enabled: bool) -> None:
    """This will open a product for new orders, which publishes it, or close it.

    Raises PlayMissingError, PlayInvalidError, RunnerUnavailableError, OcsUnavailableError or InvalidInputError.
    """
    if is_enabled:
        _require_plays(product)
        if _allowances(product):
            _set_actions(command, product)
    catalog.set_product_enabled(command, product.pk, is_enabled=is_enabled)


def publish_product(command: Command, product: Product) -> None:
    """This will put a product on sale: its plays must be in order, and the charging system know what it gives.

    Raises InvalidInputError with every problem, before anything is done; InvalidTransitionError, RunnerUnavailableError
    or OcsUnavailableError.
    """
    refuse(list_publication_problems(product, command.at))
    if product.is_enabled and _allowances(product):
        _set_actions(command, product)
    publishing.publish_product(command, product.pk)


def list_publication_problems(product: Product, at: datetime) -> list[Violation]:
    """This will list all that keeps a product from being sold: what the catalogue sees, and plays that do not do.

    Raises RunnerUnavailableError.
    """
    problems = publication_problems(product, at)
    for field in PLAY_FIELDS:
        if not (name := getattr(product, field)):
            continue
        try:
            plays.require_readable_plays({field: name})
        except (PlayMissingError, PlayInvalidError) as error:
            problems += [Violation(path, reason) for path, reason in error.fields.items()]
    return problems


def _require_plays(product: Product | ProductDraft) -> None:
    named = {field: getattr(product, field) for field in PLAY_FIELDS}
    plays.require_readable_plays({field: name for field, name in named.items() if name})


def _allowances(product: Product | ProductDraft) -> list[Allowance]:
    return allowances_of(product.provisioning_variables, product.category)


def _set_actions(command: Command, product: Product) -> None:
    """Have the charging system know `Action_{slug}`, which gives a period's balances anew: for plans that plays set."""
    days = product.contract_days or allowance_days(product.provisioning_variables)
    rows = [
        {
            "Identifier": "*topup_reset",
            "BalanceId": allowance.name,
            "BalanceType": allowance.balance_type,
            "Units": str(allowance.value),
            "ExpiryTime": f"+{days * 24}h",
            "BalanceWeight": str(allowance.weight),
            "DestinationIds": "*any",
            "Weight": allowance.weight,
        }
        for allowance in _allowances(product)
    ]
    params = {"ActionsId": f"Action_{product.slug}", "Actions": rows, "Overwrite": True}
    _ask_charging("APIerSv2.SetActions", params, command)


def _ask_charging(method: str, params: dict[str, Any], command: Command) -> None:
    answer = charging.call(method, params, at=command.at)
    if answer.error is not None:
        raise InvalidInputError.for_field(
            "provisioning_json_vars", f"the charging system does not accept what the product gives: {answer.error}"
        )
