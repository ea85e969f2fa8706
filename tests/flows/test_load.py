"""Many orders at once: all end, none twice, in their order for each service, while web goes on answering."""

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path
from threading import Event

import httpx
import pytest

from tests.support.disasters import all_is_well
from tests.support.goods import make_product
from tests.support.orders import PLAYS_DIRECTORY
from tests.support.people import Staff, make_account, make_brand, make_staff, unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.services import make_service
from tests.support.stack import run_stack
from trunkline.catalog.models import Product
from trunkline.catalog.operations.prices import Prices
from trunkline.instances.models import Instance
from trunkline.ordering.models import Order
from trunkline.parties.models import Account
from trunkline.parties.states import Role
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import ENDED_STATES

CLIENTS = 20
ACCOUNTS = 5
SERVICES_PER_ACCOUNT = 2
# Of each token: so few that twenty clients of one come upon it.
PER_CALLER_MAX = 3
READ_EVERY_SECONDS = 0.1
END_SECONDS_PER_ORDER = 6
ANSWER_SECONDS_MAX = 60
POLL_SECONDS = 0.2


@dataclass
class Placed:
    """What the clients were told: the order of each key, and how often they were sent away."""

    orders: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, dict[str, str]] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)


@dataclass
class Reads:
    """What somebody who reads meanwhile sees."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Shop:
    """What is sold to whom: services by account, and what can be ordered."""

    services: dict[int, list[Instance]]
    mobile: Product
    boost: Product

    def bodies(self, count: int) -> list[dict[str, str]]:
        """What is posted for so many orders: of four three add to a service, in turn, and one makes a service."""
        targets = [(account_id, service) for account_id, made in self.services.items() for service in made]
        accounts = {account.pk: str(account.public_id) for account in Account.objects.filter(pk__in=self.services)}
        bodies = []
        for number in range(count):
            account_id, service = targets[number % len(targets)]
            product = self.mobile if number % 4 == 0 else self.boost
            adds_to = {} if number % 4 == 0 else {"service": str(service.public_id)}
            bodies.append({"account": accounts[account_id], "product": str(product.public_id), **adds_to})
        return bodies


def _open_shop() -> Shop:
    brand_id = make_brand()
    free = Prices("GBP", Decimal(0), Decimal(0), Decimal(0), Decimal(0))
    quick = {"provisioning_play": "play_test_is_quick", "contract_days": 0, "prices": free}
    account_ids = [make_account(brand_id) for _ in range(ACCOUNTS)]
    return Shop(
        services={pk: [make_service(pk, prices=free) for _ in range(SERVICES_PER_ACCOUNT)] for pk in account_ids},
        mobile=make_product(**quick),
        boost=make_product(category="addon", **quick),
    )


@dataclass(frozen=True)
class Busy:
    """Web with narrow limits and two workers, and the shop that they serve."""

    base_url: str
    shop: Shop


@pytest.fixture
def busy() -> Iterator[Busy]:
    directory = Path(os.environ["TRUNKLINE_DATA_DIR"]) / "load"
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    settings = {
        "TRUNKLINE_PLAYS_DIR": str(PLAYS_DIRECTORY),
        "TRUNKLINE_REQUESTS_PER_CALLER_MAX": str(PER_CALLER_MAX),
        # Machines that run tests are busy: nobody is to be taken for dead.
        "TRUNKLINE_LEASE_SECONDS": "60",
    }
    with fresh_database("load") as database, connected_to(database):
        # Before a worker runs, which would take the jobs of these services.
        shop = _open_shop()
        with run_stack(database.runtime_url, directory, settings) as running:
            running.start_worker()
            yield Busy(running.base_url, shop)


@pytest.mark.parametrize("count", [40, pytest.param(200, marks=pytest.mark.long)])
def test_orders_at_once_all_end_once_and_in_order_while_web_answers(busy: Busy, count: int) -> None:
    bodies = busy.shop.bodies(count)
    before = set(Order.objects.values_list("pk", flat=True))
    seller, reader = make_staff(Role.ADMIN), make_staff(Role.ADMIN)
    is_known, stop = Event(), Event()
    with ThreadPoolExecutor(CLIENTS + 1) as threads:
        reading = threads.submit(_read, busy.base_url, reader, is_known, stop)
        try:
            # Until a process of web has seen a token open a door, its holder is one of the strangers.
            assert is_known.wait(ANSWER_SECONDS_MAX)
            placing = [
                threads.submit(_place, busy.base_url, seller, bodies[number::CLIENTS]) for number in range(CLIENTS)
            ]
            placed = [each.result() for each in placing]
            _wait_for_jobs(before, count)
        finally:
            stop.set()
        reads = reading.result()
    orders = {key: order for each in placed for key, order in each.orders.items()}
    made = Order.objects.exclude(pk__in=before)
    assert len(orders) == len(set(orders.values())) == count
    assert {str(public_id) for public_id in made.values_list("public_id", flat=True)} == set(orders.values())
    jobs = list(ProvisioningJob.objects.filter(order_line__order__in=made).order_by("pk"))
    assert [(job.kind, job.failing_task, job.failure) for job in jobs if job.failure] == []
    assert set(made.values_list("state", flat=True)) == {"completed"}
    assert [job.runs for job in jobs] == [1] * count
    # Sent away at the limit, and taken later: each key has its order.
    assert {code for each in placed for code in each.refusals} == {"too-many-requests"}
    _nothing_is_ordered_again(busy.base_url, seller, placed[0])
    _are_in_order(jobs, busy.shop)
    assert _count_side_by_side(jobs, busy.shop) > 0
    assert reads.failures == []
    slowest = max(reads.seconds)
    assert slowest < ANSWER_SECONDS_MAX
    refusals, together = sum(len(each.refusals) for each in placed), _count_side_by_side(jobs, busy.shop)
    sys.stderr.write(
        f"{count} orders: {refusals} refusals; {len(reads.seconds)} reads, the slowest took {slowest:.2f} s;"
        f" {together} pairs of jobs side by side in one account\n"
    )
    all_is_well()


def _place(base_url: str, seller: Staff, bodies: Sequence[Mapping[str, str]]) -> Placed:
    """Place orders one after the other; what is refused is sent again, under its key, when the refusal says so."""
    placed = Placed()
    with httpx.Client(base_url=base_url, headers=seller.headers, timeout=ANSWER_SECONDS_MAX, trust_env=False) as client:
        for body in bodies:
            key = unique()
            deadline = time.monotonic() + ANSWER_SECONDS_MAX
            while True:
                answer = client.post("/api/v1/orders", json=body, headers={"Idempotency-Key": key})
                if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                    break
                placed.refusals.append(answer.json()["code"])
                assert time.monotonic() < deadline, "the order was refused again and again"
                Event().wait(int(answer.headers["Retry-After"]))
            assert answer.status_code == httpx.codes.CREATED, answer.text
            placed.orders[key], placed.bodies[key] = answer.json()["id"], dict(body)
    return placed


def _read(base_url: str, reader: Staff, is_known: Event, stop: Event) -> Reads:
    """Ask web every tenth of a second, until told to stop; `is_known` is set after the first answer."""
    reads = Reads()
    with httpx.Client(base_url=base_url, headers=reader.headers, timeout=ANSWER_SECONDS_MAX, trust_env=False) as client:
        while not stop.wait(READ_EVERY_SECONDS):
            begun = time.perf_counter()
            answer = client.get("/api/v1/products")
            reads.seconds.append(time.perf_counter() - begun)
            if answer.status_code != httpx.codes.OK:
                reads.failures.append(f"{answer.status_code}: {answer.text}")
            is_known.set()
    return reads


def _wait_for_jobs(before: set[int], count: int) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS_MAX + END_SECONDS_PER_ORDER * count
    jobs = ProvisioningJob.objects.exclude(order_line__order__in=before)
    while (ended := jobs.filter(state__in=ENDED_STATES).count()) < count:
        assert time.monotonic() < deadline, f"{ended} of {count} jobs have ended"
        time.sleep(POLL_SECONDS)


def _nothing_is_ordered_again(base_url: str, seller: Staff, placed: Placed) -> None:
    for key, body in placed.bodies.items():
        headers = {**seller.headers, "Idempotency-Key": key}
        answer = httpx.post(f"{base_url}/api/v1/orders", json=body, headers=headers, timeout=ANSWER_SECONDS_MAX)
        assert (answer.status_code, answer.json()["id"]) == (httpx.codes.CREATED, placed.orders[key])


def _span(job: ProvisioningJob) -> tuple[datetime, datetime]:
    assert job.started_at is not None
    assert job.finished_at is not None
    return job.started_at, job.finished_at


def _are_in_order(jobs: Sequence[ProvisioningJob], shop: Shop) -> None:
    """What was added to one service began when what was ordered before had ended; numbers are drawn in that order."""
    for service in (service for made in shop.services.values() for service in made):
        added = [_span(job) for job in jobs if job.order_line.parent_id == service.pk]
        assert len(added) > 1
        assert all(former[1] <= later[0] for former, later in pairwise(added))


def _count_side_by_side(jobs: Sequence[ProvisioningJob], shop: Shop) -> int:
    """Count the pairs of jobs that ran at the same time for two services of one account."""
    found = 0
    for account_id in shop.services:
        added = [job for job in jobs if job.account_id == account_id and job.order_line.parent_id is not None]
        for one, other in combinations(added, 2):
            (begun, ended), (other_begun, other_ended) = _span(one), _span(other)
            is_of_another = one.order_line.parent_id != other.order_line.parent_id
            found += is_of_another and begun < other_ended and other_begun < ended
    return found
