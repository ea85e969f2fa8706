"""The WSGI application that Granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from trunkline.config.environment import WEB_THREADS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trunkline.config.settings")

_django = get_wsgi_application()

from trunkline.web.bodies import Whole  # noqa: E402  # as below
from trunkline.web.limits import Limited  # noqa: E402  # it reads the settings

application = Whole(Limited(_django, threads=WEB_THREADS))
