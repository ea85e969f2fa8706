from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How an examination ended; a remark is for information and fails nothing."""

    OK = "ok"
    FAILED = "FAILED"
    REMARK = "note"


@dataclass(frozen=True)
class Finding:
    """What `doctor` found about one thing, and what to do if it is not in order."""

    name: str
    verdict: Verdict
    detail: str
    remedy: str = ""


def ok(name: str, detail: str) -> Finding:
    """Return a finding that is in order."""
    return Finding(name, Verdict.OK, detail)


def failed(name: str, detail: str, remedy: str) -> Finding:
    """Return a finding that has to be mended."""
    return Finding(name, Verdict.FAILED, detail, remedy)


def remark(name: str, detail: str) -> Finding:
    """Return something to know."""
    return Finding(name, Verdict.REMARK, detail)
