"""What is done to a product beside its form: it is priced, its terms are written, it is copied; how it did is shown."""

import re
from decimal import Decimal
from typing import Any

from django.test import Client

from tests.support.catalogue import define, define_product, plan_price, set_price
from tests.support.goods import FIFTEEN_OVER_FIVE, make_product
from tests.support.people import make_brand, unique
from tests.web.backoffice.conftest import ROOT, OpenBackOffice, hidden, page, refusals
from trunkline.catalog.models import Product, RateVersion
from trunkline.catalog.selectors.rates import list_rate_versions
from trunkline.parties.models import Brand
from trunkline.parties.states import Role


def place(product: Product) -> str:
    return f"products/{product.public_id}/prices/add/"


def count_of(text: str) -> str:
    found = re.search(r'name="count" value="(\d+)"', text)
    assert found is not None
    return found[1]


def send(browser: Client, product: Product, **values: Any) -> Any:
    """Open the form, fill it in and send it."""
    opened = {"count": count_of(page(browser, place(product))), "model": "per_unit", "audience": "everybody"}
    filled = {**opened, "currency": "GBP", **values}
    return browser.post(ROOT + place(product), {name: value for name, value in filled.items() if value is not None})


def newest(product: Product) -> RateVersion:
    return list_rate_versions(product.pk).latest("pk")


def test_a_price_with_tiers_in_a_plan_and_for_a_year_is_what_was_filled_in(manager: Client) -> None:
    product, plan = make_product(), define("price-plans", currency="GBP")
    tiers = {"entries:tiers": ["0", "1"], "tiers[0].starts_at": "0", "tiers[0].unit_price": "120"}
    tiers |= {"tiers[1].starts_at": "10", "tiers[1].unit_price": "96.50", "tiers[1].fixed_amount": "5"}
    place_told = {"price_plan": plan.code, "period_count": "1", "period_unit": "year"}
    amounts = {
        "retail": "3",
        "wholesale": "1.25",
        "retail_set_up": "0",
        "wholesale_set_up": "0",
        "minimum_charge": "20",
    }
    answer = send(manager, product, **{**place_told, **amounts, **tiers, "model": "tiered", "audience": "new_sales"})
    assert (answer.status_code, answer.headers.get("Location")) == (
        302,
        f"{ROOT}products/{product.public_id}/#prices",
    ), refusals(answer.content.decode())
    price = newest(product)
    assert (price.rate.price_plan, price.rate.period_count, price.rate.period_unit) == (plan, 1, "year")
    told = (price.model, price.audience, price.retail, price.wholesale, price.minimum_charge)
    assert [str(value) for value in told] == ["tiered", "new_sales", "3.000000000", "1.250000000", "20.000000000"]
    assert [f"{tier.starts_at:f} {tier.unit_price:f} {tier.fixed_amount:f}" for tier in price.tiers.all()] == [
        "0.000000000 120.000000000 0.000000000",
        "10.000000000 96.500000000 5.000000000",
    ]
    shown = page(manager, f"products/{product.public_id}/")
    assert plan.code in shown
    assert "Tiered" in shown


def test_phases_are_filled_in(manager: Client) -> None:
    product = make_product()
    phases = {
        "entries:phases": ["0", "1"],
        "phases[0].kind": "trial",
        "phases[0].periods": "1",
        "phases[0].retail": "0",
    }
    phases |= {"phases[1].kind": "promotional", "phases[1].periods": "3", "phases[1].retail": "9.99"}
    assert send(manager, product, retail="15", **phases).status_code == 302
    assert [(row.kind, row.periods, row.retail) for row in newest(product).phases.all()] == [
        ("trial", 1, Decimal(0)),
        ("promotional", 3, Decimal("9.99")),
    ]


def test_what_is_refused_stands_beside_its_input_and_what_was_filled_in_stays(manager: Client) -> None:
    product = make_product()
    wrong = {"entries:tiers": ["0"], "tiers[0].starts_at": "5", "tiers[0].unit_price": "1"}
    answer = send(manager, product, retail="12.34", model="volume", **wrong)
    text = answer.content.decode()
    assert refusals(text) == ["Must be 0: the first tier begins with the first unit."]
    assert 'value="12.34"' in text
    for values in ({"retail": ""}, {"retail": "-1"}, {"period_count": "1"}, {"percent": "5"}):
        text = send(manager, product, **{"retail": "1", **values}).content.decode()
        assert len(refusals(text)) == 1, values
    assert list_rate_versions(product.pk).count() == 1


def test_of_two_who_price_a_product_one_is_told(manager: Client) -> None:
    product = make_product()
    seen = count_of(page(manager, place(product)))
    set_price(product.pk, FIFTEEN_OVER_FIVE)
    text = send(manager, product, retail="16", count=seen).content.decode()
    (told,) = refusals(text)
    assert "somebody set one meanwhile" in told
    assert list_rate_versions(product.pk).count() == 2


def test_a_planned_price_is_withdrawn_by_a_button_of_the_products_page(manager: Client) -> None:
    planned = plan_price()
    product = planned.rate.product
    address = f"{ROOT}products/{product.public_id}/step/"
    assert f'value="withdraw:{planned.pk}"' in page(manager, f"products/{product.public_id}/")
    assert manager.post(address, {"step": f"withdraw:{planned.pk}"}).status_code == 302
    planned.refresh_from_db()
    assert planned.withdrawn_at is not None
    assert manager.post(address, {"step": "withdraw:1x"}).status_code == 404


def test_only_who_may_change_a_product_prices_it(open_back_office: OpenBackOffice) -> None:
    product, foreign = make_product(), define_product(brand=Brand.objects.get(pk=make_brand()).slug)
    of_a_brand = open_back_office((Role.PRODUCT_MANAGER, Brand.objects.get(pk=make_brand())))
    page(of_a_brand, place(product), 403)
    page(of_a_brand, place(foreign), 404)
    page(open_back_office((Role.AGENT, None)), place(product), 403)


def test_terms_are_written_and_of_two_who_do_so_one_is_told(manager: Client) -> None:
    product = define_product()
    address = f"{ROOT}products/{product.public_id}/step/"
    filled = {"step": "terms", "terms": "Be kind.\r\n<b>Pay</b> in time.", "terms_version": "0"}
    assert manager.post(address, filled).status_code == 302
    shown = page(manager, f"products/{product.public_id}/")
    assert "Be kind.\n&lt;b&gt;Pay&lt;/b&gt; in time." in shown
    assert 'name="terms_version" value="1"' in shown
    told = manager.post(address, {**filled, "terms": "Others."}, follow=True).content.decode()
    assert "somebody wrote others" in told
    assert product.terms_versions.count() == 1


def test_terms_that_were_written_are_not_lost_by_saving_the_rest(manager: Client) -> None:
    product = define_product()
    path = f"{ROOT}products/{product.public_id}/"
    form = hidden(page(manager, f"products/{product.public_id}/"))
    text = manager.post(path, {**form, "name": "Another", "terms": "Be kind."}).content.decode()
    assert any("use the button below them" in told for told in refusals(text))
    assert ">Be kind.</textarea>" in text
    product.refresh_from_db()
    assert product.name != "Another"


def test_a_product_is_copied_from_its_page(manager: Client) -> None:
    product = define_product(description="As it was")
    address = f"{ROOT}products/{product.public_id}/copy/"
    code = f"Copy-{unique()}"
    shown = manager.post(address, {"copy_code": code, "copy_name": "A copy"}, follow=True).content.decode()
    assert "tell the rest of it" in shown
    copied = Product.objects.get(code=code)
    assert (copied.description, copied.slug, copied.lifecycle) == ("As it was", code.lower(), "draft")
    again = manager.post(address, {"copy_code": code, "copy_name": ""}, follow=True).content.decode()
    assert "name: must" in again
    assert Product.objects.filter(code=code).count() == 1


def test_the_page_tells_how_a_product_did(manager: Client) -> None:
    shown = page(manager, f"products/{make_product().public_id}/")
    assert "It earned nothing." in shown.partition("Revenue without tax")[2]
    assert "0 active subscriptions that became active" in shown
