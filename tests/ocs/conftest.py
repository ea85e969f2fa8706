"""A database whose queue nobody serves, shared by the tests of the rooms."""

from tests.support.quiet import _connected_quietly, owner_connection, quiet_database

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]
