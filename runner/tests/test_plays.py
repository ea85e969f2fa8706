# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped plays, run by the real program against a real server, and failed at each of their tasks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from backend import TOKEN, Backend, Call
from wire import Event, Jobs

GIGABYTE = 1024 * 1024 * 1024
PERIOD_END = "2026-12-22T00:00:00Z"
VARIABLES: dict[str, object] = {
    "product_id": 42,
    "customer_id": 123,
    "days": 30,
    "data_gb": 20,
    "voice_minutes": "unlimited",
    "sms_count": "unlimited",
    "SIM Card": 5001,
    "Mobile Number": 5002,
    "sim_card_id": 5001,
    "mobile_number_id": 5002,
    "access_token": TOKEN,
    "initiating_user": 7,
    "provision_id": 9,
    "provision_datetime": "2026-11-22T06:00:00Z",
    "current_datetime": "2026-11-22T06:00:00Z",
    "period_end_datetime": PERIOD_END,
}


def provision(jobs: Jobs, **changes: object) -> list[Event]:
    play = "play_local_mobile_sim"
    variables = {name: value for name, value in (VARIABLES | changes).items() if value is not None}
    return jobs.run(jobs.shipped(play), play, variables=variables)


def deprovision(jobs: Jobs, **changes: object) -> list[Event]:
    play = "play_deprovision_service"
    variables: dict[str, object] = {
        "action": "deprovision",
        "service_id": 1234,
        "customer_id": 123,
        "access_token": TOKEN,
        "current_datetime": "2026-12-01T10:00:00Z",
    }
    return jobs.run(jobs.shipped(play), play, variables=variables | changes)


def outcome(events: list[Event]) -> tuple[str, str | None]:
    return events[-1]["outcome"], events[-1]["failed_task"]


def balance(uuid: str, kind: str, name: str, value: int) -> dict[str, Any]:
    return {
        "Tenant": "cgrates.org",
        "Account": uuid,
        "BalanceType": kind,
        "Balance": {
            "ID": name,
            "Value": value,
            "ExpiryTime": PERIOD_END,
            "Weight": 10,
            "DestinationIDs": "*any",
        },
    }


def test_a_mobile_service_is_provisioned_with_exactly_these_requests(jobs: Jobs, backend: Backend) -> None:
    events = provision(jobs)
    assert outcome(events) == ("success", None), events[-1]
    (uuid,) = backend.accounts
    assert re.fullmatch(r"Local_Mobile_SIM_[0-9a-f]{20,}", uuid)
    changes = backend.changes()
    assert changes[0].params == {
        "Tenant": "cgrates.org",
        "Account": uuid,
        "ActionPlanIds": [],
        "ExtraOptions": {"AllowNegative": False, "Disabled": False},
        "ReloadScheduler": True,
    }
    assert [call.params for call in changes[1:4]] == [
        balance(uuid, "*data", "DATA_20GB", 20 * GIGABYTE),
        balance(uuid, "*voice", "VOICE_Unlimited", 999_999_999),
        balance(uuid, "*sms", "SMS_Unlimited", 999_999_999),
    ]
    service = {
        "customer_id": 123,
        "product_id": 42,
        "service_name": "Mobile - +44 7700 900123",
        "service_type": "mobile",
        "service_uuid": uuid,
        "service_status": "Active",
        "service_provisioned_date": "2026-11-22T06:00:00Z",
        "retail_cost": "15.00",
        "wholesale_cost": "5.00",
        "icon": "fa-solid fa-sim-card",
    }
    link = {"service_id": 1234, "customer_id": 123, "item_state": "Assigned"}
    about = {"customer_id": 123, "service_id": 1234}
    assert [(call.method, call.path, call.body) for call in changes[4:]] == [
        ("PUT", "/crm/service/", service),
        ("PATCH", "/crm/inventory/inventory_id/5001", link),
        ("PATCH", "/crm/inventory/inventory_id/5002", link),
        (
            "PUT",
            "/crm/transaction/",
            about
            | {
                "title": "Prepaid Mobile 20GB - Setup",
                "description": "Activation",
                "retail_cost": "0.00",
                "wholesale_cost": "1.00",
                "charge": "set_up",
            },
        ),
        (
            "PUT",
            "/crm/transaction/",
            about
            | {
                "title": "Prepaid Mobile 20GB",
                "description": "First period",
                "retail_cost": "15.00",
                "wholesale_cost": "5.00",
                "charge": "first_period",
            },
        ),
    ]


def test_counted_minutes_and_messages_a_label_and_no_items(jobs: Jobs, backend: Backend) -> None:
    label = "{{ lookup('pipe','id') }} '; DROP TABLE x -- 😀 שלום"
    events = provision(
        jobs,
        **{"SIM Card": None, "Mobile Number": None, "sim_card_id": None, "mobile_number_id": None},
        data_gb="0.5",
        voice_minutes=100,
        sms_count=250,
        balance_label=label,
        service_label=label,
        period_end_datetime=None,
        provision_datetime=None,
    )
    assert outcome(events) == ("success", None), events[-1]
    (account,) = backend.accounts.values()
    granted = [(grant["Balance"]["ID"], grant["Balance"]["Value"]) for grant in account["balances"]]
    assert granted == [
        (f"DATA_0.5GB_{label}", GIGABYTE // 2),
        (f"VOICE_100MIN_{label}", 100 * 60),
        (f"SMS_250_{label}", 250),
    ]
    assert {grant["Balance"]["ExpiryTime"] for grant in account["balances"]} == {"+720h"}  # 30 days of 24 hours
    assert backend.services[1234]["service_name"] == f"Mobile - {label}"
    assert "service_provisioned_date" not in backend.services[1234]
    assert [item["item_state"] for item in backend.items.values()] == ["In Stock", "New"]


def test_text_in_the_answers_of_the_server_is_no_template_either(jobs: Jobs, backend: Backend) -> None:
    backend.product_name = "{{ lookup('pipe','id') }}"
    backend.items[5002]["itemtext1"] = "{{ 7 * 7 }}"
    assert outcome(provision(jobs)) == ("success", None)
    assert backend.services[1234]["service_name"] == "Mobile - {{ 7 * 7 }}"
    assert backend.transactions[1]["title"] == "{{ lookup('pipe','id') }}"


def _nth(name: str, count: int) -> Callable[[Call], bool]:
    """This will give a predicate that is true for the n-th request of a name."""
    seen = [0]

    def is_due(call: Call) -> bool:
        seen[0] += call.name == name
        return call.name == name and seen[0] == count

    return is_due


SERVICE_END = "PATCH /crm/service/1234"
SIM, NUMBER = "PATCH /crm/inventory/inventory_id/5001", "PATCH /crm/inventory/inventory_id/5002"
REMOVE = "ApierV2.RemoveAccount"
FAILURES = [
    ("GET /crm/product/product_id/42", 1, "Read the product", []),
    ("GET /crm/inventory/inventory_id/5001", 1, "Read the SIM card", []),
    ("GET /crm/inventory/inventory_id/5002", 1, "Read the mobile number", []),
    ("ApierV2.SetAccount", 1, "Create the account in the charging system", []),
    ("ApierV1.AddBalance", 1, "Grant the data", [REMOVE]),
    ("ApierV1.AddBalance", 2, "Grant the voice minutes", [REMOVE]),
    ("ApierV1.AddBalance", 3, "Grant the text messages", [REMOVE]),
    ("PUT /crm/service/", 1, "Create the service", [REMOVE]),
    (SIM, 1, "Assign the SIM card", [SERVICE_END, REMOVE]),
    (NUMBER, 1, "Assign the mobile number", [SIM, SERVICE_END, REMOVE]),
    ("PUT /crm/transaction/", 1, "Record the set-up charge", [NUMBER, SIM, SERVICE_END, REMOVE]),
    ("PUT /crm/transaction/", 2, "Record the charge of the first period", [NUMBER, SIM, SERVICE_END, REMOVE]),
]


@pytest.mark.parametrize(("name", "count", "task", "undone"), FAILURES, ids=[failure[2] for failure in FAILURES])
def test_a_failing_task_is_followed_by_its_undoing_in_reverse(
    jobs: Jobs, backend: Backend, *, name: str, count: int, task: str, undone: list[str]
) -> None:
    backend.refuse = _nth(name, count)
    items_before = {key: dict(item) for key, item in backend.items.items()}
    events = provision(jobs)
    assert outcome(events) == ("failed", task)
    assert "told to fail" in events[-1]["message"].lower()
    if not name.startswith("Apier"):
        assert events[-1]["message"].endswith("Told to fail. The test wants it so [told_to_fail]")
    assert [event["task"] for event in events if event["event"] == "rescued"] == [task]
    names = backend.names
    if count == 1:
        position = names.index(name)
    else:
        position = [index for index, called in enumerate(names) if called == name][count - 1]
    assert names[position + 1 :] == undone
    assert backend.items == items_before
    assert backend.accounts == {}
    assert {service["service_status"] for service in backend.services.values()} <= {"Deactivated"}


def test_every_request_of_the_play_is_in_the_table_of_failures(jobs: Jobs, backend: Backend) -> None:
    provision(jobs)
    assert [name for name, *_ in FAILURES] == backend.names


def test_an_account_whose_making_was_not_answered_is_removed_too(jobs: Jobs, backend: Backend) -> None:
    backend.act_then_hang_up = _nth("ApierV2.SetAccount", 1)
    events = provision(jobs)
    assert outcome(events) == ("failed", "Create the account in the charging system")
    assert backend.names[-1] == REMOVE
    assert backend.accounts == {}


def test_undoing_goes_on_when_one_of_its_steps_fails(jobs: Jobs, backend: Backend) -> None:
    first = _nth("PUT /crm/transaction/", 2)
    backend.refuse = lambda call: first(call) or (call.name == NUMBER and call.body["service_id"] is None)
    events = provision(jobs)
    assert outcome(events) == ("failed", "Record the charge of the first period")
    assert backend.names[-4:] == [NUMBER, SIM, SERVICE_END, REMOVE]
    ignored = [(failure["task"], failure["ignored"]) for failure in events[-1]["failures"]]
    assert ignored == [
        ("Record the charge of the first period", False),
        ("Take the mobile number back", True),
        ("Fail the provisioning", False),
    ]


@pytest.fixture
def live(jobs: Jobs, backend: Backend) -> str:
    """A provisioned service; its account's name."""
    assert outcome(provision(jobs)) == ("success", None)
    backend.calls.clear()
    return next(iter(backend.accounts))


def test_a_service_is_ended_with_its_own_deactivation_last(jobs: Jobs, backend: Backend, live: str) -> None:
    events = deprovision(jobs, item_fate={"5002": "Held"})
    assert outcome(events) == ("success", None), events[-1]
    free = {"service_id": None, "customer_id": None}
    assert backend.changes()[0].params["ExtraOptions"] == {"Disabled": True}
    assert backend.changes()[1].params == {"Tenant": "cgrates.org", "Id": f"ServiceID_{live}__*"}
    assert [(call.name, call.body) for call in backend.changes()[2:]] == [
        (SIM, free | {"item_state": "Decommissioned"}),
        (NUMBER, free | {"item_state": "Held"}),
        (SERVICE_END, {"service_status": "Deactivated", "service_deactivate_date": "2026-12-01T10:00:00Z"}),
    ]
    assert backend.accounts[live]["Disabled"] is True


END_FAILURES = [
    ("GET /crm/service/service_id/1234", "Read the service", []),
    ("GET /crm/inventory/service_id/1234", "Read the items of the service", []),
    ("ApierV2.GetAccount", "Read the account in the charging system", []),
    ("ApierV2.SetAccount", "Disable the account", []),
    ("ApierV1.RemoveActionPlan", "Remove the renewals", ["ApierV2.SetAccount"]),
    (SIM, "Release the items", [NUMBER, NUMBER, "ApierV2.SetAccount"]),
    (NUMBER, "Release the items", [SIM, "ApierV2.SetAccount"]),
    (SERVICE_END, "Deactivate the service", [NUMBER, SIM, "ApierV2.SetAccount"]),
]


@pytest.mark.parametrize(("name", "task", "undone"), END_FAILURES, ids=[failure[0] for failure in END_FAILURES])
def test_a_service_that_could_not_be_ended_is_as_before(
    jobs: Jobs, backend: Backend, live: str, *, name: str, task: str, undone: list[str]
) -> None:
    backend.refuse = _nth(name, 1)
    before = {key: dict(item) for key, item in backend.items.items()}
    assert outcome(deprovision(jobs)) == ("failed", task)
    assert backend.names[backend.names.index(name) + 1 :] == undone
    assert backend.items == before
    assert backend.accounts[live]["Disabled"] is False
    assert backend.services[1234]["service_status"] == "Active"


def test_a_suspended_service_stays_disabled_when_its_end_fails(jobs: Jobs, backend: Backend, live: str) -> None:
    backend.accounts[live]["Disabled"] = True
    backend.refuse = _nth(SERVICE_END, 1)
    assert outcome(deprovision(jobs)) == ("failed", "Deactivate the service")
    assert backend.accounts[live]["Disabled"] is True


def test_a_service_without_an_account_is_ended_and_none_is_made(jobs: Jobs, backend: Backend, live: str) -> None:
    del backend.accounts[live]
    assert outcome(deprovision(jobs)) == ("success", None)
    assert "ApierV2.SetAccount" not in backend.names
    assert backend.accounts == {}
    assert backend.services[1234]["service_status"] == "Deactivated"
