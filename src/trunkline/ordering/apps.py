from django.apps import AppConfig


class OrderingConfig(AppConfig):
    name = "trunkline.ordering"
    label = "ordering"
