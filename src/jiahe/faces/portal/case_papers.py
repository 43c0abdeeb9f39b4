"""The papers of one's own case: brought from the phone, and opened again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from jiahe.delivery.cases.kinds import kind_of
from jiahe.delivery.cases.papers import paper_of
from jiahe.delivery.cases.queries import own_case
from jiahe.delivery.catalogue.letters import NoChineseType
from jiahe.faces.kit.acting import ActingRequest, resident_page
from jiahe.faces.kit.letters import letter_download
from jiahe.faces.kit.papers import PaperForm, paper_download, take_paper, told_papers
from jiahe.faces.portal.cases import show_case
from jiahe.foundation.files.queries import FileGone


@require_POST
@resident_page
def add(request: ActingRequest, pk: int) -> HttpResponse:
    """Bring a paper; what cannot be taken is said at its field."""
    found = own_case(pk, by=request.actor)
    form = PaperForm(request.POST, request.FILES, papers=told_papers(found, kind_of(found.kind), at=request.at))
    if take_paper(request, found, form):
        messages.success(request, "收到了。交错了，再交一次就换掉。")
        return redirect("portal:case", pk)
    return show_case(request, own_case(pk, by=request.actor), paper_form=form)


@require_GET
@resident_page
def show(request: ActingRequest, pk: int, paper: int) -> HttpResponseBase:
    """Open what I brought."""
    found = paper_of(paper, own_case(pk, by=request.actor))
    try:
        return paper_download(found, by=request.actor, at=request.at)
    except FileGone as gone:
        raise Http404(str(gone)) from None


@require_GET
@resident_page
def letter(request: ActingRequest, pk: int, letter: str) -> HttpResponseBase:
    """Save a letter of the case; where the machine cannot write it, say so on the case's page."""
    found = own_case(pk, by=request.actor)
    try:
        return letter_download(request, found, letter)
    except NoChineseType as fault:
        messages.error(request, str(fault))
        return redirect("portal:case", pk)
