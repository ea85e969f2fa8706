"""The words of this room."""

from enum import IntEnum, StrEnum

from trunkline.kernel.states import StateTable


class JobState(StrEnum):
    """Where a provisioning job stands; a prepared one waits for those that it takes effect together with."""

    QUEUED = "queued"
    RUNNING = "running"
    PREPARED = "prepared"
    UNDOING = "undoing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    IGNORED = "ignored"
    NEEDS_ATTENTION = "needs_attention"


JOB_STATES = StateTable(
    name="provisioning job",
    initial=JobState.QUEUED,
    transitions={
        (JobState.QUEUED, "start"): JobState.RUNNING,
        (JobState.QUEUED, "fail"): JobState.FAILED,
        (JobState.RUNNING, "succeed"): JobState.SUCCEEDED,
        (JobState.RUNNING, "prepare"): JobState.PREPARED,
        (JobState.PREPARED, "succeed"): JobState.SUCCEEDED,
        (JobState.PREPARED, "undo"): JobState.UNDOING,
        (JobState.RUNNING, "undo"): JobState.UNDOING,
        (JobState.UNDOING, "undo"): JobState.UNDOING,
        (JobState.UNDOING, "start"): JobState.RUNNING,
        (JobState.UNDOING, "fail"): JobState.FAILED,
        (JobState.RUNNING, "ignore"): JobState.IGNORED,
        (JobState.UNDOING, "get_stuck"): JobState.NEEDS_ATTENTION,
        (JobState.NEEDS_ATTENTION, "undo"): JobState.UNDOING,
        (JobState.NEEDS_ATTENTION, "settle"): JobState.FAILED,
        (JobState.FAILED, "retry"): JobState.QUEUED,
    },
)


class ProvisionStatus(IntEnum):
    """The status that plays and their readers know."""

    SUCCESS = 0
    RUNNING = 1
    FAILED = 2
    FAILED_IGNORED = 3


PROVISION_STATUS = {
    JobState.QUEUED: ProvisionStatus.RUNNING,
    JobState.RUNNING: ProvisionStatus.RUNNING,
    JobState.PREPARED: ProvisionStatus.RUNNING,
    JobState.UNDOING: ProvisionStatus.RUNNING,
    JobState.SUCCEEDED: ProvisionStatus.SUCCESS,
    JobState.FAILED: ProvisionStatus.FAILED,
    JobState.IGNORED: ProvisionStatus.FAILED_IGNORED,
    JobState.NEEDS_ATTENTION: ProvisionStatus.FAILED,
}

# Why a trial was undone whose play succeeded and whose outcome could be put in force.
TRIAL_PASSED = "A trial: all was undone."
# The queue's name of what takes a job to its end.
RUN_JOB = "flows.run_provisioning_job"
# Those who follow logs listen there: each message is the number of a job whose log has grown.
LOG_CHANNEL = "provisioning_job_log"

# Somebody has the job in hand, or had it when they were lost.
UNDER_WAY_STATES = (JobState.RUNNING, JobState.UNDOING)
ENDED_STATES = (JobState.SUCCEEDED, JobState.FAILED, JobState.IGNORED, JobState.NEEDS_ATTENTION)


class JobKind(StrEnum):
    """What a job does to its service."""

    PROVISION = "provision"
    ADD_ON = "add_on"
    SUSPEND = "suspend"
    RESUME = "resume"
    DEPROVISION = "deprovision"
    REMOVE = "remove"
    CHANGE = "change"


class EffectState(StrEnum):
    """What is known of an effect in a job's journal."""

    INTENDED = "intended"
    DONE = "done"
    REFUSED = "refused"
    UNDONE = "undone"
    UNDO_FAILED = "undo_failed"
    SETTLED = "settled"
    STAGED = "staged"
    APPLIED = "applied"
    DROPPED = "dropped"


# What may have happened outside and was not taken back: by hand it is said to be settled, or it is tried again.
LEFT_BEHIND_STATES = (EffectState.INTENDED, EffectState.DONE, EffectState.UNDO_FAILED)


# How the journal marks an account of the charging system that the job itself has made.
MADE_MARK = "made:"


class EffectKind(StrEnum):
    """Where an effect of a job takes place: calls to the OCS and card charges happen at once and are undone; changes
    of our own records are staged, and take effect together when the job succeeds.
    """

    OCS_CALL = "ocs_call"
    CARD_CHARGED = "card_charged"
    SERVICE_CREATED = "service_created"
    SERVICE_CHANGED = "service_changed"
    ITEM_CHANGED = "item_changed"
    TRANSACTION_CLAIMED = "transaction_claimed"


# These happen at once, outside of our own records.
OUTSIDE_KINDS = (EffectKind.OCS_CALL, EffectKind.CARD_CHARGED)
