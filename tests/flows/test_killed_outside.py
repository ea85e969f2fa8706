"""Each call to the outside is killed before and after it is made: by a journey that passes it, or here by itself."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest

from tests.charging.test_settling import KILLED_WHILE_SETTLING
from tests.flows import test_accidents, test_killed_money
from tests.flows.test_card_charges import FIFTEEN, Job, violations
from tests.flows.test_lost_answers import CARDS, NOTHING, lose_answer
from tests.platform.test_kill_points import own, run_and_die
from tests.support.payments import GOOD
from tests.support.people import command
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.snapshot import differences, take_snapshot
from trunkline.payments import processes as payments
from trunkline.payments.models import Payment
from trunkline.platform.outside import OUTSIDE_CALLS
from trunkline.provisioning import processes as plays

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]

Action = Callable[[], object]

# These only ask.
ASKING: dict[str, Action] = {
    "payments.describe_card": lambda: payments.describe_card("demo", GOOD),
    "payments.find_gateway_charges": lambda: payments.find_gateway_charges("demo", []),
    "payments.list_gateway_charges": lambda: payments.list_gateway_charges("demo", after=0, limit=10),
    "provisioning.check_plays": lambda: plays.check_plays(["play_local_mobile_sim"]),
}
CLOSING, GIVING_BACK = "payments.close_charge", "payments.give_back_at_gateway"
FIVE = Decimal(5)
POINTS = ["before_call", "after_call"]


def named_by_journeys() -> set[str]:
    """The outside calls at which a journey with real processes is killed."""
    money = (getattr(test_killed_money, name) for name in ("RENEWING", "GIVING_BACK", "TAKING_BACK", "TOPPING_UP"))
    points = [*test_accidents.ON_THE_WAY, *test_accidents.ON_THE_WAY_BACK]
    points += [point.split()[1] for points_of_one in money for point in points_of_one]
    return {point.partition(":")[0] for point in points if point.endswith("_call")}


def test_every_outside_call_is_killed_somewhere() -> None:
    assert named_by_journeys() | set(ASKING) | {CLOSING, GIVING_BACK, *KILLED_WHILE_SETTLING} == own(OUTSIDE_CALLS)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child of the fork does nothing but die
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", sorted(ASKING))
def test_a_question_that_is_killed_has_changed_nothing(name: str, point: str) -> None:
    before = take_snapshot()
    run_and_die(ASKING[name], f"{name}:{point}")
    assert differences(before, take_snapshot()) == []


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # likewise
@CARDS
@pytest.mark.parametrize("point", POINTS)
def test_a_charge_that_was_being_settled_is_settled_once(kind: str, settled: str, held: object, point: str) -> None:
    job = lose_answer(kind)
    payment_id = Payment.objects.get(job=job.row).pk
    run_and_die(lambda: payments.settle_payment(command(), payment_id), f"{CLOSING}:{point}")
    assert job.payments() == ["unknown"]
    payments.settle_payment(command(), payment_id)
    assert (job.payments(), job.held_by_gateway(), job.cleared()) == ([settled], held, held)
    assert job.undo() == "failed"
    assert (job.held_by_gateway(), job.cleared()) == (NOTHING, NOTHING)
    assert violations() == []


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # likewise
@pytest.mark.parametrize("point", POINTS)
def test_what_was_being_given_back_is_given_back_once(point: str) -> None:
    job = Job()
    payment = job.charge().payment
    assert payment is not None
    key, charge_key = uuid4(), payment.public_id

    def give_back() -> object:
        return payments.give_back_at_gateway("demo", key, charge_key, FIVE)

    run_and_die(give_back, f"{GIVING_BACK}:{point}")
    give_back()
    assert job.held_by_gateway() == FIFTEEN - FIVE
