"""What a difference is, how it is named, and what it means in money. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote, unquote

from trunkline.billing.policies import Due
from trunkline.insight.states import DifferenceKind, DifferencePair, pair_of
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import format_amount
from trunkline.platform.limits import is_storable

SUBJECT_MAX = 900


@dataclass(frozen=True)
class Difference:
    """Two of ours, or we and somebody else, tell different stories of one thing.

    `subject` names it as long as it lasts; `account_id` is whose it is, None where nobody can tell. `explanation` says
    what is different, `action` what the mend will do.
    """

    kind: DifferenceKind
    subject: str
    account_id: int | None
    explanation: str
    action: str

    @property
    def pair(self) -> DifferencePair:
        """Which two tell different stories."""
        return pair_of(self.kind)


def name_subject(area: str, *parts: object) -> str:
    """This will name what a difference is about, such as `ocs:Local_Mobile_SIM_ab12`; parts may hold anything."""
    return f"{area}:{'/'.join(quote(str(part), safe='*:+') for part in parts)}"


def read_subject(subject: str) -> tuple[str, list[str]]:
    """This will take a subject apart into its area and parts; raises InvalidInputError."""
    area, colon, rest = subject.partition(":")
    parts = [unquote(part) for part in rest.split("/")]
    if not colon or not parts[0] or len(subject) > SUBJECT_MAX or not all(map(is_storable, parts)):
        raise InvalidInputError.for_field("subject", f"{subject[:80]!r} names nothing; take it from a list of them.")
    return area, parts


@dataclass(frozen=True)
class AccountCharges:
    """What is owed by an account's timeline, and what of it was charged: by key, amount and wholesale."""

    account_id: int
    currency: str
    due: Sequence[Due]
    owed_ever: Mapping[str, tuple[Decimal, Decimal]]
    charged: Mapping[str, tuple[Decimal, Decimal]]


def compare_charges(account: AccountCharges) -> list[Difference]:
    """This will tell which charges are missing or of another amount, and which nothing explains."""
    found = []
    for due in account.due:
        charged = account.charged.get(due.key)
        if charged != (due.amount, due.wholesale):
            found.append(_missing(account, due, charged))
    for key, charged in account.charged.items():
        if key not in account.owed_ever and any(charged):
            found.append(_not_owed(account, key, charged[0]))
    return found


def _missing(account: AccountCharges, due: Due, charged: tuple[Decimal, Decimal] | None) -> Difference:
    owed = _money(due.amount, account.currency)
    days = f"{due.days.start} to {due.days.end}"
    so_far = "nothing was charged" if charged is None else f"{_money(charged[0], account.currency)} was charged"
    wholesale = ""
    if charged is not None and charged[0] == due.amount:
        owed_cost, noted = _money(due.wholesale, account.currency), _money(charged[1], account.currency)
        wholesale = f" Its wholesale part is {owed_cost}, but {noted} is noted."
    return Difference(
        DifferenceKind.CHARGE_MISSING,
        name_subject("charge", account.account_id, due.key),
        account.account_id,
        f"By its timeline the account owes {owed} ({due.component.replace('_', '-')}, {days}, service"
        f" {due.span.instance_id}), but {so_far}.{wholesale}",
        "All charges that the account lacks are raised, booked, and written into its history.",
    )


def _not_owed(account: AccountCharges, key: str, charged: Decimal) -> Difference:
    amount = _money(charged, account.currency)
    return Difference(
        DifferenceKind.CHARGE_NOT_OWED,
        name_subject("charge", account.account_id, key),
        account.account_id,
        f"{amount} is charged as {key}, but nothing in the account's timeline owes it.",
        f"A credit of {amount} is raised, booked, and written into the account's history.",
    )


def _money(amount: Decimal, currency: str) -> str:
    return f"{format_amount(amount, currency)} {currency}"
