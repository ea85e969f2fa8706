from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.charging.states import EngineCallState
from trunkline.kernel.exact_json import ExactDecoder, ExactEncoder


class EngineCall(models.Model):
    """A grant or debit that CGRateS, which knows no keys, was asked for under one: so that it is carried out once."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=200, unique=True)
    # Tells the same key with another call.
    fingerprint = models.CharField(max_length=64)
    method = models.CharField(max_length=40)
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

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[*EngineCallState]), name="engine_call_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=EngineCallState.INTENDED) | Q(answer__isnull=False),
                name="engine_call_has_an_answer_unless_intended",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="engine_call_created_at")]
