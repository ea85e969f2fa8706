import json
import resource
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_KIB = 1024


@dataclass(frozen=True)
class Outcome:
    """What a bench has measured: `value` and, in the same run, the `limit` it is held against; ratio 1 is the limit.

    `goal` is the least ratio that is good enough; `failures` says what else is wrong, such as a wrong result.
    """

    bench: str
    value: float
    unit: str
    limit: float
    ratio: float
    goal: float
    peak_mib: float
    details: dict[str, Any]
    failures: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether the goal was reached and nothing is wrong."""
        return self.ratio >= self.goal and not self.failures

    def as_json(self) -> str:
        """Write the one line that ends a bench."""
        document = {
            "bench": self.bench,
            "value": _short(self.value),
            "unit": self.unit,
            "limit": _short(self.limit),
            "ratio": _short(self.ratio),
            "peak_mib": _short(self.peak_mib),
            "details": {**self.details, "goal": self.goal, "failures": list(self.failures)},
        }
        return json.dumps(document, ensure_ascii=False)


def _short(value: float) -> float:
    return float(round(Decimal(value), 3))


def peak_mib() -> float:
    """Return the most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB
