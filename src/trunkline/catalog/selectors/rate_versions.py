"""The versions of a product's prices, past, present and to come."""

from django.db.models import QuerySet

from trunkline.catalog.models import RateVersion


def list_rate_versions(product_id: int) -> QuerySet[RateVersion]:
    """This will list all versions of all rates of a product: by price plan and period, the latest first."""
    versions = RateVersion.objects.filter(rate__product_id=product_id).select_related("rate__price_plan")
    order = ("rate__price_plan__code", "rate__period_unit", "rate__period_count", "rate_id", "-valid_from")
    return versions.order_by(*order)
