"""Cards and payments for tests, by the processes that doors call; a gateway that loses answers."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from tests.support.people import command
from trunkline.payments import processes
from trunkline.payments.adapters.demo import DemoGateway
from trunkline.payments.errors import GatewayUnavailableError
from trunkline.payments.models import Payment, StoredCard
from trunkline.payments.operations import PaymentDraft
from trunkline.payments.policies import CardDetails, GatewayAnswer, GatewayCharge

GOOD, DECLINED = "pm_demo_good", "pm_demo_declined"


def make_card(account_id: int, reference: str = GOOD, *, is_default: bool = False) -> StoredCard:
    """Store a card that the demo gateway knows."""
    card_id = processes.register_card(command(), account_id, "demo", reference, is_default=is_default)
    return StoredCard.objects.get(pk=card_id)


def make_payment(account_id: int, amount: str = "15.00") -> Payment:
    """Charge the good card of an account, which it gets if it has none."""
    card = StoredCard.objects.filter(account_id=account_id, gateway_reference=GOOD).first() or make_card(account_id)
    return processes.charge_card(command(), PaymentDraft(card, Decimal(amount), "GBP", "A payment of a test"))


@dataclass
class LossyGateway:
    """The demo gateway at the end of a bad line: calls named in `lost_before` never arrive, those in `lost_after` are
    carried out, but their answer is lost; those in `never_made` are known not to have arrived.
    """

    lost_before: set[str] = field(default_factory=set)
    lost_after: set[str] = field(default_factory=set)
    never_made: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    demo: DemoGateway = field(default_factory=DemoGateway)

    @contextmanager
    def _line(self, call: str) -> Iterator[None]:
        self.calls.append(call)
        if call in self.never_made:
            raise GatewayUnavailableError("There is no line.", is_outcome_unknown=False)
        if call in self.lost_before:
            raise GatewayUnavailableError("The line was cut.", is_outcome_unknown=True)
        yield
        if call in self.lost_after:
            raise GatewayUnavailableError("The line was cut.", is_outcome_unknown=True)

    def describe_card(self, card_reference: str) -> CardDetails:
        with self._line("describe_card"):
            return self.demo.describe_card(card_reference)

    def charge(self, key: UUID, card_reference: str, amount: Decimal, currency: str, description: str) -> GatewayAnswer:
        with self._line("charge"):
            return self.demo.charge(key, card_reference, amount, currency, description)

    def close_charge(self, key: UUID) -> GatewayAnswer:
        with self._line("close_charge"):
            return self.demo.close_charge(key)

    def refund(self, key: UUID, charge_key: UUID, amount: Decimal) -> GatewayAnswer:
        with self._line("refund"):
            return self.demo.refund(key, charge_key, amount)

    def list_charges(self, after: int, limit: int) -> list[GatewayCharge]:
        with self._line("list_charges"):
            return self.demo.list_charges(after, limit)

    def find_charges(self, keys: Collection[UUID]) -> list[GatewayCharge]:
        with self._line("find_charges"):
            return self.demo.find_charges(keys)


@contextmanager
def bad_line(
    lost_before: set[str] | None = None, lost_after: set[str] | None = None, never_made: set[str] | None = None
) -> Iterator[LossyGateway]:
    """Put a bad line before the demo gateway until the block ends."""
    good = processes.GATEWAYS["demo"]
    gateway = LossyGateway(lost_before or set(), lost_after or set(), never_made or set())
    processes.GATEWAYS["demo"] = gateway
    try:
        yield gateway
    finally:
        processes.GATEWAYS["demo"] = good
