"""What the import contracts cannot see: names of files, use cases, outside calls, jobs, and the size of things."""

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps

import trunkline
from trunkline.platform.commands import USE_CASES, Command
from trunkline.platform.kill_points import KILL_POINTS
from trunkline.platform.outside import OUTSIDE_CALLS
from trunkline.platform.queue import JOB_NAMES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "trunkline"
RUNNER = ROOT / "runner" / "src" / "trunkline_runner"

# They have files of their own: web is doors only, platform is plumbing.
UNLIKE_ROOMS = {"kernel", "platform", "config", "cli", "web"}
ROOMS = sorted(
    path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file() and path.name not in UNLIKE_ROOMS
)
MODULES = {
    *("api", "admin", "jobs"),
    *("processes", "use_cases", "operations", "selectors", "invariants", "adapters"),
    *("models", "policies", "states", "events", "errors"),
    *("apps", "migrations", "templates"),
}
LINES_MAX = 500
FUNCTION_LINES_MAX = 70

# Functions of `processes` that use an adapter without leaving the program, or that must go out at any time.
NOT_OUTSIDE = {
    "charging.make_once": "is a part of the outside call `charging.call`, which stands around it",
    "charging.settle": "is a part of `charging.call` and of `charging.settle_call`, which stand around it",
    "provisioning.runner_client": "makes the client, which starts nothing yet",
    "provisioning.plays_search_path": "names directories",
    "provisioning.require_play": "looks whether a file is there",
    "provisioning.require_readable_plays": "looks whether files are there, then makes the outside call",
    "provisioning.cancel_play": "ends a call under way from beside it; nothing is noted, and twice is as good as once",
}


def python_files() -> list[Path]:
    files = [*SOURCE.rglob("*.py"), *RUNNER.rglob("*.py")]
    return sorted(file for file in files if "migrations" not in file.parts)


def load(room: str, name: str) -> list[ModuleType]:
    """Import a room's file of this name, all of its parts when it is a package; none when there is no such file."""
    full = f"trunkline.{room}.{name}"
    if importlib.util.find_spec(full) is None:
        return []
    module = importlib.import_module(full)
    parts = [part.name for part in pkgutil.walk_packages(getattr(module, "__path__", []), f"{full}.")]
    return [module, *map(importlib.import_module, parts)]


def list_public_functions(module: ModuleType) -> list[tuple[str, Callable[..., object]]]:
    members = inspect.getmembers(module, inspect.isfunction)
    return [(name, it) for name, it in members if it.__module__ == module.__name__ and not name.startswith("_")]


def list_use_cases() -> Iterator[tuple[str, Callable[..., object]]]:
    for room in (*ROOMS, "platform"):
        for module in load(room, "use_cases"):
            for name, function in list_public_functions(module):
                yield f"{room}.{name}", function


def test_every_use_case_is_registered_under_a_name_of_its_own() -> None:
    found = list(list_use_cases())
    assert {name for name, _ in found} >= {"ocs.add_balance", "flows.place_order", "parties.create_account"}
    assert [name for name, function in found if USE_CASES.get(name) is not function] == []
    assert len(dict(found)) == len(found)


def test_no_use_case_stands_in_another_file() -> None:
    registered = {name for name in USE_CASES if name.split(".")[0] in trunkline_rooms()}
    assert registered == {name for name, _ in list_use_cases()}


def trunkline_rooms() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(trunkline.__path__)}


def test_every_use_case_takes_its_command_first() -> None:
    for name, function in list_use_cases():
        first = next(iter(inspect.signature(function).parameters.values()))
        assert (name, first.annotation) == (name, Command)


def test_every_use_case_and_outside_call_has_its_kill_points() -> None:
    rooms = trunkline_rooms()
    of_use_cases = {f"{name}:{point}" for name, _ in list_use_cases() for point in ("before_commit", "after_commit")}
    of_calls = {f"{name}:{point}" for name in OUTSIDE_CALLS for point in ("before_call", "after_call")}
    assert {point for point in KILL_POINTS if point.split(".")[0] in rooms} == of_use_cases | {
        point for point in of_calls if point.split(".")[0] in rooms
    }


def functions_that_reach_adapters(module: ast.Module) -> dict[str, ast.FunctionDef]:
    """The functions that name something of an adapter, directly or through others, up to one marked as outside call."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module and ".adapters" in node.module
        for alias in node.names
    }
    functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    reached = {name: node for name, node in functions.items() if names_in(node) & imported}
    while True:
        guarded = {name for name, node in reached.items() if is_outside_call(node)}
        more = {
            name: node
            for name, node in functions.items()
            if name not in reached and names_in(node) & (set(reached) - guarded)
        }
        if not more:
            return {name: node for name, node in reached.items() if name not in guarded}
        reached |= more


def names_in(function: ast.FunctionDef) -> set[str]:
    return {node.id for part in function.body for node in ast.walk(part) if isinstance(node, ast.Name)}


def is_outside_call(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "outside_call"
        for mark in function.decorator_list
    )


def test_adapters_are_reached_through_outside_calls_only() -> None:
    reached = {
        f"{room}.{name}"
        for room in ROOMS
        for module in load(room, "processes")
        for name in functions_that_reach_adapters(ast.parse(Path(str(module.__file__)).read_text()))
        if not name.startswith("_")
    }
    assert reached == set(NOT_OUTSIDE)
    assert {"charging.call", "provisioning.run_play"} <= OUTSIDE_CALLS


def test_a_function_that_goes_out_unmarked_would_be_found() -> None:
    source = (
        "from trunkline.charging.adapters import cgrates\n"
        "def direct(): cgrates.call()\n"
        "def by_way_of_another(): direct()\n"
        "@outside_call('x')\n"
        "def marked(): cgrates.call()\n"
        "def through_the_mark(): marked()\n"
    )
    assert set(functions_that_reach_adapters(ast.parse(source))) == {"direct", "by_way_of_another"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_the_files_that_every_room_has_and_no_others(room: str) -> None:
    entries = {path for path in (SOURCE / room).iterdir() if path.name != "__pycache__"}
    assert {path.stem for path in entries} - {"__init__"} <= MODULES
    assert [path.name for path in entries if path.is_file() and path.suffix != ".py"] == []


def test_every_room_is_under_the_contract_of_rooms() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [inside] = [contract for contract in contracts if contract["id"] == "inside-rooms"]
    assert sorted(inside["containers"]) == [f"trunkline.{room}" for room in ROOMS]
    assert inside["exhaustive"]


def test_every_room_with_an_app_is_installed() -> None:
    with_app = {f"trunkline.{path.parent.name}" for path in SOURCE.glob("*/apps.py")}
    assert {config.name for config in apps.get_app_configs() if config.name.startswith("trunkline.")} == with_app


def test_the_init_files_are_empty() -> None:
    """But those of packages of models, from which Django reads the tables."""
    assert [file for file in SOURCE.rglob("__init__.py") if file.read_text() and file.parent.name != "models"] == []


def test_files_and_functions_can_be_read_at_once() -> None:
    long = [
        (str(file.relative_to(ROOT)), length)
        for file in python_files()
        if (length := len(file.read_text().splitlines())) > LINES_MAX
    ]
    assert long == []
    too_long = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES_MAX
    ]
    assert too_long == []


def test_the_collection_imports_nothing_of_trunkline() -> None:
    # The contracts see packages; Ansible's collections are plain directories.
    for file in RUNNER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert [name for name in names if name.split(".")[0] == "trunkline"] == [], file


def list_deferred_names() -> Iterator[tuple[str, object]]:
    """Every first argument of a call of `defer`, constants looked up in their module."""
    for file in SOURCE.rglob("*.py"):
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.Call) and node.args and called_name(node) == "defer"):
                continue
            where = f"{file.relative_to(SOURCE)}:{node.lineno}"
            name = node.args[0]
            if isinstance(name, ast.Name):
                module = ".".join(file.relative_to(SOURCE.parent).with_suffix("").parts)
                yield where, getattr(importlib.import_module(module), name.id, None)
            else:
                yield where, name.value if isinstance(name, ast.Constant) else None


def called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_every_job_that_is_deferred_exists() -> None:
    deferred = dict(list_deferred_names())
    assert {"flows.run_provisioning_job", "flows.deliver_event"} <= set(deferred.values())
    assert {where: name for where, name in deferred.items() if name not in JOB_NAMES} == {}


def test_every_job_is_named_after_its_room() -> None:
    rooms = trunkline_rooms()
    assert [name for name in JOB_NAMES if name.split(".")[0] not in rooms] == []
