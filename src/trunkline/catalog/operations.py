"""Steps that use cases are made of; they never commit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from trunkline.catalog.errors import ResourceSpecificationTakenError, SlugTakenError
from trunkline.catalog.models import (
    GRACE_DAYS_MAX,
    RESOURCE_TEXTS_MAX,
    KitPart,
    PricePlan,
    Product,
    ProductFeature,
    ProductTerms,
    ProductType,
    Rate,
    RateVersion,
    ResourceRequirement,
    ResourceSpecification,
    ResourceText,
    ServiceReliance,
)
from trunkline.catalog.policies import allowance_days, allowances_of
from trunkline.catalog.states import AutoRenew, Category, EndFate, RenewalPayment, ResourceKind, Tracking
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import minor_unit
from trunkline.kernel.periods import PeriodUnit
from trunkline.platform.limits import SPECIFICATION_NAME_MAX, require_choice, require_text

KIT_QUANTITY_MAX = 50
DAYS_MAX = 3650
THRESHOLD_MAX = 1_000_000_000
_FATE_BY_KIND = {ResourceKind.PHYSICAL: EndFate.DECOMMISSION, ResourceKind.LOGICAL: EndFate.RELEASE}
_STANDARD_TYPES = {True: "recurring-service", False: "one-time"}


@dataclass(frozen=True)
class Prices:
    """Amounts of a rate in one currency, excluding tax, with up to nine decimals."""

    currency: str
    retail: Decimal
    wholesale: Decimal
    retail_set_up: Decimal
    wholesale_set_up: Decimal


@dataclass(frozen=True)
class ProductDraft:
    """A product to be created, its lists parsed and its texts checked."""

    name: str
    slug: str
    category: str
    service_type: str
    prices: Prices
    contract_days: int
    is_enabled: bool = True
    icon: str = ""
    comment: str = ""
    is_for_residential: bool = True
    is_for_business: bool = True
    customer_can_purchase: bool = True
    available_from: datetime | None = None
    available_until: datetime | None = None
    auto_renew: str = AutoRenew.FALSE
    allow_auto_renew: bool = False
    renewal_payment: str = RenewalPayment.ACCOUNT
    grace_days: int = 0
    resource_names: list[str] = field(default_factory=list)
    relies_on: list[str] = field(default_factory=list)
    features: list[str] = field(default_factory=list)
    terms: str = ""
    provisioning_play: str = ""
    deprovisioning_play: str = ""
    suspension_play: str = ""
    resumption_play: str = ""
    removal_play: str = ""
    provisioning_variables: dict[str, Any] = field(default_factory=dict)
    rescue_counts_as_failure: bool = True
    play_failures_are_ignored: bool = False
    product_type: str | None = None
    brand_id: int | None = None


def create_product(draft: ProductDraft, *, at: datetime) -> Product:
    """This will insert a product with its lists, terms and rate; raises InvalidInputError or SlugTakenError."""
    _check_choices(draft)
    specifications = _find_specifications(draft.resource_names)
    type_code = draft.product_type or _STANDARD_TYPES[draft.contract_days > 0]
    product_type = ProductType.objects.filter(code=type_code).first()
    if product_type is None:
        raise InvalidInputError.for_field("product_type", f"{type_code!r} does not exist.")
    product = Product(
        product_type=product_type,
        brand_id=draft.brand_id,
        name=draft.name,
        slug=draft.slug,
        category=draft.category,
        service_type=draft.service_type,
        is_enabled=draft.is_enabled,
        icon=draft.icon,
        comment=draft.comment,
        contract_days=draft.contract_days,
        is_for_residential=draft.is_for_residential,
        is_for_business=draft.is_for_business,
        customer_can_purchase=draft.customer_can_purchase,
        available_from=draft.available_from,
        available_until=draft.available_until,
        auto_renew=draft.auto_renew,
        allow_auto_renew=draft.allow_auto_renew,
        renewal_payment=draft.renewal_payment,
        grace_days=draft.grace_days,
        provisioning_play=draft.provisioning_play,
        deprovisioning_play=draft.deprovisioning_play,
        suspension_play=draft.suspension_play,
        resumption_play=draft.resumption_play,
        removal_play=draft.removal_play,
        provisioning_variables=draft.provisioning_variables,
        rescue_counts_as_failure=draft.rescue_counts_as_failure,
        play_failures_are_ignored=draft.play_failures_are_ignored,
    )
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError as error:
        if "slug" not in str(error):
            raise
        raise SlugTakenError(f"The slug {draft.slug!r} belongs to another product; choose another.") from None
    _insert_lists(product, draft, specifications)
    if draft.terms:
        ProductTerms.objects.create(product=product, version=1, text=draft.terms)
    _insert_rate(product, draft.prices, at=at)
    return product


def _check_choices(draft: ProductDraft) -> None:
    require_choice(draft.category, "category", Category)
    require_choice(draft.auto_renew, "auto_renew", AutoRenew)
    require_choice(draft.renewal_payment, "renewal_payment", RenewalPayment)
    if not 0 <= draft.grace_days <= GRACE_DAYS_MAX:
        raise InvalidInputError.for_field("grace_days", f"must be from 0 to {GRACE_DAYS_MAX}.")
    allowance_days(draft.provisioning_variables)
    allowances_of(draft.provisioning_variables, draft.category)
    if draft.available_from and draft.available_until and draft.available_from >= draft.available_until:
        raise InvalidInputError.for_field("available_until", "must be later than available_from.")


def _find_specifications(names: list[str]) -> list[ResourceSpecification]:
    """Names must equal specifications, case included; a name twice cannot be told apart by a play."""
    duplicates = sorted({name for name in names if names.count(name) > 1})
    if duplicates:
        raise InvalidInputError.for_field(
            "inventory_items_list",
            f"names {duplicates[0]!r} twice; define two specifications, or one kit that holds both.",
        )
    found = {row.name: row for row in ResourceSpecification.objects.filter(name__in=names)}
    missing = [name for name in names if name not in found]
    if missing:
        raise InvalidInputError.for_field(
            "inventory_items_list", f"names {missing[0]!r}, but no resource specification has exactly this name."
        )
    return [found[name] for name in names]


def _insert_lists(product: Product, draft: ProductDraft, specifications: list[ResourceSpecification]) -> None:
    for position, specification in enumerate(specifications):
        ResourceRequirement.objects.create(product=product, position=position, specification=specification)
    for position, text in enumerate(draft.features):
        ProductFeature.objects.create(product=product, position=position, text=text)
    for position, name in enumerate(draft.relies_on):
        ServiceReliance.objects.create(product=product, position=position, service_name=name)


def _insert_rate(product: Product, prices: Prices, *, at: datetime) -> RateVersion:
    plan = find_or_create_default_plan(prices.currency)
    is_recurring = product.contract_days > 0
    rate = Rate.objects.create(
        product=product,
        price_plan=plan,
        period_count=product.contract_days if is_recurring else None,
        period_unit=PeriodUnit.DAY if is_recurring else None,
    )
    return RateVersion.objects.create(
        rate=rate,
        valid_from=at,
        retail=prices.retail,
        wholesale=prices.wholesale,
        retail_set_up=prices.retail_set_up,
        wholesale_set_up=prices.wholesale_set_up,
    )


def find_or_create_default_plan(currency: str) -> PricePlan:
    """This will find the default price plan of a currency, making it when it is the first price in it."""
    minor_unit(currency)
    plan, _ = PricePlan.objects.get_or_create(
        currency=currency,
        is_default=True,
        defaults={"code": f"standard-{currency.lower()}", "name": f"Standard {currency}"},
    )
    return plan


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


def set_enabled(product: Product, *, is_enabled: bool) -> None:
    """This will open a product for new orders, or close it; running services go on."""
    product.is_enabled = is_enabled
    product.save(update_fields=["is_enabled"])
