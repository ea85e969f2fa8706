"""Steps on resource specifications and kits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction

from trunkline.catalog.errors import ResourceSpecificationTakenError
from trunkline.catalog.models import (
    RESOURCE_TEXTS_MAX,
    KitPart,
    ResourceSpecification,
    ResourceText,
)
from trunkline.catalog.states import EndFate, ResourceKind, Tracking
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.limits import SPECIFICATION_NAME_MAX, require_choice, require_text

KIT_QUANTITY_MAX = 50
DAYS_MAX = 3650
THRESHOLD_MAX = 1_000_000_000
_FATE_BY_KIND = {ResourceKind.PHYSICAL: EndFate.DECOMMISSION, ResourceKind.LOGICAL: EndFate.RELEASE}


@dataclass(frozen=True)
class StockRules:
    """How stock of a specification is kept: what None says of a fate is what suits its kind."""

    tracking: str = Tracking.ITEM
    end_fate: str | None = None
    hold_days: int | None = None
    warranty_days: int | None = None
    low_stock_threshold: int | None = None


STANDARD_RULES = StockRules()


def create_resource_specification(
    name: str, labels: list[str], kind: str, rules: StockRules = STANDARD_RULES
) -> ResourceSpecification:
    """This will insert a resource specification; raises InvalidInputError or ResourceSpecificationTakenError.

    At the end of a service a thing is decommissioned and a number released, unless the rules say otherwise.
    """
    require_text(name, "name", SPECIFICATION_NAME_MAX)
    require_choice(kind, "kind", ResourceKind)
    require_choice(rules.tracking, "tracking", Tracking)
    if kind == ResourceKind.LOGICAL and rules.tracking == Tracking.QUANTITY:
        raise InvalidInputError.for_field("tracking", "numbers, addresses and ports are known one by one.")
    fate = rules.end_fate if rules.end_fate is not None else _FATE_BY_KIND[ResourceKind(kind)]
    _check_rules(replace(rules, end_fate=fate))
    _check_labels(labels)
    try:
        with transaction.atomic():
            specification = ResourceSpecification.objects.create(
                name=name,
                kind=kind,
                tracking=rules.tracking,
                end_fate=fate,
                hold_days=rules.hold_days,
                warranty_days=rules.warranty_days,
                low_stock_threshold=rules.low_stock_threshold,
            )
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise ResourceSpecificationTakenError(f"{name!r} exists already; choose another name.") from None
    for position, label in enumerate(labels, start=1):
        ResourceText.objects.create(specification=specification, position=position, label=label)
    return specification


def change_resource_specification(
    specification: ResourceSpecification, rules: StockRules, labels: list[str] | None
) -> None:
    """This will change how stock of a locked specification is kept, and rename labels or add more; None leaves them.

    How it is tracked stays. Raises InvalidInputError.
    """
    if rules.tracking != specification.tracking:
        raise InvalidInputError.for_field("tracking", "cannot be changed; define another specification.")
    _check_rules(rules)
    specification.end_fate = require_choice(rules.end_fate, "end_fate", EndFate)
    specification.hold_days = rules.hold_days
    specification.warranty_days = rules.warranty_days
    specification.low_stock_threshold = rules.low_stock_threshold
    specification.save(update_fields=["end_fate", "hold_days", "warranty_days", "low_stock_threshold"])
    if labels is None:
        return
    _check_labels(labels)
    present = {text.position: text for text in specification.texts.all()}
    if len(labels) < len(present):
        raise InvalidInputError.for_field(
            "labels", f"has {len(labels)} entries, and items have {len(present)} texts; labels are renamed or added."
        )
    for position, label in enumerate(labels, start=1):
        ResourceText.objects.update_or_create(specification=specification, position=position, defaults={"label": label})


def _check_labels(labels: Sequence[str]) -> None:
    if len(labels) > RESOURCE_TEXTS_MAX:
        raise InvalidInputError.for_field(
            "labels", f"has {len(labels)} entries; an item has at most {RESOURCE_TEXTS_MAX} texts."
        )
    for position, label in enumerate(labels):
        require_text(label, f"labels[{position}]", SPECIFICATION_NAME_MAX)
    if len({label.casefold() for label in labels}) < len(labels):
        raise InvalidInputError.for_field("labels", "has the same label twice.")


def _check_rules(rules: StockRules) -> None:
    fate = require_choice(rules.end_fate, "end_fate", EndFate)
    if fate == EndFate.HOLD and rules.hold_days is None:
        raise InvalidInputError.for_field("hold_days", "must say for how many days an item is held.")
    if fate != EndFate.HOLD and rules.hold_days is not None:
        raise InvalidInputError.for_field("hold_days", "counts only where end_fate is hold.")
    limits = {
        "hold_days": (rules.hold_days, 1, DAYS_MAX),
        "warranty_days": (rules.warranty_days, 0, DAYS_MAX),
        "low_stock_threshold": (rules.low_stock_threshold, 0, THRESHOLD_MAX),
    }
    for name, (value, least, most) in limits.items():
        if value is not None and not least <= value <= most:
            raise InvalidInputError.for_field(name, f"must be from {least} to {most}.")


@dataclass(frozen=True)
class KitContent:
    """So many items of a specification that a kit holds."""

    specification_id: int
    quantity: int


def replace_kit_parts(
    kit: ResourceSpecification, content: Sequence[KitContent], locked: Iterable[ResourceSpecification]
) -> None:
    """This will say what a kit's items hold; the kit and the parts are among the locked. Raises InvalidInputError.

    Kits hold no kits, and both they and their parts are known item by item.
    """
    specifications = {row.pk: row for row in locked}
    ids = [part.specification_id for part in content]
    if len(set(ids)) < len(ids) or kit.pk in ids:
        raise InvalidInputError.for_field("parts", "must name each specification once, and not the kit's own.")
    if any(part.quantity < 1 for part in content) or sum(part.quantity for part in content) > KIT_QUANTITY_MAX:
        raise InvalidInputError.for_field("parts", f"are at least one of each, and at most {KIT_QUANTITY_MAX} in all.")
    for part in content:
        if specifications[part.specification_id].tracking != Tracking.ITEM:
            name = specifications[part.specification_id].name
            raise InvalidInputError.for_field("parts", f"{name} is counted, and a kit holds items known one by one.")
    if content and kit.tracking != Tracking.ITEM:
        raise InvalidInputError.for_field("parts", f"{kit.name} is counted, and a kit is known by itself.")
    if content and KitPart.objects.filter(part=kit).exists():
        raise InvalidInputError.for_field("parts", f"{kit.name} is part of a kit, so it cannot be one.")
    inner = KitPart.objects.filter(kit_id__in=ids).select_related("kit").first()
    if inner is not None:
        raise InvalidInputError.for_field("parts", f"{inner.kit.name} is a kit; a kit holds no kits.")
    KitPart.objects.filter(kit=kit).delete()
    KitPart.objects.bulk_create(
        KitPart(kit=kit, position=position, part_id=part.specification_id, quantity=part.quantity)
        for position, part in enumerate(content)
    )
