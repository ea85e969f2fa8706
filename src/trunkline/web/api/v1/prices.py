"""What products cost: in which plan, per which period, from when on."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict, StrictInt

from trunkline.catalog.models import PricePlan, Product, RateVersion
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.operations.prices import PriceDraft, PricePlace, Prices
from trunkline.catalog.policies.margins import margins
from trunkline.catalog.policies.rates import Phase, RateTerms
from trunkline.catalog.policies.usage_plans import Tier
from trunkline.catalog.selectors.products import get_product_by_public_id, list_products
from trunkline.catalog.selectors.rates import list_rate_versions, standing_of
from trunkline.catalog.states import PhaseKind, RateAudience, RateModel
from trunkline.catalog.use_cases import prices
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.time import parse_instant
from trunkline.parties.selectors import get_default_currency
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.platform.definitions import CODE_MAX
from trunkline.platform.limits import require_choice, require_text
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import amount, read_period, read_price
from trunkline.web.api.v1.definitions import expected_version, owned_definition

router = Router(tags=["catalogue"])

TIERS_MAX = 100
PHASES_MAX = 20
_PERIODS_MAX = 120
_BLOCK_MAX = 1_000_000_000


class TierIn(Schema):
    """A tier of a rate: from so many units on."""

    model_config = ConfigDict(extra="forbid")

    starts_at: Decimal | str
    unit_price: Decimal | str = Decimal(0)
    fixed_amount: Decimal | str = Decimal(0)


class PhaseIn(Schema):
    """What the next so many periods cost per period or unit: `trial` costs nothing, `promotional` less, or more."""

    model_config = ConfigDict(extra="forbid")

    kind: str
    periods: StrictInt = Field(ge=1, le=_PERIODS_MAX)
    retail_cost: Decimal | str = Decimal(0)


class PriceIn(Schema):
    """A price from an instant on, for everybody from their next period, or for new sales only; excluding tax.

    It is in the default plan of its currency, per the product's own period, unless a plan (its code) or a period is
    told; a period of count 0 costs once. `bundle` is the code of a bundle in which the product costs this.
    """

    model_config = ConfigDict(extra="forbid")

    price_plan: str | None = None
    currency: str | None = None
    bundle: str | None = None
    period_count: StrictInt | None = None
    period_unit: str | None = None
    model: str = RateModel.PER_UNIT
    retail_cost: Decimal | str
    wholesale_cost: Decimal | str = Decimal(0)
    retail_setup_cost: Decimal | str = Decimal(0)
    wholesale_setup_cost: Decimal | str = Decimal(0)
    tiers: list[TierIn] = Field([], max_length=TIERS_MAX)
    block_size: StrictInt | None = Field(None, ge=1, le=_BLOCK_MAX)
    percent: Decimal | str | None = None
    percent_of: str | None = None
    minimum_charge: Decimal | str | None = None
    maximum_charge: Decimal | str | None = None
    phases: list[PhaseIn] = Field([], max_length=PHASES_MAX)
    applies_to_components: bool = False
    valid_from: str | None = None
    audience: str = RateAudience.EVERYBODY


class WithdrawalIn(Schema):
    """Until when a price is sold (now, unless told); one that has not begun is not sold at all."""

    model_config = ConfigDict(extra="forbid")

    valid_until: str | None = None


@router.get("/products/{uuid:product_id}/prices", auth=Requires(Permission.READ_CATALOG_INTERNALS))
def read_prices(request: HttpRequest, response: HttpResponse, product_id: UUID) -> dict[str, Any]:
    """Read all prices of a product: past, current and planned, the latest first, with what each earns."""
    return _answer(response, get_product_by_public_id(str(product_id), caller_of(request).brand_ids))


@router.post(
    "/products/{uuid:product_id}/prices", auth=Requires(Permission.MANAGE_CATALOG), response={201: dict[str, Any]}
)
def set_price(request: HttpRequest, response: HttpResponse, product_id: UUID, body: PriceIn) -> Any:
    """Price a product from an instant on (now, unless told); a price that was sold is never changed, but followed.

    `If-Match` is how many prices it had: of two who set one at the same time, one is told.
    """
    caller = caller_of(request)
    product = owned_definition(caller, KINDS["products"], product_id)
    draft = price_draft(body, caller.brand_ids, expected_version(request))
    prices.set_price(command_of(request), product.pk, draft)
    return Status(201, _answer(response, product))


@router.post("/products/{uuid:product_id}/prices/{int:price_id}/withdraw", auth=Requires(Permission.MANAGE_CATALOG))
def withdraw_price(
    request: HttpRequest, response: HttpResponse, product_id: UUID, price_id: int, body: WithdrawalIn
) -> dict[str, Any]:
    """End the sale at a price, or take back one that has not begun; who bought at it keeps it."""
    product = owned_definition(caller_of(request), KINDS["products"], product_id)
    until = None if body.valid_until is None else parse_instant(body.valid_until, "valid_until")
    prices.withdraw_price(command_of(request), product.pk, price_id, until=until)
    return _answer(response, product)


def price_draft(body: PriceIn, brand_ids: frozenset[int] | None, expected_versions: int | None) -> PriceDraft:
    """This will read a price, whose products are of some brands (None: of any); raises InvalidInputError."""
    plan = None if body.price_plan is None else _plan(body.price_plan)
    currency = body.currency or (plan.currency if plan else get_default_currency())
    period, is_once = read_period(body.period_count, body.period_unit)
    return PriceDraft(
        prices=Prices(
            currency=currency,
            retail=read_price(body.retail_cost, "retail_cost"),
            wholesale=read_price(body.wholesale_cost, "wholesale_cost"),
            retail_set_up=read_price(body.retail_setup_cost, "retail_setup_cost"),
            wholesale_set_up=read_price(body.wholesale_setup_cost, "wholesale_setup_cost"),
            terms=_terms(body),
            phases=tuple(_phase(phase, f"phases[{index}]") for index, phase in enumerate(body.phases)),
            percent_of=None if body.percent_of is None else _product(body.percent_of, "percent_of", brand_ids),
            applies_to_components=body.applies_to_components,
        ),
        place=PricePlace(
            price_plan=plan,
            period=period,
            is_once=is_once,
            bundle=None if body.bundle is None else _product(body.bundle, "bundle", brand_ids),
        ),
        valid_from=None if body.valid_from is None else parse_instant(body.valid_from, "valid_from"),
        audience=require_choice(body.audience, "audience", RateAudience),
        expected_versions=expected_versions,
    )


def _terms(body: PriceIn) -> RateTerms:
    return RateTerms(
        model=RateModel(require_choice(body.model, "model", RateModel)),
        tiers=tuple(_tier(tier, f"tiers[{index}]") for index, tier in enumerate(body.tiers)),
        block_size=body.block_size,
        percent=None if body.percent is None else _percent(body.percent),
        minimum_charge=None if body.minimum_charge is None else read_price(body.minimum_charge, "minimum_charge"),
        maximum_charge=None if body.maximum_charge is None else read_price(body.maximum_charge, "maximum_charge"),
    )


def _tier(tier: TierIn, path: str) -> Tier:
    return Tier(
        starts_at=read_price(tier.starts_at, f"{path}.starts_at"),
        unit_price=read_price(tier.unit_price, f"{path}.unit_price"),
        fixed_amount=read_price(tier.fixed_amount, f"{path}.fixed_amount"),
    )


def _phase(phase: PhaseIn, path: str) -> Phase:
    return Phase(
        kind=PhaseKind(require_choice(phase.kind, f"{path}.kind", PhaseKind)),
        periods=phase.periods,
        retail=read_price(phase.retail_cost, f"{path}.retail_cost"),
    )


def _percent(value: Decimal | str) -> Decimal:
    percent = read_price(value, "percent")
    if not 0 < percent <= 100 or percent != round(percent, 4):  # noqa: PLR2004  # a share of a hundred
        raise InvalidInputError.for_field("percent", "must be above 0 and at most 100, with up to four decimals.")
    return percent


def _plan(code: str) -> PricePlan:
    plan = PricePlan.objects.filter(code=require_text(code, "price_plan", CODE_MAX)).first()
    if plan is None:
        raise InvalidInputError.for_field("price_plan", f"there is no price plan {code!r}.")
    return plan


def _product(code: str, field: str, brand_ids: frozenset[int] | None) -> Product:
    product = list_products(brand_ids).filter(code=require_text(code, field, CODE_MAX)).first()
    if product is None:
        raise InvalidInputError.for_field(field, f"there is no product {code!r}.")
    return product


def _answer(response: HttpResponse, product: Product) -> dict[str, Any]:
    now = business_now()
    data = [_version(version, now) for version in list_rate_versions(product.pk)]
    response["ETag"] = f'"{len(data)}"'
    return {"data": data}


def _version(version: RateVersion, at: datetime) -> dict[str, Any]:
    rate, currency = version.rate, version.rate.price_plan.currency
    earned = margins(version.retail, version.wholesale)
    return {
        "id": version.pk,
        "price_plan": rate.price_plan.code,
        "currency": currency,
        "bundle": rate.bundle.code if rate.bundle else None,
        "period_count": rate.period_count,
        "period_unit": rate.period_unit,
        "audience": version.audience,
        "valid_from": version.valid_from,
        "valid_until": version.valid_until,
        "standing": standing_of(version, at),
        "model": version.model,
        "retail_cost": amount(version.retail, currency),
        "wholesale_cost": amount(version.wholesale, currency),
        "retail_setup_cost": amount(version.retail_set_up, currency),
        "wholesale_setup_cost": amount(version.wholesale_set_up, currency),
        "tiers": [
            {
                "starts_at": f"{tier.starts_at.normalize():f}",
                "unit_price": amount(tier.unit_price, currency),
                "fixed_amount": amount(tier.fixed_amount, currency),
            }
            for tier in version.tiers.all()
        ],
        "block_size": version.block_size,
        "percent": None if version.percent is None else f"{version.percent.normalize():f}",
        "percent_of": version.percent_of.code if version.percent_of else None,
        "minimum_charge": amount(version.minimum_charge, currency),
        "maximum_charge": amount(version.maximum_charge, currency),
        "phases": [
            {"kind": phase.kind, "periods": phase.periods, "retail_cost": amount(phase.retail, currency)}
            for phase in version.phases.all()
        ],
        "applies_to_components": version.applies_to_components,
        "profit": amount(earned.profit, currency),
    }
