"""Reads of money."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet, Sum

from trunkline.billing.models import Charge, Transaction
from trunkline.billing.policies import HeldSpan, RenewedPeriod
from trunkline.billing.states import ChargeComponent
from trunkline.catalog.selectors.rates import period_of, retail_of_period, terms_of
from trunkline.instances.selectors.renewals import list_renewed
from trunkline.instances.selectors.timeline import list_timeline
from trunkline.instances.states import RenewalState
from trunkline.kernel.periods import DateSpan


def list_held_spans(account_id: int) -> list[HeldSpan]:
    """This will collect what the bill reads of an account's timeline; an agreed price goes before the rate's."""
    return map_held_spans([account_id])[account_id]


def map_held_spans(account_ids: Collection[int]) -> dict[int, list[HeldSpan]]:
    """This will collect of several accounts what `list_held_spans` collects of one, in one query."""
    spans: dict[int, list[HeldSpan]] = {account_id: [] for account_id in account_ids}
    for row in list_timeline(*account_ids):
        version = row.rate_version
        if version is None or row.subscription is None or row.service_state is None or row.account_id is None:
            continue
        rate = version.rate
        spans[row.account_id].append(
            HeldSpan(
                instance_id=row.instance_id,
                configuration_id=row.pk,
                subscription_id=row.subscription.pk,
                rate_id=rate.pk,
                rate_version_id=version.pk,
                period=period_of(version),
                anchor_on=row.subscription.anchor_on,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                quantity=row.quantity,
                is_billable=row.service_state.is_billable,
                retail=retail_of_period(version, version, 0) if row.agreed_retail is None else row.agreed_retail,
                wholesale=version.wholesale if row.agreed_wholesale is None else row.agreed_wholesale,
                retail_set_up=version.retail_set_up,
                wholesale_set_up=version.wholesale_set_up,
                terms=terms_of(version),
            )
        )
    return spans


def list_renewed_periods(account_id: int) -> list[RenewedPeriod]:
    """This will collect the further periods that were agreed for an account's services."""
    return map_renewed_periods([account_id])[account_id]


def map_renewed_periods(account_ids: Collection[int]) -> dict[int, list[RenewedPeriod]]:
    """This will collect of several accounts what `list_renewed_periods` collects of one, in one query."""
    periods: dict[int, list[RenewedPeriod]] = {account_id: [] for account_id in account_ids}
    for row in list_renewed(*account_ids):
        if row.rate_version and row.renewed_at and row.retail is not None and row.wholesale is not None:
            period = RenewedPeriod(
                instance_id=row.instance_id,
                rate_id=row.rate_version.rate_id,
                rate_version_id=row.rate_version.pk,
                days=DateSpan(row.starts_on, row.ends_on),
                renewed_at=row.renewed_at,
                retail=row.retail,
                wholesale=row.wholesale,
                is_owed=row.state == RenewalState.RENEWED,
                terms=terms_of(row.rate_version),
            )
            periods[row.account_id].append(period)
    return periods


def map_derived_charges(account_ids: Collection[int]) -> dict[int, dict[str, tuple[Decimal, Decimal]]]:
    """This will sum amount and wholesale of the charges raised to several accounts, by key; billable facts left out."""
    sums: dict[int, dict[str, tuple[Decimal, Decimal]]] = {account_id: {} for account_id in account_ids}
    derived = Charge.objects.filter(account_id__in=account_ids).exclude(component=ChargeComponent.FACT)
    rows = derived.order_by().values_list("account_id", "key").annotate(Sum("amount"), Sum("wholesale"))
    for account_id, key, amount, wholesale in rows:
        sums[account_id][key] = (amount, wholesale)
    return sums


def list_billed(account_id: int) -> Iterable[tuple[str, Decimal, Decimal]]:
    """This will list key, amount and wholesale of each charge raised to an account."""
    return Charge.objects.filter(account_id=account_id).order_by("pk").values_list("key", "amount", "wholesale")


def list_charges(account_id: int) -> QuerySet[Charge]:
    """This will list an account's charges with what they lead back to, the eldest first."""
    charges = Charge.objects.filter(account_id=account_id)
    return charges.select_related("configuration", "rate_version__rate", "instance", "fact").order_by("pk")


def list_transactions(account_id: int) -> QuerySet[Transaction]:
    """This will list an account's history of transactions, the eldest first."""
    return Transaction.objects.filter(account_id=account_id).select_related("charge", "instance").order_by("pk")


def draw_transaction_id() -> int:
    """This will draw a number by which a play knows the transaction that it claims."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('billing_transaction', 'id'))")
        (number,) = cursor.fetchone() or (0,)
    return int(number)
