"""Services whose plays spoke to the charging system through their jobs' gateways, for tests of reconciliation."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from tests.support.goods import make_item, make_specification
from tests.support.people import command, make_account, make_brand, unique
from tests.support.renewals import GIGABYTE, START, renewing_product, start_service
from tests.support.services import order_product, stage_service, start
from trunkline.billing.models import Charge
from trunkline.billing.operations import book_charge
from trunkline.charging import processes as charging
from trunkline.flows.operations.charges import record_plainly
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.processes.mends import mend_difference
from trunkline.flows.processes.ocs_gateway import call_ocs_for_job
from trunkline.flows.processes.reconciliation import find_differences
from trunkline.flows.use_cases import orders, plays, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.insight.models import Mend
from trunkline.insight.policies.differences import Difference
from trunkline.instances.models import Instance, Renewal
from trunkline.ordering.models import OrderLine
from trunkline.parties.selectors import lock_account
from trunkline.platform.clocks import business_now
from trunkline.platform.locks import tracked
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.stock.models import StockItem


def differences(at: datetime | None = None) -> list[Difference]:
    return list(find_differences(at or business_now()))


def only_difference(at: datetime | None = None) -> Difference:
    found = differences(at)
    assert len(found) == 1, found
    return found[0]


def mend(difference: Difference, at: datetime | None = None, reason: str = "as a test wants it") -> Mend:
    return mend_difference(command(at=at or business_now(), reason=reason), difference.kind, difference.subject)


def ask(attempt: Attempt, method: str, **params: Any) -> Any:
    """Call the charging system as a running job's play does; it must not refuse."""
    answer = call_ocs_for_job(attempt.gateway_secret, f"APIerSv2.{method}", params)
    assert answer.error is None, answer.error
    return answer.result


def ocs(method: str, **params: Any) -> Any:
    """Call the charging system behind Trunkline's back, as somebody with a console does; it must not refuse."""
    answer = charging.call(f"APIerSv2.{method}", params, at=business_now())
    assert answer.error is None, answer.error
    return answer.result


def shown(service: Instance) -> Any:
    return ocs("GetAccount", Account=service.service_uuid)


def grant(attempt: Attempt, account: str, balance_id: str, gigabytes: int, until: str) -> None:
    balance = {"ID": balance_id, "Value": gigabytes * GIGABYTE, "ExpiryTime": until, "Weight": 10}
    ask(attempt, "AddBalance", Account=account, BalanceType="*data", Balance=balance)


def sell(
    *, account_id: int | None = None, items: int = 0, plan: str = "", at: datetime | None = None, **product: object
) -> Instance:
    """Sell a service of 20 GB for thirty days whose play sets up its account, and gives it so many items."""
    specifications = [make_specification() for _ in range(items)]
    picks = {specification.name: make_item(specification).pk for specification in specifications}
    sold = renewing_product(resource_names=list(picks), **product)
    at = at or business_now()
    job = order_product(sold, account_id or make_account(make_brand()), at, picks)
    attempt = start(job)
    name = f"Local_Mobile_SIM_{unique()}"
    ask(attempt, "SetAccount", Account=name, ExtraOptions={"Disabled": False})
    grant(attempt, name, "DATA_20GB", 20, (at + timedelta(days=29)).replace(microsecond=0).isoformat())
    if plan:
        plan_id = f"ServiceID_{name}__{plan}"
        ask(attempt, "SetActionPlan", Id=plan_id, ActionPlan=[{"ActionsId": _logging_actions(), "Time": "00:00:00"}])
        ask(attempt, "SetAccount", Account=name, ActionPlanIDs=[plan_id])
    service_id = stage_service(attempt, service_uuid=name)
    for item_id in picks.values():
        body = {"service_id": service_id, "customer_id": job.account_id, "item_state": "Assigned"}
        plays.change_item(command(), job.pk, attempt.number, item_id, body)
    endings.complete_job(command(at=at), job.pk, attempt.number)
    job.refresh_from_db()
    assert job.instance is not None
    return job.instance


def _logging_actions() -> str:
    name = f"actions_{unique()}"
    ocs("SetActions", ActionsId=name, Actions=[{"Identifier": "*log", "Weight": 10}])
    return name


def top_up(service: Instance, gigabytes: int = 5) -> ProvisioningJob:
    """Add gigabytes to a service once, for 5.00 on its account."""
    attempt = begin_top_up(service)
    account = str(service.service_uuid)
    until = (business_now() + timedelta(days=7)).replace(microsecond=0).isoformat()
    grant(attempt, account, f"DATA_{gigabytes}GB_Boost_{unique()}", gigabytes, until)
    endings.complete_job(command(), attempt.job.pk, attempt.number)
    return ProvisioningJob.objects.get(pk=attempt.job.pk)


def begin_top_up(service: Instance) -> Attempt:
    product = renewing_product(category="addon", contract_days=0, auto_renew="false", provisioning_variables={})
    account_id = service.configurations.get(state="CURRENT").account_id
    assert account_id is not None
    order_id = orders.place_order(command(), account_id, ProductRequest(product_id=product.pk, service_id=service.pk))
    return start(ProvisioningJob.objects.get(order_line__order_id=order_id))


def change(service: Instance, change: str, *, is_disabled: bool | None = None, is_removed: bool = False) -> None:
    """Suspend, resume, end or remove a service as the shipped plays do."""
    order_id = getattr(services, change)(command(), service.pk)
    attempt = start(ProvisioningJob.objects.get(order_line__order_id=order_id))
    if is_disabled is not None:
        ask(attempt, "SetAccount", Account=service.service_uuid, ExtraOptions={"Disabled": is_disabled})
    if is_removed:
        ask(attempt, "RemoveAccount", Account=service.service_uuid)
    endings.complete_job(command(), attempt.job.pk, attempt.number)
    service.refresh_from_db()


def suspend(service: Instance) -> None:
    change(service, "suspend_service", is_disabled=True)


def resume(service: Instance) -> None:
    change(service, "resume_service", is_disabled=False)


def end(service: Instance) -> None:
    change(service, "end_service", is_disabled=True)


def remove(service: Instance) -> None:
    Instance.objects.filter(pk=service.pk).update(remove_at=business_now())
    change(service, "order_due_removal", is_removed=True)


def plant_reserved_item() -> int:
    """An item that is Reserved for nothing; returns its number."""
    item = make_item(make_specification())
    StockItem.objects.filter(pk=item.pk).update(state="Reserved")
    return item.pk


def plant_uncharged_renewal() -> int:
    """A period that was renewed and not charged; returns the account's number."""
    service = start_service(is_known=False)
    version = service.configurations.get(state="CURRENT").rate_version_id
    renewal = Renewal.objects.filter(instance=service)
    agreed = {"state": "renewed", "renewed_at": START, "retail": 15, "wholesale": 5, "rate_version_id": version}
    renewal.update(**agreed)
    row = renewal.get()
    row.pk, row.public_id, row.state, row.renewed_at = None, uuid4(), "planned", None
    row.starts_on, row.ends_on, row.starts_at = row.ends_on, row.ends_on + timedelta(days=30), row.ends_at
    row.ends_at = row.due_at = row.starts_at + timedelta(days=30)
    row.save(force_insert=True)
    return row.account_id


def plant_charge_not_owed() -> tuple[int, str]:
    """A charge that nothing owes; returns the account's number and the charge's key."""
    service = start_service(is_known=False)
    with tracked(), transaction.atomic():
        charge = Charge.objects.get(instance=service, component="recurring")
        account = lock_account(charge.account_id)
        charge.pk, charge.public_id, charge.key = None, uuid4(), f"{charge.key}:by-hand"
        charge.starts_on, charge.ends_on = charge.ends_on, charge.ends_on + timedelta(days=30)
        charge.save(force_insert=True)
        book_charge(charge, booked_on=START.date())
        record_plainly(account, [charge], at=START)
    return account.pk, charge.key


def plant_uncharged_addon() -> str:
    """An add-on that costs once, and was delivered without being charged; returns the id of its order line."""
    job = begin_top_up(sell()).job
    attempt = ProvisioningJob.objects.get(pk=job.pk).attempt
    endings.complete_job(command(), job.pk, attempt)
    line = OrderLine.objects.get(job=job)
    twin = uuid4()
    # Its fact is known by the id that the line had.
    OrderLine.objects.filter(pk=line.pk).update(public_id=twin)
    return str(twin)
