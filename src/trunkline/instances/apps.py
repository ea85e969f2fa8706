from django.apps import AppConfig


class InstancesConfig(AppConfig):
    name = "trunkline.instances"
    label = "instances"
