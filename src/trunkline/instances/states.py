"""The words of this room."""

from enum import StrEnum

from trunkline.kernel.states import StateTable


class InstanceKind(StrEnum):
    """What sort of thing an instance is."""

    PRODUCT = "PRODUCT"
    SERVICE = "SERVICE"
    RESOURCE = "RESOURCE"


# What is sold; a product is what groups others, such as a package.
SOLD_KINDS = (InstanceKind.PRODUCT, InstanceKind.SERVICE)


class ConfigurationState(StrEnum):
    """Where a configuration stands in time."""

    DRAFT = "DRAFT"
    PENDING = "PENDING"
    CURRENT = "CURRENT"
    HISTORY = "HISTORY"


CONFIGURATION_STATES = StateTable(
    name="configuration",
    initial=ConfigurationState.DRAFT,
    transitions={
        (ConfigurationState.DRAFT, "plan"): ConfigurationState.PENDING,
        (ConfigurationState.DRAFT, "activate"): ConfigurationState.CURRENT,
        (ConfigurationState.PENDING, "activate"): ConfigurationState.CURRENT,
        (ConfigurationState.CURRENT, "end"): ConfigurationState.HISTORY,
    },
)


class ChangeKind(StrEnum):
    """Whether something is to be different from an instant on, or was told wrong of the past."""

    CHANGE = "change"
    CORRECTION = "correction"


class ChangeState(StrEnum):
    """Where a change of an instance stands."""

    PLANNED = "planned"
    PROVISIONING = "provisioning"
    PREPARED = "prepared"
    IN_FORCE = "in_force"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


# Prepared: its play has succeeded ahead of its day.
CHANGE_STATES = StateTable(
    name="change of an instance",
    initial=ChangeState.PLANNED,
    transitions={
        (ChangeState.PLANNED, "provision"): ChangeState.PROVISIONING,
        (ChangeState.PLANNED, "take_over"): ChangeState.IN_FORCE,
        (ChangeState.PLANNED, "withdraw"): ChangeState.WITHDRAWN,
        (ChangeState.PROVISIONING, "prepare"): ChangeState.PREPARED,
        (ChangeState.PROVISIONING, "take_over"): ChangeState.IN_FORCE,
        (ChangeState.PROVISIONING, "fail"): ChangeState.FAILED,
        (ChangeState.PREPARED, "take_over"): ChangeState.IN_FORCE,
        (ChangeState.PREPARED, "withdraw"): ChangeState.WITHDRAWN,
        (ChangeState.FAILED, "provision"): ChangeState.PROVISIONING,
    },
)
# Those that are still to take over, and those of them of which something is due on their day.
OPEN_CHANGE_STATES = (ChangeState.PLANNED, ChangeState.PROVISIONING, ChangeState.PREPARED)
WAITING_CHANGE_STATES = (ChangeState.PLANNED, ChangeState.PREPARED)


class RenewalState(StrEnum):
    """Where the next period of a service stands, from its plan until it is renewed, or is not."""

    PLANNED = "planned"
    PAUSED = "paused"
    CHARGING = "charging"
    DECLINED = "declined"
    PAID = "paid"
    RENEWED = "renewed"
    GIVING_BACK = "giving_back"
    TAKING_BACK = "taking_back"
    TAKEN_BACK = "taken_back"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


RENEWAL_STATES = StateTable(
    name="renewal",
    initial=RenewalState.PLANNED,
    transitions={
        (RenewalState.PLANNED, "charge"): RenewalState.CHARGING,
        (RenewalState.PLANNED, "pay"): RenewalState.PAID,
        (RenewalState.PLANNED, "decline"): RenewalState.DECLINED,
        (RenewalState.PLANNED, "pause"): RenewalState.PAUSED,
        (RenewalState.PLANNED, "expire"): RenewalState.EXPIRED,
        (RenewalState.PLANNED, "withdraw"): RenewalState.WITHDRAWN,
        (RenewalState.PAUSED, "plan"): RenewalState.PLANNED,
        (RenewalState.PAUSED, "withdraw"): RenewalState.WITHDRAWN,
        (RenewalState.CHARGING, "pay"): RenewalState.PAID,
        (RenewalState.CHARGING, "decline"): RenewalState.DECLINED,
        (RenewalState.CHARGING, "withdraw"): RenewalState.WITHDRAWN,
        (RenewalState.DECLINED, "charge"): RenewalState.CHARGING,
        (RenewalState.DECLINED, "pay"): RenewalState.PAID,
        (RenewalState.DECLINED, "decline"): RenewalState.DECLINED,
        (RenewalState.DECLINED, "pause"): RenewalState.PAUSED,
        (RenewalState.DECLINED, "expire"): RenewalState.EXPIRED,
        (RenewalState.DECLINED, "withdraw"): RenewalState.WITHDRAWN,
        (RenewalState.PAID, "renew"): RenewalState.RENEWED,
        (RenewalState.PAID, "give_back"): RenewalState.GIVING_BACK,
        (RenewalState.GIVING_BACK, "decline"): RenewalState.DECLINED,
        (RenewalState.GIVING_BACK, "withdraw"): RenewalState.WITHDRAWN,
        (RenewalState.RENEWED, "take_back"): RenewalState.TAKING_BACK,
        (RenewalState.TAKING_BACK, "withdraw"): RenewalState.TAKEN_BACK,
    },
)
# Those that wait for their day, and those of which money or balances are under way.
WAITING_RENEWAL_STATES = (RenewalState.PLANNED, RenewalState.DECLINED)
RUNNING_RENEWAL_STATES = (RenewalState.CHARGING, RenewalState.PAID, RenewalState.GIVING_BACK, RenewalState.TAKING_BACK)
# Of these a service has at most one.
OPEN_RENEWAL_STATES = (
    RenewalState.PLANNED,
    RenewalState.PAUSED,
    RenewalState.CHARGING,
    RenewalState.DECLINED,
    RenewalState.PAID,
    RenewalState.GIVING_BACK,
)


class CancellationReason(StrEnum):
    """Why a service comes to its end."""

    CUSTOMER = "customer"
    STAFF = "staff"
    NON_PAYMENT = "non_payment"
    CONTRACT_END = "contract_end"


# What people give as a reason, and may take back; for the others a service ends by itself.
REVERSIBLE_REASONS = (CancellationReason.CUSTOMER, CancellationReason.STAFF)


class CancellationState(StrEnum):
    """Where a cancellation stands."""

    PENDING = "pending"
    REVERSED = "reversed"
    CARRIED_OUT = "carried_out"


CANCELLATION_STATES = StateTable(
    name="cancellation",
    initial=CancellationState.PENDING,
    transitions={
        (CancellationState.PENDING, "reverse"): CancellationState.REVERSED,
        (CancellationState.PENDING, "carry_out"): CancellationState.CARRIED_OUT,
    },
)

SERVICE_KEY = "SUB"
RESOURCE_KEY = "RES"
