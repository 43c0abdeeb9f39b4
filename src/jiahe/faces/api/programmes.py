"""The programmes of the house, for programs."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from ninja import Router

from jiahe.delivery.catalogue.in_force import running_in
from jiahe.delivery.catalogue.programme import Programme, programmes
from jiahe.faces.api.calling import Refusal, answered, for_everybody
from jiahe.faces.kit.acting import ActingRequest
from jiahe.faces.kit.numbers import whole_number
from jiahe.faces.kit.programmes import described, programme_or_404
from jiahe.foundation.regions.queries import find_region, province

router = Router(tags=["programmes"])


@router.get("/programmes", url_name="programmes", summary="有哪些项目，各在哪一页；region 是 12 位编码，只列那里开办的")
@for_everybody
def every_programme(request: ActingRequest, region: str = "") -> HttpResponse:
    """Every programme that runs in the province, or in a place of it."""
    return answered([described(programme) for programme in _running(request, region)])


@router.get("/programmes/{code}", url_name="programme", summary="一个项目")
@for_everybody
def one_programme(request: ActingRequest, code: str, region: str = "") -> HttpResponse:
    """One of them."""
    found = programme_or_404(code)
    if found not in _running(request, region):
        raise Http404
    return answered(described(found))


def _running(request: ActingRequest, region: str) -> list[Programme]:
    code = whole_number(region, digits=12)
    place = (find_region(code) if code is not None else None) if region else province()
    if place is None:
        if region:
            raise Refusal(422, "region", "没有这个编码的地方。请写 12 位区划编码，例如 350583000000。")
        return programmes()
    return running_in(place, on=request.on)
