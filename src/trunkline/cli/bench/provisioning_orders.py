"""Orders for the bench of provisioning: made ready, set free for the workers, or run by `ansible-playbook` instead."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from trunkline.cli.problems import OperatorError

PLAY = "play_local_mobile_sim"
PLAIN_PLAY = Path(__file__).parent / "plays" / "play_bench_mobile_sim.yaml"
_PLAIN_SECONDS_MAX = 300
_TOLD_CHARACTERS_MAX = 600
_ALLOWANCES = {"days": 30, "data_gb": 20, "voice_minutes": "unlimited", "sms_count": "unlimited"}
_PUT_OFF = """
    UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 day'
    WHERE task_name = %s AND (args ->> 'job_id')::bigint = %s AND status = 'todo'
"""
_FORGET = """
    DELETE FROM procrastinate_jobs WHERE task_name = %s AND (args ->> 'job_id')::bigint = ANY(%s) AND status = 'todo'
"""
# All that a job leaves, without what differs from job to job: numbers, names drawn at random, instants. An expiry is
# told by the days that it lies after the service's start.
_ROWS_LEFT = """
    WITH job AS (SELECT * FROM provisioning_provisioningjob WHERE id = %(job)s),
    line AS (SELECT * FROM ordering_orderline WHERE id = (SELECT order_line_id FROM job)),
    service AS (
        SELECT i.service_uuid, i.kind, i.service_type, i.deprovisioning_play, i.auto_renew, i.retired_at, c.*
        FROM instances_instance i JOIN instances_configuration c ON c.instance_id = i.id
        WHERE i.id = (SELECT instance_id FROM job)
    ),
    account AS (
        SELECT a.* FROM ocs_ocsaccount a JOIN service s ON a.account = s.service_uuid
    )
    SELECT jsonb_build_array('job', state, kind, failure)::text FROM job
    UNION ALL SELECT jsonb_build_array('line', line.state, o.state)::text
        FROM line JOIN ordering_order o ON o.id = line.order_id
    UNION ALL SELECT jsonb_build_array('service', kind, service_type, deprovisioning_play, auto_renew, retired_at,
        product_id, name, icon, quantity, service_state_id, rate_version_id, state, valid_until,
        left(service_uuid, 17), length(service_uuid))::text FROM service
    UNION ALL SELECT jsonb_build_array('item', i.specification_id, i.state, i.condition, a.state)::text
        FROM stock_allocation a JOIN stock_stockitem i ON i.id = a.item_id
        WHERE a.holder = (SELECT public_id FROM line)
            AND a.service_id IS NOT DISTINCT FROM (SELECT instance_id FROM job)
    UNION ALL SELECT jsonb_build_array('ocs account', tenant, is_disabled, allow_negative, removed_at)::text
        FROM account
    UNION ALL SELECT jsonb_build_array('balance', b.balance_type, b.balance_id, b.value, b.weight, b.is_blocker,
        b.is_disabled, b.destinations, b.categories, b.shared_groups, b.timings, b.rating_subject, b.factor,
        b.removed_at, (b.expires_at AT TIME ZONE 'Europe/London')::date
            - (SELECT valid_from AT TIME ZONE 'Europe/London' FROM service)::date)::text
        FROM ocs_ocsbalance b WHERE b.account_id IN (SELECT id FROM account)
    UNION ALL SELECT jsonb_build_array('movement', b.balance_id, m.kind, m.amount, m.value_after)::text
        FROM ocs_balancemovement m JOIN ocs_ocsbalance b ON b.id = m.balance_id
        WHERE m.account_id IN (SELECT id FROM account)
    UNION ALL SELECT jsonb_build_array('effect', kind, state, request ->> 'method')::text
        FROM provisioning_effect WHERE job_id = %(job)s
    UNION ALL SELECT jsonb_build_array('charge', component, ends_on - starts_on, quantity, amount, wholesale, currency,
        rule, rate_version_id)::text
        FROM billing_charge WHERE account_id = (SELECT account_id FROM job)
    UNION ALL SELECT jsonb_build_array('transaction', title, description, retail, wholesale, currency, claimed_retail,
        claimed_wholesale, claimed_by_id = %(job)s)::text
        FROM billing_transaction WHERE account_id = (SELECT account_id FROM job)
    UNION ALL SELECT jsonb_build_array('posting', e.reason, p.ledger_account, p.amount, p.currency)::text
        FROM billing_ledgerposting p JOIN billing_ledgerentry e ON e.id = p.entry_id
        WHERE e.account_id = (SELECT account_id FROM job)
    ORDER BY 1
"""


@dataclass(frozen=True)
class Shop:
    """What is sold, to whom, from which stock, and the token of who sells it."""

    brand_id: int
    product_id: int
    product: str
    specification_ids: Mapping[str, int]
    warehouse_id: int
    token: str


def open_shop() -> Shop:
    """Make a seller, its product with the shipped play, and somebody who may place orders."""
    from decimal import Decimal

    from trunkline.catalog.models import Product
    from trunkline.catalog.operations.prices import Prices
    from trunkline.catalog.operations.products import ProductDraft
    from trunkline.catalog.use_cases import products as catalog_products
    from trunkline.catalog.use_cases import resources as catalog_resources
    from trunkline.parties import use_cases as parties
    from trunkline.parties.states import Role
    from trunkline.parties.use_cases import SellerDraft
    from trunkline.stock.use_cases.items import create_warehouse

    command = _command()
    seller = SellerDraft("Bench", "Bench Ltd", "GB", "GBP", "Europe/London", "Bench", "bench")
    brand_id = parties.create_seller(command, seller)
    names = {"SIM Card": ["ICCID", "IMSI"], "Mobile Number": ["Number"]}
    prices = Prices("GBP", Decimal(15), Decimal(5), retail_set_up=Decimal(2), wholesale_set_up=Decimal(1))
    draft = ProductDraft(
        name="Prepaid Mobile 20GB",
        slug="bench",
        category="standalone",
        service_type="mobile",
        prices=prices,
        contract_days=30,
        resource_names=list(names),
        provisioning_play=PLAY,
        deprovisioning_play="play_deprovision_service",
        provisioning_variables=_ALLOWANCES,
    )
    specifications = {
        name: catalog_resources.create_resource_specification(command, name, labels, "physical")
        for name, labels in names.items()
    }
    product = Product.objects.get(pk=catalog_products.create_product(command, draft))
    user_id = parties.create_staff(command, "agent@bench.example", None, [(Role.AGENT, None)])
    return Shop(
        brand_id=brand_id,
        product_id=product.pk,
        product=str(product.public_id),
        specification_ids=specifications,
        warehouse_id=create_warehouse(command, "bench", "Bench"),
        token=parties.issue_api_token(command, user_id, "bench"),
    )


@dataclass(frozen=True)
class Buyer:
    """A new account and the items that are picked for it, by specification."""

    account_id: int
    item_ids: Mapping[str, int]

    def order_body(self, shop: Shop) -> dict[str, Any]:
        """Return what is posted to order the product."""
        from trunkline.parties.models import Account
        from trunkline.stock.models import StockItem

        ids = dict(StockItem.objects.filter(pk__in=self.item_ids.values()).values_list("pk", "public_id"))
        account = Account.objects.values_list("public_id", flat=True).get(pk=self.account_id)
        picks = {name: str(ids[item_id]) for name, item_id in self.item_ids.items()}
        return {"account": str(account), "product": shop.product, "picks": picks}


def make_buyer(shop: Shop) -> Buyer:
    """Open an account and take what it will pick into stock; everybody's items bear the same texts."""
    from trunkline.catalog.models import ResourceSpecification
    from trunkline.parties import use_cases as parties
    from trunkline.parties.operations import AccountDraft
    from trunkline.stock.models import Warehouse
    from trunkline.stock.operations.items import ItemDraft
    from trunkline.stock.use_cases.items import receive_item

    command = _command()
    account_id = parties.create_account(command, AccountDraft(shop.brand_id, "Ada Bench"))
    warehouse = Warehouse.objects.get(pk=shop.warehouse_id)
    item_ids = {}
    for name, specification_id in shop.specification_ids.items():
        specification = ResourceSpecification.objects.get(pk=specification_id)
        draft = ItemDraft(specification, warehouse, f"{name[:3]}-{account_id}", texts=[f"{name} text"])
        item_ids[name] = receive_item(command, draft)
    return Buyer(account_id, item_ids)


def place_held_order(shop: Shop) -> int:
    """Place an order whose job no worker takes; returns the number of the job."""
    from django.db import connection

    from trunkline.flows.operations.product_requests import ProductRequest
    from trunkline.flows.use_cases.orders import place_order
    from trunkline.provisioning.models import ProvisioningJob
    from trunkline.provisioning.states import RUN_JOB

    buyer = make_buyer(shop)
    order_id = place_order(_command(), buyer.account_id, ProductRequest(shop.product_id, picks=buyer.item_ids))
    job_id = ProvisioningJob.objects.values_list("pk", flat=True).get(order_line__order_id=order_id)
    with connection.cursor() as cursor:
        # What the queue knew nothing of would be found and queued again.
        cursor.execute(_PUT_OFF, [RUN_JOB, job_id])
        if cursor.rowcount != 1:
            raise OperatorError(
                f"A worker took job {job_id} while it was made ready.", "Stop other workers of this database."
            )
    return job_id


def set_free(job_ids: Sequence[int]) -> None:
    """Queue held jobs, all at one instant."""
    from django.db import transaction

    from trunkline.platform import queue

    with transaction.atomic():
        _forget_in_queue(job_ids)
        for job_id in job_ids:
            queue.defer("flows.run_provisioning_job", lock=f"bench:{job_id}", job_id=job_id)


def _forget_in_queue(job_ids: Sequence[int]) -> None:
    from django.db import connection

    from trunkline.provisioning.states import RUN_JOB

    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [RUN_JOB, list(job_ids)])


def run_plainly(job_id: int, base_url: str) -> float:
    """Run a held job by a cold `ansible-playbook` on the plain play, then complete it; returns the play's seconds.

    Raises OperatorError with what Ansible wrote when the play fails.
    """
    from trunkline.flows.operations.jobs import run_variables
    from trunkline.flows.use_cases.provisioning import complete_job
    from trunkline.platform.clocks import business_now
    from trunkline.platform.commands import Actor, ActorKind, Command
    from trunkline.provisioning.selectors import get_job
    from trunkline.provisioning.use_cases import start_attempt

    command = Command(Actor(ActorKind.JOB, job_id), at=business_now(), reason=f"job {job_id}")
    attempt = start_attempt(command, job_id)
    if attempt is None:
        raise OperatorError(f"Job {job_id} is not waiting any more.", "Stop other workers of this database.")
    job = get_job(job_id)
    variables = run_variables(job, job.order_line.product, attempt.token, at=command.at)
    with TemporaryDirectory(prefix="trunkline-bench-") as name:
        config = {
            "crm": {"base_url": base_url},
            "ocs": {
                "cgrates": f"{base_url.partition('://')[2]}/ocs/{attempt.gateway_secret}",
                "ocsTenant": _tenant(),
            },
        }
        seconds = _run_ansible(Path(name), config, {**job.variables, **variables})
    complete_job(command, job_id, attempt.number)
    _forget_in_queue([job_id])
    return seconds


def _run_ansible(directory: Path, config: Mapping[str, Any], variables: Mapping[str, Any]) -> float:
    program = Path(sys.executable).parent / "ansible-playbook"
    if not program.exists():
        raise OperatorError(
            f"{program} is not there, against which the bench is run.", "Install ansible-core where Trunkline is."
        )
    plays = directory / "a" / "plays"
    plays.mkdir(parents=True)
    (directory / "crm_config.yaml").write_text(json.dumps(config))
    (directory / "variables.json").write_text(json.dumps(dict(variables)))
    (directory / "ansible.cfg").write_text("[defaults]\n")  # nobody's settings but Ansible's own
    play = plays / PLAIN_PLAY.name
    copyfile(PLAIN_PLAY, play)
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ} | {
        "LC_ALL": "C.UTF-8",
        "HOME": str(directory),
        "ANSIBLE_CONFIG": str(directory / "ansible.cfg"),
    }
    begun = time.perf_counter()
    ended = subprocess.run(
        [str(program), str(play), "--extra-vars", f"@{directory / 'variables.json'}"],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_PLAIN_SECONDS_MAX,
        check=False,
    )
    seconds = time.perf_counter() - begun
    if ended.returncode != 0:
        told = ended.stdout.decode(errors="replace").strip()[-_TOLD_CHARACTERS_MAX:]
        raise OperatorError("The plain play of the bench failed.", f"Ansible wrote: {told}")
    return seconds


def list_rows_left(job_id: int) -> list[str]:
    """List what a job has left in all tables, as far as it must be the same for every job of the bench."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_ROWS_LEFT, {"job": job_id})
        return [str(row) for (row,) in cursor.fetchall()]


def play_seconds(job_id: int) -> float:
    """Return how long a job's play took by its log."""
    from trunkline.provisioning.models import JobEvent

    finished = JobEvent.objects.filter(job_id=job_id, kind="finished").order_by("pk").last()
    if finished is None:
        raise OperatorError(f"The log of job {job_id} has no end.", "The job failed before its play ran.")
    return float(finished.payload["duration_seconds"])


def _tenant() -> str:
    from django.conf import settings

    return str(settings.TRUNKLINE_OCS_TENANT)


def _command() -> Any:
    from trunkline.platform.clocks import business_now
    from trunkline.platform.commands import SYSTEM_ACTOR, Command

    return Command(SYSTEM_ACTOR, at=business_now(), reason="bench")
