"""Accounts, staff, tokens and who may do what."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError

from tests.support.people import command, make_account, make_brand, make_staff, unique
from tests.support.snapshot import differences, take_snapshot
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.ids import hash_secret
from trunkline.parties import use_cases as parties
from trunkline.parties.errors import AccountNotFoundError, EmailTakenError, NotSignedInError
from trunkline.parties.models import Account, AccountTerms, ApiToken, Brand, Subscriber, User
from trunkline.parties.operations import normalise_phone
from trunkline.parties.policies import Access, Grant, narrow
from trunkline.parties.selectors import (
    get_access,
    get_access_by_token,
    get_account,
    get_account_by_public_id,
    get_terms,
    list_accounts,
)
from trunkline.parties.states import ROLE_PERMISSIONS, Permission, Role
from trunkline.platform.clocks import business_now, system_now

AT = datetime(2041, 1, 1, tzinfo=UTC)


def test_an_account_has_its_person_its_terms_and_a_subscriber() -> None:
    brand_id = make_brand()
    account = Account.objects.get(pk=make_account(brand_id, phone="020 7946 0018", email="ada@example.org"))
    assert (account.person.name, account.person.phone) == ("Ada Tester", "+442079460018")
    terms = AccountTerms.objects.get(account=account)
    assert (terms.kind, terms.time_zone, terms.billing_day, terms.tax_country) == (
        "residential",
        "Europe/London",
        1,
        "GB",
    )
    assert Subscriber.objects.get(account=account).person_id == account.person_id
    assert account.number.startswith("ACC-")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"kind": "robot"}, "kind"),
        ({"currency": "XXY"}, "currency"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"billing_day": 0}, "billing_day"),
        ({"billing_day": 32}, "billing_day"),
        ({"phone": "hello"}, "phone"),
        ({"phone": "+44 1"}, "phone"),
        ({"brand_id": 2**40}, "brand_id"),
        ({"parent_id": 2**40}, "parent_id"),
        ({"payer_id": 2**40}, "payer_id"),
        ({"account_class": "gold"}, "account_class"),
    ],
)
def test_what_is_no_account_is_refused_with_its_field_and_nothing_is_kept(
    changes: dict[str, object], field: str
) -> None:
    brand_id = make_brand()
    before = take_snapshot()
    with pytest.raises(InvalidInputError) as refusal:
        make_account(**{"brand_id": brand_id, **changes})  # type: ignore[arg-type]
    assert list(refusal.value.fields) == [field]
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("", "GB", ""),
        ("020 7946 0018", "GB", "+442079460018"),
        ("+1 (212) 555-0123", "GB", "+12125550123"),
        ("0171 1234567", "DE", "+491711234567"),
    ],
)
def test_a_telephone_number_is_written_as_e164(text: str, country: str, number: str) -> None:
    assert normalise_phone(text, country) == number


def test_the_terms_that_hold_are_the_latest_effective_ones_and_before_the_first_those() -> None:
    account_id = make_account(make_brand())
    first = AccountTerms.objects.get(account_id=account_id)
    values = {"kind": "business", "time_zone": "Europe/Berlin", "locale": "de_DE", "tax_country": "DE"}
    second = AccountTerms.objects.create(account_id=account_id, effective_at=AT, **values)
    corrected = AccountTerms.objects.create(account_id=account_id, effective_at=AT, **values)
    assert get_terms(account_id, first.effective_at - timedelta(days=900)) == first
    assert get_terms(account_id, AT - timedelta(microseconds=1)) == first
    assert get_terms(account_id, AT) == corrected != second


def test_accounts_are_seen_within_the_brands_allowed() -> None:
    own, other = make_brand(), make_brand()
    account = get_account(make_account(own))
    assert [row.pk for row in list_accounts(frozenset({own}))] == [account.pk]
    assert list(list_accounts(frozenset())) == []
    assert get_account_by_public_id(str(account.public_id), frozenset({own, other})) == account
    for brands in (frozenset({other}), frozenset[int]()):
        with pytest.raises(AccountNotFoundError):
            get_account(account.pk, brands)
        with pytest.raises(AccountNotFoundError):
            get_account_by_public_id(str(account.public_id), brands)


def test_an_account_is_not_its_own_parent() -> None:
    account_id = make_account(make_brand())
    with pytest.raises(DatabaseError, match="account_is_not_its_own_parent"):
        Account.objects.filter(pk=account_id).update(parent_id=account_id)


def test_an_e_mail_address_is_one_users_in_whatever_case() -> None:
    email = f"{unique()}@staff.example"
    parties.create_staff(command(), email, None, [(Role.AGENT, None)])
    before = take_snapshot()
    with pytest.raises(EmailTakenError):
        parties.create_staff(command(), email.upper(), None, [(Role.ADMIN, None)])
    with pytest.raises(InvalidInputError):
        parties.create_staff(command(), f"x{email}", None, [("king", None)])
    assert differences(before, take_snapshot()) == []


def test_a_token_is_kept_as_its_hash_and_acts_as_its_user_until_it_is_revoked() -> None:
    brand_id = make_brand()
    staff = make_staff(Role.AGENT, brand_id)
    access = get_access_by_token(staff.token, system_now())
    assert access == Access(staff.user_id, (Grant(Role.AGENT, brand_id),))
    row = ApiToken.objects.get(user_id=staff.user_id)
    assert row.token_hash == hash_secret(staff.token)
    assert row.last_used_at is not None
    parties.revoke_api_token(command(), staff.user_id, row.pk)
    for token in (staff.token, "", "tlk_unknown"):
        with pytest.raises(NotSignedInError):
            get_access_by_token(token, system_now())


def test_a_token_ends_at_its_time_and_with_its_user() -> None:
    staff = make_staff(Role.AGENT)
    end = system_now() + timedelta(hours=1)
    token = parties.issue_api_token(command(), staff.user_id, "short", expires_at=end)
    assert get_access_by_token(token, end - timedelta(seconds=1)).user_id == staff.user_id
    with pytest.raises(NotSignedInError):
        get_access_by_token(token, end)
    User.objects.filter(pk=staff.user_id).update(is_active=False)
    with pytest.raises(NotSignedInError):
        get_access_by_token(staff.token, system_now())


def test_nobody_revokes_the_token_of_another() -> None:
    staff, other = make_staff(Role.AGENT), make_staff(Role.ADMIN)
    parties.revoke_api_token(command(), other.user_id, ApiToken.objects.get(user_id=staff.user_id).pk)
    assert get_access_by_token(staff.token, system_now()).user_id == staff.user_id


def test_a_token_may_be_narrowed_to_one_role_that_its_user_has() -> None:
    user_id = parties.create_staff(
        command(), f"{unique()}@staff.example", None, [(Role.AGENT, None), (Role.BILLING, None)]
    )
    token = parties.issue_api_token(command(), user_id, "narrow", only_role=Role.BILLING)
    access = get_access_by_token(token, system_now())
    assert [grant.role for grant in access.grants] == [Role.BILLING]
    assert not access.allows(Permission.PLACE_ORDERS)
    assert get_access(User.objects.get(pk=user_id)).allows(Permission.PLACE_ORDERS)
    more = parties.issue_api_token(command(), user_id, "more", only_role=Role.ADMIN)
    assert get_access_by_token(more, system_now()).grants == ()
    with pytest.raises(InvalidInputError):
        parties.issue_api_token(command(), user_id, "none", only_role="king")


def test_a_role_for_a_brand_allows_that_brand_and_one_without_allows_all() -> None:
    access = Access(1, (Grant(Role.AGENT, 7), Grant(Role.AGENT, 8), Grant(Role.PRODUCT_MANAGER, None)))
    assert access.brands(Permission.PLACE_ORDERS) == frozenset({7, 8})
    assert access.brands(Permission.READ_CATALOG) is None
    assert access.brands(Permission.MANAGE_STAFF) == frozenset()
    assert not access.allows(Permission.MANAGE_STAFF)
    assert narrow(access.grants, "") == access.grants


def test_every_permission_is_some_roles_and_the_admin_has_all() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert ROLE_PERMISSIONS[Role.ADMIN] == frozenset(Permission)
    for role in set(Role) - {Role.ADMIN}:
        assert Permission.MANAGE_STAFF not in ROLE_PERMISSIONS[role]


def test_a_new_password_replaces_the_old_and_is_stored_hashed() -> None:
    staff = make_staff(Role.AGENT)
    parties.set_password(command(at=business_now()), staff.user_id, "a new and longer one")
    user = User.objects.get(pk=staff.user_id)
    assert user.check_password("a new and longer one")
    assert not user.check_password(staff.password)
    assert "longer" not in user.password


def test_a_brand_belongs_to_the_seller_that_it_was_made_with() -> None:
    brand = Brand.objects.select_related("seller").get(pk=make_brand())
    assert (brand.seller.country, brand.seller.currency, brand.seller.time_zone) == ("GB", "GBP", "Europe/London")
