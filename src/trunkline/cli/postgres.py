import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import psycopg
from psycopg.pq import PGconn, Ping

from trunkline.cli import postgres_files, postgres_roles
from trunkline.cli.data_directory import DataDirectory
from trunkline.cli.locks import FileLock
from trunkline.cli.postgres_files import MAJOR_VERSION
from trunkline.cli.problems import OperatorError
from trunkline.cli.processes import is_alive, kill_session, start_child, wait_for_exit
from trunkline.cli.system_users import POSTGRES_USER_NAME, SystemUser, ensure_user, is_root

Role = Literal["owner", "runtime", "superuser"]

_ROLE_NAMES: dict[Role, str] = {
    "owner": postgres_roles.OWNER,
    "runtime": postgres_roles.RUNTIME,
    "superuser": postgres_roles.SUPERUSER,
}
_LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
_LOCALE_BEFORE = ("--locale=C.UTF-8", "--locale-provider=libc")
_BUILTIN_LOCALE_SINCE = 17
_PORT = 5432  # part of the socket's file name; nothing listens on a network
_SOCKET_PATH_BYTES_MAX = 107  # sockaddr_un.sun_path holds 108 with its final zero
_START_SECONDS_MAX = 120
_STOP_SECONDS_MAX = 60
_LEFT_OVER_PATIENCE_SECONDS = 20
_LOG_BYTES_MAX = 16 * 1024 * 1024
_POLL_INTERVAL_SECONDS = 0.05


class EmbeddedPostgres:
    """The PostgreSQL server that belongs to one data directory: made, started and stopped here, reached by socket only.

    The server is a child of the process that starts it and ends with it. Two locks tell who is there: `starter` is held
    by the process that called start(), `cluster` by every process of the server itself.
    """

    def __init__(self, data_dir: Path, *, major: int = MAJOR_VERSION, beside: str | None = None) -> None:
        """`beside` names a cluster other than the one in use: it has a socket, locks and a log of its own."""
        mark = "" if beside is None else f"-{beside.strip('.')}"
        self.directory = DataDirectory(data_dir.absolute())
        self.cluster = self.directory.postgres / (beside or str(major))
        self.log_path = self.directory.logs / f"postgres{mark}.log"
        self._major = major
        self._is_in_use = beside is None
        self._socket_name = f"postgres{mark}"
        self._secrets_path = self.directory.secrets / "postgres.json"
        self._starter_lock = FileLock(self.directory.run / f"postgres{mark}.lock")
        self._cluster_lock = FileLock(self.directory.run / f"postgres{mark}-cluster.lock")
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def socket_directory(self) -> Path:
        """The directory of the server's socket: in the data directory, or under /tmp when that path is too long."""
        usual = self.directory.run / self._socket_name
        if len(os.fsencode(usual / f".s.PGSQL.{_PORT}")) <= _SOCKET_PATH_BYTES_MAX:
            return usual
        named = self.directory.root if self._is_in_use else self.cluster
        digest = hashlib.sha256(os.fsencode(named)).hexdigest()[:16]
        return Path("/tmp") / f"trunkline-{os.geteuid()}-{digest}"  # noqa: S108 - made with 0700 and checked to be ours

    @property
    def runner_pid(self) -> int | None:
        """The process that runs the server now, or None when none of Trunkline's does."""
        return self._starter_lock.holder_pid() if self._starter_lock.is_held_by_anybody() else None

    @property
    def server_pid(self) -> int | None:
        """The process id of the server that this object started, while it lives."""
        return self._server.pid if self._server is not None and self._server.poll() is None else None

    def url(self, role: Role, database: str = postgres_roles.DATABASE) -> str:
        """Return the libpq address of a database for a role, its password included.

        Raises OperatorError when the passwords cannot be read.
        """
        passwords = postgres_roles.load_passwords(self._secrets_path)
        name = _ROLE_NAMES[role]
        socket_directory = quote(str(self.socket_directory), safe="")
        return (
            f"postgresql://{quote(name, safe='')}:{quote(passwords[name], safe='')}@/{quote(database, safe='')}"
            f"?host={socket_directory}&port={_PORT}"
        )

    def is_initialised(self) -> bool:
        """Tell whether the cluster exists, as far as this user can see."""
        return (self.cluster / "PG_VERSION").is_file() if self._can_look_inside() else self.cluster.is_dir()

    def is_running(self) -> bool:
        """Tell whether the server accepts connections, whoever started it."""
        return self._ping() == Ping.OK

    def is_run_by_another(self) -> bool:
        """Tell whether another process runs the server; waits until it answers if that process is starting it."""
        deadline = time.monotonic() + _START_SECONDS_MAX
        while not self.is_running():
            if not self._starter_lock.is_held_by_anybody() or time.monotonic() > deadline:
                return False
            time.sleep(_POLL_INTERVAL_SECONDS)
        return True

    def initialise(self) -> None:
        """Make the cluster if there is none yet; one whose making was interrupted is made again from the beginning.

        Roles and database are made by start(). Raises OperatorError, as when the cluster is another version's.
        """
        self.directory.prepare()
        held_before = self._starter_lock.is_held
        self._take_starter_lock()
        try:
            self._wait_for_left_overs()
            self._initialise_locked(self._server_user())
        finally:
            self._cluster_lock.release()
            if not held_before:
                self._starter_lock.release()

    def start(self) -> None:
        """Start the server, made first if need be, and return when it answers; waits 120 s for a recovery.

        Raises OperatorError when another process runs it, when it does not come up, and all that initialise() raises.
        """
        if self.server_pid is not None:
            return
        self.directory.prepare()
        self._take_starter_lock()
        try:
            self._wait_for_left_overs()
            user = self._server_user()
            self._initialise_locked(user)
            self._prepare_socket_directory(user)
            self._remove_stale_files()
            self._launch(user)
            self._cluster_lock.release()  # the server's processes hold it now
            self._wait_until_it_answers()
            self._establish_roles()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server that this object started: fast shutdown, and by force if that takes longer than a minute."""
        server = self._server
        if server is not None:
            if server.poll() is None:
                server.send_signal(signal.SIGINT)
                if not wait_for_exit(server, _STOP_SECONDS_MAX):
                    server.send_signal(signal.SIGQUIT)
                    wait_for_exit(server, _STOP_SECONDS_MAX)
            kill_session(server)
            self._server = None
            if self.socket_directory.parent != self.directory.run:
                shutil.rmtree(self.socket_directory, ignore_errors=True)
        self._cluster_lock.release()
        self._starter_lock.release()

    def discard(self) -> None:
        """Remove a cluster that is not in use, and what it left behind; raises OperatorError while a server runs it."""
        if self._is_in_use:
            raise RuntimeError("The cluster in use is never removed.")
        self._take_starter_lock()
        try:
            self._wait_for_left_overs()
            if self.cluster.exists():
                shutil.rmtree(self.cluster)
        finally:
            self._cluster_lock.release()
            self._starter_lock.release()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others from starting the server until the block ends; raises OperatorError while somebody runs it."""
        self.directory.prepare()
        self._take_starter_lock()
        try:
            self._wait_for_left_overs()
            yield
        finally:
            self._cluster_lock.release()
            self._starter_lock.release()

    def _take_starter_lock(self) -> None:
        # A moment of patience: who stops the server frees the lock last.
        if not self._starter_lock.acquire(wait_seconds=2):
            raise OperatorError(
                f"The database of {self.directory.root} is run by process {self._starter_lock.holder_pid()}.",
                "Use it while that process runs, or stop that process first.",
            )

    def _wait_for_left_overs(self) -> None:
        """Take the cluster's lock, which every process of an earlier server holds until its end."""
        if self._cluster_lock.acquire(wait_seconds=_LEFT_OVER_PATIENCE_SECONDS):
            return
        # It was told to stop when its starter ended; once more, without waiting for clients this time.
        for stop_signal in (signal.SIGINT, signal.SIGQUIT):
            pid = self._postmaster_pid()
            if pid is not None and self._is_server_of_this_cluster(pid):
                os.kill(pid, stop_signal)
            if self._cluster_lock.acquire(wait_seconds=_LEFT_OVER_PATIENCE_SECONDS):
                return
        raise OperatorError(
            f"An earlier PostgreSQL server of {self.cluster} does not end (process {self._postmaster_pid()}).",
            "End that process (kill -QUIT), then try again.",
        )

    def _server_user(self) -> SystemUser | None:
        if not is_root():
            return None
        user = ensure_user(POSTGRES_USER_NAME)
        self.directory.require_passable_by(user)
        return user

    def _can_look_inside(self) -> bool:
        return os.access(self.cluster, os.X_OK)

    def _initialise_locked(self, user: SystemUser | None) -> None:
        if self._is_in_use:
            self._refuse_another_version()
        if self.is_initialised():
            if not self._secrets_path.exists():
                raise OperatorError(
                    f"The database cluster {self.cluster} is there, but its passwords ({self._secrets_path}) are gone.",
                    "Restore that file from the backup of the data directory.",
                )
            return
        for unfinished in self.directory.postgres.glob(".unfinished-*"):
            shutil.rmtree(unfinished)
        passwords = postgres_roles.load_or_create_passwords(self._secrets_path)
        unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=self.directory.postgres))
        if user is not None:
            os.chown(unfinished, user.uid, user.gid)
        try:
            self._run_initdb(unfinished, user, passwords[postgres_roles.SUPERUSER])
            unfinished.rename(self.cluster)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        postgres_roles.sync_directory(self.directory.postgres)

    def _refuse_another_version(self) -> None:
        self._refuse_a_newer_one()
        for found in sorted(self.directory.postgres.iterdir()):
            version_file = found / "PG_VERSION"
            if found.name.startswith(".") or not version_file.is_file():
                continue
            version = version_file.read_text().strip()
            if found == self.cluster and version == str(MAJOR_VERSION):
                return
            if found == self.cluster or not self.cluster.exists():
                raise OperatorError(
                    f"The database cluster {found} was made by PostgreSQL {version}; this Trunkline brings "
                    f"PostgreSQL {MAJOR_VERSION} and has changed nothing.",
                    "Carry the data over with `trunkline upgrade-database`; the old cluster stays as it is."
                    if found.name == version and version.isdecimal() and postgres_files.brings(int(version))
                    else f"Write the data out with pg_dump of version {version}, move {found} away, start Trunkline "
                    f"and read the data in with pg_restore; or go on with the Trunkline release that made it.",
                )

    def _refuse_a_newer_one(self) -> None:
        """Refuse to go on with what a later release has left behind: its cluster holds all that was done since."""
        found = (each for each in self.directory.postgres.iterdir() if each.name.isdecimal())
        majors = sorted(int(each.name) for each in found if (each / "PG_VERSION").is_file())
        newer = [major for major in majors if major > MAJOR_VERSION]
        if newer:
            place = self.directory.postgres / str(newer[-1])
            raise OperatorError(
                f"The data directory holds the cluster {place} of a newer PostgreSQL than this Trunkline brings "
                f"({MAJOR_VERSION}): it was upgraded, and what is older no longer holds what was done since.",
                f"Go on with the Trunkline release that upgraded it; nothing was changed. To give up what was done "
                f"since then, move {place} away.",
            )

    def _run_initdb(self, target: Path, user: SystemUser | None, password: str) -> None:
        # initdb has to read the password from a file; a pipe is one that leaves no trace.
        read_end, write_end = os.pipe()
        os.write(write_end, f"{password}\n".encode())
        os.close(write_end)
        if user is not None:
            os.fchown(read_end, user.uid, user.gid)
        try:
            child = start_child(
                [
                    self._installation(user) / "bin" / "initdb",
                    *("--pgdata", target, "--username", postgres_roles.SUPERUSER, f"--pwfile=/dev/fd/{read_end}"),
                    "--encoding=UTF8",
                    *(_LOCALE if self._major >= _BUILTIN_LOCALE_SINCE else _LOCALE_BEFORE),
                    *("--data-checksums", "--auth=scram-sha-256", "--no-instructions"),
                ],
                death_signal=signal.SIGKILL,
                environment=_server_environment(),
                user=user,
                directory=target,
                inherited_descriptors=[self._cluster_lock.fileno(), read_end],
                output=subprocess.PIPE,
                errors=subprocess.STDOUT,
            )
            output, _ = child.communicate()
        finally:
            os.close(read_end)
        if child.returncode != 0:
            raise OperatorError(
                f"The database cluster could not be made: {_last_line(output.decode(errors='replace'))}.",
                f"See that {self.directory.root} has free space and can be written, then try again.",
            )

    def _installation(self, user: SystemUser | None) -> Path:
        return postgres_files.installation(user, self.directory.runtime, self._major)

    def _postmaster_pid(self) -> int | None:
        try:
            first_line = (self.cluster / "postmaster.pid").read_text().partition("\n")[0].strip()
        except (FileNotFoundError, PermissionError):
            return None
        return int(first_line) if first_line.isdigit() else None

    def _is_server_of_this_cluster(self, pid: int) -> bool:
        try:
            program = Path(f"/proc/{pid}/exe").readlink().name
            directory = Path(f"/proc/{pid}/cwd").readlink()
        except OSError:
            return False
        return program.startswith("postgres") and directory == self.cluster.resolve()

    def _remove_stale_files(self) -> None:
        """Remove what a killed server left, lest its process id, given away or not yet collected, block us.

        We hold the cluster's lock here, so no server started by us lives; one started by hand is refused.
        """
        pid = self._postmaster_pid()
        if pid is not None and is_alive(pid) and self._is_server_of_this_cluster(pid):
            raise OperatorError(
                f"A PostgreSQL server that Trunkline did not start (process {pid}) uses {self.cluster}.",
                "Stop it, then try again.",
            )
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        for left in self.socket_directory.glob(".s.PGSQL.*"):
            left.unlink()

    def _prepare_socket_directory(self, user: SystemUser | None) -> None:
        """Make the socket's directory, closed for others, and make sure that nobody else put it there."""
        directory = self.socket_directory
        wanted = user.uid if user is not None else os.geteuid()
        with suppress(FileExistsError):
            directory.mkdir(mode=0o700)
        status = directory.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {wanted, os.geteuid()}:
            raise OperatorError(
                f"The directory {directory}, meant for the database's socket, belongs to somebody else.",
                "Remove it, or name a data directory with a shorter path with TRUNKLINE_DATA_DIR.",
            )
        if user is not None:
            os.chown(directory, user.uid, user.gid, follow_symlinks=False)
        directory.chmod(0o700)

    def _launch(self, user: SystemUser | None) -> None:
        if self.log_path.exists() and self.log_path.stat().st_size > _LOG_BYTES_MAX:
            self.log_path.replace(self.log_path.with_suffix(".log.1"))
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_directory),
            "unix_socket_permissions": "0700",
            "port": str(_PORT),
            "max_connections": "300",
            "log_destination": "stderr",
            "logging_collector": "off",
            "log_timezone": "UTC",
            "timezone": "UTC",
            "log_line_prefix": "%m [%p] ",
            "log_parameter_max_length_on_error": "0",
            "cluster_name": "trunkline",
        }
        with self.log_path.open("ab", buffering=0) as log:
            self._server = start_child(
                [
                    self._installation(user) / "bin" / "postgres",
                    *("-D", self.cluster),
                    *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
                ],
                # A fast shutdown, should this process be killed.
                death_signal=signal.SIGINT,
                environment=_server_environment(),
                user=user,
                directory=self.cluster,
                inherited_descriptors=[self._cluster_lock.fileno()],
                output=log,
                errors=log,
            )

    def _ping(self) -> Ping:
        address = f"host='{_quoted(str(self.socket_directory))}' port={_PORT} dbname=postgres user=postgres"
        return Ping(PGconn.ping(address.encode()))

    def _wait_until_it_answers(self) -> None:
        if self._server is None:
            raise RuntimeError("The server is waited for before it was started.")
        deadline = time.monotonic() + _START_SECONDS_MAX
        while self._ping() != Ping.OK:
            if self._server.poll() is not None:
                raise OperatorError(
                    f"The database server ended while it started: {self._last_log_line()}",
                    f"The whole story is in {self.log_path}.",
                )
            if time.monotonic() > deadline:
                raise OperatorError(
                    f"The database server did not answer within {_START_SECONDS_MAX} s: {self._last_log_line()}",
                    f"See {self.log_path}; a long recovery goes on with the next start.",
                )
            time.sleep(_POLL_INTERVAL_SECONDS)

    def _last_log_line(self) -> str:
        try:
            return _last_line(self.log_path.read_bytes()[-4096:].decode(errors="replace"))
        except FileNotFoundError:
            return "it wrote no log"

    def _establish_roles(self) -> None:
        passwords = postgres_roles.load_passwords(self._secrets_path)
        try:
            postgres_roles.establish_roles(self.socket_directory, _PORT, passwords)
        except psycopg.errors.OperationalError as error:
            raise OperatorError(
                f"The embedded database refuses its own superuser: {_last_line(str(error))}",
                f"The passwords in {self._secrets_path} are not this cluster's: restore both from the same backup.",
            ) from error


def _server_environment() -> dict[str, str]:
    """Leave out PGDATA, PGPORT and the like, which would change what the server does."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
