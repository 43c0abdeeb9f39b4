"""What a family is due, on the desk: from the registry, with the page on which a missing fact is recorded."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from jiahe.benefits.households import answer_for_household
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.households import household_context
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.due import results_of
from jiahe.registry import queries
from jiahe.registry.models.circumstance import CircumstanceKind
from jiahe.registry.rights import EDIT_FAMILIES, VIEW_FAMILIES, VIEW_SENSITIVE

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
        speaks = request.actor.may(VIEW_SENSITIVE)
        results = results_of(found.answer, names, on=request.on, ask=ask, speaks_of_losses=speaks)
    context = {**household_context(request, home), "results": results, "fault": found.fault, "on": request.on}
    return desk_page(request, "desk/benefits.html", context, here="families")


def _page_of(person: int, fact: str) -> str:
    """The page on which a fact is recorded."""
    if fact in CircumstanceKind.values:
        return reverse("desk:record-circumstance", args=[person, fact])
    if fact in EVENTS:
        return reverse("desk:record-event", args=[person, EVENTS[fact]])
    return reverse("desk:edit-person", args=[person]) if fact in ON_THE_FORM else ""
