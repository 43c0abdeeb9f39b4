"""The rules: one small file for each theme of the law, national and of Fujian, all gathered here."""

from __future__ import annotations

from collections.abc import Sequence

from jiahe.benefits.benefit import Benefit
from jiahe.benefits.rules.national.childcare import CHILDCARE_SUBSIDY

BENEFITS: Sequence[Benefit] = (CHILDCARE_SUBSIDY,)
