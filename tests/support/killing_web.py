"""The WSGI application of a web that dies where a test says."""

from tests.support.killing import obey
from trunkline.config.wsgi import application

__all__ = ["application"]

obey()
