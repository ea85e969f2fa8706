"""Cards of accounts: what is kept of them, and which one is the default."""

from collections.abc import Callable

import psycopg
import pytest

from tests.support.payments import DECLINED, GOOD, bad_line, make_card
from tests.support.people import command, make_account, make_brand
from tests.support.races import race
from tests.support.snapshot import differences, take_snapshot
from trunkline.kernel.errors import InvalidInputError
from trunkline.payments import processes, use_cases
from trunkline.payments.errors import (
    CardNotFoundError,
    CardStoredAlreadyError,
    CardUnusableError,
    GatewayUnavailableError,
)
from trunkline.payments.selectors import get_card, list_cards


@pytest.fixture
def account_id() -> int:
    return make_account(make_brand())


def shown(account_id: int) -> list[tuple[str, bool]]:
    return [(card.last_four, card.is_default) for card in list_cards(account_id)]


def test_a_card_is_kept_as_its_gateway_describes_it(account_id: int) -> None:
    card = make_card(account_id)
    assert (card.gateway, card.gateway_reference, card.brand, card.last_four) == ("demo", GOOD, "visa", "4242")
    assert (card.expiry_month, card.expiry_year, card.removed_at) == (12, 2099, None)


def test_the_first_card_is_the_default_and_a_further_one_only_when_it_is_to_be(account_id: int) -> None:
    make_card(account_id)
    make_card(account_id, DECLINED)
    assert shown(account_id) == [("4242", True), ("0002", False)]


def test_a_new_default_takes_the_place_of_the_old_one(account_id: int) -> None:
    make_card(account_id)
    make_card(account_id, DECLINED, is_default=True)
    assert shown(account_id) == [("0002", True), ("4242", False)]


def test_a_removed_default_is_inherited_and_can_be_stored_again(account_id: int) -> None:
    first = make_card(account_id)
    make_card(account_id, DECLINED)
    use_cases.remove_card(command(), first.pk)
    assert shown(account_id) == [("0002", True)]
    assert get_card(first.pk).removed_at is not None
    make_card(account_id)
    assert shown(account_id) == [("0002", True), ("4242", False)]


def store_again(account_id: int) -> object:
    return processes.register_card(command(), account_id, "demo", GOOD, is_default=True)


def store_unknown(account_id: int) -> object:
    return processes.register_card(command(), account_id, "demo", "pm_of_nobody", is_default=True)


def store_elsewhere(account_id: int) -> object:
    return processes.register_card(command(), account_id, "elsewhere", GOOD, is_default=True)


def remove_twice(account_id: int) -> object:
    card = list_cards(account_id).exclude(is_default=True).get()
    use_cases.remove_card(command(), card.pk)
    return use_cases.remove_card(command(), card.pk)


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (store_again, CardStoredAlreadyError),
        (store_unknown, CardUnusableError),
        (store_elsewhere, InvalidInputError),
        (lambda _: use_cases.remove_card(command(), 999_999_999), CardNotFoundError),
    ],
)
def test_a_card_that_cannot_be_stored_or_removed_changes_nothing(
    account_id: int, act: Callable[[int], object], error: type[Exception]
) -> None:
    make_card(account_id)
    before = take_snapshot()
    with pytest.raises(error):
        act(account_id)
    assert differences(before, take_snapshot()) == []


def test_a_card_is_removed_once(account_id: int) -> None:
    make_card(account_id)
    make_card(account_id, DECLINED)
    with pytest.raises(CardNotFoundError):
        remove_twice(account_id)


def test_a_card_whose_gateway_does_not_answer_is_not_stored(account_id: int) -> None:
    with bad_line(lost_before={"describe_card"}), pytest.raises(GatewayUnavailableError):
        make_card(account_id)
    assert shown(account_id) == []


def test_of_two_defaults_stored_at_once_one_is(account_id: int, owner_connection: psycopg.Connection) -> None:
    def store(reference: str) -> Callable[[], object]:
        return lambda: make_card(account_id, reference, is_default=True)

    lock = f"SELECT 1 FROM parties_account WHERE id = {account_id} FOR UPDATE"
    results = race(owner_connection, lock, [store(GOOD), store(DECLINED)])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert [is_default for _, is_default in shown(account_id)] == [True, False]


def test_of_one_card_stored_twice_at_once_one_is(account_id: int, owner_connection: psycopg.Connection) -> None:
    lock = f"SELECT 1 FROM parties_account WHERE id = {account_id} FOR UPDATE"
    results = race(owner_connection, lock, [lambda: make_card(account_id)] * 4)
    refused = [result for result in results if isinstance(result, CardStoredAlreadyError)]
    assert (len(refused), shown(account_id)) == (3, [("4242", True)])


@pytest.mark.parametrize(
    ("statement", "error", "constraint"),
    [
        ("UPDATE payments_storedcard SET is_default = true WHERE account_id = {0}", "Unique", "card_one_default"),
        ("UPDATE payments_storedcard SET gateway_reference = 'x' WHERE account_id = {0}", "Unique", "card_stored_once"),
        ("UPDATE payments_storedcard SET removed_at = now() WHERE account_id = {0}", "Check", "removed_is_no_default"),
        ("UPDATE payments_storedcard SET last_four = '42x2' WHERE account_id = {0}", "Check", "four_digits"),
        ("UPDATE payments_storedcard SET expiry_month = 13 WHERE account_id = {0}", "Check", "expiry_month"),
        ("DELETE FROM payments_storedcard WHERE account_id = {0}", "Raise", "Cannot delete rows"),
    ],
)
def test_the_database_refuses_a_card_that_must_not_be(
    account_id: int, owner_connection: psycopg.Connection, statement: str, error: str, constraint: str
) -> None:
    make_card(account_id)
    make_card(account_id, DECLINED)
    kinds = {
        "Unique": psycopg.errors.UniqueViolation,
        "Check": psycopg.errors.CheckViolation,
        "Raise": psycopg.errors.RaiseException,
    }
    with pytest.raises(kinds[error], match=constraint):
        owner_connection.execute(statement.format(account_id).encode())
