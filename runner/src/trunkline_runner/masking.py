# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are taken out of everything that a job says, in every form in which they are likely to appear."""

from __future__ import annotations

import base64
import html
import json
import re
import urllib.parse
from collections.abc import Iterable

MASK = "********"
CUT_MARK = "… [cut]"
SECRET_LENGTH_MIN = 4
# A shorter piece of base64 would match ordinary words.
BASE64_CORE_LENGTH_MIN = 8


def _base64_cores(secret: bytes) -> Iterable[str]:
    """This will give the base64 text of a secret that stands anywhere in longer data.

    Three bytes become four characters, so there are three ways for the secret to be aligned; the characters at
    either end that depend on the neighbours are left out.
    """
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + secret).decode().rstrip("=")
        start = (0, 2, 3)[offset]
        remainder = (offset + len(secret)) % 3
        end = len(encoded) - (1 if remainder else 0)
        core = encoded[start:end]
        if len(core) >= BASE64_CORE_LENGTH_MIN:
            yield core
            yield core.replace("+", "-").replace("/", "_")


def spellings(secret: str) -> set[str]:
    """This will list the forms of a secret to look for: as it is, escaped for JSON, Python, HTML, URLs, base64, hex."""
    raw = secret.encode("utf-8", "surrogateescape")
    forms = {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(secret).replace("/", "\\/")[1:-1],
        repr(secret)[1:-1],
        html.escape(secret),
        urllib.parse.quote(raw),
        urllib.parse.quote(raw, safe=""),
        urllib.parse.quote_plus(raw),
        raw.hex(),
        raw.hex().upper(),
        *_base64_cores(raw),
    }
    # JSON inside JSON is common in logs of HTTP bodies.
    forms |= {json.dumps(form)[1:-1] for form in forms}
    return {form for form in forms if len(form) >= SECRET_LENGTH_MIN}


class Masker:
    """Replaces secrets in text and in nested documents."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """This will prepare the search; longer forms are replaced first, so that none leaves a recognisable rest."""
        forms: set[str] = set()
        for secret in secrets:
            if secret:
                forms |= spellings(secret)
        ordered = sorted(forms, key=lambda form: (-len(form), form))
        self.longest = len(ordered[0]) if ordered else 0
        self._pattern = re.compile("|".join(re.escape(form) for form in ordered)) if ordered else None

    def text(self, value: str) -> str:
        """This will give the text with every secret replaced by asterisks."""
        return self._pattern.sub(MASK, value) if self._pattern else value

    def document(self, value: object) -> object:
        """This will mask every string, keys included, of a document made of dicts, lists and scalars."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(str(key)): self.document(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.document(item) for item in value]
        return value


def shorten(text: str, limit: int, masker: Masker) -> tuple[str, bool]:
    """This will mask a text and cut it to `limit` characters, and tell whether it was cut.

    The text is first cut with a margin and only then masked, so that 200 MB are not searched; what could be the first
    half of a secret at that cut is dropped with the margin.
    """
    margin = masker.longest
    cut = len(text) > limit
    masked = masker.text(text[: limit + margin] if cut else text)
    if cut and margin:
        masked = masked[:-margin]
    masked = masked[:limit]
    return (f"{masked}{CUT_MARK}" if cut else masked), cut
