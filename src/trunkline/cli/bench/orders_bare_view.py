"""A bare Django view that writes the rows of an order: it signs in as the API does, checks nothing, and inserts.

The client names every number inside, so that nothing has to be looked up; what is several rows of one table is inserted
at once. Each order is one transaction with its audit context, as ours is.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pghistory
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from trunkline.config.urls import urlpatterns as ours
from trunkline.kernel.errors import DomainError
from trunkline.ordering.models import AcceptedTerms, Order, OrderLine, OrderPick
from trunkline.ordering.states import ORDER_KEY, LineAction
from trunkline.parties.states import Permission
from trunkline.platform.models import Event, IdempotencyKey
from trunkline.platform.sequences import next_key
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import RUN_JOB, JobKind
from trunkline.stock.models import Allocation, StockItem
from trunkline.stock.states import ItemState
from trunkline.web.api.access import Requires
from trunkline.web.api.problems import problem_of

_SIGN_IN = Requires(Permission.PLACE_ORDERS)
_QUEUE = "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(%s, %s, %s, %s, NULL, %s, NULL)::procrastinate_job_to_defer_v1])"
_QUEUE_JOBS = (
    "SELECT procrastinate_defer_jobs_v1(array_agg(ROW('provisioning', %s, 30, 'line:' || line, NULL,"
    " jsonb_build_object('job_id', job), NULL)::procrastinate_job_to_defer_v1 ORDER BY job))"
    " FROM unnest(%s::bigint[], %s::bigint[]) AS made(job, line)"
)


@csrf_exempt
def place_order(request: HttpRequest) -> HttpResponse:
    """Write an order of the lines that the body names."""
    try:
        caller = _SIGN_IN(request)
    except DomainError as error:
        return problem_of(error)
    body = json.loads(request.body)
    actor = str(caller.actor)
    with pghistory.context(actor=actor, reason="", use_case="bench.bare"), transaction.atomic():
        order = _insert(body, actor, request.headers["Idempotency-Key"])
    return JsonResponse({"id": str(order.public_id), "number": order.number}, status=201)


def _insert(body: dict[str, Any], actor: str, key: str) -> Order:
    now = datetime.now(UTC)
    account_id = body["account"]
    order = Order.objects.create(number=next_key(ORDER_KEY), account_id=account_id, placed_at=now, placed_by=actor)
    lines = OrderLine.objects.bulk_create(
        [_line(order, line, position) for position, line in enumerate(body["lines"], 1)]
    )
    made = list(zip(lines, body["lines"], strict=True))
    StockItem.objects.filter(pk__in=[asked["item"] for _, asked in made]).update(state=ItemState.RESERVED)
    Allocation.objects.bulk_create(
        [
            Allocation(
                item_id=asked["item"],
                account_id=account_id,
                holder=line.public_id,
                reserved_by=actor,
                item_state_before=ItemState.NEW,
            )
            for line, asked in made
        ]
    )
    OrderPick.objects.bulk_create([OrderPick(line=line, item_id=asked["item"]) for line, asked in made])
    AcceptedTerms.objects.bulk_create(
        [AcceptedTerms(line=line, terms_id=asked["terms"], accepted_at=now, accepted_by=actor) for line, asked in made]
    )
    jobs = ProvisioningJob.objects.bulk_create(
        [
            ProvisioningJob(
                kind=JobKind.PROVISION,
                play=asked["play"],
                order_line=line,
                account_id=account_id,
                variables=asked["variables"],
                initiated_by=actor,
                business_at=now,
            )
            for line, asked in made
        ]
    )
    payload = {"account_id": account_id, "order_id": order.pk}
    event = Event.objects.create(name="ordering.order_placed", account_id=account_id, payload=payload, occurred_at=now)
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE_JOBS, [RUN_JOB, [job.pk for job in jobs], [line.pk for line in lines]])
        arguments = json.dumps({"event_id": event.pk})
        cursor.execute(_QUEUE, ["notices", "flows.deliver_event", 10, f"events:{account_id}", arguments])
    IdempotencyKey.objects.create(actor=actor, key=key, fingerprint="0" * 64, is_done=True, result=order.pk)
    return order


def _line(order: Order, asked: dict[str, Any], position: int) -> OrderLine:
    return OrderLine(
        public_id=uuid4(),
        order=order,
        position=position,
        action=LineAction.ADD,
        product_id=asked["product"],
        rate_version_id=asked["rate_version"],
        subscriber_id=asked["subscriber"],
        currency="GBP",
        retail=Decimal(asked["retail"]),
        wholesale=Decimal(asked["wholesale"]),
        retail_set_up=Decimal(asked["retail_set_up"]),
        wholesale_set_up=Decimal(asked["wholesale_set_up"]),
    )


urlpatterns = [path("api/v1/orders", place_order), *ours]
