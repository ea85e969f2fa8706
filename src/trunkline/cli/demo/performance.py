"""`trunkline demo`: runs everything, lives the story through the same API as everybody, and serves what came of it."""

import secrets
import time

import httpx
from rich.console import Console
from rich.table import Table

from trunkline.cli.demo.stage import DemoFailedError, Stage
from trunkline.cli.installation import current_installation, set_up_django
from trunkline.cli.supervisor import Stack, StackOptions

STAFF_EMAIL = "admin@demo.example"


def run(*, exit_after: bool) -> int:
    """This will start everything, live the demo and serve until Ctrl-C, or stop at once with `exit_after`.

    Returns 0 when every figure was right, else 1.
    """
    console = Console(soft_wrap=True)
    installation = current_installation({"TRUNKLINE_DEMO_MODE": "1"})
    begun = time.monotonic()
    options = StackOptions(installation, logs_to_files=True, say=lambda text: console.print(f"[dim]{text}[/]"))
    with Stack(options) as stack:
        set_up = time.monotonic() - begun
        console.print(f"[dim]Everything runs after {set_up:.1f} s.[/]")
        set_up_django(stack.environment)
        from trunkline.cli.demo.people import make_people
        from trunkline.cli.demo.story import live  # Django's models need its settings

        token, password = make_people(STAFF_EMAIL)
        with httpx.Client(
            base_url=stack.base_url, headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False
        ) as client:
            stage = Stage(client, console, installation.directory.root / "mail")
            lived = time.monotonic()
            try:
                live(stage, secrets.token_hex(3))
            except DemoFailedError as error:
                console.print(f"[bold red]The demo failed:[/] {error}", highlight=False)
                return 1
        stage.end_step()
        _tell_times(console, stage, set_up=set_up, story=time.monotonic() - lived)
        if exit_after:
            return 0
        console.print(f"Sign in at {stack.public_url}/accounts/login/ as {STAFF_EMAIL} with the password {password}")
        console.print(f"API with documentation at {stack.public_url}/api/docs   (Ctrl-C ends)")
        stack.wait()
    return 0


def _tell_times(console: Console, stage: Stage, *, set_up: float, story: float) -> None:
    table = Table("step", "seconds", title="Where the time goes")
    for step in stage.steps:
        table.add_row(step.title, f"{step.seconds:.1f}")
    console.print(table)
    console.print(
        f"\n[bold green]Every figure is right[/], after {story:.1f} s of the story ({set_up:.1f} s to start it all)."
    )
