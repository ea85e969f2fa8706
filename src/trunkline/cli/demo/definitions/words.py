"""How the demo's definitions are written."""

from typing import Any

Document = dict[str, Any]

SINCE = "2025-01-01"


def named(code: str, name: str, **more: Any) -> Document:
    """This will write a definition with a code and a name."""
    return {"code": code, "name": name, **more}
