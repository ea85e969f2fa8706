"""What needs no API yet: a seller with its brand, and somebody who may sign in."""

import secrets

from trunkline.parties import use_cases as parties
from trunkline.parties.models import Brand, User
from trunkline.parties.states import Role
from trunkline.parties.use_cases import SellerDraft
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command


def make_people(email: str) -> tuple[str, str]:
    """This will make seller, brand and administrator, or find them; returns an API token and the person's password."""
    command = Command(SYSTEM_ACTOR, at=business_now(), reason="demo")
    if not Brand.objects.filter(slug="trunkline-mobile").exists():
        parties.create_seller(
            command,
            SellerDraft(
                name="Trunkline Telecom",
                legal_name="Trunkline Telecom Ltd",
                country="GB",
                currency="GBP",
                time_zone="Europe/London",
                brand_name="Trunkline Mobile",
                brand_slug="trunkline-mobile",
            ),
        )
    password = secrets.token_urlsafe(12)
    user = User.objects.filter(email=email).first()
    if user is None:
        user_id = parties.create_staff(command, email, password, [(Role.ADMIN, None)])
    else:
        user_id = user.pk
        parties.set_password(command, user_id, password)
    return parties.issue_api_token(command, user_id, "demo"), password
