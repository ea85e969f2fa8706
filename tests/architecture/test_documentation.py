"""The documentation says what the code does, in full: what is missing, renamed or left over fails here."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
import typer

import trunkline
from tests.architecture.diagrams import DATA_MODEL, MARKED, block, state_tables
from trunkline.cli.main import application
from trunkline.config.environment import DEFAULTS, SETTINGS
from trunkline.insight.selectors.invariants import INVARIANTS_BY_ROOM
from trunkline.kernel.errors import CATALOGUE, DomainError
from trunkline.parties.states import ROLE_PERMISSIONS, Permission, Role
from trunkline.web.api.problems import STATUSES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DECISIONS = sorted(DOCS.glob("decisions/[0-9]*.md"))
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "runner" / "README.md", *DOCS.rglob("*.md")])
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
PATH_OF_OURS = re.compile(r"`((?:tests|runner|docs|src|scripts)/[\w./-]+)`")
# A decision is made on one screen.
DECISION_LINES_MAX = 40


def rows(page: str, columns: int, after: str = "") -> list[list[str]]:
    """The rows of a page's tables of so many columns, without head and rule."""
    text = (DOCS / page).read_text()
    found = []
    for line in text[text.index(after) :].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("| ") else []
        if len(cells) == columns:
            found.append(cells)
    return [row for row in found if row[0].startswith("`") or row[0].startswith("[")]


def anchors(page: Path) -> set[str]:
    """The fragments that a page's headings can be linked by."""
    words = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(page.read_text())]
    return {word.replace(" ", "-") for word in words}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def errors_of_ours() -> dict[str, type[DomainError]]:
    for module in pkgutil.iter_modules(trunkline.__path__):
        name = f"trunkline.{module.name}.errors"
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
    # Tests of the catalogue enter classes of their own.
    return {code: error for code, error in CATALOGUE.items() if error.__module__.startswith("trunkline.")}


def test_the_two_commands_come_first() -> None:
    blocks = FENCED.findall((ROOT / "README.md").read_text())
    assert blocks[0] == ("sh", "make demo\nmake test\n")


def test_every_setting_is_documented_with_its_default() -> None:
    documented = {row[0].strip("`"): row[1] for row in rows("settings.md", 3)}
    assert set(documented) == set(SETTINGS)
    for name, default in DEFAULTS.items():
        assert documented[name] == f"`{default}`", name


def test_every_error_code_is_documented_with_its_title_kind_and_status() -> None:
    documented = {code.strip("`"): rest for code, *rest in rows("errors.md", 6)}
    errors = errors_of_ours()
    assert set(documented) == set(errors)
    for code, (title, kind, status, when, remedy) in documented.items():
        error = errors[code]
        assert (title, kind, status) == (error.title, error.kind.value, str(STATUSES[error.kind])), code
        assert when, code
        assert remedy, code


def test_every_command_is_documented() -> None:
    group = typer.main.get_command(application)
    commands = set(getattr(group, "commands", {}))
    documented = {row[0].strip("`").split()[1] for row in rows("commands.md", 2) if row[0].startswith("`trunkline ")}
    assert commands == documented


def test_every_make_target_is_documented() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)) - {"help"}
    assert targets <= set(re.findall(r"`make ([a-z-]+)`", (DOCS / "commands.md").read_text()))


def test_every_invariant_is_documented() -> None:
    documented = [(row[0].strip("`"), row[1]) for row in rows("operations.md", 2, after="## What `verify` checks")]
    assert documented == [(room, each.name) for room, held in INVARIANTS_BY_ROOM.items() for each in held]


def test_every_permission_is_documented_with_the_roles_that_have_it() -> None:
    documented = {row[0].strip("`"): row[1:] for row in rows("security.md", 1 + len(Role), after="<!-- roles -->")}
    assert documented == {
        permission.value: ["yes" if permission in ROLE_PERMISSIONS[role] else "" for role in Role]
        for permission in Permission
    }


def test_every_room_with_tables_and_every_state_table_is_drawn() -> None:
    from django.apps import apps

    drawn = {(match["kind"], match["room"]) for match in MARKED.finditer(DATA_MODEL.read_text())}
    with_tables = {
        ("entities", config.label)
        for config in apps.get_app_configs()
        if config.name.startswith("trunkline.") and list(config.get_models())
    }
    assert drawn == with_tables | {("states", room) for room in state_tables()}


@pytest.mark.parametrize(
    ("kind", "room", "text"),
    [
        pytest.param(m["kind"], m["room"], m["block"], id=f"{m['kind']}-{m['room']}")
        for m in MARKED.finditer(DATA_MODEL.read_text())
    ],
)
def test_a_diagram_is_that_of_the_code(kind: str, room: str, text: str) -> None:
    assert text == block(kind, room), "Run: python -m tests.architecture.diagrams"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCED.sub("", page.read_text())):
        if target.startswith("https://"):
            continue
        path, _, fragment = target.partition("#")
        destination = (page.parent / path).resolve() if path else page
        assert destination.exists(), f"{target} does not exist"
        assert destination.is_relative_to(ROOT), f"{target} leads out of the project"
        if fragment:
            assert fragment in anchors(destination), f"{target} has no such heading"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_that_a_page_names_exist(page: Path) -> None:
    missing = [path for path in PATH_OF_OURS.findall(page.read_text()) if not (ROOT / path).exists()]
    # The runner's page names files within it.
    assert [path for path in missing if not (page.parent / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_diagrams_are_not_empty_and_blocks_are_closed(page: Path) -> None:
    text = page.read_text()
    assert text.count("```") % 2 == 0
    for language, content in FENCED.findall(text):
        assert content.strip(), language
        if language == "mermaid":
            assert re.match(r"(flowchart|sequenceDiagram|erDiagram|stateDiagram-v2)", content)
            assert len(content.splitlines()) > 1
            # It would end a statement in the middle of a sentence.
            assert ";" not in content


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_a_decision_says_why_what_and_how_it_is_held(page: Path) -> None:
    text = page.read_text()
    assert text.startswith(f"# {page.name[:4]} ")
    for part in ("**Context.**", "**Decision.**", "**Price.**", "**Check.**"):
        assert part in text
    assert len(text.splitlines()) <= DECISION_LINES_MAX
    assert page.name in (DOCS / "decisions" / "README.md").read_text()


def test_every_page_can_be_reached_from_the_first() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        targets = [target.partition("#")[0] for target in LINK.findall(page.read_text())]
        waiting += [(page.parent / target).resolve() for target in targets if target and "://" not in target]
    assert set(PAGES) <= reached
