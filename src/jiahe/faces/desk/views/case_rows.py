"""The cases behind a number of the screen."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from jiahe.delivery.cases.behind import COLUMNS, amounts_of, cases_behind
from jiahe.delivery.cases.measures import CLAIMS, CLOSED, ON_TIME, RECOVERED
from jiahe.delivery.cases.rights import VIEW_CASES
from jiahe.delivery.catalogue.money import yuan
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.regions import day_of, page_keys, since_of
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region
from jiahe.faces.kit.cases import told_cases
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.facts.measures import measure as find_measure
from jiahe.foundation.facts.queries import totals
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import villages

OUT_OF = {ON_TIME.code: CLOSED, CLAIMS.on_time.code: CLAIMS.closed}  # what a share is a share of


@staff_page(VIEW_CASES)
def case_rows(request: ActingRequest, level: Level, code: int, measure: str) -> HttpResponse:
    """The cases that a number counts, for the day the number was read; what each adds to it."""
    place = reachable_region(request, level, code)
    require(request.actor, VIEW_CASES)
    if measure not in COLUMNS:
        raise Http404("没有这个指标。")
    counted, of = find_measure(measure), OUT_OF.get(measure)
    on = day_of(request)
    since = since_of(request, on)
    after, before = page_keys(request)
    page = cases_behind(counted, by=request.actor, region=place, on=on, since=since, after=after, before=before)
    sums = totals([counted, *([of] if of else [])], [place], on=on, since=since)
    money = counted is RECOVERED
    places = villages(case.village_code for case in page.rows)
    total, whole = sums[measure, place.pk], sums[of.code, place.pk] if of else 0
    context = {
        "region": place,
        "path": own_path(request, place),
        "measure": counted,
        "day": on,
        "since": since,
        "total": f"{yuan(total)} 元" if money else f"{total:,} 件",
        "whole": whole,
        "share": round(100 * total / whole) if whole else None,
        "page": page,
        "lines": [
            (told, places.get(told.case.village_code), yuan(amount) if money else amount)
            for told, amount in zip(told_cases(page.rows, on=request.on), amounts_of(page), strict=True)
        ],
        "money": money,
        "carried": f"on={on.isoformat()}&since={since.isoformat()}&",
    }
    return desk_page(request, "desk/case_rows.html", context, here="cases")
