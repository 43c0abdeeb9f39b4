"""What a family is due, on the desk: from the registry, with the page on which a missing fact is recorded."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiahe.benefits.claims import claim
from jiahe.benefits.households import answer_for_household
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.households import household_context
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.due import Losses, claimed_in, results_of
from jiahe.registry import queries
from jiahe.registry.models.circumstance import CircumstanceKind
from jiahe.registry.residents.reading import benefits_asked
from jiahe.registry.rights import ANSWER_RESIDENTS, EDIT_FAMILIES, VIEW_FAMILIES, VIEW_SENSITIVE
from jiahe.registry.rows import Refused

ON_THE_FORM = ("hukou_region", "hukou_type", "marital_status", "only_child_certificate")
EVENTS = {
    "married_on": "marriage", "pregnant_due": "pregnancy", "births": "pregnancy_end", "low_income": "low_income_begin",
    "disability_grade": "disability", "hospitalised": "hospital_stay",
}  # fmt: skip


@staff_page(VIEW_FAMILIES)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """What the living of a household are due, will be soon, may be, and are not, each with reason and source."""
    home = queries.household(pk, by=request.actor)
    found = answer_for_household(home, by=request.actor, on=request.on)
    names = {id: person.name for id, person in found.people.items() if person.death_date is None}
    may_edit = request.actor.reaches(home.village_code) and request.actor.may(EDIT_FAMILIES)

    def ask(beneficiary: str, fact: str) -> str:
        return _page_of(int(beneficiary), fact) if may_edit and beneficiary in names else ""

    results = None
    if found.answer is not None:
        losses: Losses = "always" if request.actor.may(VIEW_SENSITIVE) else "never"
        asked = benefits_asked(found.people.values())
        results = results_of(found.answer, names, on=request.on, ask=ask, losses=losses, asked=asked)
    context = {**household_context(request, home), "results": results, "fault": found.fault, "on": request.on}
    if request.actor.reaches(home.village_code) and request.actor.may(ANSWER_RESIDENTS):
        context |= {"claim_at": reverse("desk:claim-benefit", args=[home.pk]), "claim_words": "替他记下申请"}
    return desk_page(request, "desk/benefits.html", context, here="families")


@require_POST
@staff_page(ANSWER_RESIDENTS)
def claim_for(request: ActingRequest, pk: int) -> HttpResponse:
    """Write down that a family claims a benefit; it lies among what residents ask, until it is seen to."""
    home = queries.household_to_edit(pk, by=request.actor, right=ANSWER_RESIDENTS)
    people, benefit = claimed_in(request.POST)
    try:
        asked = claim(home=home, people=people, benefit=benefit, by=request.actor, at=request.at, on=request.on)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:benefits", pk)
    messages.success(request, "记下了，列在“居民申请”里。")
    return redirect("desk:resident-request", asked[0].pk)


def _page_of(person: int, fact: str) -> str:
    """The page on which a fact is recorded."""
    if fact in CircumstanceKind.values:
        return reverse("desk:record-circumstance", args=[person, fact])
    if fact in EVENTS:
        return reverse("desk:record-event", args=[person, EVENTS[fact]])
    return reverse("desk:edit-person", args=[person]) if fact in ON_THE_FORM else ""
