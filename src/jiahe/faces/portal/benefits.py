"""能领什么 of one's own family: from the registry, without a question; one button asks the village to see to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiahe.benefits.claims import claim
from jiahe.benefits.households import answer_for_household
from jiahe.faces.kit.acting import ActingRequest, resident_page
from jiahe.faces.kit.codes import picture_of
from jiahe.faces.kit.due import claimed_in, results_of
from jiahe.registry import queries
from jiahe.registry.residents.reading import benefits_asked
from jiahe.registry.rows import Refused


@resident_page
def benefits(request: ActingRequest) -> HttpResponse:
    """What I and those whose record is mine to read are due. Of other grown people of the household each reads his own."""
    found = answer_for_household(queries.own_household(by=request.actor), by=request.actor, on=request.on)
    own, closest = request.actor.own, request.actor.closest
    people = {id: person for id, person in found.people.items() if person.pk in closest}
    names = {id: "您" if person.pk == own else person.name for id, person in people.items()}
    asked = benefits_asked(people.values())
    results = results_of(found.answer, names, on=request.on, asked=asked) if found.answer is not None else None
    context = {
        "results": results, "fault": found.fault, "on": request.on, "own": own, "here": "family",
        "claim_at": reverse("portal:claim-benefit"), "claim_words": "请村里帮我办",
        "share_code": picture_of(request.build_absolute_uri(reverse("portal:due"))),
    }  # fmt: skip
    return render(request, "portal/benefits.html", context)


@require_POST
@resident_page
def claim_benefit(request: ActingRequest) -> HttpResponse:
    """Ask the village to see to one benefit; what follows stands under 我的申请."""
    people, benefit = claimed_in(request.POST)
    home = queries.own_household(by=request.actor)
    try:
        asked = claim(home=home, people=people, benefit=benefit, by=request.actor, at=request.at, on=request.on)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("portal:benefits")
    messages.success(request, "告诉村里了。办到哪一步，写在“我的申请”里。")
    return redirect("portal:request", asked[0].pk)
