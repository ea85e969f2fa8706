"""Calls of the charging engine by method name: what the JSON-RPC door and the charging port both go through."""

from collections.abc import Callable, Mapping
from typing import Any

from trunkline.ocs import selectors, use_cases
from trunkline.ocs.errors import OcsInvalidCallError, OcsNotFoundError
from trunkline.ocs.policies.actions import parse_actions
from trunkline.ocs.policies.balances import parse_balance
from trunkline.ocs.policies.calls import parse_call
from trunkline.ocs.policies.numbers import plain_number
from trunkline.ocs.policies.plans import parse_timings
from trunkline.ocs.policies.usage import parse_usage
from trunkline.platform.commands import Command

DONE = "OK"
ACCOUNTS_AT_ONCE = 200

Call = Mapping[str, Any]


def call_method(command: Command, method: str, params: Any, *, default_tenant: str | None = None) -> Any:
    """This will carry out a call under any of its spellings and return its result, as JSON can hold it with decimals.

    The command's reason is noted at the movements. Raises the OcsRefusalError whose `answer` CGRateS would give.
    """
    name, call = parse_call(method, params, default_tenant=default_tenant)
    return _METHODS[name](command, call)


def execute_due_plans(command: Command) -> None:
    """This will execute all that the accounts' plans have due at the command's time, what has been due longest first.

    Refused actions are logged. An account at which anything else goes wrong does not stop the others; raises an
    ExceptionGroup of these errors in the end.
    """
    failed: dict[int, Exception] = {}
    while keys := selectors.list_accounts_with_due_plans(command.at, ACCOUNTS_AT_ONCE, leaving_out=list(failed)):
        for key in keys:
            try:
                use_cases.execute_due_plans(command, account_key=key)
            except Exception as error:  # noqa: BLE001 - raised when the others are done
                error.add_note(f"OCS account {key}")
                failed[key] = error
    if failed:
        raise ExceptionGroup("Plans of some accounts could not be executed.", list(failed.values()))


def expire_due_balances(command: Command) -> None:
    """This will end all balances that are over at the command's time, a batch after the other."""
    while use_cases.expire_due_balances(command):
        pass


def _ping(_command: Command, _call: Call) -> str:
    return "Pong"


def _set_account(command: Command, call: Call) -> str:
    if any(call.get("ActionTriggerIDs", [])):
        raise OcsNotFoundError("SERVER_ERROR: NOT_FOUND", "There are no action triggers.")
    options = call.get("ExtraOptions", {})
    use_cases.set_account(
        command,
        tenant=call["Tenant"],
        account=call["Account"],
        is_disabled=options.get("Disabled"),
        allow_negative=options.get("AllowNegative"),
        plan_ids=call.get("ActionPlanIDs", []),
        is_plans_overwrite=call.get("ActionPlansOverwrite", False),
        reference=_reference(command),
    )
    return DONE


def _get_account(command: Command, call: Call) -> Any:
    return selectors.get_account(call["Tenant"], call["Account"], at=command.at)


def _get_accounts(command: Command, call: Call) -> Any:
    return selectors.list_accounts(
        call["Tenant"],
        call.get("AccountIDs", []),
        at=command.at,
        offset=call.get("Offset", 0),
        limit=call.get("Limit", 0),
    )


def _remove_account(command: Command, call: Call) -> str:
    try:
        use_cases.remove_account(command, tenant=call["Tenant"], account=call["Account"], reference=_reference(command))
    except OcsNotFoundError:
        return DONE  # to remove what is not there is done already
    return DONE


def _add_balance(command: Command, call: Call) -> str:
    use_cases.add_balance(
        command,
        tenant=call["Tenant"],
        account=call["Account"],
        request=parse_balance(call, at=command.at),
        is_overwrite=call.get("Overwrite", False),
        reference=_reference(command),
    )
    return DONE


def _change_balance(use_case: Callable[..., None]) -> "Callable[[Command, Call], str]":
    def change(command: Command, call: Call) -> str:
        if call.get("Overwrite"):
            raise OcsInvalidCallError.for_field("Overwrite", "is for AddBalance only.")
        request = parse_balance(call, at=command.at)
        use_case(
            command,
            tenant=call["Tenant"],
            account=call["Account"],
            request=request,
            reference=_reference(command),
        )
        return DONE

    return change


def _set_actions(command: Command, call: Call) -> str:
    use_cases.set_actions(
        command,
        actions_id=call["ActionsId"],
        actions=parse_actions(call["Actions"], at=command.at),
        is_overwrite=call.get("Overwrite", False),
    )
    return DONE


def _get_actions(_command: Command, call: Call) -> Any:
    return selectors.list_actions(call.get("ActionIDs", []), offset=call.get("Offset", 0), limit=call.get("Limit", 0))


def _remove_actions(command: Command, call: Call) -> str:
    if "ActionIDs" not in call:
        raise OcsNotFoundError("NOT_FOUND", "Name the actions to be removed in ActionIDs.")
    use_cases.remove_actions(command, actions_ids=call["ActionIDs"])
    return DONE


def _set_action_plan(command: Command, call: Call) -> str:
    use_cases.set_action_plan(
        command,
        plan_id=call["Id"],
        timings=parse_timings(call["ActionPlan"]),
        is_overwrite=call.get("Overwrite", False),
    )
    return DONE


def _get_action_plan(_command: Command, call: Call) -> Any:
    return selectors.list_action_plans(call.get("ID", ""))


def _remove_action_plan(command: Command, call: Call) -> str:
    use_cases.remove_action_plan(command, plan_id=call["ID"])
    return DONE


def _get_account_action_plan(_command: Command, call: Call) -> Any:
    return selectors.list_account_plans(call["Tenant"], call["Account"])


def _execute_action(command: Command, call: Call) -> str:
    use_cases.execute_actions(
        command,
        tenant=call["Tenant"],
        account=call["Account"],
        actions_id=call["ActionsId"],
        reference=_reference(command),
    )
    return DONE


def _debit_usage(command: Command, call: Call) -> str:
    use_cases.record_usage(
        command,
        tenant=call["Tenant"],
        account=call["Account"],
        usage=parse_usage(call),
        reference=_reference(command),
    )
    return DONE


def _get_max_usage(command: Command, call: Call) -> Any:
    usable = selectors.get_max_usage(call["Tenant"], call["Account"], parse_usage(call), at=command.at)
    return None if usable is None else plain_number(usable)


def _reference(command: Command) -> str:
    return command.reason[:200]


_METHODS: Mapping[str, Callable[[Command, Call], Any]] = {
    "Ping": _ping,
    "SetAccount": _set_account,
    "GetAccount": _get_account,
    "GetAccounts": _get_accounts,
    "RemoveAccount": _remove_account,
    "AddBalance": _add_balance,
    "SetBalance": _change_balance(use_cases.set_balance),
    "DebitBalance": _change_balance(use_cases.debit_balance),
    "RemoveBalances": _change_balance(use_cases.remove_balances),
    "SetActions": _set_actions,
    "GetActions": _get_actions,
    "RemoveActions": _remove_actions,
    "SetActionPlan": _set_action_plan,
    "GetActionPlan": _get_action_plan,
    "RemoveActionPlan": _remove_action_plan,
    "GetAccountActionPlan": _get_account_action_plan,
    "ExecuteAction": _execute_action,
    "DebitUsage": _debit_usage,
    "GetMaxUsage": _get_max_usage,
}
