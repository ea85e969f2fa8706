"""Steps that use cases are made of; they never commit."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import phonenumbers
from django.db.models import Model

from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.ids import hash_secret, new_secret
from trunkline.kernel.money import minor_unit
from trunkline.kernel.time import parse_time_zone
from trunkline.parties.models import (
    Account,
    AccountClass,
    AccountTerms,
    ApiToken,
    Brand,
    Person,
    RoleAssignment,
    Subscriber,
    User,
)
from trunkline.parties.states import AccountKind, Role
from trunkline.platform.limits import require_choice
from trunkline.platform.sequences import next_key

M = TypeVar("M", bound=Model)

ACCOUNT_KEY = "ACC"
API_TOKEN_PREFIX = "tlk"  # noqa: S105  # tells people and scanners what the secret opens
# A name that can never have mail (RFC 2606, 2): nobody asks for a new password of a portal.
_PORTAL_EMAIL = "portal.{}@portal.invalid"


@dataclass(frozen=True)
class AccountDraft:
    """An account to be created; texts as people typed them, codes as the standards write them."""

    brand_id: int
    name: str
    email: str = ""
    phone: str = ""
    kind: str = AccountKind.RESIDENTIAL
    account_class: str | None = None
    currency: str = "GBP"
    time_zone: str = "Europe/London"
    locale: str = "en_GB"
    billing_day: int = 1
    tax_country: str = "GB"
    tax_region: str = ""
    parent_id: int | None = None
    payer_id: int | None = None


def issue_token(user_id: int, label: str, only_role: str, expires_at: datetime | None) -> str:
    """This will make an API token for a user, limited to a role if one is named, and return what opens."""
    token = new_secret(API_TOKEN_PREFIX)
    ApiToken.objects.create(
        user_id=user_id, label=label, token_hash=hash_secret(token), only_role=only_role, expires_at=expires_at
    )
    return token


def get_portal(brand: Brand) -> User:
    """This will find the user as whom a brand's portal reads, or make it: without a password, with that one role."""
    portal, is_new = User.objects.get_or_create(email=_PORTAL_EMAIL.format(brand.slug).lower())
    if is_new:
        portal.set_unusable_password()
        portal.save(update_fields=["password"])
        RoleAssignment.objects.create(user=portal, role=Role.PORTAL, brand=brand)
    return portal


def create_account(draft: AccountDraft, *, at: datetime) -> Account:
    """This will insert an account with its person, first terms and first subscriber; raises InvalidInputError."""
    minor_unit(draft.currency)
    parse_time_zone(draft.time_zone)
    if not draft.name.strip():
        raise InvalidInputError.for_field("name", "must not be empty.")
    require_choice(draft.kind, "kind", AccountKind)
    if not 1 <= draft.billing_day <= 31:  # noqa: PLR2004  # days of a month
        raise InvalidInputError.for_field("billing_day", "must be a day of the month, 1 to 31.")
    person = Person.objects.create(
        name=draft.name, email=draft.email, phone=normalise_phone(draft.phone, draft.tax_country)
    )
    account = Account.objects.create(
        number=next_key(ACCOUNT_KEY),
        brand=_find(Brand, "brand_id", pk=draft.brand_id),
        parent=None if draft.parent_id is None else _find(Account, "parent_id", pk=draft.parent_id),
        person=person,
        currency=draft.currency,
    )
    AccountTerms.objects.create(
        account=account,
        effective_at=at,
        kind=draft.kind,
        account_class=None
        if draft.account_class is None
        else _find(AccountClass, "account_class", code=draft.account_class),
        payer=None if draft.payer_id is None else _find(Account, "payer_id", pk=draft.payer_id),
        time_zone=draft.time_zone,
        locale=draft.locale,
        billing_day=draft.billing_day,
        tax_country=draft.tax_country,
        tax_region=draft.tax_region,
    )
    Subscriber.objects.create(account=account, person=person, label="Main")
    return account


def normalise_phone(text: str, country: str) -> str:
    """This will write a telephone number as E.164, read as one of `country` when it has no prefix; "" stays."""
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise InvalidInputError.for_field("phone", f"{text[:30]!r} is no telephone number.") from None
    if not phonenumbers.is_possible_number(number):
        raise InvalidInputError.for_field("phone", f"{text[:30]!r} is no possible telephone number.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _find(model: type[M], field: str, **condition: object) -> M:
    row = model._default_manager.filter(**condition).first()  # noqa: SLF001  # Django's documented name
    if row is None:
        raise InvalidInputError.for_field(field, "does not exist.")
    return row
