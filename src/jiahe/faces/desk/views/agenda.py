"""The lists behind the numbers of today: what is open, by urgency, place and post."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from jiahe.delivery.catalogue.agenda import URGENT, Band, Wanted, listed, sources
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.today import agenda_address, lines
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import reachable_region
from jiahe.faces.kit.numbers import whole_number
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.regions.models import Level, Region

BANDS = {band.value: band for band in Band}


@staff_page()
def agenda(request: ActingRequest) -> HttpResponse:
    """What is open in the post's place, or of it what is the post's own."""
    return _show(request, None)


@staff_page()
def agenda_place(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """What is open in a place below."""
    return _show(request, reachable_region(request, level, code))


def _show(request: ActingRequest, place: Region | None) -> HttpResponse:
    asked = request.GET
    band = BANDS.get(asked.get("band", ""))
    post = _post(request)
    source = asked.get("source", "") if asked.get("source", "") in {one.code for one in sources()} else ""
    own = asked.get("own") == "1"
    wanted = Wanted(band, source, own, place, post.pk if post else None)
    after, before = page_keys(request) if source else (0, 0)
    found = listed(wanted, by=request.actor, on=request.on, after=after, before=before)

    def address(of: Band | None, source: str = "") -> str:
        return agenda_address(place, band=of, post=post.pk if post else None, own=own, source=source)

    context = {
        "region": place,
        "asked_post": post,
        "own": own,
        "title": band.title if band else "待办",
        "total": sum(section.total for section in found),
        "sections": [(section, lines(section.items), address(band, section.source.code)) for section in found],
        "narrowed": bool(source),
        "tabs": [(one.title if one else "全部", address(one), one is band) for one in (None, *URGENT)],
        "all": agenda_address(),
    }
    return desk_page(request, "desk/agenda.html", context, here="today")


def _post(request: ActingRequest) -> Post | None:
    pk = whole_number(request.GET.get("post", ""))
    if pk is None:
        return None
    found = Post.objects.select_related("region").filter(pk=pk).first()
    if found is None or not request.actor.reaches(found.region.code):
        raise Http404("没有找到这个岗位。")
    return found
