"""Who is in the back office, and what they may see and change there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from trunkline.catalog.models.kind import Kind
from trunkline.catalog.selectors.definitions import get_definition, has_seller_brand
from trunkline.parties.policies import Access
from trunkline.parties.selectors import get_access, get_brand_slugs
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import Actor, ActorKind, Command

View = Callable[..., HttpResponse]

# As elsewhere, scripts come from our own files only. Alpine, which unfold's pages are moved by, makes functions of the
# attributes of its own tags, and unfold writes its colours into the page: both stay within the back office.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Visitor:
    """A member of the staff, with what their roles allow."""

    access: Access

    @property
    def can_read(self) -> bool:
        """Whether the catalogue is open to them."""
        return self.access.allows(Permission.READ_CATALOG_INTERNALS)

    @property
    def can_read_services(self) -> bool:
        """Whether they may see what customers have."""
        return self.access.allows(Permission.READ_SERVICES)

    @property
    def seen_brand_ids(self) -> frozenset[int] | None:
        """The brands of which they see what only these sell; None means all."""
        return self.access.brands(Permission.READ_CATALOG_INTERNALS)

    @property
    def managed_brand_ids(self) -> frozenset[int] | None:
        """The brands of which they change what only these sell; None means all, and what is there for every brand."""
        return self.access.brands(Permission.MANAGE_CATALOG)

    def can_make(self, kind: Kind) -> bool:
        """This will tell whether they may make definitions of a kind."""
        managed = self.managed_brand_ids
        return managed is None or (bool(managed) and has_seller_brand(kind))

    def can_change(self, kind: Kind, definition: Any) -> bool:
        """This will tell whether they may change a definition: what is there for every brand is for staff of all."""
        managed = self.managed_brand_ids
        return managed is None or (has_seller_brand(kind) and definition.brand_id in managed)

    def brand_slugs(self) -> frozenset[str] | None:
        """This will tell for which brands they may make definitions; None means for any and for all together."""
        managed = self.managed_brand_ids
        return None if managed is None else get_brand_slugs(managed)

    def find(self, kind: Kind, public_id: object) -> Any:
        """This will find a definition that they may see; raises DefinitionNotFoundError, also for another brand's."""
        return get_definition(kind, str(public_id), self.seen_brand_ids)

    def command(self, reason: str, key: str | None = None) -> Command:
        """This will make the command of something that they ask for."""
        return Command(Actor(ActorKind.STAFF, self.access.user_id), business_now(), reason, key)


def visitor_of(request: HttpRequest) -> Visitor:
    """This will tell who opens a page; `staff_page` has made sure that they are signed in."""
    return Visitor(get_access(request.user))  # type: ignore[arg-type]  # whoever is signed in is a User


def staff_page(permission: Permission) -> Callable[[View], View]:
    """This will open a view to staff with a permission, under the back office's own policy for browsers."""

    def open_to(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not visitor_of(request).access.allows(permission):
                raise PermissionDenied(f"This page is for staff who have the permission {permission}.")
            response = view(request, *args, **kwargs)
            response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
            return response

        return opened

    return open_to


catalogue_page = staff_page(Permission.READ_CATALOG_INTERNALS)
