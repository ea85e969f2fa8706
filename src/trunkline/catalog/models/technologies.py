from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.platform.audit import audited


@audited
class Technology(CatalogDefinition):
    """How a subscriber is reached, such as fibre or radio: offers are filtered by it, nothing else is."""
