"""Every address that web answers."""

from django.urls import include, path

from trunkline.web.api.application import api

urlpatterns = [
    path("", include("trunkline.web.console.urls")),
    path("", api.urls),
]
handler500 = "trunkline.web.failures.server_error"
