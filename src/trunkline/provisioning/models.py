from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.kernel.exact_json import ExactDecoder, ExactEncoder
from trunkline.kernel.ids import new_public_id
from trunkline.platform.audit import audited_without
from trunkline.platform.triggers import append_only
from trunkline.provisioning.states import JOB_STATES, EffectKind, EffectState, JobKind, JobState


@audited_without("lease_until", "token_hash", "gateway_secret_hash")
class ProvisioningJob(models.Model):
    """One play to be run for an order line."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    kind = models.CharField(max_length=12)
    play = models.CharField(max_length=80)
    order_line = models.OneToOneField("ordering.OrderLine", on_delete=models.PROTECT, related_name="job")
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="jobs")
    # The service that the job is for: known from the start when it changes one, from its creation when it makes one.
    instance = models.ForeignKey("instances.Instance", on_delete=models.SET_NULL, null=True, related_name="jobs")
    state = models.CharField(max_length=16, default=JobState.QUEUED)
    variables = models.JSONField(default=dict)
    rescue_counts_as_failure = models.BooleanField(default=True)
    play_failures_are_ignored = models.BooleanField(default=False)
    # A trial shows what a play does, and is undone however the play ends.
    is_trial = models.BooleanField(default=False)
    initiated_by = models.CharField(max_length=60)
    business_at = models.DateTimeField()
    # Counts every change of hands: a start, a worker that takes over, a person who has it undone again. Whoever still
    # bears an older number has lost the job.
    attempt = models.SmallIntegerField(default=0)
    # How often the play has run since the job was queued.
    runs = models.SmallIntegerField(default=0)
    # It is being undone because its worker was lost, not because its play failed.
    is_to_run_again = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # null: no attempt is running
    gateway_secret_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # likewise
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failing_task = models.CharField(max_length=300, blank=True)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=JOB_STATES.states), name="job_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=[*JobKind]), name="job_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING) | Q(token_hash__isnull=True, gateway_secret_hash__isnull=True),
                name="job_has_secrets_only_while_it_runs",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[JobState.RUNNING, JobState.UNDOING]) | Q(lease_until__isnull=False),
                name="job_under_way_has_a_lease",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=[JobState.RUNNING, JobState.UNDOING]),
                name="job_by_lease",
            ),
            models.Index(fields=["id"], condition=Q(state=JobState.QUEUED), name="job_queued"),
        ]


class Effect(models.Model):
    """An entry of a job's journal: what it did to the world, the state before, and how far it was undone."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(ProvisioningJob, on_delete=models.PROTECT, related_name="effects")
    attempt = models.SmallIntegerField()
    kind = models.CharField(max_length=24)
    state = models.CharField(max_length=12, default=EffectState.INTENDED)
    target = models.CharField(max_length=250)
    request = models.JSONField(encoder=ExactEncoder, decoder=ExactDecoder)
    before = models.JSONField(null=True, encoder=ExactEncoder, decoder=ExactDecoder)
    answer = models.JSONField(null=True, encoder=ExactEncoder, decoder=ExactDecoder)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=[*EffectKind]), name="effect_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=[*EffectState]), name="effect_state_is_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["job", "id"], name="effect_by_job")]


class JobEvent(models.Model):
    """A line of a job's log, in the order in which the play spoke."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(ProvisioningJob, on_delete=models.PROTECT, related_name="log")
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["job", "id"], name="job_event_by_job")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]
