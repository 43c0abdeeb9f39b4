"""What the timetables bring to a family: vaccinations, checks of children, contacts in pregnancy and after a birth.

Only the living have something to come, and only a pregnancy that is still expected. After a loss nothing here speaks of
it: a birth counts only where a child of it lives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from jiahe.benefits.calendar.entries import Entry, Kind
from jiahe.benefits.calendar.schedules import Basis, Series, Step, Timetable, timetable, vaccine_series
from jiahe.benefits.family.members import Family, Member
from jiahe.benefits.law import as_source, reference
from jiahe.benefits.rules import BY_CODE
from jiahe.benefits.subjects import BEFORE_BIRTH

EMPLOYED = ("employee", "civil_servant")
PREGNANCY = timedelta(days=280)  # from the first day of the last period to the day it is due
LONGEST_PAST_DUE = timedelta(days=14)
SAME_BIRTH = timedelta(days=3)  # twins may be born on two days, and a birth recorded a day late is the same
# A dose given some days before its age is that dose; and one whose day has passed is still asked after for a while.
EARLY, STILL_ASKED = timedelta(days=28), timedelta(days=30)
TO_THE_CLINIC = "带上预防接种证，到居住地的预防接种门诊，免费。早几天、晚几天不要紧，先打电话约。"
TO_THE_HEALTH_CENTRE = "到居住地的社区卫生服务中心或乡镇卫生院，免费。去以前打电话约一下。"


def stages_of(family: Family) -> Iterator[Entry]:
    """What comes by the timetables, of everybody in the family, whenever it comes."""
    for member in family.members:
        if not lives(member):
            continue
        yield from _vaccinations(member)
        yield from _visits(timetable("child_checks"), member.id, member.birth_date, Kind.CHECK)
        due = awaited(member, family.on)
        if due is not None:
            yield from _visits(timetable("pregnancy"), member.id, due - PREGNANCY, Kind.PREGNANCY)
            if member.said.get("employment") in EMPLOYED:
                yield _first_day_of_leave(member, due)
        born = last_living_birth(member, family)
        if born is not None:
            table = timetable("pregnancy")
            for step in table.after_birth:
                yield from _visit(step, table.basis, member.id, born, Kind.CHECK)


def _first_day_of_leave(member: Member, due: date) -> Entry:
    """The first day on which leave for a birth may be taken; how long it is, the employer says."""
    basis = reference("order_619", "A'")
    title = f"产假：最早从这一天休起（产前{BEFORE_BIRTH.days}天）"
    todo = BY_CODE["maternity_leave"].versions[-1].claim.how
    return Entry(
        Kind.LEAVE, member.id, title, due - BEFORE_BIRTH, None, todo, [as_source(basis.document, basis.grade)], False
    )


def lives(member: Member) -> bool:
    """Whether somebody is alive as far as anybody said."""
    return member.said.get("death_date") is None


def awaited(member: Member, on: date) -> date | None:
    """The day a child is due; None where none is expected, or it is long past."""
    due: date | None = member.said.get("pregnant_due")
    return due if due is not None and due + LONGEST_PAST_DUE >= on else None


def last_living_birth(member: Member, family: Family) -> date | None:
    """The day of a woman's last birth, where a child of it lives; None where there was a loss since, or no birth."""
    if member.sex != "F":
        return None
    children = [child for child in family.members if child.said.get("mother") == member.id]
    births = [birth["on"] for birth in member.said.get("births") or ()]
    days = [*births, *(child.birth_date for child in children if "adopted_on" not in child.said)]
    last = max((day for day in days if day <= family.on), default=None)
    if last is None:
        return None
    theirs = [child for child in children if lives(child) and abs(child.birth_date - last) <= SAME_BIRTH]
    return theirs[0].birth_date if theirs else None


def _visits(table: Timetable, who: str, day: date, kind: Kind) -> Iterator[Entry]:
    for step in table.steps:
        yield from _visit(step, table.basis, who, day, kind)


def _visit(step: Step, basis: Basis, who: str, day: date, kind: Kind) -> Iterator[Entry]:
    begins = step.at.after(day)
    if begins is not None:
        until = step.to.after(day) if step.to else None
        todo = step.todo or TO_THE_HEALTH_CENTRE
        yield Entry(kind, who, step.title, begins, until, todo, [basis.source], basis.unverified)


def _vaccinations(child: Member) -> Iterator[Entry]:
    """One entry for each visit: what is due on the same day is given on the same day."""
    visits: dict[date, list[tuple[Series, int]]] = defaultdict(list)
    for series in vaccine_series():
        for number, due in _doses(series, child):
            if not _given(child, series, number, due):
                visits[due].append((series, number))
    for due, doses in sorted(visits.items()):
        sources = {str(series.basis.source): series.basis.source for series, _ in doses}
        yield Entry(
            Kind.VACCINATION,
            child.id,
            "、".join(_called(series, number) for series, number in doses),
            due,
            due + STILL_ASKED,
            TO_THE_CLINIC,
            list(sources.values()),
            any(series.basis.unverified for series, _ in doses),
        )


def _doses(series: Series, child: Member) -> Iterator[tuple[int, date]]:
    if not series.born_since <= child.birth_date < series.born_before or series.sex not in ("", child.sex):
        return
    for number, age in enumerate(series.doses, start=series.first_dose):
        due = age.after(child.birth_date)
        if due is not None and series.since <= due < series.before:
            yield number, due


def _given(child: Member, series: Series, number: int, due: date) -> bool:
    """Whether a dose is recorded: so many were given, or one at its age or later (what came before is then not caught up
    by a calendar, but by the clinic)."""
    given: Sequence[date] = [
        said["on"] for said in child.said.get("vaccinations") or () if said["vaccine"] == series.code
    ]
    return len(given) >= number or any(day >= due - EARLY for day in given)


def _called(series: Series, number: int) -> str:
    only = len(series.doses) == 1 and series.first_dose == 1
    return series.title if only else f"{series.title}第{number}剂"
