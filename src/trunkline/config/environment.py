"""Settings of an installation: `TRUNKLINE_…` variables, or the file `trunkline.toml` in the data directory."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

SETTINGS: Mapping[str, str] = {
    "TRUNKLINE_DATA_DIR": "directory of the embedded database, jobs, logs and mail",
    "DATABASE_URL": "a PostgreSQL server (15 or newer) for the run-time role instead of the embedded one",
    "TRUNKLINE_OWNER_DATABASE_URL": "the same database for the role that owns the tables and migrates them",
    "TRUNKLINE_HOST": "address that web listens on",
    "TRUNKLINE_PORT": "port that web listens on",
    "TRUNKLINE_PUBLIC_URL": "address under which people and plays reach web",
    "TRUNKLINE_EVENTS_PORT": "port of the process that streams logs",
    "TRUNKLINE_EVENTS_URL": "address under which browsers and programs reach the process that streams logs",
    "TRUNKLINE_EVENT_STREAMS_MAX": "how many logs can be followed at once",
    "TRUNKLINE_REQUESTS_MAX": "how many requests one process of web takes in at once; more are refused with 429",
    "TRUNKLINE_REQUESTS_PER_CALLER_MAX": "how many of them may be of one token or session",
    "TRUNKLINE_ORDERS_WAITING_MAX": "how many provisioning jobs may wait for workers before orders are refused",
    "TRUNKLINE_UPLOAD_BYTES_MAX": "how large an image or file of a product may be",
    "TRUNKLINE_ALLOWED_HOSTS": "host names that web answers to, separated by commas",
    "TRUNKLINE_TRUSTED_PROXIES": "how many proxies stand before web, for the address of a client",
    "TRUNKLINE_SECRET_KEY": "key that signs sessions; made and kept in the data directory when not set",
    "TRUNKLINE_DEMO_GATEWAY_FROM": "for `restore`: database whose demo gateway's memory is the true one",
    "TRUNKLINE_DEMO_MODE": "1 makes the business clock movable, for demonstrations",
    "TRUNKLINE_WORKERS": "number of worker processes that `up` starts",
    "TRUNKLINE_LEASE_SECONDS": "after how long without a sign of life a worker's job is taken over",
    "TRUNKLINE_HEARTBEAT_SECONDS": "how often a worker gives a sign of life",
    "TRUNKLINE_PLAY_SECONDS_MAX": "time limit of a provisioning job",
    "TRUNKLINE_RESERVATION_SECONDS": "how long picked items are kept before an order is placed",
    "TRUNKLINE_RESERVATION_SECONDS_MAX": "how long they are kept at most, however often that is prolonged",
    "TRUNKLINE_RETENTION_DAYS": "how long the charging system keeps the account of a service that has ended",
    "TRUNKLINE_PLAYS_DIR": "directory of the operator's own plays, searched before the shipped ones",
    "TRUNKLINE_PLAYS_PORT": "further port on which web answers this machine only, for plays that have it written in",
    "TRUNKLINE_CGRATES_URL": "JSON-RPC address of a CGRateS server instead of the embedded charging engine",
    "TRUNKLINE_OCS_TENANT": "tenant of the charging system",
    "TRUNKLINE_SMTP_URL": "mail server, smtp[s]://user:password@host:port; mails are written to files without one",
    "TRUNKLINE_MAIL_FROM": "address that mails come from",
    "TRUNKLINE_RUNNER_COMMAND": "command of the play runner as a JSON list; set by `up` for its workers",
    "TRUNKLINE_RUNNER_USER": "system user of the play runner; set by `up` for its workers",
    "TRUNKLINE_RUNNER_PATH": "Python path of the play runner; set by `up` for its workers",
}

DEFAULTS: Mapping[str, str] = {
    "TRUNKLINE_HOST": "127.0.0.1",
    "TRUNKLINE_PORT": "8000",
    "TRUNKLINE_EVENT_STREAMS_MAX": "200",
    "TRUNKLINE_REQUESTS_MAX": "128",
    "TRUNKLINE_REQUESTS_PER_CALLER_MAX": "64",
    "TRUNKLINE_ORDERS_WAITING_MAX": "10000",
    "TRUNKLINE_UPLOAD_BYTES_MAX": "5242880",
    "TRUNKLINE_TRUSTED_PROXIES": "0",
    "TRUNKLINE_DEMO_MODE": "0",
    "TRUNKLINE_WORKERS": "1",
    "TRUNKLINE_LEASE_SECONDS": "30",
    "TRUNKLINE_HEARTBEAT_SECONDS": "5",
    "TRUNKLINE_PLAY_SECONDS_MAX": "600",
    "TRUNKLINE_RESERVATION_SECONDS": "900",
    "TRUNKLINE_RESERVATION_SECONDS_MAX": "3600",
    "TRUNKLINE_RETENTION_DAYS": "90",
    "TRUNKLINE_OCS_TENANT": "cgrates.org",
    "TRUNKLINE_MAIL_FROM": "trunkline@localhost",
}

CONFIGURATION_FILE = "trunkline.toml"
# How many requests one process of web works on at once, each with a connection to the database; others wait. One caller
# gets half of them at most; further ones are for running plays and probes only.
WEB_THREADS = min(16, 4 * (os.cpu_count() or 1))
WEB_THREADS_FOR_JOBS = 2
WEB_THREADS_FOR_PROBES = 1
# With a password mails are handed in (RFC 8314, RFC 6409); without one they are passed on.
SMTP_PORTS = {("smtp", False): 25, ("smtp", True): 587, ("smtps", False): 465, ("smtps", True): 465}
SMTP_TIMEOUT_SECONDS = 20

# A host that vanishes says no farewell: without these, one side waits for the other for a quarter of an hour, or for
# ever. Both notice within the usual lease; what the server then gives up is what the vanished host held locked.
_CONNECT_SECONDS_MAX = 10
_SILENCE_SECONDS_MAX = 20
_SILENCE_UNTIL_ASKED_SECONDS = 8
_SECONDS_BETWEEN_QUESTIONS = 4
_QUESTIONS_MAX = 3


class SettingsError(ValueError):
    """A setting that cannot be used; the text names it and says what it should be."""


def default_data_directory() -> Path:
    """This will tell where data is kept when nobody says otherwise."""
    if os.geteuid() == 0:
        return Path("/var/lib/trunkline")
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "trunkline"


@dataclass(frozen=True)
class Environment:
    """The settings in force; a variable of the environment wins over the file, the file over the default."""

    variables: Mapping[str, str]

    @cached_property
    def data_directory(self) -> Path:
        """The data directory as an absolute path."""
        named = self.variables.get("TRUNKLINE_DATA_DIR")
        return Path(named).expanduser().absolute() if named else default_data_directory()

    @cached_property
    def _file(self) -> Mapping[str, str]:
        path = self.data_directory / CONFIGURATION_FILE
        try:
            document = tomllib.loads(path.read_text())
        except OSError:
            return {}
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{path} is not valid TOML: {error}. Mend or remove it.") from error
        unknown = sorted(set(document) - set(SETTINGS))
        if unknown:
            raise SettingsError(f"{path} names unknown settings: {', '.join(unknown)}.")
        return {name: str(value) for name, value in document.items()}

    def find(self, name: str) -> str | None:
        """This will tell a setting's value, or None when it has neither value nor default."""
        if name not in SETTINGS:
            raise KeyError(name)
        return self.variables.get(name) or self._file.get(name) or DEFAULTS.get(name)

    def get(self, name: str) -> str:
        """This will tell a setting's value; raises SettingsError when there is none."""
        value = self.find(name)
        if value is None:
            raise SettingsError(f"{name} is not set: {SETTINGS[name]}.")
        return value

    def get_integer(self, name: str, *, at_least: int = 0) -> int:
        """This will read a whole number; raises SettingsError when it is none or too small."""
        text = self.get(name)
        if not text.isascii() or not text.isdecimal() or int(text) < at_least:
            raise SettingsError(f"{name} is {text!r}, but must be a whole number of at least {at_least}.")
        return int(text)

    def events_port(self) -> int:
        """This will tell the port of the process that streams logs: the one after web's, unless it is named."""
        if self.find("TRUNKLINE_EVENTS_PORT") is not None:
            return self.get_integer("TRUNKLINE_EVENTS_PORT", at_least=1)
        return self.get_integer("TRUNKLINE_PORT", at_least=1) + 1

    def get_boolean(self, name: str) -> bool:
        """This will read 1 or 0; raises SettingsError for anything else."""
        text = self.get(name)
        if text not in {"0", "1"}:
            raise SettingsError(f"{name} is {text!r}, but must be 1 or 0.")
        return text == "1"


def current_environment() -> Environment:
    """This will read the settings of this process."""
    return Environment(os.environ)


def database_options(url: str) -> dict[str, object]:
    """This will translate a PostgreSQL URL into Django's database settings; raises SettingsError.

    Over a network either side notices within 20 seconds that the other has vanished; what the URL says itself wins.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise SettingsError("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    if host and not host.startswith(("/", "@")):
        options = {**_signs_of_life(), **options}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def _signs_of_life() -> dict[str, str]:
    """The client's options, and those that it asks the server to apply to this connection, which any role may."""
    questions = {
        "keepalives_idle": _SILENCE_UNTIL_ASKED_SECONDS,
        "keepalives_interval": _SECONDS_BETWEEN_QUESTIONS,
        "keepalives_count": _QUESTIONS_MAX,
    }
    silence = {"tcp_user_timeout": _SILENCE_SECONDS_MAX * 1000}
    of_server = {f"tcp_{name}": value for name, value in questions.items()} | silence
    return {
        "connect_timeout": str(_CONNECT_SECONDS_MAX),
        **{name: str(value) for name, value in (questions | silence).items()},
        "options": " ".join(f"-c {name}={value}" for name, value in of_server.items()),
    }


def mail_options(url: str | None) -> dict[str, object]:
    """This will translate the URL of a mail server into Django's settings for it; raises SettingsError.

    None gives those for files. `smtps` is TLS from the start; with `smtp`, a password is sent only after STARTTLS.
    """
    if url is None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}
    remedy = "TRUNKLINE_SMTP_URL must look like smtps://user:password@host:465 or smtp://host:25."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingsError(remedy) from None
    is_tls, has_password = parts.scheme == "smtps", bool(parts.password)
    default_port = SMTP_PORTS.get((parts.scheme, has_password))
    if default_port is None or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsError(remedy)
    if bool(parts.username) != has_password:
        raise SettingsError(f"{remedy} A user needs a password.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or default_port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": has_password and not is_tls,
        "EMAIL_TIMEOUT": SMTP_TIMEOUT_SECONDS,
    }
