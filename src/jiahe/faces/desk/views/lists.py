"""The list of people of a place: narrowed, paged, and changed several at once with an answer for each."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from jiahe.faces.desk.list_forms import SETTABLE, BulkForm, NarrowForm
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region
from jiahe.faces.kit.numbers import whole_numbers
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.regions.models import Level
from jiahe.registry import queries
from jiahe.registry.actions import Refused, edit_people
from jiahe.registry.rights import EDIT_FAMILIES, EXPORT_PEOPLE, VIEW_FAMILIES
from jiahe.registry.timeline import categories_of


@staff_page(VIEW_FAMILIES)
def people(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """The living people of a place, narrowed by what the address says."""
    place = reachable_region(request, level, code)
    require(request.actor, VIEW_FAMILIES)
    form = NarrowForm(request.GET)
    after, before = page_keys(request)
    page = queries.people(form.narrowing(), by=request.actor, region=place, on=request.on, after=after, before=before)
    carried = urlencode([(k, v) for k, v in request.GET.items() if k in form.fields and v])
    context = {
        "region": place,
        "path": own_path(request, place),
        "form": form,
        "narrowed": bool(carried),
        "page": page,
        "people": [(p, p.age(request.on)) for p in page.rows],
        "categories": categories_of(page.rows, by=request.actor, on=request.on),
        "carried": f"{carried}&" if carried else "",
        "bulk": BulkForm(),
        "may_edit": request.actor.may(EDIT_FAMILIES),
        "may_export": request.actor.may(EXPORT_PEOPLE),
    }
    return desk_page(request, "desk/people.html", context, here="families")


@require_POST
@staff_page(EDIT_FAMILIES)
def edit_several(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """Change one field of those who are ticked, and say for each what came of it."""
    place = reachable_region(request, level, code)
    require(request.actor, EDIT_FAMILIES)
    form = BulkForm(request.POST)
    pks = whole_numbers(request.POST.getlist("person"))
    chosen = queries.people_to_edit(pks, by=request.actor)
    results = []
    if chosen and form.is_valid():
        field, value = form.chosen()
        try:
            results = edit_people(
                people=chosen, field=field, value=value, by=request.actor, at=request.at, on=request.on
            )
        except Refused as refused:
            form.take(refused)
    context = {
        "region": place,
        "path": own_path(request, place),
        "form": form,
        "chosen": chosen,
        "results": results,
        "changed": sum(r.changed for r in results),
        "title_of_field": SETTABLE[form.cleaned_data["field"]][0] if results else "",
    }
    return desk_page(request, "desk/people_edited.html", context, here="families", status=200 if results else 422)
