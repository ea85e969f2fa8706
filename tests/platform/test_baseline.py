"""An empty database that starts from the baseline becomes what one becomes that starts from the first migration."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.support.database import with_database
from tests.support.people import unique
from trunkline.cli import postgres_files
from trunkline.platform.management.commands.migrate import BASELINE

SOURCE = Path(__file__).parents[2] / "src" / "trunkline"


@contextmanager
def empty_database() -> Iterator[str]:
    server = os.environ["TRUNKLINE_TEST_SERVER"]
    name = f"baseline_{unique()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield with_database(server, name)
        # Not by force: the database's own cleaner may be at work there, whom only its owner may end; it goes unasked.
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def migrate(url: str, *options: str) -> None:
    command = [sys.executable, "-P", "-m", "django", "migrate", "--no-input", "--verbosity", "0", *options]
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "trunkline.config.settings"}
    subprocess.run(command, env=environment, check=True)


def tables(url: str) -> str:
    programs = postgres_files.installation(None, Path(os.environ["TRUNKLINE_DATA_DIR"])) / "bin"
    dump = [programs / "pg_dump", "--schema-only", "--no-owner", "--no-privileges", url]
    text = subprocess.run(dump, capture_output=True, check=True, text=True).stdout
    return spelt_alike(re.sub(r"^\\(un)?restrict .*$", "", text, flags=re.MULTILINE))


def spelt_alike(text: str) -> str:
    """A list of words is shown with a cast of each or of all, by whether the constraint has been through a dump.

    So are conditions between two limits, which a dump writes without the brackets around them.
    """
    text = re.sub(r"^.* CHECK .*$", lambda line: re.sub("[()]", "", line[0]), text, flags=re.MULTILINE)
    text = re.sub(r"\(?('[^']*'::character varying)\)?::text", r"\1", text)
    return re.sub(r"\(?(ARRAY\[[^\]]*\])\)?::text\[\]", r"\1", text)


def counted(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        count = sql.SQL("SELECT count(*) FROM {}")
        return {name: connection.execute(count.format(sql.Identifier(name))).fetchall()[0][0] for (name,) in names}


def test_the_baseline_holds_every_migration_of_today() -> None:
    row = r"INSERT INTO public\.django_migrations VALUES \(\d+, '(\w+)', '(\w+)'"
    held = set(re.findall(row, BASELINE.read_text()))
    ours = {(path.parts[-3], path.stem) for path in SOURCE.glob("*/migrations/0*.py")}
    assert ours - held == set(), "run `make baseline`"
    assert {name for name in held if (SOURCE / name[0]).is_dir()} - ours == set()


@pytest.mark.long
def test_both_beginnings_lead_to_the_same_tables() -> None:
    with empty_database() as filled, empty_database() as migrated:
        migrate(filled)
        migrate(migrated, "--no-baseline")
        assert tables(filled) == tables(migrated)
        assert counted(filled) == counted(migrated)


def test_a_database_with_tables_is_left_to_the_migrations() -> None:
    fill = "import django; django.setup(); from trunkline.platform.management.commands import migrate as m; "
    with empty_database() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE somebody_elses (id bigint)")
        environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "trunkline.config.settings"}
        subprocess.run([sys.executable, "-c", f"{fill}m.fill_if_empty('default')"], env=environment, check=True)
        assert set(counted(url)) == {"somebody_elses"}
