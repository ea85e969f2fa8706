"""What is checked of how products are delivered, and of work."""

from collections.abc import Iterator

from trunkline.catalog.operations.attachment_checks import list_problems, values_by_type
from trunkline.catalog.operations.drafts import Draft
from trunkline.catalog.policies.meters import condition_violations
from trunkline.catalog.policies.violations import Violation
from trunkline.catalog.states import Attachment, ChargingKind


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
    yield from list_problems(draft, "policies", Attachment.USAGE_CATALOGUE, column="usage_service")
    yield from _termed_services(draft)
    for index, row in enumerate(rows):
        entries = row.usage_catalogue.entries.values_list("product_id", flat=True)
        if row.usage_service_id not in set(entries):
            reason = f"{row.usage_service.code} is not in the catalogue {row.usage_catalogue.code}."
            yield Violation(f"policies[{index}].usage_service", reason)
        for place, reason in condition_violations(row.conditions):
            yield Violation(f"policies[{index}].conditions{place}", reason)


def _termed_services(draft: Draft) -> Iterator[Violation]:
    values = values_by_type(row.termed_service for row in draft.rows["policies"])
    for index, row in enumerate(draft.rows["policies"]):
        if values[row.termed_service.product_type_id].charging_kind is not ChargingKind.TERMED:
            yield Violation(f"policies[{index}].termed_service", f"{row.termed_service.code} is no termed service.")


def _job_type(draft: Draft) -> Iterator[Violation]:
    yield from list_problems(draft, "products", Attachment.JOB_TYPE)


def _activity_type(draft: Draft) -> Iterator[Violation]:
    yield from list_problems(draft, "products", Attachment.ACTIVITY_TYPE)


def _provider(draft: Draft) -> Iterator[Violation]:
    yield from list_problems(draft, "products", Attachment.PROVIDER)
    yield from _distributions(draft)


CHECKS = {
    "meter-reading-types": _meter_policies,
    "providers": _provider,
    "job-types": _job_type,
    "activity-types": _activity_type,
}
