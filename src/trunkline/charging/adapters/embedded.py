"""The embedded charging engine behind the port."""

from datetime import datetime
from typing import Any

from trunkline.charging.policies import OcsAnswer
from trunkline.ocs import processes
from trunkline.ocs.errors import OcsRefusalError
from trunkline.platform.commands import SYSTEM_ACTOR, Command


def call(
    method: str, params: dict[str, Any], *, at: datetime, tenant: str, reference: str, key: str | None = None
) -> OcsAnswer:
    """This will have the embedded engine carry out a call, once for a key; `reference` is noted at its movements."""
    command = Command(SYSTEM_ACTOR, at=at, reason=reference, idempotency_key=key)
    try:
        result = processes.call_method(command, method, params, default_tenant=tenant)
    except OcsRefusalError as refusal:
        return OcsAnswer(error=refusal.answer)
    return OcsAnswer(result=result)
