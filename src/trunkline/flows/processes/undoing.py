"""What a job has done outside is undone from its journal, the latest first."""

from datetime import datetime

from trunkline.charging import policies as charging_policies
from trunkline.charging import processes as charging
from trunkline.charging.policies import OcsAnswer
from trunkline.kernel.errors import DomainError
from trunkline.platform.commands import Command
from trunkline.provisioning import selectors as jobs
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import Effect


def undo_calls(command: Command, job_id: int) -> None:
    """This will undo a job's calls, the latest first; one that cannot be undone stops the rest, as they build on it."""
    for effect in jobs.list_effects_to_undo(job_id):
        failure = undo_call(effect, at=command.at)
        provisioning.conclude_undo(command, effect.pk, failure)
        if failure:
            return


def undo_call(effect: Effect, *, at: datetime) -> str:
    """This will undo one call of a journal and tell why it could not be done, or nothing."""
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
