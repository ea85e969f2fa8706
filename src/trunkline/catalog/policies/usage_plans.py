"""What usage costs: tiers of units, and calls by destination."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from trunkline.catalog.states import TierModel

_RATE_UNIT = Decimal("1e-9")
# Enough for any product of two numbers of the catalogue, so that nothing is lost before the line is rounded.
_PRECISION = 60
_SECONDS_PER_MINUTE = 60
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Tier:
    """A tier of usage: it holds from `starts_at` units on, up to but without the start of the next one."""

    starts_at: Decimal
    unit_price: Decimal = _ZERO
    fixed_amount: Decimal = _ZERO


@dataclass(frozen=True)
class Destination:
    """What calls to numbers with a prefix cost; an empty prefix stands for all numbers."""

    prefix: str
    price_per_minute: Decimal = _ZERO
    connect_fee: Decimal = _ZERO
    first_increment_seconds: int = 60
    next_increment_seconds: int = 60
    uses_included_minutes: bool = True
    is_billed: bool = True


@dataclass(frozen=True)
class RatedCall:
    """What a call counts as, and costs: `included_seconds` were taken from the minutes that the plan includes."""

    billed_seconds: int
    included_seconds: int
    amount: Decimal


def tier_problems(model: TierModel, tiers: Sequence[Tier]) -> Iterator[tuple[int | None, str, str]]:
    """This will list what is wrong with a plan's tiers: the number of the tier (None: the list), column and reason."""
    if not tiers:
        yield None, "tiers", "must have at least one tier."
        return
    if tiers[0].starts_at != 0:
        yield 0, "starts_at", "must be 0: the first tier begins with the first unit."
    for index in range(1, len(tiers)):
        if tiers[index].starts_at <= tiers[index - 1].starts_at:
            yield index, "starts_at", f"must be above {tiers[index - 1].starts_at:f}, where the tier before it starts."
    for index, tier in enumerate(tiers):
        if model in (TierModel.FLAT, TierModel.STEPPED_RATE) and tier.fixed_amount != 0:
            yield index, "fixed_amount", f"has no meaning in a {model} plan; leave it out."
        if model is TierModel.STEPPED_FIXED and tier.unit_price != 0:
            yield index, "unit_price", f"has no meaning in a {model} plan; leave it out."


def tiered_amount(model: TierModel, tiers: Sequence[Tier], units: Decimal) -> Decimal:
    """This will price the usage of a period, exactly; the line is rounded later, once.

    The tiers start at 0 and ascend; units are not negative. Without usage, the fixed amount of the first tier is due.
    """
    if units < 0:
        raise ValueError(f"Usage cannot be negative: {units}.")
    with localcontext() as context:
        context.prec = _PRECISION
        reached = reached_tier(tiers, units)
        if model is TierModel.FLAT:
            return reached.unit_price * units
        if model is TierModel.STEPPED_FIXED:
            return reached.fixed_amount
        if model is TierModel.MARGINAL:
            return reached.fixed_amount + reached.unit_price * (units - reached.starts_at)
        return sum((tier.unit_price * count for tier, count in spread_over_tiers(tiers, units)), _ZERO)


def reached_tier(tiers: Sequence[Tier], units: Decimal) -> Tier:
    """This will find the tier in which so many units end; tiers start at 0 and ascend."""
    return next(tier for tier in reversed(tiers) if tier.starts_at <= units)


def spread_over_tiers(tiers: Sequence[Tier], units: Decimal) -> Iterator[tuple[Tier, Decimal]]:
    """This will tell how many of the units are in each tier; the one above the last start has all the rest."""
    ends = [tier.starts_at for tier in tiers[1:]]
    for tier, end in zip(tiers, [*ends, units], strict=True):
        yield tier, max(min(end, units) - tier.starts_at, _ZERO)


def find_destination(destinations: Mapping[str, Destination], number: str) -> Destination | None:
    """This will find the destination, by its prefix, whose prefix is the longest that a number begins with.

    Numbers and prefixes are digits with the country's code, as E.164 has them without the plus.
    """
    digits = number.removeprefix("+")
    for length in range(len(digits), -1, -1):
        found = destinations.get(digits[:length])
        if found is not None:
            return found
    return None


def billed_seconds(destination: Destination, seconds: int) -> int:
    """This will round the length of a call up: to the first increment, and beyond it to whole next ones."""
    if seconds <= 0:
        return 0
    beyond = max(seconds - destination.first_increment_seconds, 0)
    increments = -(-beyond // destination.next_increment_seconds)
    return destination.first_increment_seconds + increments * destination.next_increment_seconds


def rate_call(destination: Destination, seconds: int, included_seconds_left: int = 0) -> RatedCall:
    """This will price a call, with nine decimals (the tenth rounds half up), after what the plan includes.

    A call that nobody answered (0 seconds) costs nothing, and so does one that included minutes cover as a whole; else
    the connect fee is due in full.
    """
    length = billed_seconds(destination, seconds)
    if not destination.is_billed or length == 0:
        return RatedCall(length, 0, _ZERO)
    included = min(length, max(included_seconds_left, 0)) if destination.uses_included_minutes else 0
    if included == length:
        return RatedCall(length, included, _ZERO)
    with localcontext() as context:
        context.prec = _PRECISION
        price = destination.price_per_minute * (length - included) / _SECONDS_PER_MINUTE
        amount = (destination.connect_fee + price).quantize(_RATE_UNIT, rounding=ROUND_HALF_UP)
    return RatedCall(length, included, amount)
