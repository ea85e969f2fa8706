"""Renewals step by step: paid first, delivered then; each step can be taken again after a crash."""

from datetime import datetime
from typing import Any

import structlog

from trunkline.catalog.policies.allowances import allowances_of
from trunkline.charging import processes as charging
from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.policies import NOT_FOUND, OcsAnswer, is_done_already
from trunkline.flows.processes.balances import ocs_account_of
from trunkline.flows.selectors import list_foreign_plan_ids
from trunkline.flows.use_cases import renewals
from trunkline.instances.models import Configuration, Renewal
from trunkline.instances.selectors import renewals as renewal_selectors
from trunkline.instances.selectors import services as service_selectors
from trunkline.instances.states import RenewalState
from trunkline.kernel.time import format_instant
from trunkline.ocs.states import ActionIdentifier
from trunkline.payments import processes as payments
from trunkline.payments import selectors as payment_selectors
from trunkline.payments.errors import GatewayUnavailableError, RefundRefusedError
from trunkline.payments.states import OPEN_PAYMENT_STATES
from trunkline.platform.commands import Command
from trunkline.platform.queue import PutOffError
from trunkline.provisioning.selectors import list_jobs_in_hand
from trunkline.provisioning.use_cases import TURN_POLL_SECONDS

# Charging, delivering, giving back, trying at once what was put off: more steps than these are never needed at once.
_STEPS_MAX = 6
# How often gateway and charging system are asked again while they are away.
_OUTAGE_POLL_SECONDS = 60.0
_GRANTING = frozenset({ActionIdentifier.TOP_UP, ActionIdentifier.TOP_UP_RESET, ActionIdentifier.SET_BALANCE})

_log = structlog.get_logger("trunkline.jobs")


def carry_out_in_turn(command: Command, renewal_id: int) -> None:
    """This will take a renewal as far as it can be taken, as `carry_out_renewal`, from the queue.

    Raises PutOffError while a job of the service is under way, whose worker can only be lost and whose undoing would
    take back what is granted meanwhile; and while gateway or charging system are away: that is no failure, and ends.
    """
    in_hand = list_jobs_in_hand(renewal_selectors.get_renewal(renewal_id).instance_id).first()
    if in_hand is not None:
        raise PutOffError(f"Job {in_hand.pk} of the same service is {in_hand.state}.", seconds=TURN_POLL_SECONDS)
    try:
        carry_out_renewal(command, renewal_id)
    except (OcsUnavailableError, GatewayUnavailableError) as error:
        _log.warning("renewal_waits", renewal_id=renewal_id, code=error.code, detail=error.detail)
        raise PutOffError(error.detail, seconds=_OUTAGE_POLL_SECONDS) from error


def carry_out_renewal(command: Command, renewal_id: int) -> None:
    """This will take a renewal as far as it can be taken at the command's time.

    Raises OcsUnavailableError or GatewayUnavailableError; then it goes on from there next time.
    """
    for _ in range(_STEPS_MAX):
        before = renewal_selectors.get_renewal(renewal_id)
        _take_step(command, before)
        after = renewal_selectors.get_renewal(renewal_id)
        is_same = (after.state, after.attempts) == (before.state, before.attempts)
        if is_same and (after.due_at == before.due_at or after.due_at > command.at):
            return


def _take_step(command: Command, renewal: Renewal) -> None:
    match RenewalState(renewal.state):
        case RenewalState.PLANNED | RenewalState.DECLINED:
            renewals.begin_renewal(command, renewal.pk)
        case RenewalState.CHARGING:
            _charge(command, renewal)
        case RenewalState.PAID:
            _deliver(command, renewal)
        case RenewalState.GIVING_BACK | RenewalState.TAKING_BACK:
            _give_back(command, renewal)
        case _:
            pass


def _charge(command: Command, renewal: Renewal) -> None:
    if renewal.payment is None:
        raise RuntimeError(f"Renewal {renewal.pk} is being charged without a payment.")
    payment = payment_selectors.get_payment(renewal.payment.pk)
    answer = None
    if payment.state in OPEN_PAYMENT_STATES:
        # Whoever asked before may have died: of that only the gateway knows.
        answer = payments.ask_for_charge(payment, is_first=False)
    renewals.conclude_renewal_charge(command, renewal.pk, answer)


def _deliver(command: Command, renewal: Renewal) -> None:
    service = service_selectors.get_current_service(renewal.instance_id)
    failure = None if service.instance.retired_at else _grant(service, renewal, at=command.at)
    if failure is None:
        renewals.complete_renewal(command, renewal.pk)
    else:
        renewals.refuse_delivery(command, renewal.pk, failure)


def _give_back(command: Command, renewal: Renewal) -> None:
    """Take away what was granted for the period, then refund what was paid for it."""
    service = service_selectors.get_current_service(renewal.instance_id)
    account = ocs_account_of(service)
    if account is not None:
        _take_away(account, _mark(service, renewal), at=command.at, reference=_reference(renewal))
    if renewal.payment is not None:
        reason = renewal.failure or "The service has ended."
        try:
            payments.refund_all_that_is_left(command, renewal.payment.pk, reason)
        except RefundRefusedError as refusal:
            renewals.put_off_giving_back(command, renewal.pk, refusal.detail)
            return
    renewals.conclude_giving_back(command, renewal.pk)


def _take_away(account: str, mark: str, *, at: datetime, reference: str) -> None:
    """Remove the balances of one period, as they stand there: the product may grant others by now."""
    shown = charging.call("APIerSv2.GetAccount", {"Account": account}, at=at)
    if shown.error is not None:
        if shown.error != NOT_FOUND:
            raise OcsUnavailableError(
                f"The charging system does not show {account}: {shown.error}", is_outcome_unknown=False
            )
        return
    for kind, balances in (shown.result["BalanceMap"] or {}).items():
        for balance_id in [balance["ID"] for balance in balances if balance["ID"].endswith(mark)]:
            call = {"Account": account, "BalanceType": kind, "Balance": {"ID": balance_id}}
            error = charging.call("APIerSv2.RemoveBalances", call, at=at, reference=reference).error
            if error is not None and not is_done_already("APIerSv2.RemoveBalances", error):
                raise OcsUnavailableError(
                    f"The charging system does not remove {balance_id}: {error}", is_outcome_unknown=False
                )


def _mark(service: Configuration, renewal: Renewal) -> str:
    """How the ids of a period's balances end: what tells them from any others."""
    return f"_{service.instance.key}_{renewal.starts_on}"


def _grants(service: Configuration, renewal: Renewal) -> list[dict[str, Any]]:
    """What is granted for a period, as calls of AddBalance: each allowance as a balance of its own until it ends.

    What is left of the period before is used first, as it ends first, and ends by itself.
    """
    account, product = ocs_account_of(service), service.product
    if account is None or product is None:
        return []
    allowances = allowances_of(product.provisioning_variables, product.category)
    return [
        {
            "Account": account,
            "BalanceType": allowance.balance_type,
            "Balance": {
                "ID": f"{allowance.name}{_mark(service, renewal)}",
                "Value": allowance.value,
                "ExpiryTime": format_instant(renewal.ends_at),
                "Weight": allowance.weight,
                "DestinationIDs": "*any",
            },
            # Should two do this at once, or again, the balance is set twice to the same, not added up.
            "Overwrite": True,
        }
        for allowance in allowances
    ]


def _reference(renewal: Renewal) -> str:
    return f"renewal:{renewal.public_id}"


def _grant(service: Configuration, renewal: Renewal, *, at: datetime) -> str | None:
    """Have the charging system hold the period's allowances; the reason when it refuses.

    A balance is known by its period: one that is there already was granted by this very renewal.
    """
    grants = _grants(service, renewal)
    if not grants:
        return None
    account = grants[0]["Account"]
    shown = charging.call("APIerSv2.GetAccount", {"Account": account}, at=at)
    if shown.error is not None:
        return f"The charging system has no account {account}." if shown.error == NOT_FOUND else shown.error
    if _is_granted_by_a_plan(service, account, at=at):
        return None
    for grant in grants:
        present = (shown.result["BalanceMap"] or {}).get(grant["BalanceType"]) or []
        if any(balance["ID"] == grant["Balance"]["ID"] for balance in present):
            continue
        granted = charging.call("APIerSv2.AddBalance", grant, at=at, reference=_reference(renewal))
        if granted.error is not None:
            return f"The charging system refused {grant['Balance']['ID']}: {granted.error}"
    return None


def _is_granted_by_a_plan(service: Configuration, account: str, *, at: datetime) -> bool:
    """Whether an action plan that a play has given the account grants balances: then the renewal only charges.

    The plan of a service grants nothing for what adds to it, nor the other way round.
    """
    own, added = list_foreign_plan_ids(service)
    plans = [
        plan
        for plan in _result(charging.call("APIerSv2.GetAccountActionPlan", {"Account": account}, at=at)) or []
        if (plan["ActionPlanId"] in own if service.parent_id else plan["ActionPlanId"] not in added - own)
    ]
    ids = sorted({plan["ActionsId"] for plan in plans})
    if not ids:
        return False
    lists = _result(charging.call("APIerSv2.GetActions", {"ActionIDs": ids}, at=at)) or {}
    return any(action["ActionType"] in _GRANTING for actions in lists.values() for action in actions)


def _result(answer: OcsAnswer) -> Any:
    """What was answered; that it is unknown there counts as nothing, but not that it cannot be told."""
    if answer.error not in {None, NOT_FOUND}:
        raise OcsUnavailableError(f"The charging system answered: {answer.error}", is_outcome_unknown=False)
    return answer.result
