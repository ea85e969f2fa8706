"""Changes of services that are asked for: now, for a day to come, moved, withdrawn, failed; and corrections."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.support.catalogue import define
from tests.support.goods import FIFTEEN_OVER_FIVE, make_product
from tests.support.people import command, make_account, make_brand
from tests.support.services import complete_order, end_service, order_product, start
from trunkline.billing.models import Charge
from trunkline.catalog.models import Characteristic, Product, ProductRelationship, ServiceState
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import changes, orders, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.flows.use_cases.changes import Agreement, ChangeRequest, CorrectionRequest, Difference
from trunkline.flows.use_cases.services import CancellationRequest
from trunkline.instances.errors import (
    ChangePlannedError,
    ChangeUnderWayError,
    InstanceChangedError,
    OutsideLifeError,
    ServiceRetiredError,
    ServiceStateError,
)
from trunkline.instances.models import Change, Configuration, Instance
from trunkline.instances.selectors.services import get_current_service
from trunkline.instances.selectors.timeline import list_history, version_of
from trunkline.instances.states import CancellationReason
from trunkline.kernel.errors import InvalidInputError
from trunkline.ordering.errors import OfferNotEligibleError, PriceChangedError, ServiceBusyError
from trunkline.platform.commands import Actor, ActorKind
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob

START = datetime(2041, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
THIRTY = replace(FIFTEEN_OVER_FIVE, retail=Decimal("30.00"), wholesale_set_up=Decimal(0))


def make_fibre(speed: int, **fields: object) -> Product:
    """A product whose characteristic is a speed, of so many Mbit/s by default, and a colour that customers choose."""
    product = make_product(
        name=f"{speed} Mbit/s Plan", service_type="internet", **{"change_play": "play_change_speed", **fields}
    )
    Characteristic.objects.create(
        product=product, position=0, name="speed", value_type="whole", minimum=1, default=speed, set_by="staff"
    )
    Characteristic.objects.create(product=product, position=1, name="colour", choices=["red", "blue"])
    return product


def make_path(former: Product, product: Product, kind: str = "upgrade") -> None:
    ProductRelationship.objects.create(kind=kind, product=former, to_product=product)


@pytest.fixture
def slow() -> Product:
    return make_fibre(20)


@pytest.fixture
def fast(slow: Product) -> Product:
    product = make_fibre(40, prices=THIRTY)
    make_path(slow, product)
    return product


@pytest.fixture
def service(slow: Product) -> Instance:
    return complete_order(order_product(slow, make_account(make_brand()), START), START)


def ask(service: Instance, at: datetime = START + DAY, starts_at: datetime | None = None, **wanted: Any) -> Change:
    request = {name: wanted.pop(name) for name in ("version", "shown_price", "reason") if name in wanted}
    change_id = changes.ask_for_change(
        command(at=at), service.pk, ChangeRequest(Difference(**wanted), starts_at, **request)
    )
    return Change.objects.get(pk=change_id)


def carry_out(change: Change, at: datetime) -> None:
    changes.carry_out_due_change(command(at=at), change.instance_id, change.pk)


def job_of(change: Change) -> ProvisioningJob:
    return ProvisioningJob.objects.get(order_line__change=change)


def succeed(change: Change, at: datetime) -> None:
    """Have a change's play run, and do well by the business time `at`."""
    job = job_of(change)
    endings.complete_job(command(at=at), job.pk, start(job).number)


def fail(change: Change, at: datetime) -> None:
    attempt = start(job_of(change))
    provisioning.begin_undoing(command(at=at), attempt.job.pk, attempt.number, "a task", "It failed.")
    endings.fail_job(command(at=at), attempt.job.pk, attempt.number)


def spans(service: Instance) -> list[tuple[str, str, int, datetime, datetime | None]]:
    rows = list_history(service.pk).filter(superseded_at__isnull=True)
    return [(row.name, row.state, row.quantity, row.valid_from, row.valid_until) for row in rows]


def test_an_upgrade_planned_for_a_day_waits_is_provisioned_and_takes_over_on_it(
    service: Instance, fast: Product
) -> None:
    day = START + 10 * DAY
    change = ask(service, starts_at=day, product_id=fast.pk, shown_price=Decimal(30))
    assert not ProvisioningJob.objects.filter(order_line__change=change).exists()
    carry_out(change, day - timedelta(microseconds=1))
    assert Change.objects.get(pk=change.pk).state == "planned"
    carry_out(change, day)
    assert spans(service)[0][1] == "CURRENT"
    succeed(change, day)
    assert spans(service) == [
        ("Mobile of a test", "HISTORY", 1, START, day),
        ("Mobile of a test", "CURRENT", 1, day, None),
    ]
    current = get_current_service(service.pk)
    assert (current.product, current.rate_version and current.rate_version.retail) == (fast, Decimal(30))
    # What stood there by default stays what it is: nobody has said another speed.
    assert current.characteristics == {"speed": 20}


def test_a_play_that_is_late_has_its_change_take_over_when_it_succeeds(service: Instance, fast: Product) -> None:
    day = START + 10 * DAY
    change = ask(service, starts_at=day, product_id=fast.pk)
    carry_out(change, day)
    succeed(change, day + 3 * DAY)
    assert [row[3:] for row in spans(service)] == [(START, day + 3 * DAY), (day + 3 * DAY, None)]


def test_a_play_begins_the_lead_time_before_and_its_change_takes_over_on_the_day(
    service: Instance, fast: Product
) -> None:
    Product.objects.filter(pk=fast.pk).update(lead_time_hours=48)
    day = START + 10 * DAY
    change = ask(service, starts_at=day, product_id=fast.pk)
    assert change.due_at == day - 2 * DAY
    carry_out(change, day - 2 * DAY)
    succeed(change, day - DAY)
    change.refresh_from_db()
    assert (change.state, change.due_at, spans(service)[0][1]) == ("prepared", day, "CURRENT")
    with pytest.raises(ChangeUnderWayError):
        changes.withdraw_change(command(at=day - DAY), service.pk, change.pk)
    carry_out(change, day)
    assert [row[3:] for row in spans(service)] == [(START, day), (day, None)]


def test_a_failed_play_leaves_what_is_current_and_what_follows_goes_on_from_it(
    service: Instance, fast: Product
) -> None:
    first, second = START + 10 * DAY, START + 20 * DAY
    upgrade = ask(service, starts_at=first, product_id=fast.pk)
    more = ask(service, starts_at=second, quantity=3)
    assert Configuration.objects.get(change=more, superseded_at=None).product == fast
    carry_out(upgrade, first)
    fail(upgrade, first)
    upgrade.refresh_from_db()
    assert (upgrade.state, upgrade.failure) == ("failed", "It failed.")
    following = Configuration.objects.get(change=more, superseded_at=None)
    assert (following.product, following.quantity) == (get_current_service(service.pk).product, 3)
    # Tried again, it is planned again, and what follows is what it was.
    endings.retry_job(command(at=first), job_of(upgrade).pk)
    succeed(upgrade, first + DAY)
    assert Configuration.objects.get(change=more, superseded_at=None).product == fast
    assert get_current_service(service.pk).product == fast


def test_a_planned_change_is_moved_or_withdrawn(service: Instance) -> None:
    change = ask(service, starts_at=START + 10 * DAY, quantity=2)
    changes.move_change(command(at=START + DAY), service.pk, change.pk, START + 12 * DAY)
    assert spans(service)[1][3] == START + 12 * DAY
    changes.withdraw_change(command(at=START + DAY), service.pk, change.pk)
    assert [row[1] for row in spans(service)] == ["CURRENT"]
    with pytest.raises(ChangeUnderWayError):
        changes.withdraw_change(command(at=START + DAY), service.pk, change.pk)
    with pytest.raises(ChangeUnderWayError):
        changes.move_change(command(at=START + DAY), service.pk, change.pk, START + 13 * DAY)


def test_two_changes_cannot_begin_at_one_instant(service: Instance) -> None:
    ask(service, starts_at=START + 10 * DAY, quantity=2)
    with pytest.raises(ChangePlannedError):
        ask(service, starts_at=START + 10 * DAY, name="Other")
    other = ask(service, starts_at=START + 11 * DAY, name="Other")
    with pytest.raises(ChangePlannedError):
        changes.move_change(command(at=START + DAY), service.pk, other.pk, START + 10 * DAY)


def test_what_was_planned_is_kept_when_the_service_is_changed_meanwhile(service: Instance) -> None:
    ask(service, starts_at=START + 10 * DAY, quantity=2)
    succeed(ask(service, at=START + 2 * DAY, name="Renamed"), START + 2 * DAY)
    assert spans(service)[-1] == ("Renamed", "PENDING", 2, START + 10 * DAY, None)


def test_an_ended_service_has_nothing_planned_any_more(service: Instance) -> None:
    change = ask(service, starts_at=START + 10 * DAY, quantity=2)
    end_service(service, START + 5 * DAY)
    assert Change.objects.get(pk=change.pk).state == "withdrawn"
    assert [row[1] for row in spans(service)] == ["HISTORY", "CURRENT"]
    with pytest.raises(ServiceRetiredError):
        ask(service, at=START + 6 * DAY, quantity=2)


def test_nothing_is_planned_past_the_end_of_a_service(service: Instance) -> None:
    request = CancellationRequest(CancellationReason.CUSTOMER, grace_days=14)
    services.cancel_service(command(at=START + DAY), service.pk, request)
    with pytest.raises(ServiceStateError, match="about to end"):
        ask(service, at=START + 2 * DAY, starts_at=START + 20 * DAY, quantity=2)
    ask(service, at=START + 2 * DAY, starts_at=START + 10 * DAY, quantity=2)


def test_what_needs_no_play_holds_at_once_or_on_its_day(service: Instance, slow: Product) -> None:
    Product.objects.filter(pk=slow.pk).update(change_play="")
    assert ask(service, quantity=2).state == "in_force"
    later = ask(service, starts_at=START + 10 * DAY, quantity=3)
    carry_out(later, START + 11 * DAY)
    assert [row[1:] for row in spans(service)] == [
        ("HISTORY", 1, START, START + DAY),
        ("HISTORY", 2, START + DAY, START + 11 * DAY),
        ("CURRENT", 3, START + 11 * DAY, None),
    ]


def test_many_changes_take_over_together_and_what_means_more_is_left(slow: Product, fast: Product) -> None:
    Product.objects.filter(pk__in=[slow.pk, fast.pk]).update(change_play="")
    account_id, day = make_account(make_brand()), START + 10 * DAY
    made = [complete_order(order_product(slow, account_id, START), START) for _ in range(4)]
    plain = [ask(each, starts_at=day, quantity=2) for each in made]
    more = ask(made[2], starts_at=day + DAY, quantity=3)
    dearer = ask(complete_order(order_product(slow, account_id, START), START), starts_at=day, name="Renamed")
    Change.objects.filter(pk=dearer.pk).update(due_at=day + DAY)
    upgrade = ask(made[3], starts_at=day + 2 * DAY, product_id=fast.pk)
    ids = [change.pk for change in (*plain, more, dearer, upgrade)]
    left = changes.take_over_due_changes(command(at=day), ids)
    assert left == [plain[2].pk, plain[3].pk, more.pk, dearer.pk, upgrade.pk]
    for service in made[:2]:
        assert [row[1:] for row in spans(service)] == [("HISTORY", 1, START, day), ("CURRENT", 2, day, None)]
        assert Change.objects.get(instance=service).state == "in_force"
        current = get_current_service(service.pk)
        assert current.taken_over_at is not None
    assert [row[1] for row in spans(made[2])] == ["CURRENT", "PENDING", "PENDING"]


def test_one_change_at_a_time_is_carried_out(service: Instance) -> None:
    ask(service, quantity=2)
    with pytest.raises(ServiceBusyError):
        ask(service, at=START + 2 * DAY, quantity=3)


def test_what_is_due_while_another_change_is_carried_out_follows_as_soon_as_that_has_ended(service: Instance) -> None:
    first = ask(service, starts_at=START + 10 * DAY, quantity=2)
    second = ask(service, starts_at=START + 11 * DAY, quantity=3)
    late = START + 12 * DAY
    carry_out(first, late)
    carry_out(second, late)
    second.refresh_from_db()
    assert (second.state, second.due_at > late) == ("planned", True)
    succeed(first, late)
    second.refresh_from_db()
    assert second.due_at == late
    carry_out(second, late)
    succeed(second, late)
    # The first one was late so long that it never held.
    assert [row[1:] for row in spans(service)] == [("HISTORY", 1, START, late), ("CURRENT", 3, late, None)]


REFUSED: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({}, InvalidInputError, "Nothing to change"),
    ({"quantity": 0}, InvalidInputError, "quantity"),
    ({"quantity": 10**9}, InvalidInputError, "quantity"),
    ({"name": ""}, InvalidInputError, "name"),
    ({"characteristics": {"weight": 1}}, InvalidInputError, "no characteristic"),
    ({"characteristics": {"speed": "fast"}}, InvalidInputError, "not of type 'integer'"),
    ({"characteristics": {"speed": 0}}, InvalidInputError, "minimum"),
    ({"starts_at": START, "quantity": 2}, InvalidInputError, "is over"),
    ({"service_state": "Nonsense"}, InvalidInputError, "none of"),
    ({"service_state": "Deactivated"}, ServiceStateError, "end or cancel"),
    ({"service_state": "Suspended"}, ServiceStateError, "No transition leads from Active to Suspended"),
]


@pytest.mark.parametrize(("wanted", "error", "told"), REFUSED, ids=[f"{row[0]}" for row in REFUSED])
def test_what_cannot_be_had_is_refused(
    service: Instance, wanted: dict[str, Any], error: type[Exception], told: str
) -> None:
    before = spans(service)
    with pytest.raises(error, match=told):
        ask(service, **wanted)
    assert (spans(service), Change.objects.filter(instance=service).count()) == (before, 0)


def test_a_product_is_replaced_along_an_upgrade_or_downgrade_only(service: Instance, fast: Product) -> None:
    with pytest.raises(OfferNotEligibleError, match="no upgrade or downgrade"):
        ask(service, product_id=make_fibre(60).pk)
    with pytest.raises(PriceChangedError):
        ask(service, product_id=fast.pk, shown_price=Decimal(29))
    Product.objects.filter(pk=fast.pk).update(is_enabled=False)
    with pytest.raises(OfferNotEligibleError, match="disabled"):
        ask(service, product_id=fast.pk)


def test_customers_set_what_is_theirs_only(service: Instance) -> None:
    customer = Actor(ActorKind.CUSTOMER, 1)

    def choose(**characteristics: object) -> int:
        request = ChangeRequest(Difference(characteristics=characteristics))
        return changes.ask_for_change(command(at=START + DAY, actor=customer), service.pk, request)

    with pytest.raises(InvalidInputError, match="set by the staff only"):
        choose(speed=100)
    with pytest.raises(InvalidInputError, match="cannot be taken away"):
        choose(speed=None)
    change = Change.objects.get(pk=choose(colour="red"))
    succeed(change, START + DAY)
    assert get_current_service(service.pk).characteristics == {"speed": 20, "colour": "red"}


def test_a_plan_that_relies_on_an_earlier_one_keeps_it_from_being_withdrawn(service: Instance, slow: Product) -> None:
    coloured = make_fibre(50)
    Characteristic.objects.create(product=coloured, position=2, name="stripes", value_type="whole")
    make_path(slow, coloured)
    upgrade = ask(service, starts_at=START + 10 * DAY, product_id=coloured.pk)
    ask(service, starts_at=START + 20 * DAY, characteristics={"stripes": 3})
    with pytest.raises(InvalidInputError, match="stripes: is no characteristic"):
        changes.withdraw_change(command(at=START + DAY), service.pk, upgrade.pk)
    assert Change.objects.get(pk=upgrade.pk).state == "planned"


def test_an_agreed_price_is_what_the_next_charge_is(service: Instance) -> None:
    succeed(ask(service, agreement=Agreement(Decimal("12.00"), None)), START + DAY)
    current = get_current_service(service.pk)
    assert (current.agreed_retail, current.agreed_wholesale) == (Decimal(12), None)
    succeed(ask(service, at=START + 2 * DAY, agreement=Agreement()), START + 2 * DAY)
    assert get_current_service(service.pk).agreed_retail is None


def test_a_transition_runs_by_its_table_and_costs_each_time(slow: Product, service: Instance) -> None:
    lost = ServiceState.objects.get(pk=define("service-states", base_status="suspended", is_billable=False).pk)
    steps = [
        {"from_state": None, "to_state": "Active"},
        {"from_state": "Active", "to_state": lost.code, "charge": "2.50", "currency": "GBP", "play": "play_bar_sim"},
        {"from_state": lost.code, "to_state": "Active", "charge": "5.00", "currency": "GBP"},
        {"from_state": "Active", "to_state": "Deactivated"},
    ]
    table = define("state-tables", transitions=steps)
    Product.objects.filter(pk=slow.pk).update(state_table=table)
    at = START + DAY
    for state in (lost.code, "Active", lost.code):
        change = ask(service, at=at, service_state=state, reason="The SIM was lost")
        if change.state == "provisioning":
            assert job_of(change).play == "play_bar_sim"
            succeed(change, at)
        at += DAY
    charged = Charge.objects.filter(instance=service, component="fact").order_by("pk")
    assert [row.amount for row in charged] == [Decimal("2.50"), Decimal("5.00"), Decimal("2.50")]
    assert get_current_service(service.pk).service_state == lost
    with pytest.raises(ServiceStateError, match="No transition leads"):
        ask(service, at=at, service_state="Suspended")
    with pytest.raises(InvalidInputError, match="changes by itself"):
        ask(service, at=at, service_state="Active", quantity=2)


def correct(service: Instance, start_: datetime, end: datetime | None, at: datetime, **wanted: Any) -> None:
    request = CorrectionRequest(Difference(**wanted), start_, "Told wrong on the telephone", end)
    changes.correct_service(command(at=at), service.pk, request)


def test_a_correction_tells_a_span_anew_and_the_bill_follows(service: Instance) -> None:
    correct(service, START, START + 2 * DAY, START + 5 * DAY, quantity=2)
    assert [row[1:] for row in spans(service)] == [
        ("HISTORY", 2, START, START + 2 * DAY),
        ("CURRENT", 1, START + 2 * DAY, None),
    ]
    recurring = Charge.objects.filter(instance=service, component="recurring").order_by("pk")
    # The first period is owed by what held when it began: two of 15.00, of which one was charged.
    assert [row.amount for row in recurring] == [Decimal(15), Decimal(15)]
    known = list_history(service.pk).filter(superseded_at__isnull=False).get()
    assert (known.quantity, known.valid_from, known.valid_until) == (1, START, None)


def test_only_what_has_been_is_corrected_and_only_what_needs_no_play(service: Instance, fast: Product) -> None:
    now = START + 5 * DAY
    with pytest.raises(OutsideLifeError):
        correct(service, START - DAY, None, now, quantity=2)
    with pytest.raises(OutsideLifeError):
        correct(service, now, None, now, quantity=2)
    with pytest.raises(OutsideLifeError):
        correct(service, START, now + DAY, now, quantity=2)
    with pytest.raises(InvalidInputError, match="need a play"):
        correct(service, START, None, now, product_id=fast.pk)


def test_of_fifty_upgrades_at_once_by_what_was_read_one_wins(service: Instance, fast: Product) -> None:
    version = version_of(service.pk)
    results = at_once(
        lambda number: ask(service, starts_at=START + (10 + number) * DAY, product_id=fast.pk, version=version)
    )
    assert sum(isinstance(result, Change) for result in results) == 1
    refused = [result for result in results if not isinstance(result, Change)]
    assert [type(result) for result in refused] == [InstanceChangedError] * 49
    assert [row[1] for row in spans(service)] == ["CURRENT", "PENDING"]


def test_fifty_changes_planned_at_once_for_different_days_take_over_in_the_order_of_their_days(
    service: Instance,
) -> None:
    results = at_once(lambda number: ask(service, starts_at=START + (10 + number * 7 % 50) * DAY, quantity=number + 1))
    assert [type(result) for result in results] == [Change] * 50
    planned = Change.objects.filter(instance=service).order_by("starts_at")
    for change in planned:
        carry_out(change, change.starts_at)
        succeed(change, change.starts_at)
    rows = spans(service)
    assert [row[1] for row in rows] == ["HISTORY"] * 50 + ["CURRENT"]
    assert [row[3] for row in rows[1:]] == [START + (10 + number) * DAY for number in range(50)]
    by_day = {10 + number * 7 % 50: number + 1 for number in range(50)}
    assert [row[2] for row in rows[1:]] == [by_day[10 + number] for number in range(50)]


def at_once(act: Callable[[int], object]) -> list[object]:
    """What fifty threads are told; of exceptions the exception."""
    results: list[object] = [None] * 50
    barrier = threading.Barrier(50)

    def run(number: int) -> None:
        barrier.wait()
        try:
            results[number] = act(number)
        except Exception as error:  # noqa: BLE001  # what is raised is the result
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_what_an_order_tells_of_a_service_is_checked_and_kept() -> None:
    product = make_fibre(20)
    account_id = make_account(make_brand())

    def order(**told: Any) -> int:
        return orders.place_order(command(), account_id, ProductRequest(product_id=product.pk, **told))

    for told, match in (
        ({"quantity": 0}, "quantity"),
        ({"characteristics": {"weight": 1}}, "no characteristic"),
        ({"characteristics": {"colour": "green"}}, "colour"),
    ):
        with pytest.raises(InvalidInputError, match=match):
            order(**told)
    job = ProvisioningJob.objects.get(order_line__order_id=order(quantity=3, characteristics={"colour": "red"}))
    made = get_current_service(complete_order(job).pk)
    assert (made.quantity, made.characteristics) == (3, {"speed": 20, "colour": "red"})
    charged = Charge.objects.filter(instance=made.instance, component="recurring")
    assert [row.amount for row in charged] == [Decimal(45)]
