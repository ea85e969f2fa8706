"""Reads of accounts, staff and tokens."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Q, QuerySet

from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.ids import hash_secret
from trunkline.kernel.time import parse_time_zone
from trunkline.parties.errors import AccountNotFoundError, NotSignedInError, TokenNotFoundError
from trunkline.parties.models import Account, AccountTerms, ApiToken, Brand, RoleAssignment, Seller, Subscriber, User
from trunkline.parties.policies import Access, Grant, narrow
from trunkline.parties.states import Role
from trunkline.platform.locks import LockKind, note_lock

_STAFF = "staff:"
_LAST_USE_PRECISION = timedelta(minutes=1)


def list_accounts(brand_ids: frozenset[int] | None) -> QuerySet[Account]:
    """This will list the accounts of some brands (None: of all)."""
    accounts = Account.objects.select_related("brand", "person").order_by("pk")
    return accounts if brand_ids is None else accounts.filter(brand_id__in=brand_ids)


def get_account(account_id: int, brand_ids: frozenset[int] | None = None) -> Account:
    """This will find an account by its number inside, within some brands (None: all); raises AccountNotFoundError."""
    account = list_accounts(brand_ids).filter(pk=account_id).first()
    if account is None:
        raise AccountNotFoundError(f"No account {account_id} is visible to you; check the number.")
    return account


def get_account_by_public_id(public_id: str, brand_ids: frozenset[int] | None) -> Account:
    """This will find an account by its public id, within some brands (None: all); raises AccountNotFoundError."""
    account = list_accounts(brand_ids).filter(public_id=public_id).first()
    if account is None:
        raise AccountNotFoundError(f"No account {public_id} is visible to you; check the id.")
    return account


def get_account_id(public_id: UUID, brand_ids: frozenset[int] | None) -> int:
    """This will find an account's number inside by its public id, within some brands (None: all).

    Raises AccountNotFoundError.
    """
    accounts = Account.objects.filter(public_id=public_id)
    if brand_ids is not None:
        accounts = accounts.filter(brand_id__in=brand_ids)
    account_id = accounts.values_list("pk", flat=True).first()
    if account_id is None:
        raise AccountNotFoundError(f"No account {public_id} is visible to you; check the id.")
    return account_id


def find_subscriber(account_id: int, public_id: UUID) -> Subscriber | None:
    """This will find a subscriber of an account by its public id, if it is one."""
    return Subscriber.objects.filter(account_id=account_id, public_id=public_id).first()


def list_brands(brand_ids: frozenset[int] | None) -> QuerySet[Brand]:
    """This will list brands with their sellers (None: all)."""
    brands = Brand.objects.select_related("seller").order_by("pk")
    return brands if brand_ids is None else brands.filter(pk__in=brand_ids)


def get_default_currency() -> str:
    """This will tell the currency of all sellers; raises InvalidInputError where they differ or there are none."""
    currencies = set(Seller.objects.values_list("currency", flat=True))
    if len(currencies) != 1:
        raise InvalidInputError.for_field("currency", "must be given, as the sellers do not share one.")
    return currencies.pop()


def list_payer_ids(account: Account) -> list[int]:
    """This will list the accounts above one that may pay for it, the nearest first: of its brand and currency."""
    found: list[Account] = []
    above = account.parent
    while above is not None and above not in found:
        found.append(above)
        above = above.parent
    return [each.pk for each in found if (each.brand_id, each.currency) == (account.brand_id, account.currency)]


def lock_account(account_id: int) -> Account:
    """This will lock an account until the transaction ends; raises AccountNotFoundError."""
    note_lock(LockKind.ACCOUNT, account_id)
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise AccountNotFoundError(f"No account {account_id} exists.")
    return account


def lock_accounts(account_ids: Iterable[int]) -> None:
    """This will lock several accounts until the transaction ends."""
    ids = sorted(set(account_ids))
    for account_id in ids:
        note_lock(LockKind.ACCOUNT, account_id)
    list(Account.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def hold_account(account_id: int) -> None:
    """This will keep an account from being locked by others until the transaction ends, as a new row of it would.

    Others may hold it at the same time. A row that refers to the account, written under locks of a later kind, would
    take this lock too late. Raises AccountNotFoundError.
    """
    note_lock(LockKind.ACCOUNT, account_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM parties_account WHERE id = %s FOR KEY SHARE", [account_id])
        if cursor.fetchone() is None:
            raise AccountNotFoundError(f"No account {account_id} exists.")


def get_terms(account_id: int, at: datetime) -> AccountTerms:
    """This will tell what holds for an account at an instant; before its first terms, those."""
    terms = AccountTerms.objects.filter(account_id=account_id)
    effective = terms.filter(effective_at__lte=at).order_by("-effective_at", "-pk").first()
    return effective or terms.earliest("effective_at", "pk")


def get_time_zone(account_id: int, at: datetime) -> ZoneInfo:
    """This will tell by which time zone an account's days are counted at an instant."""
    return parse_time_zone(get_terms(account_id, at).time_zone)


def map_time_zones(account_ids: Collection[int], at: datetime) -> dict[int, ZoneInfo]:
    """This will tell of several accounts what `get_time_zone` tells of one, in one query."""
    zones: dict[int, str] = {}
    rows = AccountTerms.objects.filter(account_id__in=account_ids).order_by("effective_at", "pk")
    for account_id, effective_at, name in rows.values_list("account_id", "effective_at", "time_zone"):
        # The latest that holds by then; before the first, that one.
        if account_id not in zones or effective_at <= at:
            zones[account_id] = name
    return {account_id: parse_time_zone(name) for account_id, name in zones.items()}


def get_access(user: User, only_role: str = "") -> Access:
    """This will tell what a user may do, by all roles or by one of them."""
    rows: Sequence[tuple[str, int | None]] = list(user.role_assignments.values_list("role", "brand_id"))
    grants = [Grant(Role(role), brand_id) for role, brand_id in rows]
    return Access(user_id=user.pk, grants=narrow(grants, only_role))


def get_access_by_token(token: str, now: datetime) -> Access:
    """This will tell what the bearer of an API token may do at a system instant; raises NotSignedInError."""
    live = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    # One row for each role, in one query: every call of the API begins with it.
    rows = list(
        ApiToken.objects.filter(
            live, token_hash=hash_secret(token), revoked_at__isnull=True, user__is_active=True
        ).values_list(
            "pk",
            "user_id",
            "only_role",
            "last_used_at",
            "user__role_assignments__role",
            "user__role_assignments__brand_id",
        )
    )
    if not rows:
        raise NotSignedInError("The token is unknown, expired or revoked; make a new one.")
    token_id, user_id, only_role, last_used_at, _, _ = rows[0]
    if last_used_at is None or now - last_used_at > _LAST_USE_PRECISION:
        ApiToken.objects.filter(pk=token_id).update(last_used_at=now)
    grants = [Grant(Role(role), brand_id) for *_, role, brand_id in rows if role is not None]
    return Access(user_id=user_id, grants=narrow(grants, only_role))


def list_role_assignments(user_id: int) -> QuerySet[RoleAssignment]:
    """This will list a user's roles with their brands, those for all brands first."""
    return (
        RoleAssignment.objects.filter(user_id=user_id)
        .select_related("brand")
        .order_by(F("brand__name").asc(nulls_first=True), "role")
    )


def list_api_tokens(user_id: int) -> QuerySet[ApiToken]:
    """This will list a user's API tokens, ended ones too, the newest first."""
    return ApiToken.objects.filter(user_id=user_id).order_by("-created_at", "-pk")


def list_portal_tokens(brand_ids: Collection[int] | None) -> QuerySet[ApiToken]:
    """This will list the tokens of the portals of some brands, or of all (None), ended ones too."""
    tokens = ApiToken.objects.filter(only_role=Role.PORTAL, user__role_assignments__role=Role.PORTAL)
    if brand_ids is not None:
        tokens = tokens.filter(user__role_assignments__brand_id__in=brand_ids)
    return tokens.annotate(brand_slug=F("user__role_assignments__brand__slug"))


def get_portal_token(token_id: int, brand_ids: Collection[int] | None = None) -> ApiToken:
    """This will find a token of a portal of some brands, or of any; raises TokenNotFoundError."""
    token = list_portal_tokens(brand_ids).filter(pk=token_id).first()
    if token is None:
        raise TokenNotFoundError(f"No token {token_id} of a portal is visible to you; list them.")
    return token


def get_brand_slugs(brand_ids: Collection[int]) -> frozenset[str]:
    """This will tell the slugs of some brands."""
    return frozenset(Brand.objects.filter(pk__in=brand_ids).values_list("slug", flat=True))


def get_emails(actors: Iterable[str]) -> dict[str, str]:
    """This will tell the e-mail addresses of those of some actors, as the audit notes them, who are of the staff."""
    numbers = {actor.removeprefix(_STAFF) for actor in actors if actor.startswith(_STAFF)}
    users = User.objects.filter(pk__in=[int(number) for number in numbers if number.isdecimal()])
    return {f"{_STAFF}{pk}": email for pk, email in users.values_list("pk", "email")}
