"""The programmes of the house, for programs."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from jiahe.delivery.catalogue.programme import programmes
from jiahe.faces.api.calling import answered, for_everybody
from jiahe.faces.kit.acting import ActingRequest
from jiahe.faces.kit.programmes import described, programme_or_404

router = Router(tags=["programmes"])


@router.get("/programmes", url_name="programmes", summary="有哪些项目，各在哪一页")
@for_everybody
def every_programme(request: ActingRequest) -> HttpResponse:
    """Every programme, as `jiahe programmes --json` lists them."""
    return answered([described(programme) for programme in programmes()], kept=True)


@router.get("/programmes/{code}", url_name="programme", summary="一个项目")
@for_everybody
def one_programme(request: ActingRequest, code: str) -> HttpResponse:
    """One of them."""
    return answered(described(programme_or_404(code)), kept=True)
