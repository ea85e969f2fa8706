"""Which rates of a tax code hold for a buyer."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trunkline.catalog.policies.validity import Validity, overlaps
from trunkline.parties.states import AccountKind


@dataclass(frozen=True)
class TaxRule:
    """A rate of a tax, and whom it holds for: an empty country, region or kind holds for every one.

    `tax` is the tax's own name, such as VAT, GST or QST: a buyer may owe several taxes, of each one rate.
    """

    tax: str
    percent: Decimal
    validity: Validity
    country: str = ""
    region: str = ""
    account_kind: AccountKind | None = None
    is_reverse_charge: bool = False
    is_applied: bool = True
    note: str = ""

    @property
    def place(self) -> tuple[str, str, str, str | None]:
        """What two rates must differ in to hold at the same time."""
        return self.tax, self.country, self.region, self.account_kind


def rule_problems(rules: Sequence[TaxRule]) -> Iterator[tuple[int, str, str]]:
    """This will list what is wrong with the rates of a code: the number of the rate, its column and the reason."""
    for index, rule in enumerate(rules):
        if rule.region and not rule.country:
            yield index, "country", "must be given with a region."
        if rule.validity.end is not None and rule.validity.end <= rule.validity.start:
            yield index, "valid_until", "must be later than valid_from."
        if rule.is_reverse_charge and rule.percent != 0:
            yield index, "percent", "must be 0 where the buyer accounts for the tax (reverse charge)."
        if rule.is_reverse_charge and rule.account_kind is not AccountKind.BUSINESS:
            yield index, "account_kind", "must be business: only businesses account for a tax themselves."
    applied = [index for index, rule in enumerate(rules) if rule.is_applied]
    for later, earlier in overlaps([(rules[index].place, rules[index].validity) for index in applied]):
        told = f"holds at the same time and for the same buyers as rate {applied[earlier]} of the list."
        yield applied[later], "valid_from", told


def applicable_rates(
    rules: Iterable[TaxRule], country: str, region: str, on: date, *, is_business: bool
) -> list[TaxRule]:
    """This will tell the rates that a buyer in a place owes on a day: of each tax the one said most closely of it.

    A region goes before its country, a country before everywhere, and then a kind of accounts before all accounts.
    """
    kind = AccountKind.BUSINESS if is_business else AccountKind.RESIDENTIAL
    by_tax: dict[str, list[TaxRule]] = defaultdict(list)
    for rule in rules:
        is_there = rule.country in ("", country) and rule.region in ("", region)
        if rule.is_applied and rule.validity.holds_on(on) and is_there and rule.account_kind in (None, kind):
            by_tax[rule.tax].append(rule)
    return [max(found, key=_closeness) for _tax, found in sorted(by_tax.items())]


def _closeness(rule: TaxRule) -> tuple[bool, bool, bool]:
    return bool(rule.region), bool(rule.country), rule.account_kind is not None
