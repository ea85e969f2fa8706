"""The main line with a real worker, real Ansible and the embedded charging engine."""

import time
from collections.abc import Iterator
from decimal import Decimal

import httpx
import pytest

from tests.support.goods import find_or_make_specification, make_item, make_product
from tests.support.people import Staff, command, make_account, make_brand
from tests.support.stack import RunningStack
from trunkline.billing.models import Charge
from trunkline.flows.use_cases import orders
from trunkline.flows.use_cases.orders import ProductRequest
from trunkline.insight.selectors import check_invariants
from trunkline.instances.models import Instance
from trunkline.ordering.models import Order
from trunkline.parties.models import Account
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import ENDED_STATES, JobState
from trunkline.stock.models import StockItem

JOB_SECONDS_MAX = 60
VARIABLES = {"days": 30, "data_gb": 20, "voice_minutes": "unlimited", "sms_count": "unlimited"}


def wait_for(order_id: int) -> ProvisioningJob:
    """Wait until an order's job has ended."""
    deadline = time.monotonic() + JOB_SECONDS_MAX
    while time.monotonic() < deadline:
        job = ProvisioningJob.objects.get(order_line__order_id=order_id)
        if job.state in ENDED_STATES:
            return job
        time.sleep(0.1)
    raise AssertionError(f"job {job.pk} is still {job.state}")


def sim_order(**changes: object) -> tuple[Account, Order, dict[str, StockItem]]:
    specifications = [find_or_make_specification(name) for name in ("SIM Card", "Mobile Number")]
    items = {specification.name: make_item(specification) for specification in specifications}
    product = make_product(
        **{
            "resource_names": list(items),
            "provisioning_play": "play_local_mobile_sim",
            "deprovisioning_play": "play_deprovision_service",
            "provisioning_variables": VARIABLES,
            **changes,
        }
    )
    account_id = make_account(make_brand())
    request = ProductRequest(product_id=product.pk, picks={name: item.pk for name, item in items.items()})
    order_id = orders.place_order(command(), account_id, request)
    return Account.objects.get(pk=account_id), Order.objects.get(pk=order_id), items


@pytest.fixture
def api(stack: RunningStack, admin: Staff) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.base_url, headers=admin.headers, timeout=30, trust_env=False) as client:
        yield client


def test_an_order_becomes_an_active_service_with_balances_items_and_two_charges(api: httpx.Client) -> None:
    account, order, items = sim_order()
    job = wait_for(order.pk)
    assert (job.state, job.failure) == (JobState.SUCCEEDED, "")
    service = Instance.objects.get(pk=job.instance_id)
    balances = api.get(f"/api/v1/services/{service.public_id}/balances").json()["data"]["BalanceMap"]
    assert [row["Value"] for row in balances["*data"]] == [20 * 1024**3]
    charges = Charge.objects.filter(account=account).order_by("amount").values_list("amount", "wholesale")
    assert list(charges) == [(Decimal(0), Decimal(1)), (Decimal(15), Decimal(5))]
    states = StockItem.objects.filter(pk__in=[item.pk for item in items.values()]).values_list("state", flat=True)
    assert set(states) == {"Assigned"}
    assert [result for result in check_invariants() if result.violations] == []
