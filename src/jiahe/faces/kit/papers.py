"""The papers of a case as a page tells of them, and the form to bring one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http.response import HttpResponseBase

from jiahe.delivery.cases.actions import add_paper, open_paper
from jiahe.delivery.cases.kind import CaseKind, Paper
from jiahe.delivery.cases.models import Case, CasePaper
from jiahe.delivery.cases.papers import papers_of
from jiahe.faces.kit.acting import ActingRequest
from jiahe.faces.kit.downloads import download
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.files.kinds import Kind
from jiahe.registry.actions import Refused

ACCEPTED = ",".join(ending for kind in (Kind.PDF, Kind.JPEG, Kind.PNG) for ending in kind.endings)


@dataclass(frozen=True, slots=True)
class ToldPaper:
    """One paper that is asked for: what stands for it, and what stood before."""

    paper: Paper
    standing: CasePaper | None
    earlier: Sequence[CasePaper]
    opens: bool  # whether its file can still be opened


def told_papers(case: Case, kind: CaseKind, *, at: datetime) -> list[ToldPaper]:
    """What is asked for up to the step at which a case stands, and what was brought."""
    brought = papers_of(case)
    asked = kind.papers_until(case.step) if case.is_live else kind.every_paper
    told = []
    for paper in asked:
        own = [one for one in brought if one.code == paper.code]
        standing = next((one for one in own if one.replaced_at is None), None)
        earlier = [one for one in own if one.replaced_at is not None]
        told.append(ToldPaper(paper, standing, earlier, standing is not None and standing.file.is_kept(at)))
    return told


def lacks_papers(papers: Sequence[ToldPaper]) -> bool:
    """Whether one that must be there is not."""
    return any(told.paper.required and told.standing is None for told in papers)


class PaperForm(FaultForm):
    """Which paper, and its file."""

    derived: tuple[str, ...] = ()
    paper = forms.ChoiceField(
        label="交哪一份", widget=forms.RadioSelect, error_messages={"required": "请选交的是哪一份。"}
    )
    file = forms.FileField(
        label="文件",
        help_text="拍照也可以，要看得清字。PDF、JPEG 或 PNG，最大 10 MB。",
        error_messages={"required": "请选一个文件。", "empty": "这个文件是空的，请检查后再选。"},
    )

    def __init__(self, *args: Any, papers: Sequence[ToldPaper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(told.paper.code, told.paper.title) for told in papers]
        self.fields["paper"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        lacking = next((told.paper.code for told in papers if told.standing is None), None)
        self.fields["paper"].initial = lacking or (choices[0][0] if choices else None)


def take_paper(request: ActingRequest, case: Case, form: PaperForm) -> bool:
    """Take in the paper of a form; what cannot be taken is said at its field."""
    if not form.is_valid():
        return False
    file = form.cleaned_data["file"]
    try:
        add_paper(
            case=case, paper=form.cleaned_data["paper"], name=file.name, content=file.file, by=request.actor,
            at=request.at, on=request.on,
        )  # fmt: skip
    except Refused as refused:
        form.take(refused)
        return False
    return True


def paper_download(paper: CasePaper, *, by: Actor, at: datetime) -> HttpResponseBase:
    """The file of a paper, to be saved."""
    content = open_paper(paper=paper, by=by, at=at)
    return download(content, name=paper.file.name, kind=Kind(paper.file.kind), size=paper.file.size)
