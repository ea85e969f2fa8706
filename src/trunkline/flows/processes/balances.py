"""Balances of services for people, and uses of them, through the port to the charging system."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from trunkline.charging import processes as charging
from trunkline.charging.policies import NOT_FOUND
from trunkline.charging.selectors import granted_by_balance
from trunkline.flows.processes.ocs_gateway import read_ocs_account
from trunkline.instances.models import Configuration
from trunkline.instances.selectors.services import get_owner, get_owner_id
from trunkline.kernel.errors import InvalidInputError
from trunkline.ocs.errors import (
    OcsAccountDisabledError,
    OcsInsufficientCreditError,
    OcsInvalidCallError,
    OcsNotFoundError,
)
from trunkline.ocs.policies.summary import TypeSummary, describe_amount, summarise
from trunkline.ocs.states import BalanceType
from trunkline.parties.selectors import get_time_zone
from trunkline.platform.commands import Command

TYPE_WORDS = {kind.removeprefix("*"): kind for kind in BalanceType}


@dataclass(frozen=True)
class ServiceBalances:
    """What the charging system keeps for a service (None: nothing), and the same in words."""

    document: Any
    summary: list[TypeSummary]


@dataclass(frozen=True)
class Use:
    """One use of a service: so many bytes, seconds, messages, units or so much money; "" is no destination, none."""

    balance_type: BalanceType
    amount: Decimal = Decimal(0)
    destinations: str = ""
    category: str = ""


@dataclass(frozen=True)
class MaxUsage:
    """How much of a type can be used now, as the engine counts it (None: without limit), and in words."""

    amount: Decimal | None
    text: str


def parse_balance_type(word: str) -> BalanceType:
    """This will read a type of balance, such as data; raises InvalidInputError that lists them."""
    kind = TYPE_WORDS.get(word.removeprefix("*"))
    if kind is None:
        raise InvalidInputError.for_field("type", f"{word[:40]!r} is none of {', '.join(TYPE_WORDS)}.")
    return kind


def read_balances(service: Configuration, *, at: datetime) -> ServiceBalances:
    """This will read a service's balances; an add-on has those of the service that it adds to.

    Raises OcsUnavailableError.
    """
    account = ocs_account_of(service)
    document = read_ocs_account(account, at=at)
    if account is None or document is None:
        return ServiceBalances(document, [])
    summary = summarise(
        document["BalanceMap"],
        granted_by_balance(account),
        currency=_currency(service),
        zone=get_time_zone(get_owner_id(service), at),
        at=at,
    )
    return ServiceBalances(document, summary)


def ocs_account_of(service: Configuration) -> str | None:
    """This will tell by which name the charging system knows a service, or the one that it adds to; None: by none."""
    return service.instance.service_uuid or (service.parent.service_uuid if service.parent else None)


def record_use(command: Command, service: Configuration, use: Use) -> None:
    """This will take one use from the service's balances, or refuse and take nothing.

    With an idempotency key it is taken once. Raises OcsNotFoundError,
    OcsAccountDisabledError, OcsInsufficientCreditError, OcsInvalidCallError, OcsUnavailableError or
    IdempotencyKeyReusedError.
    """
    # The engine's movements know no callers: their keys are kept apart by who asks.
    key = command.idempotency_key
    own_key = None if key is None else hashlib.sha256(f"use {command.actor} {key}".encode()).hexdigest()
    answer = charging.call(
        "APIerSv1.DebitUsage",
        {**_params(service, use), "Value": use.amount},
        at=command.at,
        reference=f"use, {command.actor}",
        key=own_key,
    )
    if answer.error is not None:
        raise _refusal(answer.error, service, use)


def ask_max_usage(service: Configuration, use: Use, *, at: datetime) -> MaxUsage:
    """This will tell how much can be used of a service now.

    Raises OcsNotFoundError, OcsAccountDisabledError, OcsInvalidCallError or OcsUnavailableError.
    """
    answer = charging.call("APIerSv1.GetMaxUsage", _params(service, use), at=at)
    if answer.error is not None:
        raise _refusal(answer.error, service, use)
    if answer.result is None:
        return MaxUsage(None, "without limit")
    amount = Decimal(str(answer.result))
    return MaxUsage(amount, describe_amount(use.balance_type, amount, _currency(service)))


def _params(service: Configuration, use: Use) -> dict[str, Any]:
    account = ocs_account_of(service)
    if account is None:
        raise _no_account(service)
    params = {"Account": account, "BalanceType": str(use.balance_type)}
    optional = {"DestinationIDs": use.destinations, "Category": use.category}
    return {**params, **{name: text for name, text in optional.items() if text}}


def _refusal(error: str, service: Configuration, use: Use) -> Exception:
    """Say an engine's refusal in words; its own are in its JSON-RPC."""
    key = service.instance.key
    if error == NOT_FOUND:
        return _no_account(service)
    if error == "ACCOUNT_DISABLED":
        return OcsAccountDisabledError(error, f"{key} is suspended or has ended; nothing can be used.")
    if error == "INSUFFICIENT_CREDIT":
        wanted = describe_amount(use.balance_type, use.amount, _currency(service))
        return OcsInsufficientCreditError(
            error, f"What is left of {key} does not suffice for {wanted}; nothing was taken."
        )
    return OcsInvalidCallError(error)


def _no_account(service: Configuration) -> OcsNotFoundError:
    return OcsNotFoundError(NOT_FOUND, f"{service.instance.key} has no account in the charging system.")


def _currency(service: Configuration) -> str:
    return get_owner(service).currency
