"""What customers have, on pages: found, drawn as a timeline, with history, reasons and parts."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.support.bundles import finish_all, lines_of, make_package, make_part
from tests.support.people import command, make_account, make_brand
from tests.support.quiet import _connected_quietly, quiet_database
from tests.web.backoffice.conftest import ROOT, OpenBackOffice, page
from trunkline.catalog.models import Characteristic
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import changes, orders, services
from trunkline.flows.use_cases.changes import ChangeRequest, Difference
from trunkline.instances.models import Instance
from trunkline.parties.models import Account, Brand
from trunkline.parties.states import Role
from trunkline.platform.clocks import business_now

__all__ = ["_connected_quietly", "quiet_database"]

CODE = "<script>alert(1)</script>"


class Sold:
    """A package with one part, which is to be called otherwise in a week; its password is nobody's business."""

    def __init__(self) -> None:
        self.brand_id = make_brand()
        part = make_part("2.00")
        Characteristic.objects.create(product=part, position=0, name="password", value_type="text", is_secret=True)
        package = make_package((part, 1, 1, 1))
        self.account = Account.objects.get(pk=make_account(self.brand_id))
        wanted = ProductRequest(
            package.pk, components=[ProductRequest(part.pk, characteristics={"password": "hunter2"})]
        )
        order_id = orders.place_order(command(), self.account.pk, wanted)
        finish_all(order_id)
        top, below = (line.instance for line in lines_of(order_id))
        assert top is not None
        assert below is not None
        self.top: Instance = top
        self.part: Instance = below
        later = business_now() + timedelta(days=7)
        request = ChangeRequest(Difference(name=CODE), later, "A whim", "As you wished")
        self.change_id = changes.ask_for_change(command(), self.part.pk, request)


@pytest.fixture
def sold() -> Sold:
    return Sold()


@pytest.fixture
def agent(open_back_office: OpenBackOffice) -> Client:
    return open_back_office((Role.AGENT, None))


def test_what_an_account_has_is_found_on_a_day(agent: Client, sold: Sold) -> None:
    found = page(agent, f"instances/?q={sold.account.number}")
    assert {sold.top.key, sold.part.key} <= set(re.findall(r">(\w+-\d+)<", found))
    bundles = page(agent, f"instances/?q={sold.account.number}&kind=PRODUCT")
    assert sold.top.key in bundles
    assert sold.part.key not in bundles
    assert "Nothing is found." in page(agent, f"instances/?q={sold.account.number}&on=2020-01-01")
    ahead = f"{business_now() + timedelta(days=9):%Y-%m-%d}"
    assert "&lt;script&gt;" in page(agent, f"instances/?q={sold.part.key}&on={ahead}")
    for nonsense in ("q=%00", "on=2025-13-45", "after=x", "after=-1", "after=" + "9" * 40, "q=" + "x" * 500, "kind=x"):
        page(agent, f"instances/?{nonsense}")


def test_an_instance_shows_its_timeline_its_history_and_why(agent: Client, sold: Sold) -> None:
    text = page(agent, f"instances/{sold.part.public_id}/")
    assert CODE not in text
    assert text.count('class="pending"') == 1
    assert text.count('class="current"') == 1
    assert "A whim" in text
    assert "To the customer: As you wished" in text
    assert "hunter2" not in text
    whole = page(agent, f"instances/{sold.top.public_id}/")
    assert whole.count("<rect") == 3
    assert f"/backoffice/instances/{sold.part.public_id}/" in whole
    assert "It has no parts on that day." in page(agent, f"instances/{sold.top.public_id}/?on=2020-01-01")
    changes.withdraw_change(command(), sold.part.pk, sold.change_id)
    after = page(agent, f"instances/{sold.part.public_id}/")
    assert 'class="pending"' not in after
    assert "withdrawn" in after


def test_what_is_another_brands_is_not_found(open_back_office: OpenBackOffice, sold: Sold, browser: Client) -> None:
    stranger = open_back_office((Role.AGENT, Brand.objects.get(pk=make_brand())))
    assert stranger.get(f"{ROOT}instances/{sold.part.public_id}/").status_code == 404
    assert "Nothing is found." in page(stranger, f"instances/?q={sold.account.number}")
    assert stranger.get(f"{ROOT}instances/{uuid4()}/").status_code == 404
    for path in ("instances/", f"instances/{sold.part.public_id}/"):
        assert browser.get(ROOT + path).headers["Location"].startswith("/accounts/login/")


def test_what_has_ended_is_found_by_its_state(agent: Client, sold: Sold) -> None:
    changes.withdraw_change(command(), sold.part.pk, sold.change_id)
    finish_all(services.end_service(command(), sold.top.pk))
    assert sold.top.key in page(agent, "instances/?state=Deactivated")
    assert sold.top.key not in page(agent, "instances/")
    assert "ended on" in page(agent, f"instances/{sold.top.public_id}/")
