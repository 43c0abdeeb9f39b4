"""The papers 材料 of a case: what is asked for, what is there, what is missing, who opens them."""

from __future__ import annotations

from datetime import timedelta

from jiahe.delivery.cases.kind import CaseKind, Paper
from jiahe.delivery.cases.models import Case, CasePaper
from jiahe.delivery.cases.queries import case_at_desk, own_case
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.files.kinds import Kind
from jiahe.foundation.files.models import StoredFile
from jiahe.foundation.files.purposes import FilePurpose


def _gate(file: StoredFile, by: Actor) -> None:
    """Who reads the case opens its papers; what was replaced only the posts do."""
    paper = CasePaper.objects.filter(file=file).first()
    if paper is None or (by.kind == "resident" and paper.replaced_at is not None):
        raise OutOfReach("没有找到这份材料。")
    if by.kind == "resident":
        own_case(paper.case_id, by=by)
    else:
        case_at_desk(paper.case_id, by=by)


CASE_PAPER = FilePurpose(
    "cases.paper",
    "事项材料",
    kinds=(Kind.PDF, Kind.JPEG, Kind.PNG),
    largest=10 * 1024**2,
    kept_for=timedelta(days=2 * 365),
    holds_people=True,
    once=True,
    gate=_gate,
)


def papers_of(case: Case) -> list[CasePaper]:
    """Every file of a case that was read through the gate, with who brought it."""
    return list(case.papers.select_related("file", "user", "post__region"))


def missing(case: Case, kind: CaseKind) -> list[Paper]:
    """The papers that must be there before the step is done, and are not."""
    there = set(case.papers.filter(replaced_at=None).values_list("code", flat=True))
    return [paper for paper in kind.papers_until(case.step) if paper.required and paper.code not in there]


def paper_of(pk: int, case: Case) -> CasePaper:
    """One of them.

    Raises:
        OutOfReach: it is not of this case.
    """
    found = case.papers.select_related("file").filter(pk=pk).first()
    if found is None:
        raise OutOfReach("没有找到这份材料。")
    return found
