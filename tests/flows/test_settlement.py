"""The end of a restore: by API or command, once nothing differs, or in spite of what does; and mends of money."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import psycopg
import pytest
from pytest_django import Settings
from rich.console import Console

from tests.support.database import TestDatabase
from tests.support.doors import ask, bearer, make_token
from tests.support.payments import make_payment
from tests.support.people import command, make_account, make_brand, unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.races import race
from tests.support.reconciling import differences, mend, ocs, sell
from trunkline.billing.models import Charge
from trunkline.catalog.operations.prices import Prices
from trunkline.cli.problems import OperatorError
from trunkline.cli.reconcile import mend as mend_by_command
from trunkline.cli.reconcile import settle
from trunkline.flows.processes.mends import mend_difference
from trunkline.flows.processes.settlement import settle_after_looking
from trunkline.insight.errors import DifferencesRemainError
from trunkline.insight.models import Mend
from trunkline.insight.states import DifferenceKind
from trunkline.insight.use_cases import settle_restoration
from trunkline.instances.models import Instance
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.states import Role
from trunkline.payments import processes as payments
from trunkline.payments.models import Refund
from trunkline.platform.clocks import business_now
from trunkline.platform.errors import IdempotencyKeyReusedError
from trunkline.platform.models import Restoration
from trunkline.platform.restorations import find_open_restoration

PATH = "/api/v1/reconciliation/settlement"


@pytest.fixture(scope="module")
def own_database() -> Iterator[TestDatabase]:
    with fresh_database("settlement") as database:
        yield database


@pytest.fixture(autouse=True)
def database(own_database: TestDatabase, settings: Settings) -> Iterator[TestDatabase]:
    """All of it is compared: each test has a tenant of its own."""
    settings.TRUNKLINE_OCS_TENANT = f"tenant-{unique()}"
    with connected_to(own_database):
        # What earlier tests sold is known to another tenant.
        Instance.objects.filter(service_uuid__isnull=False).update(service_uuid=None, remove_at=None)
        yield own_database
        settle_restoration(command(reason="the test is over"))


@pytest.fixture
def restored() -> None:
    Restoration.objects.create(taken_at=business_now() - timedelta(hours=1))


def said(act: Callable[[Console], object]) -> str:
    console = Console(file=StringIO(), width=400)
    act(console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]  # it is the text above


def make_stranger() -> str:
    name = f"stranger_{unique()}"
    ocs("SetAccount", Account=name)
    return name


def remove_stranger(name: str) -> None:
    ocs("RemoveAccount", Account=name, ReloadScheduler=True)


def post(body: object, **more: str) -> tuple[int, dict[str, object]]:
    answer = ask("POST", PATH, body, {**bearer(make_token(Role.ADMIN)), **more})
    return answer.status_code, json.loads(answer.content)


@pytest.mark.usefixtures("restored")
def test_the_api_settles_once_nothing_differs_or_in_spite_of_it() -> None:
    headers = bearer(make_token(Role.ADMIN))
    name = make_stranger()
    shown = json.loads(ask("GET", "/api/v1/reconciliation", {}, headers).content)["restoration"]
    opened = find_open_restoration()
    assert opened is not None
    assert set(shown) == {"taken_at", "restored_at"}
    status, document = post({"reason": "Let them work."})
    assert (status, document["code"]) == (409, "differences-remain")
    assert f"ocs:{name} (ocs_account_unexplained)" in str(document["detail"])
    for refused in ({}, {"reason": " "}, {"reason": "x" * 501}, {"reason": 5}, {"reason": "a", "despite": True}):
        assert post(refused)[0] == 422
    assert post({"reason": "a", "despite_differences": "yes"})[0] == 422
    assert find_open_restoration() == opened
    keyed = {**headers, "Idempotency-Key": unique()}
    body = {"reason": "It is of another system.", "despite_differences": True}
    for _ in range(2):
        answer = ask("POST", PATH, body, keyed)
        assert (answer.status_code, json.loads(answer.content)) == (200, {"settled": 1})
    other = ask("POST", PATH, {**body, "reason": "Another."}, keyed)
    assert json.loads(other.content)["code"] == "idempotency-key-reused"
    settled = Restoration.objects.get(pk=opened.pk)
    assert (settled.reason, settled.settled_by[:6]) == ("It is of another system.", "staff:")
    assert json.loads(ask("GET", "/api/v1/reconciliation", {}, headers).content)["restoration"] is None
    assert post({"reason": "again"}) == (200, {"settled": 0})
    remove_stranger(name)


@pytest.mark.usefixtures("restored")
def test_of_two_who_settle_at_once_one_does(database: TestDatabase) -> None:
    with psycopg.connect(database.owner_url) as owner:
        lock = "SELECT 1 FROM platform_restoration WHERE settled_at IS NULL FOR UPDATE"
        results = race(owner, lock, [lambda: settle_restoration(command(reason="compared"))] * 2)
    assert sorted(results, key=str) == [0, 1]


@pytest.mark.usefixtures("restored")
def test_what_has_no_difference_left_is_settled_without_more() -> None:
    name = make_stranger()
    with pytest.raises(DifferencesRemainError):
        settle_after_looking(command(reason="compared"), despite_differences=False)
    remove_stranger(name)
    assert settle_after_looking(command(reason="compared"), despite_differences=False) == 1
    assert find_open_restoration() is None


def test_the_command_settles_in_spite_of_what_it_prints() -> None:
    name = make_stranger()
    with pytest.raises(OperatorError):
        said(lambda console: settle("there is nothing to settle", console))
    Restoration.objects.create(taken_at=business_now() - timedelta(hours=1))
    with pytest.raises(InvalidInputError):
        said(lambda console: settle(" ", console))
    assert find_open_restoration() is not None
    text = said(lambda console: settle("Another system has it.", console))
    assert f"ocs:{name}" in text
    assert "workers go on" in text
    assert "Differences that are left: 1." in text
    assert find_open_restoration() is None
    settled = Restoration.objects.latest("pk")
    assert (settled.reason, settled.settled_by) == ("Another system has it.", "system")
    remove_stranger(name)


@pytest.mark.usefixtures("restored")
def test_mending_all_settles_when_there_was_nothing_to_mend() -> None:
    assert "workers go on" in said(lambda console: mend_by_command("all", "of a test", console))
    assert find_open_restoration() is None


def test_all_missing_charges_of_an_account_are_mended_by_one_and_that_is_no_failure(database: TestDatabase) -> None:
    service = sell(prices=Prices("GBP", Decimal(15), Decimal(5), Decimal("2.50"), Decimal(1)))
    charges = list(Charge.objects.filter(instance=service).values_list("pk", flat=True))
    assert len(charges) == 2
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        tables = ("billing_transaction", "billing_ledgerposting", "billing_ledgerentry", "billing_charge")
        for table in tables:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        for statement in (
            "DELETE FROM billing_transaction WHERE charge_id = ANY(%(charges)s)",
            (
                "DELETE FROM billing_ledgerposting WHERE entry_id IN"
                " (SELECT id FROM billing_ledgerentry WHERE charge_id = ANY(%(charges)s))"
            ),
            "DELETE FROM billing_ledgerentry WHERE charge_id = ANY(%(charges)s)",
            "DELETE FROM billing_charge WHERE id = ANY(%(charges)s)",
        ):
            owner.execute(statement.encode(), {"charges": charges})
        for table in tables:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
    found = differences()
    assert [each.kind for each in found] == [DifferenceKind.CHARGE_MISSING] * 2
    assert all(each.action.startswith("All charges that the account lacks") for each in found)
    results: list[bool] = []
    text = said(lambda console: results.append(mend_by_command("all", "of a test", console)))
    assert results == [True]
    assert (text.count("Mended:"), text.count("Gone:"), "No difference." in text) == (1, 1, True)


def test_an_open_refund_is_told_as_what_it_is(database: TestDatabase) -> None:
    payment = make_payment(make_account(make_brand()))
    with pytest.MonkeyPatch.context() as patched:
        # A process that dies between noting the refund and asking for it.
        patched.setattr(payments, "ask_for_refund", die)
        with pytest.raises(KeyboardInterrupt):
            payments.refund_payment(command(), payment.pk, Decimal(4), "a part")
    with psycopg.connect(database.owner_url) as owner:
        for table in ("payments_payment", "payments_refund"):
            owner.execute(f"UPDATE {table} SET created_at = now() - interval '3 minutes'".encode())
    [found] = differences()
    assert found.kind == DifferenceKind.PAYMENT_UNSETTLED
    assert found.explanation.startswith("A refund of 4.00 GBP of a payment of 15.00 GBP was asked for")
    assert "asked for again under its own key" in found.action
    assert mend(found).state == "mended"
    assert Refund.objects.get(payment=payment).state == "refunded"


def die(*_: object) -> None:
    raise KeyboardInterrupt


def test_one_key_for_two_subjects_at_once_is_of_one_of_them(database: TestDatabase) -> None:
    names = [make_stranger() for _ in range(2)]
    keyed = command(reason="a try", idempotency_key=unique())

    def asking(name: str) -> Callable[[], object]:
        return lambda: mend_difference(keyed, "ocs_account_unexplained", f"ocs:{name}").state

    with psycopg.connect(database.owner_url) as owner:
        # Both have looked for the key by the time they write.
        results = race(owner, "LOCK TABLE insight_mend IN EXCLUSIVE MODE", [asking(name) for name in names])
    refused = [result for result in results if isinstance(result, IdempotencyKeyReusedError)]
    assert (len(refused), "mended" in results) == (1, True)
    assert Mend.objects.filter(subject__in=[f"ocs:{name}" for name in names]).count() == 1
    for found in differences():
        remove_stranger(found.subject.removeprefix("ocs:"))
