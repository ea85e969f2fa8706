"""Random bundles: the search for a selection against trying all, and the rules against a plain re-statement."""

import random
import time
from collections import defaultdict
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalog.plain_bundles import PlainRule, Triple, any_selection, is_kept
from trunkline.catalog.policies.bundle_solver import (
    Bound,
    Demand,
    TooIntricateError,
    demands_of,
    find_conflict,
    find_selection,
)
from trunkline.catalog.policies.bundles import BundleRules, Candidate, ComponentRule, Target, violations_of
from trunkline.catalog.states import Composition

Definition = tuple[list[Triple], list[PlainRule], int | None, int | None]
TARGETS = (Target.PRODUCT, Target.TYPE, Target.FAMILY)
NAMES = {0: ("p1", "p2", "p3", "p4"), 1: ("t1", "t2", "t3"), 2: ("f1", "f2", "f3")}


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Up to four products, up to six rules, and the two restrictions, as plain tuples."""
    count = draw(st.integers(0, 4))
    families = st.sampled_from([None, *NAMES[2]])
    products = [(f"p{n + 1}", draw(st.sampled_from(NAMES[1])), draw(families)) for n in range(count)]
    names = st.sampled_from([(by, name) for by in (0, 1, 2) for name in NAMES[by]])
    rules = []
    for by, name in draw(st.lists(names, min_size=1, max_size=6, unique=True)):
        least = draw(st.integers(0, 2))
        most = draw(st.none() | st.integers(least, 3))
        rules.append((by, name, least, most))
    restriction = st.none() | st.integers(1, 3)
    return products, rules, draw(restriction), draw(restriction)


def rules_of(rules: list[PlainRule], families_max: int | None, types_max: int | None) -> BundleRules:
    components = tuple(ComponentRule(TARGETS[by], name, least, most) for by, name, least, most in rules)
    return BundleRules(Composition.FLEXIBLE_BUNDLE, components, families_max, types_max)


def candidates_of(products: list[Triple]) -> list[Candidate]:
    return [Candidate(*triple) for triple in products]


def without(
    demands: set[Demand], rules: list[PlainRule], families_max: int | None, types_max: int | None
) -> tuple[list[PlainRule], int | None, int | None]:
    """The plain definition with only some demands of it left; the rule that something is chosen always stays."""
    kept = [
        (
            by,
            name,
            least if Demand(Bound.MINIMUM, index) in demands else 0,
            most if Demand(Bound.MAXIMUM, index) in demands else None,
        )
        for index, (by, name, least, most) in enumerate(rules)
    ]
    families = families_max if Demand(Bound.FAMILIES) in demands else None
    return kept, families, types_max if Demand(Bound.TYPES) in demands else None


def agree(products: list[Triple], rules: list[PlainRule], families_max: int | None, types_max: int | None) -> None:
    asked = rules_of(rules, families_max, types_max)
    found = find_selection(asked, candidates_of(products))
    plain = any_selection(products, rules, families_max, types_max)
    assert (found is None) == (plain is None)
    if found is not None:
        assert is_kept(products, rules, families_max, types_max, found)
        assert find_conflict(asked, candidates_of(products)) == []
        return
    conflict = find_conflict(asked, candidates_of(products))
    assert conflict
    assert set(conflict) <= set(demands_of(asked))
    for left_out in conflict:
        rest = {demand for demand in conflict if demand != left_out}
        if Demand(Bound.NOT_EMPTY) in rest:
            assert any_selection(products, *without(rest, rules, families_max, types_max)) is not None
    if Demand(Bound.NOT_EMPTY) in conflict:
        assert any_selection(products, *without(set(conflict), rules, families_max, types_max)) is None


@settings(max_examples=150)
@given(definitions())
def test_a_selection_is_found_exactly_when_trying_all_finds_one(definition: Definition) -> None:
    agree(*definition)


@pytest.mark.long
@settings(max_examples=5_000)
@given(definitions())
def test_a_selection_is_found_exactly_when_trying_all_finds_one_many_times(definition: Definition) -> None:
    agree(*definition)


@settings(max_examples=300)
@given(definitions(), st.dictionaries(st.sampled_from([*NAMES[0], "stranger"]), st.integers(0, 4)))
def test_a_selection_keeps_the_rules_exactly_when_the_plain_statement_says_so(
    definition: Definition, numbers: dict[str, int]
) -> None:
    products, rules, families_max, types_max = definition
    found = violations_of(
        rules_of(rules, families_max, types_max), {each.code: each for each in candidates_of(products)}, numbers
    )
    chosen = {code: number for code, number in numbers.items() if number}
    assert (found == []) == is_kept(products, rules, families_max, types_max, chosen)


def covering(seed: int, types: int, families: int, families_max: int) -> tuple[BundleRules, list[Candidate]]:
    """Types of each of which one must be chosen, from few families that each have some of the types only."""
    chance = random.Random(seed)  # noqa: S311  # a repeatable choice of test data
    candidates = [
        Candidate(f"p{family}-{each}", f"t{each}", f"f{family}")
        for family in range(families)
        for each in chance.sample(range(types), 4)
    ]
    components = tuple(ComponentRule(Target.TYPE, f"t{each}", 1, 2) for each in range(types))
    return BundleRules(Composition.FLEXIBLE_BUNDLE, components, families_max), candidates


@pytest.mark.parametrize("seed", [1, 3])
def test_a_number_of_families_that_hardly_suffices_is_settled(seed: int) -> None:
    rules, candidates = covering(seed, types=12, families=30, families_max=3)
    types_of: dict[str | None, set[str]] = defaultdict(set)
    for each in candidates:
        types_of[each.family].add(each.product_type)
    can_be = any(len(set().union(*(types_of[name] for name in three))) == 12 for three in combinations(types_of, 3))
    assert can_be == (seed == 1)
    found = find_selection(rules, candidates)
    assert (found is not None) == can_be
    assert (find_conflict(rules, candidates) == []) == can_be
    assert found is None or violations_of(rules, {each.code: each for each in candidates}, found) == []


def test_twenty_types_from_five_of_two_hundred_families_are_found() -> None:
    rules, candidates = covering(1, types=20, families=200, families_max=5)
    found = find_selection(rules, candidates)
    assert found is not None
    assert violations_of(rules, {each.code: each for each in candidates}, found) == []


def test_what_cannot_be_settled_is_said_to_be_too_intricate() -> None:
    rules, candidates = covering(2, types=60, families=200, families_max=16)
    with pytest.raises(TooIntricateError):
        find_selection(rules, candidates)


def large(seed: int) -> tuple[BundleRules, list[Candidate]]:
    """Ten thousand products of 30 types and 200 families, and twenty rules over them."""
    chance = random.Random(seed)  # noqa: S311  # a repeatable choice of test data
    candidates = [Candidate(f"p{n}", f"t{chance.randrange(30)}", f"f{chance.randrange(200)}") for n in range(10_000)]
    rules = [ComponentRule(Target.TYPE, f"t{n}", 1, 5) for n in range(8)]
    rules += [ComponentRule(Target.FAMILY, f"f{n}", chance.randrange(2), 3) for n in range(8)]
    rules += [ComponentRule(Target.PRODUCT, f"p{n}", 0, 2) for n in range(4)]
    return BundleRules(Composition.FLEXIBLE_BUNDLE, tuple(rules), 6, 12), candidates


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ten_thousand_products_and_twenty_rules_are_searched_quickly(seed: int) -> None:
    rules, candidates = large(seed)
    started = time.process_time()
    found = find_selection(rules, candidates)
    conflict = find_conflict(rules, candidates)
    assert time.process_time() - started < 10
    assert (found is None) == bool(conflict)
    if found is not None:
        assert violations_of(rules, {each.code: each for each in candidates}, found) == []
