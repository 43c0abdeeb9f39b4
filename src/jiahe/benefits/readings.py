"""The conditions of a version of a benefit, ready to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jiahe.benefits.benefit import Version
from jiahe.foundation.rules.expressions import Condition, kept
from jiahe.foundation.rules.reasons import Reasons, reasons_of
from jiahe.foundation.rules.snapshots import Truth, value_of


class Asked(NamedTuple):
    """A condition ready to be asked: its code and words, what gives its value, and the facts it rests on."""

    code: str
    text: str
    holds: Truth
    reasons: Reasons
    test: Condition


@kept
def reading_of(version: Version) -> Sequence[Asked]:
    """The conditions of a version, in the order in which it has them."""
    return [Asked(code, text, value_of(test), reasons_of(test), test) for code, text, test in version.terms]
