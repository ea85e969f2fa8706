"""JSON whose numbers keep their decimals."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.kernel.exact_json import ExactDecoder, ExactEncoder, dump_json, load_json

texts = st.text(st.characters(codec="utf-8"), max_size=20)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**15), max_value=10**15)
leaves = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | decimals | texts
documents = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


@settings(deadline=None, max_examples=200)
@given(document=documents)
def test_what_is_written_reads_the_same_again(document: object) -> None:
    assert load_json(dump_json(document)) == document
    assert load_json(dump_json(document).encode()) == document
    assert json.loads(json.dumps(document, cls=ExactEncoder), cls=ExactDecoder) == document


def test_decimals_keep_their_places() -> None:
    assert dump_json({"retail": Decimal("15.00"), "unit": Decimal("0E-9")}) == '{"retail":15.00,"unit":0.000000000}'
    assert str(load_json("[15.00, 0.000000001]")) == "[Decimal('15.00'), Decimal('1E-9')]"


def test_lists_and_tuples_are_written_alike() -> None:
    assert dump_json([(1, "a"), [None, True]]) == '[[1,"a"],[null,true]]'


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan"), float("inf")])
def test_numbers_that_are_not_finite_are_not_written(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        dump_json(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1,]",
        "NaN",
        "[-Infinity]",
        "[" * 100_000,
        "1e9999999999999999999",
        "1e99999999",
        "0e-99999999",
        "{'a':1}",
    ],
)
def test_what_is_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        load_json(text)


def test_bytes_that_are_no_text_are_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"."):
        load_json(b"\xff\xfe\x00")
