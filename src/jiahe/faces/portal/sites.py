"""身边的服务点: the open sites, for everybody, by place or by how far they are. Where somebody stands is not kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from jiahe.delivery.sites.models import Site, SiteKind, SiteState
from jiahe.delivery.sites.queries import SHOWN, place_names, public_site, public_sites, sites_near
from jiahe.faces.kit.acting import ActingRequest, public_page
from jiahe.faces.portal.mine import key
from jiahe.faces.portal.places import PlaceForm

FURTHEST_PAGE = 50


class WhereForm(PlaceForm):
    """What sort of place, in which city and county."""

    kind = forms.ChoiceField(label="找什么", required=False, choices=[("", "都看看"), *SiteKind.choices])
    field_order = ("kind", "city", "county")

    @property
    def wanted(self) -> str:
        """The kind that was chosen; empty is every kind."""
        kind = self.data.get("kind", "")
        return kind if kind in SiteKind.values else ""


@never_cache
@public_page
def sites(request: ActingRequest) -> HttpResponse:
    """The sites in a place, or around where somebody stands (``near``: longitude and latitude, to about a hundred m)."""
    form = WhereForm(request.GET)
    point = _point(request.GET.get("near", ""))
    context = _around(request, form, point) if point else _in_place(request, form)
    names = place_names(line["site"].village_code for line in context["lines"])
    for line in context["lines"]:
        line["place"] = names[line["site"].village_code]
    return render(request, "portal/sites.html", {"form": form, "near": point is not None, **context})


def _in_place(request: ActingRequest, form: WhereForm) -> dict[str, Any]:
    page = public_sites(kind=form.wanted, place=form.place, after=key(request, "after"), before=key(request, "before"))
    chosen = {name: form.data.get(name, "") for name in ("kind", "city", "county")}
    carried = urlencode({name: value for name, value in chosen.items() if value})
    return {
        "lines": [{"site": site, "km": ""} for site in page.rows],
        "page": page,
        "carried": f"{carried}&" if carried else "",
        "place": form.place,
    }


def _around(request: ActingRequest, form: WhereForm, point: tuple[float, float]) -> dict[str, Any]:
    number = min(key(request, "page"), FURTHEST_PAGE)
    found, more = sites_near(point, kind=form.wanted, skip=number * SHOWN)
    base = {"near": f"{point[0]:.3f},{point[1]:.3f}", **({"kind": form.wanted} if form.wanted else {})}
    return {
        "lines": [{"site": each.site, "km": _far(each.km)} for each in found],
        "previous_page": f"?{urlencode({**base, 'page': number - 1})}" if number else "",
        "next_page": f"?{urlencode({**base, 'page': number + 1})}" if more else "",
        "near_here": base["near"],
    }


@public_page
def site(request: ActingRequest, pk: int) -> HttpResponse:
    """One site: when it is open, where it is, whom to call; where it is closed, that it is."""
    found = public_site(pk)
    context = {
        "site": found,
        "place": place_names([found.village_code])[found.village_code],
        "is_open": found.state == SiteState.OPEN,
        "is_closed": found.state == SiteState.CLOSED,
        "map_link": _map_link(found),
        "called": "".join(sign for sign in found.phone if sign.isdigit()),
    }
    return render(request, "portal/site.html", context)


def _map_link(found: Site) -> str:
    """An address that the map of a phone opens; empty where nobody said where the site lies."""
    if found.longitude is None or found.latitude is None:
        return ""
    here = f"{_plain(found.latitude)},{_plain(found.longitude)}"
    return f"geo:{here}?{urlencode({'q': f'{here}({found.name})'})}"


def _plain(value: Decimal) -> str:
    return f"{value:.6f}"


def _far(km: float) -> str:
    """A distance as one says it."""
    return f"约 {max(round(km * 10) * 100, 100)} 米" if km < 0.95 else f"约 {km:.1f} 公里"


def _point(text: str) -> tuple[float, float] | None:
    """A point of an address; None where it is none."""
    parts = text[:40].split(",")
    try:
        longitude, latitude = (float(part) for part in parts)
    except ValueError:
        return None
    return (longitude, latitude) if -180 <= longitude <= 180 and -85 <= latitude <= 85 else None
