"""What the page of a product shows beside its own columns: where it takes part, and what of it is in stock."""

from typing import Any

from django.urls import reverse

from trunkline.catalog.models.kind import Kind
from trunkline.catalog.operations.publishing import publication_problems
from trunkline.catalog.selectors.files import list_files
from trunkline.catalog.selectors.rates import list_rate_versions, standing_of
from trunkline.catalog.states import Lifecycle, PriceStanding
from trunkline.insight.selectors.products import measure_performance
from trunkline.kernel.money import format_amount
from trunkline.parties.policies import Access
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.stock.selectors.levels import FIGURES, list_levels
from trunkline.web.backoffice.tables import Cell, Table, UsageTable, usage_tables, value_text
from trunkline.web.backoffice.words import title_of


def usages_of(kind: Kind, definition: Any, brand_ids: frozenset[int] | None) -> list[UsageTable]:
    """This will list where a definition takes part; a product also through its type and its family."""
    found = usage_tables(definition, brand_ids)
    if kind.name != "products":
        return found
    for column in ("product_type", "family"):
        through = getattr(definition, column)
        if through is not None:
            tables = usage_tables(through, brand_ids, f"through its {column.replace('_', ' ')} {through.code}")
            # That other products are of the same type or family is no part that this one takes.
            found += [each for each in tables if each.area != "products" and each.count]
    return found


def extras_of(access: Access, kind: Kind, definition: Any) -> dict[str, Any]:
    """This will read what only the page of a product shows: what keeps it off sale, its files, stock and figures."""
    if kind.name != "products":
        return {}
    shown: dict[str, Any] = {
        "step_address": reverse("backoffice:step", args=[definition.public_id]),
        "copy_address": reverse("backoffice:copy", args=[definition.public_id]),
        "lifecycle": title_of(definition.lifecycle),
        "is_on_sale": definition.lifecycle == Lifecycle.ACTIVE,
        **_prices(definition),
        "terms_versions": list(definition.terms_versions.order_by("-version")),
        "files": list(list_files(definition.pk)),
        "files_address": f"/api/v1/products/{definition.public_id}/",
    }
    if definition.lifecycle != Lifecycle.ACTIVE:
        shown["problems"] = publication_problems(definition, business_now())
    return {**shown, **_stock(access, definition), **_performance(access, definition)}


_PRICES = (
    "Price plan",
    "Currency",
    "Per",
    "In bundle",
    "Model",
    "For",
    "Retail",
    "Set-up",
    "Wholesale",
    "Its set-up",
    "From",
    "Until",
    "Now",
)


_TONES = {PriceStanding.PLANNED: "info", PriceStanding.CURRENT: "success"}


def _prices(product: Any) -> dict[str, Any]:
    """The versions of the product's prices; one that was in use is never edited, only followed by the next."""
    now = business_now()
    rows, withdrawable = [], []
    for version in list_rate_versions(product.pk):
        plan, unit = version.rate.price_plan, version.rate.period_unit
        standing = standing_of(version, now)
        if standing == PriceStanding.PLANNED or (standing == PriceStanding.CURRENT and version.valid_until is None):
            withdrawable.append((version.pk, f"{value_text(version.retail)} {plan.currency} in {plan.code}"))
        amounts = (version.retail, version.retail_set_up, version.wholesale, version.wholesale_set_up)
        cells = (
            Cell(plan.code),
            Cell(plan.currency),
            Cell(f"{version.rate.period_count} {unit}" if unit else "once"),
            Cell(version.rate.bundle.code if version.rate.bundle else ""),
            Cell(title_of(version.model)),
            Cell(title_of(version.audience)),
            *(Cell(value_text(amount)) for amount in amounts),
            Cell(value_text(version.valid_from)),
            Cell(value_text(version.valid_until)),
            Cell(title_of(standing), tone=_TONES.get(standing, "warning")),
        )
        rows.append(cells)
    address = reverse("backoffice:add-price", args=[product.public_id])
    return {"prices": Table(_PRICES, tuple(rows)), "withdrawable": withdrawable, "price_address": address}


def _performance(access: Access, product: Any) -> dict[str, Any]:
    """What the product earned in twelve months, with accounts that are seen."""
    found = measure_performance(product, business_now(), access.brands(Permission.READ_CATALOG_INTERNALS))
    rows = tuple((Cell(currency), Cell(format_amount(amount, currency))) for currency, amount in found.revenue.items())
    return {"performance": found, "performance_table": Table(("Currency", "Revenue without tax"), rows)}


def _stock(access: Access, product: Any) -> dict[str, Any]:
    if product.resource_specification_id is None or not access.allows(Permission.READ_STOCK):
        return {}
    (level,) = list_levels([product.resource_specification_id])
    places = [("All warehouses", level.total), *sorted(level.by_warehouse.items())]
    rows = tuple((Cell(place), *(Cell(f"{figures[name]:,}") for name in FIGURES)) for place, figures in places)
    headings = ("Warehouse", *(title_of(name) for name in FIGURES))
    return {"stock": Table(headings, rows), "stock_is_low": level.is_low}
