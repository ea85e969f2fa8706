"""For each code of the error catalogue, a way to be refused with it: what is there before, and what is then asked."""

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpResponse

from tests.support.bundles import finish_all, lines_of, make_package, make_part
from tests.support.catalogue import define, define_product, write_product
from tests.support.doors import World, ask, bearer, make_token
from tests.support.goods import make_item, make_product, make_specification
from tests.support.payments import make_card, make_payment
from tests.support.people import command, make_account, unique
from tests.support.services import end_service, make_service, next_instant, plan_change, service_body
from tests.support.stockroom import delivery, make_item_for, make_purchase_order
from tests.support.warehouse import write_goods, write_pool
from trunkline.catalog.models import RateVersion
from trunkline.charging import processes as charging
from trunkline.charging import use_cases as charging_calls
from trunkline.charging.operations import CallDraft
from trunkline.charging.policies import OcsAnswer
from trunkline.charging.states import EngineCallState
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders, plays
from trunkline.flows.use_cases import provisioning as endings
from trunkline.instances.models import Instance
from trunkline.ocs.policies.calls import parse_call
from trunkline.parties import use_cases as parties
from trunkline.parties.states import Role
from trunkline.parties.use_cases import SellerDraft
from trunkline.payments import processes as payments
from trunkline.payments import use_cases as payment_writes
from trunkline.payments.adapters.demo import DemoGateway
from trunkline.payments.errors import RefundRefusedError
from trunkline.platform import agenda, queue
from trunkline.platform.clocks import hold_business_clock
from trunkline.platform.idempotency import fingerprint
from trunkline.platform.models import Restoration
from trunkline.web.limits import Limited


@dataclass(frozen=True)
class Rpc:
    """A call to the charging engine: how its JSON-RPC door must answer."""

    method: str
    params: dict[str, Any]
    error: str


Ask = Callable[[], HttpResponse] | Callable[[], object] | Rpc


@dataclass(frozen=True)
class Provocation:
    """`arrange` makes what must be there and returns what is then asked; `settings` hold during both."""

    arrange: Callable[["Doors"], Ask]
    settings: dict[str, object] = field(default_factory=dict)


class Doors(World):
    """The doors, as an administrator goes through them."""

    def __init__(self) -> None:
        super().__init__()
        self.headers = bearer(make_token(Role.ADMIN))

    def get(self, path: str, headers: dict[str, str] | None = None) -> Callable[[], HttpResponse]:
        return lambda: ask("GET", path, b"", self.headers if headers is None else headers)

    def post(self, path: str, body: object, **more: str) -> Callable[[], HttpResponse]:
        return lambda: ask("POST", path, body, {**self.headers, **more})

    def as_job(self, method: str, path: str, body: object) -> Callable[[], HttpResponse]:
        return lambda: ask(method, path, body, bearer(self.mine.attempt.token))

    def order(self, **changes: object) -> Callable[[], HttpResponse]:
        fields = {"account": str(self.account.public_id), "product": str(self.product.public_id)}
        return self.post("/api/v1/orders", {**fields, **changes})

    def order_with(self, specification_name: str, item_id: object, **product: object) -> Callable[[], HttpResponse]:
        made = make_product(resource_names=[specification_name], **product)
        return self.order(product=str(made.public_id), picks={specification_name: str(item_id)})


PROVOCATIONS: dict[str, Provocation] = {}


def provokes(code: str, **settings: object) -> Callable[[Callable[[Doors], Ask]], Callable[[Doors], Ask]]:
    def enter(arrange: Callable[[Doors], Ask]) -> Callable[[Doors], Ask]:
        assert code not in PROVOCATIONS
        PROVOCATIONS[code] = Provocation(arrange, settings)
        return arrange

    return enter


@provokes("account-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/accounts/{uuid4()}")


@provokes("token-not-found")
def _(doors: Doors) -> Ask:
    return lambda: ask("DELETE", f"/api/v1/portal-tokens/{2**40}", b"", doors.headers)


@provokes("business-clock-not-movable")
def _(_doors: Doors) -> Ask:
    def move() -> None:
        with transaction.atomic():
            hold_business_clock(datetime.now(UTC) + timedelta(days=1))

    return move


def _stand_still() -> None:
    """Hold the business clock where it stands, with a job in the queue."""
    hold_business_clock(datetime.now(UTC))
    queue.defer("flows.deliver_event", event_id=0)


@provokes("business-clock-stuck", TRUNKLINE_DEMO_MODE=True, TRUNKLINE_LEASE_SECONDS=1)
def _(_doors: Doors) -> Ask:
    _stand_still()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + interval '1 minute')")
    return lambda: agenda.advance_to(datetime.now(UTC) + timedelta(days=1), patience_seconds=-0.9)


@provokes("no-worker", TRUNKLINE_DEMO_MODE=True)
def _(_doors: Doors) -> Ask:
    _stand_still()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    return lambda: agenda.advance_to(datetime.now(UTC) + timedelta(days=1))


def _cards(doors: Doors) -> str:
    return f"/api/v1/accounts/{doors.account.public_id}/cards"


def _cancel(doors: Doors) -> Callable[[], HttpResponse]:
    return doors.post(f"/api/v1/services/{doors.service.public_id}/cancel", {"reason": "staff", "grace_days": 14})


@provokes("cancellation-not-found")
def _(doors: Doors) -> Ask:
    return doors.post(f"/api/v1/services/{doors.service.public_id}/reverse-cancellation", {})


@provokes("cancellation-pending")
def _(doors: Doors) -> Ask:
    assert _cancel(doors)().status_code == 201
    return _cancel(doors)


@provokes("card-declined")
def _(doors: Doors) -> Ask:
    card = make_card(doors.account.pk, "pm_demo_declined")
    body = {"retail_cost": "15.00", "customer_id": doors.account.pk}
    path = f"/crm/stripe/charge_card/{card.pk}"
    headers = {**bearer(doors.mine.attempt.token), "Idempotency-Key": unique()}
    # What the gateway said is noted: asked again, the same request changes nothing more.
    assert ask("POST", path, body, headers).status_code == 402
    return lambda: ask("POST", path, body, headers)


@provokes("card-not-found")
def _(doors: Doors) -> Ask:
    return lambda: ask("DELETE", f"{_cards(doors)}/{uuid4()}", b"", doors.headers)


@provokes("card-stored-already")
def _(doors: Doors) -> Ask:
    return doors.post(_cards(doors), {"reference": doors.card.gateway_reference})


@provokes("card-unusable")
def _(doors: Doors) -> Ask:
    return doors.post(_cards(doors), {"reference": "pm_of_nobody"})


@provokes("difference-gone")
def _(doors: Doors) -> Ask:
    body = {"kind": "item_not_assigned", "subject": "item:1", "reason": "It was found in the warehouse."}
    return doors.post("/api/v1/reconciliation/mends", body)


@provokes("differences-remain")
def _(doors: Doors) -> Ask:
    Restoration.objects.create(taken_at=datetime.now(UTC) - timedelta(hours=1))
    answer = charging.call("APIerSv2.SetAccount", {"Account": unique()}, at=datetime.now(UTC))
    assert answer.error is None
    return doors.post("/api/v1/reconciliation/settlement", {"reason": "Let them work."})


@provokes("email-taken")
def _(_doors: Doors) -> Ask:
    email = f"{unique()}@staff.example"
    parties.create_staff(command(), email, None, [])
    return lambda: parties.create_staff(command(), email.upper(), None, [(Role.AGENT, None)])


@provokes("gateway-unavailable")
def _(_doors: Doors) -> Ask:
    return lambda: payments.describe_card("elsewhere", "pm_demo_good")


@provokes("idempotency-key-reused")
def _(doors: Doors) -> Ask:
    path, key = "/api/v1/accounts", {"Idempotency-Key": unique()}
    first = doors.post(path, {"name": "Ada", "brand": doors.brand.slug}, **key)()
    assert first.status_code == 201
    return doors.post(path, {"name": "Eve", "brand": doors.brand.slug}, **key)


@provokes("too-many-requests", TRUNKLINE_REQUESTS_MAX=0)
def _(_doors: Doors) -> Ask:
    def ask_web() -> HttpResponse:
        said: list[Any] = []
        web = Limited(WSGIHandler())
        body = b"".join(web({"PATH_INFO": "/api/v1/products"}, lambda *each: said.extend(each)))
        status, headers = said
        return HttpResponse(body, status=int(status[:3]), headers=dict(headers))

    return ask_web


@provokes("too-many-orders-waiting", TRUNKLINE_ORDERS_WAITING_MAX=0)
def _(doors: Doors) -> Ask:
    return doors.order()


@provokes("invalid-input")
def _(doors: Doors) -> Ask:
    return doors.post("/api/v1/accounts", {"name": "A" * 10_000, "brand": doors.brand.slug})


@provokes("invalid-transition")
def _(doors: Doors) -> Ask:
    job = doors.mine
    endings.complete_job(command(), job.job.pk, job.attempt.number)
    return doors.post(f"/api/v1/jobs/{job.job.pk}/undo", {})


@provokes("delivery-refused")
def _(doors: Doors) -> Ask:
    return doors.post("/api/v1/stock-items/import", {"csv": delivery(f"{doors.specification.name},REF-1,,nowhere")})


@provokes("item-discarded")
def _(doors: Doors) -> Ask:
    path = f"/api/v1/stock-items/{make_item(doors.specification).public_id}"
    assert ask("DELETE", path, {}, doors.headers).status_code == 200
    return doors.post(f"{path}/actions", {"action": "damage", "reason": "It fell"})


@provokes("item-held")
def _(doors: Doors) -> Ask:
    return lambda: ask("DELETE", f"/api/v1/stock-items/{doors.mine.item.public_id}", {}, doors.headers)


@provokes("over-delivery")
def _(doors: Doors) -> Ask:
    order = make_purchase_order(doors.specification, 1)
    items = [{"reference_number": unique()}, {"reference_number": unique()}]
    lines = [{"specification": doors.specification.name, "items": items}]
    return doors.post(f"/api/v1/purchase-orders/{order.public_id}/receipts", {"lines": lines})


@provokes("purchase-order-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/purchase-orders/{uuid4()}")


@provokes("written-off")
def _(doors: Doors) -> Ask:
    item = make_item_for("/write-off", doors.specification)
    path, body = f"/api/v1/stock-items/{item.public_id}/write-off", {"reason": "Beyond repair"}
    assert doors.post(path, body)().status_code == 200
    return doors.post(path, body)


@provokes("item-not-available")
def _(doors: Doors) -> Ask:
    return doors.order_with(doors.specification.name, doors.mine.item.public_id)


@provokes("item-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/stock-items/{uuid4()}")


@provokes("item-of-other-specification")
def _(doors: Doors) -> Ask:
    return doors.order_with(doors.specification.name, make_item(make_specification()).public_id)


@provokes("job-lost")
def _(doors: Doors) -> Ask:
    return lambda: endings.complete_job(command(), doors.mine.job.pk, doors.mine.attempt.number + 1)


@provokes("job-not-found")
def _(doors: Doors) -> Ask:
    return doors.get("/api/v1/jobs/999999999")


@provokes("job-outcome-invalid")
def _(doors: Doors) -> Ask:
    job = doors.mine
    change = {"service_status": "Deactivated"}
    plays.change_service(command(), job.job.pk, job.attempt.number, job.service_id, change)
    return lambda: endings.complete_job(command(), job.job.pk, job.attempt.number)


@provokes("job-token-invalid")
def _(doors: Doors) -> Ask:
    path = f"/crm/inventory/inventory_id/{doors.mine.item.pk}"
    return doors.get(path, bearer(f"{doors.mine.attempt.token}x"))


@provokes("name-taken")
def _(doors: Doors) -> Ask:
    brand, seller = doors.other_brand, doors.brand.seller
    draft = SellerDraft(
        name=f"Seller {unique()}",
        legal_name=seller.legal_name,
        country="GB",
        currency="GBP",
        time_zone="Europe/London",
        brand_name=f"Brand {unique()}",
        brand_slug=brand.slug,
    )
    return lambda: parties.create_seller(command(), draft)


@provokes("not-signed-in")
def _(doors: Doors) -> Ask:
    return doors.get("/api/v1/accounts", {})


@provokes("ocs-account-disabled")
def _(doors: Doors) -> Ask:
    account = {"Tenant": "cgrates.org", "Account": f"disabled_{unique()}"}
    disabled = {**account, "ExtraOptions": {"Disabled": True}}
    made = doors.post("/jsonrpc", {"method": "ApierV2.SetAccount", "params": [disabled], "id": 1})()
    assert json.loads(made.content)["error"] is None
    return Rpc("APIerSv1.DebitUsage", {**account, "BalanceType": "*data", "Value": 1}, "ACCOUNT_DISABLED")


@provokes("ocs-exists")
def _(doors: Doors) -> Ask:
    name = f"Action_{unique()}"
    action = {"Identifier": "*topup", "BalanceType": "*data", "Units": 1024}
    call = {"ActionsId": name, "Actions": [action], "Overwrite": False}
    made = doors.post("/jsonrpc", {"method": "ApierV1.SetActions", "params": [call], "id": 1})()
    assert json.loads(made.content)["error"] is None
    return Rpc("ApierV1.SetActions", call, "EXISTS")


@provokes("ocs-insufficient-credit")
def _(doors: Doors) -> Ask:
    account = {"Tenant": "cgrates.org", "Account": f"poor_{unique()}"}
    made = doors.post("/jsonrpc", {"method": "ApierV2.SetAccount", "params": [account], "id": 1})()
    assert json.loads(made.content)["error"] is None
    grant = {**account, "BalanceType": "*data", "Balance": {"ID": "DATA", "Value": 10}}
    granted = doors.post("/jsonrpc", {"method": "ApierV1.AddBalance", "params": [grant], "id": 2})()
    assert json.loads(granted.content)["error"] is None
    debit = {**account, "BalanceType": "*data", "Balance": {"Value": 11}}
    return Rpc("ApierV1.DebitBalance", debit, "INSUFFICIENT_CREDIT")


@provokes("ocs-invalid-call")
def _(_doors: Doors) -> Ask:
    return Rpc("ApierV2.SetAccount", {"Tenant": "cgrates.org"}, "MANDATORY_IE_MISSING: [Account]")


@provokes("ocs-not-found")
def _(_doors: Doors) -> Ask:
    return Rpc("ApierV2.GetAccount", {"Tenant": "cgrates.org", "Account": f"nobody_{unique()}"}, "NOT_FOUND")


def _closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@provokes("ocs-outcome-unclear", TRUNKLINE_CGRATES_URL=f"http://127.0.0.1:{_closed_port()}/jsonrpc")
def _(_doors: Doors) -> Ask:
    """A use whose answer was lost, and of which the account did not tell whether it was taken."""
    key, use = unique(), {"Tenant": "cgrates.org", "Account": unique(), "BalanceType": "*sms", "Value": 1}
    name, parsed = parse_call("APIerSv1.DebitUsage", use, default_tenant="cgrates.org")
    draft = CallDraft(key, fingerprint(name, [parsed], {}), name, parsed["Tenant"], parsed["Account"], [])
    call_id = charging_calls.intend_call(command(), draft)
    answer = OcsAnswer(error="The balance had 100, was to have 99, and has 96.")
    charging_calls.conclude_call(command(), call_id, EngineCallState.UNCLEAR, answer, is_found_out=True)
    return lambda: charging.call("APIerSv1.DebitUsage", use, at=datetime.now(UTC), key=key)


@provokes("ocs-unavailable", TRUNKLINE_CGRATES_URL=f"http://127.0.0.1:{_closed_port()}/jsonrpc")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/services/{doors.service.public_id}/balances")


@provokes("offer-not-eligible")
def _(doors: Doors) -> Ask:
    return doors.order(product=str(make_product(is_enabled=False).public_id))


@provokes("order-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/orders/{uuid4()}")


@provokes("outside-job")
def _(doors: Doors) -> Ask:
    path = f"/crm/inventory/inventory_id/{doors.others.item.pk}"
    return doors.as_job("PATCH", path, {"item_state": "In Stock"})


@provokes("payment-moved")
def _(doors: Doors) -> Ask:
    payment = make_payment(doors.account.pk)
    believed = payment.amount
    payments.refund_payment(command(), payment.pk, Decimal(5), "a part")
    return lambda: payment_writes.note_given_back(
        command(), payment.pk, held_here=believed, held_there=Decimal(0), reference="re_1"
    )


@provokes("permission-missing")
def _(doors: Doors) -> Ask:
    return doors.get("/api/v1/accounts", bearer(make_token(Role.NETWORK)))


@provokes("picks-incomplete")
def _(doors: Doors) -> Ask:
    return doors.order(product=str(make_product(resource_names=[doors.specification.name]).public_id))


def _product(**changes: object) -> dict[str, object]:
    body: dict[str, object] = {
        "product_name": "Fibre 100",
        "product_slug": f"fibre-{unique()}",
        "category": "standalone",
        "service_type": "internet",
        "currency": "GBP",
        "retail_cost": "30.00",
        "contract_days": 30,
    }
    return {**body, **changes}


@provokes("play-missing")
def _(doors: Doors) -> Ask:
    return doors.post("/api/v1/products", _product(provisioning_play="play_that_nobody_wrote"))


@provokes("play-invalid")
def _(doors: Doors) -> Ask:
    return doors.post("/api/v1/products", _product(provisioning_play="play_test_is_no_yaml"))


@provokes("part-needed")
def _(doors: Doors) -> Ask:
    package = make_package((make_part(), 1, 1, 1))
    order_id = orders.place_order(command(), doors.account.pk, ProductRequest(package.pk))
    finish_all(order_id)
    part = lines_of(order_id)[1].instance
    assert part is not None
    return doors.post(f"/api/v1/services/{part.public_id}/end", {})


@provokes("price-changed")
def _(doors: Doors) -> Ask:
    return doors.order(shown_due_now="14.99")


@provokes("price-ended")
def _(doors: Doors) -> Ask:
    (version,) = RateVersion.objects.filter(rate__product=doors.product)
    path = f"/api/v1/products/{doors.product.public_id}/prices/{version.pk}/withdraw"
    doors.post(path, {})()
    return doors.post(path, {})


@provokes("price-not-found")
def _(doors: Doors) -> Ask:
    return doors.post(f"/api/v1/products/{doors.product.public_id}/prices/0/withdraw", {})


@provokes("product-file-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/products/{doors.product.public_id}/files/{uuid4()}/content")


@provokes("product-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/products/{uuid4()}")


@provokes("refund-refused")
def _(doors: Doors) -> Ask:
    payment = make_payment(doors.account.pk)
    DemoGateway().refund(uuid4(), payment.public_id, payment.amount)
    asked = command(idempotency_key=unique())

    def refund() -> object:
        return payments.refund_payment(asked, payment.pk, payment.amount, "given back elsewhere")

    # What the gateway said is noted: asked again, the same command changes nothing more.
    with suppress(RefundRefusedError):
        refund()
    return refund


@provokes("refund-too-high")
def _(doors: Doors) -> Ask:
    payment = make_payment(doors.account.pk)
    return lambda: payments.refund_payment(command(), payment.pk, payment.amount + 1, "too much")


def reserve(doors: Doors) -> Callable[[str, str], HttpResponse]:
    """Make a reservation through the API, and give a way to ask something of it."""
    body = {"account": str(doors.account.public_id), "items": [str(make_item(doors.specification).public_id)]}
    reservation = json.loads(doors.post("/api/v1/reservations", body)().content)["reservation"]
    return lambda method, path: ask(method, f"/api/v1/reservations/{reservation}{path}", b"", doors.headers)


@provokes("renewal-not-possible")
def _(doors: Doors) -> Ask:
    assert _cancel(doors)().status_code == 201
    return doors.post(f"/api/v1/services/{doors.service.public_id}/renew", {})


@provokes("reservation-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/reservations/{uuid4()}")


@provokes("reservation-expired")
def _(doors: Doors) -> Ask:
    of_reservation = reserve(doors)
    assert of_reservation("DELETE", "").status_code == 200
    return lambda: of_reservation("POST", "/extend")


@provokes("reservation-limit-reached", TRUNKLINE_RESERVATION_SECONDS=60, TRUNKLINE_RESERVATION_SECONDS_MAX=60)
def _(doors: Doors) -> Ask:
    of_reservation = reserve(doors)
    # Its longest time begins a moment after the first one, when the reservation is written down: once, there is a gain.
    of_reservation("POST", "/extend")
    return lambda: of_reservation("POST", "/extend")


@provokes("pool-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/pools/{uuid4()}")


@provokes("pool-overlaps")
def _(doors: Doors) -> Ask:
    body = write_pool()
    assert doors.post("/api/v1/pools", body)().status_code == 201
    return doors.post("/api/v1/pools", body)


@provokes("quantity-not-available")
def _(doors: Doors) -> Ask:
    return doors.post("/api/v1/stock-quantities/write-offs", write_goods(quantity=6, reason="Wet"))


@provokes("resource-specification-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/resource-specifications/{uuid4()}")


@provokes("definition-changed")
def _(doors: Doors) -> Ask:
    family = define("product-families", classification="good")
    path = f"/api/v1/catalogue/product-families/{family.public_id}"
    headers = {**doors.headers, "If-Match": '"2"'}
    return lambda: ask("PATCH", path, {"name": "Routers"}, headers)


@provokes("definition-in-use")
def _(doors: Doors) -> Ask:
    family = define("product-families", classification="service")
    define_product(family=family.code)
    path = f"/api/v1/catalogue/product-families/{family.public_id}"
    return lambda: ask("DELETE", path, b"", doors.headers)


@provokes("definition-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/catalogue/products/{uuid4()}")


@provokes("definition-taken")
def _(doors: Doors) -> Ask:
    return doors.post("/api/v1/catalogue/products", write_product(code=doors.product.code))


@provokes("resource-specification-taken")
def _(doors: Doors) -> Ask:
    return doors.post("/api/v1/resource-specifications", {"name": doors.specification.name})


@provokes("runner-unavailable", TRUNKLINE_RUNNER_COMMAND='["/bin/false"]')
def _(doors: Doors) -> Ask:
    return doors.post("/api/v1/products", _product(provisioning_play="play_test_is_read_by_nobody"))


@provokes("serial-taken")
def _(doors: Doors) -> Ask:
    item = make_item(doors.specification, serial="AB 12")
    body = {"specification": doors.specification.name, "warehouse": item.warehouse.code}
    return doors.post("/api/v1/stock-items", {**body, "reference_number": f"REF-{unique()}", "serial": "ab12"})


def _end(doors: Doors, service: Instance) -> Callable[[], HttpResponse]:
    return doors.post(f"/api/v1/services/{service.public_id}/end", {})


@provokes("service-busy")
def _(doors: Doors) -> Ask:
    assert _end(doors, doors.service)().status_code == 201
    return _end(doors, doors.service)


@provokes("service-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/services/{uuid4()}")


@provokes("service-retired")
def _(doors: Doors) -> Ask:
    end_service(doors.service)
    return _end(doors, doors.service)


@provokes("service-state")
def _(doors: Doors) -> Ask:
    return doors.post(f"/api/v1/services/{doors.service.public_id}/resume", {})


@provokes("service-uuid-taken")
def _(doors: Doors) -> Ask:
    taken = make_service(make_account(doors.brand.pk)).service_uuid
    return doors.as_job("PUT", "/crm/service/", service_body(doors.mine.job, service_uuid=taken))


@provokes("slug-taken")
def _(doors: Doors) -> Ask:
    return doors.post("/api/v1/products", _product(product_slug=doors.product.slug))


@provokes("terms-not-accepted")
def _(doors: Doors) -> Ask:
    product = make_product(terms="Credit ends with its period.")
    current = ProductRequest(product_id=product.pk, accepted_terms_version=1)
    orders.place_order(command(), doors.account.pk, current)
    return doors.order(product=str(product.public_id), accepted_terms_version=2)


def _change(doors: Doors, **body: object) -> Callable[[], HttpResponse]:
    return doors.post(f"/api/v1/services/{doors.service.public_id}/changes", {"quantity": 2, **body})


@provokes("change-not-found")
def _(doors: Doors) -> Ask:
    return doors.post(f"/api/v1/services/{doors.service.public_id}/changes/{uuid4()}/withdraw", {})


@provokes("change-planned")
def _(doors: Doors) -> Ask:
    instant = next_instant()
    assert _change(doors, starts_at=instant)().status_code == 201
    return _change(doors, starts_at=instant)


@provokes("change-under-way")
def _(doors: Doors) -> Ask:
    path = f"/api/v1/services/{doors.service.public_id}/changes/{plan_change(doors.service).public_id}/withdraw"
    assert doors.post(path, {})().status_code == 200
    return doors.post(path, {})


@provokes("instance-changed")
def _(doors: Doors) -> Ask:
    path = f"/api/v1/services/{doors.service.public_id}/changes"
    return lambda: ask("POST", path, {"quantity": 2}, {**doors.headers, "If-Match": '"1-2-3"'})


@provokes("instance-not-found")
def _(doors: Doors) -> Ask:
    return doors.get(f"/api/v1/instances/{uuid4()}")


@provokes("outside-life")
def _(doors: Doors) -> Ask:
    body = {"quantity": 2, "starts_at": "2001-01-01T00:00:00Z", "reason": "Told wrong"}
    return doors.post(f"/api/v1/services/{doors.service.public_id}/corrections", body)
