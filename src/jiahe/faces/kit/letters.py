"""A letter of a case, to be saved."""

from __future__ import annotations

from django.http.response import HttpResponseBase

from jiahe.delivery.cases.letters import LetterKind, make_letter
from jiahe.delivery.cases.models import Case
from jiahe.faces.kit.acting import ActingRequest
from jiahe.faces.kit.downloads import download
from jiahe.foundation.files.kinds import Kind


def letter_download(request: ActingRequest, case: Case, kind: str) -> HttpResponseBase:
    """The PDF, under a name that says which it is.

    Raises:
        OutOfReach, NoChineseType: as making it.
    """
    made = make_letter(case=case, kind=kind, by=request.actor, at=request.at, on=request.on)
    return download(made, name=f"{LetterKind(kind).label}-{case.number}.pdf", kind=Kind.PDF, size=len(made))
