# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls the online charging system by its JSON-RPC (CGRateS's envelope: one object in `params`, errors with 200)."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.trunkline.bss.plugins.plugin_utils.http import ExchangeError, exchange, plain

STATUS_OK = 200


class ActionModule(ActionBase):  # type: ignore[misc]  # Ansible has no annotations
    """Makes one call and checks its answer."""

    TRANSFERS_FILES = False
    _supports_check_mode = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """This will make the call of the task's arguments and give its result, or the error in words."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        _, arguments = self.validate_argument_spec(
            {
                "method": {"type": "str", "required": True},
                "params": {"type": "dict", "default": {}},
                "allow_errors": {"type": "list", "elements": "str", "default": []},
                "timeout_seconds": {"type": "float", "default": 30.0},
            }
        )
        config = (self._templar.template((task_vars or {}).get("crm_config")) or {}).get("ocs", {})
        if not config.get("cgrates"):
            return result | {"failed": True, "msg": "crm_config.ocs.cgrates is not set; include crm_config.yaml first"}
        tenant = {"Tenant": str(config["ocsTenant"])} if config.get("ocsTenant") else {}
        method = str(arguments["method"])
        try:
            # The raw arguments: the specification's own conversion would flatten numbers and nested values.
            params = tenant | plain(self._task.args.get("params") or {}, allow_floats=True)
            body = {"method": method, "params": [params], "id": 1}
            headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
            answer = exchange(
                "POST", f"http://{config['cgrates']}/jsonrpc", headers, body, arguments["timeout_seconds"]
            )
        except ValueError as error:
            return result | {"failed": True, "msg": f"params: {error}"}
        except ExchangeError as error:
            return result | {"failed": True, "msg": f"{method}: {error}", "outcome_unknown": error.outcome_unknown}
        return result | self._judge(method, answer.status, answer.document, answer.text, arguments["allow_errors"])

    @staticmethod
    def _judge(method: str, status: int, document: Any, text: str, allowed: list[str]) -> dict[str, Any]:
        if status != STATUS_OK or not isinstance(document, dict):
            told = text.strip()[:500] or "the answer is empty"
            problem = document if isinstance(document, dict) else {}
            told = str(problem.get("detail") or problem.get("title") or told)
            message = f"{method} was answered with HTTP status {status}: {told}"
            return {"failed": True, "msg": message, "outcome_unknown": status >= 500}  # noqa: PLR2004
        error = document.get("error")
        if error is None:
            return {"result": document.get("result"), "error": None, "changed": ".Get" not in method}
        # JSON-RPC 2.0 gateways answer with an object, CGRateS with a text.
        told = str(error.get("message") or error) if isinstance(error, dict) else str(error)
        if told in allowed:
            return {"result": None, "error": told, "changed": False}
        return {"failed": True, "msg": f"{method}: {told}", "error": told, "outcome_unknown": False}
