from django.apps import AppConfig
from django.db.backends.signals import connection_created


class PlatformConfig(AppConfig):
    name = "trunkline.platform"
    label = "platform"

    def ready(self) -> None:
        """This will have each new connection tell the database's time, which is that of all hosts."""
        from trunkline.platform.clocks import read_system_clock

        connection_created.connect(read_system_clock)
