"""What is checked of how products are grouped."""

from collections.abc import Iterator

from trunkline.catalog.models import ProductCategory
from trunkline.catalog.operations.drafts import Draft
from trunkline.catalog.policies.violations import Violation


def _no_ring(draft: Draft) -> Iterator[Violation]:
    """Categories form a tree: none stands below itself."""
    category = draft.instance
    seen = set()
    parent_id = category.parent_id
    while parent_id is not None and parent_id not in seen:
        if parent_id == category.pk:
            yield Violation("parent", "stands below this category itself; categories form a tree.")
            return
        seen.add(parent_id)
        parent_id = ProductCategory.objects.values_list("parent_id", flat=True).get(pk=parent_id)


CHECKS = {"product-categories": _no_ring}
