"""Journeys with calls to the outside: intent row, call, outcome row; no transaction is open during a call."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from trunkline.catalog import use_cases as catalog
from trunkline.catalog.models import Product
from trunkline.catalog.operations import ProductDraft
from trunkline.charging import policies as charging_policies
from trunkline.charging import processes as charging
from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.policies import OcsAnswer
from trunkline.flows import operations, selectors
from trunkline.flows.use_cases import provisioning as endings
from trunkline.kernel.errors import DomainError
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.commands import Actor, ActorKind, Command
from trunkline.provisioning import processes as plays
from trunkline.provisioning import selectors as jobs
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.errors import JobLostError, JobTokenInvalidError, OutsideJobError
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.processes import PlayOutcome, PlayRun

ATTEMPTS_MAX = 2
GATEWAY_PATH = "/ocs"


def define_product(command: Command, draft: ProductDraft) -> int:
    """This will create a product and return its id; an enabled one is published, so its plays must be installed.

    Raises PlayMissingError, InvalidInputError or SlugTakenError.
    """
    if draft.is_enabled:
        _require_plays(draft)
    return catalog.create_product(command, draft)


def set_product_enabled(command: Command, product: Product, *, is_enabled: bool) -> None:
    """This will open a product for new orders, which publishes it, or close it; raises PlayMissingError."""
    if is_enabled:
        _require_plays(product)
    catalog.set_product_enabled(command, product.pk, is_enabled=is_enabled)


def _require_plays(product: Product | ProductDraft) -> None:
    for field in ("provisioning_play", "deprovisioning_play"):
        name = getattr(product, field)
        if name:
            plays.require_play(name, field)


def run_provisioning_job(job_id: int) -> None:
    """This will take a job to its end: run its play, then put all it said in force, or undo all that it did.

    A job whose worker died is undone, and run once more. Safe to call again at any time.
    """
    command = _command_of(job_id)
    attempt = provisioning.start_attempt(command, job_id)
    if attempt is None:
        if not provisioning.take_over(command, job_id):
            return
        lost = jobs.get_job(job_id)
        with _signs_of_life(command, job_id, lost.attempt):
            _undo_calls(command, job_id)
        if lost.attempt >= ATTEMPTS_MAX or jobs.list_effects_to_undo(job_id):
            endings.fail_job(command, job_id)
            return
        attempt = provisioning.restart_attempt(command, job_id)
    try:
        _run(command, attempt)
    except JobLostError as error:
        structlog.get_logger().warning("job_lost", job_id=job_id, detail=error.detail)


def _run(command: Command, attempt: Attempt) -> None:
    job = jobs.get_job(attempt.job.pk)
    outcome = _play(command, job, attempt) if job.play else PlayOutcome("success", "", "")
    is_success = outcome.outcome == "success" or (outcome.outcome == "rescued" and not job.rescue_counts_as_failure)
    is_ignored = not is_success and job.play_failures_are_ignored
    if is_success or is_ignored:
        try:
            endings.complete_job(_command_of(job.pk), job.pk, attempt.number, is_failure_ignored=is_ignored)
        except JobLostError:
            raise
        except DomainError as refusal:
            outcome = PlayOutcome("failed", "", f"{refusal.title}: {refusal.detail}")
        else:
            return
    message = outcome.message or f"The play ended as {outcome.outcome}."
    if provisioning.begin_undoing(command, job.pk, attempt.number, outcome.failing_task, message):
        with _signs_of_life(command, job.pk, attempt.number):
            _undo_calls(command, job.pk)
        endings.fail_job(_command_of(job.pk), job.pk)


def _play(command: Command, job: ProvisioningJob, attempt: Attempt) -> PlayOutcome:
    product = job.order_line.product
    run = PlayRun(
        job_key=str(job.pk),
        play=job.play,
        variables={**job.variables, **operations.run_variables(job, product, attempt.token, at=command.at)},
        secrets=[attempt.token, attempt.gateway_secret],
        gateway_path=f"{GATEWAY_PATH}/{attempt.gateway_secret}",
    )
    with _signs_of_life(command, job.pk, attempt.number):
        return plays.run_play(run, lambda events: provisioning.record_log(command, job.pk, events))


@contextmanager
def _signs_of_life(command: Command, job_id: int, attempt: int) -> Iterator[None]:
    """A thread extends the lease while work goes on; once the job is another's, its play here is ended."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(settings.TRUNKLINE_HEARTBEAT_SECONDS):
            try:
                provisioning.extend_lease(command, job_id, attempt)
            except JobLostError:
                plays.cancel_play(str(job_id))
                break
            except DatabaseError as error:
                # The database may come back before the lease has ended; if not, the job is another's then.
                structlog.get_logger().warning("sign_of_life_failed", job_id=job_id, detail=str(error))
                connection.close()
        connection.close()

    thread = threading.Thread(target=beat, name=f"job-{job_id}-signs-of-life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _undo_calls(command: Command, job_id: int) -> None:
    """The calls to the OCS, the latest first; one that cannot be undone stops the rest, as they build on each other."""
    for effect in jobs.list_effects_to_undo(job_id):
        failure = _undo_call(effect, at=command.at)
        provisioning.conclude_undo(command, effect.pk, failure)
        if failure:
            return


def _undo_call(effect: Effect, *, at: datetime) -> str:
    request = effect.request
    before = [OcsAnswer(**noted) for noted in effect.before or []]
    answer = None if effect.answer is None else OcsAnswer(**effect.answer)
    try:
        for method, params in charging_policies.undo_calls(request["method"], request["params"], before, answer):
            result = charging.call(method, params, at=at)
            if result.error is not None and not charging_policies.is_done_already(method, result.error):
                return f"{method}: {result.error}"
    except (DomainError, ValueError) as error:
        return f"{request['method']}: {error}"
    return ""


def call_ocs_for_job(secret: str, method: str, params: Any) -> OcsAnswer:
    """This will make a running job's call to the OCS and keep in its journal what is needed to undo it.

    Raises JobTokenInvalidError for an unknown secret, OutsideJobError for a call or account that is not the job's,
    OcsInvalidCallError, or OcsUnavailableError.
    """
    job = jobs.get_job_by_gateway_secret(secret, system_now())
    at = business_now()
    method, call = charging_policies.normalise(method, params, settings.TRUNKLINE_OCS_TENANT)
    _check_call(job, method, call, at=at)
    if charging_policies.is_read(method):
        return charging.call(method, call, at=at)
    before = [charging.call(*read, at=at) for read in charging_policies.state_to_note(method, call)]
    command = Command(Actor(ActorKind.JOB, job.pk), at=at, reason=f"job {job.pk}")
    effect_id = provisioning.intend_call(
        command,
        job.pk,
        job.attempt,
        _target(method, call, before),
        {"method": method, "params": call},
        [asdict(noted) for noted in before],
    )
    try:
        answer = charging.call(method, call, at=at, reference=f"job {job.pk}")
    except OcsUnavailableError as error:
        if not error.is_outcome_unknown:
            never_made = asdict(OcsAnswer(error=error.detail))
            provisioning.conclude_call(command, effect_id, never_made, was_refused=True)
        raise
    if not provisioning.conclude_call(command, effect_id, asdict(answer), was_refused=answer.error is not None):
        if answer.error is None:
            failure = _undo_call(jobs.get_effect(effect_id), at=at)
            provisioning.conclude_undo(command, effect_id, failure)
        raise JobTokenInvalidError("The job has ended; nothing more may be touched.")
    return answer


def read_ocs_account(service_uuid: str | None, *, at: datetime) -> Any:
    """This will read a service's account from the OCS, or None when it has none there; raises OcsUnavailableError."""
    if not service_uuid:
        return None
    params = {"Tenant": settings.TRUNKLINE_OCS_TENANT, "Account": service_uuid}
    return charging.call("APIerSv2.GetAccount", params, at=at).result


def _check_call(job: ProvisioningJob, method: str, call: Mapping[str, Any], *, at: datetime) -> None:
    if not charging_policies.is_allowed(method):
        raise OutsideJobError(f"A play may not call {method}.")
    own = selectors.list_ocs_accounts_of_job(job)
    named = selectors.list_ocs_accounts_named_by_job(job)
    for account in charging_policies.accounts_named(method, call):
        if account in own or jobs.made_ocs_account(job.pk, account):
            continue
        is_free_to_take = account in named or _may_touch_unknown(method)
        if not is_free_to_take or _is_known(account, call, at=at):
            raise OutsideJobError(f"The account {account!r} of the charging system does not belong to the job.")


def _may_touch_unknown(method: str) -> bool:
    """An account that nobody has yet may be made, read or removed; anything else could make one in passing."""
    return charging_policies.is_read(method) or method.endswith((".SetAccount", ".RemoveAccount", ".RemoveActionPlan"))


def _is_known(account: str, call: Mapping[str, Any], *, at: datetime) -> bool:
    if account == charging_policies.EVERY_ACCOUNT:
        return True
    params = {"Tenant": call.get("Tenant", settings.TRUNKLINE_OCS_TENANT), "Account": account}
    return charging.call("APIerSv2.GetAccount", params, at=at).error != charging_policies.NOT_FOUND


def _target(method: str, call: Mapping[str, Any], before: Sequence[OcsAnswer]) -> str:
    """What the journal shows: an account that the job makes is the job's from then on."""
    account = str(call.get("Account", ""))
    is_made = method.endswith(".SetAccount") and before[0].error == charging_policies.NOT_FOUND
    return f"{'made' if is_made else 'ocs'}:{account or call.get('Id') or call.get('ID') or ''}"


def _command_of(job_id: int) -> Command:
    return Command(Actor(ActorKind.JOB, job_id), at=business_now(), reason=f"job {job_id}")
