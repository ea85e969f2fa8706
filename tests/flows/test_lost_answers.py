"""Charges of plays whose answer was lost: the job is undone, and the money goes back as soon as its fate is known."""

from decimal import Decimal

import pytest

from tests.flows.test_card_charges import CHARGED, FIFTEEN, Job, violations
from tests.support.payments import bad_line, make_card
from tests.support.people import command
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.processes.undoing import undo_calls
from trunkline.flows.use_cases import provisioning as endings
from trunkline.payments import processes
from trunkline.payments.errors import GatewayUnavailableError
from trunkline.payments.models import Payment
from trunkline.provisioning import use_cases as provisioning

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]

NOTHING = Decimal(0)
CARDS = pytest.mark.parametrize(
    ("kind", "settled", "held"), [("pm_demo_timeout", "captured", FIFTEEN), ("pm_demo_timeout_unpaid", "cancelled", 0)]
)


def lose_answer(kind: str) -> Job:
    """Have a job's play charge a card whose answer does not arrive."""
    job = Job()
    with pytest.raises(GatewayUnavailableError) as raised:
        job.charge(card=make_card(job.row.account_id, kind))
    assert raised.value.is_outcome_unknown
    assert (job.payments(), job.journal()) == (["unknown"], [(CHARGED, "intended")])
    return job


def undo_again(job: Job) -> str:
    provisioning.undo_again(command(), job.row.pk)
    attempt = provisioning.take_over(command(), job.row.pk)
    assert attempt is not None
    undo_calls(command(), job.row.pk, attempt)
    endings.fail_job(command(), job.row.pk, attempt)
    return job.row.state


@CARDS
def test_a_job_with_an_unknown_charge_is_not_completed_and_pays_nothing_in_the_end(
    kind: str, settled: str, held: Decimal
) -> None:
    job = lose_answer(kind)
    assert job.held_by_gateway() == held
    with pytest.raises(JobOutcomeInvalidError):
        job.complete()
    assert job.undo() == "failed"
    assert (job.payments(), job.held_by_gateway(), job.cleared()) == ([settled], NOTHING, NOTHING)
    assert (job.history(), violations()) == ([], [])


@CARDS
def test_what_is_settled_after_the_undoing_is_given_back_by_the_next_one(
    kind: str, settled: str, held: Decimal
) -> None:
    job = lose_answer(kind)
    with bad_line(lost_before={"close_charge"}):
        assert job.undo() == "needs_attention"
    assert job.payments() == ["unknown"]
    processes.settle_payment(command(), Payment.objects.get(job=job.row).pk)
    assert (job.payments(), job.held_by_gateway(), job.cleared()) == ([settled], held, held)
    assert violations() == []
    assert undo_again(job) == "failed"
    assert (job.payments(), job.held_by_gateway(), job.cleared()) == ([settled], NOTHING, NOTHING)
    assert (job.history(), violations()) == ([], [])


@CARDS
def test_what_is_settled_before_the_undoing_is_given_back_by_it(kind: str, settled: str, held: Decimal) -> None:
    job = lose_answer(kind)
    processes.settle_payment(command(), Payment.objects.get(job=job.row).pk)
    assert (job.payments(), job.held_by_gateway(), job.cleared()) == ([settled], held, held)
    assert job.undo() == "failed"
    assert (job.held_by_gateway(), job.cleared(), job.history()) == (NOTHING, NOTHING, [])
    assert violations() == []


def test_a_play_that_asks_once_more_after_a_lost_answer_has_paid_once() -> None:
    job = lose_answer("pm_demo_timeout")
    assert job.charge().payment is not None
    assert (job.payments(), job.held_by_gateway()) == (["captured"], FIFTEEN)
    job.complete()
    assert (job.cleared(), violations()) == (FIFTEEN, [])
