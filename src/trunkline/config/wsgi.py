"""The WSGI application that Granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from trunkline.config.environment import WEB_THREADS, WEB_THREADS_FOR_JOBS, WEB_THREADS_FOR_PROBES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trunkline.config.settings")

_django = get_wsgi_application()

from trunkline.web.bodies import Whole  # noqa: E402  # they read the settings
from trunkline.web.limits import Limited  # noqa: E402
from trunkline.web.turns import InTurn  # noqa: E402

_in_turn = InTurn(_django, threads=WEB_THREADS, for_jobs=WEB_THREADS_FOR_JOBS, for_probes=WEB_THREADS_FOR_PROBES)
application = Limited(Whole(_in_turn))
