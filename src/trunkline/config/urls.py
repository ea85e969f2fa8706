"""Every address that web answers."""

from django.urls import include, path

from trunkline.web.api.application import api
from trunkline.web.backoffice.urls import urls as backoffice

urlpatterns = [
    path("", include("trunkline.web.console.urls")),
    path("backoffice/", backoffice),
    path("", api.urls),
]
handler500 = "trunkline.web.failures.server_error"
