"""Changes of services with a real worker and real Ansible: what plays are told, and what happens when they fail."""

from datetime import timedelta
from typing import Any

import pytest

from tests.flows.test_main_line import violations
from tests.support.goods import make_product
from tests.support.orders import wait_for_job
from tests.support.people import command, make_account, make_brand
from tests.support.races import wait_until
from trunkline.catalog.models import Characteristic, Product
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import changes, orders
from trunkline.flows.use_cases.changes import ChangeRequest, Difference
from trunkline.instances.models import Change, Instance
from trunkline.instances.selectors.services import get_current_service
from trunkline.instances.selectors.timeline import list_history
from trunkline.ordering.models import Order
from trunkline.platform.clocks import business_now
from trunkline.provisioning.models import ProvisioningJob

pytestmark = pytest.mark.usefixtures("stack")
CODE = "{{ lookup('ansible.builtin.pipe', 'id') }}"


def make_fibre(**fields: object) -> Product:
    product = make_product(
        **{"name": "Fibre", "service_type": "internet", "change_play": "play_test_changes_a_service", **fields}
    )
    Characteristic.objects.create(product=product, position=0, name="speed", value_type="decimal", default=20)
    Characteristic.objects.create(product=product, position=1, name="label", value_type="text", default="Fibre")
    return product


def make_running(product: Product) -> Instance:
    order_id = orders.place_order(command(), make_account(make_brand()), ProductRequest(product.pk))
    return Instance.objects.get(pk=wait_for_job(order_id).instance_id)


def change(service: Instance, after: timedelta | None = None, **wanted: Any) -> Change:
    starts_at = None if after is None else business_now() + after
    number = changes.ask_for_change(command(), service.pk, ChangeRequest(Difference(**wanted), starts_at))
    return Change.objects.get(pk=number)


def wait_for(asked: Change) -> ProvisioningJob:
    order = Order.objects.get(lines__change=asked)
    return wait_for_job(order.pk)


def test_a_play_is_told_what_is_to_be_different_and_says_what_it_has_made_of_it() -> None:
    service = make_running(make_fibre())
    asked = change(service, characteristics={"speed": 40.5, "label": CODE})
    assert wait_for(asked).state == "succeeded"
    current = get_current_service(service.pk)
    # What a customer has typed is never code to a play.
    assert current.name == f"{CODE} at 40.5 Mbit/s"
    assert (str(current.characteristics["speed"]), current.characteristics["label"]) == ("40.5", CODE)
    asked.refresh_from_db()
    assert (asked.state, asked.failure) == ("in_force", "")
    assert violations() == []


def test_a_play_that_fails_leaves_the_service_as_it_was() -> None:
    service = make_running(make_fibre(change_play="play_test_fails_in_the_middle"))
    before = get_current_service(service.pk)
    asked = change(service, characteristics={"speed": 40})
    assert wait_for(asked).state == "failed"
    asked.refresh_from_db()
    assert asked.state == "failed"
    assert get_current_service(service.pk) == before
    assert [row.state for row in list_history(service.pk).filter(superseded_at=None)] == ["CURRENT"]
    assert violations() == []


def test_changes_of_days_to_come_are_carried_out_on_them_one_after_the_other() -> None:
    service = make_running(make_fibre())
    first = change(service, timedelta(seconds=2), characteristics={"speed": 40})
    second = change(service, timedelta(seconds=2.5), characteristics={"speed": 80})

    def in_force() -> bool:
        return {row.state for row in Change.objects.filter(pk__in=[first.pk, second.pk])} == {"in_force"}

    wait_until(in_force, "the changes do not take over")
    rows = list(list_history(service.pk).filter(superseded_at=None, state__in=["CURRENT", "HISTORY"]))
    assert [int(row.characteristics["speed"]) for row in rows] == [20, 40, 80]
    assert [row.name for row in rows[1:]] == ["Fibre at 40 Mbit/s", "Fibre at 80 Mbit/s"]
    assert violations() == []
