"""Who may call a route: each declares one permission, or says why it needs none."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.errors import NotSignedInError, PermissionMissingError
from trunkline.parties.policies import Access
from trunkline.parties.selectors import get_access, get_access_by_token
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.commands import Actor, ActorKind, Command
from trunkline.platform.idempotency import KEY_LENGTH_MAX
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.operations import JOB_TOKEN_PREFIX
from trunkline.provisioning.selectors import get_job_by_token
from trunkline.web.middleware import note_sign_in


@dataclass(frozen=True)
class Caller:
    """Who calls: a member of the staff (by session or token), or a running job."""

    permission: Permission | None
    access: Access | None = None
    job: ProvisioningJob | None = None

    @property
    def actor(self) -> Actor:
        """Who asks, for the audit history."""
        if self.job is not None:
            return Actor(ActorKind.JOB, self.job.pk)
        return Actor(ActorKind.STAFF, self.access.user_id if self.access else None)

    @property
    def brand_ids(self) -> frozenset[int] | None:
        """The brands whose accounts the caller may see by the route's permission; None means all."""
        if self.access is None or self.permission is None:
            return frozenset()
        return self.access.brands(self.permission)

    def allows(self, permission: Permission) -> bool:
        """This will tell whether the caller's role has a permission beside the route's."""
        return self.access is not None and self.access.allows(permission)


class Requires(AuthBase):
    """Lets in staff whose role has a permission, running jobs where `jobs` says so, and nobody else.

    A permission of None means: jobs only.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, permission: Permission | None, *, jobs: bool = False) -> None:
        if permission is None and not jobs:
            raise ValueError("A route must let in somebody.")
        self.permission = permission
        self.jobs = jobs
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller:
        """This will tell who calls; raises NotSignedInError or PermissionMissingError."""
        token = _bearer_token(request)
        if token is not None and token.startswith(f"{JOB_TOKEN_PREFIX}_"):
            job = get_job_by_token(token, system_now())
            note_sign_in(request)
            if not self.jobs:
                raise PermissionMissingError("A job's token does not open this route.")
            return Caller(permission=self.permission, job=job)
        access = _access_of(request, token)
        note_sign_in(request)
        if self.permission is None:
            raise PermissionMissingError("Only a running provisioning job may do this.")
        if not access.allows(self.permission):
            raise PermissionMissingError(f"This needs the permission {self.permission}; ask an administrator.")
        return Caller(permission=self.permission, access=access)


def _access_of(request: HttpRequest, token: str | None) -> Access:
    if token is not None:
        return get_access_by_token(token, system_now())
    if not request.user.is_authenticated:
        raise NotSignedInError("Sign in, or send Authorization: Bearer with an API token.")
    # A browser sends its cookie unasked: only a page of ours knows the token against forged requests.
    if request.method not in {"GET", "HEAD"} and check_csrf(request):
        raise PermissionMissingError("The request came without the page's CSRF token.")
    return get_access(request.user)


def _bearer_token(request: HttpRequest) -> str | None:
    header = request.headers.get("Authorization")
    if header is None:
        return None
    token = split_bearer(header)
    if token is None:
        raise NotSignedInError("The Authorization header must be: Bearer, a space, and the token.")
    return token


def split_bearer(header: str) -> str | None:
    """This will tell the token in an Authorization header of the scheme Bearer (RFC 6750), or None without one."""
    scheme, _, token = header.partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def caller_of(request: HttpRequest) -> Caller:
    """This will tell who called an authenticated route."""
    caller: Any = getattr(request, "auth", None)
    if not isinstance(caller, Caller):
        raise HttpError(401, "The route was called without credentials.")
    return caller


def require_all_brands(request: HttpRequest, detail: str) -> Caller:
    """This will tell who called, and refuse staff limited to brands; raises PermissionMissingError with the reason."""
    caller = caller_of(request)
    if caller.brand_ids is not None:
        raise PermissionMissingError(detail)
    return caller


def command_of(request: HttpRequest) -> Command:
    """This will build the command of a request: its caller, the business time, its Idempotency-Key."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and (not key.isascii() or not key.isprintable() or not 1 <= len(key) <= KEY_LENGTH_MAX):
        raise InvalidInputError.for_field(
            "Idempotency-Key", f"must be 1 to {KEY_LENGTH_MAX} printable ASCII characters."
        )
    return Command(caller_of(request).actor, at=business_now(), idempotency_key=key)


def job_of(request: HttpRequest) -> ProvisioningJob:
    """This will tell which job called a route that lets in jobs only."""
    job = caller_of(request).job
    if job is None:
        raise PermissionMissingError("Only a running provisioning job may do this.")
    return job
