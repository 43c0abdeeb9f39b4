"""家庭日历: what comes to me and mine by date, on a page and as a file that the phone's own calendar subscribes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jiahe.benefits.calendar.actions import end_address, make_address
from jiahe.benefits.calendar.entries import Entry, Kind
from jiahe.benefits.calendar.feed import icalendar_of, tag_of
from jiahe.benefits.calendar.households import own_calendar
from jiahe.benefits.calendar.queries import own_address, subscriber_of
from jiahe.faces.kit.acting import ActingRequest, public_page, resident_page
from jiahe.faces.kit.devices import client_address
from jiahe.faces.kit.due import GRADES
from jiahe.faces.kit.limits import PerMinute
from jiahe.faces.portal.views import SealedPlace
from jiahe.foundation.vault.crypto import open_sealed, seal

WEEK = timedelta(days=7)
ICONS = {
    Kind.PREGNANCY: "baby-carriage", Kind.VACCINATION: "vaccine", Kind.CHECK: "stethoscope", Kind.MONEY: "coin",
    Kind.LEAVE: "home-heart", Kind.BEGINS: "circle-check", Kind.DEADLINE: "clock", Kind.ENDS: "clock",
}  # fmt: skip
FEEDS_A_MINUTE = 300  # of one address: behind one may stand a whole village
feeds = PerMinute()
ADDRESS_KEY = "calendar_address"
ADDRESS_PLACE: SealedPlace = {
    "table": "django_session", "column": ADDRESS_KEY, "row": 0, "field_class": "identity",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One entry as the page shows it."""

    entry: Entry
    people: str

    @property
    def icon(self) -> str:
        """The picture of its kind."""
        return ICONS[self.entry.kind]

    @property
    def colour(self) -> str:
        """The colour of its kind: a last day is not to be missed."""
        return "soon" if self.entry.kind is Kind.DEADLINE else "due"

    @property
    def sources(self) -> list[tuple[Any, str]]:
        """The documents, each with how sure we are."""
        return [(source, GRADES[source["confidence"]]) for source in self.entry.sources]


@resident_page
def calendar(request: ActingRequest) -> HttpResponse:
    """What comes: this week, what can be seen to already, then month by month."""
    found = own_calendar(by=request.actor, on=request.on)
    own = request.actor.own
    names = {id: "您" if person.pk == own else person.name for id, person in found.people.items()}
    items = _joined(found.entries, names)
    week = [item for item in items if _is_of_this_week(item.entry, request.on)]
    running = [item for item in items if item.entry.on < request.on and item not in week]
    later = [item for item in items if item not in week and item not in running]
    months = [
        (date(*month, 1), list(group)) for month, group in groupby(later, lambda i: (i.entry.on.year, i.entry.on.month))
    ]
    secret = _secret_to_show(request)
    context = {
        "week": week, "running": running, "months": months, "empty": not items, "fault": found.fault, "on": request.on,
        "address": own_address(by=request.actor), "here": "family",
        "shown": request.build_absolute_uri(reverse("calendar-feed", args=[secret])) if secret else "",
    }  # fmt: skip
    response = render(request, "portal/calendar.html", context)
    if secret:
        response.headers["Cache-Control"] = "no-store"  # the address is shown this once
    return response


def _joined(entries: Iterable[Entry], names: dict[str, str]) -> list[Item]:
    """One item for all to whom the same comes on the same days."""
    together: dict[object, list[Entry]] = {}
    for entry in entries:
        together.setdefault((entry.on, entry.until, entry.kind, entry.title), []).append(entry)
    return [Item(same[0], "、".join(names[entry.who] for entry in same)) for same in together.values()]


def _is_of_this_week(entry: Entry, on: date) -> bool:
    """Whether it begins or ends within seven days."""
    return on <= entry.on < on + WEEK or (entry.on < on and entry.last < on + WEEK)


@require_POST
@resident_page
def subscribe(request: ActingRequest) -> HttpResponse:
    """Make an address, or another in place of the one before; the next page shows it once."""
    secret = make_address(by=request.actor, at=request.at)
    request.session[ADDRESS_KEY] = seal(secret, **ADDRESS_PLACE).hex()  # the table of sessions is not sealed
    return redirect(reverse("portal:calendar") + "#subscription")


def _secret_to_show(request: ActingRequest) -> str:
    sealed = request.session.pop(ADDRESS_KEY, "")
    return open_sealed(bytes.fromhex(sealed), **ADDRESS_PLACE) if sealed else ""


@require_POST
@resident_page
def unsubscribe(request: ActingRequest) -> HttpResponse:
    """End the address: from now on it opens nothing."""
    end_address(by=request.actor, at=request.at)
    messages.success(request, "停掉了。订阅过的日历，下次更新就会清空；手机里也可以删掉它。")
    return redirect(reverse("portal:calendar") + "#subscription")


@require_safe
@public_page
def feed(request: ActingRequest, secret: str) -> HttpResponse:
    """The calendar for who has its secret; a wrong one and one that was ended look the same."""
    if not feeds.allows(client_address(request), most=FEEDS_A_MINUTE, at=request.at):
        return HttpResponse(
            "请过一分钟再来。", status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"}
        )
    found = subscriber_of(secret, on=request.on)
    if found is None:
        raise Http404
    entries: Sequence[Entry] = own_calendar(by=found.actor, on=request.on).entries
    page = request.build_absolute_uri(reverse("portal:calendar"))
    content = icalendar_of(entries, seed=found.address.digest, page=page, made_at=found.address.made_at)
    tag = tag_of(content)
    unchanged = request.headers.get("If-None-Match") == tag
    response = (
        HttpResponseNotModified() if unchanged else HttpResponse(content, content_type="text/calendar; charset=utf-8")
    )
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"  # kept only to be asked after: a loss empties it at once
    response.headers["X-Robots-Tag"] = "noindex"
    return response
