"""The kinds that fix how products behave."""

from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.meter_policies import MeterPolicy
from trunkline.catalog.models.meters import MeterReadingType, UsageRecordType
from trunkline.catalog.models.product_types import ProductType, ProductTypeMeter

KINDS = (
    Kind(name="usage-record-types", title="usage record type", model=UsageRecordType),
    Kind(
        name="meter-reading-types",
        title="meter reading type",
        model=MeterReadingType,
        rows=(Rows("policies", MeterPolicy, parent="meter_reading_type"),),
    ),
    Kind(
        name="product-types",
        title="product type",
        model=ProductType,
        rows=(Rows("meter_reading_types", ProductTypeMeter, parent="product_type", flat="meter_reading_type"),),
    ),
)
