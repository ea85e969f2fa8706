"""API tokens that members of the staff make for themselves."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.web.conftest import LOGIN, PASSWORD, MakeMember, Member, command, confirm_access, make_client
from trunkline.parties import selectors, use_cases
from trunkline.parties.errors import NotSignedInError
from trunkline.parties.models import ApiToken, User
from trunkline.parties.states import Role

TOKENS = "/tokens/"


def shown_token(page: str) -> str:
    (token,) = re.findall(r'<code id="new-token"[^>]*>([^<]+)</code>', page)
    return str(token)


def make_token(browser: Client, **fields: str) -> str:
    confirm_access(browser)
    answer = browser.post(TOKENS, {"label": "a script", "only_role": "", "lifetime_days": "", **fields})
    assert answer.status_code == 200
    return shown_token(answer.content.decode())


def test_a_token_is_shown_once_and_acts_as_its_user(signed_in: Client, member: Member) -> None:
    token = make_token(signed_in, label="<script>alert('label')</script>")

    access = selectors.get_access_by_token(token, datetime.now(UTC))
    assert access.user_id == member.user_id
    assert [(grant.role, grant.brand_id) for grant in access.grants] == [(Role.ADMIN, None)]
    page = signed_in.get(TOKENS).content.decode()
    assert token not in page
    assert "&lt;script&gt;alert(&#x27;label&#x27;)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    row = ApiToken.objects.get(user_id=member.user_id)
    assert token not in str(row.__dict__)
    assert row.expires_at is None


def test_a_token_may_be_limited_to_a_role_and_a_time(browser: Client, make_member: MakeMember) -> None:
    member = make_member((Role.AGENT, None), (Role.BILLING, None))
    browser.post(LOGIN, {"login": member.email, "password": PASSWORD})
    before = datetime.now(UTC)

    token = make_token(browser, only_role="billing", lifetime_days="30")

    row = ApiToken.objects.get(user_id=member.user_id)
    assert row.expires_at is not None
    assert timedelta(days=30) <= row.expires_at - before < timedelta(days=30, minutes=1)
    access = selectors.get_access_by_token(token, before)
    assert [grant.role for grant in access.grants] == [Role.BILLING]
    with pytest.raises(NotSignedInError):
        selectors.get_access_by_token(token, row.expires_at)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"label": ""}, "This field is required."),
        ({"label": "x" * 121}, "Ensure this value has at most 120 characters (it has 121)."),
        ({"only_role": "network"}, "network is not one of the available choices."),
        ({"lifetime_days": "31"}, "31 is not one of the available choices."),
    ],
)
def test_a_token_that_cannot_be_made_is_refused_with_the_reason(
    browser: Client, make_member: MakeMember, fields: dict[str, str], reason: str
) -> None:
    member = make_member((Role.AGENT, None))
    browser.post(LOGIN, {"login": member.email, "password": PASSWORD})
    confirm_access(browser)

    answer = browser.post(TOKENS, {"label": "a script", "only_role": "", "lifetime_days": "", **fields})

    assert reason in answer.content.decode()
    assert not ApiToken.objects.filter(user_id=member.user_id).exists()


def test_making_a_token_asks_for_the_password_again(signed_in: Client, member: Member) -> None:
    answer = signed_in.post(TOKENS, {"label": "a script", "only_role": "", "lifetime_days": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/reauthenticate/?next=%2Ftokens%2F")
    assert not ApiToken.objects.filter(user_id=member.user_id).exists()

    answer = signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": TOKENS})

    token = shown_token(answer.content.decode())
    assert selectors.get_access_by_token(token, datetime.now(UTC)).user_id == member.user_id


def test_a_revoked_token_opens_nothing(signed_in: Client, member: Member) -> None:
    token = make_token(signed_in)
    row = ApiToken.objects.get(user_id=member.user_id)

    answer = signed_in.post(f"{TOKENS}{row.pk}/revoke/", follow=True)

    assert "The token no longer opens anything." in answer.content.decode()
    with pytest.raises(NotSignedInError):
        selectors.get_access_by_token(token, datetime.now(UTC))


def test_nobody_revokes_or_sees_another_member_s_token(signed_in: Client, make_member: MakeMember) -> None:
    other = make_member((Role.AGENT, None))
    token = use_cases.issue_api_token(command(), other.user_id, "the other's script")
    row = ApiToken.objects.get(user_id=other.user_id)

    signed_in.post(f"{TOKENS}{row.pk}/revoke/")

    assert selectors.get_access_by_token(token, datetime.now(UTC)).user_id == other.user_id
    assert "the other" not in signed_in.get(TOKENS).content.decode()


def test_a_forged_form_makes_no_token(member: Member) -> None:
    browser = make_client(checks_csrf=True)
    browser.force_login(User.objects.get(pk=member.user_id))

    answer = browser.post(TOKENS, {"label": "forged", "only_role": "", "lifetime_days": ""})

    assert answer.status_code == 403
    assert not ApiToken.objects.filter(user_id=member.user_id).exists()
