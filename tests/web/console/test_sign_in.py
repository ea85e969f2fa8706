"""Who gets in with what, and what somebody who does not can learn."""

import re
import secrets

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from tests.web.conftest import LOGIN, PASSWORD, MakeMember, Member, command, make_client
from trunkline.parties import use_cases
from trunkline.parties.models import User
from trunkline.parties.states import Role

WRONG = "not the password"


def sign_in(browser: Client, email: str, password: str, **extra: str) -> tuple[int, str]:
    answer = browser.post(LOGIN, {"login": email, "password": password}, **extra)  # type: ignore[arg-type]
    return answer.status_code, answer.content.decode()


def without_what_differs(page: str, email: str) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return page.replace(email, "EMAIL")


def unknown_address() -> str:
    return f"nobody-{secrets.token_hex(6)}@example.org"


def is_signed_in(browser: Client) -> bool:
    return browser.get("/").status_code == 200


def test_a_member_signs_in_and_sees_who_they_are(browser: Client, make_member: MakeMember) -> None:
    unique = secrets.token_hex(6)
    brand_id = use_cases.create_seller(
        command(),
        use_cases.SellerDraft(
            name=f"Seller {unique}",
            legal_name="Sign-in Ltd",
            country="GB",
            currency="GBP",
            time_zone="Europe/London",
            brand_name=f"<script>alert('{unique}')</script>",
            brand_slug=f"brand-{unique}",
        ),
    )
    member = make_member((Role.AGENT, brand_id), (Role.NETWORK, None))

    answer = browser.post(LOGIN, {"login": member.email, "password": PASSWORD})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    home = browser.get("/").content.decode()
    assert member.email in home
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td></tr>", home)
    assert rows == [("Network", "All brands"), ("Agent", f"&lt;script&gt;alert(&#x27;{unique}&#x27;)&lt;/script&gt;")]
    assert "<script>alert" not in home


def test_the_case_of_an_address_does_not_matter(browser: Client, member: Member) -> None:
    assert sign_in(browser, member.email.upper(), PASSWORD)[0] == 302
    assert is_signed_in(browser)


def test_a_wrong_password_is_answered_alike_whether_or_not_the_address_exists(member: Member) -> None:
    nobody = unknown_address()

    status, page = sign_in(make_client(), member.email, WRONG)
    status_of_nobody, page_of_nobody = sign_in(make_client(), nobody, WRONG)

    assert (status, status_of_nobody) == (200, 200)
    assert "The email address and/or password you specified are not correct." in page
    assert without_what_differs(page, member.email) == without_what_differs(page_of_nobody, nobody)


def test_an_inactive_member_does_not_get_in_and_strangers_do_not_learn_of_them(member: Member) -> None:
    User.objects.filter(pk=member.user_id).update(is_active=False)
    nobody = unknown_address()
    browser = make_client()

    answer = browser.post(LOGIN, {"login": member.email, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/inactive/")
    assert not is_signed_in(browser)

    page = sign_in(make_client(), member.email, WRONG)[1]
    page_of_nobody = sign_in(make_client(), nobody, WRONG)[1]
    assert without_what_differs(page, member.email) == without_what_differs(page_of_nobody, nobody)


def test_a_member_who_becomes_inactive_is_signed_out(signed_in: Client, member: Member) -> None:
    assert is_signed_in(signed_in)
    User.objects.filter(pk=member.user_id).update(is_active=False)
    assert not is_signed_in(signed_in)


def test_after_five_failures_an_address_is_closed_for_a_while_even_to_the_right_password(member: Member) -> None:
    for _ in range(5):
        assert "are not correct" in sign_in(make_client(), member.email, WRONG)[1]

    browser = make_client()
    status, page = sign_in(browser, member.email, PASSWORD)

    assert status == 200
    assert "Too many failed login attempts" in page
    assert not is_signed_in(browser)


def test_after_ten_failures_a_machine_is_refused_whatever_the_address(browser: Client, member: Member) -> None:
    for _ in range(10):
        assert "are not correct" in sign_in(browser, unknown_address(), WRONG)[1]

    assert "Too many failed login attempts" in sign_in(browser, member.email, PASSWORD)[1]
    assert not is_signed_in(browser)
    assert sign_in(make_client(), member.email, PASSWORD)[0] == 302


def test_nobody_gets_round_the_limit_by_naming_another_address_of_origin(browser: Client, member: Member) -> None:
    for number in range(10):
        origin = f"203.0.113.{number}"
        sign_in(browser, unknown_address(), WRONG, headers={"X-Forwarded-For": origin})  # type: ignore[arg-type]

    assert "Too many failed login attempts" in sign_in(browser, member.email, PASSWORD)[1]


def test_a_form_without_the_page_s_token_is_refused(member: Member) -> None:
    browser = make_client(checks_csrf=True)

    status, page = sign_in(browser, member.email, PASSWORD)

    assert status == 403
    assert "The form has expired" in page
    assert not is_signed_in(browser)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(browser: Client, method: str) -> None:
    email = "self-made@example.org"
    fields = {"email": email, "password1": PASSWORD, "password2": PASSWORD}

    answer = getattr(browser, method)("/accounts/signup/", fields)

    assert "Nobody signs up here by themselves" in answer.content.decode()
    assert not User.objects.filter(email=email).exists()


def test_signing_out_needs_a_post_and_ends_the_session(signed_in: Client) -> None:
    key = signed_in.session.session_key
    assert "Are you sure" in signed_in.get("/accounts/logout/").content.decode()
    assert is_signed_in(signed_in)

    signed_in.post("/accounts/logout/")

    assert not is_signed_in(signed_in)
    assert not Session.objects.filter(session_key=key).exists()


def test_signing_in_leads_on_to_our_own_pages_only(browser: Client, member: Member) -> None:
    answer = browser.post(f"{LOGIN}?next=https://elsewhere.example/", {"login": member.email, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_a_forgotten_password_is_replaced_by_mail(browser: Client, member: Member) -> None:
    fresh = "another quiet harbour"
    browser.post("/accounts/password/reset/", {"email": member.email})
    (message,) = mail.outbox
    assert message.to == [member.email]
    (link,) = re.findall(r"http://testserver(/\S+)", str(message.body))

    page = browser.get(link, follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": fresh, "password2": fresh})

    assert sign_in(make_client(), member.email, PASSWORD)[0] == 200
    assert sign_in(make_client(), member.email, fresh)[0] == 302


def test_nobody_learns_by_a_reset_whether_an_address_is_known(browser: Client, member: Member) -> None:
    answer = browser.post("/accounts/password/reset/", {"email": unknown_address()})
    assert mail.outbox == []
    answer_of_member = browser.post("/accounts/password/reset/", {"email": member.email})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/password/reset/done/")
    assert (answer_of_member.status_code, answer_of_member.headers["Location"]) == (
        302,
        "/accounts/password/reset/done/",
    )
    assert len(mail.outbox) == 1
