"""Tables that staff define things in: what every such row has, and columns that say what they take."""

import re
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.contrib.postgres.functions import RandomUUID
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.kernel.money import AMOUNT_DIGITS_MAX, RATE_DECIMALS

CODE_MAX = 80
NAME_MAX = 120
PERCENT_DECIMALS = 4
_PERCENT_DIGITS = 7
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")

if TYPE_CHECKING:
    from django.db.models import CharField as _TypedCharField
    from django.db.models import DecimalField as _TypedDecimalField
    from django.db.models import IntegerField as _TypedIntegerField
else:

    class _Typed:
        """Takes the two types of its values, as the type checker's picture of Django's fields does."""

        def __class_getitem__(cls, _types: object) -> type:
            return cls

    class _TypedCharField(_Typed, models.CharField):
        pass

    class _TypedDecimalField(_Typed, models.DecimalField):
        pass

    class _TypedIntegerField(_Typed, models.IntegerField):
        pass


class ChoiceField(_TypedCharField[_Set, _Get]):
    """One word of an enumeration; migrations see a text column, which a CHECK of the table keeps to the words."""

    def __init__(self, words: type[StrEnum] | None = None, **options: Any) -> None:
        options.setdefault("max_length", 20)
        super().__init__(**options)
        self.words = words

    def deconstruct(self) -> Any:
        """This will describe the column to migrations, which know nothing of the words."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """This will refuse what is no word of the enumeration."""
        super().validate(value, model_instance)
        if self.words is not None and value and value not in [*self.words]:
            raise ValidationError(f"{str(value)[:40]!r} is none of {', '.join(self.words)}.")


class CodeField(_TypedCharField[_Set, _Get]):
    """A readable name that people type and files hold: letters, digits and a few signs, without spaces."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", CODE_MAX)
        super().__init__(**options)

    def deconstruct(self) -> Any:
        """This will describe the column to migrations, which know nothing of the form."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """This will refuse what could not be typed, or stand in a file's column or an address."""
        super().validate(value, model_instance)
        if value and not _CODE.fullmatch(value):
            raise ValidationError("must begin with a letter or digit, and be letters, digits, dots, hyphens and _.")


class WholeField(_TypedIntegerField[_Set, _Get]):
    """A whole number within limits that the column tells."""

    def __init__(self, *, minimum: int = 0, maximum: int = 2_147_483_647, **options: Any) -> None:
        super().__init__(**options)
        self.minimum = minimum
        self.maximum = maximum

    def deconstruct(self) -> Any:
        """This will describe the column to migrations, which know nothing of the limits."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.IntegerField", args, options

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """This will refuse a number outside the limits."""
        super().validate(value, model_instance)
        if value is not None and not self.minimum <= value <= self.maximum:
            raise ValidationError(f"must be from {self.minimum:,} to {self.maximum:,}.")


class _ExactField(_TypedDecimalField[_Set, _Get]):
    """A decimal number from a least one on."""

    def __init__(self, *, minimum: int | None = None, maximum: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.minimum = minimum
        self.maximum = maximum

    def deconstruct(self) -> Any:
        """This will describe the column to migrations, which know nothing of the limits."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.DecimalField", args, options

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """This will refuse a number outside the limits."""
        super().validate(value, model_instance)
        if value is not None and self.minimum is not None and value < self.minimum:
            raise ValidationError(f"must not be below {self.minimum}.")
        if value is not None and self.maximum is not None and value > self.maximum:
            raise ValidationError(f"must not be above {self.maximum}.")


class RateField(_ExactField[_Set, _Get]):
    """A price: nine decimals are kept, rounding happens once per line."""

    def __init__(self, **options: Any) -> None:
        options.update(max_digits=AMOUNT_DIGITS_MAX, decimal_places=RATE_DECIMALS)
        super().__init__(**options)


class PercentField(_ExactField[_Set, _Get]):
    """A share of a hundred, with four decimals."""

    def __init__(self, **options: Any) -> None:
        options.update(max_digits=_PERCENT_DIGITS, decimal_places=PERCENT_DECIMALS)
        options.setdefault("minimum", 0)
        options.setdefault("maximum", 100)
        super().__init__(**options)


def is_one_of(column: str, words: type[StrEnum]) -> Q:
    """This will build the condition that a column holds a word of an enumeration."""
    return Q(**{f"{column}__in": [*words]})


def is_within(column: str, minimum: int | Decimal, maximum: int | Decimal) -> Q:
    """This will build the condition that a column is empty or within limits."""
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__range": (minimum, maximum)})


class Definition(models.Model):
    """What staff define: a code for people and files, and a version that each change raises."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    code = CodeField(unique=True)
    name = models.CharField(max_length=NAME_MAX)
    version = models.IntegerField(default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = []
