from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "trunkline.billing"
    label = "billing"
