"""The words of this room."""

from enum import StrEnum


class Role(StrEnum):
    """What a member of the staff is there for, or an operator's own portal, which only reads."""

    PRODUCT_MANAGER = "product_manager"
    AGENT = "agent"
    NETWORK = "network"
    BILLING = "billing"
    ADMIN = "admin"
    PORTAL = "portal"


class Permission(StrEnum):
    """What a person or token may do; each route asks for one."""

    READ_CATALOG = "read_catalog"
    # Of the catalogue, what no customer is to see: comments, costs, plays, plans, who changed what.
    READ_CATALOG_INTERNALS = "read_catalog_internals"
    MANAGE_CATALOG = "manage_catalog"
    READ_ACCOUNTS = "read_accounts"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_STOCK = "read_stock"
    MANAGE_STOCK = "manage_stock"
    READ_SERVICES = "read_services"
    MANAGE_SERVICES = "manage_services"
    READ_OFFERS = "read_offers"
    PLACE_ORDERS = "place_orders"
    READ_JOBS = "read_jobs"
    MANAGE_JOBS = "manage_jobs"
    READ_BILLING = "read_billing"
    MANAGE_BILLING = "manage_billing"
    CHARGE_ONLINE = "charge_online"
    MANAGE_STAFF = "manage_staff"
    RECONCILE = "reconcile"


class AccountKind(StrEnum):
    """Whether a person or an organisation buys."""

    RESIDENTIAL = "residential"
    BUSINESS = "business"


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PRODUCT_MANAGER: frozenset(
        {
            Permission.READ_CATALOG,
            Permission.READ_CATALOG_INTERNALS,
            Permission.MANAGE_CATALOG,
            Permission.READ_STOCK,
            Permission.READ_SERVICES,
        }
    ),
    Role.AGENT: frozenset(
        {
            Permission.READ_CATALOG,
            Permission.READ_CATALOG_INTERNALS,
            Permission.READ_ACCOUNTS,
            Permission.MANAGE_ACCOUNTS,
            Permission.READ_STOCK,
            Permission.READ_SERVICES,
            Permission.MANAGE_SERVICES,
            Permission.READ_OFFERS,
            Permission.PLACE_ORDERS,
            Permission.READ_JOBS,
            Permission.READ_BILLING,
        }
    ),
    Role.NETWORK: frozenset(
        {
            Permission.READ_CATALOG,
            Permission.READ_CATALOG_INTERNALS,
            Permission.READ_STOCK,
            Permission.MANAGE_STOCK,
            Permission.READ_SERVICES,
            Permission.READ_JOBS,
            Permission.MANAGE_JOBS,
            Permission.CHARGE_ONLINE,
        }
    ),
    Role.BILLING: frozenset(
        {
            Permission.READ_CATALOG,
            Permission.READ_CATALOG_INTERNALS,
            Permission.READ_ACCOUNTS,
            Permission.READ_SERVICES,
            Permission.READ_BILLING,
            Permission.MANAGE_BILLING,
        }
    ),
    Role.ADMIN: frozenset(Permission),
    Role.PORTAL: frozenset({Permission.READ_CATALOG, Permission.READ_OFFERS}),
}
