"""The answer to a family: every benefit for every member it could concern, as plain values that JSON can carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from jiahe.benefits.benefit import Benefit, Claim, Payments, Unit, Version
from jiahe.benefits.days import last_spell
from jiahe.benefits.deciding import ENTITLED, NOT_ENTITLED, Decision, decide
from jiahe.benefits.family.members import Family
from jiahe.benefits.law import Document, as_source
from jiahe.benefits.payments import FIRSTS
from jiahe.benefits.places import HERE, place_name
from jiahe.benefits.readings import Asked
from jiahe.benefits.rules import BENEFITS
from jiahe.benefits.subjects import SAID_AS, subjects_of
from jiahe.foundation.rules.expressions import Condition, kept
from jiahe.foundation.rules.lacking import Missing, MissingFact, MissingRule, missing, missing_for_amount
from jiahe.foundation.rules.parameters import UNCONFIRMED, Parameter, Source, worst
from jiahe.foundation.rules.ranges import laws_of
from jiahe.foundation.rules.reasons import Names, Telling, Told, reasons_of_amount
from jiahe.foundation.rules.snapshots import Snapshot, snapshot_of, value_of

Values = dict[str, Any]
Answering = Callable[[str, Decision], Values]
MONEY_A_YEAR = {Unit.CNY_A_MONTH: 12, Unit.CNY_A_YEAR: 1, Unit.CNY: 1}  # how often in a year; what is given once, once


def answer_for(family: Family, benefits: Sequence[Benefit] = BENEFITS) -> Values:
    """Everything a family is due, is not due, and may be due, on the family's day."""
    return _answered(family, benefits, due=_entitlement, refused=_refusal_and_days)


def reasons_for(family: Family, benefits: Sequence[Benefit] = BENEFITS) -> Values:
    """How each benefit stands on the family's day, why or why not, and how much, without the days and payments around it.

    Several times faster than ``answer_for``, with which it always agrees.
    """
    return _answered(family, benefits, due=_amount_and_reasons, refused=_refusal)


def _answered(family: Family, benefits: Sequence[Benefit], *, due: Answering, refused: Answering) -> Values:
    entitlements: list[Values] = []
    not_entitled: list[Values] = []
    unknown: list[Values] = []
    for id, decision in decisions_of(family, benefits):
        if decision.standing is NOT_ENTITLED:
            not_entitled.append(refused(id, decision))
        elif decision.standing is ENTITLED:
            entitlements.append(due(id, decision))
        else:
            unknown.append(_unknown(id, decision))
    return {
        "on": family.on.isoformat(), "entitlements": entitlements, "not_entitled": not_entitled, "unknown": unknown,
    }  # fmt: skip


def decisions_of(family: Family, benefits: Sequence[Benefit] = BENEFITS) -> Iterator[tuple[str, Decision]]:
    """What is decided of each benefit for each member it could concern, with the member's id."""
    snapshots = [(id, snapshot_of(subject, family.on)) for id, subject in subjects_of(family).items()]
    of_each: dict[Condition, list[tuple[str, Snapshot]]] = {}  # a few conditions say whom most benefits could be for
    for benefit in benefits:
        concerned = of_each.get(benefit.concerns)
        if concerned is None:
            concerns = value_of(benefit.concerns)
            concerned = [one for one in snapshots if concerns(one[1]) is not False]
            of_each[benefit.concerns] = concerned
        version, _ = benefit.version_on(family.on)
        for id, snapshot in concerned:
            yield id, decide(benefit, version, snapshot)


@lru_cache(maxsize=4096)
def _named(benefit: Benefit, version: Version | None) -> Values:
    rule = None if version is None else benefit.name_of(version)
    return {"benefit": benefit.code, "title": benefit.title, "beneficiary": "", "rule_version": rule}


def _unknown(id: str, decision: Decision) -> Values:
    snapshot, unknown = decision.snapshot, decision.unknown
    lacking = [item for place in unknown for item in missing(decision.reading[place].test, snapshot)]
    rules = [item.text for item in lacking if isinstance(item, MissingRule)]
    return {
        **_named(decision.benefit, decision.version),
        "beneficiary": id,
        "missing": _paths(lacking),
        "missing_rule": rules[0] if rules else None,
        "because": [_met(snapshot, asked) for place, asked in enumerate(decision.reading) if place not in unknown],
    }


def _refusal(id: str, decision: Decision) -> Values:
    named = _named(decision.benefit, decision.version)
    if decision.version is None:
        text = "这一天还没有（或者不再有）这项规定"
        return {**named, "beneficiary": id, "condition": "in_force", "text": text, "facts": {}}
    code, text, _, reasons, _ = decision.reading[decision.failing]
    facts = _shown(decision.snapshot, reasons.refused)
    return {**named, "beneficiary": id, "condition": code, "text": text, "facts": facts}


def _refusal_and_days(id: str, decision: Decision) -> Values:
    said = _refusal(id, decision)
    said["from_when"] = _iso(decision.from_when)
    if decision.version is not None and decision.version.deadline is not None:
        said |= _still_claimable(decision)
    return said


def _amount_and_reasons(id: str, decision: Decision) -> Values:
    return {
        **_named(decision.benefit, decision.version),
        "beneficiary": id,
        **_amount(decision),
        "because": _reasons(decision),
    }


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
        for said in (decimal(amount, Unit.CNY),)
        for day, period in periods
    ]


def _entitlement(id: str, decision: Decision) -> Values:
    version, spell = decision.version, decision.spell
    assert version is not None  # noqa: S101  # what is due is due by a version
    subject, on = decision.snapshot.subject, decision.snapshot.day
    documents, confidence = documents_of(version, decision.snapshot)
    payments = version.paying(version, subject, spell, on) if version.paying else ()
    deadline = version.deadline(subject, on) if version.deadline else None
    return {
        **_named(decision.benefit, version),
        "beneficiary": id,
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
    because = [_met(snapshot, asked) for asked in decision.reading]
    if version is not None:
        because += _assumed(version)
        facts = _shown(snapshot, _chosen_by(version)) if version.amount is not None else {}
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


@kept
def _assumed(version: Version) -> Sequence[Values]:
    """The conditions nobody is asked about."""
    return [
        {"condition": code, "text": text, "met": True, "assumed": True, "facts": {}} for code, text in version.assumed
    ]


def _met(snapshot: Snapshot, asked: Asked) -> Values:
    """A condition that is met, with the facts that met it."""
    code, text, _, reasons, _ = asked
    facts = snapshot.shown.get(reasons.met)
    if facts is None:
        facts = _shown(snapshot, reasons.met)
    return {"condition": code, "text": text, "met": True, "assumed": False, "facts": facts}


@kept
def _chosen_by(version: Version) -> Telling:
    return () if version.amount is None else reasons_of_amount(version.amount)


def _shown(snapshot: Snapshot, telling: Telling) -> Values:
    """Facts as an answer shows them, by where the family says them; many benefits ask the same, so they are shown once."""
    shown: Values | None = snapshot.shown.get(telling)
    if shown is None:
        shown = _facts(snapshot, telling) if isinstance(telling, tuple) else _found_out(telling(snapshot))
        snapshot.shown[telling] = shown
    return shown


def _facts(snapshot: Snapshot, names: Names) -> Values:
    path, get = snapshot.path, snapshot.get
    return {path + said: show(get(name)) for name, said, show in _words(names)}


@cache
def _words(names: Names) -> Sequence[tuple[str, str, Callable[[Any], Any]]]:
    """What the family calls each fact, and how it is shown; the rules ask for a few dozen sets of facts in all."""
    return [(name, f".{SAID_AS.get(name, name)}", AS_SHOWN.get(name, _as_it_is)) for name in names]


def _found_out(told: Iterable[Told]) -> Values:
    shown: Values = {}
    for one in told:
        if len(one) == 2:
            shown |= _shown(*one)
        else:
            snapshot, relation, counted = one
            shown[_path(snapshot.path, relation)] = counted
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


def _as_it_is(value: Any) -> Any:
    return value.isoformat() if value.__class__ is date else value


def _code(value: int | None) -> str | None:
    return f"{value:012d}" if value else None


@lru_cache(maxsize=8192)
def decimal(amount: int | None, unit: Unit) -> str | None:
    """An amount as a decimal string in its unit: money with two places, others without trailing zeros."""
    if amount is None:
        return None
    if unit.startswith("CNY"):
        return f"{amount // 100}.{amount % 100:02d}"
    exact = Decimal(amount) / unit.scale
    return format(exact.normalize(), "f")


AS_SHOWN: Mapping[str, Callable[[Any], Any]] = {
    "alive": lambda value: None if value else "已记录",
    "hukou_region": _code,
    "residence_region": _code,
    "employer_average_wage": lambda value: decimal(value, Unit.CNY),
}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
