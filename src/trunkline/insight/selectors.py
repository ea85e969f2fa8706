"""Figures for people; `verify`; and what we believe of what others hold, to be compared with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from trunkline.billing import invariants as billing
from trunkline.billing import selectors as billing_selectors
from trunkline.billing.policies import target
from trunkline.charging import invariants as charging
from trunkline.insight.models import Mend
from trunkline.insight.policies.differences import AccountCharges, Difference, name_subject
from trunkline.insight.policies.payments import KnownPayment, Payer
from trunkline.insight.states import DifferenceKind
from trunkline.instances import invariants as instances
from trunkline.instances.models import Renewal
from trunkline.instances.states import WAITING_RENEWAL_STATES, RenewalState
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import format_amount
from trunkline.notify import invariants as notify
from trunkline.ocs import invariants as ocs
from trunkline.ordering import invariants as ordering
from trunkline.parties.selectors import list_accounts, map_time_zones
from trunkline.payments import invariants as payments
from trunkline.payments import selectors as payment_selectors
from trunkline.payments.models import Payment
from trunkline.payments.policies import GatewayCharge, job_purpose, renewal_purpose
from trunkline.payments.states import OPEN_REFUND_STATES
from trunkline.platform import invariants as platform
from trunkline.platform.invariants import Invariant, find_violations
from trunkline.provisioning import invariants as provisioning
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import ENDED_STATES, JobState
from trunkline.stock import invariants as stock
from trunkline.stock.states import STOCKED_STATES, QuantityReservationState

INVARIANTS_BY_ROOM: dict[str, list[Invariant]] = {
    "platform": platform.INVARIANTS,
    "instances": instances.INVARIANTS,
    "stock": stock.INVARIANTS,
    "ocs": ocs.INVARIANTS,
    "ordering": ordering.INVARIANTS,
    "provisioning": provisioning.INVARIANTS,
    "charging": charging.INVARIANTS,
    "notify": notify.INVARIANTS,
    "billing": billing.INVARIANTS,
    "payments": payments.INVARIANTS,
}


@dataclass(frozen=True)
class InvariantResult:
    """An invariant and where it is violated; no violations, it holds."""

    room: str
    name: str
    violations: list[str]


def check_invariants() -> list[InvariantResult]:
    """This will check every invariant of every room on the live data."""
    return [
        InvariantResult(room, invariant.name, find_violations(invariant))
        for room, invariants in INVARIANTS_BY_ROOM.items()
        for invariant in invariants
    ]


# How many items, or pieces, of each specification stood in stock, each as long as it did within the period; and how
# many were given to services in it. Instants are those of the system clock, as the audit history has no other.
_TURNOVERS = """
    WITH item_spans AS (
        SELECT specification_id, state, pgh_created_at AS start_at,
            lead(pgh_created_at, 1, 'infinity'::timestamptz) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS end_at
        FROM stock_stockitemversion
        WHERE pgh_created_at < %(until)s
    ), quantity_spans AS (
        SELECT specification_id, on_hand, pgh_created_at AS start_at,
            lead(pgh_created_at, 1, 'infinity'::timestamptz) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS end_at
        FROM stock_stockquantityversion
        WHERE pgh_created_at < %(until)s
    ), stocked AS (
        SELECT specification_id, 1 AS pieces, start_at, end_at FROM item_spans WHERE state = ANY(%(stocked)s)
        UNION ALL
        SELECT specification_id, on_hand, start_at, end_at FROM quantity_spans WHERE on_hand > 0
    ), stood AS (
        SELECT specification_id, sum(
            pieces * extract(epoch FROM least(end_at, %(until)s) - greatest(start_at, %(since)s))
        ) AS piece_seconds
        FROM stocked
        WHERE end_at > %(since)s
        GROUP BY specification_id
    ), given AS (
        SELECT specification_id, sum(pieces) AS given_out
        FROM (
            SELECT item.specification_id, 1 AS pieces
            FROM stock_allocation AS allocation JOIN stock_stockitem AS item ON item.id = allocation.item_id
            WHERE allocation.assigned_at >= %(since)s AND allocation.assigned_at < %(until)s
            UNION ALL
            SELECT kept.specification_id, reservation.quantity
            FROM stock_quantityreservation AS reservation
            JOIN stock_stockquantity AS kept ON kept.id = reservation.quantity_row_id
            WHERE reservation.state = %(consumed)s
                AND reservation.settled_at >= %(since)s AND reservation.settled_at < %(until)s
        ) AS gifts
        GROUP BY specification_id
    )
    SELECT specification.name, coalesce(given.given_out, 0), coalesce(stood.piece_seconds, 0)
    FROM catalog_resourcespecification AS specification
    LEFT JOIN stood ON stood.specification_id = specification.id
    LEFT JOIN given ON given.specification_id = specification.id
    WHERE stood.specification_id IS NOT NULL OR given.specification_id IS NOT NULL
    ORDER BY specification.name
"""
_FIGURE_UNIT = Decimal("0.0001")


@dataclass(frozen=True)
class Turnover:
    """How often the stock of a specification was given out in a period; None without any stock to divide by."""

    specification: str
    given_out: int
    average_stock: Decimal
    turnover: Decimal | None


def list_turnovers(since: datetime, until: datetime) -> list[Turnover]:
    """This will tell the stock turnover of each specification that had stock in a period, to four decimals.

    Turnover is what was given to services in the period, divided by the average stock: items that are New, In Stock or
    Reserved and pieces on hand, each weighed by the time for which it was so. Raises InvalidInputError.
    """
    if since >= until:
        raise InvalidInputError.for_field("until", "must be later than since.")
    seconds = Decimal((until - since) // timedelta(microseconds=1)) / 1_000_000
    parameters: dict[str, datetime | str | list[str]] = {
        "since": since,
        "until": until,
        "stocked": [*STOCKED_STATES],
        "consumed": QuantityReservationState.CONSUMED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TURNOVERS, parameters)
        rows = cursor.fetchall()
    return [_turnover(name, int(given_out), Decimal(stood) / seconds) for name, given_out, stood in rows]


def _turnover(specification: str, given_out: int, average: Decimal) -> Turnover:
    turnover = (given_out / average).quantize(_FIGURE_UNIT, ROUND_HALF_UP) if average else None
    return Turnover(specification, given_out, average.quantize(_FIGURE_UNIT, ROUND_HALF_UP), turnover)


# A job's time runs from the start of its last run, which its log tells, as one that is run again keeps its first start.
_ENDED_JOBS = """
    WITH ended AS (
        SELECT job.id, job.kind, job.play, job.state, job.failing_task, CASE WHEN job.state = %(succeeded)s THEN
            job.finished_at - coalesce((
                SELECT max(line.recorded_at) FROM provisioning_jobevent AS line
                WHERE line.job_id = job.id AND line.kind = 'attempt_started'
            ), job.started_at)
        END AS took
        FROM provisioning_provisioningjob AS job JOIN parties_account AS account ON account.id = job.account_id
        WHERE job.state = ANY(%(ended)s) AND NOT job.is_trial
            AND job.finished_at >= %(since)s AND job.finished_at < %(until)s
            AND (%(brands)s::bigint[] IS NULL OR account.brand_id = ANY(%(brands)s::bigint[]))
    )
"""
_PER_KIND_AND_PLAY = """
    SELECT kind, play, count(*), count(*) FILTER (WHERE state = %(succeeded)s),
        count(*) FILTER (WHERE state = %(failed)s), count(*) FILTER (WHERE state = %(ignored)s),
        count(*) FILTER (WHERE state = %(attention)s), round(extract(epoch FROM avg(took)), 3),
        round(extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY took)), 3)
    FROM ended
    GROUP BY GROUPING SETS ((), (kind, play))
    ORDER BY grouping(kind) DESC, kind, play
"""
_FAILING_TASKS = """
    SELECT kind, play, failing_task, failures
    FROM (
        SELECT kind, play, failing_task, count(*) AS failures, grouping(kind) AS is_overall, row_number() OVER (
            PARTITION BY grouping(kind), CASE WHEN grouping(kind) = 0 THEN kind || ' ' || play END
            ORDER BY count(*) DESC, play, failing_task
        ) AS place
        FROM ended
        WHERE state <> %(succeeded)s
        GROUP BY GROUPING SETS ((play, failing_task), (kind, play, failing_task))
    ) AS counted
    WHERE place <= %(shown)s
    ORDER BY is_overall DESC, place
"""
_FAILING_TASKS_SHOWN = 10


@dataclass(frozen=True)
class FailingTask:
    """A task at which jobs failed, and how many; it is empty for those that failed outside of their play's tasks."""

    play: str
    task: str
    failures: int


@dataclass(frozen=True)
class ProvisioningFigures:
    """Jobs that ended in a period: all of them (kind and play are None), or those of one kind and play.

    `success_rate` is None when none ended; the times, in seconds, are those of jobs that succeeded, None without any.
    """

    kind: str | None
    play: str | None
    jobs: int
    succeeded: int
    failed: int
    ignored: int
    needs_attention: int
    success_rate: Decimal | None
    seconds_mean: Decimal | None
    seconds_median: Decimal | None
    failing_tasks: list[FailingTask]


def list_provisioning_figures(
    since: datetime, until: datetime, brand_ids: frozenset[int] | None
) -> list[ProvisioningFigures]:
    """This will tell how the jobs went that ended in a period: of all, first, then by kind and play; trials left out.

    Jobs are those of some brands' accounts (None: of all). The ten commonest failing tasks of each are told, with the
    most failures first. Raises InvalidInputError.
    """
    if since >= until:
        raise InvalidInputError.for_field("until", "must be later than since.")
    parameters: dict[str, Any] = {
        "since": since,
        "until": until,
        "brands": None if brand_ids is None else sorted(brand_ids),
        "ended": [*ENDED_STATES],
        "succeeded": JobState.SUCCEEDED,
        "failed": JobState.FAILED,
        "ignored": JobState.IGNORED,
        "attention": JobState.NEEDS_ATTENTION,
        "shown": _FAILING_TASKS_SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENDED_JOBS + _PER_KIND_AND_PLAY, parameters)
        groups = cursor.fetchall()
        cursor.execute(_ENDED_JOBS + _FAILING_TASKS, parameters)
        failing: dict[tuple[str | None, str | None], list[FailingTask]] = {}
        for kind, play, task, failures in cursor.fetchall():
            failing.setdefault((kind, play if kind else None), []).append(FailingTask(play, task, failures))
    return [
        ProvisioningFigures(
            kind=kind,
            play=play,
            jobs=jobs,
            succeeded=succeeded,
            failed=failed,
            ignored=ignored,
            needs_attention=attention,
            success_rate=(Decimal(succeeded) / jobs).quantize(_FIGURE_UNIT, ROUND_HALF_UP) if jobs else None,
            seconds_mean=mean,
            seconds_median=median,
            failing_tasks=failing.get((kind, play), []),
        )
        for kind, play, jobs, succeeded, failed, ignored, attention, mean, median in groups
    ]


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
        Q(state__in=[JobState.QUEUED, JobState.RUNNING]) | Q(state=JobState.UNDOING, is_to_run_again=True)
    )
    purposes += [job_purpose(job, part) for job in jobs.values_list("public_id", flat=True) for part in _PARTS]
    return payment_selectors.list_keys_to_come(purposes)


def get_mend(mend_id: int) -> Mend:
    """This will find the record of a mend by its number."""
    return Mend.objects.get(pk=mend_id)


def find_mend_asked_as(mark: str) -> Mend | None:
    """This will find the mend that a request of a mark has asked for before."""
    return Mend.objects.filter(asked_as=mark).first()


def list_mends() -> QuerySet[Mend]:
    """This will list what was mended, by whom and why."""
    return Mend.objects.order_by("pk")
