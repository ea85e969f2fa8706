"""Whether web is alive and ready, and its figures; for probes and monitoring, not for people."""

from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from ipaddress import ip_address

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from trunkline.charging.selectors import count_unsettled_calls
from trunkline.kernel.errors import DomainError
from trunkline.parties.states import Permission
from trunkline.platform.queue import count_given_up
from trunkline.web.api.access import Requires
from trunkline.web.api.problems import problem, problem_of

_log = structlog.get_logger("trunkline.web")

# Only the role admin has this permission.
_ADMIN_ONLY = Requires(Permission.MANAGE_STAFF)


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """This will answer that the process is alive; it asks nobody else, so that a lost database restarts nothing."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """This will answer 200 when the database is reachable and migrated, else 503 with what is missing."""
    try:
        missing = _missing_migrations()
    except DatabaseError as error:
        _log.warning("database_unreachable", error=type(error).__name__)
        return _not_ready("database-unreachable", "The database cannot be reached; `trunkline doctor` tells why.")
    if missing:
        return _not_ready("database-not-migrated", f"Run `trunkline migrate`: {', '.join(missing)} are missing.")
    return JsonResponse({"status": "ready"})


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """This will answer the figures of this process for Prometheus, to this machine and to administrators only.

    They tell how much business goes on, so they are not for everybody.
    """
    if not _comes_from_this_machine(request):
        try:
            _ADMIN_ONLY(request)
        except DomainError as refusal:
            return problem_of(refusal)
    response: HttpResponse = ExportToDjangoView(request)
    return response


class _EngineCalls(Collector):
    """Counted in the database whenever somebody asks: every process tells the same."""

    def describe(self) -> list[GaugeMetricFamily]:
        # Registering must not ask the database.
        return [self._gauge()]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = self._gauge()
        try:
            counted = count_unsettled_calls()
        except DatabaseError as error:
            # The figures of the process itself are wanted most while the database is away.
            _log.warning("engine_calls_not_counted", error=type(error).__name__)
            return
        for state, number in counted.items():
            gauge.add_metric([state], number)
        yield gauge

    def _gauge(self) -> GaugeMetricFamily:
        text = "Grants and debits of which nobody knows whether CGRateS carried them out"
        return GaugeMetricFamily("trunkline_engine_calls_open", text, labels=["state"])


REGISTRY.register(_EngineCalls())


class _GivenUpJobs(Collector):
    """Likewise counted in the database whenever somebody asks."""

    def describe(self) -> list[GaugeMetricFamily]:
        return [self._gauge()]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            number = count_given_up()
        except DatabaseError as error:
            _log.warning("given_up_jobs_not_counted", error=type(error).__name__)
            return
        yield self._gauge(number)

    def _gauge(self, number: int | None = None) -> GaugeMetricFamily:
        text = "Jobs of the queue that failed too often and wait for somebody to see to them"
        return GaugeMetricFamily("trunkline_jobs_given_up", text, value=number)


REGISTRY.register(_GivenUpJobs())


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    return frozenset(loader.graph.leaf_nodes())


def _missing_migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in _newest_migrations() if (app, name) not in applied)


def _comes_from_this_machine(request: HttpRequest) -> bool:
    # Behind a proxy everybody seems to come from it: then only a token will do.
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT or is_forwarded:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _not_ready(code: str, detail: str) -> HttpResponse:
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, code, "Not ready", detail)
