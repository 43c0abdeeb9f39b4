"""One family, all benefits, all reasons, in one process; and fifteen of the same rules beside OpenFisca in the same run.

``p95_ms`` is the 95th percentile of reading a family of six and answering for every benefit with every reason, as plain
values, with the days and payments around it. ``ratio`` is OpenFisca's median for building its simulation and calculating
fifteen of these rules with its trace over ours for reading the family and giving how each of the same fifteen stands, why
or why not, and how much (``reasons_for``: the days around the month are no part of its answer either): bigger is better
for us. Both must find the same people entitled before their times mean anything. Its trace does not say why not, and
takes a fact that was left out for a default. ``http_ratio`` is the same fifteen asked of the anonymous check over HTTP beside OpenFisca's web API, in
requests a second: see ``_http_check``.
"""

from __future__ import annotations

import copy
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from bench import _http_check, _opponents
from jiahe.benefits.answering import answer_for, reasons_for
from jiahe.benefits.family import family_from_values
from jiahe.benefits.rules import BENEFITS, BY_CODE

ON = date(2026, 3, 1)
MONTH = "2026-03"
PLACE = "350583103201"
ROUNDS, RUNS, WARM = 3, 300, 30
NOBODY: dict[str, Any] = {
    "hukou_region": PLACE, "hukou_type": "rural", "low_income": True, "low_income_since": "2015-01-01", "ability_level": 0,
    "disability_grade": None, "chronic": [], "births": [], "pregnant_due": None, "complication_grade": None,
    "only_child_certificate": False, "insurance": "resident", "insured_months": 0, "hospitalised": False,
}  # fmt: skip
CHILD = {"hukou_region": PLACE, "mother": "mother", "father": "father", "low_income": True, "disability_grade": None}
MEMBERS: list[dict[str, Any]] = [
    {**NOBODY, "id": "grandmother", "sex": "F", "birth_date": "1945-01-20", "employment": "none",
     "marital_status": "widowed", "chronic": ["hypertension"], "ability_level": 3},
    {**NOBODY, "id": "mother", "sex": "F", "birth_date": "1990-03-01", "employment": "employee", "mother": "grandmother",
     "marital_status": "married", "married_on": "2015-10-01", "spouse": "father", "insured_months": 30},
    {**NOBODY, "id": "father", "sex": "M", "birth_date": "1988-07-09", "employment": "flexible", "disability_grade": 2,
     "disability_since": "2016-01-01", "marital_status": "married", "married_on": "2015-10-01", "spouse": "mother"},
    {**CHILD, "id": "child1", "sex": "F", "birth_date": "2017-05-20", "school": "primary"},
    {**CHILD, "id": "child2", "sex": "M", "birth_date": "2023-03-02", "school": "none"},
    {**CHILD, "id": "child3", "sex": "F", "birth_date": "2026-02-10", "school": "none"},
]  # fmt: skip
for _member in MEMBERS:
    if _member["sex"] == "M":
        _member.pop("births", None)
        _member.pop("pregnant_due", None)
OURS = {"on": ON.isoformat(), "region": PLACE, "members": MEMBERS}


def theirs() -> dict[str, Any]:
    """The same family in OpenFisca's words."""
    persons = {
        member["id"]: {
            "born": {"ETERNITY": member["birth_date"]},
            "male": {"ETERNITY": member["sex"] == "M"},
            "has_chronic_illness": {"ETERNITY": bool(member.get("chronic"))},
            "disability": {"ETERNITY": member.get("disability_grade") or 0},
            "receives_dibao": {"ETERNITY": member["low_income"]},
            "ability": {"ETERNITY": member.get("ability_level", 0)},
            "is_employee": {"ETERNITY": member.get("employment") == "employee"},
            "is_parent": {"ETERNITY": member["id"] in ("mother", "father")},
            "is_grandparent": {"ETERNITY": member["id"] == "grandmother"},
            "is_own_child": {"ETERNITY": member.get("mother") == "grandmother"},
        }
        for member in MEMBERS
    }
    roles = {"grown": ["grandmother", "mother", "father"], "children": ["child1", "child2", "child3"]}
    return {"persons": persons, "families": {"family": roles}}


def prepare() -> None:
    """The opponent, which is under the AGPL and never a part of the product."""
    _opponents.install(_http_check.OPPONENT)


def timed(work: Callable[[], object]) -> list[float]:
    """Milliseconds of each of some runs, after a few that warm up."""
    for _ in range(WARM):
        work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times


def run() -> dict[str, float]:
    """Answer both ways, three times in turn."""
    from bench import _openfisca_rules as opponent

    fifteen = [BY_CODE[code] for code in opponent.RULES]
    rules, family = opponent.system(), theirs()
    _assert_agreement(opponent, rules, family)
    rounds = []
    for _ in range(ROUNDS):
        every = timed(lambda: answer_for(family_from_values(OURS, on=ON, today=ON), BENEFITS))
        ours = timed(lambda: reasons_for(family_from_values(OURS, on=ON, today=ON), fifteen))
        other = timed(lambda: opponent.calculate(rules, copy.deepcopy(family), MONTH))
        p95 = statistics.quantiles(every, n=20)[-1]
        ratio = statistics.median(other) / statistics.median(ours)
        print(
            f"全部待遇 p95 {p95:.2f} ms；十五条 {statistics.median(ours):.2f} ms，OpenFisca {statistics.median(other):.2f} ms"
        )
        rounds.append((p95, ratio))
    p95_ms, ratio = (statistics.median(r[i] for r in rounds) for i in (0, 1))
    folder = _opponents.install(_http_check.OPPONENT)
    http_ratio = _http_check.ratio(OURS, theirs(), list(opponent.RULES), MONTH, folder)
    return {"p95_ms": round(p95_ms, 2), "ratio": round(ratio, 2), "http_ratio": round(http_ratio, 2)}


def _assert_agreement(opponent: Any, rules: Any, family: dict[str, Any]) -> None:
    """The same people are entitled to the same fifteen."""
    answer = answer_for(family_from_values(OURS, on=ON, today=ON), [BY_CODE[code] for code in opponent.RULES])
    mine = {(entry["benefit"], entry["beneficiary"]) for entry in answer["entitlements"]}
    simulation = opponent.calculate(rules, family, MONTH)
    names = [member["id"] for member in MEMBERS]
    other = {
        (code, name)
        for code in opponent.RULES
        for name, holds in zip(names, simulation.calculate(code, MONTH), strict=True)
        if holds
    }
    assert mine == other, f"only ours: {sorted(mine - other)}, only theirs: {sorted(other - mine)}"
