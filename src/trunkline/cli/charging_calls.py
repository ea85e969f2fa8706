from rich.console import Console
from rich.markup import escape

from trunkline.charging import processes, selectors, use_cases
from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.models import EngineCall
from trunkline.charging.policies import Step
from trunkline.cli.problems import OperatorError
from trunkline.kernel.time import format_instant
from trunkline.ocs.policies.numbers import plain_number
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command

DONE, NOT_DONE = "done", "not-done"


def show_calls(console: Console) -> bool:
    """Tell each grant and debit of which nobody knows whether it was carried out; return whether there is none."""
    calls = selectors.list_unsettled_calls()
    for call in calls:
        console.print(
            f"[bold]{call.pk}[/] {escape(call.method)} of {escape(call.tenant)}:{escape(call.account)}, asked for at"
            f" {format_instant(call.called_at)}, is {call.state}"
        )
        _show_steps(call, console)
    if calls:
        console.print(
            "Look at the account's history in CGRateS, then:"
            " trunkline charging-calls --settle NUMBER --as done|not-done --reason TEXT"
        )
    else:
        console.print("[green]It is known of each grant and debit whether it was carried out.[/]")
    return not calls


def settle(call_id: int, outcome: str | None, reason: str, console: Console) -> None:
    """Settle one by hand; raises OperatorError, InvalidInputError or InvalidTransitionError."""
    if outcome not in {DONE, NOT_DONE}:
        raise OperatorError("What became of the call must be said.", f"Add --as {DONE} or --as {NOT_DONE}.")
    command = Command(SYSTEM_ACTOR, at=business_now(), reason=reason)
    use_cases.settle_by_hand(command, call_id, reason, was_done=outcome == DONE)
    told = "was carried out" if outcome == DONE else "was not carried out, and may be asked for again under its key"
    console.print(f"[green]Settled:[/] call {call_id} {told}.")


def _show_steps(call: EngineCall, console: Console) -> None:
    """Tell each balance's value before the call, the one after, and what it has now, where that can be asked."""
    try:
        seen = processes.look_at_call(call.pk)
    except OcsUnavailableError as error:
        console.print(f"    What the balances have now cannot be told: {escape(error.detail)}")
        for step in selectors.steps_of(call):
            console.print(f"    {_values(step)}")
        return
    for step, fate, now in seen:
        has = "nothing" if now is None else plain_number(now)
        console.print(f"    {_values(step)}, has {has}: {fate}")


def _values(step: Step) -> str:
    had = "nothing" if step.before is None else plain_number(step.before)
    return (
        f"balance {escape(step.balance_id)} of {step.balance_type}: had {had}, was to have {plain_number(step.after)}"
    )
