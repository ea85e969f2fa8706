"""The frame of the back office's pages: django-unfold's site, without the admin's own pages, forms and permissions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.sites import UnfoldAdminSite

from trunkline.catalog.models.kind import Kind
from trunkline.web.backoffice.areas import area_icon, area_title, areas, plural_of
from trunkline.web.backoffice.people import visitor_of


class BackOfficeSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """What stands around each page: the sidebar with every kind of definition, who is there, colours."""

    def has_permission(self, request: HttpRequest) -> bool:
        """This will tell whether somebody may open the back office at all."""
        if not request.user.is_authenticated:
            return False
        visitor = visitor_of(request)
        return visitor.can_read or visitor.can_read_services

    def get_log_entries(self, request: HttpRequest) -> list[Any]:  # noqa: ARG002  # the admin's signature
        """This will list nothing: changes are noted by the database, not by the admin's own log."""
        return []

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """This will list what customers have, and the catalogue's areas with their kinds, as far as they may see."""
        visitor, shown = visitor_of(request), []
        if visitor.can_read_services:
            instances = reverse("backoffice:instances")
            item = _item("What customers have", instances, "lan", request.path)
            shown.append({"title": "Customers", "collapsible": True, "items": [item]})
        for area, kinds in areas().items() if visitor.can_read else ():
            items = [_kind_item(kind, area_icon(area), request.path) for kind in kinds]
            shown.append({"title": area_title(area), "collapsible": True, "items": items})
        return shown


def _kind_item(kind: Kind, icon: str, path: str) -> dict[str, Any]:
    return _item(plural_of(kind), reverse("backoffice:list", args=[kind.name]), icon, path)


def _item(title: str, address: str, icon: str, path: str) -> dict[str, Any]:
    return {
        "title": title,
        "link": address,
        "icon": icon,
        "active": path.startswith(address),
        "has_permission": True,
    }


site = BackOfficeSite(name="backoffice")


def draw(
    request: HttpRequest, template: str, title: str, crumbs: list[tuple[str, str]], context: dict[str, Any]
) -> HttpResponse:
    """This will draw a page within the frame; `crumbs` are the titles and addresses of the pages above it."""
    # By it, the names of addresses are found.
    request.current_app = site.name
    frame = {**site.each_context(request), "title": title, "crumbs": crumbs, **context}
    return TemplateResponse(request, f"backoffice/{template}", frame).render()
