"""Parts of bundles and packages that an account has; nothing here commits."""

from collections import Counter

from trunkline.catalog.models import Product
from trunkline.catalog.policies.bundles import violations_of
from trunkline.catalog.selectors.bundles import get_contents, is_composed
from trunkline.instances.models import Configuration
from trunkline.instances.selectors import services as service_selectors
from trunkline.ordering.errors import PartNeededError
from trunkline.ordering.selectors import count_parts, list_parts


def find_bundle(service: Configuration) -> Configuration | None:
    """This will find the bundle or package that a service is a part of; None: it is none's, or adds to another."""
    if service.parent_id is None or not list_parts(service.parent_id).filter(instance=service.instance).exists():
        return None
    bundle = service_selectors.get_current_service(service.parent_id)
    return bundle if is_composed(service_selectors.get_service_product(bundle)) else None


def is_covered_by(bundle: Configuration | None) -> bool:
    """This will tell whether the price of a bundle, or of one that it is a part of, is that of its parts."""
    while bundle is not None:
        if bundle.rate_version is not None and bundle.rate_version.applies_to_components:
            return True
        parent_id = bundle.parent_id
        bundle = None if parent_id is None else service_selectors.get_current_service(parent_id)
    return False


def require_not_needed(service: Configuration) -> None:
    """This will refuse the end of a locked part without which its bundle would not keep its rules.

    What broke them before, as the catalogue has changed since, may go. Raises PartNeededError.
    """
    bundle = find_bundle(service)
    if bundle is None:
        return
    own = service_selectors.get_service_product(service)
    if wrong := _newly_broken(bundle, Counter(), Counter({own.code: 1})):
        product = service_selectors.get_service_product(bundle)
        keys = f"{bundle.instance.key} ({product.name}) is not had without {service.instance.key}"
        raise PartNeededError(f"{keys}: {' '.join(wrong)}")


def why_not_replaced(service: Configuration, bundle: Configuration, product: Product) -> list[str]:
    """This will list why a locked part cannot become one of another product: the rules of its bundle that forbid it."""
    own = service_selectors.get_service_product(service)
    return _newly_broken(bundle, Counter({product.code: 1}), Counter({own.code: 1}))


def _newly_broken(bundle: Configuration, more: Counter[str], less: Counter[str]) -> list[str]:
    contents = get_contents(service_selectors.get_service_product(bundle))
    before = count_parts(bundle.instance_id)
    broken = {violation.path for violation in violations_of(contents.rules, contents.candidates, before)}
    after = before + more - less
    wrong = violations_of(contents.rules, contents.candidates, after)
    return [violation.reason for violation in wrong if violation.path not in broken]
