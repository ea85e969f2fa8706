"""Services with periods for tests: known to the charging system, paid by card or on the account, moved through time."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.support.goods import FIFTEEN_OVER_FIVE, make_product
from tests.support.payments import make_card
from tests.support.people import command, make_account, make_brand
from tests.support.services import complete_order, start
from trunkline.billing.models import Charge, LedgerPosting
from trunkline.catalog.models import Product, RateVersion
from trunkline.charging import processes as charging
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.processes.renewals import carry_out_renewal
from trunkline.flows.use_cases import orders, provisioning, services
from trunkline.instances.models import Instance, Renewal
from trunkline.instances.selectors.renewals import list_due_renewals
from trunkline.instances.selectors.services import get_current_service
from trunkline.payments.models import DemoGatewayCharge, Payment
from trunkline.provisioning.models import ProvisioningJob

# A Monday in May, in London's summer time; the first period of thirty days ends with the first of June.
START = datetime(2027, 5, 3, 10, tzinfo=UTC)
SECOND_PERIOD = datetime(2027, 6, 1, 23, tzinfo=UTC)
THIRD_PERIOD = datetime(2027, 7, 1, 23, tzinfo=UTC)
FOURTH_PERIOD = datetime(2027, 7, 31, 23, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)
GIGABYTE = 1024**3


def renewing_product(**changes: object) -> Product:
    """A product of 20 GB for thirty days at 15.00 that renews by itself."""
    fields: dict[str, object] = {
        "auto_renew": "true",
        "allow_auto_renew": True,
        "provisioning_variables": {"data_gb": 20},
        **changes,
    }
    return make_product(**fields)


def start_service(
    at: datetime = START,
    *,
    card: str | None = None,
    account_id: int | None = None,
    is_known: bool = True,
    ends_at: datetime = SECOND_PERIOD,
    **product: object,
) -> Instance:
    """Sell a service whose play has granted 20 GB until the end of its first period; with a card it pays by card."""
    if account_id is None:
        account_id = make_account(make_brand())
    if card is not None:
        make_card(account_id, card)
        product = {"renewal_payment": "card", **product}
    sold = renewing_product(**product)
    order_id = orders.place_order(command(at=at), account_id, ProductRequest(product_id=sold.pk))
    service = complete_order(ProvisioningJob.objects.get(order_line__order_id=order_id), at)
    if is_known:
        ocs("SetAccount", {"Account": service.service_uuid}, at)
        balance = {"ID": "DATA_20GB", "Value": 20 * GIGABYTE, "ExpiryTime": ends_at.isoformat(), "Weight": 10}
        ocs("AddBalance", {"Account": service.service_uuid, "BalanceType": "*data", "Balance": balance}, at)
    return service


def add_to(service: Instance, at: datetime, **changes: object) -> Instance:
    """Sell an add-on of 5 GB for thirty days at 15.00 to a service; it renews by itself unless told otherwise."""
    sold = renewing_product(category="addon", **{"provisioning_variables": {"data_gb": 5}, **changes})
    account_id = get_current_service(service.pk).account_id
    assert account_id is not None
    request = ProductRequest(product_id=sold.pk, service_id=service.pk)
    order_id = orders.place_order(command(at=at), account_id, request)
    job = ProvisioningJob.objects.get(order_line__order_id=order_id)
    provisioning.complete_job(command(at=at), job.pk, start(job).number)
    job.refresh_from_db()
    addon = job.order_line.instance
    assert addon is not None
    return addon


def ocs(method: str, params: Mapping[str, Any], at: datetime) -> Any:
    """Have the charging system do something, which it must not refuse."""
    answer = charging.call(f"APIerSv2.{method}", dict(params), at=at)
    assert answer.error is None, answer.error
    return answer.result


def balances(service: Instance, at: datetime, kind: str = "*data") -> dict[str, int]:
    """What a service could use at an instant, in gigabytes by id."""
    service.refresh_from_db()
    document = ocs("GetAccount", {"Account": service.service_uuid}, at)
    rows = (document["BalanceMap"] or {}).get(kind) or []
    live = [row for row in rows if row["ExpirationDate"].startswith("0001") or _instant(row["ExpirationDate"]) > at]
    return {row["ID"]: int(row["Value"]) // GIGABYTE for row in live}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def run(service: Instance, at: datetime) -> None:
    """Carry out all that is due of a service's renewals at an instant, as often as something changes."""
    for _ in range(40):
        due = [renewal for renewal in list_due_renewals(at) if renewal.instance_id == service.pk]
        before = states_and_dues(service)
        for renewal in due:
            carry_out_renewal(command(at=at), renewal.pk)
        if states_and_dues(service) == before:
            return
    raise AssertionError("The renewals of the service never come to rest.")


def states_and_dues(service: Instance) -> list[tuple[str, datetime]]:
    return [(row.state, row.due_at) for row in Renewal.objects.filter(instance=service).order_by("pk")]


def states(service: Instance) -> list[str]:
    return [state for state, _ in states_and_dues(service)]


def newest(service: Instance) -> Renewal:
    return Renewal.objects.filter(instance=service).latest("pk")


def recurring(service: Instance) -> list[Decimal]:
    """What was charged for the periods of a service, in order; what was taken back stands below zero."""
    charges = Charge.objects.filter(instance=service, component="recurring").order_by("pk")
    return list(charges.values_list("amount", flat=True))


def periods_charged(service: Instance) -> list[str]:
    charges = Charge.objects.filter(instance=service, component="recurring", sequence=0).order_by("starts_on")
    return [f"{charge.starts_on}/{charge.ends_on}" for charge in charges]


def held_by_gateway(service: Instance) -> Decimal:
    """What the demo gateway has taken from the customer and not given back."""
    keys = Payment.objects.filter(account_id=get_current_service(service.pk).account_id).values_list("public_id")
    charges = DemoGatewayCharge.objects.filter(key__in=keys, state="captured").prefetch_related("refunds")
    return sum((row.amount - sum(back.amount for back in row.refunds.all()) for row in charges), Decimal(0))


def booked_as_received(service: Instance) -> Decimal:
    """What our ledger says that the gateway holds for the customer."""
    rows = LedgerPosting.objects.filter(
        entry__account_id=get_current_service(service.pk).account_id, ledger_account="gateway_clearing"
    )
    return sum(rows.values_list("amount", flat=True), Decimal(0))


def finish(order_id: int | None, at: datetime) -> ProvisioningJob:
    """End the job of an order well, without a play."""
    job = ProvisioningJob.objects.get(order_line__order_id=order_id)
    provisioning.complete_job(command(at=at), job.pk, start(job).number)
    job.refresh_from_db()
    return job


def suspend(service: Instance, at: datetime) -> None:
    finish(services.suspend_service(command(at=at), service.pk), at)


def resume(service: Instance, at: datetime) -> None:
    finish(services.resume_service(command(at=at), service.pk), at)


def end(service: Instance, at: datetime) -> None:
    finish(services.end_service(command(at=at), service.pk), at)


def state_of(service: Instance) -> str:
    state = get_current_service(service.pk).service_state
    assert state is not None
    return state.code


def set_price(service: Instance, retail: str, at: datetime, audience: str = "everybody") -> None:
    """Have another version of the service's rate hold from an instant."""
    version = get_current_service(service.pk).rate_version
    assert version is not None
    sold = RateVersion.objects.get(rate=version.rate, valid_until=None)
    sold.valid_until = at
    sold.save(update_fields=["valid_until"])
    RateVersion.objects.create(
        rate=version.rate,
        valid_from=at,
        audience=audience,
        retail=Decimal(retail),
        wholesale=FIFTEEN_OVER_FIVE.wholesale,
        retail_set_up=Decimal(0),
        wholesale_set_up=Decimal(0),
    )
