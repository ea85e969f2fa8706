# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls Trunkline's API for plays with the token of the job."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.trunkline.bss.plugins.plugin_utils.http import Answer, ExchangeError, exchange, plain

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class ActionModule(ActionBase):  # type: ignore[misc]  # Ansible has no annotations
    """Sends one request and checks its status."""

    TRANSFERS_FILES = False
    _supports_check_mode = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """This will send the request of the task's arguments and give status and document, or a failure."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        _, arguments = self.validate_argument_spec(
            {
                "method": {"type": "str", "choices": list(METHODS), "default": "GET"},
                "path": {"type": "str", "required": True},
                "body": {"type": "raw"},
                "expect": {"type": "list", "elements": "int", "default": [200]},
                "timeout_seconds": {"type": "float", "default": 30.0},
            }
        )
        variables = task_vars or {}
        try:
            url, headers = self._target(variables, arguments["path"])
            body = plain(self._task.args.get("body"), allow_floats=False)
            answer = exchange(arguments["method"], url, headers, body, arguments["timeout_seconds"])
        except ValueError as error:
            return result | {"failed": True, "msg": f"body: {error}"}
        except ExchangeError as error:
            return result | {"failed": True, "msg": str(error), "outcome_unknown": error.outcome_unknown}
        result |= {"status": answer.status, "json": answer.document}
        result["changed"] = arguments["method"] != "GET" and answer.status in arguments["expect"]
        if answer.status not in arguments["expect"]:
            result |= self._failure(arguments["method"], arguments["path"], answer)
        return result

    def _target(self, variables: dict[str, Any], path: str) -> tuple[str, dict[str, str]]:
        config = self._templar.template(variables.get("crm_config"))
        token = self._templar.template(variables.get("access_token"))
        base = (config or {}).get("crm", {}).get("base_url")
        if not base:
            raise ExchangeError(
                "crm_config.crm.base_url is not set; include crm_config.yaml first", outcome_unknown=False
            )
        if not token:
            raise ExchangeError("access_token is not set; the job that runs the play brings it", outcome_unknown=False)
        if not path.startswith("/"):
            raise ExchangeError(f"path must begin with a slash: {path}", outcome_unknown=False)
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json, application/problem+json",
            "Content-Type": "application/json",
            "Connection": "close",
        }
        return str(base).rstrip("/") + path, headers

    @staticmethod
    def _failure(method: str, path: str, answer: Answer) -> dict[str, Any]:
        problem = answer.document if isinstance(answer.document, dict) else {}
        code, title, detail = (str(problem.get(key) or "") for key in ("code", "title", "detail"))
        told = ". ".join(part.rstrip(".") for part in (title, detail) if part)
        told = told or answer.text.strip()[:500] or "the answer is empty"
        message = f"{method} {path} was answered with {answer.status}: {told}" + (f" [{code}]" if code else "")
        return {"failed": True, "msg": message, "problem": problem, "outcome_unknown": answer.status >= 500}  # noqa: PLR2004
