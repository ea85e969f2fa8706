from trunkline.instances.models.changes import REASON_MAX, Change
from trunkline.instances.models.configurations import Configuration, Relationship
from trunkline.instances.models.instances import Instance, Subscription, TicketLink
from trunkline.instances.models.renewals import Cancellation, Renewal

__all__ = [
    "REASON_MAX",
    "Cancellation",
    "Change",
    "Configuration",
    "Instance",
    "Relationship",
    "Renewal",
    "Subscription",
    "TicketLink",
]
