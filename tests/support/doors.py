"""Something to ask the doors about: two brands with all that one of them has, and running jobs without their plays."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.support.goods import make_item, make_product, make_specification
from tests.support.payments import make_card
from tests.support.people import command, make_account, make_brand, unique
from tests.support.services import complete_order, order_product, stage_service, start, suspend_service
from trunkline.catalog.models import ResourceSpecification
from trunkline.charging import processes as charging
from trunkline.flows.use_cases import services
from trunkline.flows.use_cases.services import CancellationRequest
from trunkline.instances.models import Instance
from trunkline.instances.states import CancellationReason
from trunkline.kernel.ids import hash_secret
from trunkline.ordering.models import Order
from trunkline.parties import use_cases as parties
from trunkline.parties.models import Account, ApiToken, Brand
from trunkline.parties.states import Role
from trunkline.payments.models import StoredCard
from trunkline.platform.clocks import business_now
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.stock.models import StockItem


def make_token(role: Role, brand_id: int | None = None) -> str:
    """Make a member of the staff without a password, and a token."""
    user_id = parties.create_staff(command(), f"{unique()}@staff.example", None, [(role, brand_id)])
    return parties.issue_api_token(command(), user_id, "tests")


def make_portal_token(brand_id: int) -> ApiToken:
    """Make a token of a brand's portal, and find it."""
    token = parties.issue_portal_token(command(), brand_id, "tests")
    return ApiToken.objects.get(token_hash=hash_secret(token))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def ask(method: str, path: str, body: object, headers: dict[str, str]) -> HttpResponse:
    """Send a request to the doors within this process; bytes are sent as they are, anything else as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    client = Client(raise_request_exception=False)
    answer = client.generic(method, path, content, content_type="application/json", headers=headers)
    return cast("HttpResponse", answer)


@dataclass(frozen=True)
class JobWithItem:
    """A running job, and the item that was picked for it."""

    order: Order
    attempt: Attempt
    item: StockItem

    @property
    def job(self) -> ProvisioningJob:
        return ProvisioningJob.objects.get(pk=self.attempt.job.pk)

    @cached_property
    def service_id(self) -> int:
        """The number of the service that the job has made, but that is not there for others yet."""
        return stage_service(self.attempt)


class World:
    """One brand's account, product, order, service and job, and a second job of another customer of the brand."""

    def __init__(self) -> None:
        self.brand = Brand.objects.get(pk=make_brand())
        self.other_brand = Brand.objects.get(pk=make_brand())
        self.account = Account.objects.get(pk=make_account(self.brand.pk))
        self.specification: ResourceSpecification = make_specification()
        self.product = make_product(brand_id=self.brand.pk)
        self.mine = self.make_job(self.account.pk)
        self.others = self.make_job(make_account(self.brand.pk))

    def make_job(self, account_id: int) -> JobWithItem:
        """Place an order that picks an item, of a new product, and start its job."""
        item = make_item(self.specification)
        product = make_product(brand_id=self.brand.pk, resource_names=[self.specification.name])
        job = order_product(product, account_id, picks={self.specification.name: item.pk})
        return JobWithItem(job.order_line.order, start(job), item)

    def make_service(self) -> Instance:
        """Make an active service of the account."""
        return complete_order(order_product(self.product, self.account.pk))

    def make_usable_service(self) -> Instance:
        """Make a service that the charging system knows, with a gigabyte."""
        service = self.make_service()
        account = {"Tenant": settings.TRUNKLINE_OCS_TENANT, "Account": str(service.service_uuid)}
        balance = {"ID": "DATA_1GB", "Value": 1024**3, "Weight": 10}
        grant = {**account, "BalanceType": "*data", "Balance": balance}
        for method, params in (("APIerSv2.SetAccount", account), ("APIerSv1.AddBalance", grant)):
            assert charging.call(method, params, at=business_now()).error is None
        return service

    def service_for(self, path: str) -> Instance:
        """Make a service to which a route that changes one may be applied; any other route gets a common one."""
        if path.endswith("usage"):
            return self.make_usable_service()
        if path.endswith(("/auto-renewal", "/renew")):
            product = make_product(brand_id=self.brand.pk, allow_auto_renew=True)
            return complete_order(order_product(product, self.account.pk))
        if not path.endswith(("/end", "/suspend", "/resume", "/cancel", "/reverse-cancellation")):
            return self.service
        service = self.make_service()
        if path.endswith("/reverse-cancellation"):
            services.cancel_service(command(), service.pk, CancellationRequest(CancellationReason.CUSTOMER, 14))
        if path.endswith("/resume"):
            suspend_service(service)
        return service

    def make_card(self) -> StoredCard:
        """Store a further card of the account."""
        return make_card(self.account.pk, f"pm_demo_good_{unique()}")

    @cached_property
    def card(self) -> StoredCard:
        """A card of the account, which the demo gateway charges."""
        return self.make_card()

    @cached_property
    def service(self) -> Instance:
        """An active service of the account."""
        return self.make_service()
