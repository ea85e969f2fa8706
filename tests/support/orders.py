"""Orders of a SIM card for tests, and how to wait for what comes of them."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support.goods import find_or_make_specification, make_item, make_product
from tests.support.people import command, make_account, make_brand
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders
from trunkline.parties.models import Account
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import ENDED_STATES, JobState
from trunkline.stock.models import StockItem

PLAYS_DIRECTORY = Path(__file__).parents[1] / "plays"
JOB_SECONDS_MAX = 90
ALLOWANCES = {"days": 30, "data_gb": 20, "voice_minutes": "unlimited", "sms_count": "unlimited"}


@dataclass(frozen=True)
class SimOrder:
    """An order of a SIM card product, placed for a new account."""

    account: Account
    order_id: int
    items: dict[str, StockItem]

    @property
    def job(self) -> ProvisioningJob:
        return ProvisioningJob.objects.get(order_line__order_id=self.order_id)

    def item_states(self) -> set[str]:
        numbers = [item.pk for item in self.items.values()]
        return set(StockItem.objects.filter(pk__in=numbers).values_list("state", flat=True))


def place_sim_order(
    *,
    variables: dict[str, object] | None = None,
    names: Iterable[str] = ("SIM Card", "Mobile Number"),
    **product: object,
) -> SimOrder:
    """Place an order; fields of the product can be changed, and variables be given with the order."""
    specifications = [find_or_make_specification(name) for name in names]
    items = {specification.name: make_item(specification) for specification in specifications}
    fields: dict[str, object] = {
        "resource_names": list(items),
        "provisioning_play": "play_local_mobile_sim",
        "deprovisioning_play": "play_deprovision_service",
        "provisioning_variables": ALLOWANCES,
    }
    made = make_product(**{**fields, **product})
    account_id = make_account(make_brand())
    picks = {name: item.pk for name, item in items.items()}
    request = ProductRequest(product_id=made.pk, picks=picks, variables=variables or {})
    order_id = orders.place_order(command(), account_id, request)
    return SimOrder(Account.objects.get(pk=account_id), order_id, items)


def wait_for_job(order_id: int) -> ProvisioningJob:
    """Wait until an order's job has ended."""
    return wait_for_state(order_id, *ENDED_STATES)


def wait_for_state(order_id: int, *states: JobState) -> ProvisioningJob:
    deadline = time.monotonic() + JOB_SECONDS_MAX
    while True:
        job = ProvisioningJob.objects.get(order_line__order_id=order_id)
        if job.state in states:
            return job
        assert time.monotonic() < deadline, f"job {job.pk} is still {job.state}: {job.failure}"
        time.sleep(0.1)
