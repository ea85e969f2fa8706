"""What running plays charge to cards: noted in payments and in the job's journal at once, before and after the call."""

from collections.abc import Mapping
from typing import Any

from trunkline.billing.selectors import draw_transaction_id
from trunkline.flows.policies import (
    TITLE_MAX,
    CardChargeWrite,
    PaidPart,
    PartPrice,
    find_part,
    part_prices,
    read_card_charge,
)
from trunkline.flows.selectors import find_service_of_job
from trunkline.kernel.money import format_amount
from trunkline.ordering.models import OrderLine
from trunkline.payments import operations as payments
from trunkline.payments import selectors as payment_selectors
from trunkline.payments.errors import CardNotFoundError
from trunkline.payments.models import Payment, StoredCard
from trunkline.payments.operations import PaymentDraft
from trunkline.payments.policies import GatewayAnswer, job_purpose
from trunkline.payments.states import OPEN_PAYMENT_STATES, GatewayOutcome, PaymentState
from trunkline.platform.commands import Command, use_case
from trunkline.provisioning import operations
from trunkline.provisioning.errors import JobTokenInvalidError, OutsideJobError
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.provisioning.selectors import get_effect, lock_job
from trunkline.provisioning.states import EffectKind, EffectState, JobState

_SET_UP_MARK = " - set-up"


@use_case
def intend_card_charge(
    command: Command, job_id: int, attempt: int, card_id: int, body: Mapping[str, Any]
) -> int | None:
    """This will note what a job is about to charge to a card of its customer; returns the journal entry's number.

    What the run has charged already, or is charging, is that same entry. None when nothing is to be paid. Raises
    JobTokenInvalidError, OutsideJobError or InvalidInputError.
    """
    job = lock_job(job_id)
    if not operations.is_of_run(job, JobState.RUNNING, attempt):
        raise JobTokenInvalidError("The job has ended; nothing more may be touched.")
    write = read_card_charge(body)
    _check_names(job, write)
    price = _price(job, write)
    card = _card(job, card_id)
    known = _find_charge(job, price.part)
    if known is not None:
        if known.state == EffectState.INTENDED:
            # Whoever asked for it may have died before the answer: from now on only the gateway knows.
            payment = payment_selectors.lock_payment(known.request["payment_id"])
            payments.conclude_payment(payment, GatewayAnswer(GatewayOutcome.UNKNOWN), at=command.at)
        return known.pk
    if price.retail == 0:
        if write.is_on_invoice:
            _claim(job, write, price.part, card)
        return None
    line = job.order_line
    description = write.description or line.product.name
    purpose = job_purpose(job.public_id, price.part)
    draft = PaymentDraft(card, price.retail, line.currency, description, job.pk, purpose)
    payment = payments.intend_payment(draft, at=command.at)
    request = {"payment_id": payment.pk, "payment": str(payment.public_id), "part": price.part, "body": dict(body)}
    target = f"payment:{payment.public_id}"
    effect = operations.intend_call(job, target=target, request=request, before=None, kind=EffectKind.CARD_CHARGED)
    return effect.pk


def _check_names(job: ProvisioningJob, write: CardChargeWrite) -> None:
    line = job.order_line
    if write.customer_id != job.account_id:
        raise OutsideJobError(f"The job is for customer {job.account_id}, not for {write.customer_id}.")
    if write.product_id not in {None, line.product_id}:
        raise OutsideJobError(f"The job is for product {line.product_id}, not for {write.product_id}.")
    if write.service_id is not None and write.service_id != find_service_of_job(job):
        raise OutsideJobError(f"Service {write.service_id} does not belong to the job.")


def _price(job: ProvisioningJob, write: CardChargeWrite) -> PartPrice:
    line = job.order_line
    prices = _prices(line)
    price = find_part(prices, write.retail, write.wholesale)
    if price is None:
        shown = ", ".join(
            f"{each.part} {format_amount(each.retail, line.currency)}"
            f" (wholesale {format_amount(each.wholesale, line.currency)})"
            for each in prices
        )
        raise OutsideJobError(f"The order was shown, in {line.currency}: {shown}; a job may charge nothing else.")
    return price


def _prices(line: OrderLine) -> list[PartPrice]:
    return part_prices(
        line.currency,
        retail=line.retail,
        wholesale=line.wholesale,
        retail_set_up=line.retail_set_up,
        wholesale_set_up=line.wholesale_set_up,
    )


def _card(job: ProvisioningJob, card_id: int) -> StoredCard:
    try:
        return payment_selectors.get_card_of(job.account_id, card_id)
    except CardNotFoundError:
        raise OutsideJobError(f"Customer {job.account_id}, whom the job is for, has no card {card_id}.") from None


def _find_charge(job: ProvisioningJob, part: PaidPart) -> Effect | None:
    """A part is charged once in a run; one that was declined may be tried again."""
    live = Effect.objects.filter(
        job=job,
        attempt=job.attempt,
        kind=EffectKind.CARD_CHARGED,
        state__in=[EffectState.INTENDED, EffectState.DONE],
    )
    for effect in live.order_by("pk"):
        charged = PaidPart(effect.request["part"])
        if part.charges <= charged.charges:
            return effect
        if part.charges & charged.charges:
            raise OutsideJobError(f"The job has charged {charged} already; {part} holds that once more.")
    return None


@use_case
def conclude_card_charge(command: Command, effect_id: int, answer: GatewayAnswer | None) -> bool:
    """This will note what became of a job's charge (None: the payment is settled already); again, it changes nothing.

    False when the run has ended meanwhile: the payment is noted, but the caller must see that it is given back.
    """
    named = get_effect(effect_id)
    job = lock_job(named.job_id)
    payment = payment_selectors.lock_payment(named.request["payment_id"])
    if answer is not None:
        payments.conclude_payment(payment, answer, at=command.at)
    effect = get_effect(effect_id)
    if not operations.is_of_run(job, JobState.RUNNING, effect.attempt):
        return False
    if effect.state == EffectState.INTENDED and payment.state not in OPEN_PAYMENT_STATES:
        _conclude(job, effect, payment)
    return True


def _conclude(job: ProvisioningJob, effect: Effect, payment: Payment) -> None:
    is_captured = payment.state == PaymentState.CAPTURED
    effect.state = EffectState.DONE if is_captured else EffectState.REFUSED
    effect.answer = {"payment": str(payment.public_id), "state": payment.state}
    write = read_card_charge(effect.request["body"])
    if is_captured and write.is_on_invoice:
        effect.answer["transaction_id"] = _claim(job, write, PaidPart(effect.request["part"]), payment.card)
    effect.save()


def _claim(job: ProvisioningJob, write: CardChargeWrite, part: PaidPart, card: StoredCard | None) -> int:
    """What is paid by card stands in the account's history, a line for each part; what the play says of it afterwards
    is the same fact. Returns the number of the first transaction.
    """
    line = job.order_line
    prices = _prices(line)
    [paid] = [price for price in prices if price.part is part]
    title = write.description or line.product.name
    numbers = []
    for price in prices:
        if price.part is PaidPart.BOTH or price.part not in part.charges:
            continue
        is_further = price.part is PaidPart.SET_UP and part is PaidPart.BOTH
        body = {
            "customer_id": job.account_id,
            "service_id": write.service_id,
            "title": f"{title[: TITLE_MAX - len(_SET_UP_MARK)]}{_SET_UP_MARK}" if is_further else title,
            "description": f"Paid by card ending in {card.last_four}" if card else "Paid by card",
            "retail_cost": format_amount(price.retail, line.currency),
            "wholesale_cost": format_amount(price.wholesale, line.currency),
        }
        number = draw_transaction_id()
        request = {
            "transaction_id": number,
            "body": body,
            "paid": {"retail": str(paid.retail), "wholesale": str(paid.wholesale)},
        }
        operations.stage(job, EffectKind.TRANSACTION_CLAIMED, f"transaction:{number}", request)
        numbers.append(number)
    return numbers[0]
