"""Reads of bundles and packages: what they may consist of, and what they do unless somebody chooses."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from trunkline.catalog.models import BundleComponent, Product, ProductType
from trunkline.catalog.policies.bundles import BundleRules, Candidate, ComponentRow, Target, why_not_contained
from trunkline.catalog.policies.product_types import TypeValues
from trunkline.catalog.states import ChargingKind, Classification, Composition, Lifecycle


@dataclass(frozen=True)
class Contents:
    """What a bundle or package may consist of, and how many of which product it does unless somebody chooses.

    `candidates` are by code, `fillings` by the product's number.
    """

    rules: BundleRules
    candidates: dict[str, Candidate]
    fillings: dict[int, int]


def is_composed(product: Product) -> bool:
    """This will tell whether a product is a bundle or package."""
    return product.product_type.composition != Composition.FLAT


def is_provisioned_as_one(bundle: Product) -> bool:
    """This will tell whether one play provisions a bundle with all its parts: a fixed bundle that has a play does."""
    return bundle.product_type.composition == Composition.FIXED_BUNDLE and bool(bundle.provisioning_play)


def is_one_item(bundle: Product) -> bool:
    """This will tell whether a bundle is one stock item, as a kit with a serial number of its own is."""
    return is_composed(bundle) and bundle.resource_specification_id is not None


def get_contents(bundle: Product) -> Contents:
    """This will tell what a bundle or package may consist of as the catalogue is now, of products that are sold."""
    rows = list(
        bundle.components.select_related("product__product_type", "product_type", "family").order_by("position")
    )
    candidates = candidates_of(bundle, rows, [Lifecycle.ACTIVE])
    fillings = {row.product_id: _filling(row) for row in rows if row.product_id is not None}
    return Contents(rules_of(bundle, rows), {each.code: each for each in candidates}, fillings)


def _filling(row: BundleComponent) -> int:
    """A package's default, which may be 0; of a bundle what there is at least."""
    return component_row(row).rule().minimum if row.default_quantity is None else row.default_quantity


def values_of(product_type: ProductType, *, has_meter_readings: bool = False) -> TypeValues:
    """This will tell the values of a product type that rules speak of."""
    return TypeValues(
        classification=Classification(product_type.classification),
        is_traceable=product_type.is_traceable,
        charging_kind=ChargingKind(product_type.charging_kind) if product_type.charging_kind else None,
        composition=Composition(product_type.composition),
        has_usage_records=product_type.usage_record_type_id is not None,
        has_meter_readings=has_meter_readings,
    )


def rules_of(bundle: Product, rows: Iterable[BundleComponent]) -> BundleRules:
    """This will state the components and restrictions of a bundle as rules."""
    return BundleRules(
        Composition(bundle.product_type.composition),
        tuple(component_row(row).rule() for row in rows),
        bundle.component_families_max,
        bundle.component_types_max,
    )


def candidates_of(bundle: Product, rows: Iterable[BundleComponent], lifecycles: Iterable[Lifecycle]) -> list[Candidate]:
    """This will list the products that can be chosen as components: those named, and flat ones of types and families.

    A bundle inside a bundle is always named, so that nobody needs to search for rings among what might be chosen.
    """
    named = {row.product_id for row in rows if row.product_id is not None}
    types = {row.product_type_id for row in rows if row.product_type_id is not None}
    families = {row.family_id for row in rows if row.family_id is not None}
    flat = Q(product_type__composition=Composition.FLAT)
    wanted = Q(pk__in=named) | (flat & (Q(product_type__in=types) | Q(family__in=families)))
    if bundle.brand_id is not None:
        wanted &= Q(brand__isnull=True) | Q(brand_id=bundle.brand_id)
    else:
        wanted &= Q(brand__isnull=True)
    found = Product.objects.filter(wanted, lifecycle__in=[*lifecycles]).exclude(pk=bundle.pk).order_by("code")
    own = values_of(bundle.product_type)
    by_type = ProductType.objects.in_bulk()
    allowed = {
        number: product_type.code
        for number, product_type in by_type.items()
        if why_not_contained(own, values_of(product_type)) is None
    }
    return [
        Candidate(code, allowed[type_id], family)
        for code, type_id, family in found.values_list("code", "product_type_id", "family__code")
        if type_id in allowed
    ]


def component_row(row: BundleComponent) -> ComponentRow:
    """This will tell an entry of a bundle's definition by the codes of what it names."""
    target, code = Target.FAMILY, ""
    if row.product is not None:
        target, code = Target.PRODUCT, row.product.code
    elif row.product_type is not None:
        target, code = Target.TYPE, row.product_type.code
    elif row.family is not None:
        code = row.family.code
    return ComponentRow(target, code, row.minimum, row.maximum, row.quantity, row.default_quantity)
