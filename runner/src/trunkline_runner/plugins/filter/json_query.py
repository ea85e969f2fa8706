# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter under its short name, by which plays of other origin know it."""

from __future__ import annotations

from ansible_collections.trunkline.bss.plugins.filter.json_query import FilterModule

__all__ = ["FilterModule"]
