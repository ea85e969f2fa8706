"""The kinds by which the states of services are defined."""

from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.states import ServiceState, StateTable, StateTransition

KINDS = (
    Kind(name="service-states", title="service state", model=ServiceState, fixed=frozenset({"code"})),
    Kind(
        name="state-tables",
        title="state table",
        model=StateTable,
        rows=(Rows("transitions", StateTransition, parent="table"),),
        # They name plays.
        internal=frozenset({"transitions"}),
    ),
)
