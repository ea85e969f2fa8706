"""Hosts that are network namespaces of this machine, joined by a switch from which any can be cut off.

The test itself sits at the switch, too, as one who looks on; nobody is reached through it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.support.database import TestDatabase
from tests.support.own_server import PROGRAMS_VARIABLE, OwnServer, embedded_programs
from tests.support.stack import end
from trunkline.cli.postgres_roles import grant_use

PORT = 8000
_IP = shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin:/bin") or "ip"


def ip(*arguments: str) -> str:
    """Set up a part of a network; fails with what the program says."""
    outcome = subprocess.run([_IP, *arguments], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, f"ip {' '.join(arguments)}: {outcome.stderr.strip()}"
    return outcome.stdout


def why_no_hosts() -> str | None:
    """Why this machine lets us make no hosts, or None."""
    if os.geteuid() != 0:
        return "only root makes network namespaces"
    if not Path(_IP).is_file():
        return "there is no ip(8); install it with: apt-get install iproute2"
    trial = f"trunkline-trial-{os.getpid()}"
    outcome = subprocess.run([_IP, "netns", "add", trial], capture_output=True, text=True, check=False)
    if outcome.returncode != 0:
        return f"this machine allows no network namespaces: {outcome.stderr.strip()}"
    ip("netns", "delete", trial)
    return None


@dataclass(frozen=True)
class Host:
    """A network namespace with one cable to the switch."""

    namespace: str
    address: str
    switch: str
    cable: str

    @property
    def prefix(self) -> list[str]:
        """What a program is started by to run on this host."""
        return [_IP, "netns", "exec", self.namespace]

    def silence(self) -> None:
        """Have the switch drop whatever comes from or goes to this host, which sees nothing of it: its link is up."""
        ip("-n", self.switch, "link", "set", self.cable, "nomaster")

    def unplug(self) -> None:
        """Pull the cable: the host's own kernel sees that its link is down."""
        ip("-n", self.switch, "link", "set", self.cable, "down")

    def mend(self) -> None:
        """Plug the cable in, and let the switch forward again."""
        ip("-n", self.switch, "link", "set", self.cable, "master", "bridge")
        ip("-n", self.switch, "link", "set", self.cable, "up")


@dataclass
class Network:
    """A switch, a namespace of its own, with hosts at it."""

    tag: str = field(default_factory=lambda: f"tl{os.getpid():x}")
    hosts: list[Host] = field(default_factory=list)

    @property
    def switch(self) -> str:
        return f"{self.tag}-switch"

    @property
    def subnet(self) -> str:
        # A range for tests of networks (RFC 2544), which is routed nowhere.
        return f"198.18.{os.getpid() % 254 + 1}"

    def open(self) -> None:
        """Make the switch, and the onlooker's cable."""
        ip("netns", "add", self.switch)
        ip("-n", self.switch, "link", "add", "bridge", "type", "bridge")
        ip("-n", self.switch, "link", "set", "bridge", "up")
        ip("link", "add", f"{self.tag}-see", "type", "veth", "peer", "name", "onlooker", "netns", self.switch)
        self._plug("onlooker")
        ip("address", "add", f"{self.subnet}.254/24", "dev", f"{self.tag}-see")
        ip("link", "set", f"{self.tag}-see", "up")

    def add(self, name: str) -> Host:
        """Make a host and plug it in."""
        host = Host(f"{self.tag}-{name}", f"{self.subnet}.{len(self.hosts) + 1}", self.switch, name)
        ip("netns", "add", host.namespace)
        self.hosts.append(host)
        ip("-n", self.switch, "link", "add", name, "type", "veth", "peer", "name", "lan", "netns", host.namespace)
        ip("-n", host.namespace, "address", "add", f"{host.address}/24", "dev", "lan")
        for interface in ("lo", "lan"):
            ip("-n", host.namespace, "link", "set", interface, "up")
        self._plug(name)
        return host

    def close(self) -> None:
        """Remove all; the cables go with the namespaces."""
        for namespace in (*(host.namespace for host in self.hosts), self.switch):
            if namespace in ip("netns", "list"):
                ip("netns", "delete", namespace)

    def _plug(self, cable: str) -> None:
        ip("-n", self.switch, "link", "set", cable, "master", "bridge")
        ip("-n", self.switch, "link", "set", cable, "up")


@dataclass
class WorkerHost:
    """A host with web and a worker, started by the commands that operators type, and a data directory of its own."""

    host: Host
    environment: dict[str, str]
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        return f"http://{self.host.address}:{PORT}"

    @property
    def data_directory(self) -> Path:
        return Path(self.environment["TRUNKLINE_DATA_DIR"])

    def start_web(self) -> None:
        self.web = self._start("web")

    def start_worker(self) -> None:
        self.worker = self._start("worker")

    def stop(self) -> None:
        for process in (self.worker, self.web):
            if process is not None:
                end(process)

    def stop_worker(self) -> None:
        assert self.worker is not None
        end(self.worker)

    def has_job(self, key: str) -> bool:
        """Whether this host runs the play of a job's run just now: its files are here."""
        return (self.data_directory / "jobs" / key).exists()

    def log(self, program: str) -> str:
        return (self.data_directory / f"{program}.output").read_text(errors="replace")

    def processes(self) -> dict[int, str]:
        """The processes of this host, wherever they come from."""
        numbers = ip("netns", "pids", self.host.namespace).split()
        found = {}
        for number in numbers:
            command = Path(f"/proc/{number}/cmdline")
            if command.exists():
                found[int(number)] = command.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return found

    def _start(self, program: str) -> subprocess.Popen[bytes]:
        with (self.data_directory / f"{program}.output").open("ab") as output:
            return subprocess.Popen(
                [*self.host.prefix, sys.executable, "-P", "-m", "trunkline.cli", program],
                env=self.environment,
                cwd=self.data_directory,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )


@dataclass
class Site:
    """A database host and two worker hosts."""

    database_host: Host
    server: OwnServer
    database: TestDatabase
    workers: list[WorkerHost]


@contextmanager
def several_hosts(
    directory: Path, template: TestDatabase, settings: Mapping[str, str], connection: Mapping[str, str]
) -> Iterator[Site]:
    """Run a database host with a copy of the template, and prepare two worker hosts; all is gone at the end.

    `connection` are parameters of the address of the database.
    """
    network = Network()
    with ExitStack() as stack:
        stack.callback(network.close)
        network.open()
        database_host = network.add("db")
        named = os.environ.get(PROGRAMS_VARIABLE)
        programs = Path(named) if named else embedded_programs(directory / "runtime")
        server = OwnServer(
            directory / "server",
            programs,
            host=database_host.address,
            network=f"{network.subnet}.0/24",
            prefix=database_host.prefix,
        )
        stack.callback(server.stop)
        server.start()
        copy_database(programs, template, TestDatabase(server.url("owner"), server.url("runtime")))
        query = f"?{urlencode(connection)}" if connection else ""
        database = TestDatabase(server.url("owner"), server.url("runtime") + query)
        site = Site(database_host, server, database, [])
        for number in (1, 2):
            data = directory / f"host-{number}"
            data.mkdir()
            data.chmod(0o755)
            host = network.add(f"host{number}")
            worker = WorkerHost(host, _environment(data, host, database.runtime_url, settings))
            stack.callback(worker.stop)
            site.workers.append(worker)
        yield site


def _environment(data: Path, host: Host, database_url: str, settings: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRUNKLINE_", "PG", "DJANGO"))}
    return {
        **kept,
        "DATABASE_URL": database_url,
        "TRUNKLINE_DATA_DIR": str(data),
        "TRUNKLINE_HOST": host.address,
        "TRUNKLINE_PORT": str(PORT),
        # One for all hosts: a session begun at one is good at the other.
        "TRUNKLINE_SECRET_KEY": os.environ["TRUNKLINE_SECRET_KEY"],
        "PYTHONUNBUFFERED": "1",
        **settings,
    }


def copy_database(programs: Path, source: TestDatabase, target: TestDatabase) -> None:
    """Copy tables and what they hold, which takes a fraction of the time that migrations take."""
    dump = [programs / "pg_dump", "--no-privileges", "--format=custom", "--dbname", source.owner_url]
    restore = [programs / "pg_restore", "--no-owner", "--exit-on-error", "--schema=public"]
    with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumping:
        subprocess.run([*restore, "--dbname", target.owner_url], stdin=dumping.stdout, check=True)
    assert dumping.returncode == 0
    grant_use(target.owner_url, target.runtime_url)
