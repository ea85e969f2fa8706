"""`trunkline bench charging`: 16 at once who debit 1,000 accounts with three balances each, against pgbench.

Both call the database's function `ocs_debit`, which writes the record of each debit, on the same accounts and server;
ours through the use case, in two processes of eight threads, as web is run.
"""

import os
import re
import statistics
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from trunkline.cli import postgres_files
from trunkline.cli.bench import charging_accounts as made
from trunkline.cli.bench.charging_accounts import Accounts
from trunkline.cli.bench.charging_clients import Plan
from trunkline.cli.bench.crews import Crew, crew
from trunkline.cli.bench.outcomes import Outcome, peak_mib
from trunkline.cli.bench.provisioning_stack import bench_stack
from trunkline.cli.installation import Databases, set_up_django
from trunkline.cli.problems import OperatorError

GOAL = 0.5
DEBITS = 32_000
ACCOUNTS = 1_000
CLIENTS = 16
_PROCESSES = 2
# Both ways take turns, so that what else the machine does disturbs both.
_TURNS = 10
_JSON_RPC_TURNS = 3
# A debit over JSON-RPC takes about so many times as long.
_JSON_RPC_SHARE = 8
# A bench that is told to do less makes fewer accounts, too, so that the first balances still run out.
_DEBITS_PER_ACCOUNT_MIN = 16
_PGBENCH_SECONDS_MAX = 600
_TOLD_CHARACTERS_MAX = 600
_LIBPQ = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}


@dataclass
class _Measured:
    """What one way has done: debits in all, debits per second of each turn that counts, milliseconds of each debit."""

    debits: int = 0
    per_second: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.per_second)

    def spread(self) -> dict[str, float]:
        cuts = statistics.quantiles(self.milliseconds, n=100)
        return {"median": round(cuts[49], 2), "p99": round(cuts[98], 2)}


def run(environment: Mapping[str, str], databases: Databases, size: int | None = None) -> Outcome:
    """Measure debits per second in process, by pgbench and over JSON-RPC; `size` debits by each of the first two.

    Raises OperatorError when a process of the bench ends early or does not get ready.
    """
    debits = DEBITS if size is None else size
    per_turn = max(1, debits // (CLIENTS * _TURNS))
    measured = {"in_process": _Measured(), "pgbench": _Measured(), "json_rpc": _Measured()}
    load = round(os.getloadavg()[0], 2)
    with bench_stack(environment) as stack:
        set_up_django(stack.environment)
        accounts = made.open_accounts(min(ACCOUNTS, max(CLIENTS, debits // _DEBITS_PER_ACCOUNT_MIN)))
        # As autovacuum would, some time after so many rows were made.
        with psycopg.connect(databases.owner_url, autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
        plans = [asdict(_plan(accounts, stack.base_url, number)) for number in range(_PROCESSES)]
        with crew(stack.environment, "trunkline.cli.bench.charging_clients", plans) as clients:
            peaks = _run_turns(clients, databases, accounts, measured, per_turn)
        stack.note_memory()
        settings, failures = _read_settings(databases)
        failures += made.check_accounts(accounts, {way: each.debits for way, each in measured.items()})
        peak = peak_mib() + sum(peaks) + stack.peak_mib()
    return _outcome(
        measured, peak, failures, {"accounts": len(accounts.names), "settings": settings, "load_before": load}
    )


def _plan(accounts: Accounts, base_url: str, number: int) -> Plan:
    address = urlsplit(base_url)
    return Plan(
        tenant=made.TENANT,
        accounts=accounts.names,
        balance_type=made.BALANCE_TYPE,
        units=made.UNITS,
        host=address.hostname or "",
        port=address.port or 0,
        token=accounts.token,
        threads=CLIENTS // _PROCESSES,
        seed=str(number),
    )


def _run_turns(
    clients: Crew, databases: Databases, accounts: Accounts, measured: Mapping[str, _Measured], per_turn: int
) -> list[float]:
    """Let the ways take their turns, the first of each uncounted; returns the clients' peaks of memory, in MiB."""
    peaks: list[float] = []

    def take_turn(way: str, debits: int, *, is_counted: bool = True) -> None:
        each = measured[way]
        each.debits += debits * CLIENTS
        if way == "pgbench":
            per_second = _run_pgbench(databases, accounts, debits)
        else:
            seconds, answers = clients.act({"way": way, "debits": debits})
            per_second = debits * CLIENTS / seconds
            peaks[:] = [answer["peak_mib"] for answer in answers]
            if is_counted:
                each.milliseconds += [taken for answer in answers for taken in answer["milliseconds"]]
        if is_counted:
            each.per_second.append(per_second)

    for way in ("in_process", "pgbench"):
        take_turn(way, per_turn, is_counted=False)  # plans and caches are made
    for number in range(_TURNS):
        # Now one goes first, now the other.
        for way in sorted(("in_process", "pgbench"), reverse=bool(number % 2)):
            take_turn(way, per_turn)
    slower = max(1, per_turn * _TURNS // (_JSON_RPC_TURNS * _JSON_RPC_SHARE))
    take_turn("json_rpc", slower, is_counted=False)
    for _ in range(_JSON_RPC_TURNS):
        take_turn("json_rpc", slower)
    return peaks


def _run_pgbench(databases: Databases, accounts: Accounts, debits: int) -> float:
    """Have pgbench make so many debits per client; returns its debits per second, without the time of connecting."""
    script = (
        f"\\set account random({accounts.first_key}, {accounts.last_key})\n"
        f"SELECT ocs_debit(:account, '{made.BALANCE_TYPE}', {made.UNITS}, now(), 'pgbench');\n"
    )
    named = conninfo_to_dict(databases.runtime_url)
    # Not on the command line, where everybody could read the password.
    address = {variable: str(named[part]) for part, variable in _LIBPQ.items() if part in named}
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        ran = subprocess.run(
            [
                str(postgres_files.installation(None, Path()) / "bin" / "pgbench"),
                *("--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", f"--jobs={_PROCESSES}"),
                *(f"--transactions={debits}", f"--file={file.name}"),
            ],
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", **address},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PGBENCH_SECONDS_MAX,
            check=False,
        )
    return read_pgbench(ran.stdout, ran.stderr, debits * CLIENTS)


def read_pgbench(output: str, errors: str, debits: int) -> float:
    """Read the transactions per second that pgbench tells; raises OperatorError unless it has made all debits."""
    done = re.search(r"^number of transactions actually processed: (\d+)/(\d+)$", output, re.MULTILINE)
    speed = re.search(r"^tps = ([0-9.]+) \(without initial connection time\)$", output, re.MULTILINE)
    if done is None or speed is None or {int(done[1]), int(done[2])} != {debits}:
        raise OperatorError(
            f"pgbench did not make {debits} debits.", f"It wrote: {(errors or output).strip()[-_TOLD_CHARACTERS_MAX:]}"
        )
    return float(speed[1])


def _read_settings(databases: Databases) -> tuple[dict[str, str], list[str]]:
    """Read how safely the server commits, and say what of it makes the bench worthless."""
    with psycopg.connect(databases.runtime_url, autocommit=True) as connection:
        names = ("synchronous_commit", "fsync", "server_version")
        settings = {name: str((connection.execute(f"SHOW {name}").fetchone() or [""])[0]) for name in names}
    is_safe = settings["synchronous_commit"] != "off" and settings["fsync"] == "on"
    return settings, [] if is_safe else [f"the server does not wait for its disk: {settings}"]


def _outcome(
    measured: Mapping[str, _Measured], peak: float, failures: list[str], details: Mapping[str, Any]
) -> Outcome:
    ours, bare, remote = measured["in_process"], measured["pgbench"], measured["json_rpc"]
    return Outcome(
        bench="charging",
        value=ours.median,
        unit="debits/s",
        limit=bare.median,
        ratio=ours.median / bare.median,
        goal=GOAL,
        peak_mib=peak,
        details={
            "at_once": CLIENTS,
            "processes": _PROCESSES,
            "debits": {way: each.debits for way, each in measured.items()},
            "milliseconds": {way: measured[way].spread() for way in ("in_process", "json_rpc")},
            "json_rpc": {"debits_per_second": round(remote.median, 1), "ratio": round(remote.median / bare.median, 3)},
            **details,
        },
        failures=tuple(failures),
    )
