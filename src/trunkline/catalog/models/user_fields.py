from typing import ClassVar

from django.db import models

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.states import UserFieldSlot
from trunkline.platform.audit import audited
from trunkline.platform.definitions import ChoiceField, is_one_of


@audited
class UserField(CatalogDefinition):
    """What the operator calls one of the fields of products that are its own; `name` is the label."""

    slot = ChoiceField(UserFieldSlot, max_length=10, unique=True)
    is_required = models.BooleanField(default=False)

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=is_one_of("slot", UserFieldSlot), name="user_field_slot")
        ]
