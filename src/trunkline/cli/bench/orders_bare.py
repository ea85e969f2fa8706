"""The WSGI application against which the bench of orders is held: Trunkline's own, with the bare view before it.

Middleware, settings and server are the same; only what answers the one address is another.
"""

from django.conf import settings

from trunkline.config.wsgi import application

settings.ROOT_URLCONF = "trunkline.cli.bench.orders_bare_view"

__all__ = ["application"]
