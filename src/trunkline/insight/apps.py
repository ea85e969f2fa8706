from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "trunkline.insight"
    label = "insight"
