# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's callbacks, told as events; and which task it was that made a play fail."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterable
from typing import Any

from ansible.executor.task_result import CallbackTaskResult
from ansible.playbook.block import Block
from ansible.playbook.play import Play
from ansible.playbook.task import Task
from ansible.plugins.callback import CallbackBase

from trunkline_runner.protocol import TEXT_LENGTH_MAX, encode

# Room for the longest spelling of a secret: the guardian masks before it makes the final cut.
PRECUT_LENGTH = 4 * TEXT_LENGTH_MAX
EVENT_BYTES_MAX = 524_288
DEPTH_MAX = 20
FAILURES_MAX = 50
# Long and of no use in a log, or a repetition of what is there already.
HIDDEN_RESULT_KEYS = frozenset(
    {"ansible_facts", "diff", "exception", "invocation", "results", "stderr_lines", "stdout_lines"}
)


def precut(value: object, depth: int = 0) -> object:
    """This will give plain JSON values of bounded size; texts keep a margin for masking."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict) and depth < DEPTH_MAX:
        return {str(key)[:200]: precut(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple) and depth < DEPTH_MAX:
        return [precut(item, depth + 1) for item in value]
    return str(value)[:PRECUT_LENGTH]


class EventPipe:
    """Writes events for the guardian, one line each."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def write(self, event: str, **fields: object) -> None:
        """This will send an event; documents in it that are too large are sent as the start of their text."""
        body = {key: precut(value) for key, value in fields.items()}
        line = encode({"event": event, **body})
        if len(line) > EVENT_BYTES_MAX:
            body = {
                key: value if not isinstance(value, dict | list) else json.dumps(value)[:PRECUT_LENGTH]
                for key, value in body.items()
            }
            line = encode({"event": event, **body, "cut": True})
        view = memoryview(line)
        with self._lock:
            while view:
                view = view[os.write(self._descriptor, view) :]


def task_places(
    blocks: Iterable[Any], path: tuple[tuple[str, str], ...] = ()
) -> dict[str, tuple[tuple[str, str], ...]]:
    """This will map each task's uuid to the blocks around it, each with the section that it is in."""
    places: dict[str, tuple[tuple[str, str], ...]] = {}
    for block in blocks:
        for section in ("block", "rescue", "always"):
            inside = (*path, (str(block._uuid), section))  # noqa: SLF001 - the only stable identity of a block
            for part in getattr(block, section):
                if isinstance(part, Block):
                    places |= task_places([part], inside)
                elif isinstance(part, Task):
                    places[str(part._uuid)] = inside  # noqa: SLF001
    return places


def message_of(result: dict[str, Any]) -> str:
    """This will give the words in which a failed task tells what went wrong."""
    for key in ("msg", "message", "stderr", "reason", "module_stderr"):
        if isinstance(text := result.get(key), str) and text.strip():
            return text.strip()
    if isinstance(parts := result.get("msg"), list):
        return "; ".join(str(part) for part in parts)
    return "The task failed without a message."


class Narrator(CallbackBase):  # type: ignore[misc]  # Ansible has no annotations
    """Tells the guardian what the play does, as it does it."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "trunkline_narrator"

    def __init__(self, pipe: EventPipe) -> None:
        """This will tell through a pipe."""
        super().__init__()
        self._pipe = pipe
        self._started: dict[str, float] = {}
        self._places: dict[str, tuple[tuple[str, str], ...]] = {}
        self._failures: list[dict[str, Any]] = []
        self.statistics: dict[str, int] = {}
        self.has_hosts = True
        self.load_name = "trunkline_narrator"

    # What the tasks do.

    def v2_playbook_on_play_start(self, play: Play) -> None:
        """This will tell that a play of the book begins."""
        self._places |= task_places(play.compile())
        self._pipe.write("play_started", play_name=play.get_name())

    def v2_playbook_on_no_hosts_matched(self) -> None:
        """This will note that a play had nothing to run on."""
        self.has_hosts = False

    def v2_playbook_on_task_start(self, task: Task, is_conditional: object) -> None:  # noqa: ARG002 - fixed by Ansible
        """This will tell that a task begins."""
        self._started[str(task._uuid)] = time.monotonic()  # noqa: SLF001
        self._pipe.write("task_started", **self._about(task))

    def v2_playbook_on_handler_task_start(self, task: Task) -> None:
        """This will tell that a handler begins."""
        self.v2_playbook_on_task_start(task, is_conditional=False)

    def v2_runner_on_ok(self, result: CallbackTaskResult) -> None:
        """This will tell that a task has done its work."""
        self._pipe.write("task_ok", changed=result.is_changed(), **self._outcome(result))

    def v2_runner_on_skipped(self, result: CallbackTaskResult) -> None:
        """This will tell that a task was not due."""
        reason = result.result.get("skip_reason", "")
        self._pipe.write("task_skipped", reason=reason, **self._about(result.task))

    def v2_runner_on_failed(self, result: CallbackTaskResult, ignore_errors: bool = False) -> None:  # noqa: FBT001, FBT002
        """This will tell that a task failed, and whether the play goes on regardless."""
        self._note_failure("task_failed", result, is_ignored=bool(ignore_errors))

    def v2_runner_on_unreachable(self, result: CallbackTaskResult) -> None:
        """This will tell that the task's host could not be reached."""
        self._note_failure("task_failed", result, is_ignored=bool(result.task.ignore_unreachable))

    def v2_runner_item_on_ok(self, result: CallbackTaskResult) -> None:
        """This will tell that one round of a loop is done."""
        self._pipe.write("item_ok", item=self._item(result), changed=result.is_changed(), **self._outcome(result))

    def v2_runner_item_on_failed(self, result: CallbackTaskResult) -> None:
        """This will tell that one round of a loop failed."""
        self._pipe.write(
            "item_failed", item=self._item(result), message=message_of(result.result), **self._outcome(result)
        )

    def v2_runner_item_on_skipped(self, result: CallbackTaskResult) -> None:
        """This will tell that one round of a loop was not due."""
        self._pipe.write("item_skipped", item=self._item(result), **self._about(result.task))

    def v2_runner_retry(self, result: CallbackTaskResult) -> None:
        """This will tell that a task is tried again."""
        self._pipe.write("task_retried", attempts=result.result.get("attempts"), **self._about(result.task))

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """This will keep the sums over all tasks."""
        for host in stats.processed:
            for key, count in stats.summarize(host).items():
                self.statistics[key] = self.statistics.get(key, 0) + int(count)

    # What came of it.

    def culprit(self) -> dict[str, Any] | None:
        """This will find the failure that the outcome goes back to.

        When the last failure is in a rescue section, it is the consequence of what failed in that block.
        """
        counted = [failure for failure in self._failures if not failure["ignored"]]
        if not counted:
            return None
        index = len(counted) - 1
        for earlier in range(index - 1, -1, -1):
            if self._caused(counted[earlier], counted[index]):
                index = earlier
        return counted[index]

    def failures(self) -> list[dict[str, Any]]:
        """This will list the failures, in their order, the first fifty."""
        return [{key: value for key, value in failure.items() if key != "place"} for failure in self._failures][
            :FAILURES_MAX
        ]

    @staticmethod
    def _caused(earlier: dict[str, Any], later: dict[str, Any]) -> bool:
        rescued = {block for block, section in later["place"] if section == "rescue"}
        return any(block in rescued and section == "block" for block, section in earlier["place"])

    def _note_failure(self, event: str, result: CallbackTaskResult, *, is_ignored: bool) -> None:
        task, message = result.task, message_of(result.result)
        if results := result.result.get("results"):
            failed = [round_ for round_ in results if isinstance(round_, dict) and round_.get("failed")]
            message = message_of(failed[0]) if failed else message
        place = self._places.get(str(task._uuid), ())  # noqa: SLF001
        self._pipe.write(event, message=message, ignored=is_ignored, **self._outcome(result))
        self._failures.append(
            {"task": task.get_name(), "message": message[:PRECUT_LENGTH], "ignored": is_ignored, "place": place}
        )
        is_rescued = any(section == "block" and self._has_rescue(task, block) for block, section in place)
        if is_rescued and not is_ignored:
            self._pipe.write("rescued", **self._about(task))

    @staticmethod
    def _has_rescue(task: Task, block_uuid: str) -> bool:
        parent = task._parent  # noqa: SLF001 - Ansible has no public way up
        while parent is not None:
            if str(parent._uuid) == block_uuid:  # noqa: SLF001
                return bool(getattr(parent, "rescue", None))
            parent = parent._parent  # noqa: SLF001
        return False

    def _about(self, task: Task) -> dict[str, object]:
        place = self._places.get(str(task._uuid), ())  # noqa: SLF001
        section = place[-1][1] if place else "block"
        return {"task": task.get_name(), "action": task.action, "section": section}

    def _outcome(self, result: CallbackTaskResult) -> dict[str, object]:
        shown = {
            key: value
            for key, value in result.result.items()
            if key not in HIDDEN_RESULT_KEYS and not key.startswith("_ansible_")
        }
        began = self._started.get(str(result.task._uuid))  # noqa: SLF001
        duration = round(time.monotonic() - began, 3) if began is not None else None
        return {**self._about(result.task), "result": shown, "duration_seconds": duration}

    @staticmethod
    def _item(result: CallbackTaskResult) -> object:
        return result.result.get("_ansible_item_label", result.result.get("item"))
