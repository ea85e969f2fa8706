"""The bench of offers: a small run, and that it tells where the two ways differ."""

import json

from tests.support.quiet import connected_to, fresh_database
from trunkline.cli.bench import offers
from trunkline.cli.installation import Databases, current_installation


def test_the_bench_ends_with_its_line_and_both_ways_tell_the_same() -> None:
    with fresh_database("bench_offers") as database, connected_to(database):
        databases = Databases(runtime_url=database.runtime_url, owner_url=database.owner_url)
        environment = current_installation().process_environment(database.runtime_url)
        outcome = offers.run(environment, databases, 400)
    document = json.loads(outcome.as_json())
    assert set(document) == {"bench", "value", "unit", "limit", "ratio", "peak_mib", "details"}
    assert (document["bench"], document["unit"]) == ("offers", "ms")
    details = document["details"]
    # Speed is the machine's; what is told, and in how many queries, is not.
    assert details["failures"] == []
    assert details["queries"] == {"customer": 2, "business": 2, "service": 3}
    # Of each 10 products, one is another brand's; an account without a class is shown all others.
    assert details["shown"]["business"]["products"] == 360
    assert all(0 < each["orderable"] < each["products"] for each in details["shown"].values())
    assert all(each["different_reasons"] > 10 for each in details["shown"].values())


def test_what_differs_is_told() -> None:
    one, other = (1, 2, 3, 0, []), (1, 2, 4, 0, [])
    assert offers.differences("x", [one], [one]) == []
    assert offers.differences("x", [one, one], [one, other])[0].startswith("x: 2 and 2 products; the first that differ")
    assert offers.differences("x", [one], []) == ["x: 1 and 0 products; the first that differ: nothing"]
