"""Bundles and packages: what each kind may contain, and whether a selection of components keeps the rules.

Products, product types and families are known here by their codes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trunkline.catalog.policies.product_types import TypeValues
from trunkline.catalog.policies.violations import Violation
from trunkline.catalog.states import ChargingKind, Classification, Composition

DEFAULT_INSTANCES = 1


class Target(StrEnum):
    """What a component is named by."""

    PRODUCT = "component"
    TYPE = "component_type"
    FAMILY = "family"


_SPOKEN = {Target.PRODUCT: "product", Target.TYPE: "product type", Target.FAMILY: "product family"}


@dataclass(frozen=True)
class ComponentRule:
    """How many of a product, or of all products of a type or family together, are in the bundle."""

    target: Target
    code: str
    minimum: int
    maximum: int | None

    @property
    def title(self) -> str:
        """What the rule counts, in words."""
        return f"{_SPOKEN[self.target]} {self.code}"


@dataclass(frozen=True)
class ComponentRow:
    """An entry of a bundle's definition, as it was written."""

    target: Target
    code: str
    minimum: int | None = None
    maximum: int | None = None
    quantity: int | None = None
    default_quantity: int | None = None

    def rule(self) -> ComponentRule:
        """This will say the entry as a rule: a quantity is the least and the most at once."""
        if self.quantity is not None:
            return ComponentRule(self.target, self.code, self.quantity, self.quantity)
        return ComponentRule(self.target, self.code, self.minimum or 0, self.maximum)


@dataclass(frozen=True)
class BundleRules:
    """The components of a bundle or package, in the order of its definition, and its restrictions."""

    composition: Composition
    components: tuple[ComponentRule, ...]
    families_max: int | None = None
    types_max: int | None = None


@dataclass(frozen=True)
class Candidate:
    """A product that may be inside a bundle because of its kind; products without a family count as one family."""

    code: str
    product_type: str
    family: str | None

    def matches(self, rule: ComponentRule) -> bool:
        """This will tell whether a rule counts the product."""
        by = {Target.PRODUCT: self.code, Target.TYPE: self.product_type, Target.FAMILY: self.family}
        return by[rule.target] == rule.code


def row_violations(composition: Composition, rows: Sequence[ComponentRow]) -> Iterator[Violation]:
    """This will list what entries say that the kind of their bundle does not know, or lack that it needs."""
    if composition == Composition.FLAT and rows:
        yield Violation("components", "are for bundles and packages; the product's type is neither.")
        return
    for index, row in enumerate(rows):
        path = f"components[{index}]"
        if composition != Composition.FLEXIBLE_BUNDLE and row.target != Target.PRODUCT:
            told = "a package" if composition == Composition.PACKAGE else "a fixed bundle"
            yield Violation(f"{path}.{row.target}", f"{told} names its products one by one.")
        if composition == Composition.FIXED_BUNDLE and row.quantity is None:
            yield Violation(
                f"{path}.quantity", "must be given: a fixed bundle has so many of each, no more and no less."
            )
        if composition == Composition.PACKAGE and row.quantity is not None:
            yield Violation(f"{path}.quantity", "is for bundles; a package has a minimum, a maximum and a default.")
        if composition != Composition.PACKAGE and row.default_quantity is not None:
            yield Violation(f"{path}.default_quantity", "is for packages only.")


def restriction_violations(
    composition: Composition, families_max: int | None, types_max: int | None
) -> Iterator[Violation]:
    """This will list the restrictions of a product that is no flexible bundle: only there components are chosen."""
    for path, most in (("component_families_max", families_max), ("component_types_max", types_max)):
        if most is not None and composition != Composition.FLEXIBLE_BUNDLE:
            yield Violation(path, "is for flexible bundles only; leave it empty.")


def why_not_contained(bundle: TypeValues, component: TypeValues) -> str | None:
    """This will tell why products of a type cannot be components of a bundle or package; None when they can."""
    return next(_objections(bundle, component), None)


def _objections(bundle: TypeValues, component: TypeValues) -> Iterator[str]:
    is_good = component.classification == Classification.GOOD
    is_of_services = bundle.classification == Classification.SERVICE
    if bundle.composition == Composition.FLAT:
        yield "a flat product has no components; its type must be a bundle or a package."
    if component.composition == Composition.PACKAGE:
        yield "a package is sold by itself: neither bundles nor packages contain it."
    if bundle.composition == Composition.PACKAGE:
        if is_good:
            yield "a package contains services only."
        return
    if is_of_services and component.charging_kind != ChargingKind.TERMED:
        yield "a bundle of termed services contains termed services only."
    if not is_of_services and not is_good:
        yield "a bundle of goods contains goods only."
    if not is_of_services and not bundle.is_traceable and component.is_traceable:
        yield "a bundle without a serial number contains only goods that have none."
    if bundle.composition == Composition.FIXED_BUNDLE and component.composition == Composition.FLEXIBLE_BUNDLE:
        yield "a fixed bundle leaves no choice, so that it contains no flexible bundle."


def violations_of(
    rules: BundleRules, candidates: Mapping[str, Candidate], selection: Mapping[str, int]
) -> list[Violation]:
    """This will list all that is wrong with a selection, which says how many of which product are chosen.

    A violation's path is the product that cannot be chosen, or the rule that is broken, such as components[2].
    `candidates` are the products of a kind that the bundle may contain.
    """
    chosen = {code: quantity for code, quantity in selection.items() if quantity != 0}
    found = [*_not_offered(rules, candidates, chosen), *_miscounted(rules, candidates, chosen)]
    known = [candidates[code] for code in chosen if code in candidates]
    limits = (
        ("component_families_max", "product families", rules.families_max, {each.family for each in known}),
        ("component_types_max", "product types", rules.types_max, {each.product_type for each in known}),
    )
    for path, title, most, used in limits:
        if most is not None and len(used) > most:
            found.append(Violation(path, f"components may be of {most} {title}, not of {len(used)}."))
    if rules.composition == Composition.FLEXIBLE_BUNDLE and not chosen:
        found.append(Violation("components", "at least one must be chosen."))
    return found


def _not_offered(
    rules: BundleRules, candidates: Mapping[str, Candidate], chosen: Mapping[str, int]
) -> Iterator[Violation]:
    for code, quantity in sorted(chosen.items()):
        if code not in candidates or not any(candidates[code].matches(rule) for rule in rules.components):
            yield Violation(code, "is no component of the bundle.")
        elif quantity < 0:
            yield Violation(code, "must be chosen a whole number of times.")


def _miscounted(
    rules: BundleRules, candidates: Mapping[str, Candidate], chosen: Mapping[str, int]
) -> Iterator[Violation]:
    is_fixed = rules.composition == Composition.FIXED_BUNDLE
    for index, rule in enumerate(rules.components):
        count = sum(
            quantity for code, quantity in chosen.items() if code in candidates and candidates[code].matches(rule)
        )
        if is_fixed and count != rule.minimum:
            yield Violation(f"components[{index}]", f"{rule.title} is fixed at {rule.minimum}, and cannot be {count}.")
        elif count < rule.minimum:
            yield Violation(f"components[{index}]", f"{rule.title}: at least {rule.minimum}, not {count}.")
        elif rule.maximum is not None and count > rule.maximum:
            yield Violation(f"components[{index}]", f"{rule.title}: at most {rule.maximum}, not {count}.")
