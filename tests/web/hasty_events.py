"""The process that streams logs with little patience, for tests that would wait long otherwise."""

from trunkline.config.asgi import application
from trunkline.web.events import application as streams

streams.KEEP_ALIVE_SECONDS = 0.2
streams.ACCESS_SECONDS_MAX = 0.5
streams.SEND_SECONDS_MAX = 2.0

__all__ = ["application"]
