from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.states import BaseStatus, StandardState
from trunkline.platform.audit import audited
from trunkline.platform.definitions import NAME_MAX, ChoiceField, PercentField, RateField

CODE_MAX = 40


@audited
class ServiceState(CatalogDefinition):
    """A state that a service can be in, mapped to one of the four base statuses."""

    # People and plays know states by words such as Pending Cancellation.
    code = models.CharField(max_length=CODE_MAX, unique=True)
    # What customers are shown in place of the code.
    name = models.CharField(max_length=NAME_MAX, blank=True, default="", db_default="")
    base_status = ChoiceField(BaseStatus, max_length=12)
    is_billable = models.BooleanField()
    # A share of the price that is charged while a billable service is in this state; empty: all of it.
    price_percent = PercentField(null=True, blank=True)

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(base_status__in=[*BaseStatus]), name="service_state_base_is_known"),
            models.CheckConstraint(
                condition=Q(price_percent__isnull=True) | Q(is_billable=True, price_percent__range=(0, 100)),
                name="service_state_price",
                violation_error_message="Only a billable state has a price of its own, of 0 to 100 percent.",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(
                name="standard_states_stay",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__code__in=[*StandardState]),
            )
        ]


@audited
class StateTable(CatalogDefinition):
    """Which transitions between states the services of a product, or of all products of a type, can make."""


@audited
class StateTransition(models.Model):
    """A transition that is possible, what it costs each time, and the play that makes it; from no state: from New."""

    table = models.ForeignKey(StateTable, on_delete=models.CASCADE, related_name="transitions")
    position = models.SmallIntegerField()
    from_state = models.ForeignKey(ServiceState, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_state = models.ForeignKey(ServiceState, on_delete=models.PROTECT, related_name="+")
    charge = RateField(minimum=0, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    play = models.CharField(max_length=80, blank=True, default="")
    starts_recurring_charge = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["table", "from_state", "to_state"],
                name="state_transition_once",
                nulls_distinct=False,
                violation_error_message="The table has this transition already.",
            ),
            models.CheckConstraint(
                condition=Q(from_state__isnull=True) | ~Q(from_state=models.F("to_state")),
                name="state_transition_changes_it",
                violation_error_message="A transition leads to another state.",
            ),
            models.CheckConstraint(
                condition=Q(charge__isnull=True, currency="")
                | Q(charge__isnull=False, charge__gte=0, currency__regex="^[A-Z]{3}$"),
                name="state_transition_charge",
                violation_error_message="A charge has a currency, and only a charge has one.",
            ),
        ]
