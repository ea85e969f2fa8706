from typing import TYPE_CHECKING, TypeVar

from django.db import models

from trunkline.kernel.money import AMOUNT_DIGITS_MAX, RATE_DECIMALS

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")

if TYPE_CHECKING:
    from django.db.models import DecimalField as _TypedDecimalField
else:

    class _TypedDecimalField(models.DecimalField):
        """Takes the two types of its values, as the type checker's picture of Django's field does."""

        def __class_getitem__(cls, _types: object) -> type:
            return cls


class RateField(_TypedDecimalField[_Set, _Get]):
    """A price: nine decimals are kept, rounding happens once per line."""

    def __init__(self, **options: object) -> None:
        options.update(max_digits=AMOUNT_DIGITS_MAX, decimal_places=RATE_DECIMALS)
        super().__init__(**options)  # type: ignore[arg-type]  # whatever Django's field takes
