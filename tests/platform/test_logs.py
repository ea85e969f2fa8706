"""Logs hide secrets and personal data."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from trunkline.kernel.ids import new_secret
from trunkline.platform import logs
from trunkline.platform.logs import PERSONAL_KEYS, SECRET_KEYS, mask_text


@pytest.mark.parametrize("prefix", ["tlk", "tlj", "tlg"])
def test_every_kind_of_token_is_masked(prefix: str) -> None:
    secret = new_secret(prefix)
    assert mask_text(f"Authorization: Bearer {secret}, again {secret}.") == "Authorization: Bearer ***, again ***."


def test_the_path_of_a_jobs_gateway_is_masked() -> None:
    assert mask_text(f"POST /ocs/{new_secret('tlg')} 200") == "POST /ocs/*** 200"


def test_name_and_password_in_an_address_are_masked() -> None:
    text = "connection to postgresql://owner:p4ss%2Fword@127.0.0.1:5432/trunkline failed"
    assert mask_text(text) == "connection to postgresql://***@127.0.0.1:5432/trunkline failed"


def test_what_is_no_secret_stays() -> None:
    text = "GET /api/v1/orders/00000000-0000-4000-8000-000000000000 200 http://127.0.0.1:8000 tlk_short"
    assert mask_text(text) == text


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged while the product's own logging is configured."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure()
    stream = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("key", sorted(SECRET_KEYS | PERSONAL_KEYS))
def test_values_of_secret_and_personal_keys_are_not_logged(lines: io.StringIO, key: str) -> None:
    structlog.get_logger().info("happened", **{key: "Ada Tester"})
    document = json.loads(lines.getvalue())
    assert document[key] == "***"
    assert (document["event"], document["level"]) == ("happened", "info")


def fail(message: str) -> None:
    raise RuntimeError(message)


def test_secrets_in_events_arguments_and_tracebacks_are_masked(lines: io.StringIO) -> None:
    secret = new_secret("tlj")
    logging.getLogger("django").warning("token %s was refused", secret)
    structlog.get_logger().warning(f"token {secret} was refused", detail=f"/ocs/{secret}")
    try:
        fail(f"postgresql://owner:hunter2@localhost/x and {secret}")
    except RuntimeError:
        structlog.get_logger().exception("failed")
        logging.getLogger("django").exception("failed too")
    text = lines.getvalue()
    assert secret not in text
    assert "hunter2" not in text
    documents = [json.loads(line) for line in text.splitlines()]
    assert [document["event"] for document in documents] == [
        "token *** was refused",
        "token *** was refused",
        "failed",
        "failed too",
    ]
    assert all("RuntimeError" in document["exception"] for document in documents[2:])
