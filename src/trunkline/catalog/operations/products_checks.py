"""What is checked of products beyond their table."""

from collections.abc import Iterator

from trunkline.catalog.models import AlternativeCode, Product, UserField
from trunkline.catalog.operations.drafts import Draft
from trunkline.catalog.operations.taxes import add_default_taxes
from trunkline.catalog.policies.allowances import allowance_days, allowances_of
from trunkline.catalog.policies.characteristics import CharacteristicRule, rule_violations
from trunkline.catalog.policies.icons import icon_violation
from trunkline.catalog.policies.relationships import LinkCharacteristic, link_violations
from trunkline.catalog.policies.user_fields import user_field_violations
from trunkline.catalog.policies.variables import parse_variables
from trunkline.catalog.policies.violations import Violation
from trunkline.catalog.states import Category, Lifecycle
from trunkline.kernel.errors import InvalidInputError


def _fields(draft: Draft) -> Iterator[Violation]:
    product = draft.instance
    if reason := icon_violation(product.icon):
        yield Violation("icon", reason)
    if product.category == Category.STANDALONE and draft.rows["service_reliances"]:
        yield Violation("service_reliances", "are for add-ons: only these rely on a service.")
    if product.family_id is not None and product.family.classification != product.product_type.classification:
        yield Violation("family", f"is one of {product.family.classification}s, which the product's type is not.")
    if product.replacement_fee is not None and product.return_days is None:
        yield Violation("return_days", "must be told where there is a replacement fee: after how many days is it due?")


def _variables(draft: Draft) -> Iterator[Violation]:
    product = draft.instance
    try:
        variables = parse_variables(product.provisioning_variables, "provisioning_variables")
        allowance_days(variables, "provisioning_variables")
        allowances_of(variables, product.category, field="provisioning_variables")
    except InvalidInputError as error:
        yield from (Violation(path, reason) for path, reason in error.fields.items())
    else:
        product.provisioning_variables = variables


def _characteristics(draft: Draft) -> Iterator[Violation]:
    for index, row in enumerate(draft.rows["characteristics"]):
        rule = CharacteristicRule(
            name=row.name,
            value_type=row.value_type,
            choices=row.choices,
            minimum=row.minimum,
            maximum=row.maximum,
            default=row.default,
            is_required=row.is_required,
            is_secret=row.is_secret,
            set_by=row.set_by,
        )
        for column, reason in rule_violations(rule):
            yield Violation(f"characteristics[{index}].{column}", reason)


def _relationships(draft: Draft) -> Iterator[Violation]:
    for index, row in enumerate(draft.rows["relationships"]):
        violations = list(link_violations(row.characteristics))
        if violations:
            yield from (Violation(f"relationships[{index}].characteristics{place}", why) for place, why in violations)
            continue
        row.characteristics = [LinkCharacteristic.of(entry).written() for entry in row.characteristics]
    for index, row in enumerate(draft.rows["relationships"]):
        if row.to_product.brand_id not in {None, draft.instance.brand_id}:
            reason = f"{row.to_product.code} is sold by another brand."
            yield Violation(f"relationships[{index}].to_product", reason)
    kinds = [(row.kind, row.to_product_id) for row in draft.rows["relationships"]]
    for index, (kind, to_product_id) in enumerate(kinds):
        if kind == "excludes" and ("requires", to_product_id) in kinds:
            yield Violation(f"relationships[{index}]", "contradicts another: what is required cannot be excluded.")


def _user_fields(draft: Draft) -> Iterator[Violation]:
    required = dict(UserField.objects.filter(is_required=True, is_active=True).values_list("slot", "name"))
    for slot, reason in user_field_violations(draft.instance.user_fields, required):
        yield Violation(f"user_fields.{slot}" if slot else "user_fields", reason)


def _codes(draft: Draft) -> Iterator[Violation]:
    """A code names one product, whether it is its own or an alternative one."""
    product = draft.instance
    alternatives = [row.code for row in draft.rows["alternative_codes"]]
    if product.code in alternatives:
        yield Violation(f"alternative_codes[{alternatives.index(product.code)}]", "is the product's own code.")
    for index, code in enumerate(alternatives):
        if code in alternatives[:index]:
            yield Violation(f"alternative_codes[{index}]", "stands in the list twice.")
    others = Product.objects.filter(code__in=alternatives).exclude(pk=product.pk).values_list("code", flat=True)
    taken = AlternativeCode.objects.filter(code__in=[*alternatives, product.code]).exclude(product_id=product.pk)
    names = {*others, *taken.values_list("code", flat=True)}
    for index, code in enumerate(alternatives):
        if code in names:
            yield Violation(f"alternative_codes[{index}]", f"{code!r} is a code of another product.")
    if product.code in names:
        yield Violation("code", f"{product.code!r} is an alternative code of another product.")


def _fixed_once_sold(draft: Draft) -> Iterator[Violation]:
    """What running services rely on stays, once there can be any; and what a price is for, once there is one."""
    product = draft.instance
    if draft.is_new:
        return
    present = {"contract_days": product.contract_days}
    reason = "the product was published. Copy it instead."
    if product.lifecycle != Lifecycle.DRAFT:
        present |= {"product_type": product.product_type.code}
        present |= {name: getattr(product, name) for name in ("category", "service_type")}
    elif product.rates.exists():
        reason = "the product has prices for its periods. Copy it instead."
    else:
        return
    for name, value in present.items():
        if value != draft.before[name]:
            yield Violation(name, f"stays {draft.before[name]!r}: {reason}")


def _violations(draft: Draft) -> Iterator[Violation]:
    for check in (_fixed_once_sold, _fields, _variables, _characteristics, _relationships, _user_fields, _codes):
        yield from check(draft)


def _take_default_taxes(draft: Draft) -> list[str]:
    """A new product bears the tax codes that name its type, beside those that were given."""
    if not draft.is_new:
        return []
    given = {row.tax_code_id for row in draft.rows["taxes"]}
    added = add_default_taxes(draft.instance, given)
    return [f"The tax code {code} was added, as it is that of the product's type." for code in added]


CHECKS = {"products": _violations}
EFFECTS = {"products": _take_default_taxes}
