"""Many who pick at once: nobody gets what another has, and nothing is lost when one of them is cut off."""

import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

from tests.support.database import TestDatabase
from tests.support.doors import make_token
from tests.support.goods import make_item, make_specification
from tests.support.people import command, make_account, make_brand
from tests.support.quiet import connected_to, fresh_database
from tests.support.races import race
from tests.support.services import make_service
from tests.support.stack import RunningStack, run_stack
from tests.support.warehouse import make_kit_specification
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.instances.models import Instance
from trunkline.kernel.errors import DomainError
from trunkline.parties.models import Account
from trunkline.parties.selectors import hold_account
from trunkline.parties.states import Role
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.commands import Command
from trunkline.platform.locks import tracked
from trunkline.stock.models import Allocation, StockItem
from trunkline.stock.operations import allocations, reservations
from trunkline.stock.selectors.items import list_item_ids_held_for, lock_items
from trunkline.stock.use_cases import kits, picking

PICKERS = 64
LEFT = 10
THREADS = 16
ROUNDS_BETWEEN_CHECKS = 100
DEADLINE_SECONDS = 60


def violations() -> list[str]:
    return [f"{each.name}: {text}" for each in check_invariants() for text in each.violations]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[RunningStack, TestDatabase]]:
    """Web and a worker on a database of their own."""
    with (
        fresh_database("picker_races") as database,
        run_stack(database.runtime_url, settings.TRUNKLINE_DATA_DIRECTORY) as running,
    ):
        yield running, database


@pytest.mark.parametrize("form", ["any", "these"])
def test_of_64_who_pick_from_10_left_through_the_api_10_win_and_54_are_told_so(
    form: str, served: tuple[RunningStack, TestDatabase]
) -> None:
    running, database = served
    with connected_to(database):
        pick_at_once(form, running)


def pick_at_once(form: str, running: RunningStack) -> None:
    brand_id = make_brand()
    specification = make_specification()
    items = [make_item(specification) for _ in range(LEFT)]
    accounts = [Account.objects.get(pk=make_account(brand_id)) for _ in range(PICKERS)]
    headers = {"Authorization": f"Bearer {make_token(Role.AGENT, brand_id)}"}
    everybody = threading.Barrier(PICKERS)

    def pick(number: int) -> httpx.Response:
        body: dict[str, object] = {"account": str(accounts[number].public_id)}
        if form == "any":
            body["specification"] = specification.name
        else:
            # Everybody clicks one of the ten that the list still shows.
            body["items"] = [str(items[number % LEFT].public_id)]
        with httpx.Client(base_url=running.base_url, headers=headers, timeout=60, trust_env=False) as client:
            client.get("/readyz")
            everybody.wait(DEADLINE_SECONDS)
            return client.post("/api/v1/reservations", json=body)

    with ThreadPoolExecutor(PICKERS) as threads:
        answers = list(threads.map(pick, range(PICKERS)))
    assert Counter(answer.status_code for answer in answers) == {201: LEFT, 409: PICKERS - LEFT}
    given = [item["id"] for answer in answers if answer.is_success for item in answer.json()["items"]]
    assert sorted(given) == sorted(str(item.public_id) for item in items)
    for answer in answers:
        if answer.is_error:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "item-not-available"
    assert Allocation.objects.filter(item__specification=specification).count() == LEFT
    assert violations() == []


def test_who_waits_for_the_last_item_gets_it_when_the_other_lets_go(owner_connection: psycopg.Connection) -> None:
    specification = make_specification()
    item = make_item(specification)
    accounts = [make_account(make_brand()) for _ in range(3)]
    results = race(
        owner_connection,
        f"SELECT 1 FROM stock_stockitem WHERE id = {item.pk} FOR UPDATE",
        [
            lambda account_id=account_id: picking.reserve_any(command(), account_id, specification.pk, 1)  # type: ignore[misc]
            for account_id in accounts
        ],
    )
    assert sorted(type(result).__name__ for result in results) == [
        "ItemNotAvailableError",
        "ItemNotAvailableError",
        "str",
    ]


def test_of_an_order_and_the_sweep_at_once_one_gets_the_expired_items(owner_connection: psycopg.Connection) -> None:
    item = make_item(make_specification())
    account_id = make_account(make_brand())
    reservation = uuid.UUID(picking.reserve_items(command(), account_id, [item.pk]))
    results = race(
        owner_connection,
        f"SELECT 1 FROM stock_stockitem WHERE id = {item.pk} FOR UPDATE",
        [lambda: take_over(reservation, account_id), lambda: picking.cancel_reservation(command(), reservation)],
    )
    refused = [type(result).__name__ for result in results if isinstance(result, Exception)]
    state = StockItem.objects.get(pk=item.pk).state
    assert (state, refused) in [("Reserved", ["ReservationNotFoundError"]), ("New", ["ReservationExpiredError"])]


def test_who_joins_a_reservation_that_is_cancelled_at_once_keeps_nothing(owner_connection: psycopg.Connection) -> None:
    first, second = make_item(make_specification()), make_item(make_specification())
    account_id = make_account(make_brand())
    reservation = uuid.UUID(picking.reserve_items(command(), account_id, [first.pk]))
    results = race(
        owner_connection,
        f"SELECT 1 FROM parties_account WHERE id = {account_id} FOR UPDATE",
        [
            lambda: picking.reserve_items(command(), account_id, [second.pk], joining=reservation),
            lambda: picking.cancel_reservation(command(), reservation),
        ],
    )
    refused = [type(result).__name__ for result in results if isinstance(result, Exception)]
    assert refused in ([], ["ReservationExpiredError"])
    assert set(StockItem.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True)) == {"New"}


def take_over(reservation: uuid.UUID, account_id: int) -> uuid.UUID:
    line = uuid.uuid4()
    with tracked(), transaction.atomic():
        reservations.take_over_reservation(reservation, account_id=account_id, line_public_id=line, now=system_now())
    return line


class Chaos:
    """16 people who pick, cancel, order, give, let expire and are cut off, at random."""

    def __init__(self, seed: int, database: TestDatabase) -> None:
        self.seed = seed
        self.database = database
        self.specifications = [make_specification() for _ in range(2)]
        for specification in self.specifications:
            for _ in range(20):
                make_item(specification)
        self._make_kits()
        self.items = list(StockItem.objects.values_list("pk", flat=True))
        brand_id = make_brand()
        self.accounts = [make_account(brand_id) for _ in range(4)]
        self.services: list[Instance] = [make_service(account_id) for account_id in self.accounts]
        self.done: Counter[str] = Counter()

    def _make_kits(self) -> None:
        loose = make_specification()
        self.specifications.append(make_kit_specification((loose, 2)))
        for _ in range(4):
            # A part may have come before the kit, and bear a lower number.
            early, kit, late = make_item(loose), make_item(self.specifications[-1]), make_item(loose)
            kits.build_kit(command(), kit.pk, [early.pk, late.pk])

    def round(self, number: int) -> None:
        """Do one thing; a refusal of the domain is a result, anything else fails the test."""
        rng = random.Random(self.seed * 1_000_003 + number)  # noqa: S311  # a test that can be repeated
        acts: list[Callable[[random.Random], object]] = [
            *[self.pick_any, self.pick_these] * 3,
            *[self.cancel, self.expire, self.assign, self.put_back, self.extend],
            *[self.cut_off, self.break_off],
        ]
        act = rng.choice(acts)
        try:
            act(rng)
        except DomainError as error:
            self.done[f"{act.__name__}: {error.code}"] += 1
        else:
            self.done[act.__name__] += 1

    def pick_any(self, rng: random.Random) -> None:
        picking.reserve_any(
            command(), rng.choice(self.accounts), rng.choice(self.specifications).pk, rng.choice([1, 1, 2, 5])
        )

    def pick_these(self, rng: random.Random) -> None:
        picking.reserve_items(command(), rng.choice(self.accounts), rng.sample(self.items, rng.choice([1, 2, 3])))

    def _some(self, rng: random.Random, **which: object) -> Allocation | None:
        rows = list(Allocation.objects.filter(**which).order_by("pk")[:30])
        return rng.choice(rows) if rows else None

    def cancel(self, rng: random.Random) -> None:
        if kept := self._some(rng, state="reserved", expires_at__isnull=False):
            picking.cancel_reservation(command(), kept.holder)

    def extend(self, rng: random.Random) -> None:
        if kept := self._some(rng, state="reserved", expires_at__isnull=False):
            picking.extend_reservation(command(), kept.holder)

    def expire(self, rng: random.Random) -> None:
        if kept := self._some(rng, state="reserved", expires_at__isnull=False):
            let_expire(command(), kept.holder)
        if rng.random() < 0.5:
            picking.expire_reservations(command())

    def assign(self, rng: random.Random) -> None:
        """An order takes a reservation, and its job gives the items to a service; half of those end again."""
        kept = self._some(rng, state="reserved", expires_at__isnull=False)
        if kept is None:
            return
        service = self.services[self.accounts.index(kept.account_id)]
        line = uuid.uuid4()
        order(command(), kept.holder, kept.account_id, line)
        give(command(), line, service.pk)
        if rng.random() < 0.5:
            take_back(command(), line)

    def put_back(self, rng: random.Random) -> None:
        """What was given long ago comes back to stock."""
        if given := self._some(rng, state="assigned"):
            take_back(command(), given.holder)

    def cut_off(self, rng: random.Random) -> None:
        """The connection is killed in the middle of a pick: before its commit, nothing has happened."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone() or (0,)
        with suppress(OperationalError):
            pick_and_be_cut_off(command(), rng.choice(self.accounts), rng.sample(self.items, 2), self._kill(pid))
            raise AssertionError("a killed connection has committed")
        connection.close()

    def _kill(self, pid: int) -> Callable[[], None]:
        def kill() -> None:
            # A role may end its own sessions.
            with psycopg.connect(self.database.runtime_url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

        return kill

    def break_off(self, rng: random.Random) -> None:
        """The program fails before its commit."""
        with suppress(ZeroDivisionError):
            free = list(StockItem.objects.filter(pk__in=self.items, state="New").values_list("pk", flat=True))
            items = rng.sample(free, 2) if len(free) > 1 else rng.sample(self.items, 2)
            pick_and_be_cut_off(command(), rng.choice(self.accounts), items, lambda: 1 // 0)


def let_expire(_command: Command, reservation: uuid.UUID) -> None:
    with tracked(), transaction.atomic():
        ids = Allocation.objects.filter(holder=reservation, state="reserved").values_list("item_id", flat=True)
        lock_items(list(ids))
        Allocation.objects.filter(holder=reservation, state="reserved", expires_at__isnull=False).update(
            expires_at=system_now() - timedelta(seconds=1)
        )


def order(_command: Command, reservation: uuid.UUID, account_id: int, line: uuid.UUID) -> None:
    with tracked(), transaction.atomic():
        reservations.take_over_reservation(reservation, account_id=account_id, line_public_id=line, now=system_now())


def give(_command: Command, line: uuid.UUID, service_id: int) -> None:
    with tracked(), transaction.atomic():
        # The account comes before its items, as when a job is completed: the device's timeline refers to it.
        for account_id in Allocation.objects.filter(holder=line).values_list("account_id", flat=True).distinct():
            hold_account(account_id)
        for item in lock_items(list_item_ids_held_for(line)):
            if item.kit_id is None:
                allocations.assign_item(item, service_id=service_id, at=business_now())


def take_back(_command: Command, line: uuid.UUID) -> None:
    with tracked(), transaction.atomic():
        for item in lock_items(list_item_ids_held_for(line)):
            # Somebody else may have been faster.
            if item.kit_id is None and item.state == "Assigned":
                allocations.release_item(item, "release", at=business_now())


def pick_and_be_cut_off(
    _command: Command, account_id: int, item_ids: list[int], accident: Callable[[], object]
) -> None:
    with tracked(), transaction.atomic():
        allocations.pick_items(item_ids, account_id=account_id, holder=uuid.uuid4(), expires_at=system_now())
        accident()


def live_through(rounds: int) -> Counter[str]:
    with fresh_database("picker_chaos") as database, connected_to(database):
        chaos = Chaos(20260101, database)
        everybody = threading.Barrier(THREADS)

        def leave(_: int) -> None:
            everybody.wait(DEADLINE_SECONDS)  # so that each thread leaves once
            connection.close()

        with ThreadPoolExecutor(THREADS) as threads:
            try:
                for first in range(0, rounds, ROUNDS_BETWEEN_CHECKS):
                    numbers = range(first, min(first + ROUNDS_BETWEEN_CHECKS, rounds))
                    list(threads.map(chaos.round, numbers))
                    assert violations() == [], f"after {numbers.stop} rounds"
            finally:
                list(threads.map(leave, range(THREADS)))
        return chaos.done


def assert_everything_happened(done: Counter[str]) -> None:
    acts = ("pick_any", "pick_these", "cancel", "extend", "expire", "assign", "put_back", "cut_off", "break_off")
    assert [act for act in acts if not done[act]] == []
    assert done["pick_these: item-not-available"]
    assert done["pick_any: item-not-available"]


def test_500_random_rounds_leave_nothing_wrong() -> None:
    assert_everything_happened(live_through(500))


@pytest.mark.long
def test_5000_random_rounds_leave_nothing_wrong() -> None:
    assert_everything_happened(live_through(5_000))
