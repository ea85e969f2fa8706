import secrets
from dataclasses import dataclass

from trunkline.parties import use_cases as parties
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command


@dataclass(frozen=True)
class AddedStaff:
    """What a new member of the staff gets, once."""

    password: str
    token: str


def add_staff(email: str, role: str) -> AddedStaff:
    """Add a member of the staff with a role for all brands; raises EmailTakenError or InvalidInputError."""
    command = Command(SYSTEM_ACTOR, at=business_now(), reason="added at the command line")
    password = secrets.token_urlsafe(15)
    user_id = parties.create_staff(command, email, password, [(role, None)])
    return AddedStaff(password, parties.issue_api_token(command, user_id, "first token"))
