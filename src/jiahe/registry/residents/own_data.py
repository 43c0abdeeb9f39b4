"""What is known of somebody, for himself: on a page, and as a workbook he may take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.regions.queries import find_region, title_of
from jiahe.registry.actions.common import audit_person
from jiahe.registry.choices import EDUCATIONS, HUKOU_TYPES, MARITAL_STATUSES, SEXES
from jiahe.registry.models import Circumstance, Consent, LifeEvent, Person
from jiahe.registry.rows import HEADINGS

ELSEWHERE = "住在另一户，地址不显示"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known: its field, its title, and how it is read; empty where nothing is known."""

    field: str
    title: str
    text: str


def facts_of(person: Person, *, on: date, home: int | None = None) -> list[Fact]:
    """The record of one person as it stands; numbers stay masked, even for himself: a phone is easily lost.

    ``home`` is the household of who reads: of somebody who lives in another the address is left out.
    """
    texts = {
        "name": person.name,
        "sex": SEXES.get(person.sex, ""),
        "birth_date": _day(person.birth_date),
        "id_number": person.masked_id_number,
        "phone": person.masked_phone,
        "ethnicity": person.ethnicity,
        "marital_status": MARITAL_STATUSES.get(person.marital_status, ""),
        "education": EDUCATIONS.get(person.education, ""),
        "occupation": person.occupation,
        "hukou_type": HUKOU_TYPES.get(person.hukou_type, ""),
        "hukou_code": _place(person.hukou_code),
        "residence_code": _place(person.household.root.village_code),
        "address": person.household.root.address if home in (None, person.household.root_id) else ELSEWHERE,
    }
    return [Fact(field, HEADINGS[field].removesuffix("编码"), text) for field, text in texts.items()]


def _day(day: date | None) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if day else ""


def _place(code: int | None) -> str:
    place = find_region(code) if code else None
    return title_of(place) if place else ""


@dataclass(frozen=True, slots=True)
class Record:
    """All that is kept of one person: facts, what happened, how things stand, what was agreed."""

    person: Person
    facts: Sequence[Fact]
    events: Sequence[tuple[str, str]]
    consents: Sequence[tuple[str, str]]


def records_of(people: Sequence[Person], *, by: Actor, on: date) -> list[Record]:
    """The records of a resident and those he acts for, sensitive things among them: they are his own."""
    for person in people:
        if by.kind != "resident" or person.pk not in by.persons:
            raise OutOfReach("没有找到这个人。")
    # Who only does things for an elder needs what is registered, not what happened to him.
    home = next((person.household.root_id for person in people if person.pk == by.own), 0)
    return [_record(person, on, home, whole=person.pk in by.closest) for person in people]


def _record(person: Person, on: date, home: int, *, whole: bool) -> Record:
    if not whole:
        return Record(person, facts_of(person, on=on, home=home), [], [])
    mine = [person.pk, *(alias.pk for alias in person.aliases.all())]
    events = LifeEvent.objects.filter(person__in=mine, withdrawn_at=None).select_related("other").order_by("on", "pk")
    told = [(_day(event.on), event.in_words) for event in events]
    stands = Circumstance.objects.filter(person__in=mine, withdrawn_at=None).order_by("on", "pk")
    told += [(_day(one.on), one.in_words) for one in stands]
    consents = Consent.objects.filter(person__in=mine).order_by("pk")
    agreed = [
        (
            one.get_purpose_display(),
            f"{_day(one.given_on)}同意" + (f"，{_day(one.withdrawn_on)}收回" if one.withdrawn_on else ""),
        )
        for one in consents
    ]
    return Record(person, facts_of(person, on=on, home=home), told, agreed)


def take_own_data(people: Sequence[Person], *, by: Actor, at: datetime, on: date) -> bytes:
    """The records as a workbook, one sheet for each person; noted before it is handed over.

    Raises:
        OutOfReach: one of them is not the resident's to speak for.
    """
    records = records_of(people, by=by, on=on)
    out = BytesIO()
    import xlsxwriter  # as long to read as all the rest of a command: only where a workbook is made

    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    for number, record in enumerate(records, start=1):
        sheet = book.add_worksheet(f"{number}")
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 60)
        lines: list[tuple[str, str]] = [(record.person.name, f"{_day(on)}的登记"), ("", "")]
        lines += [(fact.title, fact.text or "没有登记") for fact in record.facts]
        for title, rows in (("经过和情况", record.events), ("同意", record.consents)):
            lines += [("", ""), (title, "" if rows else "没有"), *rows]
        for line, (what, text) in enumerate(lines):
            sheet.write_string(line, 0, what, bold)
            sheet.write_string(line, 1, text)
    book.close()
    with transaction.atomic():
        for person in people:
            audit_person("registry.take_own_data", person, by, at, {})
    return out.getvalue()
