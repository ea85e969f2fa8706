from django.apps import AppConfig


class OcsConfig(AppConfig):
    name = "trunkline.ocs"
    label = "ocs"
