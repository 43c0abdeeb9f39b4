"""Who is a special family (关爱家庭): what several rules of the nation and of Fujian say in the same words."""

from __future__ import annotations

from jiahe.benefits.benefit import Term
from jiahe.benefits.rules.terms import (
    ARRIVED,
    CHILDREN,
    DISABILITY_GRADE,
    END_OF_ONE_CHILD_PERIOD,
    HAS_ARRIVED,
    IS_ALIVE,
)
from jiahe.foundation.rules.expressions import Condition

IS_DISABLED_CHILD: Condition = HAS_ARRIVED & IS_ALIVE & (DISABILITY_GRADE >= 1) & (DISABILITY_GRADE <= 3)
CHILD_DIED: Condition = ~CHILDREN.some(HAS_ARRIVED & IS_ALIVE)

ONE_CHILD = Term("one_child", "只生育或合法收养过一个孩子", CHILDREN.number_of(HAS_ARRIVED).is_(1))
LOST_OR_DISABLED = Term(
    "child_lost_or_disabled", "孩子已经不在了，或者孩子残疾三级以上", CHILD_DIED | CHILDREN.some(IS_DISABLED_CHILD)
)
IN_ONE_CHILD_PERIOD = Term(
    "one_child_period", "孩子在2016年1月1日以前出生或收养（提倡一对夫妻生育一个子女期间，截止日期待核实）",
    CHILDREN.some(ARRIVED.before(END_OF_ONE_CHILD_PERIOD)),
)  # fmt: skip
SPECIAL_FAMILY = (ONE_CHILD, LOST_OR_DISABLED, IN_ONE_CHILD_PERIOD)
