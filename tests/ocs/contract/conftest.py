"""The engines under test: the embedded one, a real CGRateS, and any JSON-RPC address that TRUNKLINE_CONTRACT_URL names.

TRUNKLINE_CONTRACT_TOKEN is sent as a bearer's, as the door /jsonrpc of a running Trunkline asks for one.
The real CGRateS is held to what both engines share; with TRUNKLINE_CONTRACT_STRICT=1 a named address is held to all
that the embedded engine is stricter about as well.
"""

import json
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from trunkline.ocs import api

TENANT = "contract.example"


@dataclass(frozen=True)
class Engine:
    """One JSON-RPC engine: `raw` posts a body, a call gives its method and the one object of parameters."""

    post: Callable[[bytes], bytes]
    is_strict: bool
    is_embedded: bool

    def raw(self, body: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.post(body.encode()), parse_float=Decimal)
        return document

    def __call__(self, method: str, **params: Any) -> tuple[Any, str | None]:
        document = self.raw(json.dumps({"method": method, "params": [params], "id": 1}))
        assert set(document) == {"id", "result", "error"}
        assert document["id"] == 1
        return document["result"], document["error"]

    def ok(self, method: str, **params: Any) -> Any:
        result, error = self(method, **params)
        assert error is None, f"{method}: {error}"
        return result

    def refused(self, method: str, **params: Any) -> str:
        result, error = self(method, **params)
        assert error is not None, f"{method} answered {result}"
        assert result is None
        return error

    def needs_tenant(self) -> None:
        """Skip the rest of a test on an engine that takes a tenant of its own where none is named."""
        if not self.is_embedded and self("ApierV2.GetAccounts", AccountIDs=["none"])[1] is None:
            pytest.skip("takes a default tenant")

    def strictly(self) -> None:
        """Skip the rest of a test on an engine that is not held to Trunkline's stricter rules."""
        if not self.is_strict:
            pytest.skip("stricter than CGRateS on purpose")


@dataclass(frozen=True)
class Account:
    """A fresh account of the engine."""

    engine: Engine
    name: str

    @property
    def named(self) -> dict[str, str]:
        return {"Tenant": TENANT, "Account": self.name}

    def show(self) -> dict[str, Any]:
        document: dict[str, Any] = self.engine.ok("ApierV2.GetAccount", **self.named)
        return document

    def balances(self, balance_type: str = "*data") -> dict[str, dict[str, Any]]:
        shown = (self.show()["BalanceMap"] or {}).get(balance_type) or []
        return {balance["ID"]: balance for balance in shown}

    def values(self, balance_type: str = "*data") -> dict[str, Any]:
        return {name: balance["Value"] for name, balance in self.balances(balance_type).items()}

    def change(self, method: str, *, balance_type: str = "*data", overwrite: bool = False, **balance: Any) -> Any:
        more = {"Overwrite": True} if overwrite else {}
        params = {**self.named, "BalanceType": balance_type, "Balance": balance, **more}
        return self.engine.ok(f"ApierV1.{method}", **params)

    def change_refused(self, method: str, *, balance_type: str = "*data", **balance: Any) -> str:
        params = {**self.named, "BalanceType": balance_type, "Balance": balance}
        return self.engine.refused(f"ApierV1.{method}", **params)


NAMED_URL = os.environ.get("TRUNKLINE_CONTRACT_URL")


@pytest.fixture(scope="session", params=["embedded", "cgrates", *(["named"] if NAMED_URL else [])])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "embedded":
        yield Engine(_embedded, is_strict=True, is_embedded=True)
        return
    is_named = request.param == "named"
    url = NAMED_URL if is_named else request.getfixturevalue("cgrates_url")
    token = os.environ.get("TRUNKLINE_CONTRACT_TOKEN") if is_named else None
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(timeout=10, trust_env=False, headers=headers) as client:
        is_strict = is_named and os.environ.get("TRUNKLINE_CONTRACT_STRICT") == "1"
        yield Engine(lambda body: _post(client, url, body), is_strict=is_strict, is_embedded=False)


def _embedded(body: bytes) -> bytes:
    return api.write_answer(api.answer(body, at=datetime.now(UTC), default_tenant=None))


def _post(client: httpx.Client, url: str, body: bytes) -> bytes:
    response = client.post(url, content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 200
    return response.content


@pytest.fixture
def fresh() -> str:
    """A text that no other test uses."""
    return uuid.uuid4().hex


@pytest.fixture
def account(engine: Engine, fresh: str) -> Account:
    made = Account(engine, f"acc_{fresh}")
    assert engine.ok("ApierV2.SetAccount", **made.named) == "OK"
    return made
