"""What an order asks for: products, and all parts of the bundles and packages among them; nothing here commits."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from trunkline.catalog.errors import ProductNotFoundError
from trunkline.catalog.models import Product
from trunkline.catalog.policies.bundles import violations_of
from trunkline.catalog.selectors import products as catalog_products
from trunkline.catalog.selectors.bundles import Contents, get_contents, is_composed, is_one_item
from trunkline.catalog.selectors.rates import ANY_RATE, RateChoice
from trunkline.catalog.states import Classification
from trunkline.instances.models import Configuration
from trunkline.kernel.errors import DomainError, InvalidInputError
from trunkline.ordering.selectors import count_parts

PARTS_MAX = 500


@dataclass(frozen=True)
class Payer:
    """Who pays a service, where that is not the account that has it, and what the payer's own books call it."""

    account_id: int | None = None
    cost_centre: str = ""
    purchase_order_number: str = ""


@dataclass(frozen=True)
class ProductRequest:
    """What an order asks for: a product, the items picked by specification, and what the customer was shown.

    `service_id` is the service that an add-on adds to, or the bundle that a part is added to; `rate` which of the
    product's prices is wanted, `characteristics` what is told of the service to be. Items may be
    picked here or come from a reservation; goods without serials are picked from a warehouse, by its code
    (`picks_from`). `components` are the parts of a bundle or package, each `count` times; what is not named is as the
    bundle has it. `relationships` are characteristics of links, by the code of the product that they lead to. The
    service is the subscriber's, or the account's own (`is_for_account`). `agrees_prices`: whoever asks may agree on
    prices of links.
    """

    product_id: int
    service_id: int | None = None
    rate: RateChoice = ANY_RATE
    picks: Mapping[str, int] = field(default_factory=dict)
    picks_from: Mapping[str, str] = field(default_factory=dict)
    reservation: UUID | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    quantity: int = 1
    characteristics: Mapping[str, Any] = field(default_factory=dict)
    accepted_terms_version: int | None = None
    auto_renew: bool | None = None
    shown_due_now: Decimal | None = None
    play: str | None = None
    is_trial: bool = False
    count: int = 1
    components: Sequence["ProductRequest"] = ()
    relationships: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    subscriber_id: int | None = None
    is_for_account: bool = False
    payer: Payer = Payer()
    agrees_prices: bool = False


@dataclass(frozen=True)
class Asked:
    """One line to be: a product of its own, or a part; `root` is the number of what it was asked for with.

    `part_of` is the place of the bundle's line among all, `bundle` the product that it is a part of. What is `with_kit`
    comes with the bundle's own stock item.
    """

    root: int
    request: ProductRequest
    product: Product
    part_of: int | None = None
    bundle: Product | None = None
    with_kit: bool = False

    @property
    def is_part(self) -> bool:
        """Whether it is a part of a bundle or package, ordered with it or added to it."""
        return self.bundle is not None


@contextmanager
def telling(number: int, requests: Sequence[object]) -> Iterator[None]:
    """This will name the product that was asked for in a refusal, where there are several."""
    try:
        yield
    except DomainError as error:
        if len(requests) > 1:
            error.detail = f"Line {number + 1}: {error.detail}"
            error.args = (error.detail,)
            error.fields = {f"lines.{number}.{name}": reason for name, reason in error.fields.items()}
        raise


def unfold(requests: Sequence[ProductRequest], services: Mapping[int, Configuration]) -> list[Asked]:
    """This will list what is asked for with all parts, a bundle before its parts; `services` are what is added to.

    Raises InvalidInputError for parts that a bundle does not have, or not in that number.
    """
    found: list[Asked] = []
    unfolding = _Unfolding()
    unfolding.read(requests)
    for number, request in enumerate(requests):
        with telling(number, requests):
            service = None if request.service_id is None else services[request.service_id]
            found += unfolding.of_request(number, request, service, len(found))
            if len(found) > PARTS_MAX:
                raise InvalidInputError.for_field("components", f"are more than {PARTS_MAX} with those of all parts.")
    return found


class _Unfolding:
    """Products and what bundles may consist of, read once for a whole order."""

    def __init__(self) -> None:
        self._products: dict[int, Product] = {}
        self._contents: dict[int, Contents] = {}

    def read(self, requests: Sequence[ProductRequest]) -> None:
        """Read the products that are named, at any depth."""
        wanted = {request.product_id for request in requests}
        try:
            self._products |= catalog_products.map_products(wanted - set(self._products))
        except ProductNotFoundError as error:
            raise InvalidInputError.for_field("product_id", error.detail) from None
        inner = [component for request in requests for component in request.components]
        if inner:
            self.read(inner)

    def of_request(self, root: int, request: ProductRequest, service: Configuration | None, place: int) -> list[Asked]:
        """Unfold what was asked for by itself, or as a part of a bundle that the account has."""
        product = self._products[request.product_id]
        into = None if service is None else service.product
        if service is None or into is None or not is_composed(into):
            if request.count != 1:
                raise InvalidInputError.for_field("count", "is for parts of bundles; order several lines.")
            return self._with_parts(Asked(root, request, product), place)
        self._require_selection(into, [request], already=count_parts(service.instance_id))
        return self._several(Asked(root, request, product, bundle=into), place)

    def _several(self, asked: Asked, place: int) -> list[Asked]:
        """As many lines as there are to be instances; goods that are not told apart are one line of so many."""
        count, request = asked.request.count, asked.request
        if count > 1 and (request.picks or request.reservation is not None):
            raise InvalidInputError.for_field("count", "is 1 for a part that has items picked; name each by itself.")
        if count > 1 and not _is_told_apart(asked.product):
            one = replace(request, count=1, quantity=count * request.quantity)
            return self._with_parts(replace(asked, request=one), place)
        found: list[Asked] = []
        for _ in range(count):
            found += self._with_parts(replace(asked, request=replace(request, count=1)), place + len(found))
            if place + len(found) > PARTS_MAX:
                break
        return found

    def _with_parts(self, asked: Asked, place: int) -> list[Asked]:
        """A line and, of a bundle, those of its parts; `place` is where the line will stand among all."""
        request, product = asked.request, asked.product
        if not is_composed(product):
            if request.components:
                raise InvalidInputError.for_field("components", f"are for bundles; {product.name} is none.")
            return [asked]
        with_kit = asked.with_kit or is_one_item(product)
        found = [asked]
        for part in self._selection(product, request.components):
            one = Asked(
                asked.root,
                part,
                self._products[part.product_id],
                part_of=place,
                bundle=product,
                with_kit=with_kit,
            )
            found += self._several(one, place + len(found))
        return found

    def _selection(self, bundle: Product, chosen: Sequence[ProductRequest]) -> list[ProductRequest]:
        """The parts of a bundle: those chosen, and of what is not named what the bundle has anyway."""
        named = {request.product_id for request in chosen}
        left = {
            product_id: count
            for product_id, count in self._contents_of(bundle).fillings.items()
            if product_id not in named and count
        }
        filled = [ProductRequest(product_id, count=count) for product_id, count in left.items()]
        self.read(filled)
        self._require_selection(bundle, [*chosen, *filled])
        return [request for request in [*chosen, *filled] if request.count]

    def _require_selection(
        self, bundle: Product, chosen: Sequence[ProductRequest], already: Mapping[str, int] | None = None
    ) -> None:
        contents = self._contents_of(bundle)
        counts = Counter(already or {})
        for request in chosen:
            if request.count < 0:
                raise InvalidInputError.for_field("count", "must be a whole number of instances.")
            product = self._products[request.product_id]
            counts[product.code] += request.count * (1 if _is_told_apart(product) else request.quantity)
        wrong = violations_of(contents.rules, contents.candidates, counts)
        if wrong:
            told = " ".join(f"{_spoken(violation.path)}{violation.reason}" for violation in wrong)
            raise InvalidInputError(f"{bundle.name} cannot consist of that. {told}", fields={"components": told})

    def _contents_of(self, bundle: Product) -> Contents:
        if bundle.pk not in self._contents:
            self._contents[bundle.pk] = get_contents(bundle)
        return self._contents[bundle.pk]


def _spoken(path: str) -> str:
    """A product is named by its code; a rule says itself what it counts."""
    return "" if path.startswith("component") else f"{path} "


def _is_told_apart(product: Product) -> bool:
    """Whether each piece of a product is an instance by itself: services are, and goods with items of their own."""
    is_service = product.product_type.classification == Classification.SERVICE
    return is_service or bool(catalog_products.required_specifications(product))
