"""What looks like a difference with the charging system and is none; mends that take no more than they say."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from pytest_django import Settings

from tests.charging.conftest import embedded_behind_http
from tests.flows.test_reconciliation import Databases, Owner, as_owner, database, databases, engine, mended, undone
from tests.support.bad_ocs import BadOcs, Trick, bad_ocs
from tests.support.doors import ask as ask_door
from tests.support.doors import bearer, make_token
from tests.support.goods import make_item, make_specification
from tests.support.people import command, make_account, make_brand, unique
from tests.support.reconciling import (
    ask,
    begin_top_up,
    differences,
    grant,
    mend,
    ocs,
    only_difference,
    sell,
    shown,
    suspend,
)
from tests.support.renewals import GIGABYTE, renewing_product
from tests.support.services import order_product
from trunkline.charging.errors import OcsUnavailableError
from trunkline.flows.processes import mends
from trunkline.flows.processes.reconciliation import examine, find_differences
from trunkline.flows.use_cases import provisioning as endings
from trunkline.insight.models import Mend
from trunkline.insight.states import DifferenceKind
from trunkline.instances.models import Instance
from trunkline.ordering.errors import ServiceBusyError
from trunkline.parties.states import Role
from trunkline.platform.clocks import business_now, hold_business_clock
from trunkline.platform.models import BusinessClock
from trunkline.stock.models import Allocation, StockItem

__all__ = ["Databases", "as_owner", "database", "databases", "engine"]
GRANT_WAIT_SECONDS_MAX = 20


def instant(after: timedelta) -> str:
    return (business_now() + after).replace(microsecond=0).isoformat()


def add(service: Instance, balance_id: str, gigabytes: int, until: str) -> None:
    """Have a job of its own give a balance."""
    attempt = begin_top_up(service)
    grant(attempt, str(service.service_uuid), balance_id, gigabytes, until)
    endings.complete_job(command(), attempt.job.pk, attempt.number)


def balances(service: Instance) -> dict[str, dict[str, Any]]:
    return {row["ID"]: row for row in (shown(service)["BalanceMap"] or {}).get("*data") or []}


def topping_up(balance_id: str, actions_id: str = "") -> str:
    """Write a list of actions that gives a gigabyte."""
    name = actions_id or f"actions_{unique()}"
    action = {
        "Identifier": "*topup",
        "BalanceId": balance_id,
        "BalanceType": "*data",
        "Units": str(GIGABYTE),
        "ExpiryTime": "*unlimited",
        "Weight": 10,
    }
    ocs("SetActions", ActionsId=name, Actions=[action], Overwrite=True)
    return name


def follow(service: Instance, plan_id: str) -> None:
    """Have a job give a service's account a plan that is there."""
    attempt = begin_top_up(service)
    ask(attempt, "SetAccount", Account=service.service_uuid, ActionPlanIDs=[plan_id])
    endings.complete_job(command(), attempt.job.pk, attempt.number)


def shared_plan(actions_id: str) -> str:
    plan_id = f"PACKAGE_{unique()}"
    ocs("SetActionPlan", Id=plan_id, ActionPlan=[{"ActionsId": actions_id, "Time": "00:00:00"}])
    return plan_id


def executed(service: Instance, actions_id: str) -> None:
    """Give what a plan gives at its time."""
    ocs("ExecuteAction", Account=service.service_uuid, ActionsId=actions_id)


@pytest.mark.usefixtures("engine")
class TestWhatIsNoDifference:
    def test_a_balance_that_is_given_anew_after_it_had_ended_ends_as_it_was_given_then(self) -> None:
        service = sell()
        add(service, "BOOST", 1, instant(timedelta(seconds=3)))
        deadline = time.monotonic() + GRANT_WAIT_SECONDS_MAX
        while "BOOST" in balances(service):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        until = instant(timedelta(days=7))
        add(service, "BOOST", 2, until)
        assert differences() == []
        changed = {"ID": "BOOST", "Value": 9 * GIGABYTE}
        ocs("SetBalance", Account=service.service_uuid, BalanceType="*data", Balance=changed)
        mended(DifferenceKind.OCS_BALANCE_ALTERED, "holds 9 GB, but only 2 GB were ever given")
        row = balances(service)["BOOST"]
        assert row["Value"] == 2 * GIGABYTE
        assert datetime.fromisoformat(row["ExpirationDate"]) == datetime.fromisoformat(until)

    def test_a_balance_that_is_added_to_while_it_runs_keeps_its_end(self) -> None:
        service = sell()
        add(service, "BOOST", 1, instant(timedelta(days=2)))
        add(service, "BOOST", 2, instant(timedelta(days=9)))
        assert balances(service)["BOOST"]["Value"] == 3 * GIGABYTE
        assert differences() == []

    def test_what_a_plan_of_somebody_else_gives_is_not_unexplained(self) -> None:
        service = sell()
        actions_id = topping_up("PACKAGE_DATA")
        follow(service, shared_plan(actions_id))
        executed(service, actions_id)
        assert differences() == []
        assert "PACKAGE_DATA" in balances(service)

    def test_what_a_plan_adds_to_a_balance_of_a_job_is_not_taken_back(self) -> None:
        service = sell()
        actions_id = topping_up("DATA_20GB")
        follow(service, shared_plan(actions_id))
        executed(service, actions_id)
        assert balances(service)["DATA_20GB"]["Value"] == 21 * GIGABYTE
        assert differences() == []

    def test_what_the_own_plan_of_a_service_gave_before_its_list_was_changed_is_not_unexplained(self) -> None:
        service = sell()
        actions_id = topping_up("OLD_NAME")
        plan_id = f"ServiceID_{service.service_uuid}__Monthly"
        attempt = begin_top_up(service)
        ask(attempt, "SetActionPlan", Id=plan_id, ActionPlan=[{"ActionsId": actions_id, "Time": "00:00:00"}])
        ask(attempt, "SetAccount", Account=service.service_uuid, ActionPlanIDs=[plan_id])
        endings.complete_job(command(), attempt.job.pk, attempt.number)
        executed(service, actions_id)
        topping_up("NEW_NAME", actions_id)
        assert differences() == []
        assert "OLD_NAME" in balances(service)

    def test_what_an_executed_list_gave_before_it_was_changed_is_not_unexplained(self) -> None:
        service = sell()
        actions_id = topping_up("OLD_NAME")
        attempt = begin_top_up(service)
        ask(attempt, "ExecuteAction", Account=service.service_uuid, ActionsId=actions_id)
        endings.complete_job(command(), attempt.job.pk, attempt.number)
        topping_up("NEW_NAME", actions_id)
        assert differences() == []
        assert "OLD_NAME" in balances(service)

    def test_beside_a_plan_that_gives_nothing_a_balance_is_unexplained_still(self) -> None:
        service = sell(plan="Monthly")
        gift = {"ID": "GIFT", "Value": GIGABYTE, "ExpiryTime": "*unlimited"}
        ocs("AddBalance", Account=service.service_uuid, BalanceType="*data", Balance=gift)
        mended(DifferenceKind.OCS_BALANCE_UNEXPLAINED, "GIFT")
        assert set(balances(service)) == {"DATA_20GB"}


@pytest.mark.usefixtures("engine")
class TestMends:
    def test_setting_an_end_back_gives_nothing_back_that_was_used_meanwhile(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        service = sell()
        later = {"ID": "DATA_20GB", "ExpiryTime": "2031-01-01T00:00:00Z"}
        ocs("SetBalance", Account=service.service_uuid, BalanceType="*data", Balance=later)
        before_carrying_out(monkeypatch, lambda: use(service))
        mended(DifferenceKind.OCS_BALANCE_ALTERED, "ends at 2031-01-01T00:00:00Z")
        assert balances(service)["DATA_20GB"]["Value"] == 19 * GIGABYTE

    def test_an_account_with_which_something_has_begun_is_left_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        service = sell()
        gift = {"ID": "GIFT", "Value": GIGABYTE, "ExpiryTime": "*unlimited"}
        ocs("AddBalance", Account=service.service_uuid, BalanceType="*data", Balance=gift)
        found = only_difference()
        attempts = []
        begin = mends.records.begin_mend

        def begin_both(*args: Any, **kwargs: Any) -> int:
            attempts.append(begin_top_up(service))
            return begin(*args, **kwargs)

        with monkeypatch.context() as patched:
            patched.setattr(mends.records, "begin_mend", begin_both)
            with pytest.raises(ServiceBusyError):
                mend(found)
        with pytest.raises(ServiceBusyError):
            mend(found)
        assert set(balances(service)) == {"DATA_20GB", "GIFT"}
        undone(attempts[0])
        assert mend(found).state == "mended"

    def test_what_cannot_be_told_in_the_end_is_not_noted_as_mended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        service = sell()
        gift = {"ID": "GIFT", "Value": GIGABYTE, "ExpiryTime": "*unlimited"}
        ocs("AddBalance", Account=service.service_uuid, BalanceType="*data", Balance=gift)
        found = only_difference()
        attempts = []
        before_carrying_out(monkeypatch, lambda: attempts.append(begin_top_up(service)))
        keyed = command(reason="a try", idempotency_key=unique())
        first = mends.mend_difference(keyed, found.kind, found.subject)
        assert (first.state, first.ended_at) == ("begun", None)
        with pytest.raises(ServiceBusyError):
            mends.mend_difference(keyed, found.kind, found.subject)
        undone(attempts[0])
        again = mends.mend_difference(keyed, found.kind, found.subject)
        assert (again.pk, again.state) == (first.pk, "mended")

    def test_an_account_whose_service_was_resumed_meanwhile_is_not_disabled(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        service = sell()
        suspend(service)
        ocs("SetAccount", Account=service.service_uuid, ExtraOptions={"Disabled": False})
        found = only_difference()
        state = service.configurations.get(state="CURRENT").service_state
        assert state is not None
        begin = mends.records.begin_mend

        def resume_first(*args: Any, **kwargs: Any) -> int:
            type(state).objects.filter(pk=state.pk).update(base_status="active")
            return begin(*args, **kwargs)

        was = state.base_status
        with monkeypatch.context() as patched:
            patched.setattr(mends.records, "begin_mend", resume_first)
            with pytest.raises(mends.DifferenceGoneError):
                mend(found)
        assert shown(service)["Disabled"] is False
        type(state).objects.filter(pk=state.pk).update(base_status=was)
        assert mend(found).state == "mended"

    def test_of_two_plans_that_are_left_at_once_none_stays(self) -> None:
        service = sell(plan="Monthly")
        own = f"ServiceID_{service.service_uuid}__Monthly"
        strange = [shared_plan(topping_up(f"STRANGE_{number}")) for number in range(4)]
        ocs("SetAccount", Account=service.service_uuid, ActionPlanIDs=strange)
        found = differences()
        assert [row.kind for row in found] == [DifferenceKind.OCS_PLAN_UNEXPLAINED] * 4
        barrier = threading.Barrier(4)

        def leave(number: int) -> str:
            try:
                barrier.wait()
                return mend(found[number]).state
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(leave, range(4))) == ["mended"] * 4
        followed = ocs("GetAccountActionPlan", Account=service.service_uuid)
        assert [row["ActionPlanId"] for row in followed] == [own]

    def test_what_is_not_given_again_with_an_account_is_said(self) -> None:
        service = sell()
        actions_id = topping_up("EXECUTED")
        attempt = begin_top_up(service)
        ask(attempt, "ExecuteAction", Account=service.service_uuid, ActionsId=actions_id)
        endings.complete_job(command(), attempt.job.pk, attempt.number)
        ocs("RemoveAccount", Account=service.service_uuid)
        record = mended(DifferenceKind.OCS_ACCOUNT_MISSING, service.key)
        assert "Not given again, as only the charging system knew what was left of it: DATA_20GB." in record.action
        assert f"Not executed again: the lists of actions {actions_id}." in record.action
        assert balances(service) == {}


def use(service: Instance) -> None:
    ocs("DebitUsage", Account=service.service_uuid, BalanceType="*data", Value=GIGABYTE)


def before_carrying_out(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do something once, right before a mend touches the charging system: when another could as well."""
    carry_out = mends._carry_out  # noqa: SLF001  # the very moment is meant
    done: list[bool] = []

    def act_first(*args: Any) -> None:
        if not done:
            done.append(True)
            act()
        carry_out(*args)

    monkeypatch.setattr(mends, "_carry_out", act_first)


class TestStaff:
    """Of what staff do through our own door; CGRateS is changed behind it."""

    def rpc(self, method: str, **params: Any) -> None:
        body = {"id": 1, "method": f"APIerSv2.{method}", "params": [params]}
        answer = ask_door("POST", "/jsonrpc", body, bearer(make_token(Role.ADMIN)))
        assert json.loads(answer.content)["error"] is None, answer.content

    @pytest.mark.parametrize(
        ("method", "changes"),
        [
            ("AddBalance", {"Value": 5 * GIGABYTE}),
            ("SetBalance", {"Value": 30 * GIGABYTE}),
            ("SetBalance", {"ExpiryTime": "2031-01-01T00:00:00Z"}),
        ],
    )
    def test_what_they_add_to_a_balance_that_is_there_is_theirs(self, method: str, changes: dict[str, Any]) -> None:
        service = sell()
        balance = {"ID": "DATA_20GB", **changes}
        self.rpc(method, Account=service.service_uuid, BalanceType="*data", Balance=balance)
        assert differences() == []

    def test_what_they_have_taken_away_is_not_missing(self) -> None:
        service = sell()
        gone = {"Account": service.service_uuid, "BalanceType": "*data", "Balance": {"ID": "DATA_20GB"}}
        self.rpc("RemoveBalances", **gone)
        assert differences() == []
        add(service, "DATA_20GB", 1, instant(timedelta(days=3)))
        ocs("RemoveBalances", **gone)
        assert only_difference().kind == DifferenceKind.OCS_BALANCE_MISSING
        mended(DifferenceKind.OCS_BALANCE_MISSING, "1 GB")

    def test_what_somebody_else_alters_of_a_balance_that_was_given_anew_since_is_told(self) -> None:
        service = sell()
        named = {"Account": service.service_uuid, "BalanceType": "*data"}
        self.rpc("AddBalance", **named, Balance={"ID": "DATA_20GB", "Value": 5 * GIGABYTE})
        ocs("RemoveBalances", **named, Balance={"ID": "DATA_20GB"})
        mended(DifferenceKind.OCS_BALANCE_MISSING)
        ocs("SetBalance", **named, Balance={"ID": "DATA_20GB", "Value": 70 * GIGABYTE})
        mended(DifferenceKind.OCS_BALANCE_ALTERED, "70 GB")


class TestWhatCannotBeRead:
    @pytest.fixture
    def bad(self, settings: Settings, database: object) -> Iterator[BadOcs]:
        del database
        with embedded_behind_http() as engine_url, bad_ocs(engine_url) as bad:
            settings.TRUNKLINE_CGRATES_URL = bad.url
            yield bad
        settings.TRUNKLINE_CGRATES_URL = None

    def test_a_list_of_actions_that_cannot_be_read_is_not_taken_for_empty(self, bad: BadOcs) -> None:
        service = sell(plan="Monthly")
        bad.play(Trick.REFUSED, "GetActions")
        with pytest.raises(OcsUnavailableError):
            examine(f"ocs:{service.service_uuid}", at=business_now())
        assert bad.played
        assert differences() == []

    def test_no_plan_is_left_while_nobody_can_tell_which_are_followed(
        self, bad: BadOcs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        service = sell(plan="Monthly")
        strange = shared_plan(topping_up("STRANGE"))
        ocs("SetAccount", Account=service.service_uuid, ActionPlanIDs=[strange])
        found = only_difference()
        leave = mends._ACTIONS[found.kind]  # noqa: SLF001  # in the middle of it

        def leave_in_vain(*args: Any) -> None:
            bad.play(Trick.REFUSED, "GetAccountActionPlan")
            leave(*args)

        with monkeypatch.context() as patched:
            patched.setitem(mends._ACTIONS, found.kind, leave_in_vain)  # noqa: SLF001
            with pytest.raises(OcsUnavailableError):
                mend(found)
        followed = {row["ActionPlanId"] for row in ocs("GetAccountActionPlan", Account=service.service_uuid)}
        assert followed == {strange, f"ServiceID_{service.service_uuid}__Monthly"}
        assert Mend.objects.get(subject=found.subject).state == "begun"
        assert mend(found).state == "mended"


def test_what_ends_while_all_is_looked_through_is_not_missing(settings: Settings) -> None:
    settings.TRUNKLINE_DEMO_MODE = True
    begun = business_now()
    hold_business_clock(begun)
    try:
        service = sell()
        add(service, "BOOST", 1, (begun + timedelta(minutes=5)).isoformat())

        def go_on(place: str) -> None:
            if place == "":
                hold_business_clock(begun + timedelta(minutes=6))
                # Somebody uses it, and the engine ends what is over.
                use(service)

        assert list(find_differences(begun, go_on)) == []
        assert set(balances(service)) == {"DATA_20GB"}
    finally:
        BusinessClock.objects.all().delete()
        # Its balances lived on in a time that is not there any more.
        Instance.objects.filter(service_uuid__isnull=False).update(service_uuid=None, remove_at=None)
        ocs("RemoveAccount", Account=service.service_uuid)


class TestKeptItems:
    @pytest.mark.parametrize("state", ["In Stock", "Lost", "Assigned"])
    def test_an_item_of_an_order_under_way_whose_state_alone_is_wrong_stays_its(
        self, state: str, as_owner: Owner
    ) -> None:
        specification = make_specification()
        item = make_item(specification)
        product = renewing_product(resource_names=[specification.name])
        job = order_product(product, make_account(make_brand()), None, {specification.name: item.pk})
        as_owner(f"UPDATE stock_stockitem SET state = '{state}' WHERE id = {item.pk}")
        mended(DifferenceKind.ITEM_NOT_RESERVED, item.reference_number, state)
        assert StockItem.objects.get(pk=item.pk).state == "Reserved"
        kept = Allocation.objects.get(item=item)
        assert (kept.state, kept.holder) == ("reserved", job.order_line.public_id)

    def test_an_item_that_somebody_is_choosing_stays_kept_until_its_time_is_over(self, as_owner: Owner) -> None:
        item = make_item(make_specification())
        account_id = make_account(make_brand())
        as_owner(
            "INSERT INTO stock_allocation (item_id, state, account_id, holder, item_state_before, expires_at)"
            f" VALUES ({item.pk}, 'reserved', {account_id}, gen_random_uuid(), 'New', now() + interval '1 hour')"
        )
        mended(DifferenceKind.ITEM_NOT_RESERVED, item.reference_number)
        assert Allocation.objects.get(item=item).state == "reserved"
        as_owner(f"UPDATE stock_allocation SET expires_at = now() - interval '1 hour' WHERE item_id = {item.pk}")
        as_owner(f"UPDATE stock_stockitem SET state = 'Lost' WHERE id = {item.pk}")
        mended(DifferenceKind.ITEM_RESERVED_FOR_NOTHING, item.reference_number)
        assert StockItem.objects.get(pk=item.pk).state == "New"
