"""Grants and debits that CGRateS, which knows no keys, is asked for under one: carried out once, whatever is lost."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.relay import Relay, relayed
from trunkline.charging import processes, selectors, use_cases
from trunkline.charging.adapters import cgrates
from trunkline.charging.adapters.cgrates import CgratesClient
from trunkline.charging.errors import OcsOutcomeUnclearError, OcsUnavailableError
from trunkline.charging.models import EngineCall
from trunkline.charging.policies import OcsAnswer
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.errors import IdempotencyKeyReusedError

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]

NOW = datetime.now(UTC)
OK = OcsAnswer(result="OK")


@dataclass(frozen=True)
class Line:
    """The port with a real CGRateS at the end of a line that can fail, and the engine asked beside it."""

    relay: Relay
    direct: CgratesClient
    account: str

    def call(self, method: str, key: str | None = None, **params: Any) -> OcsAnswer:
        return processes.call(f"APIerSv2.{method}", {"Account": self.account, **params}, at=NOW, key=key)

    def grant(self, key: str | None, value: int = 5, balance_id: str = "A") -> OcsAnswer:
        return self.call("AddBalance", key, BalanceType="*data", Balance={"ID": balance_id, "Value": value})

    def use(self, key: str | None, value: int) -> OcsAnswer:
        return self.call("DebitUsage", key, BalanceType="*data", Value=value)

    def beside(self, method: str, **params: Any) -> OcsAnswer:
        """Ask the engine over another line."""
        return self.direct.call(f"APIerSv2.{method}", {"Account": self.account, **params}, at=NOW, tenant="cgrates.org")

    def values(self) -> dict[str, Any]:
        balances = (self.beside("GetAccount").result["BalanceMap"] or {}).get("*data") or []
        return {balance["ID"]: balance["Value"] for balance in balances}


@pytest.fixture
def line(cgrates_url: str, settings: Any) -> Iterator[Line]:
    with relayed(cgrates_url) as relay:
        settings.TRUNKLINE_CGRATES_URL = relay.url
        direct = CgratesClient(cgrates_url)
        made = Line(relay, direct, f"acc_{uuid.uuid4().hex}")
        assert made.call("SetAccount") == OK
        yield made
        direct.close()
        cgrates.close_clients()


def unique() -> str:
    return uuid.uuid4().hex


def wait_out(key: str) -> None:
    """Have whoever asked under a key wait for an answer no more."""
    EngineCall.objects.filter(key=key).update(busy_until=system_now() - timedelta(seconds=1))


def lose_answer(line: Line, key: str, call: Any) -> None:
    """Make a call that is carried out, and whose answer is lost."""
    known = selectors.find_call(key)
    assert known is None
    client = cgrates.client_for(line.relay.url)
    taken = client.take

    def take(step: Any) -> None:
        line.relay.is_losing_answers = True
        try:
            taken(step)
        finally:
            line.relay.is_losing_answers = False

    client.take = take  # type: ignore[method-assign]  # the line fails between reading the account and changing it
    try:
        with pytest.raises(OcsUnavailableError) as raised:
            call()
        assert raised.value.is_outcome_unknown
    finally:
        client.take = taken  # type: ignore[method-assign]


def state_of(key: str) -> str:
    call = selectors.find_call(key)
    assert call is not None
    return call.state


def test_a_grant_under_a_key_is_made_once(line: Line) -> None:
    key = unique()
    assert [line.grant(key), line.grant(key)] == [OK, OK]
    assert line.values() == {"A": 5}
    with pytest.raises(IdempotencyKeyReusedError):
        line.grant(key, 6)
    assert line.values() == {"A": 5}
    assert line.grant(unique()) == OK
    assert line.values() == {"A": 10}


def test_of_many_at_once_under_one_key_one_is_made(line: Line) -> None:
    key = unique()

    def grant(_: int) -> OcsAnswer:
        try:
            return line.grant(key)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(grant, range(6))) == [OK] * 6
    assert line.values() == {"A": 5}


def test_of_two_uses_at_once_that_do_not_both_fit_one_is_refused(line: Line) -> None:
    line.grant(None, 10)

    def use(_: int) -> str | None:
        try:
            return line.use(None, 6).error
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        errors = list(pool.map(use, range(4)))
    assert sorted(errors, key=str) == ["INSUFFICIENT_CREDIT"] * 3 + [None]
    assert line.values() == {"A": 4}


@pytest.mark.parametrize("had", [0, 7])
def test_a_grant_whose_answer_was_lost_is_found_to_have_happened(line: Line, had: int) -> None:
    if had:
        line.grant(None, had)
    key = unique()
    lose_answer(line, key, lambda: line.grant(key))
    assert (state_of(key), line.values()) == ("unknown", {"A": had + 5})
    with pytest.raises(OcsUnavailableError) as raised:
        line.grant(key)
    assert "may still be under way; ask again in" in raised.value.detail
    wait_out(key)
    assert line.grant(key) == OK
    assert (state_of(key), line.values()) == ("done", {"A": had + 5})


def test_a_grant_that_never_arrived_is_made_when_it_is_asked_for_again(line: Line) -> None:
    line.grant(None, 7)
    key = unique()
    client = cgrates.client_for(line.relay.url)
    steps = client.plan(
        "APIerSv2.AddBalance",
        {"Account": line.account, "BalanceType": "*data", "Balance": {"ID": "A", "Value": 5}},
        at=NOW,
        tenant="cgrates.org",
    )
    assert [(step.before, step.after) for step in steps] == [(7, 12)]
    line.relay.cut()
    with pytest.raises(OcsUnavailableError) as raised:
        line.grant(key)
    assert not raised.value.is_outcome_unknown
    line.relay.mend()
    assert line.grant(key) == OK
    assert line.values() == {"A": 12}


def test_what_cannot_be_told_is_said_and_never_added_again(line: Line) -> None:
    line.grant(None, 7)
    key = unique()
    lose_answer(line, key, lambda: line.grant(key))
    assert line.beside("DebitUsage", BalanceType="*data", Value=3) == OK
    wait_out(key)
    for _ in range(2):
        with pytest.raises(OcsOutcomeUnclearError) as raised:
            line.grant(key)
        assert "had 7, was to have 12, and has 9. It is not asked for again." in raised.value.detail
    assert (state_of(key), line.values()) == ("unclear", {"A": 9})
    assert [call.key for call in selectors.list_unsettled_calls() if call.key == key] == [key]


def test_a_grant_that_arrives_late_and_again_is_one(line: Line) -> None:
    key = unique()
    lose_answer(line, key, lambda: line.grant(key))
    call = selectors.find_call(key)
    assert call is not None
    (step,) = selectors.steps_of(call)
    line.direct.take(step)
    assert line.values() == {"A": 5}


def test_a_use_over_two_balances_is_taken_up_where_it_stopped(line: Line) -> None:
    for balance_id, weight, value in (("MONTH", 10, 20), ("BOOST", 20, 5)):
        balance = {"ID": balance_id, "Value": value, "Weight": weight}
        assert line.call("AddBalance", BalanceType="*data", Balance=balance) == OK
    key = unique()
    lose_answer(line, key, lambda: line.use(key, 8))
    # 5 of the boost; the 3 of the month were not asked for.
    assert line.values() == {"BOOST": 0, "MONTH": 20}
    wait_out(key)
    assert line.use(key, 8) == OK
    assert line.values() == {"BOOST": 0, "MONTH": 17}
    assert line.use(key, 8) == OK
    assert line.values() == {"BOOST": 0, "MONTH": 17}


def test_a_refusal_uses_no_key_up(line: Line) -> None:
    key = unique()
    assert line.use(key, 3) == OcsAnswer(error="INSUFFICIENT_CREDIT")
    line.grant(None, 5)
    assert line.use(key, 3) == OK
    assert line.values() == {"A": 2}


def test_a_process_killed_between_intent_and_outcome_leaves_what_is_found_out_later(line: Line) -> None:
    key = unique()
    line.grant(key)
    EngineCall.objects.filter(key=key).update(state="intended", answer=None, concluded_at=None)
    with pytest.raises(OcsUnavailableError):
        line.grant(key)
    wait_out(key)
    assert line.grant(key) == OK
    assert line.values() == {"A": 5}


def test_old_records_are_forgotten_but_not_those_of_unknown_outcome(line: Line) -> None:
    done, lost = unique(), unique()
    line.grant(done)
    lose_answer(line, lost, lambda: line.grant(lost))
    week = timedelta(days=8)
    EngineCall.objects.filter(key=done).update(concluded_at=system_now() - week)
    EngineCall.objects.filter(key=lost).update(created_at=system_now() - week, busy_until=system_now() - week)
    use_cases.forget_old_calls(Command(SYSTEM_ACTOR, at=NOW))
    assert (selectors.find_call(done), state_of(lost)) == (None, "unknown")
    # What is found out late is kept from then on.
    assert line.grant(lost) == OK
    use_cases.forget_old_calls(Command(SYSTEM_ACTOR, at=NOW))
    assert (line.grant(lost), state_of(lost)) == (OK, "done")
    assert line.values() == {"A": 10}


def test_values_with_decimals_are_recognised(line: Line) -> None:
    line.call("AddBalance", BalanceType="*monetary", Balance={"ID": "M", "Value": Decimal("0.1")})
    key = unique()

    def grant() -> OcsAnswer:
        return line.call("AddBalance", key, BalanceType="*monetary", Balance={"ID": "M", "Value": Decimal("0.2")})

    lose_answer(line, key, grant)
    wait_out(key)
    assert grant() == OK
    (shown,) = line.beside("GetAccount").result["BalanceMap"]["*monetary"]
    assert abs(shown["Value"] - Decimal("0.3")) < Decimal("1e-9")
