"""Trying out a play on a real order."""

import json
import time
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape

from trunkline.catalog.models import Product
from trunkline.catalog.selectors.products import find_terms
from trunkline.cli.problems import OperatorError
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases.orders import place_order
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.models import Account
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.provisioning.models import JobEvent, ProvisioningJob
from trunkline.provisioning.processes import require_readable_plays
from trunkline.provisioning.selectors import get_job, list_log
from trunkline.provisioning.states import ENDED_STATES, TRIAL_PASSED, JobState
from trunkline.stock.models import StockItem

_POLL_SECONDS = 0.2
_QUEUED_SECONDS_MAX = 60.0
_COLOURS = {"task_ok": "green", "task_failed": "bold red", "rescued": "yellow", "undoing": "yellow"}
_TOLD = ("task", "item", "text", "message", "failure")


@dataclass(frozen=True)
class Trial:
    """What is to be tried: `picks` are "SPECIFICATION=REFERENCE", `settings` "NAME=VALUE"."""

    play: str
    account_number: str
    product_slug: str
    picks: list[str]
    settings: list[str]
    is_kept: bool


def place(trial: Trial) -> int:
    """This will place the order and return the number of its job; raises what placing an order raises.

    InvalidInputError names what does not exist.
    """
    require_readable_plays({"play": trial.play})
    account = Account.objects.filter(number=trial.account_number).first()
    if account is None:
        raise InvalidInputError.for_field("account", f"there is no account {trial.account_number!r}.")
    product = Product.objects.filter(slug=trial.product_slug).first()
    if product is None:
        raise InvalidInputError.for_field("product", f"there is no product {trial.product_slug!r}.")
    terms = find_terms(product.pk)
    request = ProductRequest(
        product_id=product.pk,
        picks=dict(map(_find_item, trial.picks)),
        variables=dict(map(_read_setting, trial.settings)),
        accepted_terms_version=terms.version if terms else None,
        play=trial.play,
        is_trial=not trial.is_kept,
    )
    command = Command(SYSTEM_ACTOR, at=business_now(), reason="trunkline play run")
    order_id = place_order(command, account.pk, request)
    return ProvisioningJob.objects.get(order_line__order_id=order_id).pk


def follow(job_id: int, console: Console) -> bool:
    """This will print a job's log until the job has ended, and tell whether its play did what it should.

    Raises OperatorError when no worker takes the job within a minute.
    """
    deadline = time.monotonic() + _QUEUED_SECONDS_MAX
    after = 0
    while True:
        job = get_job(job_id)
        for line in list_log(job_id, after):
            after = line.pk
            console.print(_write(line))
        if job.state in ENDED_STATES:
            break
        if job.state == JobState.QUEUED and time.monotonic() > deadline:
            raise OperatorError(
                f"No worker has taken job {job_id} within a minute.",
                "See whether `trunkline up` runs, with its workers; the job waits for one.",
            )
        time.sleep(_POLL_SECONDS)
    if job.state == JobState.SUCCEEDED:
        console.print("[bold green]The play succeeded[/]; what it made is kept.")
        return True
    if job.state == JobState.FAILED and job.is_trial and job.failure == TRIAL_PASSED:
        console.print("[bold green]The play succeeded[/], and all that it did was undone.")
        return True
    undone = "Something could not be undone: see the job's journal." if job.left_behind else "All was undone."  # type: ignore[attr-defined]  # counted by the selector
    task = f" at {escape(job.failing_task)}" if job.failing_task else ""
    console.print(f"[bold red]The play failed[/]{task}: {escape(job.failure)}")
    console.print(undone if job.state != JobState.IGNORED else "Its product ignores that; what it made is kept.")
    return False


def _find_item(text: str) -> tuple[str, int]:
    name, separator, reference = text.partition("=")
    item = StockItem.objects.filter(specification__name=name, reference_number=reference).first()
    if not separator or item is None:
        raise InvalidInputError.for_field(
            "pick", f"{text!r} is no item; write its specification, =, and its reference number."
        )
    return name, item.pk


def _read_setting(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise InvalidInputError.for_field("set", f"{text!r} is no setting; write name=value.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _write(line: JobEvent) -> str:
    words = [str(line.payload[name]) for name in _TOLD if line.payload.get(name)]
    colour = _COLOURS.get(line.kind, "dim")
    return f"  [{colour}]{escape(line.kind)}[/] {escape(': '.join(words))}"
