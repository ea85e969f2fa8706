"""What we believe of what others hold, to be compared with it."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import connection
from django.db.models import Q

from trunkline.billing import selectors as billing_selectors
from trunkline.billing.policies import target
from trunkline.insight.policies.differences import AccountCharges, Difference, name_subject
from trunkline.insight.policies.payments import KnownPayment, Payer
from trunkline.insight.states import DifferenceKind
from trunkline.instances.models import Renewal
from trunkline.instances.states import WAITING_RENEWAL_STATES, RenewalState
from trunkline.kernel.money import format_amount
from trunkline.parties.selectors import list_accounts, map_time_zones
from trunkline.payments import selectors as payment_selectors
from trunkline.payments.models import Payment
from trunkline.payments.policies import GatewayCharge, job_purpose, renewal_purpose
from trunkline.payments.states import OPEN_REFUND_STATES
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import JobState

# Beyond any horizon of a bill: what is charged by then is owed by then.
_EVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)


def list_account_charges(
    *, after: int = 0, limit: int, at: datetime, only: Collection[int] | None = None
) -> tuple[list[AccountCharges], int | None]:
    """This will collect for accounts that come after one, or for some only, what is owed and what was charged.

    Returns the number of the last account as well, None when no more follow.
    """
    accounts = list_accounts(None).filter(pk__gt=after)
    rows = list((accounts if only is None else accounts.filter(pk__in=only))[:limit])
    numbers = [account.pk for account in rows]
    # What is charged is read first: what is owed for it was written before.
    charged = billing_selectors.map_derived_charges(numbers)
    spans = billing_selectors.map_held_spans(numbers)
    renewed = billing_selectors.map_renewed_periods(numbers)
    zones = map_time_zones(numbers, at)
    found = []
    for account in rows:
        bill = partial(
            target, spans[account.pk], renewed[account.pk], currency=account.currency, zone=zones[account.pk]
        )
        found.append(
            AccountCharges(
                account_id=account.pk,
                currency=account.currency,
                due=bill(horizon=at),
                owed_ever={due.key: (due.amount, due.wholesale) for due in bill(horizon=_EVER)},
                charged=charged[account.pk],
            )
        )
    return found, numbers[-1] if len(numbers) == limit else None


# One statement sees one instant. What costs once is charged in the transaction that ends its line.
_ADDONS_NOT_CHARGED = """
    SELECT line.id, line.public_id::text, o.account_id, o.number, product.name, line.retail, line.currency
    FROM ordering_orderline AS line
    JOIN ordering_order AS o ON o.id = line.order_id
    JOIN catalog_product AS product ON product.id = line.product_id
    LEFT JOIN billing_billablefact AS fact ON fact.key = 'line:' || line.public_id || ':price'
    WHERE line.id > %(after)s AND (%(only)s::text IS NULL OR line.public_id::text = %(only)s::text)
        AND line.state = 'done' AND line.action = 'add' AND line.instance_id = line.parent_id AND fact.id IS NULL
    ORDER BY line.id LIMIT %(limit)s
"""


def list_addons_not_charged(*, after: int = 0, limit: int, only: str | None = None) -> list[tuple[int, Difference]]:
    """This will list order lines of add-ons that cost money once and were delivered, but not charged; by number."""
    with connection.cursor() as cursor:
        cursor.execute(_ADDONS_NOT_CHARGED, {"after": after, "limit": limit, "only": only})
        rows = cursor.fetchall()
    return [
        (
            number,
            Difference(
                DifferenceKind.ADDON_NOT_CHARGED,
                name_subject("line", line),
                account_id,
                f"{name} of order {order} was added to its service, but its price of {format_amount(retail, currency)}"
                f" {currency} was never charged.",
                "The price is charged, booked, and written into the account's history.",
            ),
        )
        for number, line, account_id, order, name, retail, currency in rows
    ]


# One statement again. A renewal or a job that has come to rest without delivering has given back what was paid for it.
_PAID_FOR_NOTHING = """
    SELECT y.id, y.public_id::text, y.gateway, y.account_id, y.currency, y.amount - coalesce(b.amount, 0), why.reason
    FROM payments_payment AS y
    LEFT JOIN LATERAL (
        SELECT sum(r.amount) AS amount, count(*) FILTER (WHERE r.state IN ('intended', 'unknown')) AS open
        FROM payments_refund AS r WHERE r.payment_id = y.id AND r.state <> 'refused'
    ) AS b ON true
    JOIN LATERAL (
        SELECT format('the renewal of service %%s from %%s is %%s', i.key, r.starts_on, replace(r.state, '_', ' '))
            AS reason
        FROM instances_renewal AS r JOIN instances_instance AS i ON i.id = r.instance_id
        WHERE r.payment_id = y.id
            AND r.state IN ('planned', 'paused', 'declined', 'expired', 'withdrawn', 'taken_back')
        UNION ALL
        SELECT format('job %%s, which took it, has taken back what it did', j.id)
        FROM provisioning_effect AS e JOIN provisioning_provisioningjob AS j ON j.id = e.job_id
        WHERE j.id = y.job_id AND e.kind = 'card_charged' AND e.target = 'payment:' || y.public_id
            AND (e.state = 'undone' OR j.state = 'failed' AND e.state = 'done')
    ) AS why ON true
    WHERE y.id > %(after)s AND (%(only)s::text IS NULL OR y.public_id::text = %(only)s::text)
        AND y.state = 'captured' AND y.amount > coalesce(b.amount, 0) AND coalesce(b.open, 0) = 0
    ORDER BY y.id LIMIT %(limit)s
"""


def list_paid_for_nothing(*, after: int = 0, limit: int, only: str | None = None) -> list[tuple[int, Difference]]:
    """This will list captured payments of renewals and jobs that delivered nothing for them; by number."""
    with connection.cursor() as cursor:
        cursor.execute(_PAID_FOR_NOTHING, {"after": after, "limit": limit, "only": only})
        rows = cursor.fetchall()
    found = []
    for number, key, gateway, account_id, currency, left, reason in rows:
        held = f"{format_amount(left, currency)} {currency}"
        difference = Difference(
            DifferenceKind.PAYMENT_FOR_NOTHING,
            name_subject("payment", gateway, key),
            account_id,
            f"{held} of a payment are kept, but {reason}.",
            f"{held} are given back through the gateway and booked.",
        )
        found.append((number, difference))
    return found


def describe_payment(payment: Payment, *, settling_since: datetime) -> KnownPayment:
    """This will write a payment, read with its refunds, as it is compared with its gateway's charge.

    One younger than a system instant, or with a refund that is, is being settled.
    """
    refunds = list(payment.refunds.all())
    is_open = {refund.pk: refund.state in OPEN_REFUND_STATES for refund in refunds}
    youngest = max([payment.created_at, *(row.created_at for row in refunds if is_open[row.pk])])
    return KnownPayment(
        gateway=payment.gateway,
        key=str(payment.public_id),
        account_id=payment.account_id,
        state=payment.state,
        amount=payment.amount,
        currency=payment.currency,
        refunds=[(str(refund.public_id), refund.state, refund.amount) for refund in refunds],
        is_settling=youngest > settling_since,
        requested_at=payment.requested_at,
    )


_PARTS = ("price", "set_up", "both")


def find_payer(gateway: str, charge: GatewayCharge) -> Payer:
    """This will tell whose a charge is that no payment of ours is about, as far as its card and its key tell.

    What a restored system will do again asks for the very key: that charge is waited for.
    """
    accounts = payment_selectors.list_accounts_with_card(gateway, charge.card_reference)
    is_awaited = bool(accounts) and charge.key in _awaited_keys(accounts)
    return Payer(accounts[0] if len(accounts) == 1 else None, len(accounts), is_awaited)


def _awaited_keys(account_ids: Collection[int]) -> set[UUID]:
    purposes = []
    renewals = Renewal.objects.filter(
        account_id__in=account_ids, state__in=[*WAITING_RENEWAL_STATES, RenewalState.CHARGING]
    ).filter(Q(is_requested=True) | Q(instance__auto_renew=True))
    for service, starts_on in renewals.values_list("instance__public_id", "starts_on"):
        purposes.append(renewal_purpose(service, starts_on))
    # One that is being undone is not run again by itself if its play has failed.
    jobs = ProvisioningJob.objects.filter(account_id__in=account_ids).filter(
        Q(state__in=[JobState.QUEUED, JobState.RUNNING, JobState.PREPARED])
        | Q(state=JobState.UNDOING, is_to_run_again=True)
    )
    purposes += [job_purpose(job, part) for job in jobs.values_list("public_id", flat=True) for part in _PARTS]
    return payment_selectors.list_keys_to_come(purposes)
