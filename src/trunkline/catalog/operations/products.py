"""Steps on products, their lists, terms and first rate."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from trunkline.catalog.errors import DefinitionChangedError, SlugTakenError
from trunkline.catalog.models import (
    GRACE_DAYS_MAX,
    AlternativeCode,
    Product,
    ProductFeature,
    ProductTerms,
    ProductType,
    ResourceRequirement,
    ResourceSpecification,
    ServiceReliance,
)
from trunkline.catalog.operations.prices import Prices, insert_price
from trunkline.catalog.operations.taxes import add_default_taxes
from trunkline.catalog.policies.allowances import allowance_days, allowances_of
from trunkline.catalog.states import AutoRenew, Category, Lifecycle, RenewalPayment
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.limits import require_choice

_STANDARD_TYPES = {True: "recurring-service", False: "one-time"}


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
    change_play: str = ""
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
    if AlternativeCode.objects.filter(code=draft.slug).exists():
        raise SlugTakenError(f"{draft.slug!r} is an alternative code of another product; choose another slug.")
    product = Product(
        product_type=product_type,
        brand_id=draft.brand_id,
        code=draft.slug,
        name=draft.name,
        slug=draft.slug,
        lifecycle=Lifecycle.ACTIVE,
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
        change_play=draft.change_play,
        provisioning_variables=draft.provisioning_variables,
        rescue_counts_as_failure=draft.rescue_counts_as_failure,
        play_failures_are_ignored=draft.play_failures_are_ignored,
    )
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError as error:
        if "slug" not in str(error) and "code" not in str(error):
            raise
        raise SlugTakenError(f"The slug {draft.slug!r} belongs to another product; choose another.") from None
    _insert_lists(product, draft, specifications)
    if draft.terms:
        ProductTerms.objects.create(product=product, version=1, text=draft.terms)
    insert_price(product, draft.prices, valid_from=at)
    add_default_taxes(product)
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


def add_terms(product: Product, text: str, expected_version: int | None) -> ProductTerms:
    """This will have other terms hold for orders from now on; what was accepted stays. The catalogue is locked.

    `expected_version` is the version that they follow (0: there are none). Raises InvalidInputError for the same text
    again, or DefinitionChangedError.
    """
    last = product.terms_versions.order_by("version").last()
    present = 0 if last is None else last.version
    if expected_version is not None and expected_version != present:
        raise DefinitionChangedError(
            f"The terms of {product.code} are at version {present}, not at {expected_version}: somebody wrote others"
            " meanwhile. Read them again and decide anew."
        )
    if last is not None and last.text == text:
        raise InvalidInputError.for_field("text", "is what holds already.")
    return ProductTerms.objects.create(product=product, version=present + 1, text=text)


def set_enabled(product: Product, *, is_enabled: bool) -> None:
    """This will open a product for new orders, or close it; running services go on."""
    product.is_enabled = is_enabled
    product.save(update_fields=["is_enabled"])
