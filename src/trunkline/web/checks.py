"""What `manage check` refuses: an address of which nobody has said who may use it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation

# Addresses outside the API, by their names. Anybody gets in here, each for a reason.
OPEN_PAGES = {
    "account_login": "somebody must be able to sign in",
    "account_logout": "asks whether to sign out, and leads strangers home",
    "account_signup": "says that nobody registers by themselves",
    "account_inactive": "says why somebody with the right password does not get in",
    "account_reset_password": "a forgotten password",
    "account_reset_password_done": "says that a mail was sent, whether or not it was",
    "account_reset_password_from_key": "a forgotten password: the address holds the secret of the mail",
    "account_reset_password_from_key_done": "says that the password was changed",
    "mfa_authenticate": "the second step of signing in",
    "mfa_login_webauthn": "somebody must be able to sign in with a passkey",
    "healthz": "a probe has no credentials; says only that the process lives",
    "readyz": "a probe has no credentials; says only whether the database is there",
    "api:openapi-json": "the description of the API holds nothing of this installation",
    "api:openapi-view": "likewise",
    "api:api-root": "stands behind the home page, which has the same address",
}
# Whoever is signed in gets in here, to what is theirs.
STAFF_PAGES = frozenset(
    {
        "console_home",
        "console_tokens",
        "console_token_revoke",
        "backoffice:index",
        "backoffice:codes",
        "backoffice:list",
        "backoffice:add",
        "backoffice:change",
        "backoffice:delete",
        "backoffice:history",
        "backoffice:step",
        "backoffice:add-price",
        "backoffice:copy",
        "backoffice:instances",
        "backoffice:instance",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
    }
)
OTHER_PAGES = {"metrics": "this machine, and administrators from anywhere"}


@register
def check_routes(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[CheckMessage]:
    """This will refuse routes of the API without exactly one permission that are not listed as open, and old entries.

    Its messages are trunkline.E001 to E003.
    """
    del app_configs
    from trunkline.web.api.access import Requires  # the API is loaded where it is served or checked, not by workers
    from trunkline.web.api.application import OPEN_ROUTES

    problems: list[CheckMessage] = []
    known = set()
    for route, operation in _list_routes():
        known.add(route)
        guards, name = operation.auth_callbacks, " ".join(route)
        if route in OPEN_ROUTES:
            if guards:
                problems.append(Error(f"{name} is listed as open, but asks for credentials.", id="trunkline.E002"))
        elif len(guards) != 1 or not isinstance(guards[0], Requires):
            hint = "Give it auth=Requires(a permission), or list it in OPEN_ROUTES with the reason."
            problems.append(Error(f"{name} does not require exactly one permission.", hint=hint, id="trunkline.E001"))
    problems.extend(
        Error(f"{' '.join(route)} is listed as open, but does not exist.", id="trunkline.E003")
        for route in sorted(OPEN_ROUTES.keys() - known)
    )
    return problems


@register
def check_pages(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[CheckMessage]:
    """This will refuse addresses outside the API of which no list says who may use them, and old entries.

    A page of ours for whoever is signed in must be marked so, as by login_required. Messages: trunkline.E004 to E007.
    """
    del app_configs
    problems: list[CheckMessage] = []
    declared = {*OPEN_PAGES, *STAFF_PAGES, *OTHER_PAGES}
    known = set()
    for name, view in _list_pages(get_resolver().url_patterns):
        if name in known:
            problems.append(Error(f"Two pages are named {name}; the lists tell them apart by it.", id="trunkline.E007"))
        known.add(name)
        if name not in declared:
            hint = "Enter its name in one of the lists of trunkline.web.checks."
            problems.append(Error(f"Nothing says who may use the page {name}.", hint=hint, id="trunkline.E004"))
        elif name in STAFF_PAGES and view.__module__.startswith("trunkline.") and not hasattr(view, "login_url"):
            hint = "Decorate its view with login_required."
            problems.append(Error(f"The page {name} does not ask who is there.", hint=hint, id="trunkline.E005"))
    problems.extend(
        Error(f"The page {name} is declared, but does not exist.", id="trunkline.E006")
        for name in sorted(declared - known)
    )
    return problems


def _list_routes() -> Iterator[tuple[tuple[str, str], Operation]]:
    """Every method and path of the API, those left out of its description too."""
    from trunkline.web.api.application import api

    for router in api._get_bound_routers():  # noqa: SLF001  # the description leaves out what only plays use
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield (method, f"{router.prefix}{path}"), operation


def _list_pages(
    patterns: Sequence[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every address that is no route of the API: its name, or its path when it has none, and its view."""
    from trunkline.web.api.application import api

    routes = {f"{api.urls_namespace}:{operation.view_func.__name__}" for _, operation in _list_routes()}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _list_pages(pattern.url_patterns, inner)
            continue
        name = f"{namespace}{pattern.name or pattern.pattern}"
        if name not in routes:
            yield name, pattern.callback
