"""The demo's catalogue, sent to the API as its bodies: what is put in comes back."""

from tests.support.documents import holds
from tests.support.doors import ask, bearer, make_token
from tests.support.quiet import connected_to, fresh_database
from trunkline.catalog.models.kinds import KINDS
from trunkline.cli.demo.definitions.prices import PRICES
from trunkline.cli.demo.definitions.requests import DEFINITIONS
from trunkline.kernel.exact_json import load_json
from trunkline.parties.states import Role

# Every product of the documents that the system was made from, by the words of its code.
_SEED_PRODUCTS = {
    *("channel-euronews", "channel-cnn", "channel-national-geographic", "channel-al-jazeera", "channel-russia-tv"),
    *("channel-fox-news", "video-mad-max", "video-seven", "video-game-of-thrones", "event-champions-league"),
    *("roku-box", "switch-fee", "installation", "smart-sensor", "platform-licence", "voip-phone-1000"),
    *("sim-subscription", "smart-product"),
}


def test_what_is_put_in_comes_back() -> None:
    with fresh_database("demo_definitions") as database, connected_to(database):
        headers = bearer(make_token(Role.PRODUCT_MANAGER))
        for kind, documents in DEFINITIONS:
            answer = ask("POST", f"/api/v1/catalogue/{kind}/bulk", {"definitions": documents}, headers)
            assert answer.status_code == 201, (kind, answer.content)
            made = load_json(answer.content)["data"]  # type: ignore[index,call-overload]
            assert len(made) == len(documents)
            for sent, one in zip(documents, made, strict=True):
                answer = ask("GET", f"/api/v1/catalogue/{kind}/{one['id']}", b"", headers)
                written = load_json(answer.content)
                expected = {name: value for name, value in sent.items() if name != "taxes"}
                assert holds(written, expected), (kind, sent, written)
        for code, price in PRICES:
            (product,) = load_json(ask("GET", f"/api/v1/catalogue/products?filter[code]={code}", b"", headers).content)[
                "data"
            ]  # type: ignore[index,call-overload]
            answer = ask("POST", f"/api/v1/products/{product['id']}/prices", price, headers)
            assert answer.status_code == 201, (code, answer.content)


def test_the_demo_has_all_kinds_that_make_a_catalogue() -> None:
    assert {kind for kind, _documents in DEFINITIONS} <= set(KINDS)
    products = [each["code"] for kind, documents in DEFINITIONS for each in documents if kind == "products"]
    assert set(products) >= _SEED_PRODUCTS
