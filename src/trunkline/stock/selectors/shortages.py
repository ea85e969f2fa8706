"""Why the picker has nothing to offer, with numbers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, Sum

from trunkline.catalog.models import ResourceSpecification
from trunkline.kernel.time import format_instant
from trunkline.stock.models import Allocation, StockItem, StockQuantity
from trunkline.stock.selectors.picking import PlaceFilter
from trunkline.stock.states import AVAILABLE_STATES, AllocationState, ItemState


@dataclass(frozen=True)
class Reason:
    """One reason why there is nothing to pick: a stable code, how many items it concerns, and a sentence."""

    code: str
    count: int
    detail: str


@dataclass(frozen=True)
class _Stand:
    """How many items stand alike."""

    warehouse: str
    state: str
    is_part: bool
    is_discarded: bool
    count: int

    @property
    def is_free(self) -> bool:
        return self.state in AVAILABLE_STATES and not self.is_part


def explain_unknown_name(name: str) -> list[Reason]:
    """This will say that no specification has a name, and which ones differ in case or spaces only."""
    plain = _plain(name)
    names = ResourceSpecification.objects.order_by("name").values_list("name", flat=True)
    alike = [known for known in names if _plain(known) == plain]
    if alike:
        known = ", ".join(repr(each) for each in alike)
        detail = f"No specification is named {name!r}; {known} differs in case or spaces. Write it exactly so."
        return [Reason("name-differs", len(alike), detail)]
    return [Reason("no-such-specification", 0, f"No specification is named {name!r}; make it, or mend the product.")]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def explain_shortage(specification: ResourceSpecification, where: PlaceFilter) -> list[Reason]:
    """This will say why no item of a specification can be picked there, each reason with its number."""
    rows = (
        StockItem.objects.filter(specification=specification)
        .annotate(is_part=Q(kit__isnull=False), is_discarded=Q(discarded_at__isnull=False))
        .values("warehouse__code", "state", "is_part", "is_discarded")
        .annotate(count=Count("pk"))
        .order_by("warehouse__code", "state")
    )
    stands = [
        _Stand(
            warehouse=row["warehouse__code"],
            state=row["state"],
            is_part=row["is_part"],
            is_discarded=row["is_discarded"],
            count=row["count"],
        )
        for row in rows
    ]
    if not stands:
        return [Reason("no-items", 0, f"There is no item of {specification.name!r} yet; receive some.")]
    here = [stand for stand in stands if where.warehouse in {"", stand.warehouse}]
    reasons = list(_reasons_here(specification, here, where))
    elsewhere = Counter[str]()
    for stand in stands:
        if stand not in here and stand.is_free:
            elsewhere[stand.warehouse] += stand.count
    if elsewhere:
        places = ", ".join(f"{count} in {code}" for code, count in elsewhere.items())
        reasons.append(Reason("elsewhere", elsewhere.total(), f"Other warehouses have some: {places}."))
    return reasons or [Reason("none-here", 0, f"{where.warehouse} has had none; other warehouses have none free.")]


def _reasons_here(specification: ResourceSpecification, here: list[_Stand], where: PlaceFilter) -> Iterator[Reason]:
    if free := sum(stand.count for stand in here if stand.is_free):
        yield Reason("not-matching", free, f"{free} are free, but not at this place or with these words.")
    parts = sum(stand.count for stand in here if stand.is_part and stand.state in AVAILABLE_STATES)
    if parts:
        yield Reason("in-kits", parts, f"{parts} are parts of kits; pick the kit, or take it apart.")
    discarded = sum(stand.count for stand in here if stand.is_discarded)
    if discarded:
        yield Reason("discarded", discarded, f"{discarded} are discarded.")
    by_state = Counter[str]()
    for stand in here:
        if stand.state not in AVAILABLE_STATES and not stand.is_discarded:
            by_state[stand.state] += stand.count
    for state, count in sorted(by_state.items()):
        code = state.lower().replace(" ", "-")
        if state == ItemState.RESERVED:
            yield Reason(code, count, _describe_reserved(specification, count, where))
        else:
            yield Reason(code, count, f"{count} are {state}.")


def _describe_reserved(specification: ResourceSpecification, count: int, where: PlaceFilter) -> str:
    kept = Allocation.objects.filter(item__specification=specification, state=AllocationState.RESERVED)
    if where.warehouse:
        kept = kept.filter(item__warehouse__code=where.warehouse)
    found = kept.aggregate(ends=Max("expires_at"), ending=Count("pk", filter=Q(expires_at__isnull=False)))
    ends: datetime | None = found["ends"]
    if ends is None:
        return f"{count} are reserved for orders."
    return (
        f"{count} are reserved, {found['ending']} of them by people who are picking: "
        f"those come back by {format_instant(ends)} unless they are ordered."
    )


def explain_quantity_shortage(specification: ResourceSpecification, where: PlaceFilter) -> list[Reason]:
    """This will say why no piece of a counted specification can be picked there."""
    rows = StockQuantity.objects.filter(specification=specification)
    found = rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
    reserved = found.aggregate(total=Sum("reserved"))["total"] or 0
    reasons = []
    if reserved:
        reasons.append(Reason("reserved", reserved, f"{reserved} pieces are there, all reserved for orders."))
    if where.warehouse:
        others = rows.exclude(warehouse__code=where.warehouse).values_list("warehouse__code", "on_hand", "reserved")
        elsewhere = {code: on_hand - kept for code, on_hand, kept in others.order_by("warehouse__code")}
        places = ", ".join(f"{count} in {code}" for code, count in elsewhere.items() if count)
        if places:
            reasons.append(Reason("elsewhere", sum(elsewhere.values()), f"Other warehouses have some: {places}."))
    return reasons or [Reason("no-items", 0, f"There is no piece of {specification.name!r}; receive some.")]
