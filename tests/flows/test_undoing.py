"""Faults of our own while a job is undone: the job ends where somebody sees it, with the reason, and can go on."""

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.support.orders import place_sim_order
from tests.support.people import command
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.services import place_order, stage_service, start
from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.operations import items
from trunkline.flows.processes import jobs as processes
from trunkline.flows.processes import undoing
from trunkline.flows.use_cases import provisioning as endings
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.kernel.errors import InvalidTransitionError
from trunkline.platform.clocks import system_now
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.selectors import get_job, list_effects_to_undo

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]
NOTED = [{"result": {"BalanceMap": {"*data": [{}]}}, "error": None}]
GRANT = {"Tenant": "cgrates.org", "Account": "x", "BalanceType": "*data"}


def lose(job_id: int) -> None:
    ProvisioningJob.objects.filter(pk=job_id).update(lease_until=system_now() - timedelta(seconds=1))


def violations() -> list[str]:
    return [violation for result in check_invariants() for violation in result.violations]


def with_a_note_that_nobody_can_read() -> Attempt:
    """A charging system that answered in another shape than it should: the note lacks what undoing needs."""
    attempt = start(place_order())
    request = {"method": "APIerSv2.RemoveBalances", "params": GRANT}
    provisioning.intend_call(command(), attempt.job.pk, attempt.number, "ocs:x", request, NOTED)
    return attempt


def test_a_call_whose_undoing_breaks_has_a_job_need_attention_with_the_reason() -> None:
    attempt = with_a_note_that_nobody_can_read()
    job_id = attempt.job.pk
    lose(job_id)
    with capture_logs() as logs:
        processes.run_provisioning_job(job_id)
    assert get_job(job_id).state == "needs_attention"
    [effect] = Effect.objects.filter(job_id=job_id)
    assert (effect.state, effect.failure) == ("undo_failed", f"APIerSv2.RemoveBalances: {undoing.INTERNAL_ERROR}")
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["undo_failed_internally"]
    assert violations() == []


def test_a_job_that_was_undone_but_cannot_be_ended_needs_attention_until_it_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sold = place_sim_order()
    job = ProvisioningJob.objects.get(order_line__order_id=sold.order_id)
    start(job)
    lose(job.pk)
    ProvisioningJob.objects.filter(pk=job.pk).update(runs=2)

    def break_down(_line: Any) -> None:
        raise KeyError("an item")

    with monkeypatch.context() as broken, capture_logs() as logs:
        broken.setattr(items, "put_items_back", break_down)
        processes.run_provisioning_job(job.pk)
    found = get_job(job.pk)
    assert (found.state, found.order_line.state) == ("needs_attention", "provisioning")
    assert processes.INTERNAL_ERROR in found.failure
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["job_not_ended"]
    assert violations() == []
    provisioning.undo_again(command(), job.pk)
    processes.run_provisioning_job(job.pk)
    assert get_job(job.pk).state == "failed"
    assert violations() == []


def overtaken(target: str) -> tuple[Attempt, int]:
    """A call whose run was lost and undone while the charging system was slow; the job runs once more."""
    attempt = start(place_order())
    effect_id = provisioning.intend_call(
        command(), attempt.job.pk, attempt.number, target, {"method": "ApierV1.AddBalance", "params": GRANT}, NOTED
    )
    lose(attempt.job.pk)
    number = provisioning.take_over(command(), attempt.job.pk)
    assert number is not None
    provisioning.conclude_undo(command(), effect_id, number, "")
    return provisioning.restart_attempt(command(), attempt.job.pk, number), effect_id


def test_a_call_that_comes_when_a_later_run_is_under_way_is_not_undone_over_it_and_the_run_fails() -> None:
    later, effect_id = overtaken("ocs:x")
    assert not provisioning.conclude_call(command(), effect_id, {"result": "OK"}, was_refused=False)
    undoing.undo_late_effect(command(), effect_id)
    effect = Effect.objects.get(pk=effect_id)
    assert (effect.state, effect.failure) == ("undo_failed", undoing.BUILT_ON)
    stage_service(later)
    with pytest.raises(JobOutcomeInvalidError):
        endings.complete_job(command(), later.job.pk, later.number)
    # Undone with the rest of the job, in its place in the journal.
    assert [left.pk for left in list_effects_to_undo(later.job.pk)] == [effect_id]


def test_what_comes_when_a_later_run_has_succeeded_is_seen_and_settled_by_hand() -> None:
    later, effect_id = overtaken("ocs:x")
    stage_service(later)
    endings.complete_job(command(), later.job.pk, later.number)
    undoing.undo_late_effect(command(), effect_id)
    job = get_job(later.job.pk)
    assert (job.state, vars(job)["left_behind"]) == ("succeeded", 1)
    [violation] = violations()
    assert str(effect_id) in violation
    endings.settle_job(command(), job.pk, "The balance was corrected by hand.")
    job = get_job(later.job.pk)
    assert (job.state, vars(job)["left_behind"], violations()) == ("succeeded", 0, [])
    with pytest.raises(InvalidTransitionError):
        endings.settle_job(command(), job.pk, "Once more.")


def test_an_account_that_only_the_lost_run_has_made_goes_though_it_comes_late() -> None:
    later, effect_id = overtaken("made:x")
    Effect.objects.filter(pk=effect_id).update(request={"method": "APIerSv2.SetAccount", "params": {"Account": "x"}})
    undoing.undo_late_effect(command(), effect_id)
    effect = Effect.objects.get(pk=effect_id)
    assert undoing.BUILT_ON not in effect.failure
    assert get_job(later.job.pk).state == "running"
