"""CGRateS behind the port, held to the embedded engine's rules where its own would lose or mix up balances.

It is asked for the account first, so that an unknown one is refused, a balance is found within its type (its own search
goes over all types), and a debit is taken once and in order. Expiries are sent as instants of the business clock.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count
from threading import local
from typing import Any

import httpx

from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.policies import NOT_FOUND, OcsAnswer, Step
from trunkline.kernel.exact_json import dump_json, load_json
from trunkline.ocs.errors import (
    OcsAccountDisabledError,
    OcsInsufficientCreditError,
    OcsInvalidCallError,
    OcsNotFoundError,
    OcsRefusalError,
)
from trunkline.ocs.policies.actions import parse_actions
from trunkline.ocs.policies.balances import (
    DEFAULT_BALANCE_ID,
    BalanceRequest,
    debit_order,
    parse_balance,
    split_debit,
)
from trunkline.ocs.policies.calls import parse_call
from trunkline.ocs.policies.expiry import format_expiry, parse_expiry
from trunkline.ocs.policies.numbers import plain_number
from trunkline.ocs.policies.plans import is_pattern, matches_plan, parse_timings
from trunkline.ocs.policies.usage import Usage, fits, max_usage, parse_usage

TIMEOUT_SECONDS = 10
DONE = "OK"
_TEXT_LISTS = {
    "destinations": "DestinationIDs",
    "categories": "Categories",
    "shared_groups": "SharedGroups",
    "timings": "TimingIDs",
}
_PLAIN = {"is_blocker": "Blocker", "is_disabled": "Disabled", "rating_subject": "RatingSubject"}

Shown = dict[str, Any]
Params = dict[str, Any]


class EngineRefusalError(Exception):
    """CGRateS answered with an error."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


class OtherAnswerError(Exception):
    """The answer of another call arrived, such as one that was sent twice; what was asked may have been done."""


_clients: dict[str, "CgratesClient"] = {}


def client_for(url: str) -> "CgratesClient":
    """This will return the client of an address, of which each process makes one."""
    # Of two threads at once, one takes the other's.
    return _clients.get(url) or _clients.setdefault(url, CgratesClient(url))


def close_clients() -> None:
    """This will end the connections of this process to all addresses."""
    while _clients:
        _clients.popitem()[1].close()


class CgratesClient:
    """A CGRateS server at a JSON-RPC address; threads may share it."""

    def __init__(self, url: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._url = url
        # What may be told: the address may hold a password.
        self._host = httpx.URL(url).netloc.decode()
        # Proxies of the environment are for the world outside, not for the charging system.
        self._http = httpx.Client(timeout=timeout_seconds, trust_env=False)
        self._ids = count(1)
        # Whether the call that this thread is carrying out has changed something so far.
        self._progress = local()
        self._methods: Mapping[str, Callable[[Params, datetime], Any]] = {
            "GetAccount": self._get_account,
            "GetAccounts": self._get_accounts,
            "SetAccount": self._set_account,
            "SetBalance": self._set_balance,
            "RemoveBalances": self._remove_balances,
            "SetActions": self._set_actions,
            "SetActionPlan": self._set_action_plan,
            "GetActionPlan": self._get_action_plan,
            "RemoveActionPlan": self._remove_action_plan,
            "ExecuteAction": self._execute_action,
            "GetMaxUsage": self._get_max_usage,
        }
        self._planners: Mapping[str, Callable[[Params, datetime], list[Step]]] = {
            "AddBalance": self._plan_grant,
            "DebitBalance": self._plan_debit,
            "DebitUsage": self._plan_use,
        }

    def call(self, method: str, params: Params, *, at: datetime, tenant: str) -> OcsAnswer:
        """This will have CGRateS carry out a call; raises OcsUnavailableError when it does not answer.

        So it does when CGRateS has done a part of it and refused the next one: then the outcome is unknown.
        """
        self._progress.has_changed = False
        try:
            name, call = parse_call(method, params, default_tenant=tenant)
            if name in self._planners:
                for step in self._planners[name](call, at):
                    self._send(step.method, step.params)
                return OcsAnswer(result=DONE)
            carry_out = self._methods.get(name)
            result = self._send(name, call) if carry_out is None else carry_out(call, at)
        except (OcsRefusalError, EngineRefusalError) as refusal:
            if self._progress.has_changed:
                raise _half_done(method, f"then CGRateS refused: {refusal.answer}") from refusal
            return OcsAnswer(error=refusal.answer)
        except OcsUnavailableError as error:
            if self._progress.has_changed and not error.is_outcome_unknown:
                raise _half_done(method, error.detail) from error
            raise
        return OcsAnswer(result=result)

    def plan(self, method: str, params: Params, *, at: datetime, tenant: str) -> list[Step]:
        """This will read what a grant or a debit would move, and write it as steps, each of one balance, for `take`.

        Raises OcsRefusalError or EngineRefusalError when the call is refused, OcsUnavailableError.
        """
        name, call = parse_call(method, params, default_tenant=tenant)
        return self._planners[name](call, at)

    def take(self, step: Step) -> None:
        """This will carry out one step; raises EngineRefusalError or OcsUnavailableError."""
        self._send(step.method, step.params)

    def close(self) -> None:
        """This will close the connections."""
        self._http.close()

    def _send(self, name: str, params: Params) -> Any:
        tries = 2 if name.startswith("Get") else 1
        for _ in range(tries):
            try:
                result = self._ask(name, params)
            except OtherAnswerError:
                continue
            if not name.startswith("Get"):
                self._progress.has_changed = True
            return result
        raise OcsUnavailableError(f"CGRateS answered another call than {name}.", is_outcome_unknown=True)

    def _ask(self, name: str, params: Params) -> Any:
        request_id = next(self._ids)
        body = dump_json({"method": f"APIerSv2.{name}", "params": [params], "id": request_id})
        try:
            response = self._http.post(self._url, content=body.encode(), headers={"Content-Type": "application/json"})
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise OcsUnavailableError(
                f"CGRateS at {self._host} cannot be reached: {error}", is_outcome_unknown=False
            ) from error
        except httpx.HTTPError as error:
            raise OcsUnavailableError(
                f"CGRateS did not answer {name}: {type(error).__name__}", is_outcome_unknown=True
            ) from error
        try:
            document = load_json(response.content)
        except ValueError:
            document = None
        if response.status_code != httpx.codes.OK or not isinstance(document, dict) or "error" not in document:
            raise OcsUnavailableError(
                f"CGRateS answered {name} with status {response.status_code} and no JSON-RPC answer.",
                is_outcome_unknown=True,
            )
        if document.get("id") != request_id:
            # Every answer on this connection would be taken for the next call's.
            response.extensions["network_stream"].close()
            raise OtherAnswerError
        if document["error"] is not None:
            raise EngineRefusalError(str(document["error"]))
        return document.get("result")

    def _get_account(self, call: Params, at: datetime) -> Shown:
        return _tidy_account(self._send("GetAccount", call), at)

    def _get_accounts(self, call: Params, at: datetime) -> list[Shown]:
        return [_tidy_account(account, at) for account in self._send("GetAccounts", call)]

    def _look(self, call: Params, at: datetime) -> Shown:
        return self._get_account({"Tenant": call["Tenant"], "Account": call["Account"]}, at)

    def _set_account(self, call: Params, at: datetime) -> Any:
        if call.get("ExtraOptions", {}).get("AllowNegative") is False:
            try:
                account = self._look(call, at)
            except EngineRefusalError as refusal:
                if refusal.answer != NOT_FOUND:
                    raise
            else:
                if account["AllowNegative"] and _is_below_zero(account):
                    raise OcsInsufficientCreditError("INSUFFICIENT_CREDIT")
        plan_ids = [plan_id for plan_id in call.get("ActionPlanIDs") or [] if plan_id]
        if len(plan_ids) > 1:
            # CGRateS would have the account follow those that it knows, and then refuse the call.
            known = {plan["Id"] for plan in self._send("GetActionPlan", {})}
            if not known.issuperset(plan_ids):
                raise EngineRefusalError("SERVER_ERROR: NOT_FOUND")
        return self._send("SetAccount", call)

    def _plan_grant(self, call: Params, at: datetime) -> list[Step]:
        request = parse_balance(call, at=at)
        found = _find(self._look(call, at), request)
        if request.uuid and not found:
            raise OcsNotFoundError("PARTIALLY_EXECUTED")
        if not request.uuid and not request.balance_id:
            raise OcsInvalidCallError.missing("Balance.ID")
        request = _with_value(request, request.value or Decimal(0))
        # A balance that is not there is set rather than added to: should it be asked for again after a lost answer, and
        # the first request arrive all the same, it is granted once.
        is_set = bool(call.get("Overwrite")) or not found
        return [_step("AddBalance", call, request, found, {"Overwrite": is_set})]

    def _set_balance(self, call: Params, at: datetime) -> str:
        request = parse_balance(call, at=at)
        account = self._look(call, at)
        if not request.balance_id and not request.uuid:
            raise OcsInvalidCallError.missing("BalanceID", "or", "BalanceUUID")
        found = _find(account, request)
        if found:
            return self._change("SetBalance", call, request, uuid=found[0]["Uuid"])
        if request.uuid:
            raise OcsNotFoundError("PARTIALLY_EXECUTED")
        # SetBalance would take a balance of this id and another type for it.
        return self._change("AddBalance", call, _with_value(request, request.value or Decimal(0)))

    def _plan_debit(self, call: Params, at: datetime) -> list[Step]:
        request = parse_balance(call, at=at)
        if call.get("Overwrite"):
            raise OcsInvalidCallError.for_field("Overwrite", "is for AddBalance only.")
        account = self._look(call, at)
        amount = request.value or Decimal(0)
        named = bool(request.uuid or request.balance_id or "is_disabled" in request.attributes)
        found = [balance for balance in _find(account, request) if named or not balance["Disabled"]]
        if not found and amount and account["AllowNegative"] and not request.uuid:
            made = _with_value(request, amount, balance_id=request.balance_id or DEFAULT_BALANCE_ID)
            if _find(account, made):
                raise OcsInsufficientCreditError("INSUFFICIENT_CREDIT")
            return [_step("DebitBalance", call, made, [])]
        return _plan_takes(call, request.balance_type, amount, found, allow_negative=account["AllowNegative"])

    def _plan_use(self, call: Params, at: datetime) -> list[Step]:
        usage = parse_usage(call)
        account = self._look_for_use(call, at)
        found = _list_fitting(account, usage)
        if not found and usage.amount and _may_make_default(account, usage):
            made = BalanceRequest(usage.balance_type, DEFAULT_BALANCE_ID, value=usage.amount)
            return [_step("DebitBalance", call, made, [])]
        may_go_below = account["AllowNegative"] and bool(found)
        return _plan_takes(call, usage.balance_type, usage.amount, found, allow_negative=may_go_below)

    def _get_max_usage(self, call: Params, at: datetime) -> Decimal | int | None:
        usage = parse_usage(call)
        account = self._look_for_use(call, at)
        found = _list_fitting(account, usage)
        allow_negative = account["AllowNegative"] if found else _may_make_default(account, usage)
        usable = max_usage(_values(found), allow_negative=allow_negative)
        return None if usable is None else plain_number(usable)

    def _look_for_use(self, call: Params, at: datetime) -> Shown:
        account = self._look(call, at)
        if account["Disabled"]:
            raise OcsAccountDisabledError("ACCOUNT_DISABLED")
        return account

    def _remove_balances(self, call: Params, at: datetime) -> str:
        request = parse_balance(call, at=at)
        found = _find(self._look(call, at), request)
        if not found:
            raise OcsNotFoundError("PARTIALLY_EXECUTED")
        for balance in found:
            self._change("RemoveBalances", call, BalanceRequest(request.balance_type, balance["ID"], balance["Uuid"]))
        return DONE

    def _change(self, name: str, call: Params, request: BalanceRequest, *, uuid: str | None = None) -> str:
        self._send(name, _params_of_change(call, request, uuid=uuid))
        return DONE

    def _set_actions(self, call: Params, at: datetime) -> Any:
        parse_actions(call["Actions"], at=at)
        return self._send("SetActions", call)

    def _set_action_plan(self, call: Params, _at: datetime) -> str:
        parse_timings(call["ActionPlan"])
        if is_pattern(call["Id"]):
            raise OcsInvalidCallError.for_field("Id", "must not hold a *, which stands for several plans.")
        former = self._followers(call["Id"]) if call.get("Overwrite") else []
        self._send("SetActionPlan", call)
        for key in former:
            # CGRateS forgets who follows a plan that is overwritten.
            tenant, _, account = key.partition(":")
            self._send("SetAccount", {"Tenant": tenant, "Account": account, "ActionPlanIDs": [call["Id"]]})
        return DONE

    def _followers(self, plan_id: str) -> list[str]:
        found = [plan for plan in self._send("GetActionPlan", {}) if plan["Id"] == plan_id]
        return [key for plan in found for key in plan["AccountIDs"] or {}]

    def _get_action_plan(self, call: Params, _at: datetime) -> list[Shown]:
        plan_id = call.get("ID", "")
        if not is_pattern(plan_id):
            return [_tidy_plan(plan) for plan in self._send("GetActionPlan", call)]
        return [_tidy_plan(plan) for plan in self._send("GetActionPlan", {}) if matches_plan(plan_id, plan["Id"])]

    def _remove_action_plan(self, call: Params, at: datetime) -> str:
        plan_ids = [call["ID"]]
        if is_pattern(call["ID"]):
            plan_ids = [plan["Id"] for plan in self._get_action_plan(call, at)]
        for plan_id in plan_ids:
            self._send("RemoveActionPlan", {"ID": plan_id})
        return DONE

    def _execute_action(self, call: Params, at: datetime) -> Any:
        self._look(call, at)
        return self._send("ExecuteAction", call)


def _half_done(method: str, detail: str) -> OcsUnavailableError:
    return OcsUnavailableError(f"{method}: a part was done; {detail}", is_outcome_unknown=True)


def _plan_takes(
    call: Params, balance_type: str, amount: Decimal, found: Sequence[Shown], *, allow_negative: bool
) -> list[Step]:
    """Plan to debit balances in the order given, each by its id, or none."""
    takes = split_debit(amount, _values(found), allow_negative=allow_negative)
    if takes is None:
        raise OcsInsufficientCreditError("INSUFFICIENT_CREDIT")
    steps = []
    for take in takes:
        balance = found[take.index]
        taken = BalanceRequest(balance_type, balance["ID"], balance["Uuid"], take.amount)
        steps.append(_step("DebitBalance", call, taken, [balance]))
    return steps


def _step(
    name: str,
    call: Params,
    request: BalanceRequest,
    found: Sequence[Shown],
    more: Mapping[str, Any] | None = None,
) -> Step:
    """Write a change of one balance with the value that it has and the one that it is to have."""
    more = more or {}
    amount = request.value or Decimal(0)
    before = Decimal(found[0]["Value"]) if found else None
    start = Decimal(0) if more.get("Overwrite") else before or Decimal(0)
    return Step(
        method=name,
        params={**_params_of_change(call, request), **more},
        balance_type=request.balance_type,
        balance_id=found[0]["ID"] if found else request.balance_id,
        uuid=found[0]["Uuid"] if found else "",
        before=before,
        after=start - amount if name == "DebitBalance" else start + amount,
    )


def _params_of_change(call: Params, request: BalanceRequest, *, uuid: str | None = None) -> Params:
    return {
        "Tenant": call["Tenant"],
        "Account": call["Account"],
        "BalanceType": request.balance_type,
        "Balance": _write_balance(request, uuid or request.uuid),
    }


def _is_below_zero(account: Shown) -> bool:
    balances = [balance for kind in (account["BalanceMap"] or {}).values() for balance in kind]
    return any(Decimal(balance["Value"]) < 0 for balance in balances)


def _with_value(request: BalanceRequest, value: Decimal, *, balance_id: str | None = None) -> BalanceRequest:
    return BalanceRequest(
        request.balance_type, balance_id or request.balance_id, request.uuid, value, request.attributes
    )


def _write_balance(request: BalanceRequest, uuid: str) -> Params:
    """Write a request as CGRateS reads it: lists as "A;B", the expiry as an instant."""
    attributes = request.attributes
    balance: Params = {}
    if request.balance_id:
        balance["ID"] = request.balance_id
    if uuid:
        balance["UUID"] = uuid
    if request.value is not None:
        balance["Value"] = plain_number(request.value)
    if "expires_at" in attributes:
        ends = attributes["expires_at"]
        balance["ExpiryTime"] = "*unlimited" if ends is None else format_expiry(ends)
    if "weight" in attributes:
        balance["Weight"] = plain_number(attributes["weight"])
    balance |= {name: ";".join(attributes[key]) for key, name in _TEXT_LISTS.items() if key in attributes}
    balance |= {name: attributes[key] for key, name in _PLAIN.items() if key in attributes}
    return balance


def _tidy_account(account: Shown, at: datetime) -> Shown:
    """Bring an account to the embedded engine's form: live balances only, in the order of a debit, no empty lists."""
    types: dict[str, list[Shown]] = {}
    for balance_type, balances in sorted((account["BalanceMap"] or {}).items()):
        live = []
        for balance in balances or []:
            ends = parse_expiry(balance["ExpirationDate"], at)
            if ends is None or ends > at:
                lists = {name: balance[name] or {} for name in _TEXT_LISTS.values()}
                key = debit_order(Decimal(balance["Weight"]), ends, balance["ID"])
                live.append((key, {**balance, **lists, "ExpirationDate": format_expiry(ends)}))
        if live:
            types[balance_type] = [balance for _, balance in sorted(live, key=lambda entry: entry[0])]
    return {**account, "BalanceMap": types or None}


def _tidy_plan(plan: Shown) -> Shown:
    """Bring a plan to the embedded engine's form: what its lines list stands in order, nobody is no list."""
    lines = []
    for line in plan["ActionTimings"] or []:
        timing = {name: sorted(value) if isinstance(value, list) else value for name, value in _timing(line).items()}
        lines.append({**line, "Timing": {**line["Timing"], "Timing": timing}})
    return {**plan, "AccountIDs": plan["AccountIDs"] or None, "ActionTimings": lines}


def _timing(line: Shown) -> Shown:
    timing: Shown = line["Timing"]["Timing"]
    return timing


def _find(account: Shown, request: BalanceRequest) -> list[Shown]:
    """List the balances that a request means, as the embedded engine finds them."""
    balances: list[Shown] = (account["BalanceMap"] or {}).get(request.balance_type, [])
    if request.uuid:
        return [balance for balance in balances if balance["Uuid"] == request.uuid.lower()]
    if request.balance_id:
        return [balance for balance in balances if balance["ID"] == request.balance_id]
    attributes = request.attributes
    return [balance for balance in balances if _has_attributes(balance, attributes)]


def _list_fitting(account: Shown, usage: Usage) -> list[Shown]:
    """List the balances that may pay for a use, as the embedded engine finds them."""
    balances: list[Shown] = (account["BalanceMap"] or {}).get(usage.balance_type, [])
    return [
        balance
        for balance in balances
        if not balance["Disabled"]
        and fits(
            usage,
            destinations=_entries(balance["DestinationIDs"]),
            categories=_entries(balance["Categories"]),
        )
    ]


def _may_make_default(account: Shown, usage: Usage) -> bool:
    return account["AllowNegative"] and not _find(account, BalanceRequest(usage.balance_type, DEFAULT_BALANCE_ID))


def _values(balances: Sequence[Shown]) -> list[tuple[Decimal, bool]]:
    return [(Decimal(balance["Value"]), balance["Blocker"]) for balance in balances]


def _entries(flags: Mapping[str, bool]) -> list[str]:
    return [text if is_included else f"!{text}" for text, is_included in flags.items()]


def _has_attributes(balance: Shown, attributes: Mapping[str, Any]) -> bool:
    if "expires_at" in attributes and balance["ExpirationDate"] != format_expiry(attributes["expires_at"]):
        return False
    if "weight" in attributes and Decimal(balance["Weight"]) != attributes["weight"]:
        return False
    if any(balance[name] != attributes[key] for key, name in _PLAIN.items() if key in attributes):
        return False
    return all(
        {(text.removeprefix("!"), not text.startswith("!")) for text in attributes[key]} <= set(balance[name].items())
        for key, name in _TEXT_LISTS.items()
        if key in attributes
    )
