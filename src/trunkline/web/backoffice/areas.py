"""The kinds of definitions in groups, as the modules that declare them group them."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from trunkline.catalog import models as tables
from trunkline.catalog.models.kind import Kind
from trunkline.web.backoffice.words import title_of

_PREFIX = "kinds_"
_TITLES = {
    "products": "Products",
    "bundles": "Bundles and packages",
    "types": "Product types",
    "classification": "Classification",
    "prices": "Prices",
    "terms": "Billing, taxes and discounts",
    "delivery": "Delivery and work",
    "states": "States",
    "files": "Images and files",
}
_ICONS = {
    "products": "inventory_2",
    "bundles": "widgets",
    "types": "category",
    "classification": "account_tree",
    "prices": "sell",
    "terms": "receipt_long",
    "delivery": "local_shipping",
    "states": "conversion_path",
    "files": "image",
}


@cache
def areas() -> dict[str, tuple[Kind, ...]]:
    """This will list the areas in the order in which people go through them, each with its kinds."""
    found = {}
    for module in iter_modules(tables.__path__):
        if module.name.startswith(_PREFIX):
            name = module.name.removeprefix(_PREFIX)
            found[name] = tuple(import_module(f"{tables.__name__}.{module.name}").KINDS)
    order = [*_TITLES]
    return dict(sorted(found.items(), key=lambda each: (order.index(each[0]) if each[0] in order else 99, each[0])))


def area_of(kind: Kind) -> str:
    """This will tell in which area a kind is."""
    return next(name for name, kinds in areas().items() if kind in kinds)


def area_title(area: str) -> str:
    """This will write the title of an area."""
    return _TITLES.get(area) or title_of(area)


def area_icon(area: str) -> str:
    """This will tell the picture of an area, by its name among the Material Symbols."""
    return _ICONS.get(area, "folder")


def plural_of(kind: Kind) -> str:
    """This will write what several definitions of a kind are called."""
    return title_of(kind.name)
