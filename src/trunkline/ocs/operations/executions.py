"""The carrying out of actions on an account."""

from collections.abc import Mapping
from datetime import datetime

import structlog

from trunkline.ocs.models import OcsAccount, OcsActions
from trunkline.ocs.operations.accounts import remove_account, set_options
from trunkline.ocs.operations.balances import grant, remove_balances, set_balance
from trunkline.ocs.operations.debits import debit
from trunkline.ocs.policies import actions as action_rules
from trunkline.ocs.states import ActionIdentifier

_OPTIONS: Mapping[ActionIdentifier, Mapping[str, bool]] = {
    ActionIdentifier.ENABLE_ACCOUNT: {"is_disabled": False},
    ActionIdentifier.DISABLE_ACCOUNT: {"is_disabled": True},
    ActionIdentifier.ALLOW_NEGATIVE: {"allow_negative": True},
    ActionIdentifier.DENY_NEGATIVE: {"allow_negative": False},
}


def execute_actions(account: OcsAccount, actions: OcsActions, *, at: datetime, reference: str) -> None:
    """This will carry out a list of actions on an account, the greatest weight first; all or none of them."""
    for action in action_rules.in_order(actions.actions):
        if account.removed_at is not None:
            return
        _execute(account, action, at=at, reference=reference)


def _execute(account: OcsAccount, action: Mapping[str, str], *, at: datetime, reference: str) -> None:
    identifier = ActionIdentifier(action["Identifier"])
    if identifier in _OPTIONS:
        set_options(account, **_OPTIONS[identifier])
    elif identifier is ActionIdentifier.REMOVE_ACCOUNT:
        remove_account(account, at=at, reference=reference)
    elif identifier in action_rules.ON_BALANCES:
        request = action_rules.balance_of_action(action, at=at)
        if identifier is ActionIdentifier.DEBIT:
            debit(account.tenant, account.account, request, at=at, reference=reference)
        elif identifier is ActionIdentifier.SET_BALANCE:
            set_balance(account, request, at=at, reference=reference)
        elif identifier is ActionIdentifier.REMOVE_BALANCE:
            remove_balances(account, request, at=at, reference=reference)
        else:
            is_overwrite = identifier is ActionIdentifier.TOP_UP_RESET
            grant(account, request, is_overwrite=is_overwrite, at=at, reference=reference)
    else:
        structlog.get_logger().info("ocs_action_logged", ocs_account_id=account.pk, action=str(identifier))
