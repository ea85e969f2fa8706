"""Refusals and the catalogue of their codes."""

import pkgutil
import re
from importlib import import_module

import pytest

import trunkline
from trunkline.kernel.errors import CATALOGUE, DomainError, ErrorKind, InvalidInputError

for _room in pkgutil.iter_modules(trunkline.__path__):
    if any(module.name == "errors" for module in pkgutil.iter_modules([f"{trunkline.__path__[0]}/{_room.name}"])):
        import_module(f"trunkline.{_room.name}.errors")


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_error_has_a_stable_code_a_title_a_kind_and_a_sentence(code: str) -> None:
    error = CATALOGUE[code]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert error.__name__.endswith("Error")
    assert error.title
    assert not error.title.endswith(".")
    assert isinstance(error.kind, ErrorKind)
    assert (error.__doc__ or "").strip()


def test_every_concrete_error_is_in_the_catalogue() -> None:
    pending, seen = [DomainError], set()
    while pending:
        for error in pending.pop().__subclasses__():
            pending.append(error)
            if error.__module__.startswith("trunkline."):
                seen.add(error)
    assert set(CATALOGUE.values()) == {error for error in seen if "code" in error.__dict__}


def test_a_code_is_taken_once() -> None:
    with pytest.raises(TypeError, match="'invalid-input' is already taken by InvalidInputError"):
        type("SecondError", (DomainError,), {"code": "invalid-input"})


def test_a_refusal_of_a_field_names_it_with_the_reason() -> None:
    refusal = InvalidInputError.for_field("slug", "is too long.")
    assert (refusal.detail, refusal.fields) == ("slug: is too long.", {"slug": "is too long."})


def test_an_error_keeps_fields_of_its_own() -> None:
    fields = {"slug": "is too long."}
    refusal = InvalidInputError("No.", fields=fields)
    fields.clear()
    assert refusal.fields == {"slug": "is too long."}
