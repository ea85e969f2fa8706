"""Bundles and packages for tests, on sale; every call makes new ones."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tests.support.catalogue import define, define_product, set_price
from tests.support.goods import FIFTEEN_OVER_FIVE, make_product
from tests.support.people import command, unique
from tests.support.services import stage_service, start
from trunkline.catalog.models import Product
from trunkline.catalog.operations.prices import Prices
from trunkline.catalog.use_cases import publishing
from trunkline.flows.processes.jobs import run_provisioning_job
from trunkline.flows.use_cases import provisioning as endings
from trunkline.instances.models import Configuration
from trunkline.ordering.models import Order, OrderLine
from trunkline.provisioning.models import ProvisioningJob

TERMED = {"classification": "service", "charging_kind": "termed"}


def pounds(retail: str, set_up: str = "0.00") -> Prices:
    """An amount of a period, and one of the set-up."""
    return Prices(
        currency="GBP",
        retail=Decimal(retail),
        wholesale=Decimal("1.00"),
        retail_set_up=Decimal(set_up),
        wholesale_set_up=Decimal("0.00"),
    )


def make_part(retail: str = "2.00", play: str = "", **changes: object) -> Product:
    """A service that can be a part."""
    name = f"Part {unique()}"
    fields: dict[str, Any] = {"name": name, "prices": pounds(retail), "service_type": "", "provisioning_play": play}
    return make_product(**{**fields, **changes})


def make_bundle(
    composition: str, components: Sequence[dict[str, object]], prices: Prices | None = FIFTEEN_OVER_FIVE, **more: Any
) -> Product:
    """A bundle or package of products that are named by their codes."""
    bundle_type = define("product-types", **{**TERMED, **more.pop("type_values", {})}, composition=composition)
    fields = {"product_type": bundle_type.code, "components": list(components), "contract_days": 30, **more}
    bundle = define_product(**fields)
    if prices is not None:
        set_price(bundle.pk, prices)
    publishing.publish_product(command(), bundle.pk)
    return Product.objects.select_related("product_type").get(pk=bundle.pk)


def make_package(*parts: tuple[Product, int, int | None, int], **more: Any) -> Product:
    """A package of products, each with its minimum, maximum and default."""
    components = [
        {"product": part.code, "minimum": least, "maximum": most, "default_quantity": default}
        for part, least, most, default in parts
    ]
    return make_bundle("package", components, **more)


def lines_of(order_id: int) -> list[OrderLine]:
    """The lines of an order, in their order."""
    return list(Order.objects.get(pk=order_id).lines.select_related("product", "part_of").order_by("position"))


def finish(line: OrderLine) -> None:
    """Bring a line's job to its end as a worker does; of one with a play only what it says of its service is done."""
    job = ProvisioningJob.objects.get(order_line=line)
    if not job.play:
        run_provisioning_job(job.pk)
        return
    attempt = start(job)
    if job.instance_id is None:
        stage_service(attempt)
    endings.complete_job(command(), job.pk, attempt.number)


def finish_all(order_id: int) -> None:
    """Bring all jobs of an order to their ends, one after the other."""
    for line in lines_of(order_id):
        finish(line)


def current(instance_id: int | None) -> Configuration:
    """What an instance is now."""
    return Configuration.objects.select_related("product", "service_state", "instance").get(
        instance_id=instance_id, state="CURRENT", superseded_at=None
    )
