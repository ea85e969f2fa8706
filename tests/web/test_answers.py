"""What every answer has: policies for browsers, an id, a line in the log that names no person and no secret."""

import re
from typing import Any

import pytest
import structlog
from django.test import Client

from trunkline.web.middleware import CONTENT_SECURITY_POLICY

PAGES = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/no-such-page", "/healthz", "/"]


@pytest.mark.parametrize("path", PAGES)
def test_browsers_may_load_our_own_files_only(path: str) -> None:
    headers = Client().get(path).headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES[:4])
def test_pages_need_nothing_that_the_policy_forbids(path: str) -> None:
    page = Client().get(path).content.decode()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", page, flags=re.DOTALL):
        assert "src=" in attributes or 'type="application/json"' in attributes, content
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_every_answer_has_an_id_of_its_own_making() -> None:
    browser = Client(headers={"X-Request-ID": "forged"})
    ids = {browser.get("/healthz").headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", request_id) for request_id in ids)


def test_the_log_names_the_route_and_not_the_path() -> None:
    with structlog.testing.capture_logs() as lines:
        answer = Client().post("/tokens/4711/revoke/?secret=hunter2")

    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["method"], line["route"], line["status"]) == ("POST", "tokens/<int:token_id>/revoke/", 302)
    assert "4711" not in str(line)
    assert "hunter2" not in str(line)
    assert answer.status_code == 302


def test_probes_that_succeed_are_not_logged() -> None:
    with structlog.testing.capture_logs() as lines:
        Client().get("/healthz")
        Client().get("/readyz")
    assert lines == []


def test_an_error_is_answered_by_a_page_with_the_policy_and_the_id(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any) -> None:
        raise RuntimeError("the secret cause")

    monkeypatch.setattr("trunkline.web.health._missing_migrations", fail)
    answer = Client(raise_request_exception=False).get("/readyz")

    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
    assert "the secret cause" not in answer.content.decode()
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["X-Request-ID"]
