from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "trunkline.platform"
    label = "platform"
