"""The words of this room."""

from enum import StrEnum

from trunkline.kernel.states import StateTable


class InstanceKind(StrEnum):
    """What sort of thing an instance is."""

    PRODUCT = "PRODUCT"
    SERVICE = "SERVICE"
    RESOURCE = "RESOURCE"


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

SERVICE_KEY = "SUB"
RESOURCE_KEY = "RES"
