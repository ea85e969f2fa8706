"""The port to the charging system: one call, whichever engine is behind it."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from trunkline.charging import selectors, use_cases
from trunkline.charging.adapters import cgrates, embedded
from trunkline.charging.adapters.cgrates import DONE, CgratesClient, EngineRefusalError
from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.models import EngineCall
from trunkline.charging.operations import CallDraft
from trunkline.charging.policies import MOVES, NOT_FOUND, OcsAnswer, Step, StepFate, account_to_change, fate_of
from trunkline.charging.states import EngineCallState
from trunkline.kernel.errors import DomainError
from trunkline.ocs.errors import OcsRefusalError
from trunkline.ocs.policies.calls import parse_call
from trunkline.ocs.policies.numbers import plain_number
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.errors import IdempotencyKeyReusedError
from trunkline.platform.idempotency import fingerprint
from trunkline.platform.outside import outside_call

__all__ = ["OcsAnswer", "call"]


@outside_call("charging.call")
def call(
    method: str, params: dict[str, Any], *, at: datetime, reference: str = "", key: str | None = None
) -> OcsAnswer:
    """This will have the charging system carry out a JSON-RPC method (in any spelling, with one object of parameters).

    A refusal is an answer with its error. Expiries are counted from `at`, business time. Raises OcsUnavailableError
    when the engine does not answer; its `is_outcome_unknown` tells whether the call may have been carried out.
    With a key a change is carried out once, whatever answers are lost, and IdempotencyKeyReusedError raised when the
    same key comes with another call. CGRateS knows no keys: there grants and debits are kept with what they move, and
    asked for again only where its account shows that they did not happen; anything else leads to a state anyway.
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
    account = account_to_change(name, parsed)
    with selectors.alone_with(account) if account else nullcontext():
        if key is None or name not in MOVES:
            return client.call(method, params, at=at, tenant=tenant)
        move = _Move(client=client, method=method, params=params, at=at, tenant=tenant, account=parsed["Account"])
        return move.make_once(key, fingerprint(name, [parsed], {}), reference)


@dataclass(frozen=True, kw_only=True)
class _Move:
    """A grant or a debit that CGRateS is to carry out once."""

    client: CgratesClient
    method: str
    params: dict[str, Any]
    at: datetime
    tenant: str
    account: str

    @property
    def command(self) -> Command:
        return Command(SYSTEM_ACTOR, at=self.at, reason=f"{self.method} of {self.account}")

    def make_once(self, key: str, fingerprint: str, reference: str) -> OcsAnswer:
        known = selectors.find_call(key)
        if known is not None and known.fingerprint != fingerprint:
            raise IdempotencyKeyReusedError("Send a new key, or the very call that this one was used for.")
        if known is not None and known.answer is not None and known.state == EngineCallState.DONE:
            return OcsAnswer(**known.answer)
        if known is not None and known.state != EngineCallState.REFUSED:
            return self._resume(known)
        try:
            steps = self.client.plan(self.method, self.params, at=self.at, tenant=self.tenant)
        except (OcsRefusalError, EngineRefusalError) as refusal:
            return OcsAnswer(error=refusal.answer)
        draft = CallDraft(key, fingerprint, self.method, self.account, steps, reference)
        return self._take(use_cases.intend_call(self.command, draft), steps, is_first=True)

    def _resume(self, known: EngineCall) -> OcsAnswer:
        """Find out from the account what became of a call whose answer was lost, and ask for what is left of it."""
        if not use_cases.resume_call(self.command, known.pk):
            seconds = max(1, round((known.busy_until - system_now()).total_seconds()))
            raise OcsUnavailableError(
                f"{self.method} of {self.account} may still be under way; ask again in {seconds} seconds.",
                is_outcome_unknown=True,
            )
        shown = self._show()
        left = []
        for step in selectors.steps_of(known):
            fate, now = fate_of(step, shown)
            if fate == StepFate.UNCLEAR:
                raise self._lose(known.pk, _unclear(self.method, self.account, step, now))
            if fate == StepFate.NOT_DONE:
                left.append(step)
        return self._take(known.pk, left, is_first=len(left) == len(known.steps))

    def _show(self) -> Any:
        named = {"Tenant": self.tenant, "Account": self.account}
        answer = self.client.call("APIerSv2.GetAccount", named, at=self.at, tenant=self.tenant)
        if answer.error not in {None, NOT_FOUND}:
            raise OcsUnavailableError(f"CGRateS does not show {self.account}: {answer.error}", is_outcome_unknown=True)
        return answer.result

    def _take(self, call_id: int, steps: Sequence[Step], *, is_first: bool) -> OcsAnswer:
        """Carry out steps; `is_first`: none of the call's was before, so that a refusal is one of the whole."""
        for number, step in enumerate(steps):
            is_untouched = is_first and number == 0
            try:
                self.client.take(step)
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

    def _conclude(self, call_id: int, state: EngineCallState, answer: OcsAnswer) -> OcsAnswer:
        use_cases.conclude_call(self.command, call_id, state, answer)
        return answer

    def _lose(self, call_id: int, detail: str) -> DomainError:
        self._conclude(call_id, EngineCallState.UNKNOWN, OcsAnswer(error=detail))
        return OcsUnavailableError(detail, is_outcome_unknown=True)


def _unclear(method: str, account: str, step: Step, now: Decimal | None) -> str:
    had, wanted, has = (None if value is None else plain_number(value) for value in (step.before, step.after, now))
    return (
        f"The answer to {method} of {account} was lost, and whether it was carried out cannot be told: the balance "
        f"{step.balance_id} had {had}, was to have {wanted}, and has {has}. It is not asked for again."
    )
