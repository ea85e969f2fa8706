"""JSON whose numbers keep their decimals, on the way in and on the way out."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

EXPONENT_MAX = 1000
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class OversizedNumberError(ValueError):
    """A JSON number of a few letters that would fill the memory when it is written out."""


def dump_json(value: object) -> str:
    """This will write JSON with exact decimals: 15.00 stays 15.00. The standard encoder would refuse or round them."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("JSON has no number that is not finite.")
        return f"{value:f}"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(key))}:{dump_json(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(dump_json, value)) + "]"
    return json.dumps(value, allow_nan=False)


def load_json(body: bytes | str) -> object:
    """This will read JSON with decimals kept exact; raises ValueError for what is no JSON, NaN, or nested too deep."""
    try:
        text = body.decode() if isinstance(body, bytes) else body
        # Half of a surrogate pair is no text; as a name it would reach answers, which could not be written.
        hook = _read_object if _SURROGATE.search(text) else None
        return json.loads(text, parse_float=_read_decimal, parse_constant=_refuse_constant, object_pairs_hook=hook)
    except RecursionError:
        raise ValueError("The document is nested too deep.") from None
    except InvalidOperation:
        raise ValueError("The document holds a number that is too large.") from None


def _read_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    for name, _ in pairs:
        name.encode()
    return dict(pairs)


def _read_decimal(text: str) -> Decimal:
    """A few letters such as 1e99999999 would fill the memory when the number is written out or becomes an integer."""
    number = Decimal(text)
    exponent = int(number.as_tuple().exponent)
    if abs(exponent) > EXPONENT_MAX or abs(number.adjusted()) > EXPONENT_MAX:
        raise OversizedNumberError("The document holds a number with too many digits.")
    return number


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number.")


class ExactEncoder(json.JSONEncoder):
    """Writes exact decimals where a library takes an encoder class."""

    def encode(self, o: Any) -> str:
        """This will write a document."""
        return dump_json(o)


class ExactDecoder(json.JSONDecoder):
    """Reads exact decimals where a library takes a decoder class."""

    def __init__(self) -> None:
        super().__init__(parse_float=Decimal)
