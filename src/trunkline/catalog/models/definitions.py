from django.db import models

from trunkline.platform.definitions import Definition
from trunkline.platform.limits import LONG_TEXT_MAX


class CatalogDefinition(Definition):
    """A definition that is described, and can be retired: what uses it goes on, new references to it are refused."""

    description = models.TextField(max_length=LONG_TEXT_MAX, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True, db_default=True)

    class Meta(Definition.Meta):
        abstract = True
