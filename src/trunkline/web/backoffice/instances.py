"""The back office's pages of what customers have: found as of any day, each with its timeline, parts and changes."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from trunkline.catalog.selectors.states import list_service_states
from trunkline.instances.errors import InstanceNotFoundError
from trunkline.instances.models import Configuration, Instance
from trunkline.instances.selectors.instances import (
    InstanceSearch,
    get_instance,
    list_changes_of,
    list_configurations,
    list_instances,
    list_lives,
    list_tree,
    secret_names,
    shown_characteristics,
)
from trunkline.instances.selectors.timeline import Moment
from trunkline.instances.states import InstanceKind
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.platform.limits import is_storable
from trunkline.web.backoffice.people import staff_page, visitor_of
from trunkline.web.backoffice.site import draw
from trunkline.web.backoffice.tables import Cell, Table
from trunkline.web.backoffice.timelines import draw_timelines

_PAGE = 50
_PARTS_DRAWN = 40
_WORD_MAX = 60
_PLACE_DIGITS = 15
_HEADINGS = ("Key", "Name", "Kind", "Account", "State", "Status", "Since", "Part of")
_TONES = {"CURRENT": "success", "PENDING": "warning", "HISTORY": "", "DRAFT": "info"}


@staff_page(Permission.READ_SERVICES)
@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """This will list what customers have on a day: by key or account number, kind and state."""
    chosen = {name: request.GET.get(name, "") for name in ("q", "kind", "state", "on")}
    moment = _moment(chosen["on"])
    brand_ids = visitor_of(request).access.brands(Permission.READ_SERVICES)
    search = InstanceSearch(
        number=chosen["q"].strip() or None,
        kind=chosen["kind"] or None,
        state=chosen["state"] or None,
        includes_ended=bool(chosen["q"] or chosen["state"]),
    )
    rows: list[Configuration] = []
    is_text = len(chosen["q"]) <= _WORD_MAX and all(map(is_storable, chosen.values()))
    if is_text:
        found = list_instances(search, moment, brand_ids).order_by("instance_id")
        rows = list(found.filter(instance_id__gt=_place(request.GET.get("after", "")))[: _PAGE + 1])
    further = request.GET.copy()
    further["after"] = str(rows[_PAGE - 1].instance_id) if len(rows) > _PAGE else ""
    context = {
        "table": Table(_HEADINGS, tuple(map(_listed, rows[:_PAGE]))),
        "chosen": chosen,
        "kinds": [*InstanceKind],
        "states": [state.code for state in list_service_states()],
        "next": f"?{further.urlencode()}" if len(rows) > _PAGE else "",
    }
    return draw(request, "instances.html", "What customers have", [], context)


@staff_page(Permission.READ_SERVICES)
@require_safe
def instance_page(request: HttpRequest, instance_id: UUID) -> HttpResponse:
    """This will show all that was ever recorded of an instance, with its parts on a day and its changes."""
    brand_ids = visitor_of(request).access.brands(Permission.READ_SERVICES)
    try:
        instance = get_instance(instance_id, brand_ids)
    except InstanceNotFoundError as error:
        raise Http404(error.detail) from error
    moment = _moment(request.GET.get("on", ""))
    rows = list(list_configurations(instance, brand_ids))
    parts = list_tree(instance, moment, brand_ids)
    shown = parts[:_PARTS_DRAWN]
    lives = [(instance.key, _live(rows))]
    lives_of = list_lives(shown, brand_ids)
    lives += [(part.instance.key, lives_of[part.instance_id]) for part in shown]
    secrets = secret_names(rows)
    context = {
        "instance": instance,
        "on": request.GET.get("on", ""),
        "drawing": draw_timelines(lives, moment.now),
        "is_cut": len(parts) > len(shown),
        "rows": [_told(row, secrets) for row in rows],
        "links": [(row, link) for row in _live(rows) for link in row.relationships.all()],
        "parts": Table(_HEADINGS, tuple(map(_listed, parts))),
        "changes": list_changes_of(instance, brand_ids),
    }
    crumbs = [("What customers have", reverse("backoffice:instances"))]
    return draw(request, "instance.html", instance.key, crumbs, context)


def _place(after: str) -> int:
    """The instance after which a page begins."""
    return int(after) if after.isascii() and after.isdecimal() and len(after) <= _PLACE_DIGITS else 0


def _moment(day: str) -> Moment:
    """Noon of a day (UTC); without one: now."""
    now = business_now()
    try:
        chosen = parse_date(day)
    except ValueError:
        chosen = None
    return Moment(at=datetime.combine(chosen, time(12), UTC) if chosen else now, now=now)


def _listed(row: Configuration) -> tuple[Cell, ...]:
    parent = row.parent
    return (
        Cell(row.instance.key, _address(row.instance)),
        Cell(row.name),
        Cell(row.instance.kind),
        Cell(row.account.number if row.account else "—"),
        Cell(row.state, tone=_TONES.get(row.state, "")),
        Cell(row.service_state.code if row.service_state else "—"),
        Cell(f"{row.valid_from:%Y-%m-%d}"),
        Cell(parent.key, _address(parent)) if parent else Cell("—"),
    )


def _address(instance: Instance) -> str:
    return reverse("backoffice:instance", args=[instance.public_id])


def _live(rows: list[Configuration]) -> list[Configuration]:
    return [row for row in rows if row.superseded_at is None]


def _told(row: Configuration, secrets: dict[int, set[str]]) -> dict[str, Any]:
    """A configuration as a page shows it: what is secret is not."""
    return {
        "row": row,
        "tone": _TONES.get(row.state, ""),
        "characteristics": sorted(shown_characteristics(row, secrets).items()),
        "parent_address": _address(row.parent) if row.parent else "",
    }
