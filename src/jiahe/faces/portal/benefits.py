"""能领什么 of one's own family: from the registry, without a question."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from jiahe.benefits.households import answer_for_household
from jiahe.faces.kit.acting import ActingRequest, resident_page
from jiahe.faces.kit.due import results_of
from jiahe.registry import queries


@resident_page
def benefits(request: ActingRequest) -> HttpResponse:
    """What I and those whose record is mine to read are due. Of other grown people of the household each reads his own."""
    found = answer_for_household(queries.own_household(by=request.actor), by=request.actor, on=request.on)
    closest = request.actor.closest
    names = {
        id: "您" if one.pk == request.actor.own else one.name for id, one in found.people.items() if one.pk in closest
    }
    results = results_of(found.answer, names, on=request.on) if found.answer is not None else None
    context = {"results": results, "fault": found.fault, "on": request.on, "own": request.actor.own, "here": "family"}
    return render(request, "portal/benefits.html", context)
