"""Pure rules of who may do what."""

from collections.abc import Iterable
from dataclasses import dataclass

from trunkline.parties.states import ROLE_PERMISSIONS, Permission, Role


@dataclass(frozen=True)
class Grant:
    """One role held, for one brand (its primary key) or for all (None)."""

    role: Role
    brand_id: int | None


@dataclass(frozen=True)
class Access:
    """What a signed-in person or token may do."""

    user_id: int
    grants: tuple[Grant, ...]

    def allows(self, permission: Permission) -> bool:
        """This will tell whether any role allows it, for whichever brand."""
        return any(permission in ROLE_PERMISSIONS[grant.role] for grant in self.grants)

    def brands(self, permission: Permission) -> frozenset[int] | None:
        """This will tell for which brands (primary keys) it is allowed; None means all."""
        allowed = [grant.brand_id for grant in self.grants if permission in ROLE_PERMISSIONS[grant.role]]
        if None in allowed:
            return None
        return frozenset(brand_id for brand_id in allowed if brand_id is not None)


def narrow(grants: Iterable[Grant], only_role: str) -> tuple[Grant, ...]:
    """This will keep the grants of one role, or all when none is named."""
    return tuple(grant for grant in grants if not only_role or grant.role == only_role)
