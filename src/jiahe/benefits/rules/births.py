"""A birth, or the early end of a pregnancy, in the words that leave and allowance share."""

from __future__ import annotations

from jiahe.benefits.law import at_residence
from jiahe.foundation.rules.expressions import Amounts, Condition, Number, number, truth

LOST, DIFFICULT = truth("birth_lost"), truth("birth_difficult")
HAD_LIVE_BIRTH: Condition = truth("gave_birth") & ~LOST
HAD_LOSS: Condition = truth("gave_birth") & LOST
WEEKS, BABIES = number("birth_weeks"), number("birth_babies")
IS_EARLY_LOSS: Condition = at_residence("early_loss_weeks") > WEEKS
IS_LATE_LOSS: Condition = at_residence("late_loss_weeks") <= WEEKS
MOST_BABIES = 3  # counted on where nobody said how many there were


def extra_for_hard_births(extra: Number) -> Number:
    """What a difficult birth adds, and each child after the first."""
    further = Amounts([(truth("several_babies"), BABIES.between(2, MOST_BABIES) + -1)], 0).number
    return Amounts([(DIFFICULT, extra)], 0).number + further * extra
