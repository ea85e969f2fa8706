"""What is checked of terms, discounts, taxes, usage plans and contracts, and what saving them brings about."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from trunkline.catalog.models.delivery import ProvidedProduct
from trunkline.catalog.models.products import Product
from trunkline.catalog.models.subscription_types import SubscriptionTypeProduct
from trunkline.catalog.models.terms import BillingTermScheme, SchemeProduct
from trunkline.catalog.operations.attachment_checks import list_problems, values_by_type
from trunkline.catalog.operations.drafts import Draft
from trunkline.catalog.policies import billing_terms, contract_terms, tax_rules, usage_plans
from trunkline.catalog.policies.attachments import why_not_attached
from trunkline.catalog.policies.product_types import TypeValues
from trunkline.catalog.policies.validity import Validity, overlaps
from trunkline.catalog.policies.violations import Violation
from trunkline.catalog.selectors.bundles import values_of
from trunkline.catalog.states import (
    Attachment,
    BillingTime,
    ChargingKind,
    ContractRenewal,
    SchemeKind,
    TerminationFee,
    TierModel,
)
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import minor_unit
from trunkline.kernel.periods import Period, PeriodUnit
from trunkline.parties.states import AccountKind

_PAID_AHEAD = Period(1, PeriodUnit.MONTH)


def _is_in_schemes(values: TypeValues) -> bool:
    return why_not_attached(Attachment.BILLING_TERM_SCHEME, values) is None


def _currency(code: str, path: str = "currency") -> Iterator[Violation]:
    if not code:
        return
    try:
        minor_unit(code)
    except InvalidInputError as error:
        yield Violation(path, error.fields["currency"])


def _period(count: int | None, unit: str | None) -> Period | None:
    return Period(count, PeriodUnit(unit)) if count is not None and unit is not None else None


def check_scheme(draft: Draft) -> Iterator[Violation]:
    """This will check what a scheme says of its products, and that it keeps those that subscription types need."""
    yield from list_problems(draft, "products", Attachment.BILLING_TERM_SCHEME)
    kind = SchemeKind(draft.instance.kind)
    values = values_by_type(entry.product for entry in draft.rows["products"])
    for index, row in enumerate(draft.rows["products"]):
        of_type = values[row.product.product_type_id]
        if not _is_in_schemes(of_type):
            continue
        entry = billing_terms.SchemeEntry(
            is_termed=of_type.charging_kind is ChargingKind.TERMED,
            billing=BillingTime(row.billing) if row.billing else None,
            has_paid_ahead=row.paid_ahead_count is not None,
            is_excluded_from_deactivation=row.is_excluded_from_deactivation,
        )
        for column, reason in billing_terms.entry_problems(kind, entry):
            yield Violation(f"products[{index}].{column}", reason)
    if not draft.is_new:
        yield from _products_still_needed(draft)


def _products_still_needed(draft: Draft) -> Iterator[Violation]:
    """Products of subscription types that have the scheme stay in it: they could not be billed under it else."""
    kept = {row.product_id for row in draft.rows["products"]}
    needed = SubscriptionTypeProduct.objects.filter(subscription_type__schemes__scheme_id=draft.instance.pk)
    needed = needed.exclude(product_id__in=kept).select_related("product__product_type", "subscription_type")
    for row in needed.order_by("product__code", "subscription_type__code"):
        if _is_in_schemes(values_of(row.product.product_type)):
            yield Violation(
                "products",
                f"{row.product.code} stays: subscription type {row.subscription_type.code} has it and this scheme.",
            )


def check_subscription_type(draft: Draft) -> Iterator[Violation]:
    """This will check that the products of a subscription type are termed, expenses or goods."""
    yield from list_problems(draft, "products", Attachment.SUBSCRIPTION_TYPE)


def complete_schemes(draft: Draft) -> list[str]:
    """This will add the products of a subscription type to those of its schemes that lack them, and tell which."""
    products = [row.product for row in draft.rows["products"]]
    values = values_by_type(products)
    scheme_ids = [row.scheme_id for row in draft.rows["schemes"]]
    present: dict[int, set[int]] = defaultdict(set)
    for scheme_id, product_id in SchemeProduct.objects.filter(scheme_id__in=scheme_ids).values_list(
        "scheme_id", "product_id"
    ):
        present[scheme_id].add(product_id)
    told = []
    for scheme in BillingTermScheme.objects.filter(pk__in=scheme_ids).order_by("code"):
        added = [
            product
            for product in products
            if _is_in_schemes(values[product.product_type_id]) and product.pk not in present[scheme.pk]
        ]
        if not added:
            continue
        entries = [_scheme_product(scheme, product, values[product.product_type_id]) for product in added]
        SchemeProduct.objects.bulk_create(entries)
        scheme.version += 1
        scheme.save(update_fields=["version"])
        told += [_told(scheme, entry) for entry in entries]
    return told


def _scheme_product(scheme: BillingTermScheme, product: Product, values: TypeValues) -> SchemeProduct:
    is_termed = values.charging_kind is ChargingKind.TERMED
    entry = billing_terms.default_entry(SchemeKind(scheme.kind), is_termed=is_termed)
    ahead = _PAID_AHEAD if entry.has_paid_ahead else None
    return SchemeProduct(
        scheme=scheme,
        product=product,
        billing=entry.billing,
        paid_ahead_count=ahead.count if ahead else None,
        paid_ahead_unit=ahead.unit if ahead else None,
    )


_TOLD_BILLING = {
    BillingTime.PRE_BILL: "billed before its use",
    BillingTime.PRE_PAID: "paid a month ahead",
    None: "billed when it is incurred",
}


def _told(scheme: BillingTermScheme, entry: SchemeProduct) -> str:
    when = _TOLD_BILLING[BillingTime(entry.billing) if entry.billing else None]
    return f"{entry.product.code} was added to the billing term scheme {scheme.code}, {when}."


def check_contract(draft: Draft) -> Iterator[Violation]:
    """This will check that a contract does not contradict itself, and that its text is only added to."""
    terms = draft.instance
    yield from _currency(terms.fee_currency, "fee_currency")
    rules = contract_terms.ContractRules(
        minimum_term=_period(terms.minimum_term_count, terms.minimum_term_unit),
        notice_period=_period(terms.notice_count, terms.notice_unit),
        renewal=ContractRenewal(terms.renewal),
        extension=_period(terms.extension_count, terms.extension_unit),
        fee=TerminationFee(terms.termination_fee),
    )
    for column, reason in contract_terms.rule_problems(rules):
        yield Violation(column, reason)
    texts = [{name: getattr(row, name) for name in _TEXT_COLUMNS} for row in draft.rows["texts"]]
    for index, reason in contract_terms.text_problems(draft.before.get("texts", []), texts):
        yield Violation("texts" if index is None else f"texts[{index}]", reason)


_TEXT_COLUMNS = ("version", "valid_from", "title", "summary", "text")


def check_tax_code(draft: Draft) -> Iterator[Violation]:
    """This will check that of each tax one rate holds for a buyer at a time."""
    rules = [
        tax_rules.TaxRule(
            tax=row.tax,
            percent=row.percent,
            validity=Validity(row.valid_from, row.valid_until),
            country=row.country,
            region=row.region,
            account_kind=AccountKind(row.account_kind) if row.account_kind else None,
            is_reverse_charge=row.is_reverse_charge,
            is_applied=row.is_applied,
        )
        for row in draft.rows["rates"]
    ]
    for index, column, reason in tax_rules.rule_problems(rules):
        yield Violation(f"rates[{index}].{column}", reason)


def check_discount(draft: Draft) -> Iterator[Violation]:
    """This will check that a discount covers something, and either all or what it names."""
    yield from _currency(draft.instance.currency)
    names_any = any(draft.rows[name] for name in ("products", "families", "product_types"))
    if draft.instance.covers_all and names_any:
        yield Violation("covers_all", "leaves nothing to be named; take the products, families and types out.")
    if not draft.instance.covers_all and not names_any:
        yield Violation("products", "names nothing: name products, families or types, or let it cover all.")
    yield from _plans_of_another_currency(draft)


def _plans_of_another_currency(draft: Draft) -> Iterator[Violation]:
    currency = draft.instance.currency
    for index, row in enumerate(draft.rows["price_plans"]):
        if currency and row.price_plan.currency != currency:
            yield Violation(
                f"price_plans[{index}]", f"is in {row.price_plan.currency}, where {currency} is never taken off."
            )


def check_usage_catalogue(draft: Draft) -> Iterator[Violation]:
    """This will check that a usage catalogue prices usage services, each with one entry at a time."""
    yield from _currency(draft.instance.currency)
    yield from list_problems(draft, "entries", Attachment.USAGE_CATALOGUE)
    entries = draft.rows["entries"]
    spans = [(row.product_id, Validity(row.valid_from, row.valid_until)) for row in entries]
    for later, earlier in overlaps(spans):
        told = f"holds at the same time as entry {earlier} of the list, for the same product."
        yield Violation(f"entries[{later}].valid_from", told)
    yield from _provided_by_others(entries)


def _provided_by_others(entries: Sequence[Any]) -> Iterator[Violation]:
    """Entries whose provider does not have the product, or does not know it by an id."""
    named = [entry for entry in entries if entry.provider_id is not None]
    provided = ProvidedProduct.objects.filter(provider_id__in={entry.provider_id for entry in named})
    known = set(provided.values_list("provider_id", "product_id"))
    for index, entry in enumerate(entries):
        if entry.provider_id is not None and (entry.provider_id, entry.product_id) not in known:
            told = f"does not have {entry.product.code}: add it to the products of {entry.provider.code} first."
            yield Violation(f"entries[{index}].provider", told)


def check_usage_tier_plan(draft: Draft) -> Iterator[Violation]:
    """This will check that tiers begin at nothing, ascend, and hold what their model knows."""
    yield from _currency(draft.instance.currency)
    tiers = [usage_plans.Tier(row.starts_at, row.unit_price, row.fixed_amount) for row in draft.rows["tiers"]]
    for index, column, reason in usage_plans.tier_problems(TierModel(draft.instance.model), tiers):
        yield Violation("tiers" if index is None else f"tiers[{index}].{column}", reason)


def check_voip_plan(draft: Draft) -> Iterator[Violation]:
    """This will check that a VoIP plan prices calls somewhere."""
    yield from _currency(draft.instance.currency)
    if not draft.rows["destinations"]:
        yield Violation("destinations", "must have at least one destination; the empty prefix stands for all numbers.")


def check_price_plan(draft: Draft) -> Iterator[Violation]:
    """This will check that a price plan's currency exists, and that everybody can buy from a default plan."""
    yield from _currency(draft.instance.currency)
    if draft.instance.is_default and draft.rows["account_classes"]:
        yield Violation("account_classes", "are for other plans: a currency's default plan is for everybody.")


CHECKS = {
    "price-plans": check_price_plan,
    "billing-term-schemes": check_scheme,
    "subscription-types": check_subscription_type,
    "contract-terms": check_contract,
    "tax-codes": check_tax_code,
    "discounts": check_discount,
    "usage-catalogues": check_usage_catalogue,
    "usage-tier-plans": check_usage_tier_plan,
    "voip-plans": check_voip_plan,
}

EFFECTS = {"subscription-types": complete_schemes}
