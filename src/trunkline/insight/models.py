from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.insight.policies.differences import SUBJECT_MAX
from trunkline.insight.states import MEND_STATES, DifferenceKind, MendState
from trunkline.kernel.ids import new_public_id
from trunkline.platform.audit import audited
from trunkline.platform.triggers import undeletable

REASON_MAX = 500


@audited
class Mend(models.Model):
    """That somebody had a difference mended, and why: noted before anything is done, as much of it is done elsewhere.

    The account is known by its number only: some differences are of an account that there never was.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=SUBJECT_MAX)
    account_id = models.BigIntegerField(null=True)
    explanation = models.TextField()
    action = models.TextField()
    reason = models.CharField(max_length=REASON_MAX)
    state = models.CharField(max_length=10, default=MendState.BEGUN)
    begun_by = models.CharField(max_length=60)
    # The mark of a request that may come again, under which it is carried out once; null: it bore none.
    asked_as = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    begun_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=[*DifferenceKind]), name="mend_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=MEND_STATES.states), name="mend_state_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="mend_has_a_reason"),
        ]
        triggers: ClassVar = [undeletable()]
