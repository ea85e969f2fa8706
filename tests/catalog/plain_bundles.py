"""The rules of bundles said again, plainly and slowly, without a word of the code under test.

A product is a triple (code, type, family); a rule is a tuple (by, name, least, most), where `by` is 0 for a product's
code, 1 for its type, 2 for its family, and `most` may be None.
"""

from collections.abc import Mapping, Sequence
from itertools import product as every

Triple = tuple[str, str, str | None]
PlainRule = tuple[int, str, int, int | None]


def is_kept(
    products: Sequence[Triple],
    rules: Sequence[PlainRule],
    families_max: int | None,
    types_max: int | None,
    selection: Mapping[str, int],
) -> bool:
    """Whether a selection {code: number above zero} keeps every rule of a flexible bundle."""
    triples = {triple[0]: triple for triple in products}
    if not selection:
        return False
    for code in selection:
        if code not in triples:
            return False
        if not any(triples[code][by] == name for by, name, _least, _most in rules):
            return False
    for by, name, least, most in rules:
        total = sum(number for code, number in selection.items() if triples[code][by] == name)
        if total < least or (most is not None and total > most):
            return False
    if families_max is not None and len({triples[code][2] for code in selection}) > families_max:
        return False
    return types_max is None or len({triples[code][1] for code in selection}) <= types_max


def any_selection(
    products: Sequence[Triple], rules: Sequence[PlainRule], families_max: int | None, types_max: int | None
) -> dict[str, int] | None:
    """Some selection that keeps all rules, found by trying all; None when there is none.

    No product is ever needed more often than the largest least number asks for.
    """
    enough = max([1, *(least for _by, _name, least, _most in rules)])
    codes = [code for code, _type, _family in products]
    for numbers in every(range(enough + 1), repeat=len(codes)):
        selection = {code: number for code, number in zip(codes, numbers, strict=True) if number}
        if is_kept(products, rules, families_max, types_max, selection):
            return selection
    return None
