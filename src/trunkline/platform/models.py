from typing import ClassVar

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from trunkline.platform.audit import audited
from trunkline.platform.triggers import append_only, undeletable


class IdempotencyKey(models.Model):
    """What one actor asked for under one key, and what came of it; `result` is an id or a small JSON value."""

    id = models.BigAutoField(primary_key=True)
    actor = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    is_done = models.BooleanField(default=False)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_is_unique")]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="idempotency_key_by_age")]


class Event(models.Model):
    """News for the rooms above; `occurred_at` is business time, `recorded_at` system time."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    account_id = models.BigIntegerField()
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account_id", "id"], name="event_by_account"),
            BrinIndex(fields=["recorded_at"], name="event_by_recorded_at"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


class BusinessClock(models.Model):
    """The one row that holds a demo's business time; without a row the business clock is the real one."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    held_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="business_clock_is_one_row")]


@audited
class Restoration(models.Model):
    """That this database was restored from a backup: until it is settled, workers take no job.

    What happened between `taken_at` and `restored_at`, both of the system clock, only others know: the gateway and the
    charging system. A backup of a system that was not settled brings along its own.
    """

    id = models.BigAutoField(primary_key=True)
    taken_at = models.DateTimeField()
    restored_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True, db_default="")
    reason = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True) | ~models.Q(reason=""),
                name="restoration_is_settled_with_a_reason",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [undeletable()]


class ForgottenJob(models.Model):
    """A job of the queue that was given up, and then forgotten by somebody for a reason: what it was to do."""

    id = models.BigAutoField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    name = models.CharField(max_length=128)
    arguments = models.JSONField()
    attempts = models.IntegerField()
    reason = models.CharField(max_length=500)
    forgotten_by = models.CharField(max_length=60)
    forgotten_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="job_is_forgotten_for_a_reason")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]
