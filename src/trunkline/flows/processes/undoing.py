"""What a job has done outside is undone from its journal, the latest first."""

from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError

from trunkline.charging import policies as charging_policies
from trunkline.charging import processes as charging
from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.policies import OcsAnswer
from trunkline.kernel.errors import DomainError
from trunkline.payments import processes as payments
from trunkline.payments.states import PaymentState
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command
from trunkline.provisioning import selectors as jobs
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import Effect
from trunkline.provisioning.states import MADE_MARK, EffectKind, JobState

BUILT_ON = "It was carried out after its run had ended, when a later run was under way or done."
INTERNAL_ERROR = "An error of Trunkline's own; the log of the process tells which."
# So long a job waits for a charging system that is away: to be run, and to be undone.
OCS_PATIENCE = timedelta(hours=1)

_log = structlog.get_logger("trunkline.jobs")


def undo_calls(command: Command, job_id: int, attempt: int) -> None:
    """This will undo a job's calls, the latest first; one that cannot be undone stops the rest, as they build on it.

    Raises JobLostError when another worker undoes the job; asked before each call, as that may be the other's already.
    Raises OcsUnavailableError for an hour while the charging system is away: it goes on from there when taken up again.
    """
    for effect in jobs.list_effects_to_undo(job_id):
        provisioning.extend_lease(command, job_id, attempt)
        try:
            failure = undo_effect(command, effect)
        except OcsUnavailableError as error:
            since = jobs.undone_since(job_id)
            if since is not None and system_now() < since + OCS_PATIENCE:
                raise
            failure = _failure(effect, error)
        provisioning.conclude_undo(command, effect.pk, attempt, failure)
        if failure:
            return


def undo_late_effect(command: Command, effect_id: int) -> None:
    """This will undo a call that was carried out when its run had ended already, and note how.

    Whoever made the call undoes it. A call to an account that a later run builds on, or has built on, stays: what was
    there before it may be long gone. The later run is then not put in force, or somebody must see to it.
    """
    effect = jobs.get_effect(effect_id)
    state = jobs.get_job(effect.job_id).state
    is_own = effect.kind == EffectKind.CARD_CHARGED or effect.target.startswith(MADE_MARK)
    has_run = state in {JobState.RUNNING, JobState.PREPARED, JobState.SUCCEEDED, JobState.IGNORED}
    is_built_on = has_run and not is_own
    try:
        failure = BUILT_ON if is_built_on else undo_effect(command, effect)
    except OcsUnavailableError as error:
        failure = _failure(effect, error)
    provisioning.conclude_late_undo(command, effect_id, failure)


def undo_effect(command: Command, effect: Effect) -> str:
    """This will undo one entry of a journal, a call or a card charge, and tell why it could not be done, or nothing.

    Raises OcsUnavailableError when the charging system is away.
    """
    is_charge = effect.kind == EffectKind.CARD_CHARGED
    try:
        return _undo_card_charge(command, effect) if is_charge else _undo_call(effect, at=command.at)
    except (OperationalError, InterfaceError, OcsUnavailableError):
        # The database is away: the job is found by its lease when it is back. Likewise the charging system.
        raise
    except Exception:  # noqa: BLE001  # raised, it would have the job taken over and undone again without end
        _log.exception("undo_failed_internally", job_id=effect.job_id, effect_id=effect.pk)
        return f"{effect.target if is_charge else effect.request['method']}: {INTERNAL_ERROR}"


def _undo_card_charge(command: Command, effect: Effect) -> str:
    """The gateway is asked first what became of a charge of unknown outcome; then nothing more can come of it."""
    payment_id = effect.request["payment_id"]
    try:
        payment = payments.settle_payment(command, payment_id)
        if payment.state == PaymentState.CAPTURED:
            payments.refund_all_that_is_left(command, payment_id, f"job {effect.job_id} is undone")
    except DomainError as error:
        return f"{error.title}: {error.detail}"
    return ""


def _undo_call(effect: Effect, *, at: datetime) -> str:
    request = effect.request
    before = [OcsAnswer(**noted) for noted in effect.before or []]
    answer = None if effect.answer is None else OcsAnswer(**effect.answer)
    try:
        for method, params in charging_policies.undo_calls(request["method"], request["params"], before, answer):
            result = charging.call(method, params, at=at)
            if result.error is not None and not charging_policies.is_done_already(method, result.error):
                return f"{method}: {result.error}"
    except OcsUnavailableError:
        raise
    except (DomainError, ValueError) as error:
        return _failure(effect, error)
    return ""


def _failure(effect: Effect, error: Exception) -> str:
    return f"{effect.request['method']}: {error}"
