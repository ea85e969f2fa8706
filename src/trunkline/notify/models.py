from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.kernel.ids import new_public_id
from trunkline.notify.policies import FAILURE_MAX
from trunkline.notify.states import NOTICE_STATES, Channel, NoticeKind, NoticeState
from trunkline.platform.audit import audited
from trunkline.platform.triggers import undeletable


@audited
class Notice(models.Model):
    """Something that a customer is told, once for each cause; name and address are read when it is sent."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=24)
    # What the customer is told of: a cause heard of twice is told once.
    key = models.CharField(max_length=200, unique=True)
    # What the template shows: ids, names of products, amounts as texts, days and instants; nothing personal.
    data = models.JSONField(default=dict)
    locale = models.CharField(max_length=20)
    time_zone = models.CharField(max_length=60)
    state = models.CharField(max_length=8, default=NoticeState.QUEUED)
    noticed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=FAILURE_MAX, blank=True)
    # By which channel it was begun to be sent the last time; empty: it never was.
    channel = models.CharField(max_length=4, blank=True)
    attempts = models.SmallIntegerField(default=0)
    # These three are of the system clock: whoever sends is given up for lost after the lease.
    next_attempt_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=NOTICE_STATES.states), name="notice_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=[*NoticeKind]), name="notice_kind_is_known"),
            models.CheckConstraint(condition=Q(channel__in=["", *Channel]), name="notice_channel_is_known"),
            models.CheckConstraint(
                condition=Q(state=NoticeState.SENT, sent_at__isnull=False)
                | (~Q(state=NoticeState.SENT) & Q(sent_at__isnull=True)),
                name="notice_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.SENDING, lease_until__isnull=False)
                | (~Q(state=NoticeState.SENDING) & Q(lease_until__isnull=True)),
                name="notice_being_sent_has_a_lease",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "id"], name="notice_by_account"),
            models.Index(
                fields=["next_attempt_at"], condition=Q(state=NoticeState.QUEUED), name="notice_by_next_attempt"
            ),
            models.Index(fields=["lease_until"], condition=Q(state=NoticeState.SENDING), name="notice_by_lease"),
        ]
        triggers: ClassVar = [undeletable()]
