"""What the bench of orders sells: made before, and afterwards held against what the clients were told."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

WAYS = ("ours", "bare")
PLAY = "play_local_mobile_sim"
_RETAIL, _WHOLESALE, _RETAIL_SET_UP, _WHOLESALE_SET_UP = 15, 5, 2, 1
_VARIABLES = {"days": 30, "data_gb": 20, "voice_minutes": "unlimited", "sms_count": "unlimited"}
# What an order of three lines consists of; one of one line has the first.
_GOODS = (("Prepaid Mobile 20GB", "SIM Card"), ("Home Internet", "Modem"), ("Home Telephone", "Mobile Number"))
_ITEMS_AT_ONCE = 1_000
# Each order that was answered is there once, with all that belongs to each of its lines, and nothing else is.
_CHECK = """
    SELECT format('order %s has not what it should: %s', number, parts) FROM (
        SELECT o.number, jsonb_build_object(
            'state', o.state,
            'lines', count(l.id), 'jobs', count(j.id), 'queued', count(q.id), 'picks', count(p.id),
            'terms', count(t.id), 'reserved', count(a.id),
            'news', (SELECT count(*) FROM platform_event e JOIN procrastinate_jobs d
                     ON d.task_name = 'flows.deliver_event' AND (d.args ->> 'event_id')::bigint = e.id
                     WHERE e.name = 'ordering.order_placed' AND (e.payload ->> 'order_id')::bigint = o.id),
            'keys', (SELECT count(*) FROM platform_idempotencykey k WHERE k.is_done AND k.result = to_jsonb(o.id))
        ) AS parts, count(l.id) AS lines
        FROM ordering_order o
        LEFT JOIN ordering_orderline l ON l.order_id = o.id AND l.state = 'provisioning'
        LEFT JOIN provisioning_provisioningjob j ON j.order_line_id = l.id AND j.state = 'queued'
        LEFT JOIN procrastinate_jobs q ON q.task_name = 'flows.run_provisioning_job' AND q.status = 'todo'
            AND (q.args ->> 'job_id')::bigint = j.id AND q.lock = 'line:' || l.id
        LEFT JOIN ordering_orderpick p ON p.line_id = l.id
        LEFT JOIN ordering_acceptedterms t ON t.line_id = l.id
        LEFT JOIN stock_allocation a ON a.holder = l.public_id AND a.item_id = p.item_id AND a.state = 'reserved'
        GROUP BY o.id
    ) AS each
    WHERE lines NOT IN (1, 3) OR parts <> jsonb_build_object('state', 'placed', 'lines', lines, 'jobs', lines,
        'queued', lines, 'picks', lines, 'terms', lines, 'reserved', lines, 'news', 1, 'keys', 1)
    LIMIT 5
"""


@dataclass(frozen=True)
class Shop:
    """What was made: the token of who places orders, and who orders what from which stock."""

    token: str
    accounts: list[dict[str, Any]]
    goods: list[dict[str, Any]]
    items: list[Iterator[tuple[int, str]]]

    def write_bodies(self, client: int, clients: int, way: str, lines: int, orders: int) -> list[str]:
        """Write what a client posts for so many orders; each takes items of its own, and accounts are no others'."""
        accounts = self.accounts[client::clients]
        return [self._write(accounts[number % len(accounts)], way, lines) for number in range(orders)]

    def _write(self, account: Mapping[str, Any], way: str, lines: int) -> str:
        asked = [
            _our_line(good, *next(items)) if way == "ours" else _bare_line(account, good, *next(items))
            for good, items in list(zip(self.goods, self.items, strict=True))[:lines]
        ]
        if way == "bare":
            return json.dumps({"account": account["id"], "lines": asked})
        if lines == 1:
            return json.dumps({"account": account["public_id"], **asked[0]})
        return json.dumps({"account": account["public_id"], "lines": asked})


def _our_line(good: Mapping[str, Any], _item_id: int, item: str) -> dict[str, Any]:
    return {
        "product": good["public_id"],
        "picks": {good["specification"]: item},
        "accepted_terms_version": 1,
        "shown_due_now": str(_RETAIL + _RETAIL_SET_UP),
    }


def _bare_line(account: Mapping[str, Any], good: Mapping[str, Any], item_id: int, _item: str) -> dict[str, Any]:
    name = good["specification"]
    return {
        "product": good["id"],
        "item": item_id,
        "terms": good["terms"],
        "rate_version": good["rate_version"],
        "subscriber": account["subscriber"],
        "play": PLAY,
        "retail": str(_RETAIL),
        "wholesale": str(_WHOLESALE),
        "retail_set_up": str(_RETAIL_SET_UP),
        "wholesale_set_up": str(_WHOLESALE_SET_UP),
        "variables": {
            **_VARIABLES,
            name: item_id,
            f"{name.lower().replace(' ', '_')}_id": item_id,
            "product_id": good["id"],
            "customer_id": account["id"],
            "initiating_user": account["user"],
        },
    }


def open_shop(accounts: int, items_by_position: list[int]) -> Shop:
    """Make a seller, its products and accounts, so many stock items for each line, and who places orders."""
    from trunkline.parties import use_cases as parties
    from trunkline.parties.models import Account
    from trunkline.parties.operations import AccountDraft
    from trunkline.parties.states import Role
    from trunkline.parties.use_cases import SellerDraft
    from trunkline.platform.clocks import business_now
    from trunkline.platform.commands import SYSTEM_ACTOR, Command
    from trunkline.stock.use_cases.items import create_warehouse

    command = Command(SYSTEM_ACTOR, at=business_now(), reason="bench")
    seller = SellerDraft("Bench", "Bench Ltd", "GB", "GBP", "Europe/London", "Bench", "bench")
    brand_id = parties.create_seller(command, seller)
    user_id = parties.create_staff(command, "agent@bench.example", None, [(Role.AGENT, None)])
    account_ids = [parties.create_account(command, AccountDraft(brand_id, "Ada Bench")) for _ in range(accounts)]
    rows = Account.objects.filter(pk__in=account_ids).values_list("pk", "public_id", "subscribers__pk")
    warehouse_id = create_warehouse(command, "bench", "Bench")
    goods, items = [], []
    for (name, specification), count in zip(_GOODS, items_by_position, strict=True):
        goods.append(_make_good(command, name, specification))
        items.append(iter(_receive(command, goods[-1]["specification_id"], warehouse_id, count)))
    return Shop(
        token=parties.issue_api_token(command, user_id, "bench"),
        accounts=[
            {"id": pk, "public_id": str(public_id), "subscriber": subscriber_id, "user": user_id}
            for pk, public_id, subscriber_id in rows
        ],
        goods=goods,
        items=items,
    )


def _make_good(command: Any, name: str, specification: str) -> dict[str, Any]:
    from decimal import Decimal

    from trunkline.catalog.models import Product, ProductTerms, RateVersion
    from trunkline.catalog.operations.prices import Prices
    from trunkline.catalog.operations.products import ProductDraft
    from trunkline.catalog.use_cases import products as catalog_products
    from trunkline.catalog.use_cases import resources as catalog_resources

    specification_id = catalog_resources.create_resource_specification(command, specification, ["Text"], "physical")
    prices = Prices(
        "GBP",
        Decimal(_RETAIL),
        Decimal(_WHOLESALE),
        retail_set_up=Decimal(_RETAIL_SET_UP),
        wholesale_set_up=Decimal(_WHOLESALE_SET_UP),
    )
    draft = ProductDraft(
        name=name,
        slug=name.lower().replace(" ", "-"),
        category="standalone",
        service_type="mobile",
        prices=prices,
        contract_days=30,
        resource_names=[specification],
        terms="What holds.",
        provisioning_play=PLAY,
        provisioning_variables=_VARIABLES,
    )
    product = Product.objects.get(pk=catalog_products.create_product(command, draft))
    return {
        "id": product.pk,
        "public_id": str(product.public_id),
        "specification": specification,
        "specification_id": specification_id,
        "terms": ProductTerms.objects.get(product=product).pk,
        "rate_version": RateVersion.objects.get(rate__product=product).pk,
    }


def _receive(command: Any, specification_id: int, warehouse_id: int, count: int) -> list[tuple[int, str]]:
    from django.db import transaction

    from trunkline.catalog.models import ResourceSpecification
    from trunkline.platform import locks
    from trunkline.stock.models import Warehouse
    from trunkline.stock.operations.items import ItemDraft, receive_items

    specification = ResourceSpecification.objects.get(pk=specification_id)
    warehouse = Warehouse.objects.get(pk=warehouse_id)
    made = []
    for first in range(0, count, _ITEMS_AT_ONCE):
        numbers = range(first, min(first + _ITEMS_AT_ONCE, count))
        drafts = [ItemDraft(specification, warehouse, f"{specification.name}-{number:06}") for number in numbers]
        with locks.tracked(), transaction.atomic():
            made += receive_items(drafts, at=command.at)
    return [(item.pk, str(item.public_id)) for item in made]


def count_rows() -> dict[str, int]:
    """Count the rows of every table that can be read, so that two ways of writing can be held against each other."""
    from django.db import connection
    from psycopg import sql

    with connection.cursor() as cursor:
        counts = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            counts[name] = int((cursor.fetchone() or (0,))[0])
    return counts


def added_rows(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    """Tell by table how many rows have come."""
    return {name: count - before[name] for name, count in after.items() if count != before[name]}


def check_orders(told: Mapping[str, list[str]]) -> list[str]:
    """Say what is wrong: `told` are the numbers of the orders that were answered, by way."""
    from django.db import connection

    from trunkline.insight.selectors.invariants import check_invariants

    failures = []
    numbers = [number for each in told.values() for number in each]
    if len(set(numbers)) < len(numbers):
        failures.append(f"{len(numbers) - len(set(numbers))} answers named an order that another had named")
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM ordering_order")
        there = {number for (number,) in cursor.fetchall()}
        if there != set(numbers):
            failures.append(f"{len(set(numbers))} orders were answered, but {len(there)} are there")
        cursor.execute(_CHECK)
        failures += [wrong for (wrong,) in cursor.fetchall()]
    return failures + [f"{each.name}: {each.violations[0]}" for each in check_invariants() if each.violations]
