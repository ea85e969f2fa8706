from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "trunkline.catalog"
    label = "catalog"
