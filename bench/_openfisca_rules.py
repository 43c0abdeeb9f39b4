"""Fifteen of our rules, written once more for OpenFisca: the opponent of ``benefits_single``, on the first day of a month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERSON = build_entity(key="person", plural="persons", label="person", is_person=True)
FAMILY = build_entity(
    key="family", plural="families", label="family",
    roles=[{"key": "grown", "plural": "grown"}, {"key": "child", "plural": "children"}],
)  # fmt: skip
Formula = Callable[..., Any]


def _given(name: str, kind: type, default: Any = None) -> type[Variable]:
    said: dict[str, Any] = {
        "value_type": kind, "entity": PERSON, "definition_period": DateUnit.ETERNITY, "label": name, "__module__": __name__,
    }  # fmt: skip
    return type(name, (Variable,), said if default is None else {**said, "default_value": default})


def _reckoned(name: str, kind: type, formula: Formula) -> type[Variable]:
    said = {
        "value_type": kind, "entity": PERSON, "definition_period": DateUnit.MONTH, "label": name, "formula": formula,
        "__module__": __name__,
    }  # fmt: skip
    return type(name, (Variable,), said)


def _age(person: Any, period: Any) -> Any:
    born = person("born", period)
    months = born.astype("datetime64[M]").astype(int)
    day = (born - born.astype("datetime64[M]")).astype(int)
    now = period.start.year * 12 + period.start.month - 1
    return (now - (months + 1970 * 12) - (day > 0)) // 12


def _months_since_birth_month(person: Any, period: Any) -> Any:
    months = person("born", period).astype("datetime64[M]").astype(int) + 1970 * 12
    return period.start.year * 12 + period.start.month - 1 - months


def _days_old(person: Any, period: Any) -> Any:
    return (np.datetime64(str(period.start)) - person("born", period)).astype(int)


def _young_child_of_family(person: Any, period: Any) -> Any:
    young = person.family.members("age_years", period) < 3
    return person.family.any(young, role=FAMILY.CHILD)


RULES: dict[str, Formula] = {
    "childcare_subsidy": lambda p, t: (p("age_years", t) < 3) & (p("born", t) >= np.datetime64("2022-01-01")),
    "infant_care_tax_deduction": lambda p, t: p("months_since_birth_month", t) < 36,
    "newborn_screening": lambda p, t: p("days_old", t) < 28,
    "child_health_checks": lambda p, t: p("age_years", t) < 7,
    "immunisation": lambda p, t: p("age_years", t) < 18,
    "elder_health_check": lambda p, t: p("age_years", t) >= 65,
    "chronic_followup": lambda p, t: (p("age_years", t) >= 35) & p("has_chronic_illness", t),
    "cancer_screening": lambda p, t: ~p("male", t) & (p("age_years", t) >= 35) & (p("age_years", t) <= 64),
    "disability_living_subsidy": lambda p, t: (p("disability", t) >= 1) & p("receives_dibao", t) & p("grown_up", t),
    "disability_nursing_subsidy": lambda p, t: (p("disability", t) >= 1) & (p("disability", t) <= 2) & p("grown_up", t),
    "advanced_age_allowance": lambda p, t: (p("months_since_birth_month", t) > 80 * 12) & p("receives_dibao", t),
    "centenarian_gift": lambda p, t: p("age_years", t) >= 100,
    "care_voucher": lambda p, t: (p("age_years", t) >= 60) & (p("ability", t) >= 2) & (t.start.year == 2026),
    "parental_leave": lambda p, t: p("is_employee", t) & p("family_has_young_child", t) & p("is_parent", t),
    "elder_support_tax_deduction": lambda p, t: p("parent_is_sixty", t),
}


def _parent_is_sixty(person: Any, period: Any) -> Any:
    elder = person.family.members("months_since_birth_month", period) >= 60 * 12
    return person.family.any(elder & person.family.members("is_grandparent", period)) & person("is_own_child", period)


def system() -> TaxBenefitSystem:
    """The rules, ready to calculate."""
    found = TaxBenefitSystem([PERSON, FAMILY])
    for name, kind, default in (
        ("born", np.datetime64, None), ("male", bool, None), ("has_chronic_illness", bool, None), ("disability", int, None),
        ("receives_dibao", bool, None), ("ability", int, None), ("is_employee", bool, None), ("is_parent", bool, None),
        ("is_grandparent", bool, None), ("is_own_child", bool, None),
    ):  # fmt: skip
        from datetime import date

        found.add_variable(_given(name, date if kind is np.datetime64 else kind, default))
    for name, formula in (
        ("age_years", _age), ("months_since_birth_month", _months_since_birth_month), ("days_old", _days_old),
    ):  # fmt: skip
        found.add_variable(_reckoned(name, int, formula))
    found.add_variable(_reckoned("grown_up", bool, lambda p, t: p("age_years", t) >= 18))
    found.add_variable(_reckoned("family_has_young_child", bool, _young_child_of_family))
    found.add_variable(_reckoned("parent_is_sixty", bool, _parent_is_sixty))
    for name, formula in RULES.items():
        found.add_variable(_reckoned(name, bool, formula))
    return found


def calculate(rules: TaxBenefitSystem, family: dict[str, Any], month: str) -> Simulation:
    """Build the simulation of one family and calculate every rule, with its trace."""
    simulation = SimulationBuilder().build_from_entities(rules, family)
    simulation.trace = True
    for name in RULES:
        simulation.calculate(name, month)
    return simulation
