"""Charges on real rows: raised once, caught up, booked, and shown in the words of the play."""

from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest
from django.db import IntegrityError, transaction

from tests.support.people import command, make_account, make_brand
from tests.support.services import end_service, make_service, place_order, renew_due, stage_service, start
from tests.support.snapshot import differences, take_snapshot
from trunkline.billing import operations
from trunkline.billing.models import BillableFact, Charge, LedgerEntry, LedgerPosting, Transaction
from trunkline.catalog.operations.prices import Prices
from trunkline.flows.use_cases import plays
from trunkline.flows.use_cases import provisioning as endings
from trunkline.instances.models import Instance
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.models import Account
from trunkline.parties.selectors import lock_account
from trunkline.platform.locks import tracked
from trunkline.provisioning.operations import Attempt

# Business time ahead of the real one, as the rates of products made now are valid from now on.
START = datetime(2041, 1, 31, 12, tzinfo=UTC)


def raise_due(account_id: int, at: datetime) -> list[Charge]:
    """Raise what is due, and write its history, as a bill run does."""
    with tracked(), transaction.atomic():
        account = lock_account(account_id)
        charges = operations.raise_due_charges(account, at=at)
        operations.record_transactions(account, charges, [], instance=None, job=None, product_name="SIM", at=at)
    return charges


def account_of(instance: Instance) -> Account:
    return Account.objects.get(charges__instance=instance, charges__component="set_up")


def amounts(account: Account) -> list[tuple[str, date, Decimal, Decimal]]:
    rows = Charge.objects.filter(account=account).order_by("pk")
    return [(row.component, row.starts_on, row.amount, row.wholesale) for row in rows]


def balance(account: Account, side: str) -> Decimal:
    postings = LedgerPosting.objects.filter(entry__account=account, ledger_account=side)
    return sum(postings.values_list("amount", flat=True), Decimal(0))


def test_a_new_service_is_charged_its_set_up_and_first_period() -> None:
    service = make_service(at=START)
    account = account_of(service)
    assert amounts(account) == [
        ("set_up", date(2041, 1, 31), Decimal(0), Decimal(1)),
        ("recurring", date(2041, 1, 31), Decimal(15), Decimal(5)),
    ]
    charge = Charge.objects.get(account=account, component="recurring")
    assert (charge.ends_on, charge.currency, charge.sequence) == (date(2041, 3, 2), "GBP", 0)
    assert charge.rate_version is not None
    assert len(charge.inputs_hash) == 64


def test_run_twice_it_raises_nothing() -> None:
    account = account_of(make_service(at=START))
    before = take_snapshot()
    assert raise_due(account.pk, START) == []
    assert differences(before, take_snapshot()) == []


def test_started_three_periods_late_it_catches_up_and_owes_the_same_as_living_through_it() -> None:
    services = [make_service(at=START, auto_renew="true") for _ in range(2)]
    late, lived = (account_of(service) for service in services)
    # 31 Jan + 30 = 2 Mar, + 30 = 1 Apr (the day begins at 23:00 UTC in London's summer), + 30 = 1 May.
    days = [date(2041, 3, 2), date(2041, 4, 1), date(2041, 5, 1)]
    renew_due(services[0], datetime(2041, 5, 2, tzinfo=UTC))
    for number, day in enumerate(days, start=1):
        renew_due(services[1], datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        assert [(row[1], row[2]) for row in amounts(lived)][1:] == [
            (starts_on, Decimal(15)) for starts_on in [date(2041, 1, 31), *days[:number]]
        ]
    assert amounts(late) == amounts(lived)
    assert raise_due(late.pk, datetime(2041, 5, 2, tzinfo=UTC)) == []


def test_a_service_that_does_not_renew_owes_its_first_period_only() -> None:
    account = account_of(make_service(at=START, auto_renew="false"))
    assert [row[1] for row in amounts(account)] == [date(2041, 1, 31), date(2041, 1, 31)]
    assert raise_due(account.pk, datetime(2041, 5, 2, tzinfo=UTC)) == []


def test_an_ended_service_owes_what_it_began_and_no_more() -> None:
    service = make_service(at=START, auto_renew="true")
    account = account_of(service)
    renew_due(service, datetime(2041, 3, 2, tzinfo=UTC))
    end_service(service, at=datetime(2041, 3, 12, tzinfo=UTC))
    # The second period, begun on 2 March, stays owed; nothing follows.
    assert [row[1] for row in amounts(account)] == [date(2041, 1, 31), date(2041, 1, 31), date(2041, 3, 2)]
    assert raise_due(account.pk, datetime(2042, 1, 1, tzinfo=UTC)) == []


def test_a_product_without_a_term_is_charged_once() -> None:
    account = account_of(make_service(at=START, contract_days=0))
    assert [row[0] for row in amounts(account)] == ["set_up", "one_time"]
    assert raise_due(account.pk, datetime(2050, 1, 1, tzinfo=UTC)) == []


def test_what_is_owed_is_booked_against_revenue_and_zero_is_not_booked() -> None:
    account = account_of(make_service(at=START))
    assert balance(account, "unbilled_receivables") == Decimal(15)
    assert balance(account, "revenue") == Decimal(-15)
    assert LedgerEntry.objects.filter(account=account).count() == 1


def test_nine_decimals_are_kept_in_the_rate_and_rounded_once_in_the_charge() -> None:
    prices = Prices("GBP", Decimal("1.234500001"), Decimal("0.005"), Decimal("0.004999999"), Decimal(0))
    account = account_of(make_service(at=START, prices=prices))
    assert [(row[2], row[3]) for row in amounts(account)] == [
        (Decimal("0.00"), Decimal("0.00")),
        (Decimal("1.23"), Decimal("0.01")),
    ]


def job_with_service() -> tuple[Attempt, int]:
    attempt = start(place_order(at=START))
    return attempt, stage_service(attempt)


def say(attempt: Attempt, service_id: int, **changes: object) -> int:
    body = {
        "customer_id": attempt.job.account_id,
        "service_id": service_id,
        "title": "T",
        "retail_cost": "0",
        **changes,
    }
    return plays.claim_transaction(command(), attempt.job.pk, attempt.number, body)


def finish(attempt: Attempt) -> Account:
    endings.complete_job(command(at=START), attempt.job.pk, attempt.number)
    return Account.objects.get(pk=attempt.job.account_id)


def history(account: Account) -> list[tuple[object, ...]]:
    rows = Transaction.objects.filter(account=account).order_by("charge_id")
    return [(row.title, row.retail, row.wholesale, row.claimed_retail, row.claimed_wholesale) for row in rows]


def test_a_play_that_says_both_amounts_gives_one_of_each_in_its_own_words() -> None:
    attempt, service_id = job_with_service()
    first = say(attempt, service_id, title="Setup of my SIM", retail_cost="0.00", wholesale_cost="1.00")
    second = say(attempt, service_id, title="First month", retail_cost="15.00", wholesale_cost="5.00")
    account = finish(attempt)
    assert history(account) == [
        ("Setup of my SIM", Decimal(0), Decimal(1), None, None),
        ("First month", Decimal(15), Decimal(5), None, None),
    ]
    assert set(Transaction.objects.filter(account=account).values_list("pk", flat=True)) == {first, second}
    assert set(Transaction.objects.filter(account=account).values_list("claimed_by", flat=True)) == {attempt.job.pk}
    assert not BillableFact.objects.filter(account=account).exists()


def test_a_play_that_says_another_amount_is_shown_as_deviating_and_never_added() -> None:
    attempt, service_id = job_with_service()
    say(attempt, service_id, title="Cheaper", retail_cost="12.00", wholesale_cost="5.00", charge="first_period")
    account = finish(attempt)
    assert history(account)[1] == ("Cheaper", Decimal(15), Decimal(5), Decimal(12), Decimal(5))
    assert balance(account, "revenue") == Decimal(-15)


def test_a_play_that_says_an_amount_twice_is_charged_once() -> None:
    attempt, service_id = job_with_service()
    for _ in range(2):
        say(attempt, service_id, title="First month", retail_cost="15.00", wholesale_cost="5.00")
    account = finish(attempt)
    assert [row[1] for row in history(account)] == [Decimal(0), Decimal(15)]


@pytest.mark.parametrize("amounts", [{"retail_cost": "-4.00"}, {"wholesale_cost": "-1.00"}])
def test_a_play_cannot_say_an_amount_below_zero(amounts: dict[str, str]) -> None:
    attempt, service_id = job_with_service()
    before = take_snapshot()
    with pytest.raises(InvalidInputError, match="below zero"):
        say(attempt, service_id, **amounts)
    assert differences(before, take_snapshot()) == []


def test_what_no_rate_explains_becomes_a_fact_with_a_charge_of_its_own() -> None:
    attempt, service_id = job_with_service()
    say(attempt, service_id, title="Delivery", description="by bicycle", retail_cost="4.005", wholesale_cost="2.00")
    account = finish(attempt)
    fact = BillableFact.objects.get(account=account)
    assert (fact.title, fact.retail, fact.instance_id, fact.happened_at) == (
        "Delivery",
        Decimal("4.005"),
        service_id,
        START,
    )
    assert history(account)[2] == ("Delivery", Decimal("4.01"), Decimal(2), None, None)
    assert balance(account, "revenue") == Decimal("-19.01")  # 15.00 + 4.01


def test_a_service_of_which_a_play_said_nothing_has_its_history_in_our_words() -> None:
    account = account_of(make_service(at=START, name="Fibre 100"))
    assert [row[0] for row in history(account)] == ["Fibre 100 - set-up", "Fibre 100 - 2041-01-31 to 2041-03-02"]


def test_an_entry_that_does_not_sum_to_zero_is_refused_at_commit() -> None:
    account = Account.objects.get(pk=make_account(make_brand()))
    before = take_snapshot()

    def book(*sides: tuple[str, str, str]) -> None:
        with transaction.atomic():
            entry = LedgerEntry.objects.create(account=account, reason="test", booked_on=START.date())
            for side, amount, currency in sides:
                LedgerPosting.objects.create(
                    entry=entry, ledger_account=side, amount=Decimal(amount), currency=currency
                )

    for sides in (
        [("revenue", "-15.00", "GBP")],
        [("revenue", "-15.00", "GBP"), ("receivables", "14.999999999", "GBP")],
        [("revenue", "-15.00", "GBP"), ("receivables", "15.00", "EUR")],
    ):
        with pytest.raises(IntegrityError, match="does not sum to zero"):
            book(*sides)
    assert differences(before, take_snapshot()) == []
    book(("revenue", "-15.00", "GBP"), ("receivables", "12.50", "GBP"), ("tax_payable", "2.50", "GBP"))


def test_a_later_posting_cannot_unbalance_an_entry() -> None:
    account = account_of(make_service(at=START))
    entry = LedgerEntry.objects.get(account=account)
    with pytest.raises(IntegrityError, match="does not sum to zero"):
        LedgerPosting.objects.create(entry=entry, ledger_account="revenue", amount=Decimal("0.01"), currency="GBP")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ("key = key", "charge_is_raised_once"),
        ("key = 'x', component = 'gift'", "charge_component_is_known"),
        ("key = 'x', ends_on = starts_on", "charge_has_a_span"),
        ("key = 'x', component = 'fact'", "charge_has_its_reason"),
        ("key = 'x', rate_version_id = NULL", "charge_has_its_reason"),
    ],
)
def test_the_database_refuses_a_charge_that_must_not_be(
    changes: str, constraint: str, owner_connection: psycopg.Connection
) -> None:
    charge = Charge.objects.get(account=account_of(make_service(at=START)), component="recurring")
    owner_connection.execute("ALTER TABLE billing_charge DISABLE TRIGGER USER")
    owner_connection.execute(f"CREATE TEMP TABLE copy AS SELECT * FROM billing_charge WHERE id = {charge.pk}")
    owner_connection.execute(f"UPDATE copy SET {changes}, id = -1, public_id = gen_random_uuid()".encode())
    with pytest.raises(psycopg.errors.IntegrityError) as refusal:
        owner_connection.execute("INSERT INTO billing_charge SELECT * FROM copy")
    assert refusal.value.diag.constraint_name == constraint


def test_a_charge_is_billed_once(owner_connection: psycopg.Connection) -> None:
    row = owner_connection.execute(
        "SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE i.indrelid = 'billing_invoiceline'::regclass AND i.indisunique AND i.indnatts = 1"
        " AND a.attname = 'charge_id'"
    ).fetchone()
    assert row == (1,)
