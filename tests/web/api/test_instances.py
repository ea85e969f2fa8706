"""What customers have, asked for through the API: at any instant, as known at any other, and in the seed's words."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from tests.support.catalogue import define
from tests.support.doors import ask, bearer, make_token
from tests.support.people import command, unique
from tests.support.services import complete_order, order_product, start
from trunkline.catalog.models import Characteristic, Product, ProductRelationship
from trunkline.catalog.operations.prices import Prices
from trunkline.catalog.operations.products import ProductDraft
from trunkline.catalog.use_cases import products as catalog_products
from trunkline.flows.use_cases import changes
from trunkline.flows.use_cases import provisioning as endings
from trunkline.instances.models import Change, Configuration, Instance
from trunkline.instances.operations import timeline
from trunkline.instances.selectors.services import lock_current_service
from trunkline.parties import use_cases as parties
from trunkline.parties.models import Brand
from trunkline.parties.operations import AccountDraft
from trunkline.parties.states import Role
from trunkline.parties.use_cases import SellerDraft
from trunkline.platform.clocks import system_now
from trunkline.platform.locks import tracked
from trunkline.provisioning.models import ProvisioningJob

pytestmark = pytest.mark.usefixtures("quiet")
PRAGUE = ZoneInfo("Europe/Prague")


def day(text: str) -> datetime:
    """The beginning of a day in Prague."""
    return datetime.fromisoformat(text).replace(tzinfo=PRAGUE)


def make_plan(speed: int, at: datetime) -> Product:
    prices = Prices(currency="CZK", retail=speed * 10, wholesale=speed, retail_set_up=0, wholesale_set_up=0)  # type: ignore[arg-type]
    draft = ProductDraft(
        name=f"{speed} Mbit/s Plan",
        slug=f"plan-{speed}-{unique()}",
        category="standalone",
        service_type="internet",
        prices=prices,
        contract_days=30,
        change_play="play_change_speed",
    )
    product = Product.objects.get(pk=catalog_products.create_product(command(at=at), draft))
    rows = [("speed", "whole", speed), ("bandwidthUnit", "text", "Mbit/s"), ("discount", "text", None)]
    for position, (name, kind, default) in enumerate(rows):
        Characteristic.objects.create(
            product=product, position=position, name=name, value_type=kind, default=default, set_by="staff"
        )
    Characteristic.objects.create(product=product, position=9, name="password", value_type="text", is_secret=True)
    return product


class Story:
    """SUB-1001 of the seed: 20 Mbit/s from the first of January, 40 Mbit/s from the fifteenth of March 2025."""

    def __init__(self) -> None:
        began, name = day("2025-01-01"), unique()
        draft = SellerDraft(f"O2 {name}", "O2 s.r.o.", "CZ", "CZK", "Europe/Prague", f"O2 {name}", f"o2-{name}")
        self.brand = Brand.objects.get(pk=parties.create_seller(command(at=began), draft))
        account = AccountDraft(
            self.brand.pk, "Jan Novák", currency="CZK", time_zone="Europe/Prague", locale="cs_CZ", tax_country="CZ"
        )
        self.account_id = parties.create_account(command(at=began), account)
        self.slow, self.fast = make_plan(20, began), make_plan(40, began)
        ProductRelationship.objects.create(kind="upgrade", product=self.slow, to_product=self.fast)
        self.service: Instance = complete_order(order_product(self.slow, self.account_id, began), began)
        self.headers = bearer(make_token(Role.ADMIN))

    def get(self, path: str, **query: str) -> Any:
        told = "&".join(f"{name}={value}" for name, value in query.items())
        answer = ask("GET", f"/api/v1/{path}?{told}".replace("+", "%2B"), b"", self.headers)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def ask_for(self, at: datetime, **body: object) -> Change:
        wanted = changes.ChangeRequest(
            changes.Difference(product_id=self.fast.pk, characteristics={"speed": 40, "discount": "SPRING23"}), **body
        )
        return Change.objects.get(pk=changes.ask_for_change(command(at=at), self.service.pk, wanted))

    def entity(self, part: str = "") -> Any:
        return self.get(f"entity-instances/{self.service.public_id}{part}")


@pytest.fixture
def story() -> Story:
    return Story()


def test_the_upgrade_of_the_seed_in_its_own_words(story: Story) -> None:
    change = story.ask_for(day("2025-03-01"), starts_at=day("2025-03-15"))
    before = story.entity("/configurations")["data"]
    assert [(row["status"], row["active"], row["validFor"]) for row in before] == [
        ("ACTIVE", "CURRENT", {"startDateTime": "2025-01-01"}),
        ("PENDING", "PENDING", {"startDateTime": "2025-03-15"}),
    ]
    assert before[0]["chars"] == {"speed": 20, "bandwidthUnit": "Mbit/s"}
    assert before[1]["chars"] == {"speed": 40, "bandwidthUnit": "Mbit/s", "discount": "SPRING23"}
    assert before[1]["entityCatalogSpecificationId"] == str(story.fast.public_id)
    changes.carry_out_due_change(command(at=day("2025-03-15")), story.service.pk, change.pk)
    job = ProvisioningJob.objects.get(order_line__change=change)
    assert job.play == "play_change_speed"
    assert job.variables["characteristics"] == {"speed": 40, "bandwidthUnit": "Mbit/s", "discount": "SPRING23"}
    assert (job.variables["action"], job.variables["quantity"]) == ("change", 1)
    endings.complete_job(command(at=day("2025-03-15")), job.pk, start(job).number)
    after = story.entity("/configurations")["data"]
    assert [(row["status"], row["active"], row["validFor"]) for row in after] == [
        ("HISTORY", "HISTORY", {"startDateTime": "2025-01-01", "endDateTime": "2025-03-14"}),
        ("ACTIVE", "CURRENT", {"startDateTime": "2025-03-15"}),
    ]
    assert [row["name"] for row in after] == ["Mobile of a test"] * 2
    assert story.entity() == {
        "id": str(story.service.public_id),
        "type": "SERVICE",
        "key": story.service.key,
        "dataTags": [],
    }
    assert story.entity("/relationships") == {"data": []}


def test_an_instance_is_told_as_of_any_instant_and_as_known_at_another(story: Story) -> None:
    path = f"instances/{story.service.public_id}"
    before_it_was_planned = system_now()
    # The business clock shows today; what is planned is for a day ahead of it.
    ahead = (datetime.now(UTC) + timedelta(days=30)).replace(microsecond=0)
    story.ask_for(datetime.now(UTC), starts_at=ahead)

    def told(at: datetime | None, known_at: datetime | None = None) -> tuple[str | None, bool | None]:
        asked = {"at": at.isoformat()} if at else {}
        asked |= {"known_at": known_at.isoformat()} if known_at else {}
        held = story.get(path, **asked)["configuration"]
        return (held["characteristics"]["speed"], held["is_planned"]) if held else (None, None)

    assert told(None) == (20, False)
    assert told(day("2024-12-31")) == (None, None)
    assert told(ahead - timedelta(seconds=1)) == (20, False)
    assert told(ahead) == (40, True)
    assert told(ahead, before_it_was_planned) == (20, False)
    assert told(day("2025-01-01"), day("2025-01-01")) == (None, None)  # nobody knew of it then


def test_instances_are_found_by_what_they_are(story: Story) -> None:
    key, account = story.service.key, Configuration.objects.filter(instance=story.service).first()
    assert account is not None
    assert account.account is not None
    own = {"account": str(account.account.public_id)}

    def found(**query: str) -> list[str]:
        return [row["key"] for row in story.get("instances", **query)["data"]]

    assert found(**own) == [key]
    assert found(key=key) == [key]
    assert found(**own, kind="SERVICE", service_status="Active", characteristic="speed=20") == [key]
    assert found(**own, characteristic="speed=40") == found(**own, kind="RESOURCE") == []
    assert found(**own, at="2024-01-01T00:00:00Z") == []
    assert found(**own, product=str(story.slow.public_id)) == [key]
    tags = ["VIP-CLIENT", "FIBER-CONNECTION"]
    answer = ask("PUT", f"/api/v1/instances/{story.service.public_id}/tags", {"tags": tags}, story.headers)
    assert json.loads(answer.content)["tags"] == tags
    assert found(tag="VIP-CLIENT") == [key]
    assert found(**own, tag="VIP") == []


def test_a_secret_is_shown_to_nobody_and_finds_nothing(story: Story) -> None:
    wanted = changes.ChangeRequest(changes.Difference(characteristics={"password": "open sesame"}))
    change = Change.objects.get(pk=changes.ask_for_change(command(at=day("2025-02-01")), story.service.pk, wanted))
    job = ProvisioningJob.objects.get(order_line__change=change)
    endings.complete_job(command(at=day("2025-02-01")), job.pk, start(job).number)
    for path in ("", "/timeline"):
        told = story.get(f"instances/{story.service.public_id}{path}")
        assert "open sesame" not in json.dumps(told)
        assert "***" in json.dumps(told)
    assert "open sesame" not in json.dumps(story.entity("/configurations"))
    assert story.get("instances", characteristic='password="open sesame"')["data"] == []


def test_parts_are_told_as_of_an_instant_also_those_of_parts(story: Story) -> None:
    sites = [
        complete_order(order_product(story.slow, story.account_id, day("2025-01-01")), day("2025-01-01"))
        for _ in range(2)
    ]
    above = [story.service, sites[0]]
    for part, parent in zip(sites, above, strict=True):
        _hang(part, parent, day("2025-02-01"))
    told = story.get(f"instances/{story.service.public_id}/parts")["data"]
    assert [(row["key"], [part["key"] for part in row["parts"]]) for row in told] == [(sites[0].key, [sites[1].key])]
    assert story.get(f"instances/{story.service.public_id}/parts", at="2025-01-15T00:00:00Z")["data"] == []


def _hang(part: Instance, parent: Instance, at: datetime) -> None:
    with tracked(), transaction.atomic():
        timeline.change(lock_current_service(part.pk), at=at, parent_id=parent.pk)


def test_staff_of_a_brand_see_nothing_of_other_brands(story: Story) -> None:
    other = Story()
    story.headers = bearer(make_token(Role.ADMIN, other.brand.pk))
    keys = [row["key"] for row in story.get("instances")["data"]]
    assert other.service.key in keys
    assert story.service.key not in keys
    answer = ask("GET", f"/api/v1/instances/{story.service.public_id}", b"", story.headers)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "at=yesterday",
        "at=2025-01-01",
        "known_at=now",
        "kind=THING",
        "characteristic=speed",
        "characteristic=%00=1",
        'characteristic=speed="%5Cu0000"',
        'characteristic=speed="%5Cud800"',
        "account=me",
        "limit=0",
        "limit=201",
        "after=x",
        f"tag={'x' * 5000}%00",
    ],
)
def test_what_cannot_be_asked_is_refused(story: Story, query: str) -> None:
    answer = ask("GET", f"/api/v1/instances?{query}", b"", story.headers)
    assert answer.status_code in {400, 422}, answer.content
    assert json.loads(answer.content)["code"]


def test_changes_are_asked_for_listed_moved_and_withdrawn(story: Story) -> None:
    path = f"/api/v1/services/{story.service.public_id}"
    tag = ask("GET", path, b"", story.headers).headers["ETag"]
    starts_at = "2099-03-15T00:00:00+01:00"
    body = {"product": str(story.fast.public_id), "characteristics": {"speed": 40}, "starts_at": starts_at}
    body |= {"reason": "Asked by telephone", "customer_reason": "Your upgrade"}
    answer = ask("POST", f"{path}/changes", body, {**story.headers, "If-Match": tag})
    change = json.loads(answer.content)
    assert (answer.status_code, change["state"], change["starts_at"]) == (201, "planned", "2099-03-14T23:00:00Z")
    again = ask("POST", f"{path}/changes", {"quantity": 2}, {**story.headers, "If-Match": tag})
    assert (again.status_code, json.loads(again.content)["code"]) == (412, "instance-changed")
    listed = json.loads(ask("GET", f"{path}/changes", b"", story.headers).content)["data"]
    assert [(row["id"], row["reason"], row["customer_reason"]) for row in listed] == [
        (change["id"], "Asked by telephone", "Your upgrade")
    ]
    moved = ask("POST", f"{path}/changes/{change['id']}/move", {"starts_at": "2099-04-01T00:00:00Z"}, story.headers)
    assert json.loads(moved.content)["starts_at"] == "2099-04-01T00:00:00Z"
    withdrawn = ask("POST", f"{path}/changes/{change['id']}/withdraw", {}, story.headers)
    assert json.loads(withdrawn.content)["state"] == "withdrawn"
    unknown = ask("POST", f"{path}/changes/{uuid4()}/withdraw", {}, story.headers)
    assert unknown.status_code == 404


def test_prices_are_agreed_by_whoever_manages_billing_only(story: Story) -> None:
    path = f"/api/v1/services/{story.service.public_id}/changes"
    for role, status in ((Role.AGENT, 403), (Role.ADMIN, 201)):
        answer = ask("POST", path, {"agreed_retail": "99.00"}, bearer(make_token(role)))
        assert answer.status_code == status, answer.content


def test_a_state_table_of_five_states_is_followed(story: Story) -> None:
    lost = define("service-states", base_status="suspended", is_billable=False)
    table = define(
        "state-tables",
        transitions=[
            {"from_state": None, "to_state": "Active"},
            {"from_state": "Active", "to_state": lost.code},
            {"from_state": lost.code, "to_state": "Active"},
            {"from_state": "Active", "to_state": "Suspended"},
            {"from_state": "Suspended", "to_state": "Deactivated"},
        ],
    )
    Product.objects.filter(pk=story.slow.pk).update(state_table=table)
    path = f"/api/v1/services/{story.service.public_id}/changes"
    seen = []
    for state in (lost.code, "Suspended", "Active", "Suspended"):
        answer = ask("POST", path, {"service_status": state}, story.headers)
        seen.append((answer.status_code, json.loads(answer.content).get("state")))
    assert seen == [(201, "in_force"), (409, None), (201, "in_force"), (201, "in_force")]
