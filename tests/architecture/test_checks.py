"""Each single command of `make check` fails when what it guards is broken: tried on a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPIED = ("src", "runner", "scripts", "pyproject.toml", "Makefile", "LICENSE", "README.md", ".npmrc")
# Those that would say nothing different here: the style of a copy is that of the original.
COMMANDS = {
    "imports": "lint-imports",
    "access": "django check",
    "migrations": "makemigrations",
    "lock files": "check_lock_files",
}


class Tree:
    """A copy of the project, and the commands that its Makefile gives for `check`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        ignored = shutil.ignore_patterns("__pycache__", "static", "tests")
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, root / name, ignore=ignored)
            else:
                shutil.copy(source, root / name)
        for source in [*ROOT.glob("*.lock"), ROOT / "package-lock.json"]:
            shutil.copy(source, root / source.name)
        (root / ".venv").symlink_to(sys.prefix)

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run the one command of `make check` that is meant, word for word as the Makefile has it."""
        recipe = (self.root / "Makefile").read_text().partition("\ncheck:")[2].partition("\n\n")[0]
        lines = recipe.replace("\\\n", " ").splitlines()[1:]
        [command] = [line.strip() for line in lines if COMMANDS[name] in line]
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("TRUNKLINE_", "DJANGO_"))}
        places = os.pathsep.join(str(self.root / place) for place in ("src", "runner/src"))
        environment = kept | {
            "PYTHONPATH": places,
            "TRUNKLINE_DATA_DIR": str(self.root / "data"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return subprocess.run(
            ["sh", "-c", command], cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )

    @contextmanager
    def changed(self, path: str, text: str = "", *, without: str = "") -> Iterator[None]:
        """Append a text to a file, or write it if there is none; take a piece out of it; put all back at the end."""
        file = self.root / path
        before = file.read_text() if file.exists() else None
        if without:
            assert before is not None
            assert without in before
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((before or "").replace(without, "", 1) + text)
        try:
            yield
        finally:
            if before is None:
                file.unlink()
            else:
                file.write_text(before)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return Tree(tmp_path_factory.mktemp("tree"))


def plain(text: str) -> str:
    """Undo what a terminal's width and colours do to a message."""
    return re.sub(r"\s+", " ", re.sub(r"\x1b\[[0-9;]*m", "", text))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_tree_as_it_is_passes(tree: Tree, name: str) -> None:
    result = tree.run(name)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_copy_is_what_is_checked(tree: Tree) -> None:
    with tree.changed("src/trunkline/web/checks.py", "\nraise SystemExit('read from the copy')\n"):
        result = tree.run("access")
    assert (result.returncode, result.stderr.strip()) == (1, "read from the copy")


def test_one_import_that_breaks_a_contract_is_refused(tree: Tree) -> None:
    with tree.changed("src/trunkline/catalog/selectors.py", "import trunkline.billing.selectors\n"):
        result = tree.run("imports")
    assert result.returncode == 1
    assert "trunkline.catalog is not allowed to import trunkline.billing" in plain(result.stdout)
    # It closes a ring as well.
    assert "8 kept, 2 broken" in plain(result.stdout)


# What is written into which file, and what is said of it; all at once, as each run costs seconds.
BREAKS = [
    # A room imports one beside it.
    (
        "src/trunkline/ordering/operations.py",
        "import trunkline.provisioning.models\n",
        "trunkline.ordering is not allowed to import trunkline.provisioning",
    ),
    # A room of which nobody said where it stands.
    ("src/trunkline/rating/__init__.py", "", "- trunkline.rating"),
    # A read imports a write.
    (
        "src/trunkline/stock/selectors/items.py",
        "import trunkline.stock.use_cases\n",
        "trunkline.stock.selectors is not allowed to import trunkline.stock.use_cases",
    ),
    # A file with another name.
    ("src/trunkline/stock/helpers.py", "", "- trunkline.stock.helpers"),
    # Pages and API beside one another.
    (
        "src/trunkline/web/api/v1/common.py",
        "import trunkline.web.console.views\n",
        "trunkline.web.api is not allowed to import trunkline.web.console",
    ),
    # Routes beside one another.
    (
        "src/trunkline/web/api/crm.py",
        "import trunkline.web.api.v1.stock\n",
        "trunkline.web.api.crm is not allowed to import trunkline.web.api.v1",
    ),
    # A door is opened from inside.
    (
        "src/trunkline/flows/processes/jobs.py",
        "import trunkline.ocs.api\n",
        "trunkline.flows.processes.jobs -> trunkline.ocs.api",
    ),
    # An adapter is called by another file than processes.
    (
        "src/trunkline/charging/operations.py",
        "import trunkline.charging.adapters.cgrates\n",
        "trunkline.charging.operations -> trunkline.charging.adapters.cgrates",
    ),
    # A pure rule imports a framework, by way of another module.
    (
        "src/trunkline/billing/policies.py",
        "import trunkline.platform.queue\n",
        "trunkline.billing.policies is not allowed to import django",
    ),
    # The Apache part imports the GPL part, and the other way round.
    (
        "src/trunkline/provisioning/adapters/runner.py",
        "import trunkline_runner.protocol\n",
        "trunkline.provisioning.adapters.runner -> trunkline_runner.protocol",
    ),
    (
        "runner/src/trunkline_runner/play.py",
        "import trunkline.kernel.ids\n",
        "trunkline_runner.play -> trunkline.kernel.ids",
    ),
    # Ansible is the runner's.
    ("src/trunkline/kernel/ids.py", "import ansible.errors\n", "trunkline is not allowed to import ansible"),
    # A ring.
    ("src/trunkline/cli/problems.py", "import trunkline.cli.main\n", "No cycles are allowed in trunkline.cli"),
]


def test_every_contract_is_broken_by_what_it_forbids(tree: Tree) -> None:
    with ExitStack() as changes:
        for path, text, _ in BREAKS:
            changes.enter_context(tree.changed(path, text))
        result = tree.run("imports")
    said = plain(result.stdout)
    assert result.returncode == 1
    assert [message for _, _, message in BREAKS if message not in said] == []
    assert "Contracts: 0 kept, 10 broken." in said


ROUTE = """

@router.get("/{name}"{guard})
def read_{name}(request: HttpRequest) -> Any:
    return {{}}
"""


def test_a_route_without_a_permission_is_refused(tree: Tree) -> None:
    with tree.changed("src/trunkline/web/api/v1/stock.py", ROUTE.format(name="unguarded", guard="")):
        result = tree.run("access")
    assert result.returncode == 1
    assert errors_of(result) == {
        "trunkline.E001": ["GET /api/v1/unguarded does not require exactly one permission."],
    }


def errors_of(result: subprocess.CompletedProcess[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for identifier, message in re.findall(r"^\?: \((\S+)\) (.*)$", result.stderr, re.MULTILINE):
        found.setdefault(identifier, []).append(message)
    return {identifier: sorted(messages) for identifier, messages in sorted(found.items())}


GUARDS = {
    "for_everybody": ", auth=None",
    "by_another_rule": ", auth=lambda request: True",
    "by_either": ", auth=[Requires(Permission.READ_STOCK), Requires(None, jobs=True)]",
}
PAGES = """
urlpatterns += [
    path("a/", views.home, name="secret"),
    path("b/", views.home),
    path("c/", views.home, name="healthz"),
    path("d/", include([path("e/", views.home, name="inner")])),
]
"""
OPEN_ENTRY = '    ("POST", "/ocs/{secret}/jsonrpc"): "the secret in the path is the credential of one running job",\n'
OPEN_ENTRIES = '\nOPEN_ROUTES |= {("GET", "/gone"): "nothing", ("POST", "/jsonrpc"): "nothing"}\n'
METRICS = '    path("metrics", health.metrics, name="metrics"),\n'


def test_every_address_must_say_who_may_use_it(tree: Tree) -> None:
    routes = "".join(ROUTE.format(name=name, guard=guard) for name, guard in GUARDS.items())
    with (
        tree.changed("src/trunkline/web/api/v1/stock.py", routes),
        tree.changed("src/trunkline/web/api/application.py", OPEN_ENTRIES, without=OPEN_ENTRY),
        tree.changed("src/trunkline/web/console/urls.py", PAGES, without=METRICS),
        tree.changed("src/trunkline/web/console/views.py", without="@login_required\n"),
    ):
        result = tree.run("access")
    assert result.returncode == 1
    assert errors_of(result) == {
        "trunkline.E001": [
            *[f"GET /api/v1/{name} does not require exactly one permission." for name in sorted(GUARDS)],
            "POST /ocs/{secret}/jsonrpc does not require exactly one permission.",
        ],
        "trunkline.E002": ["POST /jsonrpc is listed as open, but asks for credentials."],
        "trunkline.E003": ["GET /gone is listed as open, but does not exist."],
        "trunkline.E004": [
            "Nothing says who may use the page b/.",
            "Nothing says who may use the page inner.",
            "Nothing says who may use the page secret.",
        ],
        "trunkline.E005": ["The page console_home does not ask who is there."],
        "trunkline.E006": ["The page metrics is declared, but does not exist."],
        "trunkline.E007": ["Two pages are named healthz; the lists tell them apart by it."],
    }


def test_a_missing_migration_is_refused(tree: Tree) -> None:
    added = (
        'Warehouse.add_to_class("colour", models.CharField(max_length=9))\n\n\n'
        "class Crate(models.Model):\n    size = models.IntegerField()\n"
    )
    before = sorted(tree.root.glob("src/trunkline/stock/migrations/*.py"))
    with tree.changed("src/trunkline/stock/models.py", f"\n\n{added}"):
        result = tree.run("migrations")
    assert result.returncode == 1
    assert "Migrations for 'stock'" in result.stdout
    assert "+ Add field colour to warehouse" in result.stdout
    assert "+ Create model Crate" in result.stdout
    assert sorted(tree.root.glob("src/trunkline/stock/migrations/*.py")) == before


@pytest.mark.parametrize(
    ("path", "line", "reason"),
    [
        ("package-lock.json", '"resolved": "there/left-pad.tgz"', "an address of a package"),
        ("requirements.lock", "--index-url there", "the address of an index"),
        ("requirements-dev.lock", "left-pad @ file:///there", "a package from a file"),
    ],
)
def test_an_address_in_a_lock_file_is_refused(tree: Tree, path: str, line: str, reason: str) -> None:
    with tree.changed(path, f"{line}\n"):
        result = tree.run("lock files")
    assert result.returncode == 1
    assert f"{path}:" in result.stderr
    assert reason in result.stderr
