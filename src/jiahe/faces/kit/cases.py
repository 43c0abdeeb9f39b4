"""A case as a page tells of it: where it stands, by when, what was done, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jiahe.delivery.cases.kind import CaseKind, Step
from jiahe.delivery.cases.kinds import kind_of
from jiahe.delivery.cases.models import Case, CaseEntry, CaseState, Deed
from jiahe.delivery.cases.queries import department_name
from jiahe.delivery.catalogue.questions import told_answers
from jiahe.faces.kit.pinned import told_pinned
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.holidays.workdays import Workdays, workdays_between

LONGEST_HOLIDAY = timedelta(days=31)  # a working day comes within it
MARKS = {
    CaseState.OPEN: ("soon", "clock"),
    CaseState.WAITING: ("soon", "edit"),
    CaseState.ANSWERED: ("due", "check"),
    CaseState.REJECTED: ("plain", "x"),
    CaseState.WITHDRAWN: ("plain", "replace"),
}


@dataclass(frozen=True, slots=True)
class ToldCase:
    """What a list shows of a case."""

    case: Case
    title: str
    topic: str
    step: Step | None
    mark: str
    icon: str
    days: int | None  # calendar days to the last day of the step; None when no clock runs
    late_on: date | None = None  # the working day on which it is late; None when no clock runs

    @property
    def status(self) -> str:
        """How it stands."""
        return CaseState(self.case.state).label

    @property
    def desk_status(self) -> str:
        """How it stands, as those say who deal with it."""
        return "等他补充" if self.case.state == CaseState.WAITING else self.status

    @property
    def who(self) -> str:
        """For whom it is."""
        return self.case.person.name if self.case.person is not None else str(self.case.content.get("name", ""))


def told_case(case: Case, *, on: date, workdays: Workdays | None = None) -> ToldCase:
    """A case as a list shows it; one whose kind is declared no more is still shown."""
    kind, icon = MARKS[CaseState(case.state)]
    declared = kind_or_none(case.kind)
    runs = case.state == CaseState.OPEN
    return ToldCase(
        case,
        declared.title if declared is not None else "事项",
        _topic(case, declared),
        declared.step(case.step) if declared is not None else None,
        kind,
        icon,
        (case.due_on - on).days if runs else None,
        workdays.next_working_day(case.due_on) if runs and workdays is not None else None,
    )


def _topic(case: Case, declared: CaseKind | None) -> str:
    if case.claim is not None:
        return str(case.claim.content.get("title", ""))
    topics = [q for q in declared.questions if q.code == declared.summary] if declared is not None else []
    said = told_answers(topics, case.content.get("answers", {})) if topics else []
    return said[0][1] if said else ""


def told_cases(cases: Sequence[Case], *, on: date) -> list[ToldCase]:
    """Some cases as a list shows them, each with the day from which it is late."""
    days = [case.due_on for case in cases if case.state == CaseState.OPEN]
    table = workdays_between(min(days), max(days) + LONGEST_HOLIDAY) if days else None
    return [told_case(case, on=on, workdays=table) for case in cases]


def clock_in_doubt(case: Case, *, on: date) -> list[int]:
    """The years the clock of an open case runs through whose holidays are not known yet: its last day may move."""
    if case.state != CaseState.OPEN:
        return []
    first, last = min(on, case.due_on), case.due_on
    return workdays_between(first, last).years_not_loaded(first, last)


def kind_or_none(code: str) -> CaseKind | None:
    """The kind with a code; None where no programme declares it any more."""
    try:
        return kind_of(code)
    except OutOfReach:
        return None


def said_of(case: Case) -> list[tuple[str, str]]:
    """What the applicant answered, with the titles of the questions."""
    declared = kind_or_none(case.kind)
    return told_answers(declared.questions, case.content.get("answers", {})) if declared else []


def steps_of(case: Case) -> list[tuple[str, list[tuple[str, str]]]]:
    """What was answered at each step that is done."""
    declared, done = kind_or_none(case.kind), case.content.get("steps", {})
    if declared is None:
        return []
    return [(s.title, told_answers(s.questions, done[s.code])) for s in declared.steps if s.code in done]


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """One line of the history."""

    entry: CaseEntry
    title: str
    by: str
    text: str
    pinned: Sequence[tuple[str, str]] = ()  # what it was decided by


def history_for_post(entries: Sequence[CaseEntry]) -> list[ToldEntry]:
    """The history as the posts read it: who, in which post, with which words."""
    return [ToldEntry(e, _title(e), _by(e), e.text, told_pinned(e.pinned)) for e in entries]


def history_for_applicant(entries: Sequence[CaseEntry]) -> list[ToldEntry]:
    """The history as the applicant reads it: what is of his concern, and the posts, not the people in them."""
    mine = (Deed.OPENED, Deed.REPLIED, Deed.REOPENED, Deed.RATED, Deed.WITHDRAWN)
    spoken = (Deed.ASKED, Deed.ANSWERED, Deed.REJECTED, *mine[1:])
    return [
        ToldEntry(e, _title(e), "" if e.deed in mine else str(e.post or ""), e.text if e.deed in spoken else "")
        for e in entries
        if e.to_applicant
    ]


def _title(entry: CaseEntry) -> str:
    label = Deed(entry.deed).label
    if entry.deed == Deed.REFERRED:
        return f"{label}：{department_name(entry.case.department) or '协作部门'}"
    if entry.deed in (Deed.HANDED_ON, Deed.SENT_BACK) and entry.to_post is not None:
        return f"{label}：{entry.to_post}"
    return label


def _by(entry: CaseEntry) -> str:
    if entry.post is None:
        return "本人" if entry.user is not None else "系统"
    return f"{entry.user}（{entry.post}）" if entry.user else str(entry.post)
