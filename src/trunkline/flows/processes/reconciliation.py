"""What we believe, compared with what charging system and gateways really hold, and our ledgers with each other.

Only what is at rest is compared. The system lives meanwhile: what looks different is looked at again by itself, what we
believe before and after what others tell, and counts only if nothing of it has moved.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from trunkline.charging import processes as charging
from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.policies import NOT_FOUND
from trunkline.insight.operations import beliefs
from trunkline.insight.policies.accounts import ExpectedAccount
from trunkline.insight.policies.differences import (
    Difference,
    compare_charges,
    name_subject,
    read_subject,
)
from trunkline.insight.policies.items import describe_disagreement
from trunkline.insight.policies.ocs_differences import ShownAccount, compare_account
from trunkline.insight.policies.payments import compare_payment, compare_unknown_charge
from trunkline.insight.selectors import reconciliation as insight
from trunkline.insight.states import DifferenceKind, Standing
from trunkline.kernel.errors import InvalidInputError
from trunkline.ocs.states import ActionIdentifier
from trunkline.payments import processes as payments
from trunkline.payments import selectors as payment_selectors
from trunkline.payments.models import Payment
from trunkline.payments.policies import GatewayCharge
from trunkline.payments.states import PaymentState
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.restorations import find_open_restoration
from trunkline.stock.selectors.disagreements import list_disagreements

PAGE = 500
# Asked for every fifteen seconds from a minute on: what is open by then was asked for in vain.
_SETTLING = 2 * payments.SETTLE_AFTER


@dataclass(frozen=True)
class Step:
    """The differences that one step has found, and where the next one begins; None: that was the last."""

    differences: list[Difference]
    next: str | None


def find_differences(at: datetime, on_step: Callable[[str], None] = lambda _: None) -> Iterator[Difference]:
    """This will look through everything, a page after the other, and tell the differences from a business time on.

    That moves on with the business clock while it looks: what ends meanwhile is not missing. Raises OcsUnavailableError
    or GatewayUnavailableError: what cannot be asked is not compared.
    """
    cursor: str | None = ""
    begun = business_now()
    while cursor is not None:
        on_step(cursor)
        step = take_step(cursor, at=at + (business_now() - begun))
        yield from step.differences
        cursor = step.next


def take_step(cursor: str, *, at: datetime) -> Step:
    """This will look through one page of one part ("": the first); raises InvalidInputError for another cursor.

    Raises OcsUnavailableError or GatewayUnavailableError as well.
    """
    part, _, position = (cursor or f"{next(iter(_PARTS))}:0").partition(":")
    if part not in _PARTS or not (position.isascii() and position.isdecimal() and len(position) < 19):  # noqa: PLR2004
        raise InvalidInputError.for_field("after", "is no place at which to go on; take the `next` of an answer.")
    found, following = _PARTS[part](int(position), at)
    if following is not None:
        return Step(found, f"{part}:{following}")
    names = list(_PARTS)
    further = names[names.index(part) + 1 :]
    return Step(found, f"{further[0]}:0" if further else None)


def examine(subject: str, *, at: datetime) -> list[Difference]:
    """This will look again at one thing that was different, and at all that belongs to it.

    Raises InvalidInputError for what names nothing, OcsUnavailableError or GatewayUnavailableError.
    """
    area, parts = read_subject(subject)
    match area, parts:
        case "ocs", [name, *_]:
            return examine_account(name, at=at)
        case "item", [number] if _is_number(number):
            return [describe_disagreement(row) for row in list_disagreements(limit=1, only=int(number))]
        case "charge", [number, *_] if _is_number(number):
            return _examine_charges(int(number), at)
        case "line", [line]:
            return [difference for _, difference in insight.list_addons_not_charged(limit=1, only=line)]
        case "payment", [gateway, key] if _is_key(key) and gateway in payments.GATEWAYS:
            return examine_payment(gateway, UUID(key))
    raise InvalidInputError.for_field("subject", f"{subject[:80]!r} names nothing; take it from a list of them.")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19  # noqa: PLR2004  # fits into a bigint


def _is_key(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


Page = tuple[list[Difference], int | None]


def _compare_services(after: int, at: datetime) -> Page:
    """Services that the charging system should know: what it has of them, or has not."""
    rows = beliefs.list_names_to_compare(after=after, limit=PAGE)
    names = [name for _, name in rows]
    if not names:
        return [], None
    expected = beliefs.expect_accounts(names, is_restored=is_restored())
    documents = {_name_of(document): document for document in _list_accounts({"AccountIDs": names}, at=at)}
    shown = _show(expected, documents, at=at)
    suspects = [name for name in names if compare_account(expected[name], shown.get(name), at=at)]
    found = [difference for name in suspects for difference in examine_account(name, at=at)]
    return found, rows[-1][0] if len(rows) == PAGE else None


def _compare_strangers(offset: int, at: datetime) -> Page:
    """Accounts of the charging system, as it lists them: which no service of ours has."""
    documents = _list_accounts({"Offset": offset, "Limit": PAGE}, at=at)
    prefix = f"{settings.TRUNKLINE_OCS_TENANT}:"
    # CGRateS lists tenants whose name begins with ours as well.
    names = [_name_of(document) for document in documents if document["ID"].startswith(prefix)]
    strangers = beliefs.leave_out_known(names)
    expected = beliefs.expect_accounts(strangers, is_restored=is_restored()) if strangers else {}
    suspects = [name for name in strangers if expected[name].standing in _STRANGE]
    found = [difference for name in suspects for difference in examine_account(name, at=at)]
    return found, offset + PAGE if len(documents) == PAGE else None


def examine_account(name: str, *, at: datetime) -> list[Difference]:
    """This will compare one account of the charging system; with what moves meanwhile there is no difference."""
    return look_at_account(name, at=at) or []


def look_at_account(name: str, *, at: datetime) -> list[Difference] | None:
    """This will compare one account of the charging system; None while something is under way with it.

    Raises OcsUnavailableError.
    """
    before = beliefs.expect_accounts([name], is_restored=is_restored())
    found = charging.call("APIerSv2.GetAccount", {"Account": name}, at=at)
    if found.error not in {None, NOT_FOUND}:
        raise OcsUnavailableError(f"The charging system does not show {name}: {found.error}", is_outcome_unknown=False)
    shown = _show(before, {} if found.error else {name: found.result}, at=at).get(name)
    moves = beliefs.find_staff_moves(name)
    if before[name].standing is Standing.BUSY or beliefs.expect_accounts([name], is_restored=is_restored()) != before:
        return None
    given = {name_subject("ocs", name, *key) for key in moves.given}
    taken = {name_subject("ocs", name, *key) for key in moves.taken}
    return [
        difference
        for difference in compare_account(before[name], shown, at=at)
        if not (difference.kind in _GIVEN_KINDS and difference.subject in given)
        and not (difference.kind == DifferenceKind.OCS_BALANCE_MISSING and difference.subject in taken)
    ]


def is_restored() -> bool:
    """This will tell whether this system was restored from a backup and waits for its differences to be mended."""
    return find_open_restoration() is not None


def _list_accounts(params: dict[str, Any], *, at: datetime) -> list[dict[str, Any]]:
    answer = charging.call("APIerSv2.GetAccounts", params, at=at)
    if answer.error not in {None, NOT_FOUND}:
        raise OcsUnavailableError(f"The charging system lists no accounts: {answer.error}", is_outcome_unknown=False)
    return list(answer.result or [])


def _name_of(document: dict[str, Any]) -> str:
    return str(document["ID"]).removeprefix(f"{settings.TRUNKLINE_OCS_TENANT}:")


def _show(
    expected: dict[str, ExpectedAccount], documents: dict[str, dict[str, Any]], *, at: datetime
) -> dict[str, ShownAccount]:
    """Put together what the charging system tells of accounts: itself, their plans, and whether these give balances."""
    plans = {name: _list_plans(name, at=at) for name in documents if expected[name].standing is not Standing.BUSY}
    named: dict[str, set[str]] = {}
    for name, followed in plans.items():
        known = expected[name]
        # What a plan gives that nobody gave the account is as unexplained as the plan.
        named[name] = {actions_id for plan_id in known.plans for actions_id in followed.get(plan_id, ())}
        named[name] |= known.actions_ids
        if known.may_hold_others:
            named[name] = set()
    giving = _find_giving(set().union(*named.values()), at=at)
    return {
        name: ShownAccount(document, frozenset(plans.get(name, ())), not giving.isdisjoint(named.get(name, ())))
        for name, document in documents.items()
    }


def _list_plans(name: str, *, at: datetime) -> dict[str, set[str]]:
    """Tell which plans an account follows, and the lists of actions of each; all plans at once may be too many."""
    found: dict[str, set[str]] = {}
    for row in _result(charging.call("APIerSv2.GetAccountActionPlan", {"Account": name}, at=at)) or []:
        found.setdefault(row["ActionPlanId"], set()).add(row["ActionsId"])
    return found


def _find_giving(actions_ids: Collection[str], *, at: datetime) -> set[str]:
    """Tell which lists of actions may give balances: that are not known to do something else only."""
    giving = set()
    for actions_id in sorted(actions_ids):
        # One by one: a single unknown one would have all of them refused.
        answer = charging.call("APIerSv2.GetActions", {"ActionIDs": [actions_id]}, at=at)
        is_unknown = answer.error is not None and answer.error.endswith(NOT_FOUND)
        rows = None if is_unknown else (_result(answer) or {}).get(actions_id)
        if rows is None or any(row["ActionType"] not in _GIVING_NOTHING for row in rows):
            giving.add(actions_id)
    return giving


def _result(answer: charging.OcsAnswer) -> Any:
    if answer.error not in {None, NOT_FOUND}:
        raise OcsUnavailableError(f"The charging system answered: {answer.error}", is_outcome_unknown=False)
    return answer.result


def _compare_items(after: int, _at: datetime) -> Page:
    rows = list_disagreements(after=after, limit=PAGE)
    return [describe_disagreement(row) for row in rows], rows[-1].item_id if len(rows) == PAGE else None


def _compare_charges(after: int, at: datetime) -> Page:
    accounts, following = insight.list_account_charges(after=after, limit=PAGE, at=at)
    first = [row for account in accounts for row in compare_charges(account)]
    return _still_different(first, at), following


def _examine_charges(account_id: int, at: datetime) -> list[Difference]:
    accounts, _ = insight.list_account_charges(limit=1, at=at, only=[account_id])
    return _still_different([row for account in accounts for row in compare_charges(account)], at)


def _still_different(first: list[Difference], at: datetime) -> list[Difference]:
    """Look again: of what is committed between two statements, only one of them tells."""
    suspects = {row.account_id for row in first if row.account_id is not None}
    if not suspects:
        return []
    accounts, _ = insight.list_account_charges(limit=len(suspects), at=at, only=suspects)
    again = {row for account in accounts for row in compare_charges(account)}
    return [row for row in first if row in again]


def _compare_addons(after: int, _at: datetime) -> Page:
    return _page(insight.list_addons_not_charged(after=after, limit=PAGE))


def _compare_paid_for_nothing(after: int, _at: datetime) -> Page:
    return _page(insight.list_paid_for_nothing(after=after, limit=PAGE))


def _page(rows: list[tuple[int, Difference]]) -> Page:
    return [difference for _, difference in rows], rows[-1][0] if len(rows) == PAGE else None


def _compare_payments(after: int, _at: datetime) -> Page:
    """Payments of ours: what their gateways hold of them."""
    rows = payment_selectors.list_payments_to_compare(list(payments.GATEWAYS), after=after, limit=PAGE)
    found: list[Difference] = []
    for gateway in sorted({payment.gateway for payment in rows}):
        mine = [payment for payment in rows if payment.gateway == gateway]
        theirs = payments.find_gateway_charges(gateway, [payment.public_id for payment in mine])
        suspects = [payment.public_id for payment in mine if _compare(payment, theirs.get(payment.public_id))]
        found += [difference for key in suspects for difference in examine_payment(gateway, key, is_listed=False)]
    return found, rows[-1].pk if len(rows) == PAGE else None


def _compare(payment: Payment, theirs: GatewayCharge | None) -> Difference | None:
    since = system_now() if is_restored() else system_now() - _SETTLING
    return compare_payment(insight.describe_payment(payment, settling_since=since), theirs)


def examine_payment(gateway: str, key: UUID, *, is_listed: bool = True) -> list[Difference]:
    """This will compare one charge of a gateway with our payment of its key.

    Where it `is_listed`, what was paid without anything being delivered is told as well.
    """
    before = payment_selectors.map_payments([key]).get(key)
    theirs = payments.find_gateway_charges(gateway, [key]).get(key)
    payment = payment_selectors.map_payments([key]).get(key)
    if (before is None) != (payment is None):
        return []
    if payment is None:
        unknown = theirs and compare_unknown_charge(gateway, theirs, insight.find_payer(gateway, theirs))
        return [unknown] if unknown else []
    differing = _compare(payment, theirs)
    if differing is not None:
        return [differing] if before is not None and _compare(before, theirs) == differing else []
    return [row for _, row in insight.list_paid_for_nothing(limit=1, only=str(key))] if is_listed else []


def _compare_gateways(position: int, _at: datetime) -> Page:
    """Charges that the gateways list: of which we know nothing, or which we hold for declined or called off."""
    names = sorted(payments.GATEWAYS)
    index, after = divmod(position, _GATEWAY_POSITIONS)
    gateway = names[min(index, len(names) - 1)]
    charges = payments.list_gateway_charges(gateway, after=after, limit=PAGE)
    known = payment_selectors.map_payments([charge.key for charge in charges if charge.held])
    suspects = [charge for charge in charges if charge.held and _is_suspect(known.get(charge.key), charge)]
    found = [row for charge in suspects for row in examine_payment(gateway, charge.key, is_listed=False)]
    if len(charges) == PAGE:
        return found, index * _GATEWAY_POSITIONS + charges[-1].position
    return found, (index + 1) * _GATEWAY_POSITIONS if index + 1 < len(names) else None


def _is_suspect(payment: Payment | None, charge: GatewayCharge) -> bool:
    # What we have as captured, or open, is compared from our side.
    return payment is None or (payment.state in _UNPAID_STATES and _compare(payment, charge) is not None)


_UNPAID_STATES = (PaymentState.DECLINED, PaymentState.CANCELLED)
_GATEWAY_POSITIONS = 10**15
_STRANGE = frozenset({Standing.NOBODYS, Standing.REMOVED})
_GIVEN_KINDS = frozenset({DifferenceKind.OCS_BALANCE_UNEXPLAINED, DifferenceKind.OCS_BALANCE_ALTERED})
_GIVING_NOTHING = frozenset(
    {
        ActionIdentifier.LOG,
        ActionIdentifier.CDR_LOG,
        ActionIdentifier.ENABLE_ACCOUNT,
        ActionIdentifier.DISABLE_ACCOUNT,
        ActionIdentifier.ALLOW_NEGATIVE,
        ActionIdentifier.DENY_NEGATIVE,
        ActionIdentifier.REMOVE_BALANCE,
    }
)
_PARTS: dict[str, Callable[[int, datetime], Page]] = {
    "services": _compare_services,
    "strangers": _compare_strangers,
    "items": _compare_items,
    "charges": _compare_charges,
    "addons": _compare_addons,
    "payments": _compare_payments,
    "gateways": _compare_gateways,
    "paid": _compare_paid_for_nothing,
}
