"""Portals: users that only read, for one brand, and that nobody signs in as."""

from datetime import timedelta

import pytest

from tests.support.people import command, make_brand
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.ids import hash_secret
from trunkline.parties import use_cases as parties
from trunkline.parties.errors import NotSignedInError, TokenNotFoundError
from trunkline.parties.models import ApiToken, RoleAssignment, User
from trunkline.parties.selectors import get_access_by_token, get_portal_token, list_portal_tokens
from trunkline.parties.states import Permission, Role
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command


def token_of(secret: str) -> ApiToken:
    return ApiToken.objects.get(token_hash=hash_secret(secret))


def test_a_portal_may_read_catalogue_and_offers_of_its_brand_only() -> None:
    brand_id = make_brand()
    access = get_access_by_token(parties.issue_portal_token(command(), brand_id, "Shop"), system_now())
    assert {each for each in Permission if access.allows(each)} == {Permission.READ_CATALOG, Permission.READ_OFFERS}
    assert access.brands(Permission.READ_CATALOG) == frozenset({brand_id})


def test_a_brand_has_one_portal_whose_tokens_are_many() -> None:
    brand_id = make_brand()
    first, second = (token_of(parties.issue_portal_token(command(), brand_id, label)) for label in ("Shop", "App"))
    assert first.user_id == second.user_id
    portal = User.objects.get(pk=first.user_id)
    assert not portal.has_usable_password()
    held = RoleAssignment.objects.filter(user=portal).values_list("role", "brand_id")
    assert list(held) == [(Role.PORTAL, brand_id)]
    assert {token.label for token in list_portal_tokens({brand_id})} == {"Shop", "App"}


def test_an_ended_token_stays_ended_since_it_was() -> None:
    secret = parties.issue_portal_token(command(), make_brand(), "Shop")
    token = token_of(secret)
    parties.revoke_portal_token(command(), token.pk)
    revoked_at = token_of(secret).revoked_at
    assert revoked_at is not None
    with pytest.raises(NotSignedInError):
        get_access_by_token(secret, system_now())
    parties.revoke_portal_token(command(), token.pk)
    assert token_of(secret).revoked_at == revoked_at


def test_a_token_ends_by_itself() -> None:
    ends = system_now() + timedelta(days=1)
    secret = parties.issue_portal_token(command(), make_brand(), "Shop", ends)
    assert get_access_by_token(secret, ends - timedelta(seconds=1)).user_id == token_of(secret).user_id
    with pytest.raises(NotSignedInError):
        get_access_by_token(secret, ends)


def test_tokens_of_people_and_of_other_brands_are_none_of_a_portal() -> None:
    user_id = parties.create_staff(command(), f"p{make_brand()}@staff.example", None, [(Role.PRODUCT_MANAGER, None)])
    person = token_of(parties.issue_api_token(command(), user_id, "mine"))
    portal = token_of(parties.issue_portal_token(command(), make_brand(), "Shop"))
    with pytest.raises(TokenNotFoundError):
        parties.revoke_portal_token(command(), person.pk)
    with pytest.raises(TokenNotFoundError):
        get_portal_token(portal.pk, {make_brand()})
    assert not ApiToken.objects.filter(pk__in=[person.pk, portal.pk], revoked_at__isnull=False).exists()


def test_a_key_is_refused_with_which_the_token_would_be_kept() -> None:
    brand_id, asked = make_brand(), command()
    with pytest.raises(InvalidInputError) as refusal:
        parties.issue_portal_token(Command(asked.actor, at=asked.at, idempotency_key="once"), brand_id, "Shop")
    assert list(refusal.value.fields) == ["Idempotency-Key"]
    assert not list_portal_tokens({brand_id}).exists()
