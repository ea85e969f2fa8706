from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "trunkline.parties"
    label = "parties"
