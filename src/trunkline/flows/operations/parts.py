"""Parts of bundles and packages that an account has; nothing here commits."""

from collections import Counter

from trunkline.catalog.policies.bundles import violations_of
from trunkline.catalog.selectors.bundles import get_contents, is_composed
from trunkline.instances.models import Configuration
from trunkline.instances.selectors import services as service_selectors
from trunkline.ordering.errors import PartNeededError
from trunkline.ordering.selectors import count_parts, list_parts


def require_not_needed(service: Configuration) -> None:
    """This will refuse the end of a locked part without which its bundle would not keep its rules.

    What broke them before, as the catalogue has changed since, may go. Raises PartNeededError.
    """
    if service.parent_id is None or not list_parts(service.parent_id).filter(instance=service.instance).exists():
        return
    bundle = service_selectors.get_current_service(service.parent_id)
    product, own = service_selectors.get_service_product(bundle), service_selectors.get_service_product(service)
    if not is_composed(product):
        return
    contents = get_contents(product)
    before = count_parts(bundle.instance_id)
    after = before - Counter({own.code: 1})
    broken = {violation.path for violation in violations_of(contents.rules, contents.candidates, before)}
    wrong = [each for each in violations_of(contents.rules, contents.candidates, after) if each.path not in broken]
    if wrong:
        told = " ".join(each.reason for each in wrong)
        keys = f"{bundle.instance.key} ({product.name}) is not had without {service.instance.key}"
        raise PartNeededError(f"{keys}: {told}")
