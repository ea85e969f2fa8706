"""Durable writes of this room."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import minor_unit
from trunkline.kernel.time import parse_time_zone
from trunkline.parties import operations
from trunkline.parties.errors import EmailTakenError, NameTakenError
from trunkline.parties.models import ApiToken, Brand, RoleAssignment, Seller, User
from trunkline.parties.operations import AccountDraft
from trunkline.parties.selectors import get_portal_token
from trunkline.parties.states import Role
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command, use_case
from trunkline.platform.limits import SLUG_MAX, require_choice, require_slug


@dataclass(frozen=True)
class SellerDraft:
    """A seller to be created with its first brand."""

    name: str
    legal_name: str
    country: str
    currency: str
    time_zone: str
    brand_name: str
    brand_slug: str


@use_case
def create_seller(_command: Command, draft: SellerDraft) -> int:
    """This will create a seller and its first brand, and return the brand's id.

    Raises InvalidInputError or NameTakenError.
    """
    parse_time_zone(draft.time_zone)
    minor_unit(draft.currency)
    require_slug(draft.brand_slug, "brand_slug", SLUG_MAX)
    if not re.fullmatch(r"[A-Z]{2}", draft.country):
        raise InvalidInputError.for_field("country", "must be an ISO 3166 code of two capital letters, such as GB.")
    try:
        with transaction.atomic():
            seller = Seller.objects.create(
                name=draft.name,
                legal_name=draft.legal_name,
                country=draft.country,
                currency=draft.currency,
                time_zone=draft.time_zone,
            )
            return Brand.objects.create(seller=seller, name=draft.brand_name, slug=draft.brand_slug).pk
    except IntegrityError:
        raise NameTakenError("Another seller or brand has this name or slug; choose another.") from None


@use_case
def create_account(command: Command, draft: AccountDraft) -> int:
    """This will create an account with its person and first terms, and return its id; raises InvalidInputError."""
    return operations.create_account(draft, at=command.at).pk


@use_case
def create_staff(_command: Command, email: str, password: str | None, roles: list[tuple[str, int | None]]) -> int:
    """This will create a member of the staff with roles, each for a brand (its id) or for all (None).

    Raises EmailTakenError, or InvalidInputError for an unknown role.
    """
    for role, _ in roles:
        require_choice(role, "roles", Role)
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password)
    except IntegrityError:
        raise EmailTakenError(f"{email} belongs to another user; choose another address.") from None
    for role, brand_id in roles:
        RoleAssignment.objects.create(user=user, role=role, brand_id=brand_id)
    return user.pk


@use_case
def issue_api_token(
    command: Command, user_id: int, label: str, only_role: str = "", expires_at: datetime | None = None
) -> str:
    """This will make an API token for a user and return it; it is shown this once, only its hash is kept.

    Raises InvalidInputError for an unknown role, and for an idempotency key, with which the token would be kept.
    """
    _refuse_key(command)
    if only_role:
        require_choice(only_role, "only_role", Role)
    return operations.issue_token(user_id, label, only_role, expires_at)


def _refuse_key(command: Command) -> None:
    if command.idempotency_key is not None:
        raise InvalidInputError.for_field("Idempotency-Key", "cannot be used: a token is never kept to be shown again.")


@use_case
def issue_portal_token(command: Command, brand_id: int, label: str, expires_at: datetime | None = None) -> str:
    """This will make a token with which a brand's own portal reads what the brand sells, and return it this once.

    Nobody signs in as the portal: it has a user of its own without a password, and no role but to read.

    Raises InvalidInputError for an idempotency key, with which the token would be kept.
    """
    _refuse_key(command)
    portal = operations.get_portal(Brand.objects.get(pk=brand_id))
    return operations.issue_token(portal.pk, label, Role.PORTAL, expires_at)


@use_case
def revoke_portal_token(_command: Command, token_id: int) -> int:
    """This will end a token of a portal for good, and return its id; an ended one stays as it is.

    Raises TokenNotFoundError.
    """
    token = get_portal_token(token_id)
    if token.revoked_at is None:
        ApiToken.objects.filter(pk=token.pk).update(revoked_at=system_now())
    return token.pk


@use_case
def revoke_api_token(_command: Command, user_id: int, token_id: int) -> None:
    """This will end an API token of a user for good; an unknown or ended one stays as it is."""
    live = ApiToken.objects.filter(pk=token_id, user_id=user_id, revoked_at__isnull=True)
    live.update(revoked_at=system_now())


@use_case
def set_password(_command: Command, user_id: int, password: str) -> None:
    """This will give a user a new password."""
    user = User.objects.get(pk=user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
