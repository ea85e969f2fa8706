import errno
import os
import socket
from dataclasses import dataclass
from pathlib import Path

_LISTENING = "0A"  # the state TCP_LISTEN in /proc/net/tcp


@dataclass(frozen=True)
class Listener:
    """A process that listens on a port, as far as this user may know about it."""

    pid: int | None
    name: str | None

    def __str__(self) -> str:
        if self.pid is None:
            return "a process of another user"
        return f"process {self.pid} ({self.name})"

    def environment(self) -> dict[str, str]:
        """Return the environment that the process was started with; empty when this user may not see it."""
        if self.pid is None:
            return {}
        try:
            entries = Path(f"/proc/{self.pid}/environ").read_bytes().split(b"\0")
        except OSError:
            return {}
        pairs = (os.fsdecode(entry).partition("=") for entry in entries if b"=" in entry)
        return {name: value for name, _, value in pairs}


def find_obstacle(host: str, port: int) -> Listener | None:
    """Return who keeps this process from listening on the port, or None when nobody does.

    Found by really binding, as web will. Raises OSError for any other reason, such as a host that is not this machine.
    """
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as trial:
        # As servers do: connections that linger after their server's end are no obstacle.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
            trial.listen(1)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return _find_listener(port) or Listener(pid=None, name=None)
    return None


def _find_listener(port: int) -> Listener | None:
    inodes = {inode for table in ("tcp", "tcp6") for inode in _listening_inodes(Path("/proc/net") / table, port)}
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for process in sorted(Path("/proc").iterdir(), key=lambda path: path.name):
        if process.name.isdigit() and _holds(process, wanted):
            name = (process / "comm").read_text().strip()
            return Listener(pid=int(process.name), name=name)
    return None


def _listening_inodes(table: Path, port: int) -> list[str]:
    try:
        rows = [row.split() for row in table.read_text().splitlines()[1:]]
    except FileNotFoundError:
        return []
    # Columns of /proc/net/tcp (proc(5)): 1 local address, 3 state, 9 inode.
    return [row[9] for row in rows if row[3] == _LISTENING and int(row[1].rpartition(":")[2], 16) == port]


def _holds(process: Path, sockets: set[str]) -> bool:
    try:
        return any(str(descriptor.readlink()) in sockets for descriptor in (process / "fd").iterdir())
    except OSError:  # another user's process, or one that has just ended
        return False
