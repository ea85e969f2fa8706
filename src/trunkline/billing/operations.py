"""Steps that use cases are made of; they never commit."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from moneyed import Money

from trunkline.billing import selectors
from trunkline.billing.models import BillableFact, Charge, LedgerEntry, LedgerPosting, Transaction
from trunkline.billing.policies import ENGINE_VERSION, Claim, Claimable, Due, match_claims, target
from trunkline.billing.states import ChargeComponent, LedgerAccount
from trunkline.instances.models import Instance
from trunkline.kernel.ids import new_public_id
from trunkline.kernel.money import round_money
from trunkline.kernel.time import local_date
from trunkline.parties.models import Account
from trunkline.parties.selectors import get_time_zone
from trunkline.platform.clocks import system_now
from trunkline.provisioning.models import ProvisioningJob


def raise_due_charges(account: Account, *, at: datetime) -> list[Charge]:
    """This will raise what should have been charged to a locked account up to `at` minus what was.

    Run again, it raises nothing. Returns the charges raised.
    """
    zone = get_time_zone(account.pk, at)
    spans, renewed = selectors.list_held_spans(account.pk), selectors.list_renewed_periods(account.pk)
    due = target(spans, renewed, currency=account.currency, zone=zone, horizon=at)
    billed, sequences = _billed(account.pk)
    charges = []
    for item in due:
        retail, wholesale = billed[item.key]
        if (retail, wholesale) == (item.amount, item.wholesale) and sequences[item.key]:
            continue
        charge = _insert_charge(
            account,
            item,
            amount=item.amount - retail,
            wholesale=item.wholesale - wholesale,
            sequence=sequences[item.key],
            at=at,
        )
        book_charge(charge, booked_on=local_date(at, zone))
        charges.append(charge)
    return charges


def credit_charge(account: Account, key: str, *, at: datetime) -> Charge | None:
    """This will take back all that was charged to a locked account under a key; None when nothing is left of it."""
    rows = list(Charge.objects.filter(account=account, key=key).order_by("sequence"))
    retail, wholesale = (sum((getattr(row, name) for row in rows), Decimal(0)) for name in ("amount", "wholesale"))
    if not retail and not wholesale:
        return None
    credit = rows[-1]
    credit.pk = None
    credit.public_id = new_public_id()
    credit.sequence = len(rows)
    credit.amount, credit.wholesale = -retail, -wholesale
    credit.rule = "credit: nothing in the timeline owes it"
    credit.engine_version = ENGINE_VERSION
    credit.raised_at = at
    credit.recorded_at = system_now()
    credit.save(force_insert=True)
    book_charge(credit, booked_on=local_date(at, get_time_zone(account.pk, at)))
    return credit


def _billed(account_id: int) -> tuple[dict[str, tuple[Decimal, Decimal]], Counter[str]]:
    sums: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    sequences: Counter[str] = Counter()
    for key, amount, wholesale in selectors.list_billed(account_id):
        retail_sum, wholesale_sum = sums[key]
        sums[key] = (retail_sum + amount, wholesale_sum + wholesale)
        sequences[key] += 1
    return sums, sequences


def _insert_charge(
    account: Account, due: Due, *, amount: Decimal, wholesale: Decimal, sequence: int, at: datetime
) -> Charge:
    span = due.span
    return Charge.objects.create(
        key=due.key,
        sequence=sequence,
        account=account,
        subscription_id=span.subscription_id,
        instance_id=span.instance_id,
        configuration_id=span.configuration_id,
        rate_version_id=span.rate_version_id,
        component=due.component,
        starts_on=due.days.start,
        ends_on=due.days.end,
        quantity=span.quantity,
        amount=amount,
        wholesale=wholesale,
        currency=account.currency,
        rule=due.rule,
        engine_version=ENGINE_VERSION,
        inputs_hash=due.inputs_hash(),
        raised_at=at,
    )


def book_charge(charge: Charge, *, booked_on: date) -> None:
    """This will book a charge: what the account owes against revenue. A charge of zero leaves nothing to book."""
    if charge.amount == 0:
        return
    sides = {LedgerAccount.UNBILLED_RECEIVABLES: charge.amount, LedgerAccount.REVENUE: -charge.amount}
    reason = f"charge: {charge.component}"
    book(charge.account_id, reason, sides, currency=charge.currency, booked_on=booked_on, charge=charge)


def book(
    account_id: int,
    reason: str,
    sides: Mapping[LedgerAccount, Decimal],
    *,
    currency: str,
    booked_on: date,
    charge: Charge | None = None,
) -> LedgerEntry:
    """This will make a ledger entry; each side's amount is above zero for debit, below for credit, and they cancel."""
    entry = LedgerEntry.objects.create(account_id=account_id, charge=charge, reason=reason, booked_on=booked_on)
    LedgerPosting.objects.bulk_create(
        LedgerPosting(entry=entry, ledger_account=side, amount=amount, currency=currency)
        for side, amount in sides.items()
    )
    return entry


@dataclass(frozen=True)
class FactDraft:
    """Something that costs money once: a key of its own, and amounts without tax."""

    key: str
    title: str
    retail: Decimal
    wholesale: Decimal
    description: str = ""
    rule: str = "price, once, when it was ordered"


def charge_once(
    account: Account, facts: Sequence[FactDraft], *, instance: Instance | None, at: datetime
) -> list[Charge]:
    """This will record billable facts and charge each; raises IntegrityError for a key that was charged already."""
    return [_charge_fact(account, fact, instance=instance, at=at) for fact in facts]


def record_transactions(
    account: Account,
    charges: Sequence[Charge],
    claims: Sequence[Claim],
    *,
    instance: Instance | None,
    job: ProvisioningJob | None,
    product_name: str,
    at: datetime,
) -> list[Transaction]:
    """This will write the account's history for charges just raised, in the words of the play that claimed them.

    A claim of another amount is shown as a deviation, never added; a claim that no charge explains becomes a billable
    fact with a charge of its own.
    """
    claimables = [
        Claimable(charge.pk, ChargeComponent(charge.component), charge.amount, charge.wholesale) for charge in charges
    ]
    matching = match_claims(claimables, claims, product_name=product_name)
    transactions = [
        _record(charge, matching.claims_by_charge.get(charge.pk), job=job, product_name=product_name, at=at)
        for charge in charges
    ]
    for claim in matching.unexplained:
        fact = FactDraft(
            key=f"job:{job.pk if job else 0}:claim:{claim.reference}",
            title=claim.title,
            description=claim.description,
            retail=claim.retail,
            wholesale=claim.wholesale,
            rule="what a play reported and no rate explains",
        )
        charge = _charge_fact(account, fact, instance=instance, at=at)
        transactions.append(_record(charge, claim, job=job, product_name=product_name, at=at))
    return transactions


def _charge_fact(account: Account, draft: FactDraft, *, instance: Instance | None, at: datetime) -> Charge:
    zone = get_time_zone(account.pk, at)
    today = local_date(at, zone)
    fact = BillableFact.objects.create(
        key=draft.key,
        account=account,
        instance=instance,
        happened_at=at,
        title=draft.title,
        description=draft.description,
        retail=draft.retail,
        wholesale=draft.wholesale,
        currency=account.currency,
    )
    charge = Charge.objects.create(
        key=f"fact:{fact.key}",
        sequence=0,
        account=account,
        instance=instance,
        fact=fact,
        component=ChargeComponent.FACT,
        starts_on=today,
        ends_on=today + timedelta(days=1),
        amount=_rounded(draft.retail, account.currency),
        wholesale=_rounded(draft.wholesale, account.currency),
        currency=account.currency,
        rule=draft.rule,
        engine_version=ENGINE_VERSION,
        inputs_hash="",
        raised_at=at,
    )
    book_charge(charge, booked_on=today)
    return charge


def _record(
    charge: Charge, claim: Claim | None, *, job: ProvisioningJob | None, product_name: str, at: datetime
) -> Transaction:
    deviates = claim is not None and (
        _rounded(claim.retail, charge.currency) != charge.amount
        or _rounded(claim.wholesale, charge.currency) != charge.wholesale
    )
    part = {ChargeComponent.SET_UP: "set-up", ChargeComponent.RECURRING: f"{charge.starts_on} to {charge.ends_on}"}
    own_title = " - ".join(filter(None, [product_name, part.get(ChargeComponent(charge.component))]))
    if charge.fact is not None:
        own_title = charge.fact.title
    return Transaction.objects.create(
        pk=claim.reference if claim else None,
        account_id=charge.account_id,
        instance_id=charge.instance_id,
        charge=charge,
        claimed_by=job if claim else None,
        title=claim.title if claim else own_title,
        description=claim.description if claim else _describe(charge),
        retail=charge.amount,
        wholesale=charge.wholesale,
        currency=charge.currency,
        happened_at=at,
        claimed_retail=claim.retail if claim and deviates else None,
        claimed_wholesale=claim.wholesale if claim and deviates else None,
    )


def _describe(charge: Charge) -> str:
    """Say to the customer what a charge is for; by which rule it was raised stands in the charge."""
    if charge.amount < 0:
        return "Credit"
    if charge.fact is not None:
        return charge.fact.description
    words = {ChargeComponent.SET_UP: "Set-up, once", ChargeComponent.RECURRING: "Whole period"}
    return words.get(ChargeComponent(charge.component), "Once")


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return round_money(Money(amount, currency)).amount
