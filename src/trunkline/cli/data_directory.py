import os
import stat
from dataclasses import dataclass
from pathlib import Path

from trunkline.cli.problems import OperatorError
from trunkline.cli.system_users import SystemUser, can_enter, is_root

_PRIVATE = 0o700
_PASSABLE = 0o711
_READABLE = 0o755


@dataclass(frozen=True)
class DataDirectory:
    """The directory that holds everything one installation keeps, and the names of what is in it."""

    root: Path

    @property
    def run(self) -> Path:
        """Locks and sockets."""
        return self.root / "run"

    @property
    def secrets(self) -> Path:
        """Generated passwords and keys."""
        return self.root / "secrets"

    @property
    def postgres(self) -> Path:
        """One database cluster per major version of PostgreSQL."""
        return self.root / "postgres"

    @property
    def logs(self) -> Path:
        """What the processes print."""
        return self.root / "logs"

    @property
    def runtime(self) -> Path:
        """Copies of programs for the system users, who cannot read them where they are."""
        return self.root / "runtime"

    @property
    def jobs(self) -> Path:
        """One directory per provisioning job."""
        return self.root / "jobs"

    @property
    def mail(self) -> Path:
        """Mails written to files."""
        return self.root / "mail"

    def prepare(self) -> None:
        """Make the directory and its parts with their permissions.

        As root the system users must be able to pass through, though not to list. Raises OperatorError when it
        cannot be made or written, or belongs to somebody else.
        """
        # As root no secret lies directly in these; as another user nobody else has business here.
        outer = _PASSABLE if is_root() else _PRIVATE
        try:
            self.root.mkdir(mode=outer, parents=True, exist_ok=True)
            self._refuse_another_owner()
            parts = {
                self.root: outer,
                self.run: outer,
                self.postgres: outer,
                self.jobs: outer,
                self.runtime: _READABLE if is_root() else _PRIVATE,
                self.secrets: _PRIVATE,
                self.logs: _PRIVATE,
                self.mail: _PRIVATE,
            }
            for path, mode in parts.items():
                path.mkdir(mode=mode, exist_ok=True)
                if stat.S_IMODE(path.stat().st_mode) != mode:
                    path.chmod(mode)
        except OSError as error:
            raise self._unusable(error) from error

    def check_writable(self) -> None:
        """Write and remove a file in the directory, making the directory if need be.

        Raises OperatorError when that fails: asking for permissions would not tell, for root has all of them.
        """
        self.prepare()
        trial = self.run / f".trial-{os.getpid()}"
        try:
            trial.write_bytes(b"trial")
            trial.unlink()
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> OperatorError:
        where = error.filename or self.root
        return OperatorError(
            f"The data directory {self.root} cannot be used: {error.strerror} ({where}).",
            "Name a directory that this user can write with TRUNKLINE_DATA_DIR, or give it to this user.",
        )

    def _refuse_another_owner(self) -> None:
        owner = self.root.stat().st_uid
        if owner != os.geteuid():
            raise OperatorError(
                f"The data directory {self.root} belongs to user id {owner}, and this process runs as {os.geteuid()}.",
                "Run trunkline as its owner, or name another directory with TRUNKLINE_DATA_DIR.",
            )

    def require_passable_by(self, user: SystemUser) -> None:
        """Raise OperatorError unless the system user can pass through to the directory's parts; only for root."""
        for directory in [*reversed(self.root.absolute().parents), self.root.absolute()]:
            if not can_enter(user, directory):
                raise OperatorError(
                    f"The system user {user.name} cannot pass through {directory}, which is on the way to "
                    f"the data directory {self.root}.",
                    f"Allow it (chmod o+x {directory}), or name another directory with TRUNKLINE_DATA_DIR.",
                )
