from typing import ClassVar

from django.db import models
from django.db.models import Q

from trunkline.catalog.states import (
    BaseStatus,
)
from trunkline.platform.audit import audited


@audited
class ServiceState(models.Model):
    """A state that a service can be in, mapped to one of the four base statuses."""

    code = models.CharField(max_length=40, unique=True)
    base_status = models.CharField(max_length=12)
    is_billable = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(base_status__in=[*BaseStatus]), name="service_state_base_is_known")
        ]
