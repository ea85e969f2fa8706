"""The description of the API as it was agreed: a change of it is made on purpose, and seen by whoever reviews it."""

import json
from pathlib import Path

from trunkline.web.api.application import api

AGREED = Path(__file__).with_name("openapi.json")
HOW_TO_RENEW = (
    "The API is not what tests/architecture/openapi.json says. If you mean the change, write it down there with "
    "`python -m tests.architecture.openapi` and say in the CHANGELOG what callers must do."
)


def test_the_api_is_what_was_agreed() -> None:
    described = json.loads(json.dumps(api.get_openapi_schema()))
    agreed = json.loads(AGREED.read_text())
    assert described == agreed, HOW_TO_RENEW


def test_every_operation_tells_what_it_does_and_what_it_needs() -> None:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description", "").endswith("."), f"{method} {path}"
            assert operation["security"], f"{method} {path}"
