from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "trunkline.payments"
    label = "payments"
