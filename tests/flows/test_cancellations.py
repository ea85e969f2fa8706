"""Services that are to end: with a grace in which that can be reversed, ended, and in the end removed altogether."""

from datetime import datetime, timedelta

import pytest

from tests.flows.test_renewals import DUE, FIFTEEN, _all_rules_hold
from tests.support.goods import make_item, make_specification
from tests.support.payments import GOOD
from tests.support.people import command, make_account, make_brand
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.renewals import (
    DAY,
    HOUR,
    SECOND,
    SECOND_PERIOD,
    START,
    THIRD_PERIOD,
    add_to,
    end,
    finish,
    held_by_gateway,
    newest,
    recurring,
    renewing_product,
    resume,
    run,
    start_service,
    state_of,
    states,
    suspend,
)
from tests.support.services import complete_order, start
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders, renewals, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.flows.use_cases.services import CancellationRequest
from trunkline.instances.errors import (
    CancellationNotFoundError,
    CancellationPendingError,
    RenewalNotPossibleError,
    ServiceRetiredError,
    ServiceStateError,
)
from trunkline.instances.models import Cancellation, Instance
from trunkline.instances.selectors.cancellations import find_next_cancellation_due, list_due_cancellations
from trunkline.instances.selectors.renewals import find_open_renewal
from trunkline.instances.selectors.services import find_next_removal_due, list_due_removals
from trunkline.instances.selectors.timeline import list_history
from trunkline.instances.states import CancellationReason
from trunkline.kernel.errors import InvalidInputError
from trunkline.ordering.errors import ServiceBusyError
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob
from trunkline.stock.models import StockItem

__all__ = ["_all_rules_hold", "_connected_quietly", "owner_connection", "quiet_database"]

RETENTION = timedelta(days=90)
REQUESTED = START + DAY


def cancel(
    service: Instance,
    at: datetime = REQUESTED,
    *,
    days: int | None = None,
    reason: CancellationReason = CancellationReason.CUSTOMER,
) -> Cancellation:
    number = services.cancel_service(command(at=at), service.pk, CancellationRequest(reason, days, "Moving abroad"))
    return Cancellation.objects.get(pk=number)


def order_due_end(service: Instance, at: datetime) -> int | None:
    """Do what the periodic job does, where it finds the service."""
    if service.pk not in {due.instance_id for due in list_due_cancellations(at)}:
        return None
    return services.order_due_end(command(at=at), service.pk)


def order_due_removal(service: Instance, at: datetime) -> int | None:
    if service.pk not in list_due_removals(at):
        return None
    return services.order_due_removal(command(at=at), service.pk)


def fail(order_id: int | None) -> None:
    """Have the job of an order fail before its play has done anything."""
    job = ProvisioningJob.objects.get(order_line__order_id=order_id)
    attempt = start(job)
    provisioning.begin_undoing(command(), job.pk, attempt.number, "a task", "It failed.")
    endings.fail_job(command(), job.pk, attempt.number)


def timeline(service: Instance) -> list[str]:
    rows = list_history(service.pk).filter(superseded_at__isnull=True)
    return [row.service_state.code for row in rows if row.service_state]


def test_within_its_grace_a_cancelled_service_goes_on_is_not_renewed_and_then_ends() -> None:
    service = start_service(grace_days=40)
    cancellation = cancel(service)
    assert (cancellation.state, cancellation.ends_at) == ("pending", REQUESTED + 40 * DAY)
    assert (cancellation.reason, cancellation.note) == ("customer", "Moving abroad")
    assert (state_of(service), states(service)) == ("Pending Cancellation", ["paused"])
    run(service, SECOND_PERIOD)
    assert recurring(service) == [FIFTEEN]
    assert order_due_end(service, cancellation.ends_at - SECOND) is None
    finish(order_due_end(service, cancellation.ends_at), cancellation.ends_at)
    cancellation.refresh_from_db()
    service.refresh_from_db()
    assert (cancellation.state, cancellation.settled_at) == ("carried_out", cancellation.ends_at)
    assert (service.retired_at, service.remove_at) == (cancellation.ends_at, cancellation.ends_at + RETENTION)
    assert (timeline(service), states(service)) == (["Active", "Pending Cancellation", "Deactivated"], ["withdrawn"])
    assert find_open_renewal(service.pk) is None


@pytest.mark.parametrize(("days", "expected"), [(None, 14), (3, 3), (0, 0)])
def test_the_grace_is_the_products_unless_one_is_given(days: int | None, expected: int) -> None:
    service = start_service(grace_days=14)
    assert cancel(service, days=days).ends_at == REQUESTED + expected * DAY


@pytest.mark.parametrize("days", [-1, 10_000])
def test_a_grace_out_of_bounds_is_refused(days: int) -> None:
    service = start_service()
    with pytest.raises(InvalidInputError):
        cancel(service, days=days)
    assert (state_of(service), Cancellation.objects.filter(instance=service).count()) == ("Active", 0)


def test_without_grace_the_end_is_ordered_at_once() -> None:
    service = start_service()
    cancellation = cancel(service, days=0)
    [job] = ProvisioningJob.objects.filter(instance=service, kind="deprovision")
    assert (job.state, state_of(service)) == ("queued", "Active")
    assert order_due_end(service, REQUESTED) is None
    finish(job.order_line.order_id, REQUESTED)
    cancellation.refresh_from_db()
    assert (cancellation.state, state_of(service)) == ("carried_out", "Deactivated")


def test_a_reversed_cancellation_leaves_the_service_as_it_was_and_its_renewal_goes_on() -> None:
    service = start_service(card=GOOD, grace_days=14)
    cancellation = cancel(service)
    services.reverse_cancellation(command(at=REQUESTED + DAY), service.pk)
    cancellation.refresh_from_db()
    assert (cancellation.state, cancellation.settled_at) == ("reversed", REQUESTED + DAY)
    assert timeline(service) == ["Active", "Pending Cancellation", "Active"]
    assert (states(service), newest(service).due_at) == (["planned"], DUE)
    assert order_due_end(service, cancellation.ends_at) is None
    run(service, DUE)
    assert (recurring(service), held_by_gateway(service)) == ([FIFTEEN, FIFTEEN], FIFTEEN)
    assert cancel(service, DUE).state == "pending"


def test_a_cancellation_reversed_after_the_periods_end_renews_the_period_that_runs_by_now() -> None:
    service = start_service(grace_days=60)
    cancel(service)
    at = THIRD_PERIOD + DAY
    services.reverse_cancellation(command(at=at), service.pk)
    run(service, at)
    assert recurring(service) == [FIFTEEN, FIFTEEN]
    assert newest(service).starts_at == THIRD_PERIOD + 30 * DAY


def test_what_happened_at_one_instant_is_reversed_to_the_state_just_before() -> None:
    service = start_service(grace_days=14)
    suspend(service, START + DAY)
    resume(service, START + 2 * DAY)
    cancel(service, START + 2 * DAY)
    services.reverse_cancellation(command(at=START + 2 * DAY), service.pk)
    assert (state_of(service), states(service)) == ("Active", ["planned"])


def test_a_service_is_cancelled_once() -> None:
    service = start_service(grace_days=14)
    first = cancel(service)
    with pytest.raises(CancellationPendingError):
        cancel(service, REQUESTED + DAY)
    assert Cancellation.objects.get(instance=service) == first
    services.reverse_cancellation(command(at=REQUESTED + DAY), service.pk)
    with pytest.raises(CancellationNotFoundError):
        services.reverse_cancellation(command(at=REQUESTED + DAY), service.pk)


@pytest.mark.parametrize("reason", [CancellationReason.NON_PAYMENT, CancellationReason.CONTRACT_END])
def test_only_what_somebody_cancelled_is_reversed(reason: CancellationReason) -> None:
    service = start_service(grace_days=14)
    cancel(service, reason=reason)
    with pytest.raises(CancellationNotFoundError):
        services.reverse_cancellation(command(at=REQUESTED), service.pk)
    assert state_of(service) == "Pending Cancellation"


def test_a_service_about_to_end_is_not_suspended_resumed_or_renewed() -> None:
    service = start_service(grace_days=14)
    cancel(service)
    with pytest.raises(ServiceStateError, match="about to end"):
        services.suspend_service(command(at=REQUESTED), service.pk)
    with pytest.raises(RenewalNotPossibleError):
        renewals.renew_now(command(at=REQUESTED), service.pk)
    other = start_service(grace_days=14)
    suspend(other, REQUESTED)
    cancel(other)
    with pytest.raises(ServiceStateError, match="about to end"):
        services.resume_service(command(at=REQUESTED), other.pk)


def test_a_suspended_service_stays_suspended_until_it_ends_or_is_taken_back() -> None:
    service = start_service(grace_days=14)
    suspend(service, START + HOUR)
    cancel(service)
    assert (state_of(service), states(service)) == ("Suspended", ["paused"])
    services.reverse_cancellation(command(at=REQUESTED), service.pk)
    assert (state_of(service), states(service)) == ("Suspended", ["paused"])
    resume(service, REQUESTED + DAY)
    assert (state_of(service), states(service)) == ("Active", ["planned"])


def test_an_end_that_fails_is_ordered_again_a_day_later() -> None:
    service = start_service(grace_days=14)
    due = cancel(service).ends_at
    fail(order_due_end(service, due))
    assert (state_of(service), order_due_end(service, due + DAY - SECOND)) == ("Pending Cancellation", None)
    assert find_next_cancellation_due() is not None
    finish(order_due_end(service, due + DAY), due + DAY)
    assert state_of(service) == "Deactivated"
    service.refresh_from_db()
    assert service.retired_at == due + DAY


def test_a_staff_members_end_that_fails_is_ordered_again_and_can_be_taken_back() -> None:
    service = start_service()
    fail(services.end_service(command(at=REQUESTED), service.pk))
    assert Cancellation.objects.get(instance=service).due_at == REQUESTED + DAY
    services.reverse_cancellation(command(at=REQUESTED + HOUR), service.pk)
    assert (state_of(service), states(service)) == ("Active", ["planned"])
    assert order_due_end(service, REQUESTED + DAY) is None


def test_an_end_under_way_is_not_reversed() -> None:
    service = start_service(grace_days=14)
    due = cancel(service).ends_at
    order_due_end(service, due)
    with pytest.raises(ServiceBusyError):
        services.reverse_cancellation(command(at=due), service.pk)


def test_a_busy_service_is_ended_an_hour_later() -> None:
    service = start_service(grace_days=14)
    suspension = services.suspend_service(command(at=START), service.pk)
    due = cancel(service).ends_at
    assert order_due_end(service, due) is None
    assert Cancellation.objects.get(instance=service).due_at == due + HOUR
    finish(suspension, due)
    finish(order_due_end(service, due + HOUR), due + HOUR)
    assert state_of(service) == "Deactivated"


def test_end_now_overrides_a_later_end() -> None:
    service = start_service(grace_days=14)
    cancellation = cancel(service)
    end(service, REQUESTED + DAY)
    cancellation.refresh_from_db()
    assert (cancellation.state, cancellation.ends_at) == ("carried_out", REQUESTED + DAY)
    assert Cancellation.objects.filter(instance=service).count() == 1
    with pytest.raises(ServiceRetiredError):
        cancel(service, REQUESTED + 2 * DAY)


def test_a_service_whose_card_is_refused_to_the_last_ends_and_its_items_meet_their_fate() -> None:
    specification = make_specification()
    item = make_item(specification)
    account_id = make_account(make_brand())
    product = renewing_product(renewal_payment="card", resource_names=[specification.name])
    request = ProductRequest(product_id=product.pk, picks={specification.name: item.pk})
    order_id = orders.place_order(command(at=START), account_id, request)
    job = ProvisioningJob.objects.get(order_line__order_id=order_id)
    service = complete_order(job, START, assigning=[item.pk])
    at = DUE + 7 * DAY
    for attempt_at in (DUE, DUE + DAY, DUE + 3 * DAY, at):
        run(service, attempt_at)
    assert states(service) == ["expired"]
    finish(order_due_end(service, at), at)
    cancellation = Cancellation.objects.get(instance=service)
    assert (cancellation.state, cancellation.reason) == ("carried_out", "non_payment")
    assert (state_of(service), find_open_renewal(service.pk)) == ("Deactivated", None)
    service.refresh_from_db()
    assert service.retired_at == at
    assert StockItem.objects.get(pk=item.pk).state != "Assigned"


# Add-ons ------------------------------------------------------------------------------------------------------------


def test_an_add_on_is_cancelled_alone() -> None:
    service = start_service()
    addon = add_to(service, START + HOUR, grace_days=14)
    due = cancel(addon).ends_at
    assert (state_of(addon), state_of(service), states(service)) == ("Pending Cancellation", "Active", ["planned"])
    finish(order_due_end(addon, due), due)
    addon.refresh_from_db()
    assert (state_of(addon), state_of(service)) == ("Deactivated", "Active")
    # The charging system knows the service, not what adds to it: nothing is kept of it there.
    assert addon.remove_at is None


def test_the_end_of_a_service_carries_out_the_cancellation_of_what_adds_to_it() -> None:
    service = start_service()
    addon = add_to(service, START + HOUR, grace_days=14)
    cancellation = cancel(addon)
    end(service, REQUESTED + DAY)
    cancellation.refresh_from_db()
    assert (cancellation.state, cancellation.settled_at) == ("carried_out", REQUESTED + DAY)
    assert (state_of(addon), states(addon)) == ("Deactivated", ["withdrawn"])
    assert order_due_end(addon, cancellation.ends_at) is None


def test_the_cancellation_of_a_service_keeps_what_adds_to_it_from_being_renewed_until_it_is_reversed() -> None:
    service = start_service(grace_days=60)
    addon = add_to(service, START + HOUR)
    cancel(service)
    run(addon, SECOND_PERIOD)
    assert (states(addon), recurring(addon)) == (["paused"], [FIFTEEN])
    services.reverse_cancellation(command(at=SECOND_PERIOD + DAY), service.pk)
    run(service, SECOND_PERIOD + DAY)
    run(addon, SECOND_PERIOD + DAY)
    assert recurring(addon) == [FIFTEEN, FIFTEEN]


# Removal ------------------------------------------------------------------------------------------------------------


def test_after_its_retention_an_ended_service_is_removed_and_only_its_history_stays() -> None:
    service = start_service()
    end(service, REQUESTED)
    due = REQUESTED + RETENTION
    assert order_due_removal(service, due - SECOND) is None
    order_id = order_due_removal(service, due)
    job = finish(order_id, due)
    assert (job.kind, job.play) == ("remove", "play_remove_service")
    service.refresh_from_db()
    assert (state_of(service), service.remove_at) == ("Removed", None)
    assert timeline(service) == ["Active", "Deactivated", "Removed"]
    assert order_due_removal(service, due + 10 * DAY) is None


def test_a_removal_that_fails_is_ordered_again_a_day_later_or_run_again_by_hand() -> None:
    service = start_service(removal_play="play_test_looks_around")
    end(service, REQUESTED)
    due = REQUESTED + RETENTION
    order_id = order_due_removal(service, due)
    fail(order_id)
    service.refresh_from_db()
    assert (state_of(service), service.remove_at) == ("Deactivated", due + DAY)
    assert find_next_removal_due() is not None
    job = ProvisioningJob.objects.get(order_line__order_id=order_id)
    assert job.play == "play_test_looks_around"
    endings.retry_job(command(at=due), job.pk)
    finish(order_id, due)
    service.refresh_from_db()
    assert (state_of(service), service.remove_at) == ("Removed", None)


def test_a_removal_under_way_is_not_ordered_twice() -> None:
    service = start_service()
    end(service, REQUESTED)
    due = REQUESTED + RETENTION
    order_id = order_due_removal(service, due)
    assert order_due_removal(service, due + DAY) is None
    service.refresh_from_db()
    assert service.remove_at == due + DAY + HOUR
    finish(order_id, due + DAY)
    service.refresh_from_db()
    assert service.remove_at is None


def test_a_period_that_is_taken_back_is_given_back_though_the_service_is_removed_by_then() -> None:
    service = start_service(card=GOOD)
    renewals.renew_now(command(at=START + HOUR), service.pk)
    run(service, START + HOUR)
    end(service, REQUESTED)
    due = REQUESTED + RETENTION
    finish(order_due_removal(service, due), due)
    run(service, due)
    assert (states(service), held_by_gateway(service)) == (["taken_back", "withdrawn"], 0)
