"""The port to the charging system: one call, whichever engine is behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from django.conf import settings

from trunkline.charging import selectors, use_cases
from trunkline.charging.adapters import cgrates, embedded
from trunkline.charging.adapters.cgrates import DONE, CgratesClient, EngineRefusalError
from trunkline.charging.errors import OcsOutcomeUnclearError, OcsUnavailableError
from trunkline.charging.models import EngineCall
from trunkline.charging.operations import BUSY_SECONDS, CallDraft
from trunkline.charging.policies import (
    MOVES,
    NOT_FOUND,
    OcsAnswer,
    Step,
    StepFate,
    account_to_change,
    count_done,
    fate_of,
    fate_of_call,
)
from trunkline.charging.states import OPEN_CALL_STATES, EngineCallState
from trunkline.ocs.errors import OcsRefusalError
from trunkline.ocs.policies.calls import parse_call
from trunkline.ocs.policies.numbers import plain_number
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.errors import IdempotencyKeyReusedError
from trunkline.platform.idempotency import fingerprint
from trunkline.platform.outside import outside_call

__all__ = ["OcsAnswer", "call"]

_log = structlog.get_logger("trunkline.charging")
_SETTLED_AT_ONCE_MAX = 50
_FAILURES_MAX = 3


@outside_call("charging.call")
def call(
    method: str, params: dict[str, Any], *, at: datetime, reference: str = "", key: str | None = None
) -> OcsAnswer:
    """This will have the charging system carry out a JSON-RPC method (in any spelling, with one object of parameters).

    A refusal is an answer with its error. Expiries are counted from `at`, business time. Raises OcsUnavailableError
    when the engine does not answer; its `is_outcome_unknown` tells whether the call may have been carried out.
    Before an account of CGRateS is changed, what became of calls under keys whose answers were lost is found out from
    it; while one of them may still arrive, the change is refused, with nothing done.
    With a key a change is carried out once, whatever answers are lost, and IdempotencyKeyReusedError raised when the
    same key comes with another call. CGRateS knows no keys: there grants and debits are kept with what they move, and
    asked for again only where its account shows that they did not happen; anything else leads to a state anyway. Where
    the account does not tell, OcsOutcomeUnclearError is raised, until a person has settled it.
    """
    tenant: str = settings.TRUNKLINE_OCS_TENANT
    url: str | None = settings.TRUNKLINE_CGRATES_URL
    if url is None:
        return embedded.call(method, params, at=at, tenant=tenant, reference=reference, key=key)
    client = cgrates.client_for(url)
    try:
        name, parsed = parse_call(method, params, default_tenant=tenant)
    except OcsRefusalError as refusal:
        return OcsAnswer(error=refusal.answer)
    if account_to_change(name, parsed) is None:
        return client.call(method, params, at=at, tenant=tenant)
    account = _Account(client=client, tenant=parsed["Tenant"], name=parsed["Account"])
    with selectors.alone_with(account.key):
        _settle_others(account, key)
        if key is None or name not in MOVES:
            return client.call(method, params, at=at, tenant=tenant)
        move = _Move(account=account, method=method, params=params, at=at, default_tenant=tenant)
        return move.make_once(key, fingerprint(name, [parsed], {}), reference)


@outside_call("charging.settle_call")
def settle_call(call_id: int) -> EngineCallState:
    """This will find out from its account what became of a call whose answer was lost, note it, and return its state.

    One that may still be under way, and one that is concluded, is left as it is. Raises InvalidInputError for an
    unknown number, OcsUnavailableError when CGRateS does not answer, or is not set any more.
    """
    call = selectors.get_call(call_id)
    account = _account_of(call)
    with selectors.alone_with(account.key):
        call = selectors.get_call(call_id)
        if call.state not in OPEN_CALL_STATES or call.busy_until > system_now():
            return EngineCallState(call.state)
        return account.settle(call)


def settle_open_calls() -> None:
    """This will settle the calls whose answers were lost; one that cannot be settled now is tried again next time."""
    if settings.TRUNKLINE_CGRATES_URL is None:
        # There is nobody to be asked: people are told by `verify`.
        return
    failures = 0
    for call_id in selectors.list_calls_to_settle(_SETTLED_AT_ONCE_MAX):
        try:
            state = settle_call(call_id)
        except OcsUnavailableError as error:
            _log.warning("engine_call_not_settled", call=call_id, reason=error.detail)
            failures += 1
            if failures == _FAILURES_MAX:
                return
        else:
            _log.info("engine_call_settled", call=call_id, state=state)


@outside_call("charging.look_at_call")
def look_at_call(call_id: int) -> list[tuple[Step, StepFate, Decimal | None]]:
    """This will read for each step of a call what its account tells of it now, and the balance's value.

    Raises InvalidInputError for an unknown number, OcsUnavailableError.
    """
    call = selectors.get_call(call_id)
    return _account_of(call).look_at(call)


def _account_of(call: EngineCall) -> "_Account":
    url: str | None = settings.TRUNKLINE_CGRATES_URL
    if url is None:
        raise OcsUnavailableError("There is no CGRateS that could be asked.", is_outcome_unknown=False)
    return _Account(client=cgrates.client_for(url), tenant=call.tenant, name=call.account)


def _settle_others(account: "_Account", key: str | None) -> None:
    """Find out what became of an account's calls under other keys, before anything moves the values that tell it."""
    for other in selectors.list_open_calls(account.tenant, account.name):
        if other.key == key:
            continue
        if other.busy_until > system_now():
            seconds = selectors.seconds_until_free(other)
            raise OcsUnavailableError(
                f"An earlier change of {account.name} may still be under way; nothing was done. Ask again in {seconds} "
                "seconds.",
                is_outcome_unknown=False,
                retry_after=seconds,
            )
        try:
            account.settle(other)
        except OcsUnavailableError as error:
            # The account was only read.
            raise OcsUnavailableError(error.detail, is_outcome_unknown=False, retry_after=error.retry_after) from error


@dataclass(frozen=True, kw_only=True)
class _Account:
    """An account of CGRateS, and what it tells of calls."""

    client: CgratesClient
    tenant: str
    name: str

    @property
    def key(self) -> str:
        return f"{self.tenant}:{self.name}"

    def look_at(self, call: EngineCall) -> list[tuple[Step, StepFate, Decimal | None]]:
        """Tell what became of each step. What has ended since the call still tells it, as long as it is shown."""
        named = {"Tenant": self.tenant, "Account": self.name}
        answer = self.client.call("APIerSv2.GetAccount", named, at=call.called_at, tenant=self.tenant)
        if answer.error not in {None, NOT_FOUND}:
            raise OcsUnavailableError(f"CGRateS does not show {self.name}: {answer.error}", is_outcome_unknown=True)
        return [(step, *fate_of(step, answer.result)) for step in selectors.steps_of(call)]

    def settle(self, call: EngineCall) -> EngineCallState:
        """Note what became of a call; to be done alone with the account."""
        seen = self.look_at(call)
        match fate_of_call([fate for _, fate, _ in seen]):
            case StepFate.DONE:
                return self._note(call, EngineCallState.DONE, OcsAnswer(result=DONE))
            case StepFate.NOT_DONE:
                return self._note(call, EngineCallState.REFUSED, OcsAnswer(error="It was not carried out."))
            case _:
                return self._note(call, EngineCallState.UNCLEAR, OcsAnswer(error=describe_unclear(call, seen)))

    def _note(self, call: EngineCall, state: EngineCallState, answer: OcsAnswer) -> EngineCallState:
        command = Command(SYSTEM_ACTOR, at=call.called_at, reason=f"what {self.name} tells")
        use_cases.conclude_call(command, call.pk, state, answer, is_found_out=True)
        return state


@dataclass(frozen=True, kw_only=True)
class _Move:
    """A grant or a debit that CGRateS is to carry out once."""

    account: _Account
    method: str
    params: dict[str, Any]
    at: datetime
    default_tenant: str

    @property
    def command(self) -> Command:
        return Command(SYSTEM_ACTOR, at=self.at, reason=f"{self.method} of {self.account.name}")

    def make_once(self, key: str, fingerprint: str, reference: str) -> OcsAnswer:
        known = selectors.find_call(key)
        if known is not None and known.fingerprint != fingerprint:
            raise IdempotencyKeyReusedError("Send a new key, or the very call that this one was used for.")
        if known is not None and known.state in OPEN_CALL_STATES:
            answer = self._resume(known)
            if answer is not None:
                return answer
        elif known is not None and known.state == EngineCallState.UNCLEAR:
            raise _unclear(known.pk, OcsAnswer(**(known.answer or {})))
        elif known is not None and known.state == EngineCallState.DONE:
            return OcsAnswer(**(known.answer or {}))
        try:
            steps = self.account.client.plan(self.method, self.params, at=self.at, tenant=self.default_tenant)
        except (OcsRefusalError, EngineRefusalError) as refusal:
            return OcsAnswer(error=refusal.answer)
        draft = CallDraft(key, fingerprint, self.method, self.account.tenant, self.account.name, steps, reference)
        return self._take(use_cases.intend_call(self.command, draft), steps, is_first=True)

    def _resume(self, known: EngineCall) -> OcsAnswer | None:
        """Find out from the account what became of a call whose answer was lost, and ask for what is left of it.

        None: nothing of it was done, so that it can be made as if for the first time.
        """
        if not use_cases.resume_call(self.command, known.pk):
            seconds = selectors.seconds_until_free(known)
            raise OcsUnavailableError(
                f"{self.method} of {self.account.name} may still be under way; ask again in {seconds} seconds.",
                is_outcome_unknown=True,
                retry_after=seconds,
            )
        seen = self.account.look_at(known)
        done = count_done([fate for _, fate, _ in seen])
        if done is None:
            answer = OcsAnswer(error=describe_unclear(known, seen))
            self._conclude(known.pk, EngineCallState.UNCLEAR, answer, is_found_out=True)
            raise _unclear(known.pk, answer)
        if done == 0 and seen:
            never = OcsAnswer(error="It was not carried out.")
            self._conclude(known.pk, EngineCallState.REFUSED, never, is_found_out=True)
            return None
        return self._take(known.pk, [step for step, _, _ in seen[done:]], is_first=False)

    def _take(self, call_id: int, steps: Sequence[Step], *, is_first: bool) -> OcsAnswer:
        """Carry out steps; `is_first`: none of the call's was before, so that a refusal is one of the whole."""
        for number, step in enumerate(steps):
            is_untouched = is_first and number == 0
            try:
                self.account.client.take(step)
            except EngineRefusalError as refusal:
                if not is_untouched:
                    raise self._lose(call_id, f"{self.method}: a part was done, then: {refusal.answer}") from refusal
                return self._conclude(call_id, EngineCallState.REFUSED, OcsAnswer(error=refusal.answer))
            except OcsUnavailableError as error:
                if is_untouched and not error.is_outcome_unknown:
                    self._conclude(call_id, EngineCallState.REFUSED, OcsAnswer(error=error.detail))
                    raise
                raise self._lose(call_id, error.detail) from error
        return self._conclude(call_id, EngineCallState.DONE, OcsAnswer(result=DONE))

    def _conclude(
        self, call_id: int, state: EngineCallState, answer: OcsAnswer, *, is_found_out: bool = False
    ) -> OcsAnswer:
        use_cases.conclude_call(self.command, call_id, state, answer, is_found_out=is_found_out)
        return answer

    def _lose(self, call_id: int, detail: str) -> OcsUnavailableError:
        self._conclude(call_id, EngineCallState.UNKNOWN, OcsAnswer(error=detail))
        return OcsUnavailableError(detail, is_outcome_unknown=True, retry_after=BUSY_SECONDS)


def describe_unclear(call: EngineCall, seen: Sequence[tuple[Step, StepFate, Decimal | None]]) -> str:
    """This will tell people what is known of a call of which its account does not tell whether it was carried out."""
    balances = [
        f"the balance {step.balance_id} had {_number(step.before)}, was to have {_number(step.after)}, and has "
        f"{_number(now)}"
        for step, _, now in seen
    ]
    return (
        f"The answer to {call.method} of {call.account} was lost, and whether it was carried out cannot be told: "
        f"{'; '.join(balances)}. It is not asked for again."
    )


def _number(value: Decimal | None) -> str:
    return "nothing" if value is None else str(plain_number(value))


def _unclear(call_id: int, answer: OcsAnswer) -> OcsOutcomeUnclearError:
    return OcsOutcomeUnclearError(f"{answer.error} A person has to settle it: `trunkline charging-calls`, {call_id}.")
