"""The probes, and who may see the figures."""

import json
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.web.conftest import MakeMember, command
from tests.web.servers import web_server
from trunkline.charging import use_cases as charging
from trunkline.charging.operations import CallDraft
from trunkline.charging.policies import OcsAnswer
from trunkline.charging.states import EngineCallState
from trunkline.parties import use_cases
from trunkline.parties.states import Role
from trunkline.platform.queue import defer

STRANGER = "192.0.2.7"


def test_the_process_says_that_it_lives() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert "no-store" in answer.headers["Cache-Control"]


def test_it_is_ready_with_a_migrated_database() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_it_is_not_ready_when_a_migration_is_missing() -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'parties'")
        answer = Client().get("/readyz")
        transaction.set_rollback(True)

    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "database-not-migrated"
    assert "parties.0004_validate_roles" in answer.json()["detail"]
    assert Client().get("/readyz").status_code == 200


def test_without_a_database_it_lives_but_is_not_ready() -> None:
    with web_server(database_url="postgresql://nobody@127.0.0.1:1/nothing", is_ready=False) as server:
        assert server.get("/healthz").status_code == 200
        answer = server.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["code"] == "database-unreachable"


def test_the_machine_itself_sees_the_figures() -> None:
    answer = Client(REMOTE_ADDR="127.0.0.1").get("/metrics")
    assert answer.status_code == 200
    assert "django_http_requests_total_by_method_total" in answer.content.decode()


def test_the_figures_count_the_calls_of_which_nobody_knows_whether_they_were_carried_out() -> None:
    def count() -> dict[str, float]:
        lines = Client(REMOTE_ADDR="127.0.0.1").get("/metrics").content.decode().splitlines()
        found = [line.rpartition(" ") for line in lines if line.startswith("trunkline_engine_calls_open{")]
        return {name.partition('"')[2].rstrip('"}'): float(number) for name, _, number in found}

    before = count()
    assert set(before) == {"intended", "unknown", "unclear"}
    draft = CallDraft(uuid4().hex, "", "DebitUsage", "t", "a", [])
    call_id = charging.intend_call(command(), draft)
    assert count() == {**before, "intended": before["intended"] + 1}
    charging.conclude_call(command(), call_id, EngineCallState.UNCLEAR, OcsAnswer(error="?"), is_found_out=True)
    assert count() == {**before, "unclear": before["unclear"] + 1}
    charging.settle_by_hand(command(), call_id, "a test", was_done=False)
    assert count() == before


def test_the_figures_count_the_jobs_of_the_queue_that_were_given_up() -> None:
    def count() -> float:
        lines = Client(REMOTE_ADDR="127.0.0.1").get("/metrics").content.decode().splitlines()
        [figure] = [line for line in lines if line.startswith("trunkline_jobs_given_up ")]
        return float(figure.rpartition(" ")[2])

    before = count()
    with transaction.atomic():
        defer("flows.run_provisioning_job", job_id=0)
    row = ProcrastinateJob.objects.filter(args__job_id=0)
    try:
        assert count() == before
        row.update(status="failed")
        assert count() == before + 1
    finally:
        row.delete()


@pytest.mark.parametrize(
    ("address", "headers"),
    [(STRANGER, {}), ("127.0.0.1", {"X-Forwarded-For": STRANGER}), ("127.0.0.1", {"Forwarded": "for=192.0.2.7"})],
)
def test_strangers_do_not_see_the_figures(address: str, headers: dict[str, str]) -> None:
    answer = Client(REMOTE_ADDR=address, headers=headers).get("/metrics")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["code"] == "not-signed-in"


@pytest.mark.parametrize("role", list(Role))
def test_from_elsewhere_administrators_alone_see_the_figures(make_member: MakeMember, role: Role) -> None:
    member = make_member((role, None))
    token = use_cases.issue_api_token(command(), member.user_id, "monitoring")

    answer = Client(REMOTE_ADDR=STRANGER, headers={"Authorization": f"Bearer {token}"}).get("/metrics")

    assert answer.status_code == (200 if role == Role.ADMIN else 403)
