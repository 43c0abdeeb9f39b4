"""Categories of people by dated rule: whom a programme, a visit or a number is about.

A category is never stored as truth: it follows from what happened, on any day. ``standings`` keeps an index of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jiahe.foundation.rules.closures import Evaluator, compiled
from jiahe.foundation.rules.expressions import Condition, Facts, day, number, parameter, truth
from jiahe.foundation.rules.parameters import Parameter, read_parameters
from jiahe.foundation.rules.possibility import possibility

PARAMETERS = read_parameters(Path(__file__).parent / "parameters" / "categories.yaml")


@dataclass(frozen=True)
class Category:
    """One category: ``code`` names its measure too. A ``sensitive`` one shows on no list and only to who needs it."""

    code: str
    title: str
    rule: Condition
    explanation: str
    sensitive: bool = False
    parameters: Sequence[Parameter] = ()

    @cached_property
    def evaluator(self) -> Evaluator:
        """The rule, ready to run."""
        return compiled(self.rule)

    @cached_property
    def possible(self) -> Callable[[Facts], bool]:
        """Whether the rule may hold on any day at all: a quick look, before its spells are worked out."""
        return possibility(self.rule)


def _limit(code: str) -> tuple[Parameter, ...]:
    return (PARAMETERS[code],)


AGE = day("birth_date").age
CHILDREN, DAUGHTERS, LIVING_CHILDREN = number("children"), number("daughters"), number("living_children")

INFANT = Category(
    "infants", "婴幼儿", parameter(PARAMETERS["infant_until_age"].values) > AGE, "不满 3 周岁",
    parameters=_limit("infant_until_age"),
)  # fmt: skip
ELDER = Category(
    "elders", "老年人", parameter(PARAMETERS["elder_from_age"].values) <= AGE, "满 60 周岁",
    parameters=_limit("elder_from_age"),
)  # fmt: skip
ADVANCED_AGE = Category(
    "advanced_age", "高龄老人", parameter(PARAMETERS["advanced_age_from_age"].values) <= AGE, "满 80 周岁",
    parameters=_limit("advanced_age_from_age"),
)  # fmt: skip
ONE_CHILD = Category(
    "one_child", "独生子女家庭", truth("one_child_certificate") & (CHILDREN <= 1), "领有独生子女证，没有第二个孩子"
)
RURAL_TWO_DAUGHTERS = Category(
    "rural_two_daughters", "农村二女家庭", truth("rural_hukou") & CHILDREN.is_(2) & DAUGHTERS.is_(2),
    "农业户籍，只有两个女儿",
)  # fmt: skip
SPECIAL_FAMILY = Category(
    "special_families", "关爱家庭", CHILDREN.is_(1) & (LIVING_CHILDREN.is_(0) | truth("child_disabled")),
    "只生育或收养过一个孩子，孩子去世或残疾三级以上", sensitive=True,
)  # fmt: skip
FLOATING = Category(
    "floating", "流动人口", number("hukou_area").is_not(number("living_area")),
    "居住地和户籍地不在同一个县（同一个市的各区算一处）",
)  # fmt: skip
PREGNANT = Category("pregnant", "孕期", truth("pregnant"), "已登记怀孕，还没有结束", sensitive=True)
DISABLED = Category("disabled", "残疾人", truth("disabled"), "有残疾证", sensitive=True)
LEFT_BEHIND = Category(
    "left_behind", "留守儿童",
    (parameter(PARAMETERS["left_behind_until_age"].values) > AGE) & ~truth("away")
    & (number("parents") >= 1) & (number("parents_away") >= number("parents")),
    "不满 16 周岁，登记的父母都在外居住", sensitive=True, parameters=_limit("left_behind_until_age"),
)  # fmt: skip

CATEGORIES = (
    INFANT, ELDER, ADVANCED_AGE, ONE_CHILD, RURAL_TWO_DAUGHTERS, SPECIAL_FAMILY, FLOATING, PREGNANT, DISABLED,
    LEFT_BEHIND,
)  # fmt: skip
BY_CODE = {category.code: category for category in CATEGORIES}
