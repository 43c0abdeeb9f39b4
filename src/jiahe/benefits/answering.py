"""The answer to a family: every benefit for every member it could concern, as plain values that JSON can carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from jiahe.benefits.benefit import Benefit, Claim, Payment, Term, Unit, Version
from jiahe.benefits.deciding import Decision, Standing, decide, last_spell
from jiahe.benefits.family.members import Family
from jiahe.benefits.law import Document, as_source
from jiahe.benefits.places import HERE, place_name
from jiahe.benefits.rules import BENEFITS
from jiahe.benefits.subjects import SAID_AS, subjects_of
from jiahe.foundation.rules.amounts import laws
from jiahe.foundation.rules.expressions import Condition
from jiahe.foundation.rules.parameters import UNCONFIRMED, Parameter, Source, worst
from jiahe.foundation.rules.reasons import (
    Fact,
    Missing,
    MissingFact,
    MissingRule,
    facts_met,
    facts_of_amount,
    missing,
    missing_for_amount,
)
from jiahe.foundation.rules.snapshots import Snapshot, snapshot_of, value_of

Values = dict[str, Any]
Telling = Callable[[Decision], Values]
REGION_FACTS = ("hukou_region", "residence_region")
MONEY_FACTS = ("employer_average_wage",)
MONEY_A_YEAR = {Unit.CNY_A_MONTH: 12, Unit.CNY_A_YEAR: 1, Unit.CNY: 1}  # how often in a year; what is given once, once


def answer_for(family: Family, benefits: Sequence[Benefit] = BENEFITS) -> Values:
    """Everything a family is due, is not due, and may be due, on the family's day."""
    return _told(family, benefits, due=_entitlement, refused=_refusal_and_days)


def reasons_for(family: Family, benefits: Sequence[Benefit] = BENEFITS) -> Values:
    """How each benefit stands on the family's day, why or why not, and how much, without the days and payments around it.

    Several times faster than ``answer_for``, with which it always agrees.
    """
    return _told(family, benefits, due=_amount_and_reasons, refused=_refusal)


def _told(family: Family, benefits: Sequence[Benefit], *, due: Telling, refused: Telling) -> Values:
    tell = {Standing.ENTITLED: due, Standing.NOT_ENTITLED: refused, Standing.UNKNOWN: _unknown}
    answer: Values = {"on": family.on.isoformat(), "entitlements": [], "not_entitled": [], "unknown": []}
    for id, decision in decisions_of(family, benefits):
        standing = decision.standing
        answer[standing.value].append(_named(id, decision) | tell[standing](decision))
    return answer


def decisions_of(family: Family, benefits: Sequence[Benefit] = BENEFITS) -> Iterator[tuple[str, Decision]]:
    """What is decided of each benefit for each member it could concern, with the member's id."""
    snapshots = [(id, snapshot_of(subject, family.on)) for id, subject in subjects_of(family).items()]
    for benefit in benefits:
        version, _ = benefit.version_on(family.on)
        concerned = value_of(benefit.concerns)
        for id, snapshot in snapshots:
            if concerned(snapshot) is not False:
                yield id, decide(benefit, version, snapshot)


def _named(id: str, decision: Decision) -> Values:
    return {**_of_version(decision.benefit, decision.version), "beneficiary": id}


@lru_cache(maxsize=4096)
def _of_version(benefit: Benefit, version: Version | None) -> Values:
    rule = None if version is None else benefit.name_of(version)
    return {"benefit": benefit.code, "title": benefit.title, "beneficiary": "", "rule_version": rule}


def _unknown(decision: Decision) -> Values:
    lacking = [item for term, met in decision.findings if met is None for item in missing(term.test, decision.snapshot)]
    rules = [item.text for item in lacking if isinstance(item, MissingRule)]
    return {
        "missing": _paths(lacking),
        "missing_rule": rules[0] if rules else None,
        "because": [_finding(decision.snapshot, term, met) for term, met in decision.findings if met],
    }


def _refusal(decision: Decision) -> Values:
    failed = decision.failed
    if failed is None:
        return {"condition": "in_force", "text": "这一天还没有（或者不再有）这项规定", "facts": {}}
    return {"condition": failed.code, "text": failed.text, "facts": _facts(failed.test, decision.snapshot)}


def _refusal_and_days(decision: Decision) -> Values:
    return _refusal(decision) | {"from_when": _iso(decision.from_when)} | _still_claimable(decision)


def _amount_and_reasons(decision: Decision) -> Values:
    return _amount(decision) | {"because": _reasons(decision)}


def _still_claimable(decision: Decision) -> Values:
    """What fell due this year before the right ended, and may still be claimed; nothing where nothing may."""
    version, subject, on = decision.version, decision.snapshot.subject, decision.snapshot.day
    if version is None or version.paying is None or version.deadline is None:
        return {}
    spell, deadline = last_spell(decision.benefit, subject, on), version.deadline(subject, on)
    if spell is None or deadline is None or deadline < on:
        return {}
    payments = [payment for payment in version.paying(version, subject, spell, on) if payment.on.year == on.year]
    return {"still_claimable": {"payments": _paid(payments), "deadline": _iso(deadline)}} if payments else {}


def _paid(payments: Sequence[Payment]) -> list[Values]:
    said = {amount: decimal(amount, Unit.CNY) for amount in {payment.amount for payment in payments}}
    return [{"on": on.isoformat(), "period": period, "amount": said[amount]} for on, period, amount in payments]


def _entitlement(decision: Decision) -> Values:
    version, spell = decision.version, decision.spell
    assert version is not None  # noqa: S101  # what is due is due by a version
    subject, on = decision.snapshot.subject, decision.snapshot.day
    documents, confidence = _documents(version, _sources_of_amount(decision))
    payments = version.paying(version, subject, spell, on) if version.paying else ()
    deadline = version.deadline(subject, on) if version.deadline else None
    return {
        **_amount(decision),
        "unit": decision.benefit.unit,
        "from": _iso(spell.since),
        "until": _iso(spell.until - timedelta(days=1)) if spell.until else None,
        "payments": _paid(payments),
        "because": _reasons(decision),
        "sources": documents,
        "confidence": confidence,
        "unverified": confidence in UNCONFIRMED,
        "how_to_claim": how_to_claim(version.claim, decision.snapshot),
        "deadline": _iso(deadline),
    }


def _reasons(decision: Decision) -> list[Values]:
    """The conditions with what met them, those that are taken as met, and by which facts the amount was chosen."""
    version, snapshot = decision.version, decision.snapshot
    because = [_finding(snapshot, term, met) for term, met in decision.findings]
    if version is not None:
        because += _assumed(version)
        facts = {} if version.amount is None else _shown(facts_of_amount(version.amount, snapshot))
        if facts:
            because.append(
                {"condition": "amount", "text": "数额按这些情况定", "met": True, "assumed": False, "facts": facts}
            )
    return because


def _amount(decision: Decision) -> Values:
    version, unit = decision.version, decision.benefit.unit
    if version is None or version.amount is None or unit is None:
        return {"amount": None}
    low, high = decision.bounds
    if low == high:
        return {"amount": decimal(low, unit)}
    lacking = missing_for_amount(version.amount, decision.snapshot)
    return {"amount_min": decimal(low, unit), "amount_max": decimal(high, unit), "missing": _paths(lacking)}


def _sources_of_amount(decision: Decision) -> tuple[Source, ...]:
    version, snapshot = decision.version, decision.snapshot
    if version is None or version.amount is None:
        return ()
    found: list[Source] = []
    for law, place in laws(version.amount, snapshot):
        if isinstance(law, Parameter):
            source = law.source_at(place or 0, snapshot.day)
            if source is not None and source not in found:
                found.append(source)
    return tuple(found)


@lru_cache(maxsize=4096)
def _documents(version: Version, sources: tuple[Source, ...]) -> tuple[Sequence[Values], str]:
    """The documents of the rule and of the amount, each once, and the least sure of their grades."""
    seen: dict[tuple[str, str], Values] = {}
    basis = [(r.document, r.grade) for r in version.basis]
    amounts = [(Document(s.document, s.number, s.dated, s.url, s.announced), s.grade) for s in sources]
    for document, grade in [*basis, *amounts]:
        announced = {} if document.announced is None else {"announced": _iso(document.announced)}
        seen.setdefault((document.title, document.number), as_source(document, grade) | announced)
    return list(seen.values()), worst([grade for _, grade in [*basis, *amounts]])


@cache
def _assumed(version: Version) -> Sequence[Values]:
    """The conditions nobody is asked about."""
    return [
        {"condition": code, "text": text, "met": True, "assumed": True, "facts": {}} for code, text in version.assumed
    ]


def _finding(snapshot: Snapshot, term: Term, met: bool | None) -> Values:
    facts = _facts(term.test, snapshot)
    return {"condition": term.code, "text": term.text, "met": met, "assumed": False, "facts": facts}


def _facts(condition: Condition, snapshot: Snapshot) -> dict[str, Any]:
    """The facts that settled a condition; many benefits ask the same, so they are told once."""
    told: dict[str, Any] | None = snapshot.told.get(condition)
    if told is None:
        told = snapshot.told[condition] = _shown(facts_met(condition, snapshot))
    return told


def _shown(facts: Iterable[Fact]) -> dict[str, Any]:
    """Facts as an answer shows them, by where the family says them."""
    shown: dict[str, Any] = {}
    for snapshot, name, value in facts:
        said = snapshot.shown.get(name)
        if said is None or isinstance(value, list):
            said = snapshot.shown[name] = _path(snapshot.path, name), _plain(name, value)
        shown[said[0]] = said[1]
    return shown


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


def _paths(lacking: Iterable[Missing]) -> list[str]:
    return list(dict.fromkeys(_path(item.subject, item.name) for item in lacking if isinstance(item, MissingFact)))


def _path(subject: str, name: str) -> str:
    said = SAID_AS.get(name, name)
    return f"{subject}.{said}" if subject else said


def _plain(name: str, value: Any) -> Any:
    if name == "alive":
        return None if value else "已记录"
    if isinstance(value, date):
        return value.isoformat()
    if name in REGION_FACTS and value is not None:
        return f"{value:012d}" if value else None
    if name in MONEY_FACTS:
        return decimal(value, Unit.CNY)
    return value


@lru_cache(maxsize=8192)
def decimal(amount: int | None, unit: Unit) -> str | None:
    """An amount as a decimal string in its unit: money with two places, others without trailing zeros."""
    if amount is None:
        return None
    if unit.startswith("CNY"):
        return f"{amount // 100}.{amount % 100:02d}"
    exact = Decimal(amount) / unit.scale
    return format(exact.normalize(), "f")


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
