"""Cards charged by running plays: within the job's limits, once, on the record before and after, and given back."""

import os
import signal
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import connections

from tests.support.goods import make_product
from tests.support.payments import DECLINED, LossyGateway, bad_line, make_card
from tests.support.people import command, make_account, make_brand
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.races import race
from tests.support.services import order_product, stage_service, start
from tests.support.snapshot import differences, take_snapshot
from trunkline.billing.models import Charge, LedgerPosting, Transaction
from trunkline.catalog.operations.prices import Prices
from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.processes.cards import CardCharge, charge_card_for_job
from trunkline.flows.processes.undoing import undo_calls
from trunkline.flows.use_cases import cards, plays
from trunkline.flows.use_cases import provisioning as endings
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.kernel.errors import DomainError, InvalidInputError
from trunkline.payments import processes
from trunkline.payments.errors import CardDeclinedError, GatewayUnavailableError
from trunkline.payments.models import DemoGatewayCharge, DemoGatewayRefund, Payment, StoredCard
from trunkline.payments.policies import GatewayAnswer
from trunkline.platform.kill_points import KILL_AT_VARIABLE, KILL_POINTS
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.errors import JobTokenInvalidError, OutsideJobError
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.states import EffectKind

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]

FIFTEEN = Decimal("15.00")
WITH_SET_UP = Prices("GBP", Decimal("5.00"), Decimal("1.50"), Decimal("2.50"), Decimal("1.00"))


class Job:
    """A running job of a customer with a good card, and what its play would ask."""

    def __init__(self, **product: object) -> None:
        account_id = make_account(make_brand())
        self.card: StoredCard = make_card(account_id)
        self.attempt: Attempt = start(order_product(make_product(**product), account_id))

    @property
    def row(self) -> ProvisioningJob:
        return ProvisioningJob.objects.get(pk=self.attempt.job.pk)

    def body(self, **changes: Any) -> dict[str, Any]:
        body = {
            "retail_cost": "15.00",
            "description": "Twenty gigabytes",
            "customer_id": str(self.row.account_id),
            "service_id": None,
            "product_id": self.row.order_line.product_id,
            "wholesale_cost": "5.00",
            "invoice": True,
        }
        return {**body, **changes}

    def charge(self, card: StoredCard | None = None, **changes: Any) -> CardCharge:
        job = self.attempt.job
        return charge_card_for_job(command(), job.pk, self.attempt.number, (card or self.card).pk, self.body(**changes))

    def claim(self, **changes: Any) -> int:
        body = {
            "customer_id": self.row.account_id,
            "title": "Something else",
            "retail_cost": "15.00",
            "wholesale_cost": "5.00",
        }
        return plays.claim_transaction(command(), self.row.pk, self.attempt.number, {**body, **changes})

    def complete(self) -> None:
        stage_service(self.attempt)
        endings.complete_job(command(), self.row.pk, self.attempt.number)

    def undo(self) -> str:
        """Have the job undone, and tell its state."""
        job_id, attempt = self.row.pk, self.attempt.number
        if self.row.state == "running":
            assert provisioning.begin_undoing(command(), job_id, attempt, "a task", "It failed.")
        undo_calls(command(), job_id, attempt)
        endings.fail_job(command(), job_id, attempt)
        return self.row.state

    def journal(self) -> list[tuple[str, str]]:
        return [(row.kind, row.state) for row in Effect.objects.filter(job=self.row).order_by("pk")]

    def payments(self) -> list[str]:
        return list(Payment.objects.filter(job=self.row).order_by("pk").values_list("state", flat=True))

    def history(self) -> list[tuple[str, Decimal, Decimal | None]]:
        rows = Transaction.objects.filter(account_id=self.row.account_id).order_by("retail")
        return [(row.title, row.retail, row.claimed_retail) for row in rows]

    def held_by_gateway(self) -> Decimal:
        keys = Payment.objects.filter(job=self.row).values_list("public_id", flat=True)
        charges = DemoGatewayCharge.objects.filter(key__in=list(keys), state="captured")
        refunds = DemoGatewayRefund.objects.filter(charge__in=charges)
        return sum((row.amount for row in charges), Decimal(0)) - sum((row.amount for row in refunds), Decimal(0))

    def cleared(self) -> Decimal:
        postings = LedgerPosting.objects.filter(
            entry__account_id=self.row.account_id, ledger_account="gateway_clearing"
        )
        return sum((row.amount for row in postings), Decimal(0))


CHARGED, CLAIMED = EffectKind.CARD_CHARGED, EffectKind.TRANSACTION_CLAIMED


def violations() -> list[str]:
    return [violation for result in check_invariants() for violation in result.violations]


def test_a_charge_stands_in_payments_journal_ledger_and_history_once() -> None:
    job = Job()
    charge = job.charge()
    assert charge.payment is not None
    assert (charge.payment.state, charge.payment.amount, charge.payment.job_id) == ("captured", FIFTEEN, job.row.pk)
    assert charge.payment.description == "Twenty gigabytes"
    assert job.journal() == [(CHARGED, "done"), (CLAIMED, "staged")]
    # The play says it again, in the same or other words: no second charge.
    job.claim()
    job.claim(wholesale_cost="0.00")
    job.complete()
    assert job.history() == [("Prepaid Mobile 20GB - set-up", 0, None), ("Twenty gigabytes", 15, None)]
    assert sum(charge.amount for charge in Charge.objects.filter(account_id=job.row.account_id)) == FIFTEEN
    assert (job.cleared(), job.held_by_gateway()) == (FIFTEEN, FIFTEEN)
    assert violations() == []


def test_a_charge_without_an_invoice_claims_nothing() -> None:
    job = Job()
    for flag in (False, "false", None, ""):
        assert job.charge(invoice=flag).transaction_id is None
    assert job.journal() == [(CHARGED, "done")]


def test_the_same_charge_again_is_the_same_payment() -> None:
    job = Job()
    first = job.charge()
    before = take_snapshot()
    assert job.charge() == first
    other = make_card(job.row.account_id, DECLINED)
    assert job.charge(card=other) == first
    assert len(differences(before, take_snapshot())) == 3  # the other card, its version, and the context of that
    assert job.payments() == ["captured"]


def test_price_and_set_up_are_charged_each_alone_or_together() -> None:
    alone = Job(prices=WITH_SET_UP)
    price = alone.charge(retail_cost="5.00", wholesale_cost="1.50", description="Boost")
    set_up = alone.charge(retail_cost="2.50", wholesale_cost=None, description="Boost - Setup")
    assert price != set_up
    assert price == alone.charge(retail_cost="5.00", wholesale_cost="1.50")
    with pytest.raises(OutsideJobError, match="The job has charged price already"):
        alone.charge(retail_cost="7.50", wholesale_cost="2.50")
    alone.complete()
    assert alone.history() == [("Boost - Setup", Decimal("2.5"), None), ("Boost", 5, None)]
    together = Job(prices=WITH_SET_UP)
    both = together.charge(retail_cost=Decimal("7.50"), wholesale_cost="2.50", description="Boost")
    assert together.charge(retail_cost="5.00", wholesale_cost="1.50") == both
    together.claim(title="Seven fifty", retail_cost="7.50", wholesale_cost="2.50")
    together.complete()
    assert together.history() == [("Boost - set-up", Decimal("2.5"), None), ("Boost", 5, None)]
    assert (together.cleared(), together.payments()) == (Decimal("7.5"), ["captured"])
    assert violations() == []


def test_where_nothing_is_to_be_paid_no_card_is_charged_but_the_claim_stands() -> None:
    job = Job(prices=Prices("GBP", Decimal(0), Decimal(1), Decimal(0), Decimal(0)))
    assert job.charge(retail_cost="0.00", wholesale_cost="1.00") == CardCharge(None, None)
    assert (job.journal(), job.payments()) == ([(CLAIMED, "staged")], [])
    job.complete()
    assert ("Twenty gigabytes", 0, None) in job.history()


def test_after_a_decline_another_try_is_allowed() -> None:
    job = Job()
    poor = make_card(job.row.account_id, DECLINED)
    for _ in range(2):
        with pytest.raises(CardDeclinedError):
            job.charge(card=poor)
    assert job.charge().payment is not None
    assert job.payments() == ["declined", "declined", "captured"]
    assert job.journal() == [(CHARGED, "refused"), (CHARGED, "refused"), (CHARGED, "done"), (CLAIMED, "staged")]
    job.complete()
    assert violations() == []


def of_another_customer(job: Job) -> object:
    return job.charge(customer_id=Job().row.account_id)


def with_anothers_card(job: Job) -> object:
    return job.charge(card=Job().card)


def with_a_removed_card(job: Job) -> object:
    processes.use_cases.remove_card(command(), job.card.pk)
    return job.charge()


@pytest.mark.parametrize("act", [of_another_customer, with_anothers_card, with_a_removed_card])
def test_a_job_charges_its_own_customers_own_cards_only(act: Callable[[Job], object]) -> None:
    job = Job()
    with pytest.raises(OutsideJobError):
        act(job)
    assert (job.payments(), job.journal()) == ([], [])


BAD: list[tuple[dict[str, Any], type[DomainError]]] = [
    ({"retail_cost": "14.99"}, OutsideJobError),
    ({"retail_cost": "15.01"}, OutsideJobError),
    ({"retail_cost": "-15.00"}, OutsideJobError),
    ({"retail_cost": "0.00"}, OutsideJobError),
    ({"wholesale_cost": "4.99"}, OutsideJobError),
    ({"product_id": 999_999_999}, OutsideJobError),
    ({"service_id": 999_999_999}, OutsideJobError),
    ({"customer_id": None}, OutsideJobError),
    ({"retail_cost": None}, InvalidInputError),
    ({"retail_cost": "fifteen"}, InvalidInputError),
    ({"retail_cost": 15.0}, InvalidInputError),
    ({"invoice": "perhaps"}, InvalidInputError),
    ({"invoice": 1}, InvalidInputError),
    ({"description": "x" * 201}, InvalidInputError),
    ({"tip": "1.00"}, InvalidInputError),
]


@pytest.mark.parametrize(("changes", "error"), BAD, ids=[str(changes)[:40] for changes, _ in BAD])
def test_what_the_order_was_not_shown_is_not_charged(changes: dict[str, Any], error: type[DomainError]) -> None:
    job = Job()
    before = take_snapshot()
    with pytest.raises(error):
        job.charge(**changes)
    assert differences(before, take_snapshot()) == []


def test_the_refusal_of_an_amount_says_what_was_shown() -> None:
    with pytest.raises(OutsideJobError) as raised:
        Job(prices=WITH_SET_UP).charge(retail_cost="6.00", wholesale_cost="1.50")
    for shown in ("price 5.00 (wholesale 1.50)", "set_up 2.50 (wholesale 1.00)", "both 7.50 (wholesale 2.50)"):
        assert shown in raised.value.detail


def test_a_job_that_fails_gives_back_what_it_charged() -> None:
    job = Job()
    job.charge()
    assert job.undo() == "failed"
    assert job.journal() == [(CHARGED, "undone"), (CLAIMED, "dropped")]
    assert (job.cleared(), job.held_by_gateway(), job.history()) == (0, 0, [])
    assert violations() == []


def test_calls_and_charges_are_undone_together_the_latest_first() -> None:
    job = Job()
    first = provisioning.intend_call(
        command(), job.row.pk, job.attempt.number, "ocs:x", {"method": "m", "params": {}}, []
    )
    provisioning.conclude_call(command(), first, {"error": None, "result": "OK"}, was_refused=False)
    job.charge()
    # The call before the charge cannot be undone, as no such method is known: the charge was, and came first.
    assert job.undo() == "needs_attention"
    assert job.journal()[:2] == [(EffectKind.OCS_CALL, "undo_failed"), (CHARGED, "undone")]


@pytest.mark.parametrize("lost", ["lost_before", "lost_after"])
def test_a_charge_whose_answer_was_lost_keeps_the_job_from_completing_and_is_given_back(lost: str) -> None:
    job = Job()
    with bad_line(**{lost: {"charge"}}), pytest.raises(GatewayUnavailableError):
        job.charge()
    assert (job.payments(), job.journal()) == (["unknown"], [(CHARGED, "intended")])
    with pytest.raises(JobOutcomeInvalidError):
        job.complete()
    assert job.undo() == "failed"
    assert job.payments() == ["captured" if lost == "lost_after" else "cancelled"]
    assert (job.cleared(), job.held_by_gateway()) == (0, 0)
    assert violations() == []


def test_a_play_that_asks_again_after_a_lost_answer_pays_once() -> None:
    job = Job()
    with bad_line(lost_after={"charge"}), pytest.raises(GatewayUnavailableError):
        job.charge()
    assert job.charge().payment is not None
    assert (job.payments(), job.held_by_gateway()) == (["captured"], FIFTEEN)
    job.complete()
    assert violations() == []


def test_a_call_that_was_never_made_takes_nothing_and_may_be_tried_again() -> None:
    job = Job()
    with bad_line(never_made={"charge"}), pytest.raises(GatewayUnavailableError) as raised:
        job.charge()
    assert not raised.value.is_outcome_unknown
    assert (job.payments(), job.journal()) == (["cancelled"], [(CHARGED, "refused")])
    assert job.charge().payment is not None
    assert (job.payments(), job.held_by_gateway()) == (["cancelled", "captured"], FIFTEEN)


def test_a_call_that_was_never_made_tells_nothing_of_the_one_before_it() -> None:
    job = Job()
    with bad_line(lost_after={"charge"}), pytest.raises(GatewayUnavailableError):
        job.charge()
    with bad_line(never_made={"charge"}), pytest.raises(GatewayUnavailableError) as raised:
        job.charge()
    assert raised.value.is_outcome_unknown
    assert (job.payments(), job.journal()) == (["unknown"], [(CHARGED, "intended")])
    assert job.undo() == "failed"
    assert (job.payments(), job.held_by_gateway(), job.cleared()) == (["captured"], 0, 0)
    assert violations() == []


@pytest.mark.parametrize("key", [None, "charge-once"])
def test_a_charge_whose_process_died_before_it_knew_the_answer_is_not_called_off_unasked(key: str | None) -> None:
    job = Job()
    asking = command(idempotency_key=key)
    effect_id = cards.intend_card_charge(asking, job.row.pk, job.attempt.number, job.card.pk, job.body())
    assert effect_id is not None
    payment = Payment.objects.get(job=job.row)
    # It was asked for and carried out; then the process was gone.
    processes.ask_for_charge(payment, is_first=True)
    with bad_line(never_made={"charge"}), pytest.raises(GatewayUnavailableError):
        charge_card_for_job(asking, job.row.pk, job.attempt.number, job.card.pk, job.body())
    assert job.payments() == ["unknown"]
    assert job.undo() == "failed"
    assert (job.payments(), job.held_by_gateway(), job.cleared()) == (["captured"], 0, 0)
    assert violations() == []


def test_a_payment_settled_meanwhile_is_found_by_its_job() -> None:
    job = Job()
    with bad_line(lost_after={"charge"}), pytest.raises(GatewayUnavailableError):
        job.charge()
    processes.settle_payment(command(), Payment.objects.get(job=job.row).pk)
    assert job.charge().transaction_id is not None
    assert job.journal() == [(CHARGED, "done"), (CLAIMED, "staged")]


def test_a_refund_that_fails_needs_attention_and_can_be_tried_again() -> None:
    job = Job()
    job.charge()
    with bad_line(lost_before={"refund"}):
        assert job.undo() == "needs_attention"
    [effect] = Effect.objects.filter(job=job.row, kind=CHARGED)
    assert (effect.state, effect.failure[:36]) == ("undo_failed", "The payment gateway does not answer:")
    assert job.held_by_gateway() == FIFTEEN
    provisioning.undo_again(command(), job.row.pk)
    attempt = provisioning.take_over(command(), job.row.pk)
    assert attempt is not None
    undo_calls(command(), job.row.pk, attempt)
    endings.fail_job(command(), job.row.pk, attempt)
    assert (job.row.state, job.held_by_gateway(), job.cleared()) == ("failed", 0, 0)
    assert violations() == []


class OvertakenGateway(LossyGateway):
    """A gateway that takes so long that the job is lost and undone meanwhile, before or after the money is taken."""

    def __init__(self, job: Job, *, undone_first: bool) -> None:
        super().__init__()
        self.job = job
        self.undone_first = undone_first

    def charge(self, *arguments: Any) -> GatewayAnswer:
        if self.undone_first:
            assert self.job.undo() == "failed"
            return super().charge(*arguments)
        answer = super().charge(*arguments)
        assert self.job.undo() == "failed"
        return answer


@pytest.mark.parametrize("undone_first", [True, False])
def test_a_charge_that_comes_too_late_is_given_back(monkeypatch: pytest.MonkeyPatch, *, undone_first: bool) -> None:
    job = Job()
    monkeypatch.setitem(processes.GATEWAYS, "demo", OvertakenGateway(job, undone_first=undone_first))
    with pytest.raises(JobTokenInvalidError):
        job.charge()
    assert job.payments() == ["cancelled" if undone_first else "captured"]
    assert (job.held_by_gateway(), job.cleared(), job.journal()) == (0, 0, [(CHARGED, "undone")])
    assert violations() == []


def test_a_job_that_has_ended_charges_nothing() -> None:
    job = Job()
    job.complete()
    with pytest.raises(JobTokenInvalidError):
        job.charge()
    assert job.payments() == []


def test_a_charge_asked_for_six_times_at_once_is_made_once(owner_connection: psycopg.Connection) -> None:
    job = Job()
    lock = f"SELECT 1 FROM provisioning_provisioningjob WHERE id = {job.row.pk} FOR UPDATE"
    results = race(owner_connection, lock, [job.charge] * 6)
    assert {type(result) for result in results} == {CardCharge}
    assert len({result.payment.pk for result in results if isinstance(result, CardCharge) and result.payment}) == 1
    assert job.journal() == [(CHARGED, "done"), (CLAIMED, "staged")]
    assert (job.payments(), job.held_by_gateway()) == (["captured"], FIFTEEN)


ON_THE_WAY = [
    f"{name}:{moment}"
    for name, moments in {
        "flows.intend_card_charge": ("before_commit", "after_commit"),
        "payments.ask_for_charge": ("before_call", "after_call"),
        "flows.conclude_card_charge": ("before_commit", "after_commit"),
    }.items()
    for moment in moments
]
ON_THE_WAY_BACK = [
    f"{name}:{moment}"
    for name, moments in {
        "payments.intend_refund": ("before_commit", "after_commit"),
        "payments.ask_for_refund": ("before_call", "after_call"),
        "payments.conclude_refund": ("before_commit", "after_commit"),
        "provisioning.conclude_undo": ("before_commit", "after_commit"),
    }.items()
    for moment in moments
]


def die_at(point: str, action: Callable[[], object]) -> None:
    """Run an action in a process of its own, which is killed at the point."""
    assert point in KILL_POINTS
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            os.environ[KILL_AT_VARIABLE] = point
            action()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{point} was not reached"
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child of the fork does nothing but die
@pytest.mark.parametrize("point", ON_THE_WAY)
@pytest.mark.parametrize("goes_on", [True, False], ids=["asked again", "undone"])
def test_a_charge_killed_anywhere_is_made_once_or_given_back_whole(point: str, *, goes_on: bool) -> None:
    job = Job()
    die_at(point, job.charge)
    if goes_on:
        assert job.charge().payment is not None
        assert (job.payments(), job.held_by_gateway()) == (["captured"], FIFTEEN)
        job.complete()
        assert job.cleared() == FIFTEEN
    else:
        assert job.undo() == "failed"
        assert (job.held_by_gateway(), job.cleared()) == (0, 0)
    assert violations() == []


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # likewise
@pytest.mark.parametrize("point", ON_THE_WAY_BACK)
def test_a_refund_killed_anywhere_is_made_once(point: str) -> None:
    job = Job()
    job.charge()
    die_at(point, job.undo)
    assert job.undo() == "failed"
    assert (job.held_by_gateway(), job.cleared()) == (0, 0)
    assert DemoGatewayRefund.objects.filter(charge__key=Payment.objects.get(job=job.row).public_id).count() == 1
    assert violations() == []


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # likewise
@pytest.mark.parametrize("point", ["payments.close_charge:before_call", "payments.close_charge:after_call"])
def test_asking_what_became_of_a_charge_can_be_killed_too(point: str) -> None:
    job = Job()
    with bad_line(lost_after={"charge"}), pytest.raises(GatewayUnavailableError):
        job.charge()
    die_at(point, job.undo)
    assert job.undo() == "failed"
    assert (job.held_by_gateway(), job.cleared()) == (0, 0)
    assert violations() == []
