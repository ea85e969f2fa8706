"""Calls whose answers were lost: nothing moves the account before it has told of them, or people have decided."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.db import connection
from rich.console import Console

from tests.platform.test_kill_points import run_and_die
from tests.support.bad_ocs import BadOcs, Trick, bad_ocs
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.snapshot import differences, take_snapshot
from trunkline.charging import jobs, processes, selectors, use_cases
from trunkline.charging.adapters import cgrates
from trunkline.charging.adapters.cgrates import CgratesClient
from trunkline.charging.errors import OcsOutcomeUnclearError, OcsUnavailableError
from trunkline.charging.invariants import INVARIANTS
from trunkline.charging.models import CallSettlement, EngineCall
from trunkline.charging.policies import OcsAnswer, StepFate
from trunkline.charging.states import EngineCallState
from trunkline.cli import charging_calls
from trunkline.cli.problems import OperatorError
from trunkline.kernel.errors import DomainError, InvalidInputError, InvalidTransitionError
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import SYSTEM_ACTOR, Actor, ActorKind, Command
from trunkline.platform.errors import IdempotencyKeyReusedError
from trunkline.platform.invariants import find_violations

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]

NOW = datetime.now(UTC)
OK = OcsAnswer(result="OK")
KILLED_WHILE_SETTLING = ("charging.look_at_call", "charging.settle_call")
PERSON = Command(Actor(ActorKind.STAFF, 7), at=NOW)


@dataclass(frozen=True)
class Sms:
    """An account with messages, at a CGRateS that loses what it is told to, and is asked beside it."""

    bad: BadOcs
    beside: CgratesClient
    account: str

    def call(self, method: str, key: str | None = None, **params: Any) -> OcsAnswer:
        return processes.call(f"APIerSv2.{method}", {"Account": self.account, **params}, at=NOW, key=key)

    def grant(self, value: int, key: str | None = None, balance_id: str = "SMS", **more: Any) -> OcsAnswer:
        balance = {"ID": balance_id, "Value": value, **more}
        return self.call("AddBalance", key, BalanceType="*sms", Balance=balance)

    def use(self, key: str | None, value: int = 1) -> OcsAnswer:
        return self.call("DebitUsage", key, BalanceType="*sms", Value=value)

    def lose(self, trick: Trick, key: str, *, value: int = 1) -> int:
        """Use under a key, and lose the request or its answer; returns the call's number."""
        self.bad.play(trick, "DebitBalance")
        with pytest.raises(OcsUnavailableError) as raised:
            self.use(key, value)
        assert raised.value.is_outcome_unknown
        return number_of(key)

    def of_network(self, value: int) -> None:
        """Have the network use some, past us."""
        params = {"Account": self.account, "BalanceType": "*sms", "Value": value}
        assert self.beside.call("APIerSv2.DebitUsage", params, at=NOW, tenant="cgrates.org") == OK

    def left(self) -> dict[str, int]:
        found = self.beside.call("APIerSv2.GetAccount", {"Account": self.account}, at=NOW, tenant="cgrates.org").result
        return {balance["ID"]: int(balance["Value"]) for balance in (found["BalanceMap"] or {}).get("*sms", [])}


@pytest.fixture
def sms(cgrates_url: str, settings: Any) -> Iterator[Sms]:
    with bad_ocs(cgrates_url) as bad:
        settings.TRUNKLINE_CGRATES_URL = bad.url
        beside = CgratesClient(cgrates_url)
        made = Sms(bad, beside, f"acc_{uuid.uuid4().hex}")
        assert made.call("SetAccount") == OK
        assert made.grant(100) == OK
        yield made
        beside.close()
        cgrates.close_clients()


def unique() -> str:
    return uuid.uuid4().hex


def number_of(key: str) -> int:
    call = selectors.find_call(key)
    assert call is not None
    return call.pk


def state_of(key: str) -> str:
    return selectors.get_call(number_of(key)).state


def wait_out(*keys: str) -> None:
    """Have whoever asked under a key wait for an answer no more."""
    EngineCall.objects.filter(key__in=keys).update(busy_until=system_now() - timedelta(seconds=1))


def test_a_lost_use_is_not_taken_for_done_because_an_equal_one_follows(sms: Sms) -> None:
    first, second = unique(), unique()
    sms.lose(Trick.UNHEARD, first)
    wait_out(first)
    assert sms.use(second) == OK
    assert (sms.left(), state_of(first)) == ({"SMS": 99}, "refused")
    assert sms.use(first) == OK
    assert sms.left() == {"SMS": 98}
    assert [sms.use(first), sms.use(second)] == [OK, OK]
    assert sms.left() == {"SMS": 98}


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child of the fork does nothing but die
@pytest.mark.parametrize("point", ["before_call", "after_call"])
@pytest.mark.parametrize("name", KILLED_WHILE_SETTLING)
def test_a_use_that_was_being_settled_is_settled_once(sms: Sms, name: str, point: str) -> None:
    key = unique()
    number = sms.lose(Trick.LOST, key)
    wait_out(key)
    is_settled = (name, point) == ("charging.settle_call", "after_call")
    before = take_snapshot()
    run_and_die(lambda: getattr(processes, name.partition(".")[2])(number), f"{name}:{point}")
    assert (differences(before, take_snapshot()) != [], state_of(key) == "done") == (is_settled, is_settled)
    assert processes.settle_call(number) == EngineCallState.DONE
    assert sms.use(key) == OK
    assert sms.left() == {"SMS": 99}


def test_a_use_that_was_taken_is_not_taken_for_lost_because_as_much_is_granted(sms: Sms) -> None:
    key = unique()
    sms.lose(Trick.LOST, key)
    wait_out(key)
    assert sms.grant(1) == OK
    assert (sms.left(), state_of(key)) == ({"SMS": 100}, "done")
    assert sms.use(key) == OK
    assert sms.left() == {"SMS": 100}


def test_a_balance_that_another_grant_makes_does_not_stand_for_a_lost_one(sms: Sms) -> None:
    key = unique()
    sms.bad.play(Trick.UNHEARD, "AddBalance")
    with pytest.raises(OcsUnavailableError):
        sms.grant(5, key, balance_id="BOOST")
    wait_out(key)
    assert sms.grant(5, unique(), balance_id="BOOST") == OK
    assert state_of(key) == "refused"
    assert sms.grant(5, key, balance_id="BOOST") == OK
    assert sms.left() == {"SMS": 100, "BOOST": 10}


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("DebitUsage", {"BalanceType": "*sms", "Value": 1}),
    ("AddBalance", {"BalanceType": "*sms", "Balance": {"ID": "SMS", "Value": 1}}),
    ("SetBalance", {"BalanceType": "*sms", "Balance": {"ID": "SMS", "Value": 7}}),
    ("RemoveBalances", {"BalanceType": "*sms", "Balance": {"ID": "SMS"}}),
    ("SetAccount", {"ExtraOptions": {"Disabled": True}}),
    ("RemoveAccount", {}),
]


@pytest.mark.parametrize("key", [None, "own"])
@pytest.mark.parametrize(("method", "params"), CHANGES, ids=[method for method, _ in CHANGES])
def test_while_a_lost_use_may_still_arrive_nothing_else_changes_its_account(
    sms: Sms, method: str, params: dict[str, Any], key: str | None
) -> None:
    lost, own = unique(), unique()
    sms.lose(Trick.UNHEARD, lost)
    with pytest.raises(OcsUnavailableError) as raised:
        sms.call(method, own if key else None, **params)
    assert not raised.value.is_outcome_unknown
    assert raised.value.retry_after in range(1, 31)
    assert f"nothing was done. Ask again in {raised.value.retry_after} seconds." in raised.value.detail
    assert (sms.left(), state_of(lost), selectors.find_call(own)) == ({"SMS": 100}, "unknown", None)
    assert sms.call("GetAccount").error is None
    # Accounts of others have nothing to do with it.
    other = Sms(sms.bad, sms.beside, f"acc_{unique()}")
    assert [other.call("SetAccount"), other.grant(3)] == [OK, OK]


def test_a_change_is_refused_whole_while_the_account_cannot_be_asked_about_a_lost_use(sms: Sms) -> None:
    lost = unique()
    sms.lose(Trick.UNHEARD, lost)
    wait_out(lost)
    sms.bad.play(Trick.GARBAGE, "GetAccount")
    with pytest.raises(OcsUnavailableError) as raised:
        sms.use(None)
    assert not raised.value.is_outcome_unknown
    assert (sms.left(), state_of(lost)) == ({"SMS": 100}, "unknown")


def test_what_the_account_does_not_tell_holds_nobody_up_and_waits_for_a_person(sms: Sms) -> None:
    key, other = unique(), unique()
    call_id = sms.lose(Trick.LOST, key)
    sms.of_network(3)
    wait_out(key)
    assert sms.use(other) == OK
    assert (sms.left(), state_of(key)) == ({"SMS": 95}, "unclear")
    for _ in range(2):
        with pytest.raises(OcsOutcomeUnclearError) as raised:
            sms.use(key)
        assert "the balance SMS had 100, was to have 99, and has 96." in raised.value.detail
        assert raised.value.detail.endswith(f"`trunkline charging-calls`, {call_id}.")
    assert (sms.left(), state_of(key)) == ({"SMS": 95}, "unclear")
    assert [text for text in find_violations(INVARIANTS[0]) if text.startswith(f"call {call_id} ")]
    assert selectors.count_unsettled_calls()["unclear"] >= 1
    EngineCall.objects.filter(key=key).update(concluded_at=system_now() - timedelta(days=30))
    use_cases.forget_old_calls(Command(SYSTEM_ACTOR, at=NOW))
    assert state_of(key) == "unclear"


@pytest.mark.parametrize("was_done", [True, False])
def test_a_person_settles_it_for_good(sms: Sms, *, was_done: bool) -> None:
    key = unique()
    call_id = sms.lose(Trick.LOST if was_done else Trick.UNHEARD, key)
    sms.of_network(3)
    wait_out(key)
    assert processes.settle_call(call_id) == EngineCallState.UNCLEAR
    use_cases.settle_by_hand(PERSON, call_id, "seen in its history", was_done=was_done)
    assert not [text for text in find_violations(INVARIANTS[0]) if text.startswith(f"call {call_id} ")]
    [kept] = CallSettlement.objects.filter(call_number=call_id)
    assert (kept.was_done, kept.reason, kept.settled_by) == (was_done, "seen in its history", "staff:7")
    with pytest.raises(InvalidTransitionError):
        use_cases.settle_by_hand(PERSON, call_id, "once more", was_done=not was_done)
    # Taken once, however it was.
    assert sms.use(key) == OK
    assert sms.left() == {"SMS": 96}
    assert (sms.use(key), sms.left()) == (OK, {"SMS": 96})
    assert CallSettlement.objects.filter(call_number=call_id).count() == 1


def test_nothing_is_settled_by_hand_without_need_or_reason(sms: Sms) -> None:
    key = unique()
    call_id = sms.lose(Trick.UNHEARD, key)
    with pytest.raises(InvalidTransitionError, match="may still be under way"):
        use_cases.settle_by_hand(PERSON, call_id, "impatience", was_done=True)
    wait_out(key)
    for reason in ("", " ", "x" * 501, "a\x00b"):
        with pytest.raises(InvalidInputError):
            use_cases.settle_by_hand(PERSON, call_id, reason, was_done=True)
    with pytest.raises(InvalidInputError):
        use_cases.settle_by_hand(PERSON, 2**62, "nobody's", was_done=True)
    assert (state_of(key), CallSettlement.objects.filter(call_number=call_id).count()) == ("unknown", 0)


def test_what_was_settled_is_never_rewritten(sms: Sms, owner_connection: psycopg.Connection) -> None:
    key = unique()
    call_id = sms.lose(Trick.UNHEARD, key)
    wait_out(key)
    use_cases.settle_by_hand(PERSON, call_id, "it never came", was_done=False)
    with pytest.raises(psycopg.errors.RaiseException):
        owner_connection.execute("UPDATE charging_callsettlement SET was_done = true")


@pytest.mark.parametrize(
    ("trick", "state"), [(Trick.LOST, EngineCallState.DONE), (Trick.UNHEARD, EngineCallState.REFUSED)]
)
def test_the_periodic_job_finds_out_what_became_of_it(sms: Sms, trick: Trick, state: EngineCallState) -> None:
    key = unique()
    call_id = sms.lose(trick, key)
    before = sms.left()
    jobs.settle_open_calls()
    assert (processes.settle_call(call_id), state_of(key)) == (EngineCallState.UNKNOWN, "unknown")
    wait_out(key)
    assert [fate for _, fate, _ in processes.look_at_call(call_id)] == [
        StepFate.DONE if state == EngineCallState.DONE else StepFate.NOT_DONE
    ]
    jobs.settle_open_calls()
    assert (state_of(key), sms.left()) == (state, before)
    assert processes.settle_call(call_id) == state
    assert sms.use(key) == OK
    assert sms.left() == {"SMS": 99}


def test_the_periodic_job_goes_on_when_the_engine_is_away(sms: Sms, settings: Any) -> None:
    key = unique()
    call_id = sms.lose(Trick.UNHEARD, key)
    wait_out(key)
    sms.bad.play(Trick.GARBAGE, "GetAccount")
    jobs.settle_open_calls()
    assert state_of(key) == "unknown"
    url, settings.TRUNKLINE_CGRATES_URL = settings.TRUNKLINE_CGRATES_URL, None
    jobs.settle_open_calls()
    with pytest.raises(OcsUnavailableError):
        processes.settle_call(call_id)
    settings.TRUNKLINE_CGRATES_URL = url
    jobs.settle_open_calls()
    assert state_of(key) == "refused"


def test_a_call_that_is_half_done_is_settled_by_a_person_or_taken_up_under_its_key(sms: Sms) -> None:
    assert sms.grant(5, balance_id="BOOST", Weight=20) == OK
    mine, abandoned = unique(), unique()
    sms.lose(Trick.LOST, mine, value=8)
    assert sms.left() == {"BOOST": 0, "SMS": 100}
    wait_out(mine)
    assert sms.use(mine, 8) == OK
    assert sms.left() == {"BOOST": 0, "SMS": 97}
    assert sms.grant(5, balance_id="BOOST") == OK
    sms.lose(Trick.LOST, abandoned, value=8)
    wait_out(abandoned)
    assert sms.use(None, 1) == OK
    assert (state_of(abandoned), sms.left()) == ("unclear", {"BOOST": 0, "SMS": 96})


def test_a_lost_grant_of_which_some_was_used_is_known_to_have_happened(sms: Sms) -> None:
    key = unique()
    assert sms.call("RemoveBalances", BalanceType="*sms", Balance={"ID": "SMS"}) == OK
    sms.bad.play(Trick.LOST, "AddBalance")
    with pytest.raises(OcsUnavailableError):
        sms.grant(50, key)
    sms.of_network(20)
    wait_out(key)
    assert (sms.grant(50, key), sms.left()) == (OK, {"SMS": 30})


def test_one_key_for_two_accounts_at_once_is_one_debit(sms: Sms) -> None:
    others = [Sms(sms.bad, sms.beside, f"acc_{unique()}") for _ in range(5)]
    for other in others:
        assert [other.call("SetAccount"), other.grant(100)] == [OK, OK]
    accounts = [sms, *others]
    for _ in range(5):
        key = unique()
        taken = sum(account.left()["SMS"] for account in accounts)

        def use(account: Sms, key: str = key) -> bool:
            try:
                return account.use(key) == OK
            except IdempotencyKeyReusedError:
                return False
            finally:
                connection.close()

        with ThreadPoolExecutor(len(accounts)) as pool:
            assert sum(pool.map(use, accounts)) == 1
        assert sum(account.left()["SMS"] for account in accounts) == taken - 1


def test_many_at_once_after_a_lost_use_settle_it_once_and_are_all_taken(sms: Sms) -> None:
    lost = unique()
    call_id = sms.lose(Trick.UNHEARD, lost)
    wait_out(lost)

    def act(number: int) -> str:
        try:
            if number == 0:
                return processes.settle_call(call_id)
            return str(sms.use(lost if number == 1 else unique()).result)
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(act, range(6)))
    assert answers[1:] == ["OK"] * 5
    assert answers[0] in {"refused", "done"}
    assert (sms.left(), state_of(lost)) == ({"SMS": 95}, "done")


def test_the_command_lists_them_with_their_values_and_settles_one(sms: Sms) -> None:
    key = unique()
    call_id = sms.lose(Trick.LOST, key)
    sms.of_network(3)
    wait_out(key)
    processes.settle_call(call_id)

    def listed() -> str:
        with StringIO() as output:
            charging_calls.show_calls(Console(file=output, width=400))
            return output.getvalue()

    assert f"{call_id} APIerSv2.DebitUsage of cgrates.org:{sms.account}" in listed()
    assert "balance SMS of *sms: had 100, was to have 99, has 96: unclear" in listed()
    console = Console(file=StringIO())
    for outcome in (None, "", "maybe"):
        with pytest.raises(OperatorError):
            charging_calls.settle(call_id, outcome, "a guess", console)
    with pytest.raises(InvalidInputError):
        charging_calls.settle(call_id, "done", "", console)
    assert state_of(key) == "unclear"
    charging_calls.settle(call_id, "done", "seen in its history", console)
    assert (state_of(key), sms.use(key), sms.left()) == ("done", OK, {"SMS": 96})
    assert sms.account not in listed()
