"""How long a contract binds, how it goes on and what leaving it early costs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from trunkline.catalog.states import ContractRenewal, TerminationFee
from trunkline.kernel.periods import Period, PeriodUnit, add_months

_MONTHS = {PeriodUnit.MONTH: 1, PeriodUnit.QUARTER: 3, PeriodUnit.YEAR: 12}
_RATE_UNIT = Decimal("1e-9")


@dataclass(frozen=True)
class ContractRules:
    """The rules of a contract; without a minimum term it can be left at any time, by its notice."""

    minimum_term: Period | None = None
    notice_period: Period | None = None
    renewal: ContractRenewal = ContractRenewal.OPEN_ENDED
    extension: Period | None = None
    fee: TerminationFee = TerminationFee.NONE
    fee_amount: Decimal = Decimal(0)
    fee_percent: Decimal = Decimal(0)


def rule_problems(rules: ContractRules) -> Iterator[tuple[str, str]]:
    """This will list what contradicts itself in the rules of a contract, each with its column."""
    if rules.renewal is not ContractRenewal.OPEN_ENDED and rules.minimum_term is None:
        yield "minimum_term_count", f"must be given: without a term nothing {rules.renewal}."
    if (rules.renewal is ContractRenewal.EXTENDS) != (rules.extension is not None):
        yield "extension_count", "must be given where the contract extends, and only there."
    if rules.fee is not TerminationFee.NONE and rules.minimum_term is None:
        yield "termination_fee", "must be none: a contract without a minimum term is never left early."


def text_problems(
    before: Sequence[Mapping[str, Any]], texts: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[int | None, str]]:
    """This will list what is wrong with the versions of a contract's text: earlier ones stay, new ones come after.

    Each is told with the number of the text, None for the list itself.
    """
    for index, old in enumerate(before):
        if index >= len(texts):
            yield None, f"version {old['version']} is missing; what customers agreed to stays, add versions after it."
        elif texts[index] != old:
            yield index, f"version {old['version']} stays as it is; add a version after the last instead."
    for index in range(len(before), len(texts)):
        if texts[index]["version"] != index + 1:
            yield index, f"must be version {index + 1}: versions count up from 1."
        elif index > 0 and texts[index]["valid_from"] < texts[index - 1]["valid_from"]:
            yield index, f"must not hold before version {index} does."


def end_of_term(rules: ContractRules, started_on: date, on: date) -> date | None:
    """This will tell on which day the term that runs on a day ends; None where the contract is not bound then.

    Terms are counted from the contract's start, so that a short month does not shift those after it.
    """
    if rules.minimum_term is None:
        return None
    end = rules.minimum_term.boundary(started_on, 1)
    if on < end or rules.renewal is ContractRenewal.ENDS:
        return end
    if rules.renewal is ContractRenewal.OPEN_ENDED or rules.extension is None:
        return None
    further = rules.extension.index_of(end, on) + 1
    # A boundary that a short month moved is later than the one counted on from it, so look at the one before, too.
    ends = (_end_of_extension(rules.minimum_term, rules.extension, started_on, each) for each in (further - 1, further))
    return next((each for each in ends if each > on), end)


def _end_of_extension(minimum_term: Period, extension: Period, started_on: date, number: int) -> date:
    """The end of an extension, counted from the contract's start where both lengths are in months."""
    months = [_MONTHS.get(each.unit, 0) * each.count for each in (minimum_term, extension)]
    if all(months):
        return add_months(started_on, months[0] + number * months[1])
    return extension.boundary(minimum_term.boundary(started_on, 1), number)


def earliest_end(rules: ContractRules, started_on: date, noticed_on: date) -> date:
    """This will tell the first day on which the contract holds no more, if notice is given on a day.

    A notice that comes too late for the end of a term that extends is for the end of the next term.
    """
    noticed = rules.notice_period.boundary(noticed_on, 1) if rules.notice_period is not None else noticed_on
    end = end_of_term(rules, started_on, noticed_on)
    if end is None:
        return noticed
    if rules.renewal is ContractRenewal.ENDS or noticed <= end:
        return end
    return end_of_term(rules, started_on, noticed - timedelta(days=1)) or noticed


def termination_fee(rules: ContractRules, bound_until: date | None, left_on: date, remaining: Decimal) -> Decimal:
    """This will tell what leaving costs, with nine decimals; `remaining` is what would be due until the term's end."""
    if rules.fee is TerminationFee.NONE or bound_until is None or left_on >= bound_until:
        return Decimal(0)
    if rules.fee is TerminationFee.FIXED:
        return rules.fee_amount
    return (remaining * rules.fee_percent / 100).quantize(_RATE_UNIT)
