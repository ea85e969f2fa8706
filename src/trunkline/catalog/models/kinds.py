"""The kinds of definitions that the catalogue has, each as data: everything else follows from its table."""

from importlib import import_module
from pkgutil import iter_modules

from django.db import models

from trunkline.catalog import models as tables
from trunkline.catalog.models.kind import Kind

# How another definition is named in documents, where it is not by its code.
REFERENCE_KEYS = {"catalog.ResourceSpecification": "name", "parties.Brand": "slug"}
_AREA_PREFIX = "kinds_"


def _collect() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for module in sorted(iter_modules(tables.__path__), key=lambda each: each.name):
        if module.name.startswith(_AREA_PREFIX):
            for kind in import_module(f"{tables.__name__}.{module.name}").KINDS:
                if kind.name in found:
                    raise ValueError(f"There are two kinds {kind.name}.")
                found[kind.name] = kind
    return dict(sorted(found.items()))


KINDS = _collect()


def kind_of(model: type[models.Model]) -> Kind | None:
    """This will find the kind whose definitions are rows of a table."""
    return next((kind for kind in KINDS.values() if kind.model is model), None)


def reference_key(model: type[models.Model]) -> str:
    """This will tell by which of its columns documents name a row of a table."""
    return REFERENCE_KEYS.get(model._meta.label, "code")  # noqa: SLF001  # Django's public, if underscored, table data
