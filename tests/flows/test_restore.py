"""A system restored from a backup: all that it had, nothing of half, and nothing charged or granted a second time."""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from rich.console import Console

from tests.flows.test_card_charges import Job
from tests.support.cgrates import NoEngineError, running_cgrates
from tests.support.database import TestDatabase
from tests.support.goods import make_item, make_product, make_specification
from tests.support.payments import DECLINED, GOOD, make_card
from tests.support.people import command, make_account, make_brand
from tests.support.quiet import connected_to, fresh_database
from tests.support.reconciling import differences as found_differences
from tests.support.reconciling import mend as mend_one
from tests.support.reconciling import sell
from tests.support.renewals import (
    DAY,
    HOUR,
    SECOND_PERIOD,
    THIRD_PERIOD,
    balances,
    booked_as_received,
    end,
    held_by_gateway,
    run,
    start_service,
    states,
)
from tests.support.restoring import back_up, installation_on, restored
from tests.support.snapshot import Ignored, differences, take_snapshot
from trunkline.cli.reconcile import mend, reconcile
from trunkline.cli.restore import RestoreOptions
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.processes.renewals import carry_out_renewal
from trunkline.flows.processes.undoing import undo_calls
from trunkline.flows.use_cases import orders, renewals
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.insight.states import DifferenceKind
from trunkline.insight.use_cases import settle_restoration
from trunkline.instances.models import Instance, Renewal
from trunkline.kernel.errors import InvalidInputError
from trunkline.ordering.models import Order
from trunkline.parties.models import Account
from trunkline.payments import processes as payments
from trunkline.payments.models import DemoGatewayCharge, DemoGatewayRefund, Payment
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.models import Restoration
from trunkline.platform.restorations import find_open_restoration
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob

FIFTEEN = Decimal("15.00")
DUE = SECOND_PERIOD - HOUR
# What restoring itself writes and forgets.
OF_RESTORING = Ignored(frozenset({"platform_restoration", "platform_restorationversion", "django_session"}))


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="trunkline-restore-") as directory:
        Path(directory).chmod(0o755)  # the user that runs plays must pass through
        yield Path(directory)


@pytest.fixture
def live() -> Iterator[TestDatabase]:
    """A system of its own, to which Django is connected."""
    with fresh_database("live") as database, connected_to(database):
        yield database


@pytest.fixture
def cgrates(settings: Any) -> Iterator[None]:
    """A CGRateS of its own, which nobody else has made accounts in."""
    try:
        with running_cgrates() as url:
            settings.TRUNKLINE_CGRATES_URL = url
            yield
            settings.TRUNKLINE_CGRATES_URL = None
    except NoEngineError as error:
        pytest.skip(str(error))


def violations() -> list[str]:
    return [violation for result in check_invariants() for violation in result.violations]


def captured() -> list[tuple[str, Decimal]]:
    """What the gateway has taken: each charge by its key, and what it has given back of it."""
    rows = DemoGatewayCharge.objects.filter(state="captured").order_by("pk")
    return [(str(row.key), row.amount - sum(back.amount for back in row.refunds.all())) for row in rows]


def test_a_restored_system_has_all_rows_and_leaves_out_numbers_given_out_since(live: TestDatabase, place: Path) -> None:
    service = start_service(card=GOOD)
    run(service, DUE)
    before = take_snapshot(ignoring=OF_RESTORING)
    backup = back_up(live, place)
    lost = make_account(make_brand())
    with restored(backup, "again") as database, connected_to(database):
        assert differences(before, take_snapshot(ignoring=OF_RESTORING)) == []
        assert violations() == []
        assert states(service) == ["renewed", "planned"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, has_table_privilege('parties_account', 'TRUNCATE')")
            assert cursor.fetchone() == ("trunkline", False)
        new = make_account(make_brand())
        assert new >= lost + 9_999
        numbers = Account.objects.filter(pk=new).values_list("number", flat=True)
        assert int(numbers[0].removeprefix("ACC-")) > 10_000


def test_a_restored_system_is_held_until_it_is_settled_with_a_reason(live: TestDatabase, place: Path) -> None:
    assert find_open_restoration() is None
    with restored(back_up(live, place), "held") as database, connected_to(database):
        restoration = find_open_restoration()
        assert restoration is not None
        assert restoration.taken_at < restoration.restored_at
        with pytest.raises(InvalidInputError):
            settle_restoration(command(reason=" "))
        assert find_open_restoration() == restoration
        # A backup of a system that is not settled brings along its own.
        with restored(back_up(database, place / "source"), "twice") as second, connected_to(second):
            assert find_open_restoration() == restoration
            assert Restoration.objects.count() == 2
            assert settle_restoration(command(reason="compared")) == 2
            assert settle_restoration(command(reason="again")) == 0
            assert find_open_restoration() is None
            assert set(Restoration.objects.values_list("reason", "settled_by")) == {("compared", "system")}


def test_a_restore_an_hour_old_charges_no_renewal_twice(live: TestDatabase, place: Path) -> None:
    paying, refused = start_service(card=GOOD), start_service(card="pm_demo_declined")
    backup = back_up(live, place)
    # The hour that is lost: one is renewed, another refused, and refused again the day after.
    run(paying, DUE)
    run(refused, DUE)
    run(refused, DUE + 2 * DAY)
    taken = captured()
    assert [amount for _, amount in taken] == [FIFTEEN]
    attempts = DemoGatewayCharge.objects.count()
    options = RestoreOptions(demo_gateway_url=live.owner_url)
    with restored(backup, "hour", options) as database, connected_to(database):
        assert captured() == taken
        assert Payment.objects.count() == 0
        assert states(paying) == ["planned"]
        settle_restoration(command(reason="compared"))
        for service in (paying, refused):
            run(service, DUE)
            run(service, DUE + 2 * DAY)
        assert captured() == taken
        assert DemoGatewayCharge.objects.count() == attempts
        assert states(paying) == ["renewed", "planned"]
        assert held_by_gateway(paying) == booked_as_received(paying) == FIFTEEN
        assert len(balances(paying, DUE)) == 2
        assert violations() == []
        # The period after that is a charge of its own.
        run(paying, THIRD_PERIOD - HOUR)
        assert held_by_gateway(paying) == booked_as_received(paying) == 2 * FIFTEEN


def test_an_hour_is_lived_again_beside_a_gateway_and_a_cgrates_that_remember_it(
    live: TestDatabase, place: Path, cgrates: None
) -> None:
    del cgrates
    account_id = make_account(make_brand())
    make_card(account_id, GOOD)
    service = sell(account_id=account_id, renewal_payment="card")
    backup = back_up(live, place)
    # The hour that is lost: it is renewed, and another service is sold.
    renew_now(service)
    lost = sell()
    taken, granted = captured(), balances(service, business_now())
    assert sorted(granted.values()) == [20, 20]
    options = RestoreOptions(demo_gateway_url=live.owner_url)
    with restored(backup, "beside", options) as database, connected_to(database):
        console = Console(file=StringIO())
        assert not reconcile(console)
        assert [found.subject for found in found_differences()] == [f"ocs:{lost.service_uuid}"]
        assert find_open_restoration() is not None
        assert mend("all", "of the hour that was lost", console)
        assert find_open_restoration() is None
        assert reconcile(console)
        renew_now(service)
        assert captured() == taken
        assert balances(service, business_now()) == granted
        assert found_differences() == []
        assert violations() == []


def renew_now(service: Instance) -> None:
    """Renew a service whose renewal is planned, and have it charged and granted."""
    renewals.renew_now(command(), service.pk)
    carry_out_renewal(command(), Renewal.objects.filter(instance=service).earliest("pk").pk)
    assert states(service) == ["renewed", "planned"]


@pytest.mark.long
def test_what_was_given_back_since_is_neither_taken_for_paid_nor_given_back_twice(
    live: TestDatabase, place: Path
) -> None:
    service = start_service(card=GOOD)
    planned = back_up(live, place)
    run(service, DUE)
    renewed = back_up(live, place / "source")
    end(service, DUE + timedelta(minutes=5))
    run(service, DUE + timedelta(minutes=10))
    assert [amount for _, amount in captured()] == [0]
    options = RestoreOptions(demo_gateway_url=live.owner_url)
    with restored(renewed, "renewed", options) as database, connected_to(database):
        end(service, DUE + timedelta(minutes=5))
        run(service, DUE + timedelta(minutes=10))
        assert [amount for _, amount in captured()] == [0]
        assert DemoGatewayRefund.objects.count() == 1
        assert held_by_gateway(service) == booked_as_received(service) == 0
        assert violations() == []
    with restored(planned, "planned", options) as database, connected_to(database):
        run(service, DUE)
        # The first key's money is back with the customer: nothing was paid, and it is asked again under the next key.
        assert states(service) == ["declined"]
        run(service, DUE + 2 * DAY)
        assert states(service) == ["renewed", "planned"]
        assert [amount for _, amount in captured()] == [0, FIFTEEN]
        assert held_by_gateway(service) == booked_as_received(service) == FIFTEEN
        assert violations() == []


def test_a_job_that_charged_a_card_since_charges_it_once(live: TestDatabase, place: Path) -> None:
    job = Job()
    backup = back_up(live, place)
    job.charge()
    job.complete()
    taken = captured()
    options = RestoreOptions(demo_gateway_url=live.owner_url)
    with restored(backup, "job", options) as database, connected_to(database):
        assert job.payments() == []
        # It will ask for that charge again, if only in its third attempt: that the gateway has it is no difference.
        assert found_differences() == []
        first = job.attempt.number
        run_again(job)
        assert job.attempt.number == first + 2
        assert found_differences() == []
        job.charge()
        job.complete()
        assert captured() == taken
        assert job.payments() == ["captured"]
        assert violations() == []
    with restored(backup, "undone", options) as database, connected_to(database):
        run_again(job)
        job.charge()
        assert job.undo() == "failed"
        assert [amount for _, amount in captured()] == [0]
        assert violations() == []


def run_again(job: Job) -> None:
    """Have the job of a worker that is gone undone and started again, as the next worker does."""
    job_id = job.row.pk
    ProvisioningJob.objects.filter(pk=job_id).update(lease_until=system_now() - timedelta(seconds=1))
    number = provisioning.take_over(command(), job_id)
    assert number is not None
    undo_calls(command(), job_id, number)
    job.attempt = provisioning.restart_attempt(command(), job_id, number)


def charges_of(job: Job) -> list[Decimal]:
    """What the gateway holds of each charge of the job's customer, the eldest first."""
    rows = DemoGatewayCharge.objects.filter(card_reference=job.card.gateway_reference).order_by("pk")
    return [row.amount - sum(back.amount for back in row.refunds.all()) for row in rows if row.state == "captured"]


def test_a_run_after_one_that_gave_its_charge_back_charges_once_also_after_a_restore(
    live: TestDatabase, place: Path
) -> None:
    job = Job()
    queued = back_up(live, place)
    job.charge()
    charged = back_up(live, place / "source")
    run_again(job)
    assert job.payments() == ["captured"]
    job.charge()
    job.complete()
    assert (charges_of(job), job.payments()) == ([0, FIFTEEN], ["captured", "captured"])
    assert violations() == []
    options = RestoreOptions(demo_gateway_url=live.owner_url)
    for backup, name in ((queued, "queued"), (charged, "charged")):
        with restored(backup, name, options) as database, connected_to(database):
            run_again(job)
            if backup == queued:
                # What was charged first was given back: nothing was taken, says the gateway, and the play tries again.
                with pytest.raises(payments.GatewayUnavailableError):
                    job.charge()
            job.charge()
            job.complete()
            assert charges_of(job) == [0, FIFTEEN]
            assert job.held_by_gateway() == job.cleared() == FIFTEEN
            assert violations() == []


@pytest.mark.parametrize("is_mended", [True, False])
def test_a_period_that_the_customer_asked_for_since_is_paid_once(
    live: TestDatabase, place: Path, *, is_mended: bool
) -> None:
    account_id = make_account(make_brand())
    make_card(account_id, GOOD)
    service = sell(account_id=account_id, renewal_payment="card", auto_renew="false")
    backup = back_up(live, place)
    renew_now(service)
    taken = captured()
    assert len(taken) == 1
    options = RestoreOptions(demo_gateway_url=live.owner_url)
    with restored(backup, "asked", options) as database, connected_to(database):
        # Nothing here renews it by itself: nobody may ever ask for that money again.
        assert [found.kind for found in found_differences()] == [DifferenceKind.PAYMENT_UNKNOWN_HERE]
        if is_mended:
            assert mend("all", "of the hour that was lost", Console(file=StringIO()))
            assert find_open_restoration() is None
            assert Payment.objects.get().is_unclaimed
        renew_now(service)
        assert captured() == taken
        assert DemoGatewayCharge.objects.count() == 1
        assert [(each.state, each.is_unclaimed) for each in Payment.objects.all()] == [("captured", False)]
        assert held_by_gateway(service) == booked_as_received(service) == FIFTEEN
        assert found_differences() == []
        assert violations() == []


def test_a_second_period_that_was_paid_since_is_paid_once(live: TestDatabase, place: Path) -> None:
    service = start_service(card=GOOD)
    backup = back_up(live, place)
    run(service, DUE)
    run(service, THIRD_PERIOD - HOUR)
    taken = captured()
    assert [amount for _, amount in taken] == [FIFTEEN, FIFTEEN]
    options = RestoreOptions(demo_gateway_url=live.owner_url)
    with restored(backup, "second", options) as database, connected_to(database):
        unknown = [each for each in found_differences() if each.kind == DifferenceKind.PAYMENT_UNKNOWN_HERE]
        assert [each.subject for each in unknown] == [f"payment:demo/{taken[1][0]}"]
        for each in unknown:
            assert mend_one(each, DUE).state == "mended"
        settle_restoration(command(reason="compared"))
        run(service, DUE)
        run(service, THIRD_PERIOD - HOUR)
        assert states(service) == ["renewed", "renewed", "planned"]
        assert captured() == taken
        assert held_by_gateway(service) == booked_as_received(service) == 2 * FIFTEEN
        assert violations() == []


def test_a_charge_of_the_last_try_of_a_refused_renewal_is_waited_for(live: TestDatabase, place: Path) -> None:
    service = start_service(card=DECLINED)
    account_id = Renewal.objects.get(instance=service).account_id
    # Refused three times; then the customer has another card.
    for day in (0, 1, 3):
        run(service, DUE + day * DAY)
    assert (states(service), DemoGatewayCharge.objects.count()) == (["declined"], 3)
    make_card(account_id, GOOD, is_default=True)
    backup = back_up(live, place)
    run(service, DUE + 7 * DAY)
    taken = captured()
    assert len(taken) == 1
    options = RestoreOptions(demo_gateway_url=live.owner_url)
    with restored(backup, "last", options) as database, connected_to(database):
        kinds = {found.kind for found in found_differences()}
        assert DifferenceKind.PAYMENT_UNKNOWN_HERE not in kinds
        settle_restoration(command(reason="compared"))
        run(service, DUE + 7 * DAY)
        assert states(service) == ["renewed", "planned"]
        assert captured() == taken
        assert held_by_gateway(service) == booked_as_received(service) == FIFTEEN
        assert violations() == []


def test_a_backup_under_load_is_of_one_instant(live: TestDatabase, place: Path) -> None:
    specification = make_specification()
    product = make_product(resource_names=[specification.name])
    accounts = [make_account(make_brand()) for _ in range(4)]
    is_over = threading.Event()

    def place_orders(account_id: int) -> int:
        placed = 0
        try:
            while not is_over.is_set():
                picks = {specification.name: make_item(specification).pk}
                orders.place_order(command(), account_id, ProductRequest(product_id=product.pk, picks=picks))
                placed += 1
        finally:
            connections.close_all()
        return placed

    with ThreadPoolExecutor(len(accounts)) as pool:
        running = [pool.submit(place_orders, account_id) for account_id in accounts]
        while Order.objects.count() < 8:
            assert not any(each.done() for each in running)
            time.sleep(0.01)
        backup = back_up(live, place)
        in_time = Order.objects.count()
        while Order.objects.count() < in_time + 8:
            assert not any(each.done() for each in running)
            time.sleep(0.01)
        is_over.set()
        placed = sum(each.result() for each in running)
    with restored(backup, "load") as database, connected_to(database):
        assert 8 <= Order.objects.count() <= in_time < placed
        assert violations() == []
        assert found_differences() == []


HELD_WORKER = "from trunkline.config.worker import main; raise SystemExit(main())"


def test_a_worker_takes_no_job_before_the_restore_is_settled(live: TestDatabase, place: Path) -> None:
    account_id = make_account(make_brand())
    request = ProductRequest(product_id=make_product(provisioning_play="").pk)
    order_id = orders.place_order(command(), account_id, request)
    with restored(back_up(live, place), "worker") as database, connected_to(database):
        installation = installation_on(database, place / "data-worker")
        environment = installation.process_environment(database.runtime_url) | installation.runner_environment()
        log = (place / "worker.log").open("w+b")
        worker = subprocess.Popen([sys.executable, "-c", HELD_WORKER], env=environment, stdout=log, stderr=log)
        try:
            _wait(lambda: b"waiting_for_reconciliation" in (place / "worker.log").read_bytes(), "the worker to wait")
            assert Order.objects.get(pk=order_id).state != "completed"
            settle_restoration(command(reason="compared"))
            _wait(lambda: Order.objects.get(pk=order_id).state == "completed", "the order to be carried out")
            assert (place / "worker.log").read_bytes().count(b"waiting_for_reconciliation") == 1
        finally:
            worker.terminate()
            worker.wait(30)
            log.close()


def test_a_held_worker_ends_when_it_is_told_to(live: TestDatabase, place: Path) -> None:
    with psycopg.connect(live.owner_url) as owner:
        owner.execute("INSERT INTO platform_restoration (taken_at) VALUES (now())")
    installation = installation_on(live, place / "data")
    installation.prepare()
    environment = installation.process_environment(live.runtime_url) | installation.runner_environment()
    log = (place / "worker.log").open("w+b")
    worker = subprocess.Popen([sys.executable, "-c", HELD_WORKER], env=environment, stdout=log, stderr=log)
    _wait(lambda: b"waiting_for_reconciliation" in (place / "worker.log").read_bytes(), "the worker to wait")
    worker.terminate()
    assert worker.wait(20) == 0
    log.close()


def _wait(condition: object, what: str) -> None:
    deadline = time.monotonic() + 60
    assert callable(condition)
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)
