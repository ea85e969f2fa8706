"""Tables of definitions: what the list of a kind shows, and where a definition takes part."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from unfold.widgets import UnfoldAdminSelectWidget

from trunkline.catalog.models.columns import Column, ColumnType, columns_of
from trunkline.catalog.models.kind import Kind
from trunkline.catalog.models.kinds import reference_key
from trunkline.catalog.selectors.definitions import Page, exact
from trunkline.catalog.selectors.usages import Usages, list_usages
from trunkline.web.backoffice.areas import area_of, plural_of
from trunkline.web.backoffice.fields import ReferenceSelect
from trunkline.web.backoffice.history import written
from trunkline.web.backoffice.words import label_of, title_of

_SHOWN_TYPES = (ColumnType.CHOICE, ColumnType.REFERENCE, ColumnType.DATE, ColumnType.WHOLE, ColumnType.DECIMAL)
_COLUMNS_MAX = 5
_JSON = ColumnType.JSON
# What people look for first, where it is not what stands first in the table.
_SHOWN = {"products": ("lifecycle", "product_type", "family", "brand", "priority", "is_enabled")}
_SORTS = {"code": "Code", "name": "Name", "-created_at": "Newest first", "-priority": "Highest priority first"}


@dataclass(frozen=True)
class Cell:
    """A cell of a table; a state is drawn as a label of its tone."""

    text: str
    address: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class UsageTable:
    """The definitions, or entries of their lists, that name a definition; and where another is made that does."""

    title: str
    area: str
    table: Table
    count: int
    add_address: str
    through: str = ""
    # The list of which the rows are entries, by which a product is entered in it or taken out; and where to search.
    place: str = ""
    search_address: str = ""


def address_of(kind: Kind, definition: Any) -> str:
    """This will tell the address of a definition's page."""
    return reverse("backoffice:change", args=[kind.name, definition.public_id])


def list_table(kind: Kind, page: Page) -> Table:
    """This will make the table of a page of definitions of a kind."""
    columns = _listed(kind)
    headings = ("Code", "Name", *(label_of(name) for name in columns))
    rows = []
    for definition in page.definitions:
        cells = [Cell(definition.code, address_of(kind, definition)), Cell(definition.name)]
        rows.append((*cells, *(_cell(name, getattr(definition, name)) for name in columns)))
    return Table(headings, tuple(rows))


def _listed(kind: Kind) -> tuple[str, ...]:
    if kind.name in _SHOWN:
        return _SHOWN[kind.name]
    columns = columns_of(kind)
    shown = [column.name for column in columns if column.value_type in _SHOWN_TYPES][:_COLUMNS_MAX]
    return (*shown, *(column.name for column in columns if column.name == "is_active"))


_TONES = {"active": "success", "draft": "info", "retired": "warning"}


def _cell(name: str, value: Any) -> Cell:
    if isinstance(value, bool):
        tone = ("success" if value else "warning") if name in ("is_active", "is_enabled") else ""
        return Cell("Yes" if value else "No", tone=tone)
    if name == "lifecycle":
        return Cell(title_of(str(value)), tone=_TONES.get(str(value), "info"))
    return Cell(value_text(value))


def value_text(value: Any) -> str:
    """This will write the value of a column: of a reference, its name for documents."""
    if isinstance(value, models.Model):
        return str(getattr(value, reference_key(type(value))))
    if isinstance(value, Decimal):
        return f"{exact(value):f}"
    return written(value)


def sorts_of(kind: Kind) -> list[tuple[str, str]]:
    """This will list the orders in which definitions of a kind can be listed, with their titles."""
    names = {column.name for column in kind.model._meta.concrete_fields}  # noqa: SLF001  # Django's public table data
    return [(sort, title) for sort, title in _SORTS.items() if sort.removeprefix("-") in names]


class FilterForm(forms.Form):
    """The filters of a list: its columns that are chosen from something."""

    use_required_attribute = False


def filters_of(kind: Kind, chosen: dict[str, str]) -> FilterForm:
    """This will make the filters of a kind's list, showing those that are in force."""
    form = FilterForm(initial={f"filter.{name}": value for name, value in chosen.items()})
    for column in columns_of(kind):
        if column.value_type in (ColumnType.CHOICE, ColumnType.BOOLEAN, ColumnType.REFERENCE):
            widget = _filter_widget(column, chosen.get(column.name, ""))
            form.fields[f"filter.{column.name}"] = forms.CharField(
                label=label_of(column.name), required=False, widget=widget
            )
    return form


def _filter_widget(column: Column, chosen: str) -> forms.Widget:
    if column.value_type is ColumnType.REFERENCE:
        widget = ReferenceSelect(column.target._meta.label_lower)  # noqa: SLF001  # Django's public table data
        widget.choices = [("", ""), *([(chosen, chosen)] if chosen else [])]
        return widget
    words = ("true", "false") if column.value_type is ColumnType.BOOLEAN else column.words
    titles = {"true": "Yes", "false": "No"}
    choices = [("", "Any"), *((word, titles.get(word) or title_of(word)) for word in words)]
    return UnfoldAdminSelectWidget(choices=choices)  # type: ignore[no-any-return]  # unfold has no types


def usage_tables(definition: Any, brand_ids: frozenset[int] | None, through: str = "") -> list[UsageTable]:
    """This will make a table for each column by which others name a definition."""
    return [_usage_table(usages, definition, through) for usages in list_usages(definition, brand_ids)]


def _usage_table(usages: Usages, definition: Any, through: str) -> UsageTable:
    columns = usages.columns[: _COLUMNS_MAX + 1] if usages.rows is None or usages.rows.flat is None else ()
    shown = [column for column in columns if column.name not in ("code", "name") and column.value_type is not _JSON]
    rows = tuple(
        (
            Cell(usage.definition.code, address_of(usages.kind, usage.definition)),
            Cell(usage.definition.name),
            *(_cell(column.name, getattr(usage.entry, column.name)) for column in shown),
        )
        for usage in usages.usages
    )
    headings = ("Code", "Name", *(label_of(column.name) for column in shown))
    title = plural_of(usages.kind)
    place = usages.column.name if usages.rows is None else usages.rows.name
    if usages.rows is not None or usages.column.name != type(definition)._meta.model_name:  # noqa: SLF001  # public
        title = f"{title}: {title_of(place).lower()}"
    named = getattr(definition, reference_key(type(definition)))
    query = f"?{usages.column.name}={named}" if usages.rows is None else ""
    return UsageTable(
        title=title,
        area=area_of(usages.kind),
        table=Table(headings, rows),
        count=usages.count,
        add_address=reverse("backoffice:add", args=[usages.kind.name]) + query,
        through=through,
        place=f"{usages.kind.name}/{usages.rows.name}" if usages.rows and usages.is_entered and not through else "",
        search_address=reverse("backoffice:codes", args=[usages.kind.model._meta.label_lower]),  # noqa: SLF001  # public
    )
