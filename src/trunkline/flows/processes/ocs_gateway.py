"""The charging system as running plays see it: each call noted before and after, limited to the job's accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings

from trunkline.charging import policies as charging_policies
from trunkline.charging import processes as charging
from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.policies import OcsAnswer
from trunkline.flows import selectors
from trunkline.flows.processes.undoing import undo_late_effect
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.commands import Actor, ActorKind, Command
from trunkline.provisioning import selectors as jobs
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.errors import JobTokenInvalidError, OutsideJobError
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import MADE_MARK


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
            undo_late_effect(command, effect_id)
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
    return f"{MADE_MARK if is_made else 'ocs:'}{account or call.get('Id') or call.get('ID') or ''}"
