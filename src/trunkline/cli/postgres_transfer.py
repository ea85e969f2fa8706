"""Data between databases and files, by PostgreSQL's own programs for clients."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from trunkline.cli import postgres_files
from trunkline.cli.problems import OperatorError
from trunkline.cli.processes import kill_session, start_child

_CHUNK_BYTES = 1024 * 1024
_HEAD_BYTES = 8192
# Servers before 17 do not know this setting, which the script sets to its default.
_UNKNOWN_TO_OLD_SERVERS = b"SET transaction_timeout = 0;\n"
_LOCK_WAIT_SECONDS_MAX = 60


def _address(url: str) -> tuple[str, dict[str, str]]:
    """Return the argument that names a database, and the environment that holds what no list of processes may show."""
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    password = parts.pop("password", "")
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGPASSWORD": password, "PGTZ": "UTC"}
    return f"--dbname={make_conninfo(**parts)}", environment


def _why(errors: IO[bytes], program: str) -> str:
    errors.seek(0)
    lines = [line.strip() for line in errors.read().decode(errors="replace").splitlines() if line.strip()]
    # What follows the first error only tells its circumstances.
    found = next((line for line in lines if "error:" in line.lower()), lines[-1] if lines else "it said nothing")
    return f"{program}: {found.removeprefix(f'{program}: ').rstrip('.')}"


def dump_to_file(url: str, target: Path, options: Sequence[str]) -> None:
    """Write a database, or what the options of pg_dump leave of it, to a new file of its custom format.

    Waits a minute at most for tables that somebody changes. Raises OperatorError with what pg_dump says.
    """
    address, environment = _address(url)
    wait = f"--lock-wait-timeout={_LOCK_WAIT_SECONDS_MAX}s"
    program = postgres_files.program("pg_dump")
    command: list[str | Path] = [program, address, "--format=custom", wait, f"--file={target}", *options]
    with tempfile.TemporaryFile() as errors:
        child = start_child(command, death_signal=signal.SIGKILL, environment=environment, errors=errors)
        if child.wait() != 0:
            raise OperatorError(
                f"The database could not be written out: {_why(errors, 'pg_dump')}.",
                "See that there is free space where the backup goes, and that the database runs; then try again.",
            )


def list_contents(file: Path) -> None:
    """Read the list of contents of a file of pg_dump's custom format; raises OperatorError when that cannot be."""
    command = [str(postgres_files.program("pg_restore")), "--list", str(file)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode != 0:
        raise OperatorError(f"{file} cannot be read by pg_restore.", "Use another backup.")


class Loading:
    """One transaction on a database that takes in what programs write: all of it, or, without commit(), nothing.

    That holds however this process ends: what the server was sent counts for nothing until it is told to commit.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the transaction is left
        self._psql: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        address, environment = _address(self._url)
        command: list[str | Path] = [
            *(postgres_files.program("psql"), address, "--no-psqlrc", "--quiet"),
            *("--set=ON_ERROR_STOP=1", "--file=-"),
        ]
        self._psql = start_child(
            command,
            death_signal=signal.SIGKILL,
            environment=environment,
            standard_input=subprocess.PIPE,
            output=subprocess.DEVNULL,
            errors=self._errors,
        )
        self.execute("BEGIN;")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._psql is not None:
            kill_session(self._psql)
            if self._psql.stdin is not None:
                with suppress(BrokenPipeError):
                    self._psql.stdin.close()
        self._errors.close()

    def execute(self, sql: str) -> None:
        """Send statements; raises OperatorError when the server refused what it was sent before."""
        self._write(f"{sql}\n".encode())

    def read_file(self, file: Path, options: Sequence[str] = ()) -> None:
        """Take in a file of pg_dump's custom format, owned by the role of this connection; raises OperatorError."""
        program = postgres_files.program("pg_restore")
        command: list[str | Path] = [program, "--no-owner", "--no-privileges", "--file=-", *options, file]
        self._take_in("pg_restore", command, {"PATH": os.defpath, "LC_ALL": "C.UTF-8"})

    def copy_from(self, url: str, options: Sequence[str] = ()) -> None:
        """Take in another database, or what the options of pg_dump leave of it; raises OperatorError."""
        address, environment = _address(url)
        program = postgres_files.program("pg_dump")
        command: list[str | Path] = [program, address, "--no-owner", "--no-privileges", *options]
        self._take_in("pg_dump", command, environment)

    def commit(self) -> None:
        """Have all of it be there from now on; raises OperatorError when the server refused something.

        Who lost the server at this moment does not know whether it is there.
        """
        self.execute("COMMIT;")
        if self._psql is None or self._psql.stdin is None:
            raise RuntimeError("The transaction was not begun.")
        with suppress(BrokenPipeError):
            self._psql.stdin.close()
        if self._psql.wait() != 0:
            raise OperatorError(
                f"The database did not confirm the data: {_why(self._errors, 'psql')}.",
                "Mend what it says, then run the same command again, which finds out how far this one came.",
            )

    def _take_in(self, program: str, command: Sequence[str | Path], environment: dict[str, str]) -> None:
        with tempfile.TemporaryFile() as errors:
            child = start_child(
                command,
                death_signal=signal.SIGKILL,
                environment=environment,
                output=subprocess.PIPE,
                errors=errors,
            )
            try:
                self._pass_on(child)
                status = child.wait()
            finally:
                kill_session(child)
                if child.stdout is not None:
                    child.stdout.close()
            if status != 0:
                raise OperatorError(
                    f"The data could not be read: {_why(errors, program)}.",
                    "The database was left as it was. See that its source can be read, then try again.",
                )

    def _pass_on(self, child: subprocess.Popen[bytes]) -> None:
        if child.stdout is None:
            raise RuntimeError("The program's output is not read.")
        head = child.stdout.read(_HEAD_BYTES)
        self._write(head.replace(_UNKNOWN_TO_OLD_SERVERS, b"", 1))
        while chunk := child.stdout.read(_CHUNK_BYTES):
            self._write(chunk)

    def _write(self, data: bytes) -> None:
        if self._psql is None or self._psql.stdin is None:
            raise RuntimeError("The transaction was not begun.")
        try:
            self._psql.stdin.write(data)
            self._psql.stdin.flush()
        except BrokenPipeError:
            self._psql.wait()
            raise self._refused() from None

    def _refused(self) -> OperatorError:
        return OperatorError(
            f"The database refused the data: {_why(self._errors, 'psql')}.",
            "The database was left as it was. Mend what it says, then try again.",
        )
