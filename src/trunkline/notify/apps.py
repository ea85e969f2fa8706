from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "trunkline.notify"
    label = "notify"
