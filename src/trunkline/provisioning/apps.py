from django.apps import AppConfig


class ProvisioningConfig(AppConfig):
    name = "trunkline.provisioning"
    label = "provisioning"
