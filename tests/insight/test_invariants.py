"""`verify`: every invariant holds on good data, and finds what is broken on purpose."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import psycopg
import pytest
from django.db import transaction

from tests.support.database import TestDatabase
from tests.support.goods import make_item, make_product, make_specification
from tests.support.notices import make_notice
from tests.support.payments import DECLINED, GOOD, make_payment
from tests.support.people import command, make_account, make_brand
from tests.support.quiet import connected_to, fresh_database
from tests.support.renewals import DAY, SECOND_PERIOD, START, end, run, start_service
from tests.support.services import end_service, place_order, stage_service, start
from tests.support.stockroom import make_purchase_order
from tests.support.warehouse import make_kit, make_logical, make_pool, make_reservation
from trunkline.billing.models import Charge, Invoice, InvoiceLine, InvoiceSeries, LedgerEntry, LedgerPosting
from trunkline.charging import use_cases as charging
from trunkline.charging.operations import CallDraft
from trunkline.charging.policies import OcsAnswer
from trunkline.charging.states import EngineCallState
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders, plays, renewals, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.flows.use_cases.services import CancellationRequest
from trunkline.insight.selectors.invariants import INVARIANTS_BY_ROOM, check_invariants
from trunkline.instances.models import Instance
from trunkline.instances.operations.timeline import change
from trunkline.instances.selectors.services import lock_current_service
from trunkline.instances.states import CancellationReason
from trunkline.notify import use_cases as notify
from trunkline.notify.policies import SendingAnswer
from trunkline.notify.states import Channel, SendingOutcome
from trunkline.ocs import use_cases as ocs
from trunkline.ocs.policies.balances import BalanceRequest
from trunkline.ocs.policies.plans import Timing
from trunkline.parties.models import Account
from trunkline.payments.models import Payment
from trunkline.payments.processes import refund_payment
from trunkline.platform.clocks import business_now
from trunkline.platform.invariants import Invariant, find_violations
from trunkline.platform.locks import tracked
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob
from trunkline.stock.operations.items import ItemDraft
from trunkline.stock.use_cases import items as stock
from trunkline.stock.use_cases import picking, purchases
from trunkline.stock.use_cases.purchases import Receipt

INVARIANTS = {invariant.name: invariant for invariants in INVARIANTS_BY_ROOM.values() for invariant in invariants}

# For each invariant what breaks it: statements whose triggers are off, each of which must be found on its own.
BREAKERS: dict[str, list[str]] = {
    "no job of the queue was given up": [
        "UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'flows.run_provisioning_job'",
        "UPDATE procrastinate_jobs SET status = 'failed', args = '{}'",
    ],
    "live configurations of an instance tile its life without a gap": [
        "UPDATE instances_configuration SET valid_until = valid_until - interval '1 hour' WHERE state = 'HISTORY'",
        (
            "UPDATE instances_configuration c SET superseded_at = now() WHERE state = 'HISTORY' AND valid_from > ("
            " SELECT min(valid_from) FROM instances_configuration e WHERE e.instance_id = c.instance_id)"
        ),
    ],
    "an instance has exactly one CURRENT configuration": [
        (
            "UPDATE instances_configuration SET superseded_at = now() WHERE id = ("
            " SELECT max(id) FROM instances_configuration WHERE state = 'CURRENT')"
        ),
        "UPDATE instances_configuration SET state = 'CURRENT' WHERE state = 'HISTORY'",
        (
            "INSERT INTO instances_instance (public_id, key, kind, tags, service_type, deprovisioning_play, auto_renew)"
            " VALUES (gen_random_uuid(), 'SUB-1', 'SERVICE', '{}', 'mobile', '', false)"
        ),
    ],
    "a service is retired if and only if its state means that it has ended": [
        "UPDATE instances_instance SET retired_at = NULL WHERE retired_at IS NOT NULL",
        "UPDATE instances_instance SET retired_at = now() WHERE kind = 'SERVICE' AND retired_at IS NULL",
    ],
    "a service with periods has one renewal under way, or is about to end; one that has ended has none waiting": [
        "DELETE FROM instances_renewal WHERE state = 'planned'",
        "UPDATE instances_cancellation SET state = 'reversed' WHERE state = 'pending'",
        "UPDATE instances_renewal SET state = 'planned' WHERE state = 'withdrawn'",
        "UPDATE instances_renewal SET state = 'planned' WHERE state = 'renewed'",
    ],
    "the renewed periods of a service follow each other": [
        "UPDATE instances_renewal SET renewed_at = now(), starts_on = starts_on - 1 WHERE state = 'paused'",
    ],
    "a cancellation is pending for a service that runs only, and there is no second one": [
        "UPDATE instances_cancellation SET state = 'pending' WHERE state = 'carried_out'",
        (
            "INSERT INTO instances_cancellation (public_id, account_id, instance_id, state, reason, note, requested_at,"
            " requested_by, ends_at, due_at) SELECT gen_random_uuid(), account_id, instance_id, state, reason, note,"
            " requested_at, requested_by, ends_at, due_at FROM instances_cancellation WHERE state = 'pending'"
        ),
    ],
    "a change that is to take over has one PENDING configuration, and there is no other": [
        (
            "INSERT INTO instances_change (public_id, instance_id, kind, state, differences, starts_at, due_at, reason,"
            " customer_reason, requested_at, requested_by, failure) SELECT gen_random_uuid(), id, 'change', 'planned',"
            " '{}', now(), now(), '', '', now(), 'nobody', '' FROM instances_instance LIMIT 1"
        ),
        "UPDATE instances_configuration SET state = 'PENDING' WHERE state = 'HISTORY'",
    ],
    "no service that runs is a part of one that has ended": [
        (
            "UPDATE instances_configuration SET parent_id = ("
            " SELECT id FROM instances_instance WHERE kind = 'SERVICE' AND retired_at IS NOT NULL LIMIT 1)"
            " WHERE state = 'CURRENT' AND product_id IS NOT NULL AND instance_id IN ("
            " SELECT id FROM instances_instance WHERE retired_at IS NULL)"
        ),
    ],
    "only an ended service that the charging system may know is still to be removed": [
        "UPDATE instances_instance SET retired_at = NULL WHERE remove_at IS NOT NULL",
        "UPDATE instances_instance SET service_uuid = NULL",
        "UPDATE instances_instance SET remove_at = now() WHERE kind = 'RESOURCE'",
    ],
    "the history of a configuration replays to its present row": [
        "UPDATE instances_configuration SET quantity = quantity + 1",
        "DELETE FROM instances_configurationversion",
    ],
    "an item is reserved or assigned if and only if it has exactly one live allocation of that state": [
        "UPDATE stock_stockitem SET state = 'In Stock' WHERE state = 'Assigned'",
        "UPDATE stock_stockitem SET state = 'Reserved' WHERE state = 'Assigned'",
        "UPDATE stock_stockitem SET state = 'Assigned' WHERE state = 'New'",
        "UPDATE stock_allocation SET state = 'released', released_at = now()",
        (
            "INSERT INTO stock_allocation (item_id, state, account_id, holder, item_state_before)"
            " SELECT item_id, 'reserved', account_id, holder, 'New' FROM stock_allocation"
        ),
    ],
    "every stock item is a resource instance of its specification": [
        "UPDATE instances_configuration SET superseded_at = now() WHERE resource_specification_id IS NOT NULL",
        (
            "UPDATE stock_stockitem SET specification_id = ("
            " SELECT min(id) FROM catalog_resourcespecification s WHERE s.id <> stock_stockitem.specification_id)"
        ),
    ],
    "no assigned item belongs to a service that has ended": [
        "UPDATE instances_instance SET retired_at = now() WHERE id IN (SELECT service_id FROM stock_allocation)",
    ],
    "the timeline of a resource says at which service it is: the one to which its item is assigned, or none": [
        "UPDATE stock_allocation SET state = 'released', released_at = now() WHERE state = 'assigned'",
        "UPDATE instances_configuration SET parent_id = NULL WHERE resource_specification_id IS NOT NULL",
    ],
    "the pieces on hand of a warehouse are what its stock movements sum to": [
        "UPDATE stock_stockquantity SET on_hand = on_hand + 1",
        "DELETE FROM stock_stockmovement",
        "DELETE FROM stock_stockquantity",
        "UPDATE stock_stockmovemententry SET quantity = quantity * 2",
    ],
    "the reserved pieces of a warehouse are those that live reservations keep": [
        "UPDATE stock_stockquantity SET reserved = reserved + 1",
        "UPDATE stock_quantityreservation SET state = 'released' WHERE state = 'reserved'",
        "UPDATE stock_quantityreservation SET quantity = quantity + 1",
    ],
    "every stock movement has entries, which sum to zero": [
        "UPDATE stock_stockmovemententry SET quantity = quantity + 1 WHERE side = 'suppliers'",
        "DELETE FROM stock_stockmovemententry WHERE side = 'customers'",
        "DELETE FROM stock_stockmovemententry",
    ],
    "pieces given to a service left the warehouse once, and no more came back": [
        "UPDATE stock_quantityreservation SET state = 'consumed' WHERE state = 'reserved'",
        "UPDATE stock_quantityreservation SET state = 'released' WHERE state = 'consumed'",
        "UPDATE stock_stockmovement SET kind = 'return' WHERE kind = 'consumption'",
    ],
    "items and counted pieces are of specifications that are kept so": [
        "UPDATE catalog_resourcespecification SET tracking = 'item'",
        "UPDATE catalog_resourcespecification SET tracking = 'quantity'",
    ],
    "a part stands as its kit does: available, or in the same state, for the same holder": [
        "UPDATE stock_stockitem SET state = 'Damaged' WHERE kit_id IS NOT NULL",
        (
            "UPDATE stock_allocation SET holder = gen_random_uuid()"
            " WHERE item_id IN (SELECT id FROM stock_stockitem WHERE kit_id IS NOT NULL)"
        ),
        (
            "UPDATE stock_allocation SET state = 'released'"
            " WHERE item_id IN (SELECT id FROM stock_stockitem WHERE kit_id IS NOT NULL)"
        ),
    ],
    "a kit that is put together holds what its specification says": [
        "UPDATE catalog_kitpart SET quantity = quantity + 1",
        "DELETE FROM catalog_kitpart",
        "UPDATE stock_stockitem SET kit_id = NULL WHERE id = (SELECT max(id) FROM stock_stockitem WHERE kit_id > 0)",
    ],
    "a pool's items are as many as it was made of, and of its specification": [
        "UPDATE stock_stockitem SET pool_id = NULL",
        "UPDATE stock_pool SET last = first",
        "UPDATE stock_pool SET specification_id = specification_id + 1",
    ],
    "what came of a purchase order line is there as items and receipts, and its order's state says so": [
        "UPDATE stock_purchaseorderline SET received = received + 1",
        "UPDATE stock_stockitem SET purchase_line_id = NULL",
        "UPDATE stock_purchaseorder SET state = 'ordered'",
        "UPDATE stock_purchaseorder SET state = 'received'",
    ],
    "an item is discarded if and only if its resource instance is retired": [
        "UPDATE stock_stockitem SET discarded_at = NULL",
        (
            "UPDATE instances_instance SET retired_at = now() WHERE id IN ("
            " SELECT instance_id FROM stock_stockitem WHERE discarded_at IS NULL)"
        ),
    ],
    "an OCS balance equals grants minus debits": [
        "UPDATE ocs_ocsbalance SET value = value + 1 WHERE removed_at IS NULL",
        "DELETE FROM ocs_balancemovement WHERE kind = 'grant'",
        "UPDATE ocs_balancemovement SET amount = amount * 2 WHERE kind = 'grant'",
    ],
    "each OCS movement tells the value that it left": [
        "UPDATE ocs_balancemovement SET value_after = value_after + 0.000000001 WHERE kind = 'debit'",
    ],
    "an OCS movement belongs to the account of its balance": [
        (
            "UPDATE ocs_balancemovement m SET account_id = ("
            " SELECT min(id) FROM ocs_ocsaccount a WHERE a.id <> m.account_id)"
        ),
    ],
    "no OCS balance is below zero where that is not allowed": [
        "UPDATE ocs_ocsbalance SET value = -1 WHERE removed_at IS NULL",
    ],
    "a removed OCS account has no live balance and follows no plan": [
        "UPDATE ocs_ocsaccount SET removed_at = now() WHERE removed_at IS NULL",
        (
            "INSERT INTO ocs_ocsaccountactionplan (account_id, plan_id, bound_at)"
            " SELECT a.id, p.id, now() FROM ocs_ocsaccount a, ocs_ocsactionplan p WHERE a.removed_at IS NOT NULL"
        ),
    ],
    "an OCS plan that an account follows is next due when one of its lines is": [
        "UPDATE ocs_ocsaccountactionplan SET next_at = '2090-01-01 00:00:01+00'",
        "UPDATE ocs_ocsaccountactionplan SET next_at = NULL",
        "UPDATE ocs_ocsactiontiming SET years = '{1999}'",
        "DELETE FROM ocs_ocsactiontiming",
    ],
    "an order is finished if and only if none of its lines is under way": [
        "UPDATE ordering_order SET state = 'placed' WHERE state = 'completed'",
        "UPDATE ordering_order SET state = 'completed' WHERE state = 'placed'",
        "DELETE FROM ordering_orderline WHERE state = 'provisioning'",
    ],
    "a line that is done has its service": ["UPDATE ordering_orderline SET instance_id = NULL WHERE state = 'done'"],
    "a job that is to be run waits in the queue": [
        "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE task_name = 'flows.run_provisioning_job'",
        "UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'flows.run_provisioning_job'",
        "UPDATE procrastinate_jobs SET args = '{}'",
    ],
    "no job under way is past its lease": [
        "UPDATE provisioning_provisioningjob SET lease_until = now() - interval '2 minutes' WHERE state = 'running'",
        (
            "UPDATE provisioning_provisioningjob SET state = 'undoing', token_hash = NULL, gateway_secret_hash = NULL,"
            " lease_until = now() - interval '2 minutes' WHERE state = 'running'"
        ),
    ],
    "a notice that was sent has its time, which is not before its cause": [
        "UPDATE notify_notice SET sent_at = NULL WHERE state = 'sent'",
        "UPDATE notify_notice SET sent_at = noticed_at - interval '1 second' WHERE state = 'sent'",
        "UPDATE notify_notice SET state = 'queued' WHERE state = 'sent'",
    ],
    "no notice is being sent beyond its lease": [
        "UPDATE notify_notice SET lease_until = now() - interval '2 minutes' WHERE state = 'sending'",
        "UPDATE notify_notice SET lease_until = NULL WHERE state = 'sending'",
    ],
    "a job that has ended leaves nothing open in its journal": [
        "UPDATE provisioning_effect e SET state = 'staged' WHERE state = 'applied'",
        "UPDATE provisioning_effect SET state = 'intended' WHERE state = 'applied'",
        "UPDATE provisioning_effect SET state = 'undo_failed' WHERE state = 'applied'",
        "UPDATE provisioning_effect SET state = 'done' WHERE state = 'undone'",
        "UPDATE provisioning_effect SET state = 'applied' WHERE state = 'undone'",
    ],
    "a job that waits to take effect waits for another of its order that is under way": [
        "UPDATE provisioning_provisioningjob SET state = 'prepared' WHERE state = 'running'",
    ],
    "an order line is under way if and only if its job is": [
        "UPDATE ordering_orderline SET state = 'done' WHERE state = 'provisioning'",
        "UPDATE ordering_orderline SET state = 'provisioning' WHERE state = 'failed'",
    ],
    "no grant or debit under a key is of unclear outcome, or open for over ten minutes": [
        "UPDATE charging_enginecall SET state = 'unclear'",
        "UPDATE charging_enginecall SET state = 'unknown', busy_until = now() - interval '11 minutes'",
        "UPDATE charging_enginecall SET state = 'intended', busy_until = now() - interval '11 minutes'",
    ],
    "a service's state is what its last finished job made it": [
        (
            "UPDATE instances_configuration SET service_state_id = ("
            " SELECT id FROM catalog_servicestate WHERE code = 'Active')"
            " WHERE state = 'CURRENT' AND product_id IS NOT NULL"
        ),
        (
            "UPDATE instances_configuration SET service_state_id = ("
            " SELECT id FROM catalog_servicestate WHERE code = 'Deactivated')"
            " WHERE state = 'CURRENT' AND product_id IS NOT NULL"
        ),
    ],
    "every ledger entry sums to zero in each currency": [
        "UPDATE billing_ledgerposting SET amount = amount + 0.01 WHERE ledger_account = 'revenue'",
        "UPDATE billing_ledgerposting SET currency = 'EUR' WHERE ledger_account = 'revenue'",
        "DELETE FROM billing_ledgerposting WHERE ledger_account = 'revenue'",
    ],
    "every charge above or below zero is booked once, with its amount": [
        "UPDATE billing_charge SET amount = amount + 0.01",
        "UPDATE billing_ledgerentry SET charge_id = NULL",
        "UPDATE billing_ledgerposting SET amount = amount * 2",
    ],
    "the periods charged for a service never overlap": [
        (
            "INSERT INTO billing_charge (public_id, key, sequence, account_id, instance_id, rate_version_id, component,"
            " starts_on, ends_on, quantity, amount, wholesale, currency, rule, engine_version, inputs_hash, raised_at)"
            " SELECT gen_random_uuid(), key || ':again', 0, account_id, instance_id, rate_version_id, component,"
            " ends_on - 1, ends_on + 29, 1, 0, 0, currency, rule, engine_version, inputs_hash, raised_at"
            " FROM billing_charge WHERE component = 'recurring'"
        ),
    ],
    "a further period is charged as it was renewed, and not at all when it was taken back or never renewed": [
        "UPDATE instances_renewal SET retail = retail + 0.01 WHERE state = 'renewed'",
        "UPDATE instances_renewal SET wholesale = wholesale + 0.01 WHERE state = 'renewed'",
        "UPDATE instances_renewal SET state = 'renewed' WHERE state = 'taken_back'",
        "UPDATE instances_renewal SET state = 'taken_back' WHERE state = 'renewed'",
        "UPDATE instances_renewal SET renewed_at = NULL WHERE state = 'renewed'",
        "UPDATE billing_charge SET key = 'instance:0:recurring:0:' || starts_on WHERE component = 'recurring'",
    ],
    "every charge stands in the account's history with its amount": [
        "DELETE FROM billing_transaction",
        "UPDATE billing_transaction SET retail = retail + 0.01",
        (
            "UPDATE billing_transaction t SET account_id = ("
            " SELECT min(id) FROM parties_account a WHERE a.id <> t.account_id)"
        ),
    ],
    "the lines of an invoice make its total": [
        "UPDATE billing_invoiceline SET amount = amount + 0.01",
        "UPDATE billing_invoice SET total = total + 0.01",
        "DELETE FROM billing_invoiceline",
    ],
    "the numbers of an invoice series have no gap": [
        "UPDATE billing_invoiceseries SET next_number = next_number + 1",
        "UPDATE billing_invoice SET number = number + 1",
        "DELETE FROM billing_invoiceline; DELETE FROM billing_invoice",
    ],
    "every captured payment is booked with its amount": [
        "UPDATE payments_payment SET amount = amount + 0.01",
        "UPDATE payments_payment SET ledger_entry_id = NULL",
    ],
    "every refund is booked with its amount": [
        "UPDATE payments_refund SET amount = amount - 0.01",
        "UPDATE payments_refund SET ledger_entry_id = NULL",
    ],
    "no more is refunded than was captured": [
        "UPDATE payments_refund SET amount = 15.01",
        "UPDATE payments_refund SET state = 'unknown', amount = 15.01",
        "UPDATE payments_payment SET state = 'declined' WHERE gateway = 'demo'",
    ],
    "a renewed period that is paid by card is paid in full; what is not renewed is given back in full": [
        "UPDATE payments_payment SET state = 'declined'",
        "UPDATE payments_payment SET amount = amount - 0.01",
        "UPDATE payments_refund SET amount = amount - 0.01",
        "UPDATE instances_renewal SET state = 'expired' WHERE state = 'renewed'",
    ],
    "captured minus refunded equals what the demo gateway holds": [
        "UPDATE payments_payment SET state = 'cancelled' WHERE gateway = 'demo'",
        "UPDATE payments_payment SET currency = 'EUR' WHERE gateway = 'demo'",
        "UPDATE payments_demogatewaycharge SET amount = amount - 0.01",
        "UPDATE payments_refund SET state = 'refused'",
        "DELETE FROM payments_demogatewayrefund",
        (
            "INSERT INTO payments_demogatewaycharge (key, reference, card_reference, amount, currency, state)"
            " VALUES (gen_random_uuid(), 'x', '', 1, 'GBP', 'captured')"
        ),
    ],
}
CASES = [(name, statement) for name, statements in BREAKERS.items() for statement in statements]


def write_invoice_and_payment(account_id: int, at: datetime) -> None:
    """An invoice of a charge, and a captured payment of it, as the rooms to come will write them."""
    account = Account.objects.get(pk=account_id)
    charge = Charge.objects.get(account=account, component="recurring")
    series = InvoiceSeries.objects.create(seller=account.brand.seller, prefix="INV", next_number=2)
    invoice = Invoice.objects.create(
        series=series, number=1, account=account, currency="GBP", issued_on=at.date(), total=charge.amount
    )
    InvoiceLine.objects.create(invoice=invoice, position=1, charge=charge, amount=charge.amount)
    with transaction.atomic():
        entry = LedgerEntry.objects.create(account=account, reason="payment", booked_on=at.date())
        for side, amount in (("gateway_clearing", charge.amount), ("receivables", -charge.amount)):
            LedgerPosting.objects.create(entry=entry, ledger_account=side, amount=amount, currency="GBP")
    Payment.objects.create(
        account=account,
        gateway="test",
        state="captured",
        amount=charge.amount,
        currency="GBP",
        requested_at=at,
        settled_at=at,
        ledger_entry=entry,
    )


def order_with_item() -> tuple[Instance, int]:
    """A service with a stock item, made by what a play says."""
    specification = make_specification()
    item = make_item(specification)
    account_id = make_account(make_brand())
    product = make_product(resource_names=[specification.name])
    request = ProductRequest(product_id=product.pk, picks={specification.name: item.pk})
    order_id = orders.place_order(command(), account_id, request)
    attempt = start(ProvisioningJob.objects.get(order_line__order_id=order_id))
    body = {"item_state": "Assigned", "customer_id": account_id, "service_id": stage_service(attempt)}
    plays.change_item(command(), attempt.job.pk, attempt.number, item.pk, body)
    endings.complete_job(command(), attempt.job.pk, attempt.number)
    make_item(specification)
    return Instance.objects.get(jobs=attempt.job), account_id


def undo_an_order() -> None:
    """An order that failed: the one call of its play was undone."""
    attempt = start(place_order())
    job_id = attempt.job.pk
    effect_id = provisioning.intend_call(command(), job_id, attempt.number, "made:x", {"method": "m"}, [])
    provisioning.conclude_call(command(), effect_id, {"result": "OK"}, was_refused=False)
    stage_service(attempt)
    assert provisioning.begin_undoing(command(), job_id, attempt.number, "a task", "It failed.")
    provisioning.conclude_undo(command(), effect_id, attempt.number, "")
    endings.fail_job(command(), job_id, attempt.number)


def charge_online() -> None:
    """Accounts of the charging engine: one with a grant and a debit, one removed; a plan; a call under a key."""
    call_id = charging.intend_call(command(), CallDraft("key", "", "DebitUsage", "t", "kept", []))
    charging.conclude_call(command(), call_id, EngineCallState.DONE, OcsAnswer(result="OK"))
    for account in ("kept", "removed"):
        ocs.set_account(command(), tenant="t", account=account)
        for act, value in ((ocs.add_balance, 100), (ocs.debit_balance, 30)):
            request = BalanceRequest("*monetary", "main", value=Decimal(value))
            act(command(), tenant="t", account=account, request=request)
    ocs.remove_account(command(), tenant="t", account="removed")
    ocs.set_actions(command(), actions_id="actions", actions=[{"Identifier": "*log", "Weight": "0"}])
    daily = Timing("actions", [], [], [], [], "00:00:00", Decimal(10))
    ocs.set_action_plan(command(), plan_id="plan", timings=[daily])
    ocs.set_account(command(), tenant="t", account="kept", plan_ids=["plan"])


def fill_the_warehouse() -> None:
    """A pool; pieces that are there, kept and given out; a kit in stock, and one that is kept."""
    make_pool(make_logical())
    make_reservation(is_given=False)
    make_reservation()
    make_kit()
    kit, _ = make_kit()
    picking.reserve_items(command(), make_account(make_brand()), [kit.pk])


def receive_and_discard() -> None:
    """A purchase order of which a part has come, and an item that was discarded."""
    specification = make_specification()
    order = make_purchase_order(specification)
    draft = ItemDraft(specification, order.warehouse, "REF-1")
    purchases.receive_on_order(command(), order.pk, [Receipt(specification.pk, items=[draft])])
    stock.discard_item(command(), make_item(specification).pk)


def tell_customers() -> None:
    """A notice that was sent, and one that is being sent."""
    for outcome in (SendingOutcome.SENT, None):
        notice = make_notice()
        attempt = notify.begin_sending(command(), notice.pk, Channel.FILE)
        if outcome is not None and attempt is not None:
            notify.conclude_sending(command(), notice.pk, attempt, SendingAnswer(outcome))


def renew_and_cancel() -> None:
    """A service renewed by card, which is about to end; one whose card was declined to the last; one renewed ahead
    whose end took that back.
    """
    renewed = start_service(card=GOOD, grace_days=90)
    run(renewed, SECOND_PERIOD)
    services.cancel_service(command(at=SECOND_PERIOD), renewed.pk, CancellationRequest(CancellationReason.CUSTOMER))
    refused = start_service(card=DECLINED)
    for days in (0, 1, 3, 7):
        run(refused, SECOND_PERIOD + days * DAY)
    ahead = start_service(card=GOOD)
    renewals.renew_now(command(at=START), ahead.pk)
    run(ahead, START)
    end(ahead, START + DAY)
    run(ahead, START + DAY)


def make_good_data() -> None:
    renew_and_cancel()
    tell_customers()
    fill_the_warehouse()
    service, account_id = order_with_item()
    for name in ("Renamed", "Renamed again"):
        with tracked(), transaction.atomic():
            change(lock_current_service(service.pk), at=business_now(), name=name)
    write_invoice_and_payment(account_id, business_now())
    paid = make_payment(account_id)
    refund_payment(command(), paid.pk, Decimal(5), "a part")
    ended, _ = order_with_item()
    end_service(ended)
    place_order()
    start(place_order())
    undo_an_order()
    charge_online()
    receive_and_discard()


REMOVE_GUARANTEES = """
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', found.name);
    END LOOP;
    FOR found IN
        SELECT conrelid::regclass AS name, conname FROM pg_constraint
        WHERE contype IN ('f', 'c', 'x', 'u') AND connamespace = 'public'::regnamespace AND conrelid <> 0
          AND conislocal ORDER BY contype = 'f' DESC
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.name, found.conname);
    END LOOP;
    FOR found IN
        SELECT i.indexrelid::regclass AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique AND NOT i.indisprimary
    LOOP
        EXECUTE format('DROP INDEX %s', found.name);
    END LOOP;
END $$
"""


@pytest.fixture(scope="module", autouse=True)
def database() -> Iterator[TestDatabase]:
    """Good data in a database of its own, from which the constraints and triggers are then taken away."""
    with fresh_database("insight") as fresh, connected_to(fresh):
        assert violations() == {}
        make_good_data()
        with psycopg.connect(fresh.owner_url, autocommit=True) as owner:
            owner.execute(REMOVE_GUARANTEES)
        yield fresh


def violations() -> dict[str, list[str]]:
    return {result.name: result.violations for result in check_invariants() if result.violations}


def test_good_data_has_rows_for_every_rule_and_no_violation() -> None:
    assert violations() == {}
    checked = [(result.room, result.name) for result in check_invariants()]
    assert checked == [(room, each.name) for room, invariants in INVARIANTS_BY_ROOM.items() for each in invariants]


def test_every_invariant_has_something_that_breaks_it_and_a_name_of_its_own() -> None:
    assert set(BREAKERS) == set(INVARIANTS)
    assert len(INVARIANTS) == sum(map(len, INVARIANTS_BY_ROOM.values()))
    assert all(BREAKERS.values())


@pytest.mark.parametrize(("name", "statement"), CASES)
def test_an_invariant_finds_what_is_broken(name: str, statement: str, database: TestDatabase) -> None:
    with psycopg.connect(database.owner_url) as connection:
        query = INVARIANTS[name].query.encode()
        assert connection.execute(query).fetchall() == []
        connection.execute(statement.encode())
        found = connection.execute(query).fetchall()
        connection.rollback()
    assert found
    assert all(isinstance(row[0], str) and row[0] for row in found)


def test_at_most_so_many_violations_are_listed() -> None:
    invariant = Invariant("never", "SELECT format('row %s', n) FROM generate_series(1, 5) AS n")
    assert find_violations(invariant, limit=3) == ["row 1", "row 2", "row 3"]
