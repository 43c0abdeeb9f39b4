"""公示: what the public is told of decisions, by place, while it stands; then the page knows nothing of it any more."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from jiahe.delivery.cases import queries
from jiahe.delivery.sites.queries import place_names
from jiahe.faces.kit.acting import ActingRequest, public_page
from jiahe.faces.portal.mine import key
from jiahe.faces.portal.sites import WhereForm


class PlaceForm(WhereForm):
    """In which city and county."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        del self.fields["kind"]


@never_cache
@public_page
def public_notices(request: ActingRequest) -> HttpResponse:
    """The notices that stand in a place today. No search engine keeps them: what is over is to be forgotten."""
    form = PlaceForm(request.GET)
    after, before = key(request, "after"), key(request, "before")
    page = queries.public_notices(place=form.place, on=request.on, after=after, before=before)
    names = place_names(notice.village_code for notice in page.rows)
    chosen = {name: form.data.get(name, "") for name in ("city", "county")}
    carried = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        "form": form,
        "place": form.place,
        "page": page,
        "lines": [(notice, names[notice.village_code]) for notice in page.rows],
        "carried": f"{carried}&" if carried else "",
    }
    response = render(request, "portal/notices.html", context)
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response
