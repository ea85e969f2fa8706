"""Whether any selection keeps all rules of a bundle, found by searching for one, and which rules conflict if none does.

A product counts for its own rule, for that of its type and for that of its family. So selections are flows: from a
source to types, from types along products to families, and on to a sink and round again, each rule being the least and
the most of an arc. A flow is found in polynomial time (Ahuja, Magnanti and Orlin, Network Flows, 6.7). Only the
restrictions to a number of types and families need a search, which the flows cut short. Of the rules in conflict a
minimal set is told (QuickXplain: Junker, AAAI 2004).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from trunkline.catalog.policies.bundles import BundleRules, Candidate, Target
from trunkline.catalog.policies.flows import Arc, feasible_flow
from trunkline.catalog.policies.violations import Violation
from trunkline.catalog.states import Composition

FLOWS_MAX = 2_000
STEPS_MAX = 5_000


class Bound(StrEnum):
    """What a rule asks for."""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    FAMILIES = "component_families_max"
    TYPES = "component_types_max"
    NOT_EMPTY = "not_empty"


@dataclass(frozen=True)
class Demand:
    """One demand of a bundle's rules: a bound of the component at an index, or of the bundle as a whole."""

    bound: Bound
    index: int | None = None


class TooIntricateError(Exception):
    """The restrictions to some types and families leave too many combinations to try."""


@dataclass
class _Effort:
    """How much may still be tried for one answer, as others wait for the catalogue meanwhile."""

    steps: int = STEPS_MAX
    flows: int = FLOWS_MAX

    def take(self, *, flows: int = 0, steps: int = 0) -> None:
        """Note what is tried now; raises TooIntricateError when it is too much."""
        self.steps -= steps
        self.flows -= flows
        if min(self.steps, self.flows) < 0:
            raise TooIntricateError


def demands_of(rules: BundleRules) -> list[Demand]:
    """This will list the demands of rules: the restrictions, the components' in their order, and that there is one.

    A conflict that the first ones have by themselves is told rather than one that needs the later ones.
    """
    found = []
    if rules.families_max is not None:
        found.append(Demand(Bound.FAMILIES))
    if rules.types_max is not None:
        found.append(Demand(Bound.TYPES))
    for index, rule in enumerate(rules.components):
        if rule.minimum > 0:
            found.append(Demand(Bound.MINIMUM, index))
        if rule.maximum is not None:
            found.append(Demand(Bound.MAXIMUM, index))
    if rules.composition == Composition.FLEXIBLE_BUNDLE:
        found.append(Demand(Bound.NOT_EMPTY))
    return found


def find_selection(rules: BundleRules, candidates: Iterable[Candidate]) -> dict[str, int] | None:
    """This will find how many of which product keep the rules; None when no selection does.

    Raises TooIntricateError when the restrictions leave too much to try.
    """
    return _Search(rules, _strands(rules, candidates), frozenset(demands_of(rules)), _Effort()).run()


def find_conflict(rules: BundleRules, candidates: Iterable[Candidate]) -> list[Demand]:
    """This will find demands that no selection meets together, but one does without any one of them; none: no conflict.

    Raises TooIntricateError when the restrictions leave too much to try.
    """
    strands = _strands(rules, candidates)
    demands = demands_of(rules)
    effort = _Effort()

    def is_met(kept: list[Demand]) -> bool:
        return _Search(rules, strands, frozenset(kept), effort).run() is not None

    if is_met(demands):
        return []
    return sorted(_at_fault([], demands, is_met, has_grown=False), key=demands.index)


def tell_conflict(rules: BundleRules, conflict: Iterable[Demand]) -> list[Violation]:
    """This will name each demand in conflict, at its place in the definition, with all that it contradicts."""
    demands = list(conflict)
    if len(demands) == 1 and demands[0].index is not None:
        rule = rules.components[demands[0].index]
        told = f"asks for at least {rule.minimum} of {rule.title}, of which nothing can be chosen."
    elif len(demands) == 1:
        told = "offer nothing that can be chosen."
    else:
        told = f"contradicts the others; these cannot all hold: {'; '.join(_told(rules, each) for each in demands)}."
    return [Violation(_path(demand), told) for demand in demands]


def _path(demand: Demand) -> str:
    if demand.index is not None:
        return f"components[{demand.index}]"
    return "components" if demand.bound == Bound.NOT_EMPTY else demand.bound.value


def _told(rules: BundleRules, demand: Demand) -> str:
    if demand.bound == Bound.FAMILIES:
        return f"components of at most {rules.families_max} product families"
    if demand.bound == Bound.TYPES:
        return f"components of at most {rules.types_max} product types"
    if demand.index is None:
        return "at least one component"
    rule = rules.components[demand.index]
    if demand.bound == Bound.MINIMUM:
        return f"at least {rule.minimum} of {rule.title}"
    return f"at most {rule.maximum} of {rule.title}"


def _at_fault(
    beside: list[Demand], demands: list[Demand], is_met: Callable[[list[Demand]], bool], *, has_grown: bool
) -> list[Demand]:
    """Find the part of some demands that is at fault, `beside` others that are kept meanwhile."""
    if has_grown and not is_met(beside):
        return []
    if len(demands) == 1:
        return demands
    half = len(demands) // 2
    first, second = demands[:half], demands[half:]
    of_second = _at_fault(beside + first, second, is_met, has_grown=bool(first))
    of_first = _at_fault(beside + of_second, first, is_met, has_grown=bool(of_second))
    return of_first + of_second


@dataclass(frozen=True)
class _Strand:
    """Products that count alike: one that a rule names, or all others of a type and family, one standing for all.

    Types and families that no rule and no restriction tells apart are None.
    """

    product: str
    product_type: str | None
    family: str | None
    rule: int | None = None


def _strands(rules: BundleRules, candidates: Iterable[Candidate]) -> list[_Strand]:
    indexes: dict[Target, dict[str, int]] = {target: {} for target in Target}
    for index, rule in enumerate(rules.components):
        indexes[rule.target][rule.code] = index
    named = []
    alike: dict[tuple[str | None, str | None], _Strand] = {}
    for each in candidates:
        has_type = each.product_type in indexes[Target.TYPE]
        has_family = each.family is not None and each.family in indexes[Target.FAMILY]
        strand = _Strand(
            each.code,
            each.product_type if has_type or rules.types_max is not None else None,
            each.family if has_family or rules.families_max is not None else None,
            indexes[Target.PRODUCT].get(each.code),
        )
        if strand.rule is not None:
            named.append(strand)
        elif has_type or has_family:
            alike.setdefault((strand.product_type, strand.family), strand)
    return [*named, *alike.values()]


@dataclass(frozen=True)
class _Restriction:
    """The most names (of types or families) that may be in use, those to keep, and those that are closed."""

    most: int | None
    kept: frozenset[str | None]
    closed: frozenset[str | None] = frozenset()

    def is_broken(self) -> bool:
        """Tell whether more must be kept than may be in use."""
        return self.most is not None and len(self.kept) > self.most

    def undecided(self, used: Mapping[str | None, int]) -> list[str | None]:
        """Find the name in use that carries most and is not kept yet; none when not too many are in use."""
        if self.most is None or len(used) <= self.most:
            return []
        open_names = (name for name in used if name not in self.kept)
        return [max(open_names, key=lambda name: (used[name], name or ""))]

    def keeping(self, more: frozenset[str | None], names: Iterable[str | None]) -> "_Restriction":
        """Keep more names, and close all others of `names` once there is no place for them."""
        kept = self.kept | more
        is_full = self.most is not None and len(kept) >= self.most
        return replace(self, kept=kept, closed=frozenset(names) - kept if is_full else self.closed)


_Bounds = tuple[int, int | None]
_FREE: _Bounds = (0, None)


class _Search:
    """Tries which types and families to use, by one flow for each step."""

    def __init__(self, rules: BundleRules, strands: list[_Strand], demands: frozenset[Demand], effort: _Effort) -> None:
        self._effort = effort
        self._strands = strands
        self._demands = demands
        self._families_max = rules.families_max if Demand(Bound.FAMILIES) in demands else None
        self._types_max = rules.types_max if Demand(Bound.TYPES) in demands else None
        self._bounds: dict[Target, dict[str | None, _Bounds]] = {target: {} for target in Target}
        self._by_index: list[_Bounds] = []
        for index, rule in enumerate(rules.components):
            least = rule.minimum if Demand(Bound.MINIMUM, index) in demands else 0
            most = rule.maximum if Demand(Bound.MAXIMUM, index) in demands else None
            self._bounds[rule.target][rule.code] = (least, most)
            self._by_index.append((least, most))
        # Of each side: what the other must have a least number of, and which name serves which of these.
        self._served: dict[Target, frozenset[str]] = {}
        self._serves: dict[Target, dict[str | None, frozenset[str]]] = {}
        for target, other in ((Target.FAMILY, Target.TYPE), (Target.TYPE, Target.FAMILY)):
            needs = frozenset(name for name, (least, _most) in self._bounds[other].items() if name and least > 0)
            serves: dict[str | None, set[str]] = defaultdict(set)
            for strand in strands:
                served = self._end(other, strand)
                if served in needs and self._strand_bounds(strand)[1] != 0:
                    serves[self._end(target, strand)].add(served)
            self._served[target] = needs
            self._serves[target] = {name: frozenset(served) for name, served in serves.items()}

    def run(self) -> dict[str, int] | None:
        """Search from the start: what a least number needs is kept, what another serves as well is closed."""
        known = {strand.product for strand in self._strands if strand.rule is not None}
        if any(least > 0 and code not in known for code, (least, _most) in self._bounds[Target.PRODUCT].items()):
            return None
        families = self._restrict(Target.FAMILY, self._families_max, frozenset())
        types = self._restrict(Target.TYPE, self._types_max, families.closed)
        if types.is_broken() or families.is_broken():
            return None
        return self._descend(types, families)

    def _restrict(self, target: Target, most: int | None, closed_families: frozenset[str | None]) -> _Restriction:
        if most is None:
            return _Restriction(None, frozenset())
        spare = _Restriction(most, frozenset(), self._spare(target, closed_families))
        return spare.keeping(self._needed(target), self._names(target))

    def _descend(self, types: _Restriction, families: _Restriction) -> dict[str, int] | None:
        """Try what is left to decide, depth first, until a flow uses no more types and families than may be."""
        left = [(types, families)]
        while left:
            self._effort.take(steps=1)
            types, families = left.pop()
            by_family = self._by_need(Target.FAMILY, families)
            by_type = self._by_need(Target.TYPE, types) if by_family is None else None
            if by_family is not None or by_type is not None:
                left += [(types, each) for each in by_family or ()] + [(each, families) for each in by_type or ()]
                continue
            self._effort.take(flows=1)
            selection = self._flow(types.closed, families.closed)
            if selection is None:
                continue
            undecided_families = families.undecided(self._used(Target.FAMILY, selection))
            undecided_types = types.undecided(self._used(Target.TYPE, selection))
            for name in undecided_families:
                left += [(types, each) for each in self._decide(Target.FAMILY, families, name)]
            for name in undecided_types[: 0 if undecided_families else 1]:
                left += [(each, families) for each in self._decide(Target.TYPE, types, name)]
            if not undecided_families and not undecided_types:
                return {self._strands[index].product: quantity for index, quantity in selection.items()}
        return None

    def _by_need(self, target: Target, restriction: _Restriction) -> list[_Restriction] | None:
        """Branch on a least number of the other side that no kept name serves yet: on each name that could.

        An empty list: the places that are left do not suffice for all such; None: there are none.
        """
        serves = self._serves[target]
        needs = self._served[target].difference(*(serves.get(name, ()) for name in restriction.kept))
        if restriction.most is None or not needs:
            return None
        offers = {
            name: served & needs
            for name, served in serves.items()
            if name not in restriction.kept and name not in restriction.closed and served & needs
        }
        places = restriction.most - len(restriction.kept)
        if sum(sorted((len(served) for served in offers.values()), reverse=True)[:places]) < len(needs):
            return []
        scarcest = min(needs, key=lambda need: (sum(need in served for served in offers.values()), need))
        names = [name for name, served in offers.items() if scarcest in served]
        branches = []
        for name in sorted(names, key=lambda name: (-len(offers[name]), name or "")):
            branches.append(restriction.keeping(frozenset({name}), self._names(target)))
            restriction = replace(restriction, closed=restriction.closed | {name})
        return branches[::-1]

    def _decide(self, target: Target, restriction: _Restriction, name: str | None) -> list[_Restriction]:
        """Branch: the second, which is tried first, keeps the name; the first closes it."""
        return [
            replace(restriction, closed=restriction.closed | {name}),
            restriction.keeping(frozenset({name}), self._names(target)),
        ]

    def _names(self, target: Target) -> set[str | None]:
        return {self._end(target, strand) for strand in self._strands}

    @staticmethod
    def _end(target: Target, strand: _Strand) -> str | None:
        return strand.product_type if target is Target.TYPE else strand.family

    def _used(self, target: Target, selection: Mapping[int, int]) -> dict[str | None, int]:
        used: dict[str | None, int] = defaultdict(int)
        for index, quantity in selection.items():
            used[self._end(target, self._strands[index])] += quantity
        return used

    def _strand_bounds(self, strand: _Strand) -> _Bounds:
        return _FREE if strand.rule is None else self._by_index[strand.rule]

    def _needed(self, target: Target) -> frozenset[str | None]:
        """The names without which a least number is not reached."""
        own = {name for name, (least, _most) in self._bounds[target].items() if least > 0}
        return frozenset(own | {self._end(target, each) for each in self._strands if self._strand_bounds(each)[0] > 0})

    def _spare(self, target: Target, closed_families: frozenset[str | None]) -> frozenset[str | None]:
        """The names of one side that can stay closed, as all that they offer without bounds another offers, too.

        What a selection takes of such a one can be taken of the other instead, and no more names are in use.
        """
        other = Target.FAMILY if target is Target.TYPE else Target.TYPE
        offered: dict[str | None, set[str | None]] = defaultdict(set)
        bounded = {name for name, bounds in self._bounds[target].items() if bounds != _FREE}
        for strand in self._strands:
            if strand.family in closed_families:
                continue
            if self._strand_bounds(strand) == _FREE:
                offered[self._end(target, strand)].add(self._end(other, strand))
            else:
                bounded.add(self._end(target, strand))
        groups: dict[frozenset[str | None], list[str | None]] = defaultdict(list)
        for name, offers in offered.items():
            if name not in bounded:
                groups[frozenset(offers)].append(name)
        spare: set[str | None] = set()
        for ends, names in groups.items():
            is_served = any(ends < larger for larger in groups)
            spare.update(names if is_served else names[1:])
        return frozenset(spare)

    def _flow(
        self, closed_types: frozenset[str | None], closed_families: frozenset[str | None]
    ) -> dict[int, int] | None:
        """Find what to choose of each strand, when only the numbers count."""
        open_strands = [
            (index, strand)
            for index, strand in enumerate(self._strands)
            if strand.product_type not in closed_types and strand.family not in closed_families
        ]
        arcs = [
            Arc((Target.TYPE, strand.product_type), (Target.FAMILY, strand.family), *self._strand_bounds(strand))
            for _index, strand in open_strands
        ]
        is_for_one = Demand(Bound.NOT_EMPTY) in self._demands
        arcs.append(Arc("sink", "source", 1 if is_for_one else 0))
        for target in (Target.TYPE, Target.FAMILY):
            names = {self._end(target, strand) for _index, strand in open_strands} | set(self._bounds[target])
            for name in sorted(names, key=lambda each: (each is not None, each or "")):
                bounds = self._bounds[target].get(name, _FREE)
                if target is Target.TYPE:
                    arcs.append(Arc("source", (target, name), *bounds))
                else:
                    arcs.append(Arc((target, name), "sink", *bounds))
        amounts = feasible_flow(arcs)
        if amounts is None:
            return None
        return {index: amount for (index, _strand), amount in zip(open_strands, amounts, strict=False) if amount > 0}
