"""What is checked of how products are delivered, and of work."""

from collections.abc import Callable, Iterator, Mapping

from trunkline.catalog.models import ProductType
from trunkline.catalog.operations.drafts import Draft
from trunkline.catalog.operations.types_checks import values_of
from trunkline.catalog.policies.attachments import why_not_attached
from trunkline.catalog.policies.meters import condition_violations
from trunkline.catalog.policies.violations import Violation
from trunkline.catalog.states import Attachment

Check = Callable[[Draft], Iterator[Violation]]


def attached(attachment: Attachment, names: Mapping[str, str]) -> Check:
    """This will make a check that products of some lists (each with the column that names them) may be attached."""

    def check(draft: Draft) -> Iterator[Violation]:
        products = [
            (f"{name}[{index}].{column}", getattr(row, column))
            for name, column in names.items()
            for index, row in enumerate(draft.rows[name])
        ]
        types = ProductType.objects.in_bulk({product.product_type_id for _path, product in products})
        for path, product in products:
            reason = why_not_attached(attachment, values_of(types[product.product_type_id]))
            if reason is not None:
                yield Violation(path, f"{product.code}: {reason}")

    return check


def _distributions(draft: Draft) -> Iterator[Violation]:
    """Each provided product comes through at least one of the provider's distributors."""
    distributors = {row.distributor_id for row in draft.rows["distributors"]}
    provided = {row.product_id for row in draft.rows["products"]}
    distributed = {row.product_id for row in draft.rows["distributions"]}
    for index, row in enumerate(draft.rows["products"]):
        if row.product_id not in distributed:
            yield Violation(f"products[{index}]", f"{row.product.code} needs a distributor: add it to distributions.")
    for index, row in enumerate(draft.rows["distributions"]):
        if row.product_id not in provided:
            yield Violation(
                f"distributions[{index}].product", f"{row.product.code} is none of the provider's products."
            )
        if row.distributor_id not in distributors:
            yield Violation(
                f"distributions[{index}].distributor", f"{row.distributor.code} is none of the provider's distributors."
            )


def _meter_policies(draft: Draft) -> Iterator[Violation]:
    """A policy turns a reading into usage of a usage service that its catalogue holds, for a termed service."""
    rows = draft.rows["policies"]
    yield from attached(Attachment.USAGE_CATALOGUE, {"policies": "usage_service"})(draft)
    yield from attached(Attachment.BILLING_TERM_SCHEME, {"policies": "termed_service"})(draft)
    for index, row in enumerate(rows):
        entries = row.usage_catalogue.entries.values_list("product_id", flat=True)
        if row.usage_service_id not in set(entries):
            reason = f"{row.usage_service.code} is not in the catalogue {row.usage_catalogue.code}."
            yield Violation(f"policies[{index}].usage_service", reason)
        for place, reason in condition_violations(row.conditions):
            yield Violation(f"policies[{index}].conditions{place}", reason)


def _provider(draft: Draft) -> Iterator[Violation]:
    yield from attached(Attachment.PROVIDER, {"products": "product"})(draft)
    yield from _distributions(draft)


CHECKS = {
    "meter-reading-types": _meter_policies,
    "providers": _provider,
    "job-types": attached(Attachment.JOB_TYPE, {"products": "product"}),
    "activity-types": attached(Attachment.ACTIVITY_TYPE, {"products": "product"}),
}
