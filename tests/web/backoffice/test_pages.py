"""Every kind of definition has its pages, for those who may open them."""

import re

import pytest
from django.test import Client

from tests.support.catalogue import define, define_product
from tests.support.people import unique
from tests.web.backoffice.conftest import ROOT, OpenBackOffice, content, hidden, page, place_of, refusals
from trunkline.catalog.models.kinds import KINDS
from trunkline.parties.states import Role

CODE_LIKE = "<script>document.title = 'taken over'</script>"


def test_each_kind_has_a_list_and_a_form(manager: Client) -> None:
    index = page(manager, "")
    for name, kind in KINDS.items():
        assert f'href="{ROOT}{name}/"' in index, name
        listed = page(manager, f"{name}/")
        assert f'href="{ROOT}{name}/add/"' in listed, name
        form = page(manager, f"{name}/add/")
        assert f"New {kind.title}" in form
        assert 'name="code"' in form
        for rows in kind.rows:
            assert form.count(f'data-entries="{rows.name}"') == (rows.flat is None), (name, rows.name)
        tabs = re.findall(r'data-tab="([^"]*)"', form)
        assert len(tabs) == len(set(tabs)), name


def test_a_page_tells_browsers_what_it_may_do(manager: Client) -> None:
    answer = manager.get(ROOT)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_text_that_is_code_stays_text(manager: Client) -> None:
    family = define("product-families", code=f"f-{unique()}", name=CODE_LIKE, classification="service")
    product = define_product(name=CODE_LIKE, description=CODE_LIKE, family=family.code)
    paths = [
        f"product-families/?q={family.code}",
        f"products/?q={product.code}",
        f"products/?q={CODE_LIKE}&sort={CODE_LIKE}",
        f"product-families/{family.public_id}/",
        f"products/{product.public_id}/",
        f"products/{product.public_id}/history/",
        f"products/{product.public_id}/delete/",
        f"products/add/?name={CODE_LIKE}",
    ]
    for path in paths:
        text = page(manager, path)
        assert "<script>document" not in text, path
        assert "&lt;script&gt;document" in text, path


@pytest.mark.parametrize("path", ["nothing/", "nothing/add/", "products/00000000-0000-0000-0000-000000000000/"])
def test_what_is_not_there_is_not_found(manager: Client, path: str) -> None:
    page(manager, path, 404)


def test_an_unknown_filter_is_told_and_nothing_is_listed(manager: Client) -> None:
    product = define_product()
    text = page(manager, f"products/?q={product.code}&filter.colour=red")
    (told,) = refusals(text)
    assert told.startswith("filter[colour]: is no filter; there are ")
    assert product.code not in text.partition("<tbody>")[2]


def test_a_list_is_searched_filtered_and_sorted(manager: Client) -> None:
    word = f"w{unique()}"
    kept = define("product-families", code=f"b-{word}", name=f"{word} one", classification="good")
    gone = define("product-families", code=f"a-{word}", name=f"{word} two", classification="service", is_active=False)

    both = page(manager, f"product-families/?q={word}").partition("<tbody>")[2]
    assert both.index(gone.code) < both.index(kept.code)
    turned = page(manager, f"product-families/?q={word}&sort=-created_at").partition("<tbody>")[2]
    assert turned.index(gone.code) < turned.index(kept.code)
    active = page(manager, f"product-families/?q={word}&filter.is_active=true").partition("<tbody>")[2]
    assert kept.code in active
    assert gone.code not in active
    goods = page(manager, f"product-families/?q={word}&filter.classification=service").partition("<tbody>")[2]
    assert gone.code in goods
    assert kept.code not in goods


def test_choices_are_found_by_typing(manager: Client) -> None:
    word = f"w{unique()}"
    kept = define("product-families", code=f"b-{word}", name="Boxes", classification="good")
    gone = define("product-families", code=f"c-{word}", name="Cards", classification="good", is_active=False)

    found = manager.get(f"{ROOT}codes/catalog.productfamily/", {"term": word}).json()
    assert found == {
        "results": [
            {"id": kept.code, "text": f"{kept.code} · Boxes", "disabled": False},
            {"id": gone.code, "text": f"{gone.code} · Cards (retired)", "disabled": True},
        ]
    }
    assert manager.get(f"{ROOT}codes/catalog.productfamily/", {"term": "\x00"}).json() == {"results": []}
    for table in ("parties.user", "parties.apitoken", "nothing", "no.thing.here"):
        assert manager.get(f"{ROOT}codes/{table}/").status_code == 404, table


def test_strangers_are_sent_to_sign_in_and_staff_without_the_permission_are_refused(
    browser: Client, open_back_office: OpenBackOffice
) -> None:
    product = define_product()
    for path in ("", "products/", f"products/{product.public_id}/"):
        answer = browser.get(ROOT + path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")
    agent = open_back_office((Role.AGENT, None))
    text = page(agent, f"products/{product.public_id}/")
    assert ">Save<" not in text
    assert ">Delete<" not in text
    fields = {"version": "1", "name": "Changed", "code": product.code}
    assert agent.post(f"{ROOT}products/{product.public_id}/", fields).status_code == 403
    assert agent.post(f"{ROOT}products/{product.public_id}/delete/", {"version": "1"}).status_code == 403
    assert agent.get(f"{ROOT}products/add/").status_code == 403
    assert agent.post(f"{ROOT}product-families/add/", {"code": "x", "name": "X"}).status_code == 403
    assert content("products", product.code)["name"] == product.name


def test_deleting_shows_what_names_a_definition_and_refuses_it(manager: Client) -> None:
    family = define("product-families", code=f"f-{unique()}", name="Boxes", classification="service")
    product = define_product(family=family.code)
    path = f"product-families/{family.public_id}/delete/"

    text = page(manager, path)
    assert f'href="{ROOT}{place_of("products", product.code)}"' in text
    refused = manager.post(ROOT + path, hidden(text)).content.decode()
    assert refusals(refused) == [f"{family.code} is used by: product. Retire it instead, or take it out there first."]
    assert content("product-families", family.code)["name"] == "Boxes"

    lonely = define("product-families", code=f"l-{unique()}", name="Cards", classification="good")
    path = f"product-families/{lonely.public_id}/delete/"
    answer = manager.post(ROOT + path, {**hidden(page(manager, path)), "change_reason": "never sold"})
    assert answer.headers["Location"] == f"{ROOT}product-families/"
    page(manager, f"product-families/{lonely.public_id}/", 404)
