"""Sellers, accounts and staff for tests; every call makes new ones."""

import secrets
from dataclasses import dataclass

from trunkline.parties import use_cases as parties
from trunkline.parties.operations import AccountDraft
from trunkline.parties.states import Role
from trunkline.parties.use_cases import SellerDraft
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command


@dataclass(frozen=True)
class Staff:
    """Somebody who can sign in, and the bearer of a token."""

    user_id: int
    email: str
    password: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def command(**changes: object) -> Command:
    return Command(**{"actor": SYSTEM_ACTOR, "at": business_now(), **changes})  # type: ignore[arg-type]


def unique() -> str:
    return secrets.token_hex(5)


def make_brand() -> int:
    name = unique()
    draft = SellerDraft(
        name=f"Seller {name}",
        legal_name=f"Seller {name} Ltd",
        country="GB",
        currency="GBP",
        time_zone="Europe/London",
        brand_name=f"Brand {name}",
        brand_slug=f"brand-{name}",
    )
    return parties.create_seller(command(), draft)


def make_account(brand_id: int, **changes: object) -> int:
    draft = AccountDraft(**{"brand_id": brand_id, "name": "Ada Tester", **changes})  # type: ignore[arg-type]
    return parties.create_account(command(), draft)


def make_staff(role: Role, brand_id: int | None = None) -> Staff:
    email = f"{unique()}@staff.example"
    password = f"correct-{unique()}-horse"
    user_id = parties.create_staff(command(), email, password, [(role, brand_id)])
    return Staff(user_id, email, password, parties.issue_api_token(command(), user_id, "tests"))
