"""A process of the bench of orders: its threads place orders over HTTP when told to, each on a connection of its own.

A command is JSON: `way` ("ours" or "bare") and `lines` (of each order), `orders` (of each thread). The answer tells the
times in milliseconds, the numbers of the orders that were answered, and the most memory that the process has had.
"""

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4

from trunkline.cli.bench.crews import answer
from trunkline.cli.bench.outcomes import peak_mib

_ANSWER_SECONDS_MAX = 60
_CREATED = 201
_TOLD_BYTES_MAX = 500


@dataclass(frozen=True)
class Plan:
    """What the parent has prepared: where each way is served, a token, and for each thread its orders by way and lines.

    The bodies are JSON texts, taken from the end of their list.
    """

    addresses: dict[str, tuple[str, int]]
    token: str
    bodies: list[dict[str, list[str]]]


class Client:
    """One who places orders, one after the other, on a connection to each way that is kept."""

    def __init__(self, plan: Plan, bodies: dict[str, list[str]]) -> None:
        self._bodies = bodies
        self._headers = {"Authorization": f"Bearer {plan.token}", "Content-Type": "application/json"}
        # Plain, as clients and servers share the cores.
        self._connections = {
            way: HTTPConnection(host, port, timeout=_ANSWER_SECONDS_MAX) for way, (host, port) in plan.addresses.items()
        }

    def place(self, way: str, lines: int, orders: int) -> list[tuple[float, str]]:
        """Place so many orders; returns the milliseconds and the number of each. Raises RuntimeError on a refusal."""
        return [self._place_one(way, self._bodies[f"{way}-{lines}"].pop()) for _ in range(orders)]

    def _place_one(self, way: str, body: str) -> tuple[float, str]:
        connection = self._connections[way]
        begun = time.perf_counter()
        connection.request("POST", "/api/v1/orders", body, self._headers | {"Idempotency-Key": str(uuid4())})
        response = connection.getresponse()
        answered = response.read()
        taken = (time.perf_counter() - begun) * 1000
        if response.status != _CREATED:
            raise RuntimeError(f"An order was answered {response.status}: {answered[:_TOLD_BYTES_MAX]!r}")
        return round(taken, 2), str(json.loads(answered)["number"])


def main() -> int:
    """Place orders as the lines of standard input say, until it ends."""
    plan = Plan(**json.loads(sys.stdin.readline()))
    clients = [Client(plan, bodies) for bodies in plan.bodies]
    everybody = threading.Barrier(len(clients))

    def take_turn(turn: tuple[Client, dict[str, Any]]) -> list[tuple[float, str]]:
        client, command = turn
        everybody.wait()
        return client.place(command["way"], command["lines"], command["orders"])

    with ThreadPoolExecutor(len(clients)) as threads:
        answer({"ready": True})
        for line in sys.stdin:
            command = json.loads(line)
            placed = [
                each for turn in threads.map(take_turn, [(client, command) for client in clients]) for each in turn
            ]
            answer(
                {
                    "milliseconds": [taken for taken, _ in placed],
                    "numbers": [number for _, number in placed],
                    "peak_mib": peak_mib(),
                }
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
