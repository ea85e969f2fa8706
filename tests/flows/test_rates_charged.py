"""What is charged by rates that are more than an amount for each period: phases, models, other periods and plans."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.support.catalogue import define, set_price
from tests.support.goods import FIFTEEN_OVER_FIVE
from tests.support.payments import GOOD
from tests.support.people import command, make_account, make_brand
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.renewals import (
    DAY,
    FOURTH_PERIOD,
    HOUR,
    SECOND_PERIOD,
    START,
    THIRD_PERIOD,
    held_by_gateway,
    periods_charged,
    recurring,
    renewing_product,
    run,
    start_service,
)
from tests.support.services import complete_order
from trunkline.catalog.operations.prices import PricePlace
from trunkline.catalog.policies.rates import Phase, RateTerms
from trunkline.catalog.policies.usage_plans import Tier
from trunkline.catalog.selectors.rates import RateChoice
from trunkline.catalog.states import PhaseKind, RateModel
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.selectors import view_next_renewal
from trunkline.flows.use_cases import orders
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.instances.selectors.services import get_current_service
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.periods import Period, PeriodUnit
from trunkline.ordering.errors import PriceChangedError
from trunkline.ordering.models import OrderLine
from trunkline.provisioning.models import ProvisioningJob

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]

MONTHLY = Period(1, PeriodUnit.MONTH)
PROMOTION = (Phase(PhaseKind.TRIAL, 1), Phase(PhaseKind.PROMOTIONAL, 1, Decimal("9.99")))


@pytest.fixture(autouse=True)
def _all_rules_hold() -> object:
    yield
    assert {result.name: result.violations for result in check_invariants() if result.violations} == {}


def test_a_trial_costs_nothing_then_the_promotion_then_the_price() -> None:
    service = start_service(card=GOOD, prices=replace(FIFTEEN_OVER_FIVE, phases=PROMOTION))
    upcoming = view_next_renewal(get_current_service(service.pk))
    assert upcoming is not None
    assert upcoming.retail == Decimal("9.99")
    for period in (SECOND_PERIOD, THIRD_PERIOD, FOURTH_PERIOD):
        run(service, period - HOUR)
    # 30 days each: for nothing, at 9.99, at 15.00 from then on.
    assert recurring(service) == [Decimal(0), Decimal("9.99"), Decimal(15), Decimal(15)]
    assert held_by_gateway(service) == Decimal("39.99")


def test_a_new_price_does_not_end_a_promotion() -> None:
    service = start_service(prices=replace(FIFTEEN_OVER_FIVE, phases=PROMOTION))
    sold = get_current_service(service.pk)
    assert sold.product is not None
    dearer = replace(FIFTEEN_OVER_FIVE, retail=Decimal(18))
    set_price(sold.product.pk, dearer, at=START + DAY)
    for period in (SECOND_PERIOD, THIRD_PERIOD):
        run(service, period - HOUR)
    assert recurring(service) == [Decimal(0), Decimal("9.99"), Decimal(18)]


@pytest.mark.parametrize(
    ("terms", "amount"),
    [
        (RateTerms(RateModel.FLAT), "15.00"),
        (RateTerms(RateModel.PACKAGE, block_size=10), "15.00"),  # a block begun is a block
        (RateTerms(RateModel.TIERED, (Tier(Decimal(0), Decimal(2), Decimal(1)),)), "18.00"),  # 15 + 1 + 1 × 2
        (RateTerms(RateModel.STEPPED, (Tier(Decimal(0), fixed_amount=Decimal(4)),)), "19.00"),
        (RateTerms(minimum_charge=Decimal(20)), "20.00"),
        (RateTerms(maximum_charge=Decimal("12.50")), "12.50"),
    ],
    ids=["flat", "package", "tiered", "stepped", "minimum", "maximum"],
)
def test_what_is_shown_ordered_charged_and_renewed_is_the_same_amount(terms: RateTerms, amount: str) -> None:
    service = start_service(card=GOOD, prices=replace(FIFTEEN_OVER_FIVE, terms=terms))
    run(service, SECOND_PERIOD - HOUR)
    assert OrderLine.objects.get(instance=service).retail == Decimal(amount)
    assert recurring(service) == [Decimal(amount)] * 2
    assert held_by_gateway(service) == Decimal(amount)


def test_a_product_is_bought_for_another_period_from_another_plan() -> None:
    sold, plan = renewing_product(provisioning_variables={}), define("price-plans", currency="GBP")
    monthly = replace(FIFTEEN_OVER_FIVE, retail=Decimal("16.50"))
    set_price(sold.pk, monthly, PricePlace(plan, MONTHLY), at=START - DAY)
    account_id = make_account(make_brand())

    def ask(**request: object) -> int:
        asked = ProductRequest(sold.pk, rate=RateChoice(plan.code, MONTHLY), **request)  # type: ignore[arg-type]
        return orders.place_order(command(at=START), account_id, asked)

    with pytest.raises(PriceChangedError):
        ask(shown_due_now=Decimal(15))
    order_id = ask(shown_due_now=Decimal("16.50"))
    service = complete_order(ProvisioningJob.objects.get(order_line__order_id=order_id), START)
    # 3 June, at midnight in London's summer time.
    run(service, datetime(2027, 6, 2, 23, tzinfo=UTC) - HOUR)
    assert recurring(service) == [Decimal("16.50")] * 2
    assert periods_charged(service) == ["2027-05-03/2027-06-03", "2027-06-03/2027-07-03"]
    assert get_current_service(service.pk).subscription.price_plan == plan  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "choice", [RateChoice("no-such-plan"), RateChoice(period=MONTHLY), RateChoice(is_once=True)], ids=str
)
def test_what_is_not_sold_so_is_refused(choice: RateChoice) -> None:
    sold, account_id = renewing_product(), make_account(make_brand())
    with pytest.raises(InvalidInputError) as refusal:
        orders.place_order(command(at=START + timedelta(days=1)), account_id, ProductRequest(sold.pk, rate=choice))
    assert set(refusal.value.fields) == {"price_plan"}
