"""The papers of a case at the desk: taken in for whoever brings them, opened by who has the case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from jiahe.delivery.cases.kinds import kind_of
from jiahe.delivery.cases.papers import paper_of
from jiahe.delivery.cases.queries import case_at_desk
from jiahe.delivery.cases.rights import HANDLE_CASES
from jiahe.delivery.catalogue.letters import NoChineseType
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.cases import show_case
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.letters import letter_download
from jiahe.faces.kit.papers import PaperForm, paper_download, take_paper, told_papers
from jiahe.foundation.files.queries import FileGone


@require_POST
@staff_page(HANDLE_CASES)
def add(request: ActingRequest, pk: int) -> HttpResponse:
    """Take in a paper; what cannot be taken is said at its field."""
    found = case_at_desk(pk, by=request.actor)
    kind = kind_of(found.kind)
    form = PaperForm(request.POST, request.FILES, papers=told_papers(found, kind, at=request.at))
    if take_paper(request, found, form):
        messages.success(request, "收下了。")
        return redirect("desk:case", pk)
    return show_case(request, case_at_desk(pk, by=request.actor), paper_form=form)


@require_GET
@staff_page(HANDLE_CASES)
def show(request: ActingRequest, pk: int, paper: int) -> HttpResponseBase:
    """Open a paper; that it was opened is kept."""
    found = paper_of(paper, case_at_desk(pk, by=request.actor))
    try:
        return paper_download(found, by=request.actor, at=request.at)
    except FileGone as gone:
        return desk_page(request, "desk/file_gone.html", {"why": str(gone)}, here="cases", status=410)


@require_GET
@staff_page(HANDLE_CASES)
def letter(request: ActingRequest, pk: int, letter: str) -> HttpResponseBase:
    """Save a letter of the case; where the machine cannot write it, say so on the case's page."""
    found = case_at_desk(pk, by=request.actor)
    try:
        return letter_download(request, found, letter)
    except NoChineseType as fault:
        messages.error(request, str(fault))
        return redirect("desk:case", pk)
