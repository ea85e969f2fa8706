"""Reads of what is known about balances beside what the charging system answers."""

from decimal import Decimal

from django.conf import settings

from trunkline.ocs import selectors as ocs


def granted_by_balance(account: str) -> dict[str, Decimal]:
    """This will tell by UUID what each balance of an account was given in all; CGRateS keeps no such thing: nothing."""
    if settings.TRUNKLINE_CGRATES_URL is not None:
        return {}
    return ocs.granted_by_balance(settings.TRUNKLINE_OCS_TENANT, account)
