"""Faults of our own while a job is undone: the job ends where somebody sees it, with the reason, and can go on."""

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.support.orders import place_sim_order
from tests.support.people import command
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.services import place_order, start
from trunkline.flows import operations
from trunkline.flows.processes import jobs as processes
from trunkline.flows.processes import undoing
from trunkline.insight.selectors import check_invariants
from trunkline.platform.clocks import system_now
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.selectors import get_job

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
        broken.setattr(operations, "put_items_back", break_down)
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
