# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one playbook in the process that it was forked for."""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
from typing import Any

from ansible import constants, context
from ansible._internal._templating._engine import TemplateEngine
from ansible.cli import CLI
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.executor.task_queue_manager import AnsibleEndPlay, TaskQueueManager
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.playbook import Playbook
from ansible.playbook.block import Block
from ansible.playbook.play import Play
from ansible.vars.manager import VariableManager

from trunkline_runner.narrator import EventPipe, Narrator
from trunkline_runner.protocol import Request
from trunkline_runner.warmup import job_environment

# A play that reads 200 MB into memory fails by itself instead of taking the machine with it.
MEMORY_BYTES_MAX = 1_073_741_824
FILE_BYTES_MAX = 1_073_741_824


def run(request: Request, events: int) -> None:
    """This will run or check the play and write its events, `_end` last, to a descriptor; the process then ends."""
    _settle(request)
    pipe = EventPipe(events)
    try:
        book = Book(request, pipe)
    except AnsibleError as error:
        # Whatever cannot even be loaded has done nothing yet.
        _end(pipe, "syntax_error", message=str(error))
        return
    if request.check_only:
        _end(pipe, "success", tasks=book.tasks())
    elif question := book.question():
        _end(pipe, "failed", message=f"The play asks for {question}, and nobody is there to answer.")
    else:
        book.run()


def _settle(request: Request) -> None:
    """This will give the process a session, home, temporary directory, environment and limits of its own."""
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.umask(0o077)
    os.chdir(request.directory)
    for name in ("home", "tmp"):
        (request.directory / name).mkdir(mode=0o700, exist_ok=True)
    environment = job_environment(request.directory)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    constants.DEFAULT_LOCAL_TMP = str(request.directory / "tmp")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES_MAX, FILE_BYTES_MAX))


def _end(pipe: EventPipe, outcome: str, **fields: object) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    pipe.write("_end", outcome=outcome, **fields)


class Book:
    """A loaded playbook with what it needs to run."""

    def __init__(self, request: Request, pipe: EventPipe) -> None:
        """This will load and parse the playbook; raises AnsibleError."""
        self._pipe = pipe
        self._loader = DataLoader()
        self._loader.set_basedir(str(request.play_path.parent))
        self._inventory = InventoryManager(loader=self._loader, sources=None)
        self._variables = VariableManager(
            loader=self._loader, inventory=self._inventory, version_info=CLI.version_info(gitinfo=False)
        )
        # Plain texts, not marked as templates: `{{ … }}` in a customer's name stays what it is. Ansible's own way of
        # passing extra variables would mark them.
        self._variables._extra_vars = dict(request.variables)  # noqa: SLF001
        if not request.play_path.is_file():
            raise AnsibleParserError(f"There is no play {request.play}.yaml in the job's directory.")
        book = Playbook.load(str(request.play_path), variable_manager=self._variables, loader=self._loader)
        self._basedir = str(request.play_path.parent)
        self._plays: list[Play] = book.get_plays()

    def tasks(self) -> list[dict[str, str]]:
        """This will list the tasks as they stand in the file, with their section (block, rescue, always)."""
        return [
            {"play_name": play.get_name(), "task": task.get_name(), "action": task.action, "section": section}
            for play in self._plays
            for block in [*play.pre_tasks, *play.tasks, *play.post_tasks, *play.handlers]
            for task, section in _walk(block)
        ]

    def question(self) -> str | None:
        """This will name the first prompt of the book that has neither an answer nor a default."""
        for play in self._plays:
            for prompt in play.vars_prompt or []:
                if prompt.get("default") is None and prompt["name"] not in self._variables.extra_vars:
                    return str(prompt["name"])
        return None

    def run(self) -> None:
        """This will run the plays in their order, stop at the first that fails, and tell how it ended."""
        narrator = Narrator(self._pipe)
        manager = TaskQueueManager(
            inventory=self._inventory,
            variable_manager=self._variables,
            loader=self._loader,
            passwords={},
            forks=context.CLIARGS["forks"],
        )
        # The one callback: whatever else is configured would write where nobody reads.
        manager._callback_plugins = [narrator]  # noqa: SLF001
        narrator._init_callback_methods()  # noqa: SLF001
        result, error = 0, None
        try:
            for play in self._plays:
                result = self._run_play(manager, narrator, play)
                if result:
                    break
        except AnsibleError as raised:
            error = raised
        finally:
            manager.send_callback("v2_playbook_on_stats", manager._stats)  # noqa: SLF001
            manager.cleanup()
            self._loader.cleanup_all_tmp_files()
        self._tell_outcome(narrator, result, error)

    def _run_play(self, manager: Any, narrator: Narrator, play: Play) -> int:
        self._loader.set_basedir(play._included_path or self._basedir)  # noqa: SLF001
        self._inventory.remove_restriction()
        for prompt in play.vars_prompt or []:
            if prompt["name"] not in self._variables.extra_vars:
                play.vars[prompt["name"]] = prompt["default"]
        play.vars_prompt = []
        play.post_validate(TemplateEngine(loader=self._loader, variables=self._variables.get_vars(play=play)))
        hosts = self._inventory.get_hosts(play.hosts, order=play.order)
        if not hosts:
            narrator.v2_playbook_on_no_hosts_matched()
            return 1
        self._inventory.restrict_to_hosts(hosts)
        try:
            return int(manager.run(play=play))
        except AnsibleEndPlay as end:
            return int(end.result)

    def _tell_outcome(self, narrator: Narrator, result: int, error: AnsibleError | None) -> None:
        culprit = narrator.culprit()
        failed = bool(result) or error is not None
        outcome, message = "success", ""
        if isinstance(error, AnsibleParserError):
            outcome, message = "syntax_error", str(error)
        elif error is not None:
            outcome, message = "failed", str(error)
        elif failed and not narrator.has_hosts:
            outcome, message = "failed", "The play matched no host; plays run on localhost."
        elif failed:
            outcome, message = "failed", culprit["message"] if culprit else "The play failed."
        elif narrator.statistics.get("rescued", 0):
            outcome, message = "rescued", culprit["message"] if culprit else "A failure was rescued."
        _end(
            self._pipe,
            outcome,
            message=message,
            failed_task=culprit["task"] if culprit and outcome != "success" else None,
            failures=narrator.failures(),
            statistics=narrator.statistics,
        )


def _walk(block: Any, section: str = "block") -> list[tuple[Any, str]]:
    """This will list the tasks of a block in their order; all below a rescue count as rescue."""
    found: list[tuple[Any, str]] = []
    for part in ("block", "rescue", "always"):
        inside = part if section == "block" else section
        for task in getattr(block, part):
            found += _walk(task, inside) if isinstance(task, Block) else [(task, inside)]
    return found
