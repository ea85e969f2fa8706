"""The kinds by which products are measured and delivered."""

from trunkline.catalog.models.delivery import Technology
from trunkline.catalog.models.kind import Kind
from trunkline.catalog.models.units import UnitOfMeasure

KINDS = (
    Kind(name="units-of-measure", title="unit of measure", model=UnitOfMeasure),
    Kind(name="technologies", title="technology", model=Technology),
)
