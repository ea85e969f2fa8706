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


ACCOUNT = "Local_Mobile_SIM_a3f2c1d8"
CHANGE: dict[str, object] = {
    "product_id": 43,
    "customer_id": 123,
    "service_id": 1234,
    "service_uuid": ACCOUNT,
    "access_token": TOKEN,
    "provision_id": 10,
    "current_datetime": "2026-11-22T06:00:00Z",
}
BOOST = {"product_name": "5GB Data Boost", "retail_cost": "5.00", "wholesale_cost": "1.50"}
HARDWARE = {
    "product_name": "Rental Modem",
    "retail_cost": "5.00",
    "wholesale_cost": "1.50",
    "inventory_items_list": ["Rental Modem", "Power Supply"],
}


@pytest.fixture
def service(backend: Backend) -> dict[str, Any]:
    """An active service with an account, an add-on's product, and two items picked for it."""
    backend.accounts[ACCOUNT] = {"Disabled": False, "balances": []}
    backend.services[1234] = {"service_id": 1234, "service_uuid": ACCOUNT, "service_status": "Active"}
    backend.product = dict(BOOST, wholesale_setup_cost="0.00")
    for number in (5003, 5004):
        item = {"inventory_id": number, "item_state": "Reserved", "service_id": None, "customer_id": None}
        backend.items[number] = item
    return backend.services[1234]


def change(jobs: Jobs, play: str, **changes: object) -> list[Event]:
    variables = {name: value for name, value in (CHANGE | changes).items() if value is not None}
    return jobs.run(jobs.shipped(play), play, variables=variables)


def top_up(jobs: Jobs, **changes: object) -> list[Event]:
    wanted: dict[str, object] = {"data_gb": 5, "days": 7, **changes}
    return change(jobs, "play_topup_charge_then_action", **wanted)


def granted(backend: Backend) -> list[tuple[str, int, str, int]]:
    rows = [row["Balance"] for row in backend.accounts[ACCOUNT]["balances"]]
    return [(row["ID"].rpartition("_")[0], row["Value"], row["ExpiryTime"], row["Weight"]) for row in rows]


def payment(**changes: object) -> dict[str, object]:
    return {
        "retail_cost": "5.00",
        "description": "5GB Data Boost",
        "customer_id": 123,
        "service_id": 1234,
        "product_id": 43,
        "wholesale_cost": "1.50",
        "invoice": True,
    } | changes


@pytest.mark.usefixtures("service")
def test_a_top_up_charges_the_default_card_first_and_then_grants(jobs: Jobs, backend: Backend) -> None:
    events = top_up(jobs)
    assert outcome(events) == ("success", None), events[-1]
    assert backend.names == [
        "GET /crm/service/service_id/1234",
        "GET /crm/product/product_id/43",
        "ApierV2.GetAccount",
        "GET /crm/stripe/customer_id/123",
        "POST /crm/stripe/charge_card/72",
        "ApierV1.AddBalance",
        "PUT /crm/transaction/",
    ]
    assert backend.payments == [payment()]
    [grant] = [call.params for call in backend.calls if call.name == "ApierV1.AddBalance"]
    name = grant["Balance"].pop("ID")
    assert re.fullmatch(r"DATA_5GB_Boost_[0-9a-f]{12}", name)
    assert grant == {
        "Tenant": "cgrates.org",
        "Account": ACCOUNT,
        "BalanceType": "*data",
        "Balance": {"Value": 5 * GIGABYTE, "ExpiryTime": "+168h", "Weight": 20, "DestinationIDs": "*any"},
    }
    assert backend.transactions == [
        {
            "customer_id": 123,
            "service_id": 1234,
            "title": "5GB Data Boost",
            "description": "Top-up",
            "retail_cost": "5.00",
            "wholesale_cost": "1.50",
        }
    ]


@pytest.mark.usefixtures("service")
def test_two_top_ups_have_balances_of_their_own(jobs: Jobs, backend: Backend) -> None:
    assert outcome(top_up(jobs)) == outcome(top_up(jobs)) == ("success", None)
    names = {row["Balance"]["ID"] for row in backend.accounts[ACCOUNT]["balances"]}
    assert len(names) == 2


@pytest.mark.usefixtures("service")
def test_a_top_up_of_everything_until_the_periods_end_with_a_set_up(jobs: Jobs, backend: Backend) -> None:
    backend.product |= {"retail_setup_cost": "1.00", "wholesale_setup_cost": "0.25"}
    wanted: dict[str, object] = {"data_gb": "0.5", "voice_minutes": 100, "sms_count": "unlimited"}
    events = top_up(jobs, **wanted, period_end_datetime=PERIOD_END, service_uuid="")
    assert outcome(events) == ("success", None), events[-1]
    set_up = payment(retail_cost="1.00", wholesale_cost="0.25", description="5GB Data Boost - Setup")
    assert backend.payments == [payment(), set_up]
    assert granted(backend) == [
        ("DATA_0.5GB_Boost", GIGABYTE // 2, PERIOD_END, 20),
        ("VOICE_100MIN_Boost", 6000, PERIOD_END, 20),
        ("SMS_Unlimited_Boost", 999_999_999, PERIOD_END, 20),
    ]


@pytest.mark.usefixtures("service")
def test_a_free_top_up_needs_no_card(jobs: Jobs, backend: Backend) -> None:
    backend.product |= {"retail_cost": "0.00"}
    backend.cards = []
    assert outcome(top_up(jobs)) == ("success", None)
    assert backend.payments == []
    assert granted(backend) == [("DATA_5GB_Boost", 5 * GIGABYTE, "+168h", 20)]


@pytest.mark.usefixtures("service")
def test_without_a_card_nothing_is_delivered(jobs: Jobs, backend: Backend) -> None:
    backend.cards = []
    events = top_up(jobs)
    assert outcome(events) == ("failed", "Require a card where there is something to pay")
    assert "The customer has no card" in events[-1]["message"]
    assert backend.changes() == []


@pytest.mark.usefixtures("service")
def test_without_an_account_to_top_up_nothing_is_charged(jobs: Jobs, backend: Backend) -> None:
    backend.accounts.clear()
    assert outcome(top_up(jobs)) == ("failed", "Read the account in the charging system")
    assert backend.changes() == []


TAKE_BACK = "ApierV1.RemoveBalances"
CHARGE = "POST /crm/stripe/charge_card/72"
TOP_UP_FAILURES = [
    ("GET /crm/service/service_id/1234", 1, "Read the service", []),
    ("GET /crm/product/product_id/43", 1, "Read the product", []),
    ("ApierV2.GetAccount", 1, "Read the account in the charging system", []),
    ("GET /crm/stripe/customer_id/123", 1, "Read the customer's cards", []),
    (CHARGE, 1, "Charge the card", []),
    (CHARGE, 2, "Charge the card for the set-up", []),
    ("ApierV1.AddBalance", 1, "Grant the data", []),
    ("ApierV1.AddBalance", 2, "Grant the voice minutes", [TAKE_BACK]),
    ("ApierV1.AddBalance", 3, "Grant the text messages", [TAKE_BACK] * 2),
    ("PUT /crm/transaction/", 1, "Record the charge", [TAKE_BACK] * 3),
]


def top_up_all(jobs: Jobs, backend: Backend) -> list[Event]:
    backend.product |= {"retail_setup_cost": "1.00"}
    return top_up(jobs, voice_minutes=100, sms_count=50)


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    ("name", "count", "task", "undone"), TOP_UP_FAILURES, ids=[failure[2] for failure in TOP_UP_FAILURES]
)
def test_a_top_up_that_fails_takes_back_what_it_granted(
    jobs: Jobs, backend: Backend, *, name: str, count: int, task: str, undone: list[str]
) -> None:
    backend.refuse = _nth(name, count)
    events = top_up_all(jobs, backend)
    assert outcome(events) == ("failed", task)
    position = [index for index, called in enumerate(backend.names) if called == name][count - 1]
    assert backend.names[position + 1 :] == undone
    assert backend.accounts[ACCOUNT]["balances"] == []
    assert backend.transactions == []


@pytest.mark.usefixtures("service")
def test_every_request_of_a_top_up_is_in_the_table_of_failures(jobs: Jobs, backend: Backend) -> None:
    assert outcome(top_up_all(jobs, backend)) == ("success", None)
    assert [name for name, *_ in TOP_UP_FAILURES] == backend.names


@pytest.mark.usefixtures("service")
def test_a_grant_that_was_not_answered_is_taken_back_too(jobs: Jobs, backend: Backend) -> None:
    backend.act_then_hang_up = _nth("ApierV1.AddBalance", 1)
    assert outcome(top_up(jobs)) == ("failed", "Grant the data")
    assert backend.names[-1] == TAKE_BACK
    assert backend.accounts[ACCOUNT]["balances"] == []


def add_hardware(jobs: Jobs, backend: Backend, **changes: object) -> list[Event]:
    backend.product = {**HARDWARE, "wholesale_setup_cost": "1.00"}
    picked: dict[str, object] = {"Rental Modem": 5003, "Power Supply": 5004}
    return change(jobs, "play_addon_assign_modem", **{**picked, **changes})


MODEM, SUPPLY = "PATCH /crm/inventory/inventory_id/5003", "PATCH /crm/inventory/inventory_id/5004"


@pytest.mark.usefixtures("service")
def test_hardware_becomes_the_services_and_its_charges_are_recorded(jobs: Jobs, backend: Backend) -> None:
    events = add_hardware(jobs, backend, device_type="modem_router", requires_configuration=True)
    assert outcome(events) == ("success", None), events[-1]
    link = {"service_id": 1234, "customer_id": 123, "item_state": "Assigned"}
    about = {"customer_id": 123, "service_id": 1234, "description": "modem_router, to be configured"}
    assert [(call.name, call.body) for call in backend.changes()] == [
        (MODEM, link),
        (SUPPLY, link),
        (
            "PUT /crm/transaction/",
            about | {"title": "Rental Modem - Setup", "retail_cost": "0.00", "wholesale_cost": "1.00"},
        ),
        ("PUT /crm/transaction/", about | {"title": "Rental Modem", "retail_cost": "5.00", "wholesale_cost": "1.50"}),
    ]


@pytest.mark.usefixtures("service")
def test_a_product_without_a_list_takes_the_rental_modem(jobs: Jobs, backend: Backend) -> None:
    backend.product = dict(BOOST, wholesale_setup_cost="0.00", inventory_items_list=[])
    assert outcome(change(jobs, "play_addon_assign_modem", **{"Rental Modem": 5003})) == ("success", None)
    assert [call.name for call in backend.changes()] == [MODEM, "PUT /crm/transaction/"]
    assert backend.transactions[0]["description"] == "Equipment"


@pytest.mark.usefixtures("service")
def test_hardware_that_was_not_picked_is_named(jobs: Jobs, backend: Backend) -> None:
    events = add_hardware(jobs, backend, **{"Power Supply": None})
    assert outcome(events) == ("failed", "Require the picked items")
    assert "No item was picked for: Power Supply." in events[-1]["message"]
    assert backend.changes() == []


HARDWARE_FAILURES = [
    ("GET /crm/service/service_id/1234", 1, "Read the service", []),
    ("GET /crm/product/product_id/43", 1, "Read the product", []),
    ("GET /crm/inventory/inventory_id/5003", 1, "Read the items", ["GET /crm/inventory/inventory_id/5004"]),
    ("GET /crm/inventory/inventory_id/5004", 1, "Read the items", []),
    (MODEM, 1, "Assign the items", [SUPPLY, SUPPLY]),
    (SUPPLY, 1, "Assign the items", [MODEM]),
    ("PUT /crm/transaction/", 1, "Record the set-up charge", [SUPPLY, MODEM]),
    ("PUT /crm/transaction/", 2, "Record the charge", [SUPPLY, MODEM]),
]


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    ("name", "count", "task", "undone"), HARDWARE_FAILURES, ids=[f"{row[0]} {row[1]}" for row in HARDWARE_FAILURES]
)
def test_hardware_that_could_not_be_added_is_given_back(
    jobs: Jobs, backend: Backend, *, name: str, count: int, task: str, undone: list[str]
) -> None:
    backend.refuse = _nth(name, count)
    before = {key: dict(item) for key, item in backend.items.items()}
    assert outcome(add_hardware(jobs, backend)) == ("failed", task)
    position = [index for index, called in enumerate(backend.names) if called == name][count - 1]
    assert backend.names[position + 1 :] == undone
    assert backend.items == before


@pytest.mark.usefixtures("service")
def test_every_request_for_hardware_is_in_the_table_of_failures(jobs: Jobs, backend: Backend) -> None:
    add_hardware(jobs, backend)
    assert [name for name, *_ in HARDWARE_FAILURES] == backend.names


STATE_CHANGES = [
    ("play_suspend_service", "Suspended", True, "Disable the account", "Note that the service is suspended"),
    ("play_resume_service", "Active", False, "Enable the account", "Note that the service is active"),
]
every_state_change = pytest.mark.parametrize(
    ("play", "status", "is_disabled", "account_task", "last_task"), STATE_CHANGES, ids=[row[0] for row in STATE_CHANGES]
)


@every_state_change
@pytest.mark.parametrize("given", [ACCOUNT, None], ids=["account given", "account read"])
def test_a_service_is_suspended_and_resumed_by_its_account_and_its_state(
    jobs: Jobs,
    backend: Backend,
    service: dict[str, Any],
    *,
    play: str,
    status: str,
    is_disabled: bool,
    account_task: str,
    last_task: str,
    given: str | None,
) -> None:
    del account_task, last_task
    backend.accounts[ACCOUNT] |= {"Disabled": not is_disabled, "balances": [{"kept": 1}]}
    events = change(jobs, play, service_uuid=given)
    assert outcome(events) == ("success", None), events[-1]
    assert backend.changes()[0].params == {
        "Tenant": "cgrates.org",
        "Account": ACCOUNT,
        "ExtraOptions": {"Disabled": is_disabled},
        "ReloadScheduler": True,
    }
    assert [(call.name, call.body) for call in backend.changes()[1:]] == [(SERVICE_END, {"service_status": status})]
    assert backend.accounts[ACCOUNT] == {"Disabled": is_disabled, "balances": [{"kept": 1}]}
    assert service["service_status"] == status


@every_state_change
@pytest.mark.usefixtures("service")
def test_a_service_that_could_not_be_suspended_or_resumed_is_as_before(
    jobs: Jobs,
    backend: Backend,
    *,
    play: str,
    status: str,
    is_disabled: bool,
    account_task: str,
    last_task: str,
) -> None:
    del status
    backend.accounts[ACCOUNT]["Disabled"] = not is_disabled
    requests = {
        "GET /crm/service/service_id/1234": ("Read the service", []),
        "ApierV2.GetAccount": ("Read the account in the charging system", []),
        "ApierV2.SetAccount": (account_task, []),
        SERVICE_END: (last_task, ["ApierV2.SetAccount"]),
    }
    before = {"accounts": str(backend.accounts), "services": str(backend.services)}
    for name, (task, undone) in requests.items():
        backend.calls.clear()
        backend.refuse = _nth(name, 1)
        assert outcome(change(jobs, play)) == ("failed", task)
        assert backend.names[backend.names.index(name) + 1 :] == undone
        assert {"accounts": str(backend.accounts), "services": str(backend.services)} == before
    backend.calls.clear()
    backend.refuse = lambda _: False
    change(jobs, play)
    assert backend.names == list(requests)


@every_state_change
def test_a_service_without_an_account_is_suspended_and_resumed_and_none_is_made(
    jobs: Jobs,
    backend: Backend,
    service: dict[str, Any],
    *,
    play: str,
    status: str,
    is_disabled: bool,
    account_task: str,
    last_task: str,
) -> None:
    del is_disabled, account_task, last_task
    backend.accounts.clear()
    assert outcome(change(jobs, play)) == ("success", None)
    assert backend.accounts == {}
    assert service["service_status"] == status


def remove(jobs: Jobs, **changes: object) -> list[Event]:
    return change(jobs, "play_remove_service", product_id=None, **changes)


@pytest.fixture
def ended(backend: Backend, service: dict[str, Any]) -> dict[str, Any]:
    """A service that has ended: its account is kept, disabled."""
    backend.accounts[ACCOUNT] |= {"Disabled": True, "balances": [{"left": 1}]}
    service["service_status"] = "Deactivated"
    return service


@pytest.mark.parametrize("given", [ACCOUNT, None], ids=["account given", "account read"])
def test_an_ended_service_is_removed_with_its_plans_and_its_account(
    jobs: Jobs, backend: Backend, ended: dict[str, Any], *, given: str | None
) -> None:
    events = remove(jobs, service_uuid=given)
    assert outcome(events) == ("success", None), events[-1]
    assert [call.name for call in backend.changes()] == [
        "ApierV1.RemoveActionPlan",
        "ApierV2.RemoveAccount",
        SERVICE_END,
    ]
    assert backend.changes()[0].params == {"Tenant": "cgrates.org", "Id": f"ServiceID_{ACCOUNT}__*"}
    assert backend.changes()[1].params == {"Tenant": "cgrates.org", "Account": ACCOUNT, "ReloadScheduler": True}
    assert backend.changes()[2].body == {"service_status": "Removed"}
    assert backend.accounts == {}
    assert ended["service_status"] == "Removed"


@pytest.mark.usefixtures("ended")
def test_a_removal_that_fails_says_where_and_writes_nothing_of_the_service(jobs: Jobs, backend: Backend) -> None:
    requests = {
        "GET /crm/service/service_id/1234": "Read the service",
        "ApierV1.RemoveActionPlan": "Remove the renewals that are left",
        "ApierV2.RemoveAccount": "Remove the account from the charging system",
        SERVICE_END: "Note that the service is removed",
    }
    for name, task in requests.items():
        backend.calls.clear()
        backend.refuse = _nth(name, 1)
        assert outcome(remove(jobs)) == ("failed", task)
        assert backend.names[-1] == name
        assert backend.services[1234]["service_status"] == "Deactivated"
    backend.calls.clear()
    backend.refuse = lambda _: False
    remove(jobs)
    assert backend.names == list(requests)


def test_a_service_that_never_had_an_account_is_removed_without_asking_the_charging_system(
    jobs: Jobs, backend: Backend, ended: dict[str, Any]
) -> None:
    ended["service_uuid"] = None
    assert outcome(remove(jobs, service_uuid="")) == ("success", None)
    assert backend.names == ["GET /crm/service/service_id/1234", SERVICE_END]
    assert ended["service_status"] == "Removed"
