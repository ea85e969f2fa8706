"""What accounts were told, and what became of it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from trunkline.notify.models import Notice
from trunkline.notify.selectors import list_notices, write_text
from trunkline.parties.selectors import get_account_by_public_id
from trunkline.parties.states import Permission
from trunkline.web.api.access import Requires, caller_of
from trunkline.web.api.v1.common import page

router = Router(tags=["accounts"])


@router.get("/accounts/{uuid:account_id}/notices", auth=Requires(Permission.READ_ACCOUNTS))
def read_notices(request: HttpRequest, account_id: UUID, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List what an account was told by e-mail. One whose state is `unknown` may or may not have arrived."""
    account = get_account_by_public_id(str(account_id), caller_of(request).brand_ids)
    return page(list_notices(account.pk), _notice, after=after, limit=limit)


def _notice(notice: Notice) -> dict[str, Any]:
    subject, body = write_text(notice)
    return {
        "id": notice.public_id,
        "kind": notice.kind,
        "state": notice.state,
        "subject": subject,
        "body": body,
        "noticed_at": notice.noticed_at,
        "sent_at": notice.sent_at,
        "failure": notice.failure,
    }
