"""What is checked of each kind of definition beyond its table, and what saving one brings about elsewhere."""

from collections.abc import Callable, Iterable
from importlib import import_module
from pkgutil import iter_modules

from trunkline.catalog import operations
from trunkline.catalog.operations.drafts import Draft
from trunkline.catalog.policies.violations import Violation

Check = Callable[[Draft], Iterable[Violation]]
Effect = Callable[[Draft], list[str]]

_AREA_SUFFIX = "_checks"


def _collect() -> tuple[dict[str, list[Check]], dict[str, list[Effect]]]:
    checks: dict[str, list[Check]] = {}
    effects: dict[str, list[Effect]] = {}
    for module in sorted(iter_modules(operations.__path__), key=lambda each: each.name):
        if not module.name.endswith(_AREA_SUFFIX):
            continue
        area = import_module(f"{operations.__name__}.{module.name}")
        for kind, check in getattr(area, "CHECKS", {}).items():
            checks.setdefault(kind, []).append(check)
        for kind, effect in getattr(area, "EFFECTS", {}).items():
            effects.setdefault(kind, []).append(effect)
    return checks, effects


CHECKS, EFFECTS = _collect()
