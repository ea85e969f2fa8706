"""What people can do about a job that failed or was left half undone, and who has a job in hand meanwhile."""

import json
import threading
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.support.doors import ask, bearer, make_token
from tests.support.goods import make_item, make_product, make_specification
from tests.support.orders import place_sim_order
from tests.support.people import command, make_account, make_brand
from tests.support.races import race
from tests.support.services import (
    make_failed_job,
    make_service,
    make_stuck_job,
    order_product,
    place_order,
    stage_service,
    start,
)
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from trunkline.catalog.use_cases import products as catalog
from trunkline.flows.processes import jobs as processes
from trunkline.flows.processes.undoing import undo_calls
from trunkline.flows.use_cases import provisioning as endings
from trunkline.flows.use_cases import services
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.kernel.errors import InvalidInputError, InvalidTransitionError
from trunkline.ocs.models import OcsAccount
from trunkline.parties.states import Role
from trunkline.platform.clocks import system_now
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.errors import JobLostError
from trunkline.provisioning.models import Effect, JobEvent, ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.selectors import get_job
from trunkline.provisioning.states import TRIAL_PASSED
from trunkline.stock.errors import ItemNotAvailableError
from trunkline.stock.models import StockItem


def lose(job_id: int) -> None:
    ProvisioningJob.objects.filter(pk=job_id).update(lease_until=system_now() - timedelta(seconds=1))


def states(job: ProvisioningJob) -> tuple[str, str, str]:
    job = get_job(job.pk)
    return job.state, job.order_line.state, job.order_line.order.state


def effect_states(job: ProvisioningJob) -> list[str]:
    return list(Effect.objects.filter(job=job).order_by("pk").values_list("state", flat=True))


def violations() -> list[str]:
    return [violation for result in check_invariants() for violation in result.violations]


@pytest.fixture
def network() -> dict[str, str]:
    return bearer(make_token(Role.NETWORK))


def call(method: str, path: str, headers: dict[str, str], body: object = b"") -> tuple[int, Any]:
    answer = ask(method, path, body, headers)
    return answer.status_code, json.loads(answer.content)


def test_a_job_that_needs_attention_tells_what_is_left_and_nothing_more(network: dict[str, str]) -> None:
    job = make_stuck_job(calls=3)
    status, document = call("GET", f"/api/v1/jobs/{job.pk}", network)
    assert (status, document["state"], document["left_behind"], document["is_trial"]) == (
        200,
        "needs_attention",
        3,
        False,
    )
    status, journal = call("GET", f"/api/v1/jobs/{job.pk}/journal", network)
    assert status == 200
    assert [(row["state"], row["is_left"], row["failure"]) for row in journal["data"]] == [
        ("done", True, ""),
        ("done", True, ""),
        ("undo_failed", True, "The engine does not answer."),
    ]
    assert {row["method"] for row in journal["data"]} == {"ApierV2.SetAccount"}
    assert all(
        set(row) == {"id", "attempt", "kind", "method", "target", "state", "is_left", "failure", "at"}
        for row in journal["data"]
    )


def test_what_could_not_be_undone_is_undone_when_it_is_asked_for_again(network: dict[str, str]) -> None:
    job = make_stuck_job(calls=2)
    status, document = call("POST", f"/api/v1/jobs/{job.pk}/undo", network, {})
    assert (status, document["state"], document["status"]) == (200, "undoing", 1)
    processes.run_provisioning_job(job.pk)
    assert states(job) == ("failed", "failed", "failed")
    assert effect_states(job) == ["undone", "undone"]
    after = get_job(job.pk)
    assert (after.failure, after.failing_task, after.attempt, after.runs) == ("It failed.", "a task", 2, 1)
    assert violations() == []


def test_what_cannot_be_undone_again_needs_attention_again() -> None:
    job = make_stuck_job()
    Effect.objects.filter(job=job).update(before=[{"result": None, "error": "SERVER_ERROR"}])
    provisioning.undo_again(command(), job.pk)
    processes.run_provisioning_job(job.pk)
    assert states(job) == ("needs_attention", "provisioning", "placed")
    assert effect_states(job) == ["undo_failed"]
    processes.run_provisioning_job(job.pk)
    assert get_job(job.pk).attempt == 2
    assert violations() == []


def test_who_settled_what_was_left_and_why_is_kept(network: dict[str, str]) -> None:
    specification = make_specification()
    item = make_item(specification)
    job = order_product(
        make_product(resource_names=[specification.name]),
        make_account(make_brand()),
        picks={specification.name: item.pk},
    )
    attempt = start(job)
    made = provisioning.intend_call(command(), job.pk, 1, "made:x", {"method": "m"}, [])
    provisioning.begin_undoing(command(), job.pk, 1, "", "It failed.")
    provisioning.conclude_undo(command(), made, attempt.number, "No answer.")
    endings.fail_job(command(), job.pk, attempt.number)
    assert StockItem.objects.get(pk=item.pk).state == "Reserved"
    path = f"/api/v1/jobs/{job.pk}/settle"
    status, document = call("POST", path, network, {"reason": "Removed the account in the engine."})
    assert (status, document["state"], document["left_behind"]) == (200, "failed", 0)
    assert states(job) == ("failed", "failed", "failed")
    assert effect_states(job) == ["settled"]
    assert StockItem.objects.get(pk=item.pk).state == "New"
    line = JobEvent.objects.filter(job=job, kind="settled").get()
    assert line.payload["reason"] == "Removed the account in the engine."
    assert line.payload["by"].startswith("staff:")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.metadata->>'reason', c.metadata->>'use_case' FROM provisioning_provisioningjobversion v"
            " JOIN pghistory_context c ON c.id = v.pgh_context_id"
            " WHERE v.pgh_obj_id = %s AND v.state = 'failed' ORDER BY v.pgh_id DESC LIMIT 1",
            [job.pk],
        )
        assert cursor.fetchone() == ("Removed the account in the engine.", "flows.settle_job")
    assert violations() == []


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 2001, "a\x00b", "\ud800"])
def test_a_job_is_not_settled_without_a_reason(reason: str) -> None:
    job = make_stuck_job()
    before = take_snapshot()
    with pytest.raises(InvalidInputError):
        endings.settle_job(command(), job.pk, reason)
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize("action", ["undo", "settle", "retry"])
def test_a_job_is_not_touched_by_hand_while_it_runs_or_when_it_succeeded(action: str, network: dict[str, str]) -> None:
    queued = place_order()
    running = start(place_order()).job
    done = start(place_order())
    stage_service(done)
    endings.complete_job(command(), done.job.pk, done.number)
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    for job in (queued, running, done.job):
        status, document = call("POST", f"/api/v1/jobs/{job.pk}/{action}", network, {"reason": "because"})
        assert (status, document["code"]) == (409, "invalid-transition")
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


@pytest.mark.parametrize("action", ["journal", "undo", "settle", "retry"])
def test_jobs_of_another_brand_are_not_there(action: str) -> None:
    job = make_stuck_job()
    headers = bearer(make_token(Role.NETWORK, make_brand()))
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    method = "GET" if action == "journal" else "POST"
    status, document = call(method, f"/api/v1/jobs/{job.pk}/{action}", headers, {"reason": "because"})
    assert (status, document["code"]) == (404, "job-not-found")
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


def fail(attempt: Attempt) -> None:
    provisioning.begin_undoing(command(), attempt.job.pk, attempt.number, "a task", "It failed.")
    endings.fail_job(command(), attempt.job.pk, attempt.number)


def test_a_failed_order_is_provisioned_again_with_its_items_at_its_price(network: dict[str, str]) -> None:
    sold = place_sim_order()
    job = sold.job
    fail(start(job))
    assert sold.item_states() == {"New"}
    catalog.set_product_enabled(command(), job.order_line.product_id, is_enabled=False)
    status, document = call("POST", f"/api/v1/jobs/{job.pk}/retry", network, {})
    assert (status, document["state"], document["failure"], document["finished_at"]) == (200, "queued", "", None)
    assert states(job) == ("queued", "provisioning", "placed")
    assert sold.item_states() == {"Reserved"}
    second = start(job)
    assert (second.number, second.job.runs) == (2, 1)
    stage_service(second)
    endings.complete_job(command(), job.pk, second.number)
    assert states(job) == ("succeeded", "done", "completed")
    assert violations() == []


def test_a_failed_order_is_not_provisioned_again_without_its_items() -> None:
    sold = place_sim_order()
    fail(start(sold.job))
    item = sold.items["SIM Card"]
    other = order_product(
        make_product(resource_names=[item.specification.name]),
        make_account(make_brand()),
        picks={item.specification.name: item.pk},
    )
    before = take_snapshot()
    with pytest.raises(ItemNotAvailableError):
        endings.retry_job(command(), sold.job.pk)
    assert differences(before, take_snapshot()) == []
    fail(start(other))
    endings.retry_job(command(), sold.job.pk)
    assert sold.item_states() == {"Reserved"}


def test_the_failed_end_of_a_service_is_not_tried_again_beside_a_newer_one() -> None:
    service = make_service()
    ProvisioningJob.objects.get(order_line__order_id=services.end_service(command(), service.pk))
    first = ProvisioningJob.objects.get(order_line__order__lines__instance=service, kind="deprovision")
    fail(start(first))
    services.end_service(command(), service.pk)
    before = take_snapshot()
    with pytest.raises(Exception, match="is under way"):
        endings.retry_job(command(), first.pk)
    assert differences(before, take_snapshot()) == []


def test_of_two_who_try_again_at_once_one_is_told_that_it_is_done(owner_connection: psycopg.Connection) -> None:
    job = make_failed_job()
    lock = f"SELECT 1 FROM provisioning_provisioningjob WHERE id = {job.pk} FOR UPDATE"
    results = race(owner_connection, lock, [lambda: endings.retry_job(command(), job.pk)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["InvalidTransitionError", "int"]
    assert ProvisioningJob.objects.get(pk=job.pk).state == "queued"


def test_settling_and_undoing_at_once_end_in_one_of_them(owner_connection: psycopg.Connection) -> None:
    job = make_stuck_job()
    lock = f"SELECT 1 FROM provisioning_provisioningjob WHERE id = {job.pk} FOR UPDATE"
    results = race(
        owner_connection,
        lock,
        [
            lambda: endings.settle_job(command(), job.pk, "Removed by hand."),
            lambda: provisioning.undo_again(command(), job.pk),
        ],
    )
    assert [isinstance(result, InvalidTransitionError) for result in results].count(True) == 1
    assert violations() == []


def test_a_worker_that_stalls_while_it_undoes_does_no_more_once_another_undoes() -> None:
    attempt = start(place_order())
    job_id = attempt.job.pk
    made = provisioning.intend_call(command(), job_id, attempt.number, "made:x", {"method": "m"}, [])
    provisioning.begin_undoing(command(), job_id, attempt.number, "a task", "It failed.")
    lose(job_id)
    assert provisioning.take_over(command(), job_id) == 2
    before = take_snapshot()
    for stale in (
        lambda: provisioning.conclude_undo(command(), made, attempt.number, ""),
        lambda: endings.fail_job(command(), job_id, attempt.number),
        lambda: provisioning.extend_lease(command(), job_id, attempt.number),
        lambda: undo_calls(command(), job_id, attempt.number),
        lambda: provisioning.record_log(command(), job_id, attempt.number, [{"event": "output", "text": "late"}]),
        lambda: provisioning.restart_attempt(command(), job_id, attempt.number),
    ):
        with pytest.raises(JobLostError):
            stale()
    assert differences(before, take_snapshot()) == []
    # Its play had failed: taken over, it is undone, and not run again.
    job = get_job(job_id)
    assert (job.failure, job.failing_task, job.is_to_run_again) == ("It failed.", "a task", False)


def test_however_often_its_undoing_is_taken_over_a_lost_play_runs_once_more_and_then_fails() -> None:
    job = place_order()
    start(job)
    for takeover in range(3):
        lose(job.pk)
        assert provisioning.take_over(command(), job.pk) == 2 + takeover
        assert get_job(job.pk).is_to_run_again
    again = provisioning.restart_attempt(command(), job.pk, 4)
    assert (again.number, again.job.runs) == (5, 2)
    lose(job.pk)
    processes.run_provisioning_job(job.pk)
    assert states(job) == ("failed", "failed", "failed")
    assert get_job(job.pk).runs == 2


def test_a_fault_of_ours_at_the_end_undoes_the_job_and_does_not_run_its_play_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = place_order(provisioning_play="")

    def stumble(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("trunkline.flows.operations.charges.charge_services", stumble)
    processes.run_provisioning_job(job.pk)
    assert states(job) == ("failed", "failed", "failed")
    after = get_job(job.pk)
    assert (after.failure, after.runs) == (processes.INTERNAL_ERROR, 1)
    assert violations() == []


def test_a_trial_is_undone_though_it_could_be_put_in_force() -> None:
    job = place_order(provisioning_play="")
    ProvisioningJob.objects.filter(pk=job.pk).update(is_trial=True)
    processes.run_provisioning_job(job.pk)
    assert states(job) == ("failed", "failed", "failed")
    assert get_job(job.pk).failure == TRIAL_PASSED
    assert JobEvent.objects.filter(job=job, kind="rehearsed").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM billing_charge WHERE account_id = %s", [job.account_id])
        assert cursor.fetchone() == (0,)
    assert not OcsAccount.objects.filter(account__startswith=f"stuck_{job.pk}").exists()
    assert violations() == []


def test_a_trial_finds_what_would_be_refused_at_the_end() -> None:
    job = place_order(provisioning_play="")
    ProvisioningJob.objects.filter(pk=job.pk).update(is_trial=True)
    attempt = start(job)
    provisioning.intend_call(command(), job.pk, attempt.number, "ocs:x", {"method": "m"}, [])
    before = take_snapshot()
    with pytest.raises(Exception, match="not answered"):
        endings.rehearse_completion(command(), job.pk, attempt.number)
    assert differences(before, take_snapshot()) == []


def test_lines_of_a_log_become_visible_in_the_order_of_their_ids(owner_connection: psycopg.Connection) -> None:
    attempt = start(place_order())
    job_id = attempt.job.pk
    everybody = [
        lambda number=number: provisioning.record_log(
            command(), job_id, attempt.number, [{"event": "output", "text": f"{number}"}] * 3
        )
        for number in range(6)
    ]
    seen: list[int] = []
    is_done = threading.Event()
    orders: list[list[int]] = []

    def watch() -> None:
        while not is_done.is_set():
            after = seen[-1] if seen else 0
            new = list(JobEvent.objects.filter(job_id=job_id, pk__gt=after).order_by("pk").values_list("pk", flat=True))
            seen.extend(new)
            orders.append(new)
        connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        results = race(
            owner_connection, f"SELECT 1 FROM provisioning_provisioningjob WHERE id = {job_id} FOR UPDATE", everybody
        )
    finally:
        is_done.set()
        watcher.join()
    assert results == [None] * 6
    every = list(JobEvent.objects.filter(job_id=job_id).order_by("pk").values_list("pk", flat=True))
    after = seen[-1] if seen else 0
    assert seen + [pk for pk in every if pk > after] == every


def test_a_play_may_print_what_the_database_cannot_hold() -> None:
    attempt = start(place_order())
    event = {"event": "out\0put", "text": "a\0b \ud83d", "deep": [{"k\0": "v\0"}]}
    provisioning.record_log(command(), attempt.job.pk, attempt.number, [event])
    line = JobEvent.objects.filter(job=attempt.job).latest("pk")
    assert (line.kind, line.payload["text"]) == ("out\ufffdput", "a\ufffdb ?")
    assert line.payload["deep"] == [{"k\ufffd": "v\ufffd"}]


def test_a_job_may_fail_with_words_that_the_database_cannot_hold() -> None:
    attempt = start(place_order())
    assert provisioning.begin_undoing(command(), attempt.job.pk, attempt.number, "a\0task", "no\0 \ud83d")
    job = get_job(attempt.job.pk)
    assert (job.failing_task, job.failure) == ("a\ufffdtask", "no\ufffd ?")
