"""The answer to a family: every benefit for every member it could concern, as plain values that JSON can carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial

from jiahe.benefits.benefit import Benefit, Claim, Payments, Unit, Version
from jiahe.benefits.days import last_spell
from jiahe.benefits.deciding import Decision, decide
from jiahe.benefits.family.members import Family
from jiahe.benefits.law import Document, as_source
from jiahe.benefits.payments import FIRSTS
from jiahe.benefits.places import HERE, place_name
from jiahe.benefits.readings import Reading, Values, decimal_in, reading_on
from jiahe.benefits.rules import BENEFITS
from jiahe.benefits.subjects import subjects_of
from jiahe.benefits.telling import DUE, Concerned, answer_of, concerned_of
from jiahe.foundation.rules.expressions import Condition, Subject
from jiahe.foundation.rules.parameters import UNCONFIRMED, Parameter, Source, worst
from jiahe.foundation.rules.ranges import laws_of
from jiahe.foundation.rules.snapshots import Snapshot, snapshot_of

in_yuan = decimal_in(Unit.CNY)
MONEY_A_YEAR = {Unit.CNY_A_MONTH: 12, Unit.CNY_A_YEAR: 1, Unit.CNY: 1}  # how often in a year; what is given once, once


def answer_for(family: Family, benefits: Sequence[Benefit] = BENEFITS) -> Values:
    """Everything a family is due, is not due, and may be due, on the family's day."""
    return _answered(family, benefits, with_days=True)


def reasons_for(family: Family, benefits: Sequence[Benefit] = BENEFITS) -> Values:
    """How each benefit stands on the family's day, why or why not, and how much, without the days and payments around it.

    Several times faster than ``answer_for``, with which it always agrees.
    """
    return _answered(family, benefits, with_days=False)


def _answered(family: Family, benefits: Sequence[Benefit], *, with_days: bool) -> Values:
    entitlements: list[Values] = []
    not_entitled: list[Values] = []
    unknown: list[Values] = []
    subjects = subjects_of(family)
    for reading, concerned in concerned_by(subjects, family.on, benefits):
        listening = partial(_add_days, reading) if with_days else None
        answer_of(reading)(concerned, entitlements, not_entitled, unknown, listening)
    for subject in subjects.values():  # they point at each other: left alone, the collector would have to find them
        subject.forget()
    return {
        "on": family.on.isoformat(), "entitlements": entitlements, "not_entitled": not_entitled, "unknown": unknown,
    }  # fmt: skip


def decisions_of(family: Family, benefits: Sequence[Benefit] = BENEFITS) -> Iterator[tuple[str, Decision]]:
    """What is decided of each benefit for each member it could concern, with the member's id."""
    for reading, concerned in concerned_by(subjects_of(family), family.on, benefits):
        for id, snapshot in concerned:
            yield id, decide(reading, snapshot)


def concerned_by(
    subjects: Mapping[str, Subject], on: date, benefits: Sequence[Benefit]
) -> Iterator[tuple[Reading, Concerned]]:
    """Each benefit as the law has it on a day, with those of some people it could concern and their ids."""
    snapshots = [(id, snapshot_of(subject, on)) for id, subject in subjects.items()]
    of_each: dict[Condition, Concerned] = {}  # a few conditions say whom most benefits could be for
    for benefit in benefits:
        concerned = of_each.get(benefit.concerns)
        if concerned is None:
            concerned = of_each[benefit.concerns] = concerned_of(benefit.concerns)(snapshots)
        yield reading_on(benefit, on), concerned


def _add_days(reading: Reading, said: Values, snapshot: Snapshot, place: int) -> None:
    """The days and payments around an answer."""
    if place >= 0:
        _add_days_to_come(said, Decision(reading, snapshot, place))
    elif place == DUE:
        _add_days_and_payments(said, Decision(reading, snapshot))


def _add_days_to_come(said: Values, decision: Decision) -> None:
    said["from_when"] = _iso(decision.from_when)
    if decision.version is not None and decision.version.deadline is not None:
        said |= _still_claimable(decision)


def _still_claimable(decision: Decision) -> Values:
    """What fell due this year before the right ended, and may still be claimed; nothing where nothing may."""
    version, subject, on = decision.version, decision.snapshot.subject, decision.snapshot.day
    if version is None or version.paying is None or version.deadline is None:
        return {}
    deadline = version.deadline(subject, on)
    if deadline is None or deadline < on:
        return {}
    spell = last_spell(decision.benefit, subject, on)
    if spell is None:
        return {}
    payments = [
        Payments([(day, period) for day, period in run.periods if day.year == on.year], run.amount)
        for run in version.paying(version, subject, spell, on)
    ]
    payments = [run for run in payments if run.periods]
    return {"still_claimable": {"payments": _paid(payments), "deadline": _iso(deadline)}} if payments else {}


def _paid(payments: Sequence[Payments]) -> list[Values]:
    return [
        {"on": FIRSTS.get(day) or day.isoformat(), "period": period, "amount": said}
        for periods, amount in payments
        for said in (in_yuan(amount),)
        for day, period in periods
    ]


def _add_days_and_payments(said: Values, decision: Decision) -> None:
    version, spell = decision.version, decision.spell
    assert version is not None  # noqa: S101  # what is due is due by a version
    subject, on = decision.snapshot.subject, decision.snapshot.day
    documents, confidence = documents_of(version, decision.snapshot)
    payments = version.paying(version, subject, spell, on) if version.paying else ()
    deadline = version.deadline(subject, on) if version.deadline else None
    said["unit"] = decision.benefit.unit
    said["from"] = _iso(spell.since)
    said["until"] = _iso(spell.until - timedelta(days=1)) if spell.until else None
    said["payments"] = _paid(payments)
    said["sources"] = documents
    said["confidence"] = confidence
    said["unverified"] = confidence in UNCONFIRMED
    said["how_to_claim"] = how_to_claim(version.claim, decision.snapshot)
    said["deadline"] = _iso(deadline)


def documents_of(version: Version, snapshot: Snapshot) -> tuple[Sequence[Values], str]:
    """The documents of a rule and of its amount for somebody on a day, each once, and the least sure of their grades."""
    laws = () if version.amount is None else laws_of(version.amount)(snapshot)
    sources = [law.source_at(place or 0, snapshot.day) for law, place in laws if isinstance(law, Parameter)]
    return _documents(version, tuple(source for source in sources if source is not None))


@lru_cache(maxsize=4096)
def _documents(version: Version, sources: tuple[Source, ...]) -> tuple[Sequence[Values], str]:
    seen: dict[tuple[str, str], Values] = {}
    basis = [(r.document, r.grade) for r in version.basis]
    amounts = [(Document(s.document, s.number, s.dated, s.url, s.announced), s.grade) for s in sources]
    for document, grade in [*basis, *amounts]:
        announced = {} if document.announced is None else {"announced": _iso(document.announced)}
        seen.setdefault((document.title, document.number), as_source(document, grade) | announced)
    return list(seen.values()), worst([grade for _, grade in [*basis, *amounts]])


def how_to_claim(claim: Claim, snapshot: Snapshot) -> str:
    """What to do, where and with which papers; a right of another province says that it is claimed there."""
    return _claimed_at(claim, snapshot.get(claim.at.name) if claim.at else None)


@lru_cache(maxsize=4096)
def _claimed_at(claim: Claim, place: int | None) -> str:
    parts = [claim.how]
    if claim.where:
        name = place_name(place, digits=9) if place else ""
        parts.append(f"在哪里办：{claim.where}{f'（{name}）' if name else ''}。")
    if place is not None and place // 10**10 != HERE:
        parts.append(f"要在{place_name(place) or '外省'}办理，以当地的规定为准。")
    if claim.papers:
        parts.append(f"带上：{'、'.join(claim.papers)}。")
    return "".join(parts)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
