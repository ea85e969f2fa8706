# SPDX-License-Identifier: GPL-3.0-or-later
"""A small real HTTP server that stands for Trunkline's /crm and the charging system, and notes every request."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "token-of-the-job-7f3a91c2"
SECRET_PATH = "/ocs/gateway-secret-55aa/jsonrpc"


@dataclass(frozen=True)
class Call:
    """A request as it arrived; `name` is the path's beginning or the charging system's method."""

    method: str
    path: str
    body: Any

    @property
    def name(self) -> str:
        return self.body["method"] if self.path == SECRET_PATH else f"{self.method} {self.path}"

    @property
    def params(self) -> dict[str, Any]:
        return dict(self.body["params"][0])


class Backend:
    """State, requests, and the one request that is to fail."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.items = {
            5001: {
                "inventory_id": 5001,
                "item_state": "In Stock",
                "end_state": "Decommissioned",
                "itemtext1": "8944-001",
                "itemtext2": "234-15",
            },
            5002: {"inventory_id": 5002, "item_state": "New", "end_state": "In Stock", "itemtext1": "+44 7700 900123"},
        }
        for item in self.items.values():
            item.update(service_id=None, customer_id=None)
        self.services: dict[int, dict[str, Any]] = {}
        self.accounts: dict[str, dict[str, Any]] = {}
        self.transactions: list[dict[str, Any]] = []
        self.cards = [
            {"customer_stripe_id": 71, "default_payment_method": False, "last4": "0002"},
            {"customer_stripe_id": 72, "default_payment_method": True, "last4": "4242"},
        ]
        self.payments: list[dict[str, Any]] = []
        self.refuse: Callable[[Call], bool] = lambda _: False
        self.act_then_hang_up: Callable[[Call], bool] = lambda _: False
        self.product_name = "Prepaid Mobile 20GB"
        self.product: dict[str, Any] = {}
        self._lock = threading.Lock()
        backend = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments: object) -> None:
                """Tests read `calls`; nothing is printed."""

            def answer(self) -> None:
                backend._serve(self)

            do_GET = do_PUT = do_PATCH = do_POST = answer  # noqa: N815 - names of the standard library

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.address = f"127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def config(self) -> dict[str, Any]:
        return {
            "crm": {"base_url": f"http://{self.address}"},
            "ocs": {"cgrates": f"{self.address}{SECRET_PATH.removesuffix('/jsonrpc')}", "ocsTenant": "cgrates.org"},
        }

    @property
    def names(self) -> list[str]:
        return [call.name for call in self.calls]

    def changes(self) -> list[Call]:
        """This will give the requests that change something."""
        return [call for call in self.calls if not call.name.startswith("GET") and ".Get" not in call.name]

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        body = json.loads(handler.rfile.read(length)) if length else None
        call = Call(handler.command, handler.path, body)
        with self._lock:
            self.calls.append(call)
            is_rpc = call.path == SECRET_PATH
            if not is_rpc and handler.headers["Authorization"] != f"Bearer {TOKEN}":
                status, document = (
                    401,
                    {"title": "No access", "detail": "Send the job's token.", "code": "token_missing"},
                )
            elif self.refuse(call):
                status, document = self._refusal(is_rpc=is_rpc)
            else:
                status, document = 200, self._rpc(call) if is_rpc else self._crm(call)
            hang_up = self.act_then_hang_up(call)
        handler.close_connection = True
        if hang_up:
            return
        text = json.dumps(document).replace('"@15.00"', "15.00")
        payload = (text + "\n").encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json" if status == 200 else "application/problem+json")
        handler.send_header("Content-Length", str(len(payload)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(payload)

    @staticmethod
    def _refusal(*, is_rpc: bool) -> tuple[int, dict[str, Any]]:
        if is_rpc:
            return 200, {"id": 1, "result": None, "error": "SERVER_ERROR: told to fail"}
        return 409, {"title": "Told to fail", "detail": "The test wants it so.", "code": "told_to_fail"}

    def _crm(self, call: Call) -> dict[str, Any]:  # noqa: C901, PLR0911 - a table of paths
        *head, last = call.path.strip("/").split("/")
        match call.method, "/".join(head[1:]) or last:
            case "GET", "product/product_id":
                return self._product(int(last))
            case "GET", "inventory/inventory_id":
                return self.items[int(last)]
            case "PATCH", "inventory/inventory_id":
                self.items[int(last)].update(call.body)
                return self.items[int(last)]
            case "GET", "inventory/service_id":
                return {"data": [item for item in self.items.values() if item["service_id"] == int(last)]}
            case "PUT", "service":
                service = {"service_id": 1234 + len(self.services), **call.body}
                self.services[service["service_id"]] = service
                return service
            case "GET", "service/service_id":
                return self.services[int(last)]
            case "PATCH", "service":
                self.services[int(last)].update(call.body)
                return self.services[int(last)]
            case "GET", "stripe/customer_id":
                return {"data": self.cards}
            case "POST", "stripe/charge_card":
                self.payments.append(call.body)
                return {"payment_id": len(self.payments), "status": "captured"}
            case "PUT", "transaction":
                self.transactions.append(call.body)
                return {"transaction_id": len(self.transactions)}
        raise AssertionError(f"unexpected request {call}")

    def _product(self, product: int) -> dict[str, Any]:
        return {
            "product_id": product,
            "product_name": self.product_name,
            "retail_cost": "@15.00",  # becomes the JSON number 15.00, decimals and all
            "wholesale_cost": "5.00",
            "retail_setup_cost": "0.00",
            "wholesale_setup_cost": "1.00",
            "contract_days": 30,
            "icon": "fa-solid fa-sim-card",
            **self.product,
        }

    def _rpc(self, call: Call) -> dict[str, Any]:
        result: Any = "OK"
        error = None
        params = call.params
        match call.body["method"]:
            case "ApierV2.SetAccount":
                account = self.accounts.setdefault(params["Account"], {"Disabled": False, "balances": []})
                account.update(params.get("ExtraOptions") or {})
            case "ApierV2.GetAccount":
                result = self.accounts.get(params["Account"])
                error = None if result is not None else "NOT_FOUND"
            case "ApierV1.AddBalance":
                self.accounts[params["Account"]]["balances"].append(params)
            case "ApierV1.RemoveBalances":
                balances = self.accounts[params["Account"]]["balances"]
                balances[:] = [row for row in balances if row["Balance"]["ID"] != params["Balance"]["ID"]]
            case "ApierV2.RemoveAccount":
                self.accounts.pop(params["Account"], None)
        return {"id": call.body.get("id"), "result": result, "error": error}
