from django.apps import AppConfig


class ChargingConfig(AppConfig):
    name = "trunkline.charging"
    label = "charging"
