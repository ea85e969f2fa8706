"""Pure rules of ordering."""

from collections.abc import Mapping, Sequence

from trunkline.ordering.errors import PicksIncompleteError


def check_picks(required: Sequence[str], picked: Mapping[str, int]) -> None:
    """This will check that exactly one item is picked for each requirement; raises PicksIncompleteError."""
    missing = [name for name in required if name not in picked]
    if missing:
        raise PicksIncompleteError(f"Pick one item of each: {', '.join(missing)}.", fields={"picks": "is incomplete."})
    surplus = sorted(set(picked) - set(required))
    if surplus:
        raise PicksIncompleteError(
            f"The product does not need: {', '.join(surplus)[:200]}.", fields={"picks": "names what is not needed."}
        )
    if len(set(picked.values())) < len(picked):
        raise PicksIncompleteError("One item is picked twice.", fields={"picks": "names one item twice."})
