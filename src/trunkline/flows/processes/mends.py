"""Mending of differences: looked at again, noted with who wants it and why, done, and looked at once more."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from trunkline.charging import processes as charging
from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.policies import is_done_already
from trunkline.flows.processes.reconciliation import examine, is_restored
from trunkline.flows.use_cases import reconciliation as use_cases
from trunkline.insight import selectors as insight
from trunkline.insight import use_cases as records
from trunkline.insight.errors import DifferenceGoneError
from trunkline.insight.models import REASON_MAX, Mend
from trunkline.insight.operations import beliefs
from trunkline.insight.policies.differences import Difference, read_subject
from trunkline.insight.policies.ocs_differences import OcsCall, grant_call, plan_calls, set_up_calls
from trunkline.insight.states import DifferenceKind, MendState
from trunkline.kernel.time import format_instant
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
    InvalidInputError, IdempotencyKeyReusedError, OcsUnavailableError, GatewayUnavailableError, RefundRefusedError, or
    what a part of it is refused by.
    """
    require_text(command.reason, "reason", REASON_MAX)
    known = require_choice(kind, "kind", DifferenceKind)
    read_subject(subject)
    mark = _mark(command)
    command = command.without_key()
    # Whoever comes second finds that it is gone.
    with held_alone(f"mend:{subject}"):
        former = None if mark is None else insight.find_mend_asked_as(mark)
        if former is not None and (former.kind, former.subject, former.reason) != (known, subject, command.reason):
            raise IdempotencyKeyReusedError("Send a new Idempotency-Key, or the very request that this was used for.")
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
        records.conclude_mend(command, mend_id, is_mended=_find(known, subject, at=command.at) is None)
    return insight.get_mend(mend_id)


def _mark(command: Command) -> str | None:
    key = command.idempotency_key
    return None if key is None else hashlib.sha256(f"{command.actor} {key}".encode()).hexdigest()


def _find(kind: DifferenceKind, subject: str, *, at: datetime) -> Difference | None:
    found = (row for row in examine(subject, at=at) if (row.kind, row.subject) == (kind, subject))
    return next(found, None)


def _parts(difference: Difference) -> list[str]:
    return read_subject(difference.subject)[1]


def _carry_out(command: Command, calls: list[OcsCall]) -> None:
    for method, params in calls:
        answer = charging.call(method, params, at=command.at, reference=f"mend, {command.actor}")
        if answer.error is not None and not is_done_already(method, answer.error):
            raise OcsUnavailableError(f"The charging system refused {method}: {answer.error}", is_outcome_unknown=False)


def _remove_account(command: Command, difference: Difference) -> None:
    [name] = _parts(difference)
    _carry_out(command, [("APIerSv2.RemoveAccount", {"Account": name, "ReloadScheduler": True})])


def _set_up_account(command: Command, difference: Difference) -> None:
    [name] = _parts(difference)
    expected = beliefs.expect_accounts([name], is_restored=is_restored())[name]
    _carry_out(command, set_up_calls(expected, at=command.at))


def _switch_account(command: Command, difference: Difference) -> None:
    [name] = _parts(difference)
    is_disabled = difference.kind == DifferenceKind.OCS_ACCOUNT_ENABLED
    params = {"Account": name, "ExtraOptions": {"Disabled": is_disabled}, "ReloadScheduler": True}
    _carry_out(command, [("APIerSv2.SetAccount", params)])


def _grant_balance(command: Command, difference: Difference) -> None:
    name, balance_type, balance_id = _parts(difference)
    key = (balance_type, balance_id)
    expected = beliefs.expect_accounts([name], is_restored=is_restored())[name]
    if key in expected.grants:
        _carry_out(command, [grant_call(name, key, expected.grants[key])])


def _remove_balance(command: Command, difference: Difference) -> None:
    name, balance_type, balance_id = _parts(difference)
    for row in _balances(name, balance_type, balance_id, at=command.at):
        params = {"Account": name, "BalanceType": balance_type, "Balance": {"UUID": row["Uuid"]}}
        _carry_out(command, [("APIerSv2.RemoveBalances", params)])


def _set_balance_back(command: Command, difference: Difference) -> None:
    name, balance_type, balance_id = _parts(difference)
    grant = beliefs.expect_accounts([name], is_restored=is_restored())[name].grants.get((balance_type, balance_id))
    if grant is None:
        return
    for row in _balances(name, balance_type, balance_id, at=command.at):
        value = Decimal(str(row["Value"]))
        balance: dict[str, Any] = {"ID": balance_id, "Value": value if grant.value is None else min(value, grant.value)}
        if grant.is_exact:
            balance["ExpiryTime"] = "*unlimited" if grant.ends_at is None else format_instant(grant.ends_at)
        params = {"Account": name, "BalanceType": balance_type, "Balance": balance}
        _carry_out(command, [("APIerSv2.SetBalance", params)])


def _balances(name: str, balance_type: str, balance_id: str, *, at: datetime) -> list[dict[str, Any]]:
    answer = charging.call("APIerSv2.GetAccount", {"Account": name}, at=at)
    rows = ((answer.result or {}).get("BalanceMap") or {}).get(balance_type) or []
    return [row for row in rows if row["ID"] == balance_id]


def _set_plan(command: Command, difference: Difference) -> None:
    name, _, plan_id = _parts(difference)
    params = beliefs.expect_accounts([name], is_restored=is_restored())[name].plans.get(plan_id)
    if params is not None:
        _carry_out(command, plan_calls(name, plan_id, params))


def _leave_plan(command: Command, difference: Difference) -> None:
    name, _, plan_id = _parts(difference)
    answer = charging.call("APIerSv2.GetAccountActionPlan", {"Account": name}, at=command.at)
    kept = sorted({plan["ActionPlanId"] for plan in answer.result or []} - {plan_id})
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
    payer = insight.find_payer(gateway, charge)
    if payer.account_id is None:
        _give_back(gateway, key)
        return
    card = payment_selectors.find_card_of(payer.account_id, gateway, charge.card_reference)
    payment_use_cases.adopt_charge(command, FoundCharge(payer.account_id, card, gateway, charge))


def _give_back_what_we_do_not_count(_command: Command, difference: Difference) -> None:
    gateway, key, payment = _payment(difference)
    held = Decimal(0) if payment is None else insight.describe_payment(payment, settling_since=payment.created_at).held
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
    ours = insight.describe_payment(payment, settling_since=payment.created_at)
    there = charge.held if charge is not None and charge.currency == payment.currency else Decimal(0)
    known = {refund_key for refund_key, _, _ in ours.refunds}
    strange = [refund.reference for refund in charge.refunds if str(refund.key) not in known] if charge else []
    payment_use_cases.note_given_back(command, payment.pk, ours.held - there, next(iter(strange), ""))


def _refund(command: Command, difference: Difference) -> None:
    _, _, payment = _payment(difference)
    if payment is not None:
        payments.refund_all_that_is_left(command, payment.pk, command.reason)


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
