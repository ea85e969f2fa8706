"""What is filled in is what is saved, and each refusal stands beside the input that it is about."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from tests.support.catalogue import define, define_product
from tests.support.people import make_brand, unique
from tests.web.backoffice.conftest import ROOT, OpenBackOffice, content, hidden, page, place_of, refusals
from trunkline.catalog.models import UserField
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.selectors.histories import list_changes
from trunkline.parties.models import Brand
from trunkline.parties.states import Role
from trunkline.web.backoffice.forms import DefinitionForm


def as_posted(form: DefinitionForm) -> QueryDict:
    """What a browser sends of a form as it stands."""
    sent = QueryDict(mutable=True)
    for bound in form.main:
        _send(sent, bound.html_name, form.main.initial[bound.name])
    for entries in form.entries:
        for entry in entries.forms:
            sent.appendlist(f"entries:{entries.name}", entry.place)
            for bound in entry:
                _send(sent, bound.html_name, entry.initial[bound.name])
    return sent


def _send(sent: QueryDict, name: str, shown: Any) -> None:
    if isinstance(shown, list):
        sent.setlist(name, shown)
    elif shown is True:
        sent[name] = "on"
    elif shown is not False:
        sent[name] = shown.replace("\n", "\r\n")


def assign(sent: QueryDict, values: dict[str, str]) -> None:
    """Fill in some inputs anew; `update` would add a second value."""
    for name, value in values.items():
        sent[name] = value


def send(browser: Client, path: str, sent: QueryDict) -> Any:
    """Send a form, with all values of what has several."""
    return browser.post(ROOT + path, dict(sent.lists()))


CHARACTERISTICS = [
    {"name": "colour", "label": "Colour", "value_type": "text", "choices": ["black", 'wh"ite'], "default": "black"},
    {"name": "length", "value_type": "decimal", "minimum": "0.5", "maximum": "20", "is_required": True},
    {"name": "pin", "value_type": "text", "is_secret": True, "set_by": "staff"},
]


def name_user_fields() -> None:
    """Name some of the operator's own fields, which there is one of each."""
    for slot in ("text_1", "text_2", "number_1"):
        if not UserField.objects.filter(slot=slot).exists():
            define("user-fields", slot=slot, name=f"What the operator calls {slot}")


def full_product() -> Any:
    name_user_fields()
    other = define_product()
    return define_product(
        long_description="Two\nlines",
        features=["Fast", "No <b>limits</b>"],
        alternative_codes=[f"alt-{unique()}"],
        characteristics=CHARACTERISTICS,
        relationships=[{"kind": "excludes", "to_product": other.code}],
        links=[{"label": "More", "url": "https://example.org/?a=1&b=2"}],
        available_from="2026-01-31T12:30:00Z",
        user_fields={"text_1": "red", "number_1": 5},
        priority=7,
    )


def test_a_form_that_is_sent_back_as_it_came_changes_nothing(manager: Client) -> None:
    product = full_product()
    kind = KINDS["products"]
    before = content("products", product.code)
    form = DefinitionForm(kind, before)
    again = DefinitionForm(kind, before, as_posted(form))

    assert again.patch() == {}
    assert again.problem_count == 0
    text = page(manager, f"products/{product.public_id}/")
    assert UserField.objects.get(slot="number_1").name in text
    sent = as_posted(form)
    assign(sent, hidden(text))
    answer = send(manager, f"products/{product.public_id}/", sent)
    assert answer.status_code == 302, refusals(answer.content.decode())
    assert content("products", product.code) == before
    assert selectors.find_definition(kind, product.public_id).version == 1


def test_a_new_definition_is_read_whole_from_its_form() -> None:
    product = full_product()
    kind = KINDS["products"]
    before = content("products", product.code)
    form = DefinitionForm(kind, before, is_new=True)
    said = DefinitionForm(kind, {}, as_posted(form), is_new=True).document()
    code = f"copy-{unique()}"
    copied = define("products", **{**said, "code": code, "slug": code, "alternative_codes": []})
    assert content("products", copied.code) == {**before, "code": code, "slug": code, "alternative_codes": []}


def test_a_change_is_saved_with_who_and_why(manager: Client) -> None:
    product = full_product()
    path = f"products/{product.public_id}/"
    sent = as_posted(DefinitionForm(KINDS["products"], content("products", product.code)))
    assign(sent, {**hidden(page(manager, path)), "change_reason": "new season"})
    sent["priority"] = ""
    sent["user_fields.text_1"] = ""
    sent["user_fields.text_2"] = "blue"
    sent["user_fields.number_1"] = "5.50"
    sent["features"] = "Fast\r\n\r\n  Light  "
    sent["available_from"] = ""
    # The second entry was moved up, the third removed, a new one added after them.
    sent.setlist("entries:characteristics", ["1", "0", "7"])
    sent["characteristics[7].name"] = "weight"
    sent["characteristics[7].value_type"] = "decimal"
    sent["characteristics[7].set_by"] = "customer"
    answer = send(manager, path, sent)
    assert answer.status_code == 302, refusals(answer.content.decode())

    after = content("products", product.code)
    assert after["priority"] == 0
    assert after["user_fields"] == {"text_2": "blue", "number_1": 5.5}
    assert after["features"] == ["Fast", "Light"]
    assert after["available_from"] is None
    assert [each["name"] for each in after["characteristics"]] == ["length", "colour", "weight"]
    assert after["characteristics"][1]["choices"] == ["black", 'wh"ite']
    latest = list_changes(KINDS["products"], product)[0]
    assert latest["reason"] == "new season"
    assert latest["by"].startswith("member-")
    history = page(manager, f"{path}history/")
    assert latest["by"] in history
    assert "new season" in history
    assert "<b>Priority</b>: <del>7</del> → <ins>0</ins>" in history


def test_each_refusal_stands_beside_its_input_and_nothing_is_saved(manager: Client) -> None:
    product = full_product()
    path = f"products/{product.public_id}/"
    before = content("products", product.code)
    sent = as_posted(DefinitionForm(KINDS["products"], before))
    assign(sent, hidden(page(manager, path)))
    sent["name"] = ""
    sent["priority"] = "1001"
    sent["characteristics[1].minimum"] = "much"
    sent["product_type"] = "nothing-of-the-kind"
    form = DefinitionForm(KINDS["products"], before, sent)
    text = send(manager, path, sent).content.decode()

    assert refusals(text) == [
        "Nothing is saved: see what is marked.",
        "Must be given.",
        "There is no product type 'nothing-of-the-kind'.",
        "Must be from -1,000 to 1,000.",
        "'much' is not a decimal number.",
    ]
    row = text.index('name="characteristics[1].minimum"')
    assert 0 < text.index("&#x27;much&#x27; is not a decimal", row) - row < text.index("</td>", row) - row
    assert 'value="much"' in text
    assert form.problem_count == 0
    assert content("products", product.code) == before


def test_json_that_cannot_be_read_is_marked_before_anything_is_asked(manager: Client) -> None:
    product = define_product()
    path = f"products/{product.public_id}/"
    sent = as_posted(DefinitionForm(KINDS["products"], content("products", product.code)))
    assign(sent, hidden(page(manager, path)))
    for wrong in ("{", "{'a': 1}", "NaN"):
        sent["provisioning_variables"] = wrong
        text = send(manager, path, sent).content.decode()
        assert refusals(text)[1:] == ["This is no JSON: texts and names stand in double quotes."]
    assert selectors.find_definition(KINDS["products"], product.public_id).version == 1


def test_the_second_of_two_managers_is_told_who_came_before(manager: Client, open_back_office: OpenBackOffice) -> None:
    other = open_back_office()
    family = define("product-families", code=f"f-{unique()}", name="Boxes", classification="good")
    path = f"product-families/{family.public_id}/"
    first, second = (hidden(page(each, path)) for each in (manager, other))
    fields = {"code": family.code, "description": "", "is_active": "on"}

    assert manager.post(ROOT + path, {**fields, **first, "name": "Decoders"}).status_code == 302
    text = other.post(ROOT + path, {**fields, **second, "name": "Modems"}).content.decode()

    (told,) = refusals(text)
    assert told.startswith("It was changed meanwhile by member-")
    assert "it is at version 2, and this form was filled in from version 1. Nothing is saved." in told
    assert 'value="Modems"' in text
    assert hidden(text)["version"] == "1"
    assert content("product-families", family.code)["name"] == "Decoders"
    # Sent once more, the old form is refused once more.
    assert other.post(ROOT + path, {**fields, **hidden(text), "name": "Modems"}).status_code == 200
    assert content("product-families", family.code)["name"] == "Decoders"


@pytest.mark.parametrize("version", ["", "x", "0", "99999999999999999999"])
def test_a_form_without_its_version_saves_nothing(manager: Client, version: str) -> None:
    family = define("product-families", code=f"f-{unique()}", name="Boxes", classification="good")
    fields = {"code": family.code, "name": "Modems", "is_active": "on", "version": version}
    answer = manager.post(f"{ROOT}product-families/{family.public_id}/", fields)
    assert answer.status_code == 200
    assert "It was changed meanwhile" in refusals(answer.content.decode())[0]
    assert content("product-families", family.code)["name"] == "Boxes"


def test_a_form_that_is_sent_twice_makes_one_definition(manager: Client) -> None:
    code = f"f-{unique()}"
    key = hidden(page(manager, "product-families/add/"))
    fields = {**key, "code": code, "name": "Boxes", "classification": "good", "is_active": "on"}
    answers = [manager.post(f"{ROOT}product-families/add/", fields) for _ in range(2)]
    assert [each.headers["Location"] for each in answers] == [f"{ROOT}{place_of('product-families', code)}"] * 2

    taken = manager.post(f"{ROOT}product-families/add/", {**fields, "form_key": unique(), "name": "Others"})
    assert taken.status_code == 200
    assert refusals(taken.content.decode()) == [f"Another product family has code {code} already; choose another."]
    assert content("product-families", code)["name"] == "Boxes"


def test_staff_of_a_brand_change_what_only_it_sells(open_back_office: OpenBackOffice) -> None:
    own, foreign = (Brand.objects.get(pk=make_brand()) for _ in range(2))
    browser = open_back_office((Role.PRODUCT_MANAGER, own))
    mine, shared, theirs = (
        define_product(brand=brand.slug if isinstance(brand, Brand) else None) for brand in (own, None, foreign)
    )
    listed = page(browser, f"products/?q={mine.code}") + page(browser, f"products/?q={shared.code}")
    assert mine.code in listed.partition("<tbody>")[2]
    assert theirs.code not in page(browser, f"products/?q={theirs.code}").partition("<tbody>")[2]
    assert ">Save<" in page(browser, f"products/{mine.public_id}/")
    assert ">Save<" not in page(browser, f"products/{shared.public_id}/")
    page(browser, f"products/{theirs.public_id}/", 404)
    for product, status in ((shared, 403), (theirs, 404)):
        fields = {"code": product.code, "name": "Taken", "version": "1"}
        assert browser.post(f"{ROOT}products/{product.public_id}/", fields).status_code == status
        assert content("products", product.code)["name"] == product.name

    sent = as_posted(DefinitionForm(KINDS["products"], content("products", shared.code), is_new=True))
    code = f"p-{unique()}"
    assign(sent, {"code": code, "slug": code})
    for brand in ("", foreign.slug):
        sent["brand"] = brand
        text = send(browser, "products/add/", sent).content.decode()
        assert refusals(text)[1:] == [f"Must be one of yours: {own.slug}."]
    sent["brand"] = own.slug
    assert send(browser, "products/add/", sent).status_code == 302
    assert content("products", code)["brand"] == own.slug
    page(browser, "product-families/add/", 403)


def test_a_form_from_elsewhere_is_refused(manager: Client) -> None:
    manager.handler.enforce_csrf_checks = True
    answer = manager.post(f"{ROOT}product-families/add/", {"code": "x", "name": "X"})
    assert answer.status_code == 403


def test_a_product_is_entered_elsewhere_and_taken_out_from_its_own_page(
    manager: Client, open_back_office: OpenBackOffice
) -> None:
    product = define_product()
    kept = define("subscription-types")
    path = f"products/{product.public_id}/step/"
    step = {"step": "enter:subscription-types/products", "enter:subscription-types/products": kept.code}
    assert open_back_office((Role.AGENT, None)).post(ROOT + path, step).status_code == 403
    assert content("subscription-types", kept.code)["products"] == []

    answer = manager.post(ROOT + path, step, follow=True)
    assert f"The product takes part in the subscription type {kept.code}." in answer.content.decode()
    assert content("subscription-types", kept.code)["products"] == [product.code]
    text = page(manager, f"products/{product.public_id}/")
    assert f'value="leave:subscription-types/products:{kept.code}"' in text

    assert manager.post(ROOT + path, {"step": f"leave:subscription-types/products:{kept.code}"}).status_code == 302
    assert content("subscription-types", kept.code)["products"] == []
    for wrong in ("", "nothing", "enter:nothing/here", "leave:subscription-types/products:nothing"):
        assert manager.post(ROOT + path, {"step": wrong}).status_code == 404, wrong


def test_a_product_that_cannot_be_sold_stays_off_sale_with_its_reasons(manager: Client) -> None:
    product = define_product()
    text = page(manager, f"products/{product.public_id}/")
    assert ">Publish<" in text
    answer = manager.post(f"{ROOT}products/{product.public_id}/step/", {"step": "publish"}, follow=True)
    assert refusals(answer.content.decode()) != []
    product.refresh_from_db()
    assert product.lifecycle == "draft"
