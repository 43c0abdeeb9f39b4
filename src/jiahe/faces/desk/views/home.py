"""Today: where a worker begins."""

from __future__ import annotations

from django.http import HttpResponse

from jiahe.delivery.workforce.queries import to_review
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.today import ORDER, agenda_address, day_below, has_units, own_day
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.tiles import tiles
from jiahe.foundation.accounts.forgotten import requests_waiting
from jiahe.foundation.health.questions import alarms
from jiahe.foundation.jobs.rights import looks_after_the_installation
from jiahe.foundation.regions.models import Level
from jiahe.insight.counts import counts_below
from jiahe.insight.freshness import latest
from jiahe.insight.rights import VIEW_SCREEN
from jiahe.registry.allotting import waiting
from jiahe.registry.queries import import_runs, incomplete
from jiahe.registry.rights import EDIT_FAMILIES, VIEW_FAMILIES

TO_ANSWER_SHOWN = 5
ALARM_TITLES = {"disk": "磁盘", "jobs": "后台工作", "backup": "备份", "restore": "恢复", "holidays": "节假日"}


@staff_page()
def home(request: ActingRequest) -> HttpResponse:
    """What is to be done and in which order, where the load lies, the counts of the place, what was recorded last."""
    region = request.post.region
    may_open = request.actor.may(VIEW_FAMILIES)
    # Higher up the list would be thousands long and nobody's work; there the counts speak.
    close = region.level >= Level.TOWNSHIP and may_open
    own, units = counts_below(region, on=request.on)
    mine, figures, to_do = own_day(by=request.actor, on=request.on)
    context = {
        "region": region,
        "alarms": _alarms(request),
        "may_open": may_open,
        "may_edit": request.actor.may(EDIT_FAMILIES),
        "tiles": tiles(own, on=request.on, opens=may_open),
        "units": units,
        "allotment": waiting(region, by=request.actor),
        "incomplete": incomplete(by=request.actor) if close else [],
        "sees_numbers": request.actor.may(VIEW_SCREEN),
        "requests": list(requests_waiting(by=request.actor, at=request.at)[:TO_ANSWER_SHOWN]),
        "workforce_waits": to_review(by=request.actor),
        "figures": figures,
        "to_do": to_do,
        "more": agenda_address(own=True) if mine.total > len(to_do) else "",
        "mine": mine,
        "order": ORDER,
        "below": day_below(region, by=request.actor, on=request.on) if has_units(region) else None,
        "runs": import_runs(by=request.actor, limit=3),
        "news": latest(request.actor.scope),
    }
    return desk_page(request, "desk/home.html", context, here="today")


def _alarms(request: ActingRequest) -> list[dict[str, object]]:
    """What is not well with the installation, for who looks after it; nobody else is made to wait for the question."""
    if not looks_after_the_installation(request.actor):
        return []
    return [
        {"name": name, "title": ALARM_TITLES.get(name, name), "answer": answer} for name, answer in alarms(request.at)
    ]
