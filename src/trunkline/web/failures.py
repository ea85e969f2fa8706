"""What web answers when a request failed in a way that nobody foresaw."""

import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from trunkline.web.api.problems import API_PATHS, RETRY_AWAY_SECONDS, database_unavailable


def server_error(request: HttpRequest) -> HttpResponse:
    """This will answer 503 while the database is away, which is no fault of ours, and 500 otherwise."""
    error = sys.exception()
    if not isinstance(error, OperationalError | InterfaceError):
        return defaults.server_error(request)
    if request.path.startswith(API_PATHS):
        return database_unavailable(request, error)
    # Neither session nor user can be asked for: the page stands by itself.
    response = HttpResponse(render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AWAY_SECONDS)
    return response
