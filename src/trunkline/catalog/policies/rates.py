"""What a period costs by its rate: seven models, phases at the beginning, a minimum and a maximum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from trunkline.catalog.policies.usage_plans import Tier, reached_tier, spread_over_tiers
from trunkline.catalog.states import PhaseKind, RateModel

# Enough for any product of two numbers of the catalogue, so that nothing is lost before the line is rounded.
_PRECISION = 60
_ZERO = Decimal(0)
TIERED_MODELS = frozenset({RateModel.TIERED, RateModel.VOLUME, RateModel.STEPPED})
# A phase replaces the one amount that these models have.
PHASED_MODELS = frozenset({RateModel.FLAT, RateModel.PER_UNIT})


@dataclass(frozen=True)
class RateTerms:
    """How the amount of a period follows from the units that are had; tiers start at 0 and ascend."""

    model: RateModel = RateModel.PER_UNIT
    tiers: tuple[Tier, ...] = ()
    block_size: int | None = None
    percent: Decimal | None = None
    minimum_charge: Decimal | None = None
    maximum_charge: Decimal | None = None


PER_UNIT = RateTerms()


@dataclass(frozen=True)
class Phase:
    """What the next so many periods cost per period or unit, instead of the rate's own amount."""

    kind: PhaseKind
    periods: int
    retail: Decimal = _ZERO


def period_amount(terms: RateTerms, base: Decimal, units: int, *, other_charge: Decimal = _ZERO) -> Decimal:
    """This will price a period, exactly; the line is rounded later, once.

    `base` is the rate's retail amount, or that of a phase or an agreement; `other_charge` is what a share is of.
    Without any units nothing is due, whatever the least charge.
    """
    if units < 0:
        raise ValueError(f"Nobody has fewer than no units: {units}.")
    if units == 0:
        return _ZERO
    with localcontext() as context:
        context.prec = _PRECISION
        amount = _amount(terms, base, units, other_charge)
    if terms.minimum_charge is not None:
        amount = max(amount, terms.minimum_charge)
    return amount if terms.maximum_charge is None else min(amount, terms.maximum_charge)


def _amount(terms: RateTerms, base: Decimal, units: int, other_charge: Decimal) -> Decimal:
    if terms.model in TIERED_MODELS:
        return base + _tiered_amount(terms, Decimal(units))
    match terms.model:
        case RateModel.PER_UNIT:
            return base * units
        case RateModel.PACKAGE:
            return base * _blocks(terms, units)
        case RateModel.PERCENTAGE:
            return base + other_charge * (terms.percent or _ZERO) / 100
        case _:
            return base


def _tiered_amount(terms: RateTerms, units: Decimal) -> Decimal:
    if terms.model is RateModel.TIERED:
        return sum((_part(tier, part) for tier, part in spread_over_tiers(terms.tiers, units)), _ZERO)
    tier = reached_tier(terms.tiers, units)
    # The tiers of a stepped rate have no price for units.
    return tier.fixed_amount + tier.unit_price * units


def _blocks(terms: RateTerms, units: int) -> int:
    """How many blocks were begun."""
    return -(-units // (terms.block_size or 1))


def _part(tier: Tier, units: Decimal) -> Decimal:
    """What a tier adds: nothing while it is not reached."""
    return tier.fixed_amount + tier.unit_price * units if units > 0 else _ZERO


def period_cost(terms: RateTerms, wholesale: Decimal, units: int) -> Decimal:
    """This will tell what a period costs the operator: once where units do not count, else for each unit or block."""
    if terms.model in (RateModel.FLAT, RateModel.PERCENTAGE):
        return wholesale if units else _ZERO
    return wholesale * (_blocks(terms, units) if terms.model is RateModel.PACKAGE else units)


def phase_amount(phases: Sequence[Phase], base: Decimal, period: int) -> Decimal:
    """This will tell what is due per period or unit in the period number `period`, counted from 0."""
    for phase in phases:
        if period < phase.periods:
            return phase.retail
        period -= phase.periods
    return base


def rate_problems(terms: RateTerms, phases: Sequence[Phase], *, is_recurring: bool) -> Iterator[tuple[str, str]]:
    """This will list what contradicts itself in a rate: where, and why."""
    if (terms.model in TIERED_MODELS) != bool(terms.tiers):
        yield "tiers", "are for tiered, volume and stepped rates, and these have at least one."
    else:
        yield from _tier_problems(terms)
    if (terms.model is RateModel.PACKAGE) != (terms.block_size is not None):
        yield "block_size", "is for package rates, and these have one."
    if (terms.model is RateModel.PERCENTAGE) != (terms.percent is not None):
        yield "percent", "is for percentage rates, and these have one."
    if not is_recurring and (terms.minimum_charge is not None or terms.maximum_charge is not None):
        yield "minimum_charge", "and maximum_charge are for what is charged in periods."
    if (
        terms.minimum_charge is not None
        and terms.maximum_charge is not None
        and terms.minimum_charge > terms.maximum_charge
    ):
        yield "maximum_charge", "must not be below the minimum charge."
    yield from _phase_problems(terms, phases, is_recurring=is_recurring)


def _phase_problems(terms: RateTerms, phases: Sequence[Phase], *, is_recurring: bool) -> Iterator[tuple[str, str]]:
    if phases and not is_recurring:
        yield "phases", "are for what is charged in periods."
    elif phases and terms.model not in PHASED_MODELS:
        yield "phases", "are for flat and per-unit rates, which have one amount to replace."
    if phases and terms.minimum_charge is not None:
        yield "minimum_charge", "would have the phases cost more than they say; leave one of them out."
    for index, phase in enumerate(phases):
        if phase.kind is PhaseKind.TRIAL and (phase.retail != 0 or index > 0):
            yield f"phases[{index}]", "is a trial: it costs nothing and comes first."


def _tier_problems(terms: RateTerms) -> Iterator[tuple[str, str]]:
    for index, tier in enumerate(terms.tiers):
        before = terms.tiers[index - 1] if index else None
        if before is None and tier.starts_at != 0:
            yield "tiers[0].starts_at", "must be 0: the first tier begins with the first unit."
        if before is not None and tier.starts_at <= before.starts_at:
            yield f"tiers[{index}].starts_at", f"must be above {before.starts_at:f}, where the tier before it starts."
        if terms.model is RateModel.STEPPED and tier.unit_price != 0:
            yield f"tiers[{index}].unit_price", "has no meaning in a stepped rate; leave it out."
