from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "trunkline.flows"
    label = "flows"
