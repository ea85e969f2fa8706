"""Pools of logical items: what a range of numbers, a network or a row of ports consists of."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.limits import require_text
from trunkline.stock.states import PoolKind

POOL_ITEMS_MAX = 65_536
PORT_NUMBER_MAX = 999_999_999
PORT_PATTERN_MAX = 50
PORT_PLACE = "{n}"
# ITU-T E.164: at most fifteen digits, and no country code starts with 0.
NUMBER_DIGITS_MAX = 15
_NUMBER = re.compile(rf"\+[1-9][0-9]{{1,{NUMBER_DIGITS_MAX - 1}}}|[0-9]{{2,{NUMBER_DIGITS_MAX}}}")
_NUMBER_TEXT_MAX = 40
_SEPARATORS = re.compile(r"[\s().\-‐‑‒–/]+")
_NETWORK_TEXT_MAX = 60
_NETWORK = re.compile(r"[0-9A-Fa-f:.]+(?:/[0-9]{1,3})?")


@dataclass(frozen=True)
class NumberRange:
    """Telephone numbers from the first to the last, as people write them."""

    first: str
    last: str


@dataclass(frozen=True)
class AddressRange:
    """A network cut into prefixes of a length, in bits; without a length into single addresses."""

    network: str
    prefix_length: int | None = None
    leaves_out_ends: bool = True


@dataclass(frozen=True)
class PortRange:
    """Ports from the first to the last; `{n}` in the pattern stands for the number."""

    pattern: str
    first: int
    last: int


PoolRange = NumberRange | AddressRange | PortRange


@dataclass(frozen=True)
class PoolPlan:
    """The items of a pool: `labels` in the order of the run `first` to `last`, which is one of its `scope`."""

    kind: PoolKind
    definition: str
    scope: str
    first: int
    last: int
    labels: tuple[str, ...]


def plan_pool(wanted: PoolRange) -> PoolPlan:
    """This will list what a pool consists of; raises InvalidInputError for one that cannot be or is too large."""
    match wanted:
        case NumberRange():
            return _plan_numbers(wanted)
        case AddressRange():
            return _plan_addresses(wanted)
        case PortRange():
            return _plan_ports(wanted)


def normalise_number(text: str, field: str) -> str:
    """This will write a telephone number as a leading + (if it has one) and digits; zeros in front are kept.

    Raises InvalidInputError for what ITU-T E.164 does not allow.
    """
    if len(text) > _NUMBER_TEXT_MAX:
        raise InvalidInputError.for_field(field, f"is longer than {_NUMBER_TEXT_MAX} characters.")
    number = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not _NUMBER.fullmatch(number):
        raise InvalidInputError.for_field(
            field, f"must be a number such as +447700900000, with at most {NUMBER_DIGITS_MAX} digits."
        )
    return number


def _plan_numbers(wanted: NumberRange) -> PoolPlan:
    first, last = normalise_number(wanted.first, "numbers.first"), normalise_number(wanted.last, "numbers.last")
    if first.startswith("+") != last.startswith("+") or len(first) != len(last):
        raise InvalidInputError.for_field("numbers.last", f"must be written like {first}, with as many digits.")
    sign, width = ("+", len(first) - 1) if first.startswith("+") else ("", len(first))
    start, end = int(first), int(last)
    _require_run(start, end, "numbers.last")
    return PoolPlan(
        kind=PoolKind.NUMBERS,
        definition=f"{first} - {last}",
        # 0700 and 700 are two numbers.
        scope="" if sign else f"{width} digits",
        first=start,
        last=end,
        labels=tuple(f"{sign}{number:0{width}d}" for number in range(start, end + 1)),
    )


def _plan_addresses(wanted: AddressRange) -> PoolPlan:
    network = _parse_network(wanted.network)
    bits = network.max_prefixlen
    length = bits if wanted.prefix_length is None else wanted.prefix_length
    if not network.prefixlen <= length <= bits:
        raise InvalidInputError.for_field(
            "network.prefix_length", f"must be from {network.prefixlen} to {bits} for {network}."
        )
    step = 1 << (bits - length)
    start = int(network.network_address)
    count = 1 << (length - network.prefixlen)
    # The first address of an IPv4 subnet is its name, the last reaches everybody; RFC 3021 excepts /31.
    if wanted.leaves_out_ends and length == bits and isinstance(network, IPv4Network) and network.prefixlen < bits - 1:
        start, count = start + 1, count - 2
    end = start + count * step - 1
    _require_count(count, "network.network")
    is_single = length == bits
    return PoolPlan(
        kind=PoolKind.IPV4 if isinstance(network, IPv4Network) else PoolKind.IPV6,
        definition=str(network) if is_single else f"{network} by /{length}",
        scope="",
        first=start,
        last=end,
        labels=tuple(_write_prefixes(network, range(start, end + 1, step), length)),
    )


def _parse_network(text: str) -> IPv4Network | IPv6Network:
    """Netmasks, scopes and spaces are not read: they hide mistakes."""
    field = "network.network"
    bare = text.strip()
    if len(bare) > _NETWORK_TEXT_MAX or not _NETWORK.fullmatch(bare):
        raise InvalidInputError.for_field(field, "must be a network such as 192.0.2.0/24 or 2001:db8::/40.")
    try:
        around = ip_network(bare, strict=False)
    except ValueError as error:
        raise InvalidInputError.for_field(field, f"is no network: {error}.") from None
    if int(around.network_address) != int(ip_network(bare.split("/")[0]).network_address):
        raise InvalidInputError.for_field(field, f"has bits set beyond its prefix; the network is {around}.")
    return around


def _write_prefixes(network: IPv4Network | IPv6Network, starts: range, length: int) -> Iterator[str]:
    kind = type(network)
    for start in starts:
        prefix = kind((start, length))
        yield str(prefix.network_address) if length == network.max_prefixlen else str(prefix)


def _plan_ports(wanted: PortRange) -> PoolPlan:
    pattern = " ".join(unicodedata.normalize("NFKC", wanted.pattern).split())
    # One letter may be three in capitals, in which serials are compared.
    if max(len(pattern), len(pattern.upper())) > PORT_PATTERN_MAX:
        raise InvalidInputError.for_field("ports.pattern", f"is longer than {PORT_PATTERN_MAX} characters.")
    require_text(pattern, "ports.pattern", PORT_PATTERN_MAX)
    if pattern.count(PORT_PLACE) != 1:
        raise InvalidInputError.for_field(
            "ports.pattern", f"must hold {PORT_PLACE} once, for the port's number, as in 'OLT-1 1/1/{PORT_PLACE}'."
        )
    for field, value in (("ports.first", wanted.first), ("ports.last", wanted.last)):
        if not 0 <= value <= PORT_NUMBER_MAX:
            raise InvalidInputError.for_field(field, f"must be from 0 to {PORT_NUMBER_MAX}.")
    _require_run(wanted.first, wanted.last, "ports.last")
    before, after = pattern.split(PORT_PLACE)
    return PoolPlan(
        kind=PoolKind.PORTS,
        definition=f"{before}{wanted.first} - {wanted.last}{after}",
        # Serials are compared without spaces and case, so are the rows of ports that they come from.
        scope="".join(pattern.split()).upper(),
        first=wanted.first,
        last=wanted.last,
        labels=tuple(f"{before}{number}{after}" for number in range(wanted.first, wanted.last + 1)),
    )


def _require_run(first: int, last: int, field: str) -> None:
    if last < first:
        raise InvalidInputError.for_field(field, "comes before the first.")
    _require_count(last - first + 1, field)


def _require_count(count: int, field: str) -> None:
    if count > POOL_ITEMS_MAX:
        raise InvalidInputError.for_field(
            field, f"makes {count} items; a pool has at most {POOL_ITEMS_MAX}: make several, one after the other."
        )
