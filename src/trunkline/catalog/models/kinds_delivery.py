"""The kinds by which products are delivered, and by which work is done."""

from trunkline.catalog.models.delivery import (
    Distributor,
    ProductDistribution,
    ProvidedProduct,
    Provider,
    ProviderDistributor,
)
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.technologies import Technology
from trunkline.catalog.models.units import UnitOfMeasure
from trunkline.catalog.models.user_fields import UserField
from trunkline.catalog.models.work import ActivityType, ActivityTypeProduct, JobType, JobTypeProduct

KINDS = (
    Kind(name="units-of-measure", title="unit of measure", model=UnitOfMeasure),
    Kind(name="technologies", title="technology", model=Technology),
    Kind(name="user-fields", title="user-defined field", model=UserField, fixed=frozenset({"slot"})),
    Kind(name="distributors", title="distributor", model=Distributor),
    Kind(
        name="providers",
        title="provider",
        model=Provider,
        rows=(
            Rows("distributors", ProviderDistributor, parent="provider", flat="distributor"),
            Rows("products", ProvidedProduct, parent="provider"),
            Rows("distributions", ProductDistribution, parent="provider"),
        ),
    ),
    Kind(
        name="job-types",
        title="job type",
        model=JobType,
        rows=(Rows("products", JobTypeProduct, parent="job_type"),),
    ),
    Kind(
        name="activity-types",
        title="activity type",
        model=ActivityType,
        rows=(Rows("products", ActivityTypeProduct, parent="activity_type"),),
    ),
)
