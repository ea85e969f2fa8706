from typing import ClassVar

from django.db import models

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.models.products import Product
from trunkline.platform.audit import audited


@audited
class Distributor(CatalogDefinition):
    """What relates services and devices to a provider: a network, a head end, a platform."""


@audited
class Provider(CatalogDefinition):
    """A system of somebody else through which products are provisioned."""


@audited
class ProviderDistributor(models.Model):
    """A distributor through which a provider's products can come."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="distributors")
    distributor = models.ForeignKey(Distributor, on_delete=models.PROTECT, related_name="providers")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "distributor"], name="provider_distributor_once")
        ]


@audited
class ProvidedProduct(models.Model):
    """A product that a provider provisions, under the id by which the provider knows it."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    provider_product_id = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "product"], name="provided_product_once"),
            models.UniqueConstraint(
                fields=["provider", "provider_product_id"],
                name="provider_product_id_once",
                violation_error_message="The provider knows another product by this id.",
            ),
        ]


@audited
class ProductDistribution(models.Model):
    """A distributor through which a provider's product comes; each provided product has at least one."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="distributions")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    distributor = models.ForeignKey(Distributor, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "product", "distributor"], name="product_distribution_once")
        ]
