"""The port to the charging system: one call, whichever engine is behind it."""

from datetime import datetime
from typing import Any

from django.conf import settings

from trunkline.charging.adapters import cgrates, embedded
from trunkline.charging.policies import OcsAnswer
from trunkline.platform.outside import outside_call

__all__ = ["OcsAnswer", "call"]


@outside_call("charging.call")
def call(
    method: str, params: dict[str, Any], *, at: datetime, reference: str = "", key: str | None = None
) -> OcsAnswer:
    """This will have the charging system carry out a JSON-RPC method (in any spelling, with one object of parameters).

    A refusal is an answer with its error. Expiries are counted from `at`, business time. Raises OcsUnavailableError
    when the engine does not answer; its `is_outcome_unknown` tells whether the call may have been carried out.
    With a key the embedded engine carries a change out once, and raises IdempotencyKeyReusedError when the same key
    comes with another call; CGRateS knows no such thing.
    """
    tenant: str = settings.TRUNKLINE_OCS_TENANT
    url: str | None = settings.TRUNKLINE_CGRATES_URL
    if url is None:
        return embedded.call(method, params, at=at, tenant=tenant, reference=reference, key=key)
    return cgrates.client_for(url).call(method, params, at=at, tenant=tenant)
