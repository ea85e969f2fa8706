"""What a product's variables give, under the names and in the units of the shipped plays."""

from typing import Any

import pytest

from tests.support.goods import make_product
from tests.support.people import unique
from tests.support.snapshot import differences, take_snapshot
from trunkline.catalog.models import Product
from trunkline.catalog.policies.allowances import Allowance, allowance_days, allowances_of
from trunkline.catalog.states import Category
from trunkline.kernel.errors import InvalidInputError

GIGABYTE = 1024**3
UNLIMITED = 999_999_999


@pytest.mark.parametrize(
    ("variables", "allowances"),
    [
        ({}, []),
        ({"days": 30, "note": "twenty"}, []),
        (
            {"data_gb": 20, "voice_minutes": "unlimited", "sms_count": "unlimited"},
            [
                Allowance("*data", "DATA_20GB", 20 * GIGABYTE, 10),
                Allowance("*voice", "VOICE_Unlimited", UNLIMITED, 10),
                Allowance("*sms", "SMS_Unlimited", UNLIMITED, 10),
            ],
        ),
        (
            {"sms_count": 3, "voice_minutes": 10, "data_gb": 0.5},
            [
                Allowance("*data", "DATA_0.5GB", GIGABYTE // 2, 10),
                Allowance("*voice", "VOICE_10MIN", 600, 10),
                Allowance("*sms", "SMS_3", 3, 10),
            ],
        ),
        # As texts, and a size that is no whole number of bytes: 0.1 × 1073741824 = 107374182.4
        ({"data_gb": "0.1", "sms_count": "7"}, [
            Allowance("*data", "DATA_0.1GB", 107_374_182, 10), Allowance("*sms", "SMS_7", 7, 10),
        ]),
        ({"data_gb": 0}, [Allowance("*data", "DATA_0GB", 0, 10)]),
    ],
)  # fmt: skip
def test_variables_are_read_as_the_plays_do(variables: dict[str, Any], allowances: list[Allowance]) -> None:
    assert allowances_of(variables) == allowances


def test_what_an_add_on_gives_is_used_first_unless_it_says_otherwise() -> None:
    assert allowances_of({"data_gb": 5}, Category.ADDON) == [Allowance("*data", "DATA_5GB", 5 * GIGABYTE, 20)]
    assert allowances_of({"data_gb": 5, "balance_weight": 15}, Category.ADDON)[0].weight == 15
    assert allowances_of({"data_gb": 5, "balance_weight": 15})[0].weight == 10


NONSENSE: list[tuple[str, Any]] = [
    *(("data_gb", value) for value in (-1, -0.5, "lots", "unlimited", "", None, True, [20], 1e300, 10**18, "1e3", "٣")),
    *(("voice_minutes", value) for value in (-1, 1.5, "1.5", "many", None, False, 10**17)),
    *(("sms_count", value) for value in (-1, 0.5, "Unlimited", None, [], 10**18)),
    *(("days", value) for value in (0, -30, 1.5, "a month", None, 3651)),
]


@pytest.mark.parametrize(("name", "value"), NONSENSE, ids=[f"{name} {value!r}" for name, value in NONSENSE])
def test_a_product_that_would_give_nonsense_is_not_saved(name: str, value: object) -> None:
    before = take_snapshot()
    with pytest.raises(InvalidInputError) as raised:
        make_product(provisioning_variables={"data_gb": 1, name: value})
    assert list(raised.value.fields) == [f"provisioning_json_vars.{name}"]
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize("value", [-1, "heavy", 1.5, 1_000_001, None])
def test_the_weight_of_an_add_on_is_a_whole_number(value: object) -> None:
    with pytest.raises(InvalidInputError, match="balance_weight"):
        make_product(category="addon", provisioning_variables={"data_gb": 1, "balance_weight": value})


def test_days_are_thirty_unless_said_otherwise() -> None:
    assert [allowance_days(variables) for variables in ({}, {"days": 7}, {"days": "14"})] == [30, 7, 14]


@pytest.mark.parametrize(
    ("field", "value"),
    [("grace_days", -1), ("grace_days", 91), ("renewal_payment", "cash"), ("renewal_payment", "")],
)
def test_how_a_product_is_renewed_and_cancelled_is_checked(field: str, value: object) -> None:
    with pytest.raises(InvalidInputError) as raised:
        make_product(**{field: value})
    assert list(raised.value.fields) == [field]


def test_how_a_product_is_renewed_changed_and_ended_is_kept() -> None:
    fields: dict[str, Any] = {
        "renewal_payment": "card",
        "grace_days": 90,
        "suspension_play": "play_suspend_service",
        "resumption_play": "play_resume_service",
        "removal_play": "play_remove_service",
    }
    kept = Product.objects.get(pk=make_product(slug=f"kept-{unique()}", **fields).pk)
    assert {name: getattr(kept, name) for name in fields} == fields
