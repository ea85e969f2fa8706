"""Serial numbers, however they are typed."""

import unicodedata


def normalise_serial(serial: str) -> str | None:
    """This will write a serial so that the same one always reads the same: NFKC, without spaces, in upper case."""
    bare = "".join(unicodedata.normalize("NFKC", serial).split()).upper()
    # Letters that stand side by side only now, or only in upper case, are composed as well.
    return unicodedata.normalize("NFKC", bare) or None
