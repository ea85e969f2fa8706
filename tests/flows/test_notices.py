"""What customers are told of what happens to their services: each thing once, and with a real worker."""

import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from pytest_django.fixtures import Settings

from tests.support.database import TestDatabase
from tests.support.goods import make_product
from tests.support.notices import ADDRESS, read_mail, send
from tests.support.payments import DECLINED, GOOD, make_card
from tests.support.people import command, make_account, make_brand
from tests.support.quiet import connected_to, fresh_database
from tests.support.races import race, wait_until
from tests.support.renewals import DAY, SECOND_PERIOD, START, add_to, end, newest, resume, run, start_service, suspend
from tests.support.services import order_product, start
from tests.support.stack import WAIT_SECONDS_MAX, RunningStack
from trunkline.flows import jobs
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.flows.use_cases.services import CancellationRequest
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.instances.models import Instance
from trunkline.instances.selectors.services import get_service_account_id
from trunkline.instances.states import CancellationReason
from trunkline.notify.models import Notice
from trunkline.notify.selectors import get_notice, write_text
from trunkline.notify.states import NoticeState
from trunkline.ordering.events import OrderLineCompleted
from trunkline.payments import processes as payments
from trunkline.payments.models import Payment
from trunkline.payments.operations import PaymentDraft
from trunkline.platform import bus
from trunkline.platform.models import Event
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob


@pytest.fixture(scope="module")
def unserved() -> Iterator[TestDatabase]:
    """A database whose queue nobody serves."""
    with fresh_database("notices") as database:
        yield database


@pytest.fixture
def quiet(unserved: TestDatabase, settings: Settings, tmp_path: Path) -> Iterator[TestDatabase]:
    settings.EMAIL_FILE_PATH = tmp_path
    with connected_to(unserved):
        yield unserved


def deliver(account_id: int) -> None:
    """Deliver every event of an account twice, as the queue may."""
    for event_id in Event.objects.filter(account_id=account_id).order_by("pk").values_list("pk", flat=True):
        bus.deliver(event_id)
        bus.deliver(event_id)


def told(service_or_account: Instance | int) -> list[tuple[str, str]]:
    """What a customer is told, in order: kind and text."""
    is_service = isinstance(service_or_account, Instance)
    account_id = get_service_account_id(service_or_account.pk) if is_service else service_or_account
    deliver(account_id)
    numbers = Notice.objects.filter(account_id=account_id).order_by("pk").values_list("pk", flat=True)
    rows = [get_notice(number) for number in numbers]
    return [(row.kind, write_text(row)[1]) for row in rows]


def fail(job: ProvisioningJob) -> None:
    attempt = start(job)
    provisioning.begin_undoing(command(), job.pk, attempt.number, "a task", "It failed.")
    endings.fail_job(command(), job.pk, attempt.number)


@pytest.mark.usefixtures("quiet")
def test_a_customer_is_welcomed_with_what_was_bought_and_when_it_renews() -> None:
    service = start_service(features=["20 GB of data", "5G"], is_known=False)
    [(kind, text)] = told(service)
    assert kind == "welcome"
    assert f"Your Prepaid Mobile 20GB ({service.key}) is ready to use." in text
    assert "What you get:\n  * 20 GB of data\n  * 5G\n" in text
    assert "It costs £15.00 every 30 days.\n" in text
    assert "It renews by itself on 2 June 2027." in text
    notice = Notice.objects.get(account_id=get_service_account_id(service.pk))
    assert notice.noticed_at == START
    assert notice.key.startswith(f"event:{OrderLineCompleted.name}:")


@pytest.mark.usefixtures("quiet")
def test_a_service_that_does_not_renew_says_when_it_ends_and_one_without_periods_says_neither() -> None:
    [(_, text)] = told(start_service(is_known=False, auto_renew="false"))
    assert "It runs until 2 June 2027, and ends then unless you renew it." in text
    once = start_service(is_known=False, contract_days=0)
    [(_, text)] = told(once)
    assert "It costs £15.00, once." in text
    assert not any(word in text for word in ("renew", "until"))


@pytest.mark.usefixtures("quiet")
def test_an_add_on_is_told_with_its_service() -> None:
    service = start_service(name="Home")
    addon = add_to(service, START, name="Boost")
    kind, text = told(service)[-1]
    assert kind == "added"
    assert f"Boost ({addon.key}) was added to your Home ({service.key}) and is ready to use." in text
    once = add_to(service, START, name="Pass", contract_days=0)
    assert once == service
    _, text = told(service)[-1]
    assert f"Pass was added to your Home ({service.key})" in text
    assert "renews" not in text


@pytest.mark.usefixtures("quiet")
def test_suspension_resumption_cancellation_its_reversal_and_the_end_are_told_once_each() -> None:
    service = start_service()
    suspend(service, START + DAY)
    resume(service, START + 2 * DAY)
    asked = CancellationRequest(CancellationReason.CUSTOMER, grace_days=5)
    services.cancel_service(command(at=START + 3 * DAY), service.pk, asked)
    services.reverse_cancellation(command(at=START + 4 * DAY), service.pk)
    end(service, START + 5 * DAY)
    texts = told(service)
    assert [kind for kind, _ in texts] == [
        "welcome",
        "suspended",
        "resumed",
        "cancellation_requested",
        "cancellation_reversed",
        "ended",
    ]
    # 10:00 in UTC is 11:00 in London's summer.
    said = [text for _, text in texts]
    assert "has been suspended since 4 May 2027, 11:00." in said[1]
    assert "has been working again since 5 May 2027, 11:00." in said[2]
    assert "As you asked," in said[3]
    assert "It ends on 11 May 2027, 11:00. Until then you can change your mind" in said[3]
    assert "goes on. It will not end as announced." in said[4]
    assert "ended on 8 May 2027, 11:00." in said[5]
    assert told(service) == texts


@pytest.mark.usefixtures("quiet")
def test_a_suspended_service_whose_cancellation_is_reversed_is_not_said_to_go_on() -> None:
    service = start_service()
    suspend(service, START + DAY)
    asked = CancellationRequest(CancellationReason.CUSTOMER, grace_days=5)
    services.cancel_service(command(at=START + 2 * DAY), service.pk, asked)
    services.reverse_cancellation(command(at=START + 3 * DAY), service.pk)
    kind, text = told(service)[-1]
    assert kind == "cancellation_reversed"
    assert f"({service.key}) will not end as announced. It stays suspended." in text
    assert "goes on" not in text
    assert "renews" not in text


@pytest.mark.usefixtures("quiet")
def test_the_removal_of_an_ended_service_is_nothing_to_be_told() -> None:
    service = start_service()
    end(service, START)
    service.refresh_from_db()
    assert service.remove_at is not None
    order_id = services.order_due_removal(command(at=service.remove_at), service.pk)
    job = ProvisioningJob.objects.get(order_line__order_id=order_id)
    endings.complete_job(command(at=service.remove_at), job.pk, start(job).number)
    assert [kind for kind, _ in told(service)] == ["welcome", "ended"]


@pytest.mark.usefixtures("quiet")
def test_a_renewal_is_told_with_its_period_and_amount_by_card_or_on_the_account() -> None:
    by_card, on_account = start_service(card=GOOD), start_service()
    for service in (by_card, on_account):
        run(service, SECOND_PERIOD - timedelta(hours=1))
    kind, text = told(by_card)[-1]
    assert kind == "renewal"
    assert "The new period begins on 2 June 2027 and runs until 2 July 2027." in text
    assert "£15.00 was charged to your card." in text
    assert "It renews by itself again on 2 July 2027." in text
    assert "£15.00 was put on your account." in told(on_account)[-1][1]


@pytest.mark.usefixtures("quiet")
def test_the_end_tells_what_was_agreed_for_periods_that_do_not_come() -> None:
    by_card, on_account, never = start_service(card=GOOD), start_service(), start_service()
    addon = add_to(by_card, START, name="Boost", renewal_payment="card")
    for service in (by_card, on_account, addon):
        run(service, SECOND_PERIOD - timedelta(hours=1))
    for service in (by_card, on_account, never):
        end(service, SECOND_PERIOD - timedelta(minutes=30))
    text = told(by_card)[-1][1]
    # 15.00 of the service, and 15.00 of what was added to it and ended with it.
    assert "£30.00, which your card was charged for a period that does not come, is given back to it." in text
    assert "your account" not in text
    text = told(on_account)[-1][1]
    assert "£15.00, which was put on your account for a period that does not come, was taken off again." in text
    assert "your card" not in text
    text = told(never)[-1][1]
    assert "£" not in text


@pytest.mark.usefixtures("quiet")
def test_a_charge_that_never_came_to_the_bank_was_not_declined() -> None:
    service = start_service(card="pm_demo_timeout_unpaid")
    run(service, SECOND_PERIOD - timedelta(hours=1))
    renewal = newest(service)
    assert renewal.payment is not None
    payments.settle_payment(command(), renewal.payment.pk)
    run(service, SECOND_PERIOD - timedelta(hours=1))
    kind, text = told(service)[-1]
    assert kind == "renewal_failed"
    assert "Something went wrong on our side. We kept none of your money for that period." in text
    assert "declined" not in text


@pytest.mark.usefixtures("quiet")
def test_each_declined_renewal_is_told_with_its_reason_and_the_next_attempt_until_it_is_given_up() -> None:
    service = start_service(card=DECLINED)
    due = SECOND_PERIOD - timedelta(hours=1)
    said = []
    # Four attempts: after 1, 2 and 4 days again.
    for day in (0, 1, 3, 7):
        run(service, due + day * DAY)
        said.append(told(service)[-1][1])
    assert all("Your card was declined." in text for text in said)
    assert ["We will try again on" in text for text in said] == [True, True, True, False]
    # One hour before the period of 2 June, which begins at midnight there, and a day later.
    assert "We will try again on 2 June 2027." in said[0]
    assert "We will not try again, and the service comes to its end." in said[3]
    assert [kind for kind, _ in told(service)] == ["welcome", *["renewal_failed"] * 4]


@pytest.mark.usefixtures("quiet")
def test_a_renewal_without_a_card_asks_for_one() -> None:
    service = start_service(renewal_payment="card")
    run(service, SECOND_PERIOD - timedelta(hours=1))
    assert "There is no card on your account that we could charge." in told(service)[-1][1]


@pytest.mark.usefixtures("quiet")
def test_a_service_that_ends_unpaid_says_why() -> None:
    service = start_service(card=DECLINED)
    for day in (0, 1, 3, 7):
        run(service, SECOND_PERIOD - timedelta(hours=1) + day * DAY)
    order_id = services.order_due_end(command(at=SECOND_PERIOD + 7 * DAY), service.pk)
    job = ProvisioningJob.objects.get(order_line__order_id=order_id)
    endings.complete_job(command(at=SECOND_PERIOD + 7 * DAY), job.pk, start(job).number)
    kind, text = told(service)[-1]
    assert kind == "ended"
    assert ", as it was not paid." in text


def failed_order(**payment: object) -> tuple[int, ProvisioningJob]:
    """An order that a card was charged for, or not; it then fails."""
    account_id = make_account(make_brand(), email=ADDRESS)
    job = order_product(make_product(), account_id)
    if payment:
        card = make_card(account_id)
        draft = PaymentDraft(card, Decimal(5), "GBP", "Boost", job_id=job.pk)
        paid = payments.charge_card(command(), draft)
        if payment["is_refunded"]:
            payments.refund_all_that_is_left(command(), paid.pk, "undone")
    fail(job)
    return account_id, job


@pytest.mark.usefixtures("quiet")
def test_nothing_was_charged_is_said_only_when_it_is_true() -> None:
    nothing, job = failed_order()
    returned, _ = failed_order(is_refunded=True)
    kept, _ = failed_order(is_refunded=False)
    [(kind, text)] = told(nothing)
    assert (kind, "Nothing was charged." in text) == ("failure", True)
    assert f"which you ordered ({job.order_line.order.number})." in text
    [(_, text)] = told(returned)
    assert "What your card was charged, £5.00, was given back." in text
    [(_, text)] = told(kept)
    assert "We are checking what your card was charged" in text
    assert Payment.objects.filter(account_id=kept, state="captured").count() == 1


@pytest.mark.usefixtures("quiet")
def test_a_declined_card_took_nothing() -> None:
    account_id = make_account(make_brand())
    job = order_product(make_product(), account_id)
    draft = PaymentDraft(make_card(account_id, DECLINED), Decimal(5), "GBP", "Boost", job_id=job.pk)
    with pytest.raises(payments.CardDeclinedError):
        payments.charge_card(command(), draft)
    fail(job)
    assert "Nothing was charged." in told(account_id)[0][1]


@pytest.mark.usefixtures("quiet")
def test_a_trial_and_a_change_that_failed_are_told_to_nobody_outside() -> None:
    account_id = make_account(make_brand())
    request = ProductRequest(product_id=make_product().pk, is_trial=True)
    order_id = orders.place_order(command(), account_id, request)
    fail(ProvisioningJob.objects.get(order_line__order_id=order_id))
    assert told(account_id) == []
    service = start_service()
    order_id = services.suspend_service(command(at=START), service.pk)
    fail(ProvisioningJob.objects.get(order_line__order_id=order_id))
    assert [kind for kind, _ in told(service)] == ["welcome"]


@pytest.mark.usefixtures("quiet")
def test_an_order_that_fails_twice_and_succeeds_then_is_told_three_times() -> None:
    account_id, job = failed_order()
    endings.retry_job(command(), job.pk)
    fail(job)
    endings.retry_job(command(), job.pk)
    endings.complete_job(command(), job.pk, start(job).number)
    assert [kind for kind, _ in told(account_id)] == ["failure", "failure", "welcome"]


def test_one_event_heard_by_two_workers_at_once_is_one_notice(quiet: TestDatabase) -> None:
    service = start_service(is_known=False)
    account_id = get_service_account_id(service.pk)
    event = Event.objects.get(account_id=account_id, name=OrderLineCompleted.name)
    with psycopg.connect(quiet.owner_url) as owner:
        lock = f"SELECT 1 FROM parties_account WHERE id = {account_id} FOR UPDATE"
        assert race(owner, lock, [lambda: jobs.tell_customer(event)] * 3) == [None, None, None]
    assert Notice.objects.filter(account_id=account_id).count() == 1


@pytest.mark.usefixtures("quiet")
def test_a_customer_without_an_address_gets_none_and_the_rest_goes_on() -> None:
    service = start_service()
    told(service)
    notice = send(Notice.objects.get(account_id=get_service_account_id(service.pk)))
    assert (notice.state, notice.failure) == (NoticeState.FAILED, "The account has no e-mail address.")
    assert newest(service).state == "planned"


def test_a_worker_sends_a_welcome_once_though_it_is_killed_between_mail_and_note(stack: RunningStack) -> None:
    for worker in stack.workers:
        worker.kill()
        worker.wait()
    stack.workers.clear()
    account_id = make_account(make_brand(), email=ADDRESS)
    product = make_product(features=["5G"])
    orders.place_order(command(), account_id, ProductRequest(product_id=product.pk))
    doomed = stack.start_worker(TRUNKLINE_KILL_AT="notify.send:after_call")
    wait_until(lambda: doomed.poll() is not None, "the worker is not killed")
    stack.workers.clear()
    notice = Notice.objects.get(account_id=account_id)
    place = Path(stack.environment["TRUNKLINE_DATA_DIR"]) / "mail" / f"{notice.public_id}.eml"
    before = (place.read_bytes(), place.stat().st_ino)
    assert notice.state == NoticeState.SENDING
    stack.start_worker()

    def is_sent() -> bool:
        notice.refresh_from_db()
        return notice.state == NoticeState.SENT

    # The lease of a dead worker's job, and then the sweep.
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not is_sent():
        assert time.monotonic() < deadline, f"the notice is still {notice.state}"
        time.sleep(0.1)
    assert (place.read_bytes(), place.stat().st_ino) == before
    assert "  * 5G" in read_mail(before[0]).get_content()
    assert list(place.parent.glob(f"*{notice.public_id}*")) == [place]
    assert [result.name for result in check_invariants() if result.room == "notify" and result.violations] == []
