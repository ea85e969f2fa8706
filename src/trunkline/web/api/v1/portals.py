"""The tokens with which operators' own portals read what their brands sell."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from trunkline.kernel.errors import InvalidInputError
from trunkline.parties import use_cases as parties
from trunkline.parties.models import ApiToken
from trunkline.parties.selectors import get_portal_token, list_brands, list_portal_tokens
from trunkline.parties.states import Permission
from trunkline.platform.clocks import system_now
from trunkline.platform.limits import NAME_MAX, SLUG_MAX, require_text
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import page

router = Router(tags=["portals"])
_DAYS_MAX = 3650


class PortalTokenIn(Schema):
    """A token for the portal of a brand (its slug), which ends by itself unless `lifetime_days` is null."""

    model_config = ConfigDict(extra="forbid")

    brand: str
    label: str
    lifetime_days: int | None = Field(365, ge=1, le=_DAYS_MAX)


@router.post("/portal-tokens", auth=Requires(Permission.MANAGE_STAFF), response={201: dict[str, Any]})
def issue_token(request: HttpRequest, body: PortalTokenIn) -> Any:
    """Issue a token that reads a brand's catalogue and offers, and nothing else; it is shown this once.

    It takes no `Idempotency-Key`: an answer that is kept to be repeated would keep the token.
    """
    slug = require_text(body.brand, "brand", SLUG_MAX)
    brand = list_brands(caller_of(request).brand_ids).filter(slug=slug).first()
    if brand is None:
        raise InvalidInputError.for_field("brand", "must be the slug of a brand whose staff you manage.")
    label = require_text(body.label, "label", NAME_MAX)
    expires_at = None if body.lifetime_days is None else system_now() + timedelta(days=body.lifetime_days)
    token = parties.issue_portal_token(command_of(request), brand.pk, label, expires_at)
    return Status(201, {"token": token, "brand": brand.slug, "label": label, "expires_at": expires_at})


@router.get("/portal-tokens", auth=Requires(Permission.MANAGE_STAFF))
def read_tokens(request: HttpRequest, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List the tokens of portals, ended ones too; what opens is never shown again."""
    return page(list_portal_tokens(caller_of(request).brand_ids), _document, after=after, limit=limit)


@router.delete("/portal-tokens/{int:token_id}", auth=Requires(Permission.MANAGE_STAFF))
def revoke_token(request: HttpRequest, token_id: int) -> dict[str, Any]:
    """End a token of a portal for good; one that has ended stays as it is."""
    brand_ids = caller_of(request).brand_ids
    token = get_portal_token(token_id, brand_ids)
    parties.revoke_portal_token(command_of(request), token.pk)
    return _document(get_portal_token(token_id, brand_ids))


def _document(token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.pk,
        "brand": token.brand_slug,  # type: ignore[attr-defined]  # the selector adds it
        "label": token.label,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
        "last_used_at": token.last_used_at,
    }
