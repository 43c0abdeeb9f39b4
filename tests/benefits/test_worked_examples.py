"""The worked examples are tests: each family gets the answer that stands beside it."""

from __future__ import annotations

from collections import Counter

import pytest

from jiahe.benefits.rules import BENEFITS
from jiahe.benefits.worked_examples import Example, every_example

EXAMPLES = every_example()
LEAST = 5


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.benefit} {e.on} {e.name}")
def test_the_answer_is_the_one_that_was_worked_out(example: Example) -> None:
    assert example.answer() == dict(example.expected)


def test_every_rule_has_five_examples_or_more() -> None:
    counted = Counter(example.benefit for example in EXAMPLES)
    assert {b.code: counted[b.code] for b in BENEFITS if counted[b.code] < LEAST} == {}
