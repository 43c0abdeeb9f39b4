"""The list of the benefits and the page of each: for everybody, without sign-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from jiahe.benefits import payments
from jiahe.benefits.benefit import Benefit, Paying, Version
from jiahe.benefits.editions import Edition
from jiahe.benefits.guide import (
    RECKONED_WITH,
    THEMES,
    Theme,
    gentle_title,
    numbers_of,
    theme_of,
    version_to_read,
    versions_in_time,
)
from jiahe.benefits.numbers import in_words
from jiahe.benefits.places import HERE
from jiahe.benefits.publishing.current import current_edition
from jiahe.benefits.rules.fujian.elders import gifts
from jiahe.benefits.rules.national.childcare import subsidy_payments
from jiahe.faces.kit.acting import ActingRequest, public_page
from jiahe.faces.kit.law import STANDINGS, ShownNumber
from jiahe.faces.portal.policies.examples import cases_of
from jiahe.foundation.accounts.models import User
from jiahe.foundation.rules.parameters import UNCONFIRMED, Parameter, Source, worst

LONGEST_SEARCH = 40
PROVINCE = HERE * 10**10
# The first half of a benefit's unit → how the unit of its numbers begins.
KINDS = {"CNY": "元", "days": "天", "visits": "次", "ratio": "比例"}
# How a payment comes, by the schedule of the rule; what is reckoned anew for each birth is paid once.
PAID: Mapping[Paying, str] = {
    payments.monthly: "按月发",
    payments.yearly: "每年发一次",
    payments.once: "一次发给",
    subsidy_payments: "每年发一次，出生那年和以后两年；2025年以前出生的按月数折算",
    gifts: "每年重阳节",
}


@public_page
def policies(request: ActingRequest) -> HttpResponse:
    """All benefits by theme, or those in which what was looked for stands."""
    wanted = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found: list[tuple[Theme, list[dict[str, Any]]]] = []
    edition = current_edition()
    for theme in THEMES:
        held = [edition.by_code[code] for code in theme.codes]
        lines = [_line(b, request.on, edition) for b in held if _speaks_of(b, theme, wanted, request.on)]
        if lines:
            found.append((theme, lines))
    context = {"themes": found, "wanted": wanted, "count": sum(len(lines) for _, lines in found)}
    return render(request, "portal/policies.html", context)


def _line(benefit: Benefit, on: date, edition: Edition) -> dict[str, Any]:
    """A benefit on the list: a quiet one by its gentle name, and no more."""
    shown = [] if benefit.quiet else _listed(benefit, on, edition)
    amount = _amount(shown, on)
    sources = _sources(shown) if amount else []
    grades = [_grade(benefit, on), *(source.grade for source in sources)]
    return {
        "code": benefit.code,
        "title": gentle_title(benefit),
        "amount": amount,
        "sources": sources,
        "unverified": not benefit.quiet and worst(grades) in UNCONFIRMED,
    }


def _listed(benefit: Benefit, on: date, edition: Edition) -> list[ShownNumber]:
    """The numbers that say how much, as far as the list speaks of them."""
    apart = RECKONED_WITH.get(benefit.code, ())
    held = [number for number in numbers_of(benefit, edition.laws) if _is_amount(benefit, number)]
    return [ShownNumber(n, on) for n in held if n.code not in apart and not _is_of_an_unborn(n)]


def _amount(shown: Sequence[ShownNumber], on: date) -> str:
    """What a benefit is worth in the province, from the least to the most; empty where nothing is laid down."""
    here = {value for each in shown if (value := each.number.at(PROVINCE).on(on)) is not None}
    local = {line.step.value for each in shown for line in each.now if line.layer.is_local}
    if local - here:
        return "各地不同"
    bounds = [in_words(value, shown[0].number.unit) for value in sorted({min(here), max(here)})] if here else []
    return "–".join([*(words.partition(" ")[0] for words in bounds[:-1]), *bounds[-1:]])


def _sources(shown: Sequence[ShownNumber]) -> list[Source]:
    """The documents in which the amounts of today stand, each once, those of the nation and the province first."""
    lines = sorted((line for each in shown for line in each.now), key=lambda line: line.layer.is_local)
    found: dict[str, Source] = {}
    for line in lines:
        found.setdefault(line.step.source.document, line.step.source)
    return list(found.values())


def _is_amount(benefit: Benefit, number: Parameter) -> bool:
    """Whether a number says how much, and is not an age or another line that a condition draws."""
    return benefit.unit is not None and number.unit.startswith(KINDS[benefit.unit.partition("/")[0]])


def _grade(benefit: Benefit, on: date) -> str:
    """The least sure of the documents a rule rests on."""
    return worst([reference.grade for reference in version_to_read(benefit, on).basis])


def _speaks_of(benefit: Benefit, theme: Theme, wanted: str, on: date) -> bool:
    version = version_to_read(benefit, on)
    texts = [
        benefit.title,
        gentle_title(benefit),
        theme.title,
        version.claim.how,
        *(term.text for term in version.terms),
    ]
    return all(any(word in text for text in texts) for word in wanted.split())


@public_page
def policy(request: ActingRequest, code: str) -> HttpResponse:
    """One benefit: for whom, how much, how, until when, by which documents, and what it was and will be.

    A family reads of a quiet one what it is and who comes to help; its conditions and cases are for officials.
    """
    edition = current_edition()
    benefit = edition.by_code.get(code)
    if benefit is None:
        raise Http404("没有这一项。")
    official = isinstance(request.user, User) and request.user.is_staff_member
    version = version_to_read(benefit, request.on)
    whole = official or not benefit.quiet
    context: dict[str, Any] = {
        "benefit": benefit,
        "title": benefit.title if whole else gentle_title(benefit),
        "theme": theme_of(benefit),
        "version": version,
        "official": official,
        "whole": whole,
        "on": request.on,
    }
    if whole:
        context |= _in_full(benefit, version, edition, on=request.on, official=official)
    return render(request, "portal/policy.html", context)


def _in_full(benefit: Benefit, version: Version, edition: Edition, *, on: date, official: bool) -> dict[str, Any]:
    numbers = [ShownNumber(number, on) for number in numbers_of(benefit, edition.laws)]
    amounts = [found for found in numbers if _is_amount(benefit, found.number)]
    versions = versions_in_time(benefit, on)
    grades = [reference.grade for reference in version.basis] + [g for number in numbers for g in number.grades]
    return {
        "standing": STANDINGS[next(standing for each, standing in versions if each is version)],
        "amounts": [found for found in amounts if not _is_of_an_unborn(found.number)],
        # For who lost a child before birth: folded, to be found and not come upon.
        "amounts_apart": [found for found in amounts if _is_of_an_unborn(found.number)],
        "lines_drawn": [found for found in numbers if found not in amounts],
        "unverified": any(grade in UNCONFIRMED for grade in grades),
        "has_floor": any(found.number.floor for found in amounts),
        "paid": PAID.get(version.paying, "一次发给") if version.paying else "",
        "versions": [(each, STANDINGS[standing]) for each, standing in versions],
        "cases": [case for case in cases_of(benefit) if official or not case.wounds],
    }


def _is_of_an_unborn(number: Parameter) -> bool:
    return any(word in number.title for word in ("流产", "死产"))
