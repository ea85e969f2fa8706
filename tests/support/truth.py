"""Truth files: tables of what is right, written by hand from the texts that ask for it."""

from pathlib import Path


def lines_of(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The headings of a truth file, the last of its comments, and its lines by heading."""
    texts = path.read_text().splitlines()
    headings = [cell.strip() for cell in [text for text in texts if text.startswith("#")][-1].strip("# ").split("|")]
    lines = [[cell.strip() for cell in text.split("|")] for text in texts if text and not text.startswith("#")]
    assert all(len(cells) == len(headings) for cells in lines), path
    return headings, [dict(zip(headings, cells, strict=True)) for cells in lines]
