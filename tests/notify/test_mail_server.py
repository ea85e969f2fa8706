"""Notices through a mail server: its answer tells what came of each, and no answer is never guessed at."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from tests.platform.test_kill_points import run_and_die
from tests.support.mail_server import CUT, MailServer, mail_server
from tests.support.notices import ADDRESS, make_notice, read_mail, send
from tests.support.people import command, make_account, make_brand
from tests.support.stack import free_port
from trunkline.config.environment import SettingsError, mail_options
from trunkline.notify import processes
from trunkline.notify.states import NoticeState

Serve = Callable[..., AbstractContextManager[MailServer]]


@pytest.fixture
def serve(settings: Settings) -> Serve:
    """Run a mail server that answers as it is told, to which mails go."""

    @contextmanager
    def run(**answers: str) -> Iterator[MailServer]:
        with mail_server(**answers) as server:
            use(settings, server.port)
            yield server

    return run


def use(settings: Settings, port: int) -> None:
    settings.TRUNKLINE_SMTP_URL = f"smtp://127.0.0.1:{port}"
    for name, value in mail_options(settings.TRUNKLINE_SMTP_URL).items():
        setattr(settings, name, value)


def test_a_notice_is_handed_to_the_mail_server_once(serve: Serve) -> None:
    with serve() as server:
        notice = send(send(make_notice()))
    assert (notice.state, notice.attempts, notice.failure) == (NoticeState.SENT, 1, "")
    [content] = server.accepted
    mail = read_mail(content)
    assert (mail["To"], mail["Message-ID"]) == (ADDRESS, f"<{notice.public_id}@localhost>")
    assert server.recipients == [f"rcpt TO:<{ADDRESS}>"]


@pytest.mark.parametrize(
    ("answers", "state", "failure"),
    [
        ({"RCPT": "550 5.1.1 <ada@customer.example> unknown"}, "failed", "The mail server answered 550 (5.1.1)."),
        ({"MAIL": "553 No such sender"}, "failed", "The mail server answered 553."),
        ({"END": "554 5.7.1 Spam"}, "failed", "The mail server answered 554 (5.7.1)."),
        ({"RCPT": "450 4.2.1 Later"}, "queued", "The mail server answered 450 (4.2.1)."),
        ({"DATA": "452 Full"}, "queued", "The mail server answered 452."),
        ({"END": "451 Greylisted"}, "queued", "The mail server answered 451."),
        ({"CONNECT": "554 Not you"}, "queued", "The mail server cannot be used: SMTPConnectError 554."),
        ({"CONNECT": CUT}, "queued", "The mail server cannot be used: SMTPServerDisconnected."),
        ({"DATA": CUT}, "unknown", "The mail server was lost while it was sent: SMTPServerDisconnected."),
        ({"END": CUT}, "unknown", "The mail server was lost while it was sent: SMTPServerDisconnected."),
        ({"END": "x"}, "unknown", "The mail server answered -1."),
        ({"QUIT": CUT}, "sent", ""),
    ],
)
def test_the_answer_tells_what_came_of_it(serve: Serve, answers: dict[str, str], state: str, failure: str) -> None:
    with serve(**answers) as server:
        notice = send(make_notice())
        assert (notice.state, notice.failure) == (state, failure)
        taken = len(server.accepted)
        # Only what was refused for now goes out again.
        again = send(notice)
        assert (len(server.accepted) > taken, again.attempts) == (False, 2 if state == "queued" else 1)


def test_what_is_refused_for_now_goes_out_when_the_server_takes_it(serve: Serve) -> None:
    notice = make_notice()
    with serve(RCPT="450 Later"):
        assert send(notice).state == NoticeState.QUEUED
    with serve() as server:
        assert send(notice).state == NoticeState.SENT
    assert len(server.accepted) == 1


def test_a_server_that_is_not_there_is_tried_again(settings: Settings) -> None:
    use(settings, free_port())
    notice = send(make_notice())
    assert notice.state == NoticeState.QUEUED
    assert notice.failure == "The mail server cannot be used: ConnectionRefusedError."


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child of the fork does nothing but die
@pytest.mark.parametrize("point", ["notify.send:after_call", "notify.conclude_sending:before_commit"])
def test_a_worker_killed_between_mail_and_note_sends_no_second_mail(serve: Serve, point: str) -> None:
    notice = make_notice()
    with serve() as server:
        run_and_die(lambda: processes.send_notice(command(), notice.pk), point)
        assert len(server.accepted) == 1
        assert send(notice).state == NoticeState.SENDING
        with connection.cursor() as cursor:
            cursor.execute("UPDATE notify_notice SET lease_until = now() - interval '1 s' WHERE id = %s", [notice.pk])
        processes.resume_notices(command())
        assert send(notice).state == NoticeState.UNKNOWN
        assert len(server.accepted) == 1


def test_names_cannot_speak_to_the_server(serve: Serve) -> None:
    account_id = make_account(make_brand(), name="Ada\r\n.\r\nRCPT TO:<all@customer.example>", email=ADDRESS)
    with serve() as server:
        notice = send(make_notice(account_id, product="x\r\n.\r\nQUIT", features=[".", "..", "a\r\n.\r\nMAIL"]))
    assert notice.state == NoticeState.SENT
    assert len(server.accepted) == len(server.recipients) == 1


@pytest.mark.parametrize(
    ("url", "port", "is_tls", "is_starttls"),
    [
        ("smtp://relay.example", 25, False, False),
        ("smtp://relay.example:2525", 2525, False, False),
        ("smtp://us%40er:p%2Fss@relay.example", 587, False, True),
        ("smtps://us%40er:p%2Fss@relay.example", 465, True, False),
    ],
)
def test_the_address_of_a_mail_server_is_read(url: str, port: int, *, is_tls: bool, is_starttls: bool) -> None:
    options = mail_options(url)
    assert (options["EMAIL_HOST"], options["EMAIL_PORT"]) == ("relay.example", port)
    assert (options["EMAIL_USE_SSL"], options["EMAIL_USE_TLS"]) == (is_tls, is_starttls)
    expected = ("us@er", "p/ss") if "us%40er" in url else ("", "")
    assert (options["EMAIL_HOST_USER"], options["EMAIL_HOST_PASSWORD"]) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "relay.example:25",
        "http://relay.example",
        "smtp://",
        "smtp://user@relay.example",
        "smtp://h:no",
        "smtp://h:70000",
        "smtp://relay.example/path",
        "smtp://relay.example?tls=0",
        "smtp://:p@relay.example",
    ],
)
def test_an_address_that_is_none_is_told_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="TRUNKLINE_SMTP_URL must look like") as refusal:
        mail_options(url)
    assert "p@" not in str(refusal.value)
