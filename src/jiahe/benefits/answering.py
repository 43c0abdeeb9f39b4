"""The answer to a family: every benefit for every member it could concern, as plain values that JSON can carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from jiahe.benefits.benefit import Benefit, Claim, Payment, Term, Unit, Version
from jiahe.benefits.deciding import Decision, Standing, asked, decide, last_spell
from jiahe.benefits.family.members import Family
from jiahe.benefits.law import Document
from jiahe.benefits.places import HERE, place_name
from jiahe.benefits.rules import BENEFITS
from jiahe.benefits.subjects import SAID_AS, subjects_of
from jiahe.foundation.rules.amounts import bounds, laws
from jiahe.foundation.rules.expressions import UNKNOWN, Subject
from jiahe.foundation.rules.parameters import Parameter, Source, worst
from jiahe.foundation.rules.reasons import Fact, MissingRule, facts_met, facts_of_amount, missing, missing_for_amount

Values = dict[str, Any]
REGION_FACTS = ("hukou_region", "residence_region")
MONEY_FACTS = ("employer_average_wage",)
UNSURE = ("C", "D")


def answer_for(family: Family, benefits: Sequence[Benefit] = BENEFITS) -> Values:
    """Everything a family is due, is not due, and may be due, on the family's day."""
    answer: Values = {"on": family.on.isoformat(), "entitlements": [], "not_entitled": [], "unknown": []}
    subjects = subjects_of(family)
    for benefit in benefits:
        for id, subject in subjects.items():
            if asked(benefit.concerns, subject, family.on)[0] is False:
                continue
            decision = decide(benefit, subject, on=family.on)
            said = {"benefit": benefit.code, "title": benefit.title, "beneficiary": id} | _values(decision, family.on)
            answer[decision.standing.value].append(said)
    return answer


def _values(decision: Decision, on: date) -> Values:
    if decision.standing is Standing.ENTITLED:
        return _entitlement(decision, on)
    version = decision.version
    named = {"rule_version": None if version is None else decision.benefit.name_of(version)}
    if decision.standing is Standing.NOT_ENTITLED:
        late = _still_claimable(decision, on)
        return {**_refusal(decision, on), "from_when": _iso(decision.from_when), **named, **late}
    lacking = [
        item for term, met in decision.findings if met is None for item in missing(term.test, decision.subject, on)
    ]
    rules = [item.text for item in lacking if isinstance(item, MissingRule)]
    return {
        "missing": _paths(lacking),
        "missing_rule": rules[0] if rules else None,
        "because": [_finding(decision.subject, term, met, on) for term, met in decision.findings if met],
        **named,
    }


def _refusal(decision: Decision, on: date) -> Values:
    failed = decision.failed
    if failed is None:
        return {"condition": "in_force", "text": "这一天还没有（或者不再有）这项规定", "facts": {}}
    found = _finding(decision.subject, failed, False, on)
    return {"condition": found["condition"], "text": found["text"], "facts": found["facts"]}


def _still_claimable(decision: Decision, on: date) -> Values:
    """What fell due this year before the right ended, and may still be claimed; nothing where nothing may."""
    version, subject = decision.version, decision.subject
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


def _entitlement(decision: Decision, on: date) -> Values:
    benefit, subject, version, spell = decision.benefit, decision.subject, decision.version, decision.spell
    assert version is not None  # noqa: S101  # an entitlement has both
    assert spell is not None  # noqa: S101
    sources = _sources_of_amount(decision, on)
    because = [_finding(subject, term, met, on) for term, met in decision.findings]
    because += _assumed(version)
    because += _choice_of_amount(decision, on)
    documents, confidence = _documents(version, sources)
    payments = version.paying(version, subject, spell, on) if version.paying else ()
    deadline = version.deadline(subject, on) if version.deadline else None
    return {
        **_amount(decision, on),
        "unit": benefit.unit,
        "from": _iso(spell.since),
        "until": _iso(spell.until - timedelta(days=1)) if spell.until else None,
        "payments": _paid(payments),
        "because": because,
        "sources": documents,
        "confidence": confidence,
        "unverified": confidence in UNSURE,
        "how_to_claim": how_to_claim(version.claim, subject, on),
        "deadline": _iso(deadline),
        "rule_version": benefit.name_of(version),
    }


def _amount(decision: Decision, on: date) -> Values:
    version, unit = decision.version, decision.benefit.unit
    if version is None or version.amount is None or unit is None:
        return {"amount": None}
    low, high, _ = bounds(version.amount)(decision.subject, on)
    if low == high:
        return {"amount": decimal(low, unit)}
    lacking = missing_for_amount(version.amount, decision.subject, on)
    return {"amount_min": decimal(low, unit), "amount_max": decimal(high, unit), "missing": _paths(lacking)}


def _choice_of_amount(decision: Decision, on: date) -> list[Values]:
    """The facts by which the amount was chosen, where the law has more than one."""
    number = decision.version.amount if decision.version else None
    facts = {} if number is None else {_path(f): _shown(f) for f in facts_of_amount(number, decision.subject, on)}
    if not facts:
        return []
    return [{"condition": "amount", "text": "数额按这些情况定", "met": True, "assumed": False, "facts": facts}]


def _sources_of_amount(decision: Decision, on: date) -> tuple[Source, ...]:
    version = decision.version
    if version is None or version.amount is None:
        return ()
    found: list[Source] = []
    for law, place in laws(version.amount, decision.subject, on):
        if isinstance(law, Parameter):
            source = law.source_at(place or 0, on)
            if source is not None and source not in found:
                found.append(source)
    return tuple(found)


@lru_cache(maxsize=4096)
def _documents(version: Version, sources: tuple[Source, ...]) -> tuple[Sequence[Values], str]:
    """The documents of the rule and of the amount, each once, and the least sure of their grades."""
    seen: dict[tuple[str, str], Values] = {}
    basis = [(r.document, r.grade) for r in version.basis]
    amounts = [(Document(s.document, s.number, s.dated, s.url), s.grade) for s in sources]
    for document, grade in [*basis, *amounts]:
        values = {
            "title": document.title,
            "number": document.number or None,
            "date": _iso(document.dated),
            "url": document.url or None,
            "confidence": grade,
        }
        seen.setdefault((document.title, document.number), values)
    return list(seen.values()), worst([grade for _, grade in [*basis, *amounts]])


@cache
def _assumed(version: Version) -> Sequence[Values]:
    """The conditions nobody is asked about."""
    return [
        {"condition": code, "text": text, "met": True, "assumed": True, "facts": {}} for code, text in version.assumed
    ]


def _finding(subject: Subject, term: Term, met: bool | None, on: date) -> Values:
    key = term.test, on
    facts = subject.told.get(key)
    if facts is None:
        facts = subject.told[key] = {_path(fact): _shown(fact) for fact in facts_met(term.test, subject, on)}
    return {"condition": term.code, "text": term.text, "met": met, "assumed": False, "facts": facts}


def how_to_claim(claim: Claim, subject: Subject, on: date) -> str:
    """What to do, where and with which papers; a right of another province says that it is claimed there."""
    return _claimed_at(claim, subject.get(claim.at.name, UNKNOWN).on(on) if claim.at else None)


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


def _paths(lacking: Iterable[Fact | MissingRule]) -> list[str]:
    return list(dict.fromkeys(_path(item) for item in lacking if isinstance(item, Fact)))


def _path(fact: Fact) -> str:
    name = SAID_AS.get(fact.name, fact.name)
    return f"{fact.subject}.{name}" if fact.subject else name


def _shown(fact: Fact) -> Any:
    value = fact.value
    if fact.name == "alive":
        return None if value else "已记录"
    if isinstance(value, date):
        return value.isoformat()
    if fact.name in REGION_FACTS and value is not None:
        return f"{value:012d}" if value else None
    if fact.name in MONEY_FACTS:
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
