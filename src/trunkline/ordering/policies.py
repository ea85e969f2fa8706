"""Pure rules of ordering."""

from collections.abc import Collection, Mapping, Sequence

from trunkline.ordering.errors import PicksIncompleteError


def check_picks(required: Sequence[str], picked: Mapping[str, int], picked_from: Collection[str] = ()) -> None:
    """This will check that exactly one item, or one place of counted goods, is picked for each requirement.

    Raises PicksIncompleteError.
    """
    missing = [name for name in required if name not in picked and name not in picked_from]
    if missing:
        raise PicksIncompleteError(f"Pick one item of each: {', '.join(missing)}.", fields={"picks": "is incomplete."})
    if both := sorted(set(picked) & set(picked_from)):
        raise PicksIncompleteError(f"{both[0]} is picked twice.", fields={"picks": "names one twice."})
    surplus = sorted({*picked, *picked_from} - set(required))
    if surplus:
        raise PicksIncompleteError(
            f"The product does not need: {', '.join(surplus)[:200]}.", fields={"picks": "names what is not needed."}
        )
    if len(set(picked.values())) < len(picked):
        raise PicksIncompleteError("One item is picked twice.", fields={"picks": "names one item twice."})
