"""The lines of an order to be: products, prices, terms and services found for all at once; nothing here commits."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from trunkline.catalog.models import Product, ProductTerms, RateVersion
from trunkline.catalog.policies.characteristics import with_defaults
from trunkline.catalog.policies.eligibility import renews_automatically
from trunkline.catalog.policies.variables import parse_variables
from trunkline.catalog.selectors import products as catalog_products
from trunkline.catalog.selectors import rates as catalog_rates
from trunkline.catalog.selectors.rates import ANY_RATE, due_when_ordered
from trunkline.flows.operations.characteristics import require_quantity
from trunkline.flows.operations.parts import is_covered_by
from trunkline.flows.operations.product_requests import Asked, Payer, ProductRequest, telling, unfold
from trunkline.instances.errors import ServiceNotFoundError
from trunkline.instances.models import Configuration
from trunkline.instances.selectors import services as service_selectors
from trunkline.kernel.errors import DomainError, InvalidInputError
from trunkline.kernel.ids import new_public_id
from trunkline.ordering.operations import LineDraft
from trunkline.ordering.states import LineAction
from trunkline.parties import selectors as parties
from trunkline.parties.models import Account
from trunkline.platform.commands import Command
from trunkline.platform.limits import require_text

REFERENCE_MAX = 60


@dataclass(frozen=True)
class FoundLine:
    """One line to be: what is asked for, under which id its stock is kept, and what was found of it.

    `is_covered`: the price of the bundle that it is a part of is the price of all its parts.
    """

    place: int
    asked: Asked
    requests: Sequence[ProductRequest]
    version: RateVersion | None
    terms: ProductTerms | None
    service: Configuration | None
    variables: dict[str, Any]
    is_covered: bool
    part_of: "FoundLine | None"
    holder: UUID = field(default_factory=new_public_id)

    @property
    def request(self) -> ProductRequest:
        """What was asked for."""
        return self.asked.request

    @property
    def product(self) -> Product:
        """Of which product it is."""
        return self.asked.product

    @property
    def top(self) -> "FoundLine":
        """The line of what was asked for by itself."""
        return self if self.part_of is None else self.part_of.top

    @property
    def due_now(self) -> Decimal:
        """What it costs when it is ordered, without its parts."""
        return Decimal(0) if self.version is None else due_when_ordered(self.version, self.request.quantity)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Name the line in a refusal, where there are several, and the part of a bundle."""
        with telling(self.asked.root, self.requests):
            try:
                yield
            except DomainError as error:
                if self.part_of is not None:
                    error.detail = f"{self.product.name}: {error.detail}"
                    error.args = (error.detail,)
                    code = self.product.code
                    error.fields = {f"components.{code}.{name}": reason for name, reason in error.fields.items()}
                raise


def find_lines(command: Command, account: Account, requests: Sequence[ProductRequest]) -> list[FoundLine]:
    """This will find the products, prices and terms of all lines at once, and lock the services that they add to.

    A bundle comes before its parts. Raises ServiceNotFoundError or InvalidInputError.
    """
    services = _services_to_add_to(account, requests)
    found = unfold(requests, services)
    prices = _Prices(command, account, found)
    terms = catalog_products.find_terms_of([asked.product.pk for asked in found])
    lines: list[FoundLine] = []
    for place, asked in enumerate(found):
        request = asked.request
        service = None if request.service_id is None else services[request.service_id]
        part_of = None if asked.part_of is None else lines[asked.part_of]
        is_covered = _is_covered(part_of, service if asked.is_part else None)
        with telling(asked.root, requests):
            require_quantity(request.quantity)
            line = FoundLine(
                place=place,
                asked=asked,
                requests=requests,
                version=None if is_covered else prices.choose(asked),
                terms=terms.get(asked.product.pk),
                service=service,
                variables=parse_variables(dict(request.variables), "variables"),
                is_covered=is_covered,
                part_of=part_of,
            )
        lines.append(line)
    return lines


def _is_covered(part_of: FoundLine | None, bundle: Configuration | None) -> bool:
    """Whether the price of a bundle is that of its parts; `bundle` is the one that the account has already."""
    if part_of is not None:
        return part_of.is_covered or (part_of.version is not None and part_of.version.applies_to_components)
    return is_covered_by(bundle)


class _Prices:
    """The versions at which an account may buy what it asks for, by itself or as a component."""

    def __init__(self, command: Command, account: Account, found: Sequence[Asked]) -> None:
        account_class_id = parties.get_terms(account.pk, command.at).account_class_id
        ids = [asked.product.pk for asked in found]
        self._alone = catalog_rates.map_sold_versions(ids, account.currency, account_class_id, command.at)
        self._inside: dict[tuple[int, int], list[RateVersion]] = {}
        for bundle_id in {asked.bundle.pk for asked in found if asked.bundle is not None}:
            parts = [asked.product.pk for asked in found if asked.bundle is not None and asked.bundle.pk == bundle_id]
            versions = catalog_rates.map_sold_versions(
                parts, account.currency, account_class_id, command.at, bundle_id=bundle_id
            )
            self._inside |= {(bundle_id, part): each for part, each in versions.items()}

    def choose(self, asked: Asked) -> RateVersion | None:
        """Find the first version that was asked for; a part's price within its bundle goes before its own."""
        rate, number = asked.request.rate, asked.product.pk
        inside = [] if asked.bundle is None else self._inside[asked.bundle.pk, number]
        version = rate.first_of([*inside, *self._alone[number]])
        if version is None and rate != ANY_RATE:
            raise InvalidInputError.for_field("price_plan", "and period: the account cannot buy the product so.")
        return version


def _services_to_add_to(account: Account, requests: Sequence[ProductRequest]) -> dict[int, Configuration]:
    services = {}
    for service_id in sorted({request.service_id for request in requests if request.service_id is not None}):
        services[service_id] = service_selectors.lock_current_service(service_id)
        if services[service_id].account_id != account.pk:
            raise ServiceNotFoundError("The account has no such service; add to its own services only.")
    return services


class Drafts:
    """Lines as they are written into an order: whose they are, who pays, and what takes effect together."""

    def __init__(self, account: Account, lines: Sequence[FoundLine], together: dict[int, int]) -> None:
        self._account, self._together = account, together
        self._first = account.subscribers.order_by("pk").values_list("pk", flat=True).first()
        named = [line.request.subscriber_id for line in lines if line.request.subscriber_id is not None]
        self._known = set(account.subscribers.filter(pk__in=named).values_list("pk", flat=True))

    def of(self, line: FoundLine, item_ids: Sequence[int], relationships: Sequence[dict[str, Any]]) -> LineDraft:
        """Write one; raises InvalidInputError for another account's subscriber, or when nobody chose to renew."""
        request = line.request
        payer = request.payer if line.part_of is None else line.top.request.payer
        return LineDraft(
            public_id=line.holder,
            action=LineAction.ADD_PART if line.asked.is_part else LineAction.ADD,
            product=line.product,
            parent=line.service.instance if line.service else None,
            part_of=None if line.part_of is None else line.part_of.place,
            together=self._together.get(line.place),
            currency=self._account.currency,
            rate_version=line.version,
            auto_renew=renews_automatically(line.product.auto_renew, _choice(line)),
            variables=line.variables,
            item_ids=tuple(sorted(item_ids)),
            terms=line.terms,
            subscriber_id=self._subscriber_id(line),
            quantity=request.quantity,
            characteristics=with_defaults(
                catalog_products.list_characteristic_rules(line.product), request.characteristics
            ),
            relationships=relationships,
            payer_id=self._payer_id(payer),
            cost_centre=require_text(payer.cost_centre, "cost_centre", REFERENCE_MAX, optional=True),
            purchase_order_number=require_text(
                payer.purchase_order_number, "purchase_order_number", REFERENCE_MAX, optional=True
            ),
        )

    def _payer_id(self, payer: Payer) -> int | None:
        if payer.account_id in (None, self._account.pk):
            return None
        if payer.account_id not in parties.list_payer_ids(self._account):
            raise InvalidInputError.for_field("payer", "is not above the account, or keeps its books otherwise.")
        return payer.account_id

    def _subscriber_id(self, line: FoundLine) -> int | None:
        request = line.request
        if request.subscriber_id is not None:
            if request.subscriber_id not in self._known:
                raise InvalidInputError.for_field("subscriber", "is none of the account's.")
            return request.subscriber_id
        if request.is_for_account:
            return None
        if line.service is not None:
            return line.service.subscriber_id
        return self._first if line.part_of is None else self._subscriber_id(line.part_of)


def _choice(line: FoundLine) -> bool | None:
    """Whether it is to be renewed by itself, where the product asks; a part goes with its bundle unless told."""
    if line.request.auto_renew is not None or line.part_of is None:
        return line.request.auto_renew
    return _choice(line.part_of)
