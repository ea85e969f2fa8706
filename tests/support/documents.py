"""Documents of the API, compared with what was sent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def holds(written: Any, sent: Any) -> bool:
    """Whether an answer holds what was sent: every field of it, numbers however they are written."""
    if isinstance(sent, Mapping):
        return isinstance(written, Mapping) and all(holds(written.get(name), value) for name, value in sent.items())
    if isinstance(sent, list):
        return len(written) == len(sent) and all(map(holds, written, sent))
    if isinstance(written, Decimal | int) and not isinstance(written, bool) and not isinstance(sent, bool):
        return Decimal(str(sent)) == Decimal(written)
    return bool(written == sent)
