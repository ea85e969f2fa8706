"""Django's settings, derived from the installation's environment."""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import structlog

from trunkline.config.environment import current_environment, database_options, mail_options
from trunkline.platform.logs import configure as configure_logs

ENVIRONMENT = current_environment()
_SOURCE = Path(__file__).resolve().parent.parent

TRUNKLINE_DATA_DIRECTORY = ENVIRONMENT.data_directory
TRUNKLINE_DEMO_MODE = ENVIRONMENT.get_boolean("TRUNKLINE_DEMO_MODE")
TRUNKLINE_LEASE_SECONDS = ENVIRONMENT.get_integer("TRUNKLINE_LEASE_SECONDS", at_least=1)
TRUNKLINE_HEARTBEAT_SECONDS = ENVIRONMENT.get_integer("TRUNKLINE_HEARTBEAT_SECONDS", at_least=1)
TRUNKLINE_PLAY_SECONDS_MAX = ENVIRONMENT.get_integer("TRUNKLINE_PLAY_SECONDS_MAX", at_least=1)
TRUNKLINE_RESERVATION_SECONDS = ENVIRONMENT.get_integer("TRUNKLINE_RESERVATION_SECONDS", at_least=1)
TRUNKLINE_RESERVATION_SECONDS_MAX = ENVIRONMENT.get_integer("TRUNKLINE_RESERVATION_SECONDS_MAX", at_least=1)
TRUNKLINE_RETENTION_DAYS = ENVIRONMENT.get_integer("TRUNKLINE_RETENTION_DAYS")
TRUNKLINE_PLAYS_DIRECTORY = ENVIRONMENT.find("TRUNKLINE_PLAYS_DIR")
TRUNKLINE_CGRATES_URL = ENVIRONMENT.find("TRUNKLINE_CGRATES_URL")
TRUNKLINE_OCS_TENANT = ENVIRONMENT.get("TRUNKLINE_OCS_TENANT")
TRUNKLINE_RUNNER_COMMAND = ENVIRONMENT.find("TRUNKLINE_RUNNER_COMMAND")
TRUNKLINE_RUNNER_USER = ENVIRONMENT.find("TRUNKLINE_RUNNER_USER")
TRUNKLINE_RUNNER_PATH = ENVIRONMENT.find("TRUNKLINE_RUNNER_PATH")

_HOST = ENVIRONMENT.get("TRUNKLINE_HOST")
_PORT = ENVIRONMENT.get_integer("TRUNKLINE_PORT", at_least=1)
TRUNKLINE_PUBLIC_URL = (ENVIRONMENT.find("TRUNKLINE_PUBLIC_URL") or f"http://{_HOST}:{_PORT}").rstrip("/")
TRUNKLINE_EVENTS_URL = (
    ENVIRONMENT.find("TRUNKLINE_EVENTS_URL") or f"http://{_HOST}:{ENVIRONMENT.events_port()}"
).rstrip("/")
TRUNKLINE_REQUESTS_MAX = ENVIRONMENT.get_integer("TRUNKLINE_REQUESTS_MAX", at_least=1)
TRUNKLINE_REQUESTS_PER_CALLER_MAX = ENVIRONMENT.get_integer("TRUNKLINE_REQUESTS_PER_CALLER_MAX", at_least=1)
TRUNKLINE_ORDERS_WAITING_MAX = ENVIRONMENT.get_integer("TRUNKLINE_ORDERS_WAITING_MAX", at_least=1)
TRUNKLINE_UPLOAD_BYTES_MAX = ENVIRONMENT.get_integer("TRUNKLINE_UPLOAD_BYTES_MAX", at_least=1024)
TRUNKLINE_EVENT_STREAMS_MAX = ENVIRONMENT.get_integer("TRUNKLINE_EVENT_STREAMS_MAX", at_least=1)


def _origin(url: str) -> str:
    """What browsers call the origin of an address: scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


TRUNKLINE_PUBLIC_ORIGIN = _origin(TRUNKLINE_PUBLIC_URL)
TRUNKLINE_EVENTS_ORIGIN = _origin(TRUNKLINE_EVENTS_URL)
# Plays run beside web and talk to it directly, not through a proxy of the public name.
TRUNKLINE_INTERNAL_URL = f"http://{_HOST}:{_PORT}"


def _secret_key() -> str:
    named = ENVIRONMENT.find("TRUNKLINE_SECRET_KEY")
    if named:
        return named
    path: Path = TRUNKLINE_DATA_DIRECTORY / "secrets" / "secret_key"
    if path.exists():
        return path.read_text().strip()
    return secrets.token_urlsafe(50)


SECRET_KEY = _secret_key()
DEBUG = False
_HOSTS = ENVIRONMENT.find("TRUNKLINE_ALLOWED_HOSTS") or f"{_HOST},localhost,127.0.0.1,[::1]"
ALLOWED_HOSTS = [host.strip() for host in _HOSTS.split(",") if host.strip()]

# Of the admin, unfold's pages need scripts and template tags. It is not installed: it would bring a table for a log of
# its own, and permissions beside those of roles.
_ADMIN = "django.contrib.admin"
_ADMIN_FILES = Path(django.__file__).resolve().parent / "contrib" / "admin" / "static" / "admin"

INSTALLED_APPS = [
    "unfold",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "ninja",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "django_prometheus",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "trunkline.platform",
    "trunkline.parties",
    "trunkline.catalog",
    "trunkline.instances",
    "trunkline.stock",
    "trunkline.ocs",
    "trunkline.ordering",
    "trunkline.provisioning",
    "trunkline.charging",
    "trunkline.notify",
    "trunkline.billing",
    "trunkline.payments",
    "trunkline.insight",
    "trunkline.flows",
    "trunkline.web",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "trunkline.web.middleware.browser_policies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "trunkline.web.middleware.request_log",
    "trunkline.web.api.problems.api_addresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "trunkline.web.middleware.sign_ins",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "trunkline.config.urls"
WSGI_APPLICATION = "trunkline.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the templates of apps: our pages take the place of allauth's own.
        "DIRS": [_SOURCE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {
                name: f"django.contrib.admin.templatetags.{name}"
                for name in ("admin_list", "admin_modify", "admin_urls")
            },
        },
    }
]

_DATABASE_URL = ENVIRONMENT.find("DATABASE_URL") or "postgresql://trunkline@127.0.0.1:5432/trunkline"
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **database_options(_DATABASE_URL),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# An administrator enters the addresses of the staff: nobody else could use one that is not theirs.
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Mails to addresses that nobody has would tell strangers so, and could be made to reach anybody.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Trunkline] "
ACCOUNT_ADAPTER = "trunkline.web.console.adapters.StaffAccountAdapter"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.get_integer("TRUNKLINE_TRUSTED_PROXIES")
MFA_ADAPTER = "trunkline.web.console.adapters.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Trunkline"
# Browsers offer passkeys without TLS on the machine itself only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TRUNKLINE_PUBLIC_URL.startswith("http://")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# Counters of rate limits. With fewer entries allowed, somebody could push a counter out by filling the table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "platform_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

TRUNKLINE_SMTP_URL = ENVIRONMENT.find("TRUNKLINE_SMTP_URL")
# Which of Django's settings there are depends on the address.
globals().update(mail_options(TRUNKLINE_SMTP_URL))
EMAIL_FILE_PATH = TRUNKLINE_DATA_DIRECTORY / "mail"
DEFAULT_FROM_EMAIL = ENVIRONMENT.get("TRUNKLINE_MAIL_FROM")

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [("admin", _ADMIN_FILES)]
# Served from where the packages keep them: nothing is collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TRUNKLINE_PUBLIC_URL.startswith("https://")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_TRUSTED_ORIGINS = [TRUNKLINE_PUBLIC_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 30 * 24 * 60 * 60 if SESSION_COOKIE_SECURE else 0
# Only a proxy that is known to be there may say that a request came by TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
X_FRAME_OPTIONS = "DENY"
# The server has read and measured a body before Django sees it: tables, and files with the fields beside them.
DATA_UPLOAD_MAX_MEMORY_SIZE = max(8 * 1024 * 1024, TRUNKLINE_UPLOAD_BYTES_MAX + 64 * 1024)
# What is uploaded is looked at and kept in the database: nothing of it is written to a disk on the way.
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
# A form of the back office holds a list of 300 entries whole, each with a dozen columns.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Trunkline",
    "SITE_HEADER": "Trunkline",
    "SITE_SUBHEADER": "Back office",
    "SITE_SYMBOL": "hub",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "primary": {
            "50": "#eff6ff",
            "100": "#dbeafe",
            "200": "#bfdbfe",
            "300": "#93c5fd",
            "400": "#60a5fa",
            "500": "#3b82f6",
            "600": "#1d5fd1",
            "700": "#1d4ed8",
            "800": "#1e40af",
            "900": "#1e3a8a",
            "950": "#172554",
        },
    },
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PGHISTORY_CONTEXT_ID_UNIQUE = False
PGHISTORY_APPEND_ONLY = True
PROMETHEUS_EXPORT_MIGRATIONS = False

LOGGING_CONFIG = None
configure_logs()
structlog.contextvars.clear_contextvars()
