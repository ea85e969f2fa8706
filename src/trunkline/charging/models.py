from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.charging.states import OPEN_CALL_STATES, UNSETTLED_CALL_STATES, EngineCallState
from trunkline.kernel.exact_json import ExactDecoder, ExactEncoder
from trunkline.platform.triggers import append_only

REASON_MAX = 500


class EngineCall(models.Model):
    """A grant or debit that CGRateS, which knows no keys, was asked for under one: so that it is carried out once."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=200, unique=True)
    # Tells the same key with another call.
    fingerprint = models.CharField(max_length=64)
    method = models.CharField(max_length=40)
    tenant = models.CharField(max_length=200)
    account = models.CharField(max_length=200)
    # Each balance that is moved, with its value before and the one after.
    steps = models.JSONField(encoder=ExactEncoder, decoder=ExactDecoder)
    state = models.CharField(max_length=8, default=EngineCallState.INTENDED)
    answer = models.JSONField(encoder=ExactEncoder, decoder=ExactDecoder, null=True)
    reference = models.CharField(max_length=200, blank=True)
    called_at = models.DateTimeField()
    # Until then, by the system clock, whoever asked may still be waiting for an answer.
    busy_until = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    # Since then nobody looks any further: from here on it is kept for a while.
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[*EngineCallState]), name="engine_call_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=EngineCallState.INTENDED) | Q(answer__isnull=False),
                name="engine_call_has_an_answer_unless_intended",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_CALL_STATES, concluded_at__isnull=True)
                | (~Q(state__in=OPEN_CALL_STATES) & Q(concluded_at__isnull=False)),
                name="engine_call_is_concluded_unless_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["concluded_at"], name="engine_call_concluded_at"),
            models.Index(
                fields=["tenant", "account"],
                condition=Q(state__in=UNSETTLED_CALL_STATES),
                name="engine_call_unsettled",
            ),
        ]


class CallSettlement(models.Model):
    """What a person has decided of a call whose outcome nobody knew, and why; it outlives the record of the call."""

    id = models.BigAutoField(primary_key=True)
    call_number = models.BigIntegerField()
    method = models.CharField(max_length=40)
    tenant = models.CharField(max_length=200)
    account = models.CharField(max_length=200)
    steps = models.JSONField(encoder=ExactEncoder, decoder=ExactDecoder)
    was_done = models.BooleanField()
    reason = models.CharField(max_length=REASON_MAX)
    settled_by = models.CharField(max_length=60)
    settled_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="call_settlement_has_a_reason"),
        ]
        triggers: ClassVar = [append_only()]
