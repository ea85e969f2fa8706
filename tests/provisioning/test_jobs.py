"""Provisioning jobs: variables, leases, secrets, and the order of the journal."""

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import psycopg
import pytest
from pytest_django.fixtures import Settings

from tests.support.orders import place_sim_order
from tests.support.people import command
from tests.support.services import make_service, place_order, stage_service, start
from tests.support.snapshot import differences, take_snapshot
from trunkline.charging.errors import OcsUnavailableError
from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.processes import ocs_gateway
from trunkline.flows.use_cases import plays, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.instances.errors import ServiceNotFoundError, ServiceUuidTakenError
from trunkline.instances.models import Instance
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.clocks import system_now
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.errors import JobLostError, JobNotFoundError, JobTokenInvalidError, OutsideJobError
from trunkline.provisioning.models import Effect, JobEvent, ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.policies import merge_variables, snake_case
from trunkline.provisioning.selectors import (
    get_job,
    get_job_by_gateway_secret,
    get_job_by_token,
    list_effects_to_undo,
    list_jobs_past_lease,
    list_log,
)
from trunkline.stock.models import StockItem


def merged(**layers: dict[str, Any]) -> dict[str, Any]:
    return merge_variables(**{"product": {}, "request": {}, "items": {}, "system": {}, **layers})


def test_later_layers_win_from_product_to_system() -> None:
    assert merged(
        product={"days": 30, "data_gb": 20},
        request={"days": 60},
        items={"SIM Card": 7},
        system={"customer_id": 1},
    ) == {"days": 60, "data_gb": 20, "SIM Card": 7, "sim_card_id": 7, "customer_id": 1}


@pytest.mark.parametrize(
    ("layers", "field"),
    [
        ({"request": {"customer_id": 2}}, "variables"),
        ({"request": {"sim_card_id": 8}}, "variables"),
        ({"product": {"customer_id": 2}}, "provisioning_json_vars"),
        ({"product": {"sim_card_id": 8}}, "provisioning_json_vars"),
    ],
)
def test_what_the_system_sets_cannot_be_given(layers: dict[str, dict[str, Any]], field: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        merged(**{"items": {"SIM Card": 7}, "system": {"customer_id": 1}, **layers})
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    ("name", "snake"), [("SIM Card", "sim_card"), (" WAN-IP (v4) ", "wan_ip_v4"), ("Número", "número"), ("x", "x")]
)
def test_a_specification_is_written_as_plays_write_variables(name: str, snake: str) -> None:
    assert snake_case(name) == snake


def lose(attempt: Attempt) -> None:
    ProvisioningJob.objects.filter(pk=attempt.job.pk).update(lease_until=system_now() - timedelta(seconds=1))


def test_a_queued_job_is_started_once() -> None:
    job = place_order()
    attempt = start(job)
    assert attempt.number == 1
    before = take_snapshot()
    assert provisioning.start_attempt(command(), job.pk) is None
    assert differences(before, take_snapshot()) == []


def test_secrets_open_the_job_only_while_it_runs() -> None:
    job = place_order()
    assert (job.token_hash, job.gateway_secret_hash) == (None, None)
    attempt = start(job)
    now = system_now()
    assert get_job_by_token(attempt.token, now).pk == job.pk
    assert get_job_by_gateway_secret(attempt.gateway_secret, now).pk == job.pk
    assert (attempt.token[:4], attempt.gateway_secret[:4]) == ("tlj_", "tlg_")
    stored = ProvisioningJob.objects.values_list("token_hash", "gateway_secret_hash").get(pk=job.pk)
    assert attempt.token not in stored
    assert attempt.gateway_secret not in stored
    for wrong in ("", attempt.gateway_secret, attempt.token[:-1]):
        with pytest.raises(JobTokenInvalidError):
            get_job_by_token(wrong, now)
    with pytest.raises(JobTokenInvalidError):
        get_job_by_token(attempt.token, now + timedelta(days=1))  # past its lease
    provisioning.begin_undoing(command(), job.pk, attempt.number, "task", "failed")
    with pytest.raises(JobTokenInvalidError):
        get_job_by_token(attempt.token, now)
    with pytest.raises(JobTokenInvalidError):
        get_job_by_gateway_secret(attempt.gateway_secret, now)


@pytest.mark.parametrize("column", ["token_hash", "gateway_secret_hash"])
def test_the_database_keeps_no_secret_of_a_job_that_does_not_run(
    column: str, owner_connection: psycopg.Connection
) -> None:
    job = place_order()
    with pytest.raises(psycopg.errors.CheckViolation, match="job_has_secrets_only_while_it_runs"):
        owner_connection.execute(f"UPDATE provisioning_provisioningjob SET {column} = 'x' WHERE id = {job.pk}".encode())


def test_the_database_refuses_a_running_job_without_a_lease(owner_connection: psycopg.Connection) -> None:
    job = start(place_order()).job
    with pytest.raises(psycopg.errors.CheckViolation, match="job_under_way_has_a_lease"):
        owner_connection.execute(
            f"UPDATE provisioning_provisioningjob SET lease_until = NULL WHERE id = {job.pk}".encode()
        )


def test_a_sign_of_life_extends_the_lease() -> None:
    attempt = start(place_order())
    before = get_job(attempt.job.pk).lease_until
    provisioning.extend_lease(command(), attempt.job.pk, attempt.number)
    after = get_job(attempt.job.pk).lease_until
    assert before is not None
    assert after is not None
    assert after > before


def test_a_job_that_gives_signs_of_life_is_not_taken_over() -> None:
    attempt = start(place_order())
    before = take_snapshot()
    assert attempt.job.pk not in list_jobs_past_lease(system_now())
    assert provisioning.take_over(command(), attempt.job.pk) is None
    assert differences(before, take_snapshot()) == []


def test_a_lost_job_is_taken_over_once_and_its_first_worker_may_do_no_more() -> None:
    attempt = start(place_order())
    job_id = attempt.job.pk
    service_id = stage_service(attempt)
    lose(attempt)
    assert job_id in list_jobs_past_lease(system_now())
    with pytest.raises(JobLostError):
        provisioning.extend_lease(command(), job_id, attempt.number)
    assert provisioning.take_over(command(), job_id) == 2
    assert provisioning.take_over(command(), job_id) is None
    job = get_job(job_id)
    assert (job.state, job.token_hash) == ("undoing", None)
    assert job.failure == "The worker that ran the job gave no sign of life."
    assert set(job.effects.values_list("state", flat=True)) == {"dropped"}
    assert job.is_to_run_again
    second = provisioning.restart_attempt(command(), job_id, 2)
    assert (second.number, second.job.runs) == (3, 2)
    before = take_snapshot()
    with pytest.raises(JobLostError):
        provisioning.extend_lease(command(), job_id, attempt.number)
    with pytest.raises(JobLostError):
        endings.complete_job(command(), job_id, attempt.number)
    with pytest.raises(JobTokenInvalidError):
        stage_service(attempt)
    with pytest.raises(JobTokenInvalidError):
        plays.change_service(command(), job_id, attempt.number, service_id, {"service_status": "Active"})
    with pytest.raises(JobTokenInvalidError):
        provisioning.intend_call(command(), job_id, attempt.number, "x", {}, None)
    with pytest.raises(JobTokenInvalidError):
        get_job_by_token(attempt.token, system_now())
    assert provisioning.begin_undoing(command(), job_id, attempt.number, "", "") is False
    assert differences(before, take_snapshot()) == []
    stage_service(second)
    endings.complete_job(command(), job_id, second.number)
    assert get_job(job_id).state == "succeeded"


def test_an_ended_job_is_not_started_again() -> None:
    attempt = start(place_order())
    endings.complete_job(command(), attempt.job.pk, attempt.number)
    before = take_snapshot()
    with pytest.raises(JobLostError):
        provisioning.restart_attempt(command(), attempt.job.pk, attempt.number)
    with pytest.raises(JobLostError):
        endings.complete_job(command(), attempt.job.pk, attempt.number)
    with pytest.raises(JobLostError):
        endings.fail_job(command(), attempt.job.pk, attempt.number)
    assert differences(before, take_snapshot()) == []


def test_an_unknown_job_is_not_found() -> None:
    with pytest.raises(JobNotFoundError):
        get_job(2**40)
    with pytest.raises(JobNotFoundError):
        provisioning.start_attempt(command(), 2**40)


def intend(attempt: Attempt, target: str) -> int:
    return provisioning.intend_call(command(), attempt.job.pk, attempt.number, target, {"method": "m"}, [])


def test_what_is_to_be_undone_is_what_may_have_happened_the_latest_first() -> None:
    attempt = start(place_order())
    done, refused, undone, unknown, stuck = (intend(attempt, f"call {number}") for number in range(5))
    provisioning.conclude_call(command(), done, {"result": "OK"}, was_refused=False)
    provisioning.conclude_call(command(), refused, {"error": "NOT_FOUND"}, was_refused=True)
    provisioning.conclude_late_undo(command(), undone, "")
    provisioning.conclude_late_undo(command(), stuck, "The engine does not answer.")
    stage_service(attempt)  # a change of our own, which is dropped and not undone
    assert [effect.pk for effect in list_effects_to_undo(attempt.job.pk)] == [stuck, unknown, done]


def test_an_answer_that_comes_late_does_not_bring_back_what_was_undone() -> None:
    attempt = start(place_order())
    effect_id = intend(attempt, "call")
    provisioning.conclude_late_undo(command(), effect_id, "")
    provisioning.conclude_call(command(), effect_id, {"result": "OK"}, was_refused=False)
    assert Effect.objects.get(pk=effect_id).state == "undone"


def test_an_answer_that_comes_while_its_job_is_undone_is_left_to_be_undone() -> None:
    attempt = start(place_order())
    effect_id = intend(attempt, "call")
    provisioning.begin_undoing(command(), attempt.job.pk, attempt.number, "task", "failed")
    assert not provisioning.conclude_call(command(), effect_id, {"result": "OK"}, was_refused=False)
    assert [effect.pk for effect in list_effects_to_undo(attempt.job.pk)] == [effect_id]


def test_a_job_does_not_succeed_while_a_call_is_unanswered() -> None:
    attempt = start(place_order())
    effect_id = intend(attempt, "call")
    stage_service(attempt)
    before = take_snapshot()
    with pytest.raises(JobOutcomeInvalidError):
        endings.complete_job(command(), attempt.job.pk, attempt.number)
    with pytest.raises(JobOutcomeInvalidError):
        endings.complete_job(command(), attempt.job.pk, attempt.number, is_failure_ignored=True)
    assert differences(before, take_snapshot()) == []
    provisioning.conclude_call(command(), effect_id, {"result": "OK"}, was_refused=False)
    endings.complete_job(command(), attempt.job.pk, attempt.number)
    assert get_job(attempt.job.pk).state == "succeeded"


def test_a_job_with_something_that_was_not_undone_needs_attention_and_frees_nothing() -> None:
    attempt = start(place_order())
    job_id = attempt.job.pk
    effect_id = intend(attempt, "call")
    provisioning.begin_undoing(command(), job_id, attempt.number, "task", "failed")
    provisioning.conclude_undo(command(), effect_id, attempt.number, "The engine does not answer.")
    endings.fail_job(command(), job_id, attempt.number)
    job = get_job(job_id)
    assert (job.state, job.order_line.state, job.order_line.order.state) == (
        "needs_attention",
        "provisioning",
        "placed",
    )


def test_the_log_keeps_the_order_in_which_the_play_spoke() -> None:
    attempt = start(place_order())
    events = [{"event": "task", "name": f"task {number}"} for number in range(20)]
    provisioning.record_log(command(), attempt.job.pk, attempt.number, events[:10])
    provisioning.record_log(command(), attempt.job.pk, attempt.number, events[10:])
    log = list(list_log(attempt.job.pk, after=0))
    assert [event.kind for event in log] == ["attempt_started", *["task"] * 20]
    assert [event.payload for event in log[1:]] == events
    assert list(list_log(attempt.job.pk, after=log[10].pk)) == log[11:]
    with pytest.raises(Exception, match="Cannot update or delete"):
        JobEvent.objects.filter(job=attempt.job).delete()


def test_what_a_play_says_takes_effect_with_the_jobs_success_and_not_before() -> None:
    attempt = start(place_order())
    service_id = stage_service(attempt, service_name="As the play named it")
    assert not Instance.objects.filter(pk=service_id).exists()
    plays.change_service(command(), attempt.job.pk, attempt.number, service_id, {"service_status": "Suspended"})
    endings.complete_job(command(), attempt.job.pk, attempt.number)
    configuration = Instance.objects.get(pk=service_id).configurations.get()
    assert configuration.name == "As the play named it"
    assert configuration.service_state is not None
    assert configuration.service_state.code == "Suspended"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"customer_id": 2**40}, OutsideJobError),
        ({"product_id": 2**40}, OutsideJobError),
        ({"retail_cost": "14.99"}, OutsideJobError),
        ({"service_status": "Deactivated"}, InvalidInputError),
        ({"service_status": "Gone"}, InvalidInputError),
        ({"service_name": "x" * 10_000}, InvalidInputError),
        ({"service_nam": "x"}, InvalidInputError),
    ],
)
def test_a_play_cannot_make_a_service_that_its_order_does_not_mean(
    changes: dict[str, object], error: type[Exception]
) -> None:
    attempt = start(place_order())
    before = take_snapshot()
    with pytest.raises(error):
        stage_service(attempt, **changes)
    assert differences(before, take_snapshot()) == []


def test_a_job_makes_one_service_under_an_identifier_that_is_free() -> None:
    first, second = start(place_order()), start(place_order())
    stage_service(first, service_uuid=f"uuid-of-{first.job.pk}")
    endings.complete_job(command(), first.job.pk, first.number)
    before = take_snapshot()
    with pytest.raises(ServiceUuidTakenError):
        stage_service(second, service_uuid=f"uuid-of-{first.job.pk}")
    assert differences(before, take_snapshot()) == []
    stage_service(second)
    with pytest.raises(OutsideJobError):
        stage_service(second)


def test_a_job_changes_no_service_but_its_own() -> None:
    first, second = start(place_order()), start(place_order())
    service_id = stage_service(first)
    endings.complete_job(command(), first.job.pk, first.number)
    before = take_snapshot()
    with pytest.raises(ServiceNotFoundError):
        plays.change_service(command(), second.job.pk, second.number, service_id, {"service_status": "Suspended"})
    assert differences(before, take_snapshot()) == []


def call_ocs(attempt: Attempt, method: str, account: str, **params: object) -> str | None:
    return ocs_gateway.call_ocs_for_job(attempt.gateway_secret, method, {"Account": account, **params}).error


def test_a_service_named_like_an_account_of_another_job_does_not_open_that_account() -> None:
    first, second = start(place_order()), start(place_order())
    account = f"uuid-of-{first.job.pk}"
    stage_service(first, service_uuid=account)
    assert call_ocs(first, "ApierV2.SetAccount", account) is None
    stage_service(second, service_uuid=account)
    before = take_snapshot()
    for method in ("ApierV2.SetAccount", "ApierV2.GetAccount", "ApierV1.RemoveAccount"):
        with pytest.raises(OutsideJobError):
            call_ocs(second, method, account)
    assert differences(before, take_snapshot()) == []
    assert call_ocs(first, "ApierV2.SetAccount", account, ExtraOptions={"Disabled": True}) is None


class _FadingEngine(BaseHTTPRequestHandler):
    """Answers reads as an engine that knows nobody, and is gone when the call itself comes."""

    reads_left = 3

    def do_POST(self) -> None:  # the library's name
        type(self).reads_left -= 1
        if type(self).reads_left == 0:
            self.server.socket.close()
        length = int(self.headers["Content-Length"])
        request = json.loads(self.rfile.read(length))
        answer = json.dumps({"id": request["id"], "result": None, "error": "NOT_FOUND"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing on the tests' output."""


def test_a_call_that_never_reached_the_engine_is_known_not_to_have_happened(settings: Settings) -> None:
    attempt = start(place_order())
    account = f"uuid-of-{attempt.job.pk}"
    server = HTTPServer(("127.0.0.1", 0), _FadingEngine)
    server.timeout = 10
    thread = Thread(target=lambda: [server.handle_request() for _ in range(_FadingEngine.reads_left)])
    thread.start()
    settings.TRUNKLINE_CGRATES_URL = f"http://127.0.0.1:{server.server_port}/jsonrpc"
    with pytest.raises(OcsUnavailableError) as refusal:
        call_ocs(attempt, "ApierV2.SetAccount", account)
    thread.join()
    assert not refusal.value.is_outcome_unknown
    assert [effect.state for effect in attempt.job.effects.all()] == ["refused"]


@pytest.mark.parametrize("state", ["Damaged", "Lost", "Used", "Held", "Decommissioned", "Assigned", "Out Of Service"])
def test_a_job_that_makes_a_service_cannot_decide_the_fate_of_an_item(state: str) -> None:
    sold = place_sim_order()
    attempt = start(sold.job)
    item_id = sold.items["SIM Card"].pk
    before = take_snapshot()
    with pytest.raises((InvalidInputError, OutsideJobError)):
        plays.change_item(command(), attempt.job.pk, attempt.number, item_id, {"item_state": state})
    assert differences(before, take_snapshot()) == []


def test_the_end_of_a_service_cannot_make_its_items_new() -> None:
    sold = place_sim_order()
    attempt = start(sold.job)
    service_id, item_id = stage_service(attempt), sold.items["SIM Card"].pk
    assigned = {"item_state": "Assigned", "service_id": service_id, "customer_id": attempt.job.account_id}
    plays.change_item(command(), attempt.job.pk, attempt.number, item_id, assigned)
    endings.complete_job(command(), attempt.job.pk, attempt.number)
    order_id = services.end_service(command(), service_id)
    ending = start(ProvisioningJob.objects.get(order_line__order_id=order_id))
    for state in ("New", "Reserved"):
        with pytest.raises(InvalidInputError):
            plays.change_item(command(), ending.job.pk, ending.number, item_id, {"item_state": state})
    plays.change_item(command(), ending.job.pk, ending.number, item_id, {"item_state": "Damaged"})
    endings.complete_job(command(), ending.job.pk, ending.number)
    assert StockItem.objects.get(pk=item_id).state == "Damaged"


@pytest.mark.parametrize("service_uuid", ["a__b", "ServiceID_*", "tenant:a"])
def test_a_service_cannot_bear_a_name_by_which_plans_of_others_would_be_its_own(service_uuid: str) -> None:
    attempt = start(place_order())
    before = take_snapshot()
    with pytest.raises(InvalidInputError, match="service_uuid"):
        stage_service(attempt, service_uuid=service_uuid)
    assert differences(before, take_snapshot()) == []


def test_a_failed_end_of_a_service_is_never_ignored() -> None:
    service = make_service(play_failures_are_ignored=True)
    order_id = services.end_service(command(), service.pk)
    assert not ProvisioningJob.objects.get(order_line__order_id=order_id).play_failures_are_ignored
