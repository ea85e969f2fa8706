from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "trunkline.stock"
    label = "stock"
