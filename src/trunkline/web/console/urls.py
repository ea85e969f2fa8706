"""Addresses of the staff's pages and of their sign-in."""

from allauth.account import urls as account_urls
from django.urls import include, path

from trunkline.web import health
from trunkline.web.console import views

# An administrator sets the address with which somebody signs in, and passwords are the only first factor besides
# passkeys: allauth's pages for changing e-mail addresses and for codes by mail are not offered.
NOT_OFFERED = frozenset(
    {"account_email", "account_email_verification_sent", "account_confirm_email", "account_confirm_login_code"}
)

account_patterns = [pattern for pattern in account_urls.urlpatterns if pattern.name not in NOT_OFFERED]

urlpatterns = [
    path("", views.home, name="console_home"),
    path("tokens/", views.tokens, name="console_tokens"),
    path("tokens/<int:token_id>/revoke/", views.revoke_token, name="console_token_revoke"),
    path("accounts/", include(account_patterns)),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
