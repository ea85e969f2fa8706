# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks a document with a JMESPath expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jmespath
from ansible.errors import AnsibleFilterError
from jmespath.exceptions import JMESPathError


def _plain(value: Any) -> Any:
    # jmespath tells types by their names, so Ansible's own kinds of text and list would be strangers to it.
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def json_query(document: Any, expression: str) -> Any:
    """This will give what a JMESPath expression finds in a document; raises AnsibleFilterError for a malformed one."""
    try:
        return jmespath.search(str(expression), _plain(document))
    except JMESPathError as error:
        raise AnsibleFilterError(f"json_query: {error}") from error


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """This will name them."""
        return {"json_query": json_query}
