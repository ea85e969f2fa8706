"""One database for each test process, never rolled back: tests commit, and stay apart by fresh accounts."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.support.cgrates import NoEngineError, running_cgrates
from tests.support.database import Server, TestDatabase, cloned, ensure_template
from tests.support.orders import PLAYS_DIRECTORY
from tests.support.own_server import PROGRAMS_VARIABLE, OwnServer
from tests.support.people import Staff, make_brand, make_staff
from tests.support.stack import RunningStack, run_stack
from trunkline.cli.postgres import EmbeddedPostgres
from trunkline.config.environment import database_options
from trunkline.parties.states import Role

# How long an example takes is the machine's matter, not the code's.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")

# Names a directory whose server and template are kept for the next run.
KEPT_DIRECTORY = os.environ.get("TRUNKLINE_TEST_DATA_DIR")

_server: Server | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the process that gathers the results."""
    del config
    global _server  # noqa: PLW0603  # pytest's hooks share nothing else
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    data_directory = Path(KEPT_DIRECTORY or tempfile.mkdtemp(prefix="trunkline-tests-"))
    data_directory.mkdir(exist_ok=True)
    # The users that run database and plays must pass through.
    data_directory.chmod(0o755)
    os.environ |= {
        "TRUNKLINE_DATA_DIR": str(data_directory),
        "TRUNKLINE_SECRET_KEY": "of-the-tests",
        "TRUNKLINE_DEMO_MODE": "0",
    }
    _server = _make_server(data_directory)
    _server.start()
    _spare_the_disk(_server)
    template = ensure_template(_server)
    os.environ["TRUNKLINE_TEST_SERVER"] = _server.url("owner")
    os.environ["TRUNKLINE_TEST_TEMPLATE"] = f"{template.owner_url} {template.runtime_url}"


def _make_server(data_directory: Path) -> Server:
    """The embedded server, or one of the PostgreSQL whose programs are named, which is not kept."""
    programs = os.environ.get(PROGRAMS_VARIABLE)
    if not programs:
        return EmbeddedPostgres(data_directory)
    directory = Path(tempfile.mkdtemp(prefix="own-server-", dir=data_directory))
    return OwnServer(directory, Path(programs), owner_makes_databases=True)


def _spare_the_disk(server: Server) -> None:
    """Not wait for the disk at each commit: a killed server loses nothing by it, only a loss of power would tell."""
    with psycopg.connect(server.url("superuser"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove what it left, unless it is to be kept."""
    del config
    if _server is None:
        return
    _server.stop()
    if isinstance(_server, OwnServer):
        shutil.rmtree(_server.directory)
    if not KEPT_DIRECTORY:
        shutil.rmtree(os.environ["TRUNKLINE_DATA_DIR"], ignore_errors=True)


@pytest.fixture(scope="session")
def test_database() -> Iterator[TestDatabase]:
    """The database of this test process."""
    owner_url, runtime_url = os.environ["TRUNKLINE_TEST_TEMPLATE"].split()
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with cloned(TestDatabase(owner_url, runtime_url), os.environ["TRUNKLINE_TEST_SERVER"], name) as database:
        yield database


@pytest.fixture(scope="session", autouse=True)
def _database(test_database: TestDatabase, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Connect Django as the run-time role, as in operation: what only the owner may do fails here too."""
    settings.TRUNKLINE_PLAYS_DIRECTORY = str(PLAYS_DIRECTORY)
    settings.TRUNKLINE_DATA_DIRECTORY = Path(os.environ["TRUNKLINE_DATA_DIR"])
    # Each test client makes its own middleware: WhiteNoise shall not read all static files for every one of them.
    settings.WHITENOISE_AUTOREFRESH = True
    connections["default"].settings_dict.update(database_options(test_database.runtime_url))
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.fixture
def owner_connection(test_database: TestDatabase) -> Iterator[psycopg.Connection]:
    """A connection as the tables' owner, who can disable triggers; what it does is rolled back at the end."""
    with psycopg.connect(test_database.owner_url) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def brand_id() -> int:
    """A brand of its own seller, in pounds and London time."""
    return make_brand()


@pytest.fixture
def admin() -> Staff:
    """A member of the staff who may do everything, with a token."""
    return make_staff(Role.ADMIN)


@pytest.fixture
def client() -> Client:
    """A browser without credentials that does not hide errors."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.fixture(scope="session")
def cgrates_url() -> Iterator[str]:
    """The JSON-RPC address of a real CGRateS of this test process."""
    try:
        with running_cgrates() as url:
            yield url
    except NoEngineError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def stack(test_database: TestDatabase) -> Iterator[RunningStack]:
    """Web and a worker of this test process's database, as real processes."""
    plays = {"TRUNKLINE_PLAYS_DIR": str(PLAYS_DIRECTORY)}
    with run_stack(test_database.runtime_url, Path(os.environ["TRUNKLINE_DATA_DIR"]), plays) as running:
        yield running
