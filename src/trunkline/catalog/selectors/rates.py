"""Reads of what products cost."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from trunkline.catalog.models import (
    RateVersion,
)
from trunkline.catalog.states import RateAudience


def _sold(at: datetime) -> QuerySet[RateVersion]:
    """The versions of the default plans' rates that are sold at an instant."""
    return RateVersion.objects.select_related("rate__price_plan").filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=at), rate__price_plan__is_default=True, valid_from__lte=at
    )


def find_sold_rate(product_id: int, currency: str, at: datetime) -> RateVersion | None:
    """This will find the version of a product's rate in the currency's default plan that is sold at an instant."""
    return find_sold_rates([product_id], currency, at).get(product_id)


def find_sold_rates(product_ids: Sequence[int], currency: str, at: datetime) -> dict[int, RateVersion]:
    """This will find what `find_sold_rate` does for several products at once, by their numbers."""
    versions = _sold(at).filter(rate__product_id__in=product_ids, rate__price_plan__currency=currency)
    return {version.rate.product_id: version for version in versions}


def find_renewal_version(version: RateVersion, at: datetime) -> RateVersion:
    """This will find at which version of its rate a service is renewed for a period that begins at an instant.

    That is the latest since its own that was for everybody; one for new sales only changes nothing for it.
    """
    later = RateVersion.objects.select_related("rate__price_plan").filter(
        rate_id=version.rate_id, audience=RateAudience.EVERYBODY, valid_from__gt=version.valid_from, valid_from__lte=at
    )
    return later.order_by("-valid_from").first() or version


def find_any_rate(product_id: int, at: datetime) -> RateVersion | None:
    """This will find a rate of a product that is sold at an instant, in whichever currency was priced first."""
    return _sold(at).filter(rate__product_id=product_id).order_by("pk").first()
