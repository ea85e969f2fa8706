"""SIGKILL at every named kill point: before the commit nothing is written, after it everything."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

import trunkline
from tests.support.catalogue import define_product, define_unpriced_product, plan_price, set_price, write_copy
from tests.support.files import add_file, image
from tests.support.goods import FIFTEEN_OVER_FIVE, make_item, make_product, make_specification
from tests.support.notices import make_notice
from tests.support.payments import GOOD, make_card, make_payment
from tests.support.people import command, make_account, make_brand, make_staff, unique
from tests.support.reconciling import (
    plant_charge_not_owed,
    plant_reserved_item,
    plant_uncharged_addon,
    plant_uncharged_renewal,
)
from tests.support.renewals import HOUR, SECOND_PERIOD, START, newest, start_service
from tests.support.services import (
    end_service,
    make_failed_job,
    make_service,
    make_stuck_job,
    place_order,
    stage_service,
    start,
    suspend_service,
)
from tests.support.snapshot import differences, take_snapshot
from tests.support.stockroom import delivery, make_purchase_order, make_warehouse
from tests.support.warehouse import make_goods, make_kit, make_logical, make_pool, make_reservation
from trunkline.catalog.models import Product, ProductFamily
from trunkline.catalog.operations.files import FileChange, Upload
from trunkline.catalog.operations.participation import Spot
from trunkline.catalog.operations.products import ProductDraft
from trunkline.catalog.operations.resources import KitContent
from trunkline.catalog.states import FilePurpose
from trunkline.catalog.use_cases import definitions, participation, prices, publishing
from trunkline.catalog.use_cases import files as catalog_files
from trunkline.catalog.use_cases import products as catalog_products
from trunkline.catalog.use_cases import resources as catalog_resources
from trunkline.charging import processes as charging
from trunkline.charging import use_cases as charging_calls
from trunkline.charging.models import EngineCall
from trunkline.charging.operations import CallDraft
from trunkline.charging.policies import OcsAnswer, Step
from trunkline.charging.states import EngineCallState
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import cards as card_charges
from trunkline.flows.use_cases import changes, notices, orders, plays, reconciliation, renewals, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.flows.use_cases.changes import ChangeRequest, CorrectionRequest
from trunkline.flows.use_cases.changes import Difference as Wanted
from trunkline.flows.use_cases.services import CancellationRequest
from trunkline.insight import use_cases as records
from trunkline.insight.policies.differences import Difference
from trunkline.insight.states import DifferenceKind
from trunkline.insight.use_cases import settle_restoration
from trunkline.instances.models import Cancellation, Change, Instance, Renewal
from trunkline.instances.states import CancellationReason
from trunkline.instances.use_cases import set_tags
from trunkline.notify import use_cases as notify
from trunkline.notify.models import Notice
from trunkline.notify.policies import SendingAnswer
from trunkline.notify.states import Channel, SendingOutcome
from trunkline.ocs import use_cases as ocs
from trunkline.ocs.operations.accounts import find_account_key
from trunkline.ocs.policies.balances import BalanceRequest
from trunkline.ocs.policies.plans import Timing
from trunkline.ocs.policies.usage import Usage
from trunkline.ordering.events import OrderLineFailed
from trunkline.parties import use_cases as parties
from trunkline.parties.models import ApiToken
from trunkline.parties.operations import AccountDraft
from trunkline.parties.states import Role
from trunkline.parties.use_cases import SellerDraft
from trunkline.payments import use_cases as payments
from trunkline.payments.adapters.demo import DemoGateway
from trunkline.payments.models import StoredCard
from trunkline.payments.operations import CardDraft, FoundCharge, PaymentDraft
from trunkline.payments.policies import CardDetails, GatewayAnswer
from trunkline.payments.states import GatewayOutcome
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import USE_CASES, Command
from trunkline.platform.kill_points import KILL_AT_VARIABLE, KILL_POINTS
from trunkline.platform.models import Event, Restoration
from trunkline.platform.outside import OUTSIDE_CALLS
from trunkline.platform.use_cases import forget_given_up_job
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.states import RUN_JOB
from trunkline.stock.models import Allocation, StockItem, Warehouse
from trunkline.stock.operations.items import ItemChanges, ItemDraft
from trunkline.stock.operations.purchases import PurchaseDraft, PurchaseLineDraft
from trunkline.stock.use_cases import items as stock
from trunkline.stock.use_cases import kits, picking, purchases, quantities
from trunkline.stock.use_cases.purchases import Receipt
from trunkline.stock.use_cases.quantities import Goods

for _path in sorted(Path(trunkline.__path__[0]).glob("*/use_cases*")):
    import_module(f"trunkline.{_path.parent.name}.{_path.stem}")

Action = Callable[[], object]
TENANT = "killed.example"
DUE = SECOND_PERIOD - HOUR


def running() -> Attempt:
    return start(place_order())


def with_service() -> tuple[Attempt, int]:
    attempt = running()
    return attempt, stage_service(attempt)


def undoing() -> Attempt:
    attempt = running()
    assert provisioning.begin_undoing(command(), attempt.job.pk, attempt.number, "task", "failed")
    return attempt


def past_lease() -> int:
    job_id = running().job.pk
    ProvisioningJob.objects.filter(pk=job_id).update(lease_until=system_now() - timedelta(seconds=1))
    return job_id


def out_of_reach() -> int:
    """A job under way whose lease was given before the clock was set back by a day."""
    job_id = running().job.pk
    ProvisioningJob.objects.filter(pk=job_id).update(lease_until=system_now() + timedelta(days=1))
    return job_id


def effect() -> int:
    attempt = running()
    return provisioning.intend_call(command(), attempt.job.pk, attempt.number, "made:x", {"method": "m"}, [])


def ocs_account(*, value: int | None = 100) -> str:
    account = unique()
    ocs.set_account(command(), tenant=TENANT, account=account)
    if value is not None:
        ocs.add_balance(command(), tenant=TENANT, account=account, request=monetary(value))
    return account


def monetary(value: int | None, **attributes: object) -> BalanceRequest:
    return BalanceRequest("*monetary", "main", value=None if value is None else Decimal(value), attributes=attributes)


def ocs_actions() -> str:
    name = unique()
    ocs.set_actions(command(), actions_id=name, actions=[{"Identifier": "*disable_account", "Weight": "10"}])
    return name


def ocs_plan() -> str:
    name, actions = unique(), ocs_actions()
    ocs.set_action_plan(command(), plan_id=name, timings=[timing(actions)])
    return name


def due_account() -> int:
    account, plan = unique(), ocs_plan()
    ocs.set_account(command(), tenant=TENANT, account=account, plan_ids=[plan])
    return find_account_key(TENANT, account)


def being_sent() -> int:
    notice = make_notice()
    assert notify.begin_sending(command(), notice.pk, Channel.SMTP) == 1
    return notice.pk


def sent_by_the_dead() -> int:
    pk = being_sent()
    Notice.objects.filter(pk=pk).update(lease_until=system_now() - timedelta(seconds=1))
    return pk


def unsettled_restoration() -> int:
    return Restoration.objects.create(taken_at=system_now()).pk


def forgotten_job() -> None:
    ProcrastinateJob.objects.filter(task_name=RUN_JOB, args__job_id=place_order().pk).delete()


def given_up_job() -> int:
    job_id = place_order().pk
    queued = ProcrastinateJob.objects.filter(task_name=RUN_JOB, args__job_id=job_id)
    queued.update(status="failed")
    return queued.get().pk


def event_of_a_failure() -> int:
    job = make_failed_job()
    return Event.objects.get(name=OrderLineFailed.name, account_id=job.account_id).pk


def timing(actions: str) -> Timing:
    return Timing(
        actions_id=actions, years=[], months=[], month_days=[], week_days=[], start_time="00:00:00", weight=Decimal(10)
    )


def portal_token() -> ApiToken:
    parties.issue_portal_token(command(), make_brand(), label := unique())
    return ApiToken.objects.get(label=label)


def linked() -> Product:
    return define_product(relationships=[{"kind": "option", "to_product": make_product().code}])


def written(code: str) -> dict[str, object]:
    return {"code": code, "name": "Modems", "classification": "good"}


def family() -> ProductFamily:
    saved = definitions.create(command(), "product-families", written(unique()))
    return ProductFamily.objects.get(pk=saved["id"])


def create_product() -> Action:
    draft = ProductDraft("SIM", f"sim-{unique()}", "standalone", "mobile", FIFTEEN_OVER_FIVE, 30, features=["5G"])
    return lambda: catalog_products.create_product(command(), draft)


def set_product_enabled() -> Action:
    product_id = make_product().pk
    return lambda: catalog_products.set_product_enabled(command(), product_id, is_enabled=False)


def create_service() -> Action:
    attempt = running()
    return lambda: stage_service(attempt)


def change_service() -> Action:
    attempt, service_id = with_service()
    body = {"service_status": "Suspended"}
    return lambda: plays.change_service(command(), attempt.job.pk, attempt.number, service_id, body)


def change_item() -> Action:
    specification = make_specification()
    item = make_item(specification)
    product = make_product(resource_names=[specification.name])
    request = ProductRequest(product_id=product.pk, picks={specification.name: item.pk})
    order_id = orders.place_order(command(), make_account(make_brand()), request)
    attempt = start(ProvisioningJob.objects.get(order_line__order_id=order_id))
    body = {"item_state": "In Stock"}
    return lambda: plays.change_item(command(), attempt.job.pk, attempt.number, item.pk, body)


def claim_transaction() -> Action:
    attempt, service_id = with_service()
    job = attempt.job
    body = {"customer_id": job.account_id, "service_id": service_id, "title": "Set-up", "retail_cost": Decimal(0)}
    return lambda: plays.claim_transaction(command(), job.pk, attempt.number, body)


def complete_job() -> Action:
    attempt, _ = with_service()
    return lambda: endings.complete_job(command(), attempt.job.pk, attempt.number)


def conclude_undo() -> Action:
    attempt = running()
    job_id, number = attempt.job.pk, attempt.number
    made = provisioning.intend_call(command(), job_id, number, "made:x", {"method": "m"}, [])
    provisioning.begin_undoing(command(), job_id, number, "task", "failed")
    return lambda: provisioning.conclude_undo(command(), made, number, "")


def place() -> Action:
    account_id, product_id = make_account(make_brand()), make_product().pk
    return lambda: orders.place_order(command(), account_id, ProductRequest(product_id=product_id))


def end() -> Action:
    service_id = make_service().pk
    return lambda: services.end_service(command(), service_id)


def suspended() -> int:
    service = make_service()
    suspend_service(service)
    return service.pk


def create_seller() -> Action:
    name = unique()
    draft = SellerDraft(name, name, "GB", "GBP", "Europe/London", f"brand {name}", name)
    return lambda: parties.create_seller(command(), draft)


def create_account() -> Action:
    draft = AccountDraft(make_brand(), "Ada Tester")
    return lambda: parties.create_account(command(), draft)


def of_staff(act: Callable[[int], object]) -> Callable[[], Action]:
    def build() -> Action:
        user_id = make_staff(Role.AGENT).user_id
        return lambda: act(user_id)

    return build


def of_run(act: Callable[[int, int], object], make: Callable[[], Attempt] = running) -> Callable[[], Action]:
    def build() -> Action:
        attempt = make()
        return lambda: act(attempt.job.pk, attempt.number)

    return build


def of_ocs(act: Callable[[str], object], **options: int | None) -> Callable[[], Action]:
    def build() -> Action:
        account = ocs_account(**options)
        return lambda: act(account)

    return build


def of(make: Callable[[], object], act: Callable[..., object]) -> Callable[[], Action]:
    def build() -> Action:
        made = make()
        return lambda: act(made)

    return build


def expiring() -> None:
    past = monetary(5, expires_at=system_now() + timedelta(seconds=1))
    ocs.add_balance(command(), tenant=TENANT, account=ocs_account(value=None), request=past)


def execute_actions() -> Action:
    account, actions = ocs_account(), ocs_actions()
    return lambda: ocs.execute_actions(command(), tenant=TENANT, account=account, actions_id=actions)


def receive() -> Action:
    specification = make_specification()
    warehouse = Warehouse.objects.get(pk=stock.create_warehouse(command(), unique(), "Tests"))
    draft = ItemDraft(specification, warehouse, "REF-1")
    return lambda: stock.receive_item(command(), draft)


DETAILS = CardDetails("visa", "4242", 12, 2099)


def card() -> StoredCard:
    return make_card(make_account(make_brand()))


def draft_of(it: StoredCard) -> PaymentDraft:
    return PaymentDraft(it, Decimal("15.00"), "GBP", "killed")


def intended_payment() -> int:
    return payments.intend_payment(command(), draft_of(card()))


def captured_payment() -> int:
    payment_id = intended_payment()
    payments.conclude_payment(command(), payment_id, GatewayAnswer(GatewayOutcome.DONE, unique()))
    return payment_id


def intended_refund() -> int | None:
    return payments.intend_refund(command(), captured_payment(), Decimal(5), "killed")


def running_with_card() -> tuple[Attempt, StoredCard]:
    attempt = running()
    return attempt, make_card(attempt.job.account_id)


def intend_charge(made: tuple[Attempt, StoredCard]) -> int | None:
    attempt, it = made
    body = {"customer_id": attempt.job.account_id, "retail_cost": "15.00", "invoice": True}
    return card_charges.intend_card_charge(command(), attempt.job.pk, attempt.number, it.pk, body)


def intended_charge() -> int | None:
    return intend_charge(running_with_card())


def because() -> Command:
    return command(reason="because")


def a_free_item() -> int:
    return make_item(make_specification()).pk


def a_damaged_item() -> int:
    item_id = a_free_item()
    stock.act_on_item_by_hand(because(), item_id, "damage")
    return item_id


def a_held_item() -> int:
    item_id = a_free_item()
    StockItem.objects.filter(pk=item_id).update(state="Held", held_until=system_now())
    return item_id


def count() -> Action:
    item = make_item(make_specification())
    return lambda: stock.count_items(command(), item.specification, item.warehouse, [item.reference_number])


def loose_kit() -> tuple[StockItem, list[StockItem]]:
    kit, parts = make_kit()
    kits.break_kit(command(), kit.pk)
    return kit, parts


def fewer(goods: Goods) -> Goods:
    """One piece of those that are there."""
    return Goods(goods.specification, goods.warehouse, 1)


def order_goods() -> Action:
    draft = PurchaseDraft("Supplier Ltd", make_warehouse(), [PurchaseLineDraft(make_specification(), 3)])
    return lambda: purchases.create_purchase_order(command(), draft)


def receive_delivery() -> Action:
    text = delivery(f"{make_specification().name},REF-1,SN-1,{make_warehouse().code}")
    return lambda: stock.receive_delivery(command(), text)


def receive_delivery_on_order() -> Action:
    specification = make_specification()
    order = make_purchase_order(specification)
    text = delivery(f"{specification.name},REF-1,SN-1,")
    return lambda: purchases.receive_delivery_on_order(command(), order.pk, text)


def receive_on_order() -> Action:
    specification = make_specification()
    order = make_purchase_order(specification)
    receipt = Receipt(specification.pk, items=[ItemDraft(specification, order.warehouse, "REF-1")])
    return lambda: purchases.receive_on_order(command(), order.pk, [receipt])


def reservation() -> UUID:
    item = make_item(make_specification())
    return UUID(picking.reserve_items(command(), make_account(make_brand()), [item.pk]))


def expired_reservation() -> UUID:
    held = reservation()
    Allocation.objects.filter(holder=held).update(expires_at=system_now() - timedelta(seconds=1))
    return held


def planned(**product: object) -> Renewal:
    """A renewal that is due."""
    service = start_service(card=GOOD, **product)
    return newest(service)


def charging_renewal() -> Renewal:
    renewal = planned()
    renewals.begin_renewal(command(at=DUE), renewal.pk)
    return newest(renewal.instance)


def paid_renewal() -> Renewal:
    renewal = charging_renewal()
    renewals.conclude_renewal_charge(command(at=DUE), renewal.pk, GatewayAnswer(GatewayOutcome.DONE, unique()))
    return newest(renewal.instance)


def refused_renewal() -> Renewal:
    renewal = paid_renewal()
    renewals.refuse_delivery(command(at=DUE), renewal.pk, "It was refused.")
    return newest(renewal.instance)


def cancelled() -> Cancellation:
    service = start_service(grace_days=14)
    number = services.cancel_service(command(at=START), service.pk, CancellationRequest(CancellationReason.CUSTOMER))
    return Cancellation.objects.get(pk=number)


def planned_change() -> Change:
    wanted = ChangeRequest(Wanted(quantity=2), START + timedelta(days=3))
    number = changes.ask_for_change(command(at=START), start_service().pk, wanted)
    return Change.objects.get(pk=number)


def to_be_removed() -> Instance:
    service = start_service()
    end_service(service, START)
    service.refresh_from_db()
    return service


# How each use case is brought to the point of writing: what it needs is made first, the rest is the act itself.
def intend_grant() -> int:
    params = {"Tenant": TENANT, "Account": "a", "BalanceType": "*data", "Balance": {"ID": "A", "Value": 5}}
    step = Step("AddBalance", params, "*data", "A", "", None, Decimal(5))
    return charging_calls.intend_call(command(), CallDraft(unique(), "", "AddBalance", TENANT, "a", [step]))


def lost_grant() -> int:
    call_id = intend_grant()
    EngineCall.objects.filter(pk=call_id).update(busy_until=system_now() - timedelta(seconds=1))
    return call_id


def old_grant() -> int:
    call_id = intend_grant()
    charging_calls.conclude_call(command(), call_id, EngineCallState.DONE, OcsAnswer(result="OK"))
    EngineCall.objects.filter(pk=call_id).update(concluded_at=system_now() - timedelta(days=8))
    return call_id


def strange(name: str) -> Difference:
    return Difference(DifferenceKind.OCS_ACCOUNT_UNEXPLAINED, f"ocs:{name}", None, "It is strange.", "It is removed.")


def found_charge() -> FoundCharge:
    """A charge that the gateway holds, and that nobody here knows."""
    stored = card()
    key = uuid4()
    gateway = DemoGateway()
    gateway.charge(key, stored.gateway_reference, Decimal(15), "GBP", "unheard of")
    return FoundCharge(stored.account_id, stored, "demo", gateway.find_charges([key])[0])


def filed() -> tuple[int, UUID]:
    """Make a product with a file; tell both."""
    product = define_product()
    return product.pk, UUID(add_file(product.pk))


SCENARIOS: dict[str, Callable[[], Action]] = {
    "charging.conclude_call": of(
        intend_grant,
        lambda pk: charging_calls.conclude_call(command(), pk, EngineCallState.DONE, OcsAnswer(result="OK")),
    ),
    "charging.forget_old_calls": of(old_grant, lambda _: charging_calls.forget_old_calls(command())),
    "charging.intend_call": of(unique, lambda _: intend_grant()),
    "charging.settle_by_hand": of(
        lost_grant, lambda pk: charging_calls.settle_by_hand(command(), pk, "seen in its history", was_done=True)
    ),
    "charging.resume_call": of(lost_grant, lambda pk: charging_calls.resume_call(command(), pk)),
    "catalog.add_file": of(
        define_product,
        lambda product: catalog_files.add_file(command(), product.pk, Upload(FilePurpose.IMAGE, "a.png", image(), "A")),
    ),
    "catalog.change_file": of(
        filed, lambda pair: catalog_files.change_file(command(), *pair, FileChange(name="b.json", text="Another"))
    ),
    "catalog.delete_file": of(filed, lambda pair: catalog_files.delete_file(command(), *pair)),
    "catalog.change": of(
        family, lambda found: definitions.change(command(), "product-families", found.pk, {"name": "Routers"})
    ),
    "catalog.create": of(unique, lambda code: definitions.create(command(), "product-families", written(code))),
    "catalog.create_product": create_product,
    "catalog.copy_product": of(
        make_product, lambda product: publishing.copy_product(command(), product.pk, write_copy())
    ),
    "catalog.publish_product": of(
        define_unpriced_product, lambda product: publishing.publish_product(command(), product.pk)
    ),
    "catalog.add_product_terms": of(
        make_product, lambda product: catalog_products.add_product_terms(command(), product.pk, "Be kind.")
    ),
    "catalog.set_price": of(make_product, lambda product: set_price(product.pk, FIFTEEN_OVER_FIVE)),
    "catalog.withdraw_price": of(
        plan_price, lambda planned: prices.withdraw_price(command(), planned.rate.product_id, planned.pk)
    ),
    "catalog.retire_product": of(make_product, lambda product: publishing.retire_product(command(), product.pk)),
    "catalog.create_several": of(
        unique, lambda code: definitions.create_several(command(), "product-families", [written(code)])
    ),
    "catalog.leave": of(
        linked,
        lambda found: participation.leave(
            command(), found.relationships.get().to_product_id, Spot("products", found.public_id, "relationships")
        ),
    ),
    "catalog.take_part": of(
        lambda: (make_product(), define_product()),
        lambda pair: participation.take_part(
            command(), pair[0].pk, Spot("products", pair[1].public_id, "relationships"), {"kind": "option"}
        ),
    ),
    "catalog.delete": of(family, lambda found: definitions.delete(command(), "product-families", found.public_id)),
    "catalog.create_resource_specification": of(
        unique, lambda name: catalog_resources.create_resource_specification(command(), name, ["ICCID"], "physical")
    ),
    "catalog.set_product_enabled": set_product_enabled,
    "flows.change_item": change_item,
    "flows.change_service": change_service,
    "flows.charge_addon": of(plant_uncharged_addon, lambda line: reconciliation.charge_addon(command(), line)),
    "flows.claim_transaction": claim_transaction,
    "flows.credit_charge_not_owed": of(
        plant_charge_not_owed, lambda it: reconciliation.credit_charge_not_owed(command(at=START), *it)
    ),
    "flows.mend_item": of(plant_reserved_item, lambda pk: reconciliation.mend_item(command(), pk)),
    "flows.raise_missing_charges": of(
        plant_uncharged_renewal, lambda pk: reconciliation.raise_missing_charges(command(at=START), pk)
    ),
    "insight.begin_mend": of(unique, lambda name: records.begin_mend(command(reason="a test"), strange(name))),
    "insight.conclude_mend": of(
        lambda: records.begin_mend(command(reason="a test"), strange(unique())),
        lambda pk: records.conclude_mend(command(), pk, is_mended=True),
    ),
    "payments.adopt_charge": of(found_charge, lambda it: payments.adopt_charge(command(), it)),
    "payments.note_given_back": of(
        lambda: make_payment(make_account(make_brand())),
        lambda it: payments.note_given_back(
            command(), it.pk, held_here=Decimal(15), held_there=Decimal(10), reference="re_1"
        ),
    ),
    "flows.complete_job": complete_job,
    "flows.conclude_card_charge": of(
        intended_charge,
        lambda pk: card_charges.conclude_card_charge(command(), pk, GatewayAnswer(GatewayOutcome.DONE, unique())),
    ),
    "flows.create_service": create_service,
    "flows.end_service": end,
    "flows.begin_renewal": of(planned, lambda it: renewals.begin_renewal(command(at=DUE), it.pk)),
    "flows.cancel_service": of(
        start_service,
        lambda service: services.cancel_service(
            command(at=START), service.pk, CancellationRequest(CancellationReason.STAFF, 14)
        ),
    ),
    "flows.complete_renewal": of(paid_renewal, lambda it: renewals.complete_renewal(command(at=DUE), it.pk)),
    "flows.conclude_giving_back": of(refused_renewal, lambda it: renewals.conclude_giving_back(command(at=DUE), it.pk)),
    "flows.conclude_renewal_charge": of(
        charging_renewal,
        lambda it: renewals.conclude_renewal_charge(
            command(at=DUE), it.pk, GatewayAnswer(GatewayOutcome.DONE, unique())
        ),
    ),
    "flows.order_due_end": of(cancelled, lambda it: services.order_due_end(command(at=it.due_at), it.instance_id)),
    "flows.order_due_removal": of(
        to_be_removed, lambda it: services.order_due_removal(command(at=it.remove_at), it.pk)
    ),
    "flows.ask_for_change": of(
        start_service,
        lambda service: changes.ask_for_change(
            command(at=START), service.pk, ChangeRequest(Wanted(quantity=2), START + timedelta(days=3))
        ),
    ),
    "flows.move_change": of(
        planned_change,
        lambda it: changes.move_change(command(at=START), it.instance_id, it.pk, START + timedelta(days=5)),
    ),
    "flows.withdraw_change": of(
        planned_change, lambda it: changes.withdraw_change(command(at=START), it.instance_id, it.pk)
    ),
    "flows.carry_out_due_change": of(
        planned_change, lambda it: changes.carry_out_due_change(command(at=it.due_at), it.instance_id, it.pk)
    ),
    "flows.take_over_due_changes": of(
        planned_change, lambda it: changes.take_over_due_changes(command(at=it.due_at), [it.pk])
    ),
    "flows.correct_service": of(
        start_service,
        lambda service: changes.correct_service(
            command(at=START + timedelta(days=2)),
            service.pk,
            CorrectionRequest(Wanted(quantity=2), START, "Told wrong"),
        ),
    ),
    "instances.set_tags": of(start_service, lambda service: set_tags(command(), service.pk, [unique()])),
    "flows.put_off_giving_back": of(
        refused_renewal, lambda it: renewals.put_off_giving_back(command(at=DUE), it.pk, "Not today.")
    ),
    "flows.queue_forgotten_jobs": of(forgotten_job, lambda _: endings.queue_forgotten_jobs(command())),
    "flows.queue_due_renewals": of(planned, lambda _: renewals.queue_due_renewals(command(at=DUE))),
    "flows.refuse_delivery": of(
        paid_renewal, lambda it: renewals.refuse_delivery(command(at=DUE), it.pk, "It was refused.")
    ),
    "flows.renew_now": of(start_service, lambda service: renewals.renew_now(command(at=START), service.pk)),
    "flows.reverse_cancellation": of(
        cancelled, lambda it: services.reverse_cancellation(command(at=START), it.instance_id)
    ),
    "flows.set_auto_renewal": of(
        start_service, lambda it: renewals.set_auto_renewal(command(at=START), it.pk, auto_renew=False)
    ),
    "flows.resume_service": of(suspended, lambda pk: services.resume_service(command(), pk)),
    "flows.suspend_service": of(make_service, lambda service: services.suspend_service(command(), service.pk)),
    "flows.fail_job": of_run(lambda job_id, attempt: endings.fail_job(command(), job_id, attempt), undoing),
    "flows.rehearse_completion": of_run(
        lambda job_id, attempt: endings.rehearse_completion(command(), job_id, attempt), lambda: with_service()[0]
    ),
    "flows.retry_job": of(make_failed_job, lambda job: endings.retry_job(command(), job.pk)),
    "flows.settle_job": of(make_stuck_job, lambda job: endings.settle_job(command(), job.pk, "Removed by hand.")),
    "flows.intend_card_charge": of(running_with_card, intend_charge),
    "flows.place_order": place,
    "flows.tell_customer": of(event_of_a_failure, lambda pk: notices.tell_customer(command(), pk)),
    "notify.begin_sending": of(lambda: make_notice().pk, lambda pk: notify.begin_sending(command(), pk, Channel.FILE)),
    "notify.conclude_sending": of(
        being_sent, lambda pk: notify.conclude_sending(command(), pk, 1, SendingAnswer(SendingOutcome.SENT))
    ),
    "notify.resume_notices": of(sent_by_the_dead, lambda _: notify.resume_notices(command(), Channel.SMTP)),
    "ocs.add_balance": of_ocs(
        lambda account: ocs.add_balance(command(), tenant=TENANT, account=account, request=monetary(7))
    ),
    "ocs.debit_balance": of_ocs(
        lambda account: ocs.debit_balance(command(), tenant=TENANT, account=account, request=monetary(7))
    ),
    "ocs.execute_actions": execute_actions,
    "ocs.execute_due_plans": of(
        due_account, lambda key: ocs.execute_due_plans(command(at=system_now() + timedelta(days=2)), account_key=key)
    ),
    "ocs.expire_due_balances": of(
        expiring, lambda _: ocs.expire_due_balances(command(at=system_now() + timedelta(minutes=1)))
    ),
    "ocs.record_usage": of_ocs(
        lambda account: ocs.record_usage(
            command(), tenant=TENANT, account=account, usage=Usage("*monetary", Decimal(7))
        )
    ),
    "ocs.remove_account": of_ocs(lambda account: ocs.remove_account(command(), tenant=TENANT, account=account)),
    "ocs.remove_action_plan": of(ocs_plan, lambda plan: ocs.remove_action_plan(command(), plan_id=plan)),
    "ocs.remove_actions": of(ocs_actions, lambda actions: ocs.remove_actions(command(), actions_ids=[actions])),
    "ocs.remove_balances": of_ocs(
        lambda account: ocs.remove_balances(command(), tenant=TENANT, account=account, request=monetary(None))
    ),
    "ocs.set_account": of(unique, lambda account: ocs.set_account(command(), tenant=TENANT, account=account)),
    "ocs.set_action_plan": of(
        ocs_actions, lambda actions: ocs.set_action_plan(command(), plan_id=f"p{actions}", timings=[timing(actions)])
    ),
    "ocs.set_actions": of(
        unique,
        lambda name: ocs.set_actions(command(), actions_id=name, actions=[{"Identifier": "*log", "Weight": "10"}]),
    ),
    "ocs.set_balance": of_ocs(
        lambda account: ocs.set_balance(command(), tenant=TENANT, account=account, request=monetary(7))
    ),
    "payments.conclude_payment": of(
        intended_payment,
        lambda pk: payments.conclude_payment(command(), pk, GatewayAnswer(GatewayOutcome.DONE, unique())),
    ),
    "payments.conclude_refund": of(
        intended_refund,
        lambda pk: payments.conclude_refund(command(), pk, GatewayAnswer(GatewayOutcome.DONE, unique())),
    ),
    "payments.intend_payment": of(card, lambda it: payments.intend_payment(command(), draft_of(it))),
    "payments.intend_refund": of(
        captured_payment, lambda pk: payments.intend_refund(command(), pk, Decimal(5), "killed")
    ),
    "payments.remove_card": of(card, lambda it: payments.remove_card(command(), it.pk)),
    "platform.forget_given_up_job": of(
        given_up_job, lambda number: forget_given_up_job(command(reason="not needed"), number)
    ),
    "insight.settle_restoration": of(unsettled_restoration, lambda _: settle_restoration(command(reason="compared"))),
    "payments.store_card": of(
        card, lambda it: payments.store_card(command(), CardDraft(it.account_id, "demo", unique(), DETAILS, True))
    ),
    "parties.create_account": create_account,
    "parties.create_seller": create_seller,
    "parties.create_staff": of(
        unique, lambda name: parties.create_staff(command(), f"{name}@staff.example", None, [(Role.AGENT, None)])
    ),
    "parties.issue_portal_token": of(make_brand, lambda brand: parties.issue_portal_token(command(), brand, "killed")),
    "parties.revoke_portal_token": of(portal_token, lambda token: parties.revoke_portal_token(command(), token.pk)),
    "parties.issue_api_token": of_staff(lambda user_id: parties.issue_api_token(command(), user_id, "killed")),
    "parties.revoke_api_token": of_staff(
        lambda user_id: parties.revoke_api_token(command(), user_id, ApiToken.objects.get(user_id=user_id).pk)
    ),
    "parties.set_password": of_staff(lambda user_id: parties.set_password(command(), user_id, "another one")),
    "provisioning.begin_undoing": of_run(
        lambda job_id, attempt: provisioning.begin_undoing(command(), job_id, attempt, "task", "failed")
    ),
    "provisioning.conclude_call": of(
        effect, lambda pk: provisioning.conclude_call(command(), pk, {"result": "OK"}, was_refused=False)
    ),
    "provisioning.conclude_late_undo": of(effect, lambda pk: provisioning.conclude_late_undo(command(), pk, "")),
    "provisioning.conclude_undo": conclude_undo,
    "provisioning.bring_leases_near": of(out_of_reach, lambda _: provisioning.bring_leases_near(command())),
    "provisioning.extend_lease": of_run(lambda job_id, attempt: provisioning.extend_lease(command(), job_id, attempt)),
    "provisioning.intend_call": of_run(
        lambda job_id, attempt: provisioning.intend_call(command(), job_id, attempt, "made:x", {}, None)
    ),
    "provisioning.record_log": of_run(
        lambda job_id, attempt: provisioning.record_log(command(), job_id, attempt, [{"event": "output", "text": "hi"}])
    ),
    "provisioning.restart_attempt": of_run(
        lambda job_id, attempt: provisioning.restart_attempt(command(), job_id, attempt), undoing
    ),
    "provisioning.start_attempt": of(
        lambda: place_order().pk, lambda job_id: provisioning.start_attempt(command(), job_id)
    ),
    "provisioning.take_over": of(past_lease, lambda job_id: provisioning.take_over(command(), job_id)),
    "provisioning.undo_again": of(make_stuck_job, lambda job: provisioning.undo_again(command(), job.pk)),
    "catalog.change_resource_specification": of(
        lambda: make_specification().pk,
        lambda pk: catalog_resources.change_resource_specification(command(), pk, {"low_stock_threshold": 5}),
    ),
    "stock.break_kit": of(make_kit, lambda made: kits.break_kit(command(), made[0].pk)),
    "stock.build_kit": of(loose_kit, lambda made: kits.build_kit(command(), made[0].pk, [part.pk for part in made[1]])),
    "stock.count_quantity": of(lambda: make_goods(5), lambda goods: quantities.count_quantity(command(), fewer(goods))),
    "stock.create_pool": of(make_logical, make_pool),
    "stock.receive_quantity": of(
        lambda: make_goods(5), lambda goods: quantities.receive_quantity(command(), fewer(goods))
    ),
    "stock.return_quantity": of(
        make_reservation, lambda reservation: quantities.return_quantity(command(), reservation.pk, 1)
    ),
    "stock.set_kit_parts": of(
        lambda: (make_specification().pk, make_specification().pk),
        lambda made: kits.set_kit_parts(command(), made[0], [KitContent(made[1], 1)]),
    ),
    "stock.transfer_quantity": of(
        lambda: (make_goods(5), make_goods(1)),
        lambda made: quantities.transfer_quantity(command(), fewer(made[0]), made[1].warehouse),
    ),
    "stock.write_off_quantity": of(
        lambda: make_goods(5), lambda goods: quantities.write_off_quantity(because(), fewer(goods))
    ),
    "stock.act_on_item_by_hand": of(a_free_item, lambda pk: stock.act_on_item_by_hand(because(), pk, "damage")),
    "stock.cancel_purchase_order": of(
        lambda: make_purchase_order().pk, lambda pk: purchases.cancel_purchase_order(command(), pk)
    ),
    "stock.change_item": of(a_free_item, lambda pk: stock.change_item(command(), pk, ItemChanges(serial="SN 2"))),
    "stock.count_items": count,
    "stock.create_purchase_order": order_goods,
    "stock.discard_item": of(a_free_item, lambda pk: stock.discard_item(command(), pk)),
    "stock.move_items": of(
        a_free_item, lambda pk: stock.move_items(command(), [pk], Warehouse.objects.get(code="tests"), "Shelf 9")
    ),
    "stock.receive_delivery": receive_delivery,
    "stock.receive_delivery_on_order": receive_delivery_on_order,
    "stock.receive_on_order": receive_on_order,
    "stock.return_held_items": of(a_held_item, lambda _: stock.return_held_items(command())),
    "stock.write_off_item": of(a_damaged_item, lambda pk: stock.write_off_item(because(), pk)),
    "stock.create_warehouse": of(unique, lambda code: stock.create_warehouse(command(), code, "Tests")),
    "stock.receive_item": receive,
    "stock.cancel_reservation": of(reservation, lambda held: picking.cancel_reservation(command(), held)),
    "stock.expire_reservations": of(expired_reservation, lambda _: picking.expire_reservations(command())),
    "stock.extend_reservation": of(reservation, lambda held: picking.extend_reservation(command(), held)),
    "stock.reserve_any": of(
        lambda: (make_account(make_brand()), make_item(make_specification())),
        lambda made: picking.reserve_any(command(), made[0], made[1].specification_id, 1),
    ),
    "stock.reserve_items": of(
        lambda: (make_account(make_brand()), make_item(make_specification())),
        lambda made: picking.reserve_items(command(), made[0], [made[1].pk]),
    ),
    "stock.reserve_pieces": of(
        lambda: (make_account(make_brand()), make_goods(5)),
        lambda made: picking.reserve_pieces(command(), made[0], made[1].specification.pk, made[1].warehouse.pk, 2),
    ),
}


def run_and_die(action: Action, kill_at: str) -> None:
    """Run an action in a process of its own, which must be killed at the point."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            os.environ[KILL_AT_VARIABLE] = kill_at
            action()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{kill_at} was not reached"
    assert os.WTERMSIG(status) == signal.SIGKILL


def own(names: set[str]) -> set[str]:
    """Without what other tests define for themselves."""
    return {name for name in names if not name.startswith("tests.")}


def test_every_use_case_and_outside_call_has_its_kill_points() -> None:
    points = {f"{name}:{point}" for name in USE_CASES for point in ("before_commit", "after_commit")}
    points |= {f"{name}:{point}" for name in OUTSIDE_CALLS for point in ("before_call", "after_call")}
    assert points == KILL_POINTS


def test_every_use_case_is_killed_here() -> None:
    assert set(SCENARIOS) == own(set(USE_CASES))


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child of the fork does nothing but die
@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_a_use_case_killed_before_its_commit_has_written_nothing_and_after_it_everything(name: str) -> None:
    action = SCENARIOS[name]()
    before = take_snapshot()
    run_and_die(action, f"{name}:before_commit")
    assert differences(before, take_snapshot()) == []
    run_and_die(action, f"{name}:after_commit")
    assert differences(before, take_snapshot()) != []


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # likewise
def test_a_charging_call_killed_before_it_is_made_has_done_nothing_and_after_it_all() -> None:
    account = ocs_account()
    params = {"Tenant": TENANT, "Account": account, "BalanceType": "*monetary", "Value": Decimal(5)}
    command_at = system_now()

    def action() -> object:
        return charging.call("APIerSv1.AddBalance", params, at=command_at)

    before = take_snapshot()
    run_and_die(action, "charging.call:before_call")
    assert differences(before, take_snapshot()) == []
    run_and_die(action, "charging.call:after_call")
    assert any(line.startswith("+ ocs_balancemovement ") for line in differences(before, take_snapshot()))


def test_without_the_setting_no_point_kills() -> None:
    assert KILL_AT_VARIABLE not in os.environ
    assert create_seller()() is not None
