# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking, lines and names by themselves; and the whole thing from another place."""

from __future__ import annotations

import base64
import importlib.util
import json
import shutil
import sys
from pathlib import Path

import pytest
from backend import TOKEN, Backend
from hypothesis import given
from hypothesis import strategies as st
from wire import Jobs, Wire

import trunkline_runner
from trunkline_runner.guardian import LineReader
from trunkline_runner.masking import CUT_MARK, MASK, Masker, shorten
from trunkline_runner.protocol import refuse_variable_name


@given(secret=st.binary(min_size=12, max_size=40), before=st.binary(max_size=9), after=st.binary(max_size=9))
def test_a_secret_inside_base64_is_found_at_every_alignment(secret: bytes, before: bytes, after: bytes) -> None:
    text = base64.b64encode(b"0").decode()  # something harmless of the same alphabet stays
    secret_text = secret.decode("utf-8", "surrogateescape")
    masked = Masker([secret_text]).text(f"{text} {base64.b64encode(before + secret + after).decode()}")
    assert masked.startswith(text)
    assert MASK in masked


@given(secret=st.text(st.characters(codec="utf-8"), min_size=6, max_size=30), before=st.text(max_size=20))
def test_a_secret_is_found_as_it_is_and_inside_json(secret: str, before: str) -> None:
    masker = Masker([secret])
    assert secret not in masker.text(f"{before}{secret}").replace(MASK, "")
    for ascii_only in (True, False):
        inner = json.dumps({"key": secret}, ensure_ascii=ascii_only)
        assert masker.text(inner) == json.dumps({"key": MASK})
        assert masker.text(json.dumps(inner)) == json.dumps(json.dumps({"key": MASK}))
    assert masker.document({secret: [secret, 7, None, {"x": secret}]}) == {MASK: [MASK, 7, None, {"x": MASK}]}


def test_the_longer_of_two_secrets_goes_first() -> None:
    assert Masker(["abcd", "abcd-efgh"]).text("abcd-efgh abcd") == f"{MASK} {MASK}"


def test_a_cut_shows_no_part_of_a_secret() -> None:
    masker = Masker(["0123456789"])
    for padding in range(80, 101):
        text, is_cut = shorten("x" * padding + "0123456789" + "y" * 500, 100, masker)
        assert is_cut
        assert text.endswith(CUT_MARK)
        assert "0" not in text
    assert shorten("short", 100, masker) == ("short", False)


def test_lines_are_put_together_and_long_ones_lose_their_end() -> None:
    reader = LineReader(10)
    assert reader.feed(b"ab") == []
    assert reader.feed(b"c\nd\ne") == [(b"abc", False), (b"d", False)]
    assert reader.feed(b"x" * 30) == [(b"e" + b"x" * 9, True)]
    assert reader.feed(b"x" * 30) == []
    assert reader.feed(b"\nnext\nrest") == [(b"next", False)]
    assert reader.rest() == [(b"rest", False)]
    assert reader.rest() == []


@pytest.mark.parametrize("name", ["SIM Card", "sim_card_id", "IPv4 Address", "Größe", "a", "x.y", "item (2)"])
def test_ordinary_names_are_allowed(name: str) -> None:
    assert refuse_variable_name(name) is None


def test_it_works_from_another_place_with_another_interpreter(tmp_path: Path, backend: Backend) -> None:
    place = tmp_path / "copied"
    source = Path(trunkline_runner.__file__).parent
    shutil.copytree(source, place / "trunkline_runner", ignore=shutil.ignore_patterns("__pycache__"))
    # -S: no site directory, so no editable installation; -s: none of the user's.
    base = f"{sys.base_prefix}/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    found = importlib.util.find_spec("ansible")
    assert found is not None
    assert found.origin is not None
    paths = f"{place}:{Path(found.origin).parent.parent}"
    wire = Wire({"PYTHONPATH": paths, "PATH": "/usr/bin:/bin"}, (base, "-S", "-s", "-B"))
    try:
        assert wire.ready["plays_directory"].startswith(str(place))
        jobs = Jobs(tmp_path / "jobs", wire, backend.config)
        text = """
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.include_vars: {file: "../../crm_config.yaml", name: crm_config}
    - trunkline.bss.crm: {path: /crm/product/product_id/42}
      register: product
    - command: echo {{ product.json.retail_cost }} {{ product.json | json_query('contract_days') }}
      register: echo
    - assert: {that: echo.stdout == '15.00 30'}
"""
        events = jobs.run(text, variables={"access_token": TOKEN})
        assert events[-1]["outcome"] == "success", events[-1]
    finally:
        assert wire.close() == 0
    assert not list(place.rglob("__pycache__"))
