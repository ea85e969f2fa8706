"""The staff's own pages: who am I, what may I do, my API tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trunkline.parties import selectors, use_cases
from trunkline.parties.states import Permission, Role
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.commands import Actor, ActorKind, Command
from trunkline.web.console.forms import TokenForm, role_title


@dataclass(frozen=True)
class RoleRow:
    """A role as the page shows it; no brand name means all brands."""

    title: str
    brand_name: str


@dataclass(frozen=True)
class TokenRow:
    """An API token as the page shows it."""

    pk: int
    label: str
    acts_as: str
    created_at: datetime
    last_used_at: datetime | None
    state: str
    is_live: bool


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """This will show who is signed in, with which roles, and where to go from here."""
    user_id = _user_id(request)
    context = {
        "roles": _list_roles(user_id),
        "live_token_count": sum(token.is_live for token in _list_tokens(user_id)),
        "business_time": business_now(),
        "opens_back_office": selectors.get_access(request.user).allows(Permission.READ_CATALOG_INTERNALS),  # type: ignore[arg-type]  # signed in
    }
    return render(request, "console/home.html", context)


@never_cache
@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """This will list one's API tokens and make one, which the answer shows this once.

    The answer to the POST is the page itself: a redirect would have to keep the token somewhere in between.
    """
    user_id = _user_id(request)
    held = _list_held_roles(user_id)
    form = TokenForm(request.POST if request.method == "POST" else None, roles=held)
    new_token = ""
    if form.is_bound and form.is_valid():
        days = form.cleaned_data["lifetime_days"]
        new_token = use_cases.issue_api_token(
            _command(user_id),
            user_id,
            form.cleaned_data["label"],
            form.cleaned_data["only_role"],
            None if days is None else system_now() + timedelta(days=days),
        )
        form = TokenForm(roles=held)
    context = {"tokens": _list_tokens(user_id), "form": form, "new_token": new_token}
    return render(request, "console/tokens.html", context)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """This will end one of one's own API tokens; another user's stays as it is."""
    user_id = _user_id(request)
    use_cases.revoke_api_token(_command(user_id), user_id, token_id)
    messages.success(request, "The token no longer opens anything.")
    return redirect("console_tokens")


def _user_id(request: HttpRequest) -> int:
    user_id = request.user.pk
    if user_id is None:
        raise TypeError("A view that needs somebody signed in was reached without; it lacks login_required.")
    return int(user_id)


def _command(user_id: int) -> Command:
    return Command(actor=Actor(ActorKind.STAFF, user_id), at=business_now(), reason="asked for on the token page")


def _list_roles(user_id: int) -> list[RoleRow]:
    return [
        RoleRow(title=role_title(assignment.role), brand_name=assignment.brand.name if assignment.brand else "")
        for assignment in selectors.list_role_assignments(user_id)
    ]


def _list_held_roles(user_id: int) -> list[Role]:
    held = {assignment.role for assignment in selectors.list_role_assignments(user_id)}
    return [role for role in Role if role in held]


def _list_tokens(user_id: int) -> list[TokenRow]:
    now = system_now()
    return [
        TokenRow(
            pk=token.pk,
            label=token.label,
            acts_as=role_title(token.only_role) if token.only_role else "All my roles",
            created_at=token.created_at,
            last_used_at=token.last_used_at,
            state=_token_state(token.revoked_at, token.expires_at, now),
            is_live=token.revoked_at is None and (token.expires_at is None or token.expires_at > now),
        )
        for token in selectors.list_api_tokens(user_id)
    ]


def _token_state(revoked_at: datetime | None, expires_at: datetime | None, now: datetime) -> str:
    if revoked_at is not None:
        return f"revoked on {revoked_at:%Y-%m-%d}"
    if expires_at is None:
        return "in use"
    return f"in use until {expires_at:%Y-%m-%d}" if expires_at > now else f"ended on {expires_at:%Y-%m-%d}"
