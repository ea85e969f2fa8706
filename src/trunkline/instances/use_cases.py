"""What is changed of instances themselves, beside their timeline."""

from collections.abc import Sequence

from trunkline.instances.errors import InstanceNotFoundError
from trunkline.instances.models import Instance
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.commands import Command, use_case
from trunkline.platform.limits import require_text
from trunkline.platform.locks import LockKind, note_lock

TAGS_MAX = 40
TAG_MAX = 60


@use_case
def set_tags(_command: Command, instance_id: int, tags: Sequence[str]) -> int:
    """This will have an instance bear these tags and no others; returns its number.

    Raises InstanceNotFoundError or InvalidInputError.
    """
    if len(tags) > TAGS_MAX:
        raise InvalidInputError.for_field("tags", f"are at most {TAGS_MAX}.")
    read = [require_text(tag, f"tags.{position}", TAG_MAX) for position, tag in enumerate(tags)]
    if len(set(read)) < len(read):
        raise InvalidInputError.for_field("tags", "hold one twice.")
    note_lock(LockKind.INSTANCE, instance_id)
    instance = Instance.objects.select_for_update().filter(pk=instance_id).first()
    if instance is None:
        raise InstanceNotFoundError(f"No instance {instance_id} exists.")
    instance.tags = read
    instance.save(update_fields=["tags"])
    return instance.pk
