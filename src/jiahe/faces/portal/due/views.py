"""The page 能领什么: asked and answered at one address, of anybody; nothing that is typed is kept."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from jiahe.benefits.answering import answer_for
from jiahe.benefits.family import FamilyFault, family_from_values
from jiahe.benefits.publishing.current import current_edition
from jiahe.faces.kit.acting import ActingRequest, public_page
from jiahe.faces.kit.due import results_of
from jiahe.faces.portal.due.family import ask, field_of, names_of, values_of
from jiahe.faces.portal.due.questions import DueForm

PARENT_AND_CHILD = "父母至少要比孩子大 12 岁，请核对这个日期。"


@never_cache
@public_page
def due(request: ActingRequest) -> HttpResponse:
    """The eight questions; sent, what the family is due today, with the questions below it to be changed."""
    form = DueForm(request.POST or None, on=request.on)
    results = None
    if request.method == "POST" and form.is_valid():
        values = values_of(form.cleaned_data)
        try:
            family = family_from_values(values, on=request.on, today=request.on)
        except FamilyFault as fault:
            # A sentence written for a file may name a place in it; here the field says it.
            form.add_error(field_of(fault, values), PARENT_AND_CHILD if "members[" in fault.message else fault.message)
        else:
            people = [member["id"] for member in values["members"]]
            answer = answer_for(family, current_edition().benefits)
            results = results_of(answer, names_of(people), on=request.on, ask=ask)
    context = {"form": form, "results": results, "on": request.on}
    return render(request, "portal/due.html", context, status=422 if form.errors else 200)
