"""The queue's door to notices."""

from trunkline.notify import processes
from trunkline.notify.operations import SEND_JOB
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.queue import Priority, job, periodic


@job(SEND_JOB, Priority.NOTICES)
def send_notice(notice_id: int) -> None:
    """This will send a notice."""
    processes.send_notice(Command(SYSTEM_ACTOR, at=business_now(), reason=f"notice {notice_id}"), notice_id)


@periodic("notify.resume_notices", Priority.NOTICES, every_seconds=15)
def resume_notices() -> None:
    """This will see to the notices that died processes left."""
    processes.resume_notices(Command(SYSTEM_ACTOR, at=business_now(), reason="resume notices"))
