"""What customers have: instances of every kind, as of any instant, and in the words of the seed's inventory."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from trunkline.instances.models import Configuration, Instance, Relationship
from trunkline.instances.selectors.instances import (
    InstanceSearch,
    get_instance,
    list_configurations,
    list_instances,
    list_tree,
    secret_names,
    shown_characteristics,
    with_names,
)
from trunkline.instances.selectors.timeline import Moment, list_as_of, version_of
from trunkline.instances.states import ConfigurationState, InstanceKind
from trunkline.instances.use_cases import set_tags
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.exact_json import dump_json, load_json
from trunkline.kernel.time import local_date, parse_instant
from trunkline.parties.selectors import get_time_zone
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.platform.limits import require_choice, require_text
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import PAGE_MAX

router = Router(tags=["instances"])
_INSTANT_MAX = 40
_NAME_MAX = 60
_CHARACTERISTIC_MAX = 600
# NUL and halves of surrogate pairs, which JSON can name and the database cannot keep.
_NO_TEXT = re.compile(r"\\u(0000|d[89a-f])", re.IGNORECASE)


class TagsIn(Schema):
    """The tags of an instance, all of them."""

    model_config = ConfigDict(extra="forbid")

    tags: list[str] = Field(max_length=40)


@router.get("/instances", auth=Requires(Permission.READ_SERVICES))
def read_instances(
    request: HttpRequest,
    *,
    at: str = "",
    known_at: str = "",
    kind: str = "",
    key: str = "",
    tag: str = "",
    account: UUID | None = None,
    parent: UUID | None = None,
    product: UUID | None = None,
    service_status: str = "",
    characteristic: str = "",
    include_ended: bool = False,
    after: int = 0,
    limit: int = 50,
) -> dict[str, Any]:
    """List what instances are, were or are to be at an instant (`at`; without it: now), as known at another.

    For an instant ahead the answer is what is planned, marked so. `characteristic` is `name=value`, the value as JSON.
    """
    if not 1 <= limit <= PAGE_MAX:
        raise InvalidInputError.for_field("limit", f"must be from 1 to {PAGE_MAX}.")
    search = InstanceSearch(
        kind=require_choice(kind, "kind", InstanceKind) if kind else None,
        key=_text(key, "key"),
        tag=_text(tag, "tag"),
        account=account,
        parent=parent,
        product=product,
        state=_text(service_status, "service_status"),
        characteristics=_characteristic(characteristic) if characteristic else {},
        includes_ended=include_ended,
    )
    rows = list_instances(search, _moment(at, known_at), caller_of(request).brand_ids)
    wanted = list(rows.filter(instance_id__gt=after).order_by("instance_id")[: limit + 1])
    shown = wanted[:limit]
    secrets = secret_names(shown)
    return {
        "data": [_instance(row.instance) | {"configuration": _configuration(row, secrets)} for row in shown],
        "next": shown[-1].instance_id if len(wanted) > limit else None,
    }


@router.get("/instances/{uuid:instance_id}", auth=Requires(Permission.READ_SERVICES))
def read_instance(request: HttpRequest, instance_id: UUID, *, at: str = "", known_at: str = "") -> dict[str, Any]:
    """Read an instance with what it is, was or is to be at an instant: null before its life, or what others had."""
    instance = get_instance(instance_id, caller_of(request).brand_ids)
    rows = list_configurations(instance, caller_of(request).brand_ids)
    held = with_names(list_as_of(_moment(at, known_at))).filter(pk__in=rows.values("pk")).first()
    configuration = None if held is None else _configuration(held, secret_names([held]))
    return {**_instance(instance), "version": version_of(instance.pk), "configuration": configuration}


@router.get("/instances/{uuid:instance_id}/timeline", auth=Requires(Permission.READ_SERVICES))
def read_timeline(request: HttpRequest, instance_id: UUID) -> dict[str, Any]:
    """List all that was ever recorded of an instance, in order of time; what was superseded says since when."""
    brand_ids = caller_of(request).brand_ids
    rows = list(list_configurations(get_instance(instance_id, brand_ids), brand_ids))
    secrets = secret_names(rows)
    return {"data": [_configuration(row, secrets) for row in rows]}


@router.get("/instances/{uuid:instance_id}/parts", auth=Requires(Permission.READ_SERVICES))
def read_parts(request: HttpRequest, instance_id: UUID, *, at: str = "", known_at: str = "") -> dict[str, Any]:
    """List the parts of an instance at an instant, those of parts within them."""
    brand_ids = caller_of(request).brand_ids
    instance = get_instance(instance_id, brand_ids)
    return {"data": _parts(instance, _moment(at, known_at), brand_ids)}


def _parts(whole: Instance, moment: Moment, brand_ids: frozenset[int] | None) -> list[dict[str, Any]]:
    """The tree below an instance, written from what is above to what is below."""
    found: dict[int, list[dict[str, Any]]] = {whole.pk: []}
    rows = list_tree(whole, moment, brand_ids)
    secrets = secret_names(rows)
    for row in rows:
        found[row.instance_id] = []
        document = {**_instance(row.instance), "configuration": _configuration(row, secrets)}
        found[row.parent_id or 0].append({**document, "parts": found[row.instance_id]})
    return found[whole.pk]


@router.put("/instances/{uuid:instance_id}/tags", auth=Requires(Permission.MANAGE_SERVICES))
def change_tags(request: HttpRequest, instance_id: UUID, body: TagsIn) -> dict[str, Any]:
    """Have an instance bear these tags and no others."""
    brand_ids = caller_of(request).brand_ids
    instance = get_instance(instance_id, brand_ids)
    set_tags(command_of(request), instance.pk, body.tags)
    return _instance(get_instance(instance_id, brand_ids))


@router.get("/entity-instances/{uuid:instance_id}", auth=Requires(Permission.READ_SERVICES))
def read_entity_instance(request: HttpRequest, instance_id: UUID) -> dict[str, Any]:
    """Read an instance as an EntityInstance."""
    instance = get_instance(instance_id, caller_of(request).brand_ids)
    return {"id": instance.public_id, "type": instance.kind, "key": instance.key, "dataTags": instance.tags}


@router.get("/entity-instances/{uuid:instance_id}/configurations", auth=Requires(Permission.READ_SERVICES))
def read_entity_configurations(request: HttpRequest, instance_id: UUID) -> dict[str, Any]:
    """List what is true of an instance as EntityInstanceConfigurations: days, the last of them included."""
    rows = _live(request, instance_id)
    secrets = secret_names(rows)
    return {"data": [_entity_configuration(row, secrets) for row in rows]}


@router.get("/entity-instances/{uuid:instance_id}/relationships", auth=Requires(Permission.READ_SERVICES))
def read_entity_relationships(request: HttpRequest, instance_id: UUID) -> dict[str, Any]:
    """List the links from an instance's configurations as EntityInstanceConfigurationRelationships."""
    rows = _live(request, instance_id)
    return {"data": [_entity_relationship(row, link) for row in rows for link in row.relationships.all()]}


def _live(request: HttpRequest, instance_id: UUID) -> list[Configuration]:
    brand_ids = caller_of(request).brand_ids
    rows = list_configurations(get_instance(instance_id, brand_ids), brand_ids)
    return list(rows.filter(superseded_at__isnull=True))


def _moment(at: str, known_at: str) -> Moment:
    now = business_now()
    return Moment(
        at=_instant(at, "at") if at else now,
        now=now,
        known_at=_instant(known_at, "known_at") if known_at else None,
    )


def _instant(text: str, name: str) -> datetime:
    return parse_instant(require_text(text, name, _INSTANT_MAX), name)


def _characteristic(text: str) -> dict[str, Any]:
    name, separator, value = require_text(text, "characteristic", _CHARACTERISTIC_MAX).partition("=")
    if not separator:
        raise InvalidInputError.for_field("characteristic", "is name=value, such as speed=40.")
    try:
        read = load_json(value)
    except ValueError:
        read = value
    if _NO_TEXT.search(dump_json(read)):
        raise InvalidInputError.for_field("characteristic", "holds what no text can.")
    return {name: read}


def _text(text: str, name: str) -> str | None:
    return require_text(text, name, _NAME_MAX, optional=True) or None


def _instance(instance: Instance) -> dict[str, Any]:
    return {
        "id": instance.public_id,
        "key": instance.key,
        "kind": instance.kind,
        "tags": instance.tags,
        "retired_at": instance.retired_at,
    }


def _configuration(row: Configuration, secrets: dict[int, set[str]]) -> dict[str, Any]:
    entry = row.product or row.resource_specification
    return {
        "id": row.public_id,
        "state": row.state,
        "is_planned": row.state == ConfigurationState.PENDING,
        "name": row.name,
        "product": row.product.public_id if row.product else None,
        "resource_specification": row.resource_specification.public_id if row.resource_specification else None,
        "catalogue_entry": entry.name if entry else None,
        "account": row.account.public_id if row.account else None,
        "subscriber": row.subscriber.public_id if row.subscriber else None,
        "parent": row.parent.public_id if row.parent else None,
        "quantity": row.quantity,
        "service_status": row.service_state.code if row.service_state else None,
        "base_status": row.service_state.base_status if row.service_state else None,
        "characteristics": shown_characteristics(row, secrets),
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "recorded_at": row.recorded_at,
        "superseded_at": row.superseded_at,
        "change": row.change.public_id if row.change else None,
        "reason": row.change.reason if row.change else "",
        "customer_reason": row.change.customer_reason if row.change else "",
    }


_ENTITY_STATUS = {
    ConfigurationState.CURRENT: "ACTIVE",
    ConfigurationState.PENDING: "PENDING",
    ConfigurationState.HISTORY: "HISTORY",
    ConfigurationState.DRAFT: "DRAFT",
}


def _entity_configuration(row: Configuration, secrets: dict[int, set[str]]) -> dict[str, Any]:
    zone = ZoneInfo("UTC") if row.account_id is None else get_time_zone(row.account_id, row.valid_from)
    valid_for = {"startDateTime": local_date(row.valid_from, zone).isoformat()}
    if row.valid_until is not None:
        # The last day on which it held at all.
        last = local_date(row.valid_until - timedelta(microseconds=1), zone)
        valid_for["endDateTime"] = last.isoformat()
    entry = row.product or row.resource_specification
    return {
        "id": row.public_id,
        "entityInstanceId": row.instance.public_id,
        "entityCatalogSpecificationId": entry.public_id if entry else None,
        "name": row.name,
        "status": _ENTITY_STATUS[ConfigurationState(row.state)],
        "active": row.state,
        "validFor": valid_for,
        "parentId": row.parent.public_id if row.parent else None,
        "chars": shown_characteristics(row, secrets),
    }


def _entity_relationship(row: Configuration, link: Relationship) -> dict[str, Any]:
    return {
        "id": link.public_id,
        "entityInstanceConfigurationId": row.public_id,
        "entityInstanceToId": link.to_instance.public_id,
        "entityCatalogSpecificationRelationshipId": link.definition_id,
        "chars": {"relationshipType": link.definition.kind, **link.characteristics},
    }
