from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "trunkline.web"
    label = "web"

    def ready(self) -> None:
        """This will register the checks of who may use which address."""
        from trunkline.web import checks  # noqa: F401  # registered by being imported
