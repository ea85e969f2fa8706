"""What is checked of product types, and of the components of bundles and packages."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from trunkline.catalog.models.bundles import BundleComponent
from trunkline.catalog.models.products import Product
from trunkline.catalog.operations.drafts import Draft
from trunkline.catalog.policies.bundle_solver import TooIntricateError, find_conflict, tell_conflict
from trunkline.catalog.policies.bundles import (
    DEFAULT_INSTANCES,
    restriction_violations,
    row_violations,
    why_not_contained,
)
from trunkline.catalog.policies.product_types import TypeRule, type_violations
from trunkline.catalog.policies.violations import Violation, refuse
from trunkline.catalog.selectors.bundles import candidates_of, component_row, rules_of, values_of
from trunkline.catalog.states import Composition, Lifecycle

# What may still be sold: a draft bundle may be put together from drafts, an active one not.
_TO_BE_SOLD = frozenset({Lifecycle.DRAFT, Lifecycle.ACTIVE})
_TOO_INTRICATE = (
    "leaves too many combinations of types and families to be tried out; restrict the types or the families only, or"
    " name fewer of them."
)


def check_product_type(draft: Draft) -> Iterator[Violation]:
    """This will check what the type's table cannot: that only what has a meter is read."""
    meters = bool(draft.rows["meter_reading_types"])
    for condition in type_violations(values_of(draft.instance, has_meter_readings=meters)):
        if condition.rule == TypeRule.METER_READINGS:
            yield Violation("meter_reading_types", condition.reason)


def check_components(draft: Draft) -> Iterator[Violation]:
    """This will check that a product's components are for its type, in no ring, and that some selection is possible."""
    rows = draft.rows["components"]
    composition = Composition(draft.instance.product_type.composition)
    if composition == Composition.PACKAGE:
        for row in rows:
            if row.default_quantity is None and row.quantity is None:
                row.default_quantity = DEFAULT_INSTANCES
    yield from component_violations(draft.instance, rows, _TO_BE_SOLD)


def publishing_violations(product: Product) -> list[Violation]:
    """This will list why a bundle or package cannot be sold: it is empty, or what is sold does not make it up."""
    if product.product_type.composition == Composition.FLAT:
        return []
    rows = list(
        product.components.select_related("product__product_type", "product_type", "family").order_by("position")
    )
    if not rows:
        return [Violation("components", "must be told: a bundle or package consists of something.")]
    return list(component_violations(product, rows, frozenset({Lifecycle.ACTIVE})))


def component_violations(
    bundle: Product, rows: Sequence[BundleComponent], lifecycles: frozenset[Lifecycle]
) -> Iterator[Violation]:
    """This will list what is wrong with the components of a product, of which those in some lifecycles can be chosen.

    First each by itself; when that is in order, what contradicts what.
    """
    composition = Composition(bundle.product_type.composition)
    written = [component_row(row) for row in rows]
    found = [
        *row_violations(composition, written),
        *restriction_violations(composition, bundle.component_families_max, bundle.component_types_max),
        *_default_violations(composition, rows),
        *_content_violations(bundle, rows),
        *_ring_violations(bundle, rows),
    ]
    yield from found
    if found or not rows:
        return
    rules = rules_of(bundle, rows)
    try:
        yield from tell_conflict(rules, find_conflict(rules, candidates_of(bundle, rows, lifecycles)))
    except TooIntricateError:
        yield Violation("component_families_max", _TOO_INTRICATE)


def _default_violations(composition: Composition, rows: Sequence[BundleComponent]) -> Iterator[Violation]:
    """A package's default may have been filled in after the table's own checks."""
    for index, row in enumerate(rows):
        default = row.default_quantity
        if composition != Composition.PACKAGE or default is None or row.quantity is not None:
            continue
        if default < (row.minimum or 0) or (row.maximum is not None and default > row.maximum):
            told = f"is {default}, which is not between the minimum and the maximum; without one it is 1."
            yield Violation(f"components[{index}].default_quantity", told)


def _content_violations(bundle: Product, rows: Sequence[BundleComponent]) -> Iterator[Violation]:
    own = values_of(bundle.product_type)
    if own.composition == Composition.FLAT:
        return
    for index, row in enumerate(rows):
        path = f"components[{index}]"
        if row.product is not None:
            reason = why_not_contained(own, values_of(row.product.product_type))
            if reason is not None:
                yield Violation(f"{path}.product", f"{row.product.code} cannot be inside: {reason}")
            if row.product.brand_id not in {None, bundle.brand_id}:
                yield Violation(f"{path}.product", f"{row.product.code} is sold by another brand.")
        elif row.product_type is not None:
            reason = why_not_contained(own, values_of(row.product_type))
            if reason is None and row.product_type.composition != Composition.FLAT:
                reason = "bundles inside a bundle are named one by one."
            if reason is not None:
                yield Violation(f"{path}.product_type", f"{row.product_type.code} cannot be inside: {reason}")
        elif row.family is not None and row.family.classification != own.classification:
            yield Violation(
                f"{path}.family", f"{row.family.code} is one of {row.family.classification}s, which the bundle is not."
            )


def _ring_violations(bundle: Product, rows: Sequence[BundleComponent]) -> Iterator[Violation]:
    """Products that the bundle is inside of, at any depth."""
    around: set[int] = set()
    reached = {bundle.pk} if bundle.pk is not None else set()
    while reached:
        around |= reached
        outer = BundleComponent.objects.filter(product_id__in=reached).values_list("bundle_id", flat=True)
        reached = set(outer) - around
    for index, row in enumerate(rows):
        if row.product_id in around:
            code = row.product.code if row.product is not None else ""
            told = "the bundle itself" if row.product_id == bundle.pk else f"{code}, which contains this bundle"
            yield Violation(f"components[{index}].product", f"is {told}: bundles are not inside one another in a ring.")


def recheck_after_product(draft: Draft) -> list[str]:
    """This will refuse a change of a product's type or family that leaves a bundle without any selection."""
    if not draft.is_new and any(
        draft.before.get(name) != (row.code if row is not None else None)
        for name, row in (("product_type", draft.instance.product_type), ("family", draft.instance.family))
    ):
        of = Q(product=draft.instance) | _counting(draft.before.get("product_type"), draft.before.get("family"))
        _refuse_broken("product_type", of)
    return []


def recheck_after_type(draft: Draft) -> list[str]:
    """This will refuse a change of a product type that breaks one of its bundles, or one around its products."""
    columns = ("classification", "charging_kind", "is_traceable", "composition")
    changed = [name for name in columns if not draft.is_new and draft.before.get(name) != getattr(draft.instance, name)]
    if changed:
        number = draft.instance.pk
        families = Product.objects.filter(product_type_id=number).values("family_id")
        of = Q(product__product_type_id=number) | Q(product_type_id=number) | Q(family_id__in=families)
        _refuse_broken(changed[0], of | Q(bundle__product_type_id=number))
    return []


def _counting(type_code: str | None, family_code: str | None) -> Q:
    """Components that counted a product while it was of a type and family."""
    counted = Q(product_type__code=type_code)
    return counted if family_code is None else counted | Q(family__code=family_code)


def _refuse_broken(path: str, of: Q) -> None:
    """Check the bundles anew that have certain components, as the catalogue is now."""
    concerned = BundleComponent.objects.filter(of).values("bundle_id")
    rows: dict[int, list[Any]] = defaultdict(list)
    everything = BundleComponent.objects.filter(bundle_id__in=concerned).exclude(bundle__lifecycle=Lifecycle.RETIRED)
    for row in everything.select_related(
        "bundle__product_type", "product__product_type", "product_type", "family"
    ).order_by("bundle__code", "position"):
        rows[row.bundle_id].append(row)
    refuse(
        Violation(path, f"breaks the bundle {of_bundle[0].bundle.code} ({violation.path} {violation.reason})")
        for of_bundle in rows.values()
        for violation in component_violations(of_bundle[0].bundle, of_bundle, _TO_BE_SOLD)
    )


CHECKS = {"product-types": check_product_type, "products": check_components}
EFFECTS = {"product-types": recheck_after_type, "products": recheck_after_product}
