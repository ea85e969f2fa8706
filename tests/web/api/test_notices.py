"""What an account was told, through the door of staff."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.doors import bearer, make_token
from tests.support.notices import make_notice
from tests.support.people import command, make_account, make_brand
from trunkline.notify import use_cases as notify
from trunkline.notify.models import Notice
from trunkline.notify.policies import SendingAnswer
from trunkline.notify.states import Channel, NoticeKind, SendingOutcome
from trunkline.parties.models import Person
from trunkline.parties.states import Role

pytestmark = pytest.mark.usefixtures("quiet")


def test_notices_are_listed_as_they_read_with_what_became_of_them() -> None:
    agent = bearer(make_token(Role.AGENT))
    first = make_notice()
    account = first.account
    second = make_notice(account.pk, NoticeKind.ENDED, happened_at="2025-07-01T23:30:00Z")
    make_notice(make_account(account.brand_id))
    attempt = notify.begin_sending(command(), first.pk, Channel.FILE) or 0
    notify.conclude_sending(command(), first.pk, attempt, SendingAnswer(SendingOutcome.SENT))
    path = f"/api/v1/accounts/{account.public_id}/notices"
    answer = Client().get(path, headers=agent)
    assert answer.status_code == HTTPStatus.OK
    told, to_be_told = answer.json()["data"]
    assert told["body"].startswith("Hello Ada Tester,\n\nThank you for choosing us.")
    sent_at = Notice.objects.get(pk=first.pk).sent_at
    assert sent_at is not None
    assert {name: told[name] for name in told if name not in {"body", "noticed_at"}} == {
        "id": str(first.public_id),
        "kind": "welcome",
        "state": "sent",
        "subject": "Welcome: your Mobile 20 GB is ready",
        "sent_at": sent_at.isoformat().replace("+00:00", "Z"),
        "failure": "",
    }
    assert (to_be_told["id"], to_be_told["state"], to_be_told["sent_at"]) == (str(second.public_id), "queued", None)
    page = Client().get(f"{path}?limit=1", headers=agent).json()
    assert ([row["id"] for row in page["data"]], page["next"]) == ([str(first.public_id)], first.pk)
    # What is read tells the name of today: the row holds none.
    Person.objects.filter(accounts=account).update(name="")
    assert Client().get(path, headers=agent).json()["data"][0]["body"].startswith("Hello,\n")


def test_another_brands_notices_are_not_there() -> None:
    notice = make_notice()
    elsewhere = bearer(make_token(Role.ADMIN, make_brand()))
    answer = Client().get(f"/api/v1/accounts/{notice.account.public_id}/notices", headers=elsewhere)
    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.NOT_FOUND, "account-not-found")


def test_a_page_of_notices_takes_as_many_queries_as_one_notice() -> None:
    agent = bearer(make_token(Role.AGENT))
    notice = make_notice()
    path = f"/api/v1/accounts/{notice.account.public_id}/notices"
    # The first call of a token notes that it was used.
    Client().get(path, headers=agent)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            Client().get(path, headers=agent)
        counts.append(len(queries))
        for _ in range(5):
            make_notice(notice.account_id)
    assert counts[0] == counts[1]
