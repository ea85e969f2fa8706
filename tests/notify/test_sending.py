"""Notices as files: one each, whoever sends it, how often, and whatever kills it."""

import json
import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from tests.platform.test_kill_points import run_and_die
from tests.support.notices import ADDRESS, make_notice, read_mails, send
from tests.support.people import command, make_account, make_brand
from tests.support.races import race
from trunkline.notify import processes, use_cases
from trunkline.notify.models import Notice
from trunkline.notify.operations import LOST, NoticeDraft, record_notice
from trunkline.notify.policies import TRIED_FOR, SendingAnswer
from trunkline.notify.selectors import list_left_over, list_lost
from trunkline.notify.states import Channel, NoticeKind, NoticeState, SendingOutcome
from trunkline.parties.models import Brand, Person
from trunkline.platform.clocks import business_now, system_now


def queued(notice: Notice) -> list[tuple[str, int, datetime | None]]:
    """The jobs that wait in the queue to send a notice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_name, priority, scheduled_at FROM procrastinate_jobs"
            " WHERE task_name = 'notify.send_notice' AND args = %s ORDER BY id",
            [json.dumps({"notice_id": notice.pk})],
        )
        return list(cursor.fetchall())


def test_a_notice_becomes_one_mail_to_the_accounts_person(mails: Path) -> None:
    notice = make_notice()
    assert queued(notice) == [("notices", 10, None)]
    at = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    processes.send_notice(command(at=at), notice.pk)
    sent = Notice.objects.get(pk=notice.pk)
    assert (sent.state, sent.sent_at, sent.failure, sent.attempts) == (NoticeState.SENT, at, "", 1)
    assert sent.lease_until is None
    [mail] = read_mails(mails)
    brand = notice.account.brand.name
    assert (mail["To"], mail["Subject"]) == (ADDRESS, "Welcome: your Mobile 20 GB is ready")
    assert mail["From"] == f"{brand} <trunkline@localhost>"
    assert mail["Message-ID"] == f"<{notice.public_id}@localhost>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(mail["Date"]) == at
    assert mail.get_content_type() == "text/plain"
    assert "It costs £15.00 every 30 days." in mail.get_content()
    [file] = mails.iterdir()
    assert file.name == f"{notice.public_id}.eml"
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(mails.stat().st_mode)) == (0o600, 0o700)


def test_a_notice_sent_again_is_not_sent_again(mails: Path) -> None:
    notice = send(make_notice())
    [file] = mails.iterdir()
    before = (file.stat().st_ino, file.read_bytes(), notice.sent_at)
    for _ in range(3):
        send(notice)
    assert [(each.stat().st_ino, each.read_bytes(), notice.sent_at) for each in mails.iterdir()] == [before]
    assert notice.attempts == 1


def test_the_same_cause_is_told_once_and_queued_once(mails: Path) -> None:
    notice = make_notice()
    draft = NoticeDraft(notice.account_id, NoticeKind.ENDED, notice.key, {"product": "Another"})
    with transaction.atomic():
        record_notice(draft, at=business_now())
    assert Notice.objects.get(key=notice.key).kind == NoticeKind.WELCOME
    assert len(queued(notice)) == 1
    assert read_mails(mails) == []


def test_two_causes_with_one_key_cannot_stand() -> None:
    notice = make_notice()
    copy = Notice.objects.get(pk=notice.pk)
    copy.pk, copy.public_id = None, "7b0f8f2e-32c1-4a57-9d3b-5a3f6a3a0c11"
    with pytest.raises(IntegrityError, match="notify_notice_key"), transaction.atomic():
        copy.save(force_insert=True)


def test_two_workers_at_once_send_one_mail(owner_connection: psycopg.Connection, mails: Path) -> None:
    notice = make_notice()
    actions = [lambda: processes.send_notice(command(), notice.pk)] * 3
    lock = f"SELECT 1 FROM notify_notice WHERE id = {notice.pk} FOR UPDATE"
    assert race(owner_connection, lock, actions) == [None, None, None]
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT
    assert len(read_mails(mails)) == 1


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child of the fork does nothing but die
@pytest.mark.parametrize(
    ("point", "mails_left"),
    [
        ("notify.begin_sending:before_commit", 0),
        ("notify.begin_sending:after_commit", 0),
        ("notify.send:before_call", 0),
        ("notify.send:after_call", 1),
        ("notify.conclude_sending:before_commit", 1),
        ("notify.conclude_sending:after_commit", 1),
    ],
)
def test_a_worker_killed_at_any_point_leaves_one_mail_in_the_end(point: str, mails_left: int, mails: Path) -> None:
    notice = make_notice()
    run_and_die(lambda: processes.send_notice(command(), notice.pk), point)
    assert len(read_mails(mails)) == mails_left
    inodes = [file.stat().st_ino for file in mails.glob("*")]
    assert send(notice).state == NoticeState.SENT
    assert len(read_mails(mails)) == 1
    assert not inodes or [file.stat().st_ino for file in mails.iterdir()] == inodes


def test_a_half_written_file_is_no_mail(mails: Path) -> None:
    notice = make_notice()
    mails.mkdir()
    (mails / f".{notice.public_id}.half").write_bytes(b"From: ")
    assert send(notice).state == NoticeState.SENT
    assert [file.name for file in mails.glob("*.eml")] == [f"{notice.public_id}.eml"]


def test_where_mails_cannot_be_written_it_is_tried_again_later(mails: Path) -> None:
    mails.write_text("in the way")
    notice, before = make_notice(), system_now()
    send(notice)
    assert (notice.state, notice.sent_at, notice.attempts) == (NoticeState.QUEUED, None, 1)
    assert notice.failure == "The directory of mails cannot be written: File exists."
    assert before + timedelta(minutes=1) <= notice.next_attempt_at <= system_now() + timedelta(minutes=1)
    # The job that has run is a test's own here, so that the first still waits, and no second is needed.
    assert len(queued(notice)) == 1
    mails.unlink()
    assert send(notice).state == NoticeState.SENT
    assert notice.failure == ""
    assert len(read_mails(mails)) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_that_is_closed_is_told(mails: Path) -> None:
    mails.mkdir(mode=0o500)
    assert send(make_notice()).failure == "The directory of mails cannot be written: Permission denied."


def test_a_full_or_lost_disk_leaves_no_part_behind(mails: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    notice = make_notice()
    monkeypatch.setattr(os, "fsync", full)
    assert send(notice).failure == "The directory of mails cannot be written: No space left on device."
    assert list(mails.iterdir()) == []


def test_what_is_refused_for_days_has_failed(mails: Path) -> None:
    mails.write_text("in the way")
    notice = make_notice()
    Notice.objects.filter(pk=notice.pk).update(created_at=system_now() - TRIED_FOR)
    send(notice)
    assert notice.state == NoticeState.FAILED
    assert notice.failure.endswith("It was tried again and again, and is given up.")


@pytest.mark.parametrize(
    ("address", "failure"),
    [
        ("", "The account has no e-mail address."),
        ("nobody", "What the account has as its e-mail address is none."),
        ("a@customer.example, b@customer.example", "What the account has as its e-mail address is none."),
        ("a@customer.example\r\nBcc: b@customer.example", "What the account has as its e-mail address is none."),
    ],
)
def test_without_an_address_a_notice_has_failed_and_is_not_tried_again(address: str, failure: str, mails: Path) -> None:
    account_id = make_account(make_brand())
    Person.objects.filter(accounts=account_id).update(email=address)
    notice = send(make_notice(account_id))
    assert (notice.state, notice.failure, notice.attempts) == (NoticeState.FAILED, failure, 0)
    Person.objects.filter(accounts=account_id).update(email=ADDRESS)
    assert send(notice).state == NoticeState.FAILED
    assert read_mails(mails) == []


def test_an_address_that_went_while_it_was_sent_leaves_it_unknown(mails: Path) -> None:
    notice = make_notice()
    assert use_cases.begin_sending(command(), notice.pk, Channel.FILE) == 1
    Person.objects.filter(accounts=notice.account_id).update(email="")
    assert send(notice).state == NoticeState.UNKNOWN
    assert read_mails(mails) == []


@pytest.mark.parametrize(
    "brand",
    ["Brand\r\nBcc: all@customer.example", 'A, "B" <c@thief.example>', "Ünïcödé " * 14, "=?utf-8?q?x?= <x@y>"],
)
def test_the_name_of_a_brand_cannot_break_out_of_its_header(brand: str, mails: Path) -> None:
    notice = make_notice()
    Brand.objects.filter(pk=notice.account.brand_id).update(name=brand)
    assert send(notice).state == NoticeState.SENT
    [mail] = read_mails(mails)
    [sender] = mail["From"].addresses
    assert sender.addr_spec == "trunkline@localhost"
    assert mail["Bcc"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == [ADDRESS]
    Brand.objects.filter(pk=notice.account.brand_id).update(name=f"Brand {notice.pk}")


def test_what_cannot_be_written_has_failed_and_says_so_in_the_log(mails: Path) -> None:
    notice = make_notice(price={"amount": "fifteen", "currency": "GBP"})
    assert send(notice).state == NoticeState.FAILED
    assert notice.failure == processes.INTERNAL_ERROR
    assert read_mails(mails) == []


def test_the_outcome_of_an_attempt_that_was_followed_by_another_counts_no_more() -> None:
    notice = make_notice()
    first = use_cases.begin_sending(command(), notice.pk, Channel.FILE) or 0
    second = use_cases.begin_sending(command(), notice.pk, Channel.FILE) or 0
    assert (first, second) == (1, 2)
    use_cases.conclude_sending(command(), notice.pk, first, SendingAnswer(SendingOutcome.PUT_OFF, "full"))
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENDING
    use_cases.conclude_sending(command(), notice.pk, second, SendingAnswer(SendingOutcome.SENT))
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT
    use_cases.conclude_sending(command(), notice.pk, second, SendingAnswer(SendingOutcome.REFUSED, "no"))
    notice.refresh_from_db()
    assert (notice.state, notice.failure) == (NoticeState.SENT, "")


def test_what_a_dead_worker_left_is_queued_again_as_a_file_and_unknown_as_a_mail() -> None:
    left, by_file, by_mail, live = (make_notice() for _ in range(4))
    use_cases.begin_sending(command(), by_file.pk, Channel.FILE)
    for notice in (by_mail, live):
        use_cases.begin_sending(command(), notice.pk, Channel.SMTP)
    long_ago = system_now() - timedelta(hours=1)
    Notice.objects.filter(pk__in=[by_file.pk, by_mail.pk]).update(lease_until=long_ago)
    Notice.objects.filter(pk=left.pk).update(next_attempt_at=long_ago)
    numbers = {notice.pk for notice in (left, by_file, by_mail, live)}
    now = system_now()
    assert numbers & set(list_lost(now)) == {by_file.pk, by_mail.pk}
    assert numbers & set(list_left_over(now)) == {left.pk}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'notify.send_notice'")
    processes.resume_notices(command())
    states = {notice.pk: Notice.objects.get(pk=notice.pk).state for notice in (left, by_file, by_mail, live)}
    assert states == {
        left.pk: NoticeState.QUEUED,
        by_file.pk: NoticeState.SENDING,
        by_mail.pk: NoticeState.UNKNOWN,
        live.pk: NoticeState.SENDING,
    }
    assert [len(queued(notice)) for notice in (left, by_file, by_mail, live)] == [1, 1, 0, 0]
    by_mail.refresh_from_db()
    assert by_mail.failure == LOST
    assert send(by_mail).state == NoticeState.UNKNOWN
    # Its answer comes after all.
    use_cases.conclude_sending(command(), by_mail.pk, 1, SendingAnswer(SendingOutcome.SENT))
    by_mail.refresh_from_db()
    assert (by_mail.state, by_mail.failure) == (NoticeState.SENT, "")


def test_a_notice_holds_nothing_personal() -> None:
    notice = send(make_notice())
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(n)::text FROM notify_notice n WHERE id = %s", [notice.pk])
        [text] = cursor.fetchone() or ("",)
    assert "Ada" not in text
    assert ADDRESS not in text


def test_the_directory_of_mails_is_made_when_it_is_gone(mails: Path) -> None:
    send(make_notice())
    shutil.rmtree(mails)
    assert send(make_notice()).state == NoticeState.SENT
    assert len(read_mails(mails)) == 1
