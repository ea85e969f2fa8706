"""Which icons products can have."""

import re

_FONT_AWESOME = re.compile(r"fa-[a-z]+ fa-[a-z0-9-]+")


def icon_violation(icon: str) -> str | None:
    """This will tell what is wrong with an icon, which is a Font Awesome class or empty."""
    if icon and not _FONT_AWESOME.fullmatch(icon):
        return "must be a Font Awesome class, such as fa-solid fa-sim-card."
    return None
