"""Mending of differences: looked at again, noted with who wants it and why, done, and looked at once more."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from trunkline.charging import processes as charging
from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.policies import NOT_FOUND, is_done_already
from trunkline.flows.processes.reconciliation import examine, is_restored, look_at_account
from trunkline.flows.use_cases import reconciliation as use_cases
from trunkline.insight import use_cases as records
from trunkline.insight.errors import DifferenceGoneError
from trunkline.insight.models import REASON_MAX, Mend
from trunkline.insight.operations import beliefs
from trunkline.insight.policies.accounts import ExpectedAccount
from trunkline.insight.policies.differences import Difference, read_subject
from trunkline.insight.policies.ocs_differences import (
    OcsCall,
    grant_call,
    plan_calls,
    set_up_calls,
    settings_to_restore,
)
from trunkline.insight.selectors import mends as insight_mends
from trunkline.insight.selectors import reconciliation as insight_reconciliation
from trunkline.insight.states import DifferenceKind, MendState, Standing
from trunkline.ordering.errors import ServiceBusyError
from trunkline.payments import processes as payments
from trunkline.payments import selectors as payment_selectors
from trunkline.payments import use_cases as payment_use_cases
from trunkline.payments.errors import RefundRefusedError
from trunkline.payments.models import Payment
from trunkline.payments.operations import FoundCharge
from trunkline.payments.policies import gateway_key
from trunkline.payments.states import OPEN_PAYMENT_STATES, GatewayOutcome
from trunkline.platform.commands import Command
from trunkline.platform.errors import IdempotencyKeyReusedError
from trunkline.platform.limits import require_choice, require_text
from trunkline.platform.mutex import held_alone


def mend_difference(command: Command, kind: str, subject: str) -> Mend:
    """This will mend a difference by the one action of its kind, for the command's reason, and tell how that ended.

    With an idempotency key it is done once. Raises DifferenceGoneError when there is no such difference (any more),
    ServiceBusyError while something is under way with its account of the charging system, InvalidInputError,
    IdempotencyKeyReusedError, OcsUnavailableError, GatewayUnavailableError, RefundRefusedError, or what a part of it is
    refused by. It stays begun where nobody can tell in the end whether the difference is gone.
    """
    require_text(command.reason, "reason", REASON_MAX)
    known = require_choice(kind, "kind", DifferenceKind)
    read_subject(subject)
    mark = _mark(command)
    command = command.without_key()
    # Whoever comes second finds that it is gone.
    with held_alone(_name_of_lock(subject)):
        former = None if mark is None else insight_mends.find_mend_asked_as(mark)
        if former is not None and (former.kind, former.subject, former.reason) != (known, subject, command.reason):
            raise IdempotencyKeyReusedError(records.KEY_REUSED)
        if former is not None and former.state != MendState.BEGUN:
            return former
        difference = _find(known, subject, at=command.at)
        if former is not None:
            # It was killed half-way.
            mend_id = former.pk
        elif difference is not None:
            mend_id = records.begin_mend(command, difference, asked_as=mark)
        else:
            raise DifferenceGoneError(f"There is no difference {kind} of {subject} any more; list what there is.")
        if difference is not None:
            _ACTIONS[known](command, difference)
        records.conclude_mend(command, mend_id, is_mended=_is_gone(known, subject, at=command.at))
    return insight_mends.get_mend(mend_id)


def _mark(command: Command) -> str | None:
    key = command.idempotency_key
    return None if key is None else hashlib.sha256(f"{command.actor} {key}".encode()).hexdigest()


def _name_of_lock(subject: str) -> str:
    """All of one account of the charging system is mended one after the other: some calls say all of it anew."""
    area, parts = read_subject(subject)
    return f"mend:ocs:{parts[0]}" if area == "ocs" else f"mend:{subject}"


def _find(kind: DifferenceKind, subject: str, *, at: datetime) -> Difference | None:
    area, parts = read_subject(subject)
    found = look_at_account(parts[0], at=at) if area == "ocs" else examine(subject, at=at)
    if found is None:
        raise ServiceBusyError(_BUSY.format(parts[0]))
    return next((row for row in found if (row.kind, row.subject) == (kind, subject)), None)


def _is_gone(kind: DifferenceKind, subject: str, *, at: datetime) -> bool | None:
    """Tell whether a difference is gone; None where something has begun meanwhile, so that nobody can tell."""
    try:
        return _find(kind, subject, at=at) is None
    except ServiceBusyError:
        return None


def _parts(difference: Difference) -> list[str]:
    return read_subject(difference.subject)[1]


def _carry_out(command: Command, calls: list[OcsCall]) -> None:
    for method, params in calls:
        answer = charging.call(method, params, at=command.at, reference=f"mend, {command.actor}")
        if answer.error is not None and not is_done_already(method, answer.error):
            raise OcsUnavailableError(f"The charging system refused {method}: {answer.error}", is_outcome_unknown=False)


def _expect(difference: Difference) -> ExpectedAccount:
    """Read what we believe of the account once more, right before it is touched: what has begun goes first."""
    name = _parts(difference)[0]
    expected = beliefs.expect_accounts([name], is_restored=is_restored())[name]
    if expected.standing is Standing.BUSY:
        raise ServiceBusyError(_BUSY.format(name))
    standing = _STANDINGS.get(difference.kind)
    is_ours = expected.standing in {Standing.LIVE, Standing.KEPT}
    if expected.standing is not standing if standing is not None else not is_ours:
        raise _gone(difference)
    return expected


def _gone(difference: Difference) -> DifferenceGoneError:
    return DifferenceGoneError(f"What is believed of {difference.subject} has changed; list what there is.")


def _remove_account(command: Command, difference: Difference) -> None:
    name = _expect(difference).name
    _carry_out(command, [("APIerSv2.RemoveAccount", {"Account": name, "ReloadScheduler": True})])


def _set_up_account(command: Command, difference: Difference) -> None:
    _carry_out(command, set_up_calls(_expect(difference), at=command.at))


def _switch_account(command: Command, difference: Difference) -> None:
    expected = _expect(difference)
    is_disabled = difference.kind == DifferenceKind.OCS_ACCOUNT_ENABLED
    if is_disabled not in expected.may_be_disabled:
        raise _gone(difference)
    params = {"Account": expected.name, "ExtraOptions": {"Disabled": is_disabled}, "ReloadScheduler": True}
    _carry_out(command, [("APIerSv2.SetAccount", params)])


def _grant_balance(command: Command, difference: Difference) -> None:
    name, balance_type, balance_id = _parts(difference)
    key = (balance_type, balance_id)
    grant = _expect(difference).grants.get(key)
    if grant is None or not grant.is_required:
        raise _gone(difference)
    _carry_out(command, [grant_call(name, key, grant)])


def _remove_balance(command: Command, difference: Difference) -> None:
    name, balance_type, balance_id = _parts(difference)
    rows = _balances(name, balance_type, balance_id, at=command.at)
    expected = _expect(difference)
    if (balance_type, balance_id) in expected.grants or expected.may_hold_others:
        raise _gone(difference)
    for row in rows:
        params = {"Account": name, "BalanceType": balance_type, "Balance": {"UUID": row["Uuid"]}}
        _carry_out(command, [("APIerSv2.RemoveBalances", params)])


def _set_balance_back(command: Command, difference: Difference) -> None:
    name, balance_type, balance_id = _parts(difference)
    rows = _balances(name, balance_type, balance_id, at=command.at)
    grant = _expect(difference).grants.get((balance_type, balance_id))
    if grant is None:
        raise _gone(difference)
    for row in rows:
        settings = settings_to_restore(grant, row)
        params = {"Account": name, "BalanceType": balance_type, "Balance": {"ID": balance_id, **settings}}
        if settings:
            _carry_out(command, [("APIerSv2.SetBalance", params)])


def _balances(name: str, balance_type: str, balance_id: str, *, at: datetime) -> list[dict[str, Any]]:
    shown = _ask("APIerSv2.GetAccount", name, at=at) or {}
    rows = (shown.get("BalanceMap") or {}).get(balance_type) or []
    return [row for row in rows if row["ID"] == balance_id]


def _ask(method: str, name: str, *, at: datetime) -> Any:
    """Read something of an account; what cannot be read is not taken for nothing."""
    answer = charging.call(method, {"Account": name}, at=at)
    if answer.error not in {None, NOT_FOUND}:
        raise OcsUnavailableError(f"The charging system refused {method}: {answer.error}", is_outcome_unknown=False)
    return answer.result


def _set_plan(command: Command, difference: Difference) -> None:
    name, _, plan_id = _parts(difference)
    params = _expect(difference).plans.get(plan_id)
    if params is None:
        raise _gone(difference)
    _carry_out(command, plan_calls(name, plan_id, params))


def _leave_plan(command: Command, difference: Difference) -> None:
    name, _, plan_id = _parts(difference)
    plans = _ask("APIerSv2.GetAccountActionPlan", name, at=command.at) or []
    if plan_id in _expect(difference).plans:
        raise _gone(difference)
    kept = sorted({plan["ActionPlanId"] for plan in plans} - {plan_id})
    params = {"Account": name, "ActionPlanIDs": kept, "ActionPlansOverwrite": True, "ReloadScheduler": True}
    _carry_out(command, [("APIerSv2.SetAccount", params)])


def _mend_item(command: Command, difference: Difference) -> None:
    [item_id] = _parts(difference)
    use_cases.mend_item(command, int(item_id))


def _raise_charges(command: Command, difference: Difference) -> None:
    use_cases.raise_missing_charges(command, int(_parts(difference)[0]))


def _credit_charge(command: Command, difference: Difference) -> None:
    account_id, key = _parts(difference)
    use_cases.credit_charge_not_owed(command, int(account_id), key)


def _charge_addon(command: Command, difference: Difference) -> None:
    [line] = _parts(difference)
    use_cases.charge_addon(command, line)


def _payment(difference: Difference) -> tuple[str, UUID, Payment | None]:
    gateway, text = _parts(difference)
    key = UUID(text)
    return gateway, key, payment_selectors.map_payments([key]).get(key)


def _take_up_charge(command: Command, difference: Difference) -> None:
    """Book a charge that nobody here knew, where its card tells whose it is; else give it back."""
    gateway, key, _ = _payment(difference)
    charge = payments.find_gateway_charges(gateway, [key])[key]
    payer = insight_reconciliation.find_payer(gateway, charge)
    if payer.account_id is None:
        _give_back(gateway, key)
        return
    card = payment_selectors.find_card_of(payer.account_id, gateway, charge.card_reference)
    payment_use_cases.adopt_charge(command, FoundCharge(payer.account_id, card, gateway, charge))


def _give_back_what_we_do_not_count(_command: Command, difference: Difference) -> None:
    gateway, key, payment = _payment(difference)
    held = (
        Decimal(0)
        if payment is None
        else insight_reconciliation.describe_payment(payment, settling_since=payment.created_at).held
    )
    _give_back(gateway, key, but=held)


def _give_back(gateway: str, key: UUID, *, but: Decimal = Decimal(0)) -> None:
    """Have a gateway give back all that it holds of a charge but so much; of two at once it does one only."""
    charge = payments.find_gateway_charges(gateway, [key])[key]
    refund_key = gateway_key(f"reconciled:{key}", len(charge.refunds))
    answer = payments.give_back_at_gateway(gateway, refund_key, key, charge.held - but)
    if answer.outcome is not GatewayOutcome.DONE:
        raise RefundRefusedError(f"{answer.reason} Nothing was given back.")


def _settle_payment(command: Command, difference: Difference) -> None:
    _, _, payment = _payment(difference)
    if payment is None:
        return
    if payment.state in OPEN_PAYMENT_STATES:
        payments.settle_payment(command, payment.pk)
    for refund in payment_selectors.list_open_refunds(payment.pk):
        payment_use_cases.conclude_refund(command, refund.pk, payments.ask_for_refund(refund))


def _book_given_back(command: Command, difference: Difference) -> None:
    gateway, key, payment = _payment(difference)
    if payment is None:
        return
    charge = payments.find_gateway_charges(gateway, [key]).get(key)
    ours = insight_reconciliation.describe_payment(payment, settling_since=payment.created_at)
    there = charge.held if charge is not None and charge.currency == payment.currency else Decimal(0)
    known = {refund_key for refund_key, _, _ in ours.refunds}
    strange = [refund.reference for refund in charge.refunds if str(refund.key) not in known] if charge else []
    payment_use_cases.note_given_back(
        command, payment.pk, held_here=ours.held, held_there=there, reference=next(iter(strange), "")
    )


def _refund(command: Command, difference: Difference) -> None:
    _, _, payment = _payment(difference)
    if payment is not None:
        payments.refund_all_that_is_left(command, payment.pk, command.reason)


_BUSY = "Something is under way with the account {} of the charging system; mend it when that has ended."
# What an account must be to us still when it is mended; else it must be of a service.
_STANDINGS = {
    DifferenceKind.OCS_ACCOUNT_MISSING: Standing.LIVE,
    DifferenceKind.OCS_ACCOUNT_UNEXPLAINED: Standing.NOBODYS,
    DifferenceKind.OCS_ACCOUNT_OUTLIVED: Standing.REMOVED,
}
_ACTIONS: dict[DifferenceKind, Callable[[Command, Difference], None]] = {
    DifferenceKind.OCS_ACCOUNT_MISSING: _set_up_account,
    DifferenceKind.OCS_ACCOUNT_UNEXPLAINED: _remove_account,
    DifferenceKind.OCS_ACCOUNT_OUTLIVED: _remove_account,
    DifferenceKind.OCS_ACCOUNT_ENABLED: _switch_account,
    DifferenceKind.OCS_ACCOUNT_DISABLED: _switch_account,
    DifferenceKind.OCS_BALANCE_MISSING: _grant_balance,
    DifferenceKind.OCS_BALANCE_UNEXPLAINED: _remove_balance,
    DifferenceKind.OCS_BALANCE_ALTERED: _set_balance_back,
    DifferenceKind.OCS_PLAN_MISSING: _set_plan,
    DifferenceKind.OCS_PLAN_UNEXPLAINED: _leave_plan,
    DifferenceKind.ITEM_NOT_ASSIGNED: _mend_item,
    DifferenceKind.ITEM_NOT_IN_TIMELINE: _mend_item,
    DifferenceKind.ITEM_AT_ENDED_SERVICE: _mend_item,
    DifferenceKind.ITEM_RESERVED_FOR_NOTHING: _mend_item,
    DifferenceKind.ITEM_NOT_RESERVED: _mend_item,
    DifferenceKind.CHARGE_MISSING: _raise_charges,
    DifferenceKind.CHARGE_NOT_OWED: _credit_charge,
    DifferenceKind.ADDON_NOT_CHARGED: _charge_addon,
    DifferenceKind.PAYMENT_UNKNOWN_HERE: _take_up_charge,
    DifferenceKind.PAYMENT_CAPTURED_THERE: _give_back_what_we_do_not_count,
    DifferenceKind.PAYMENT_UNSETTLED: _settle_payment,
    DifferenceKind.PAYMENT_HELD_LESS: _book_given_back,
    DifferenceKind.PAYMENT_HELD_MORE: _give_back_what_we_do_not_count,
    DifferenceKind.PAYMENT_FOR_NOTHING: _refund,
}
