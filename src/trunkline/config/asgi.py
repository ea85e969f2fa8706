"""The ASGI application that Granian serves beside web: the logs of jobs as they grow."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trunkline.config.settings")
django.setup()

from trunkline.web.events.application import EventStreams  # noqa: E402  # Django's models need its settings

application = EventStreams()
