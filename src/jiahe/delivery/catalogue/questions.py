"""Questions 问题 of an offer and the answers to them: one definition for page, API and paper.

A question reads what was typed, refuses what cannot be in a sentence, and says how an answer is shown again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from jiahe.delivery.catalogue.money import FEN, yuan

MOST_YUAN = Decimal(100_000_000)
Answers = dict[str, Any]  # by the code of the question; as JSON carries it


class Wrong(ValueError):
    """What was typed cannot be; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``shown_if`` names another question and the answers that make this one be asked at all.

    ``sensitive`` answers never stand in a list, an export or a message.
    """

    code: str
    title: str
    help: str = ""
    required: bool = True
    sensitive: bool = False
    shown_if: tuple[str, frozenset[str]] | None = None

    def read(self, typed: str, *, on: date) -> Any:
        """The answer as it is stored.

        Raises:
            Wrong: it cannot be.
        """
        return typed

    def shown(self, answer: Any) -> str:
        """An answer as people read it."""
        return str(answer)


@dataclass(frozen=True, slots=True)
class Text(Question):
    """Words of one's own. ``lines`` is how much room the page gives."""

    longest: int = 500
    lines: int = 1

    def read(self, typed: str, *, on: date) -> str:
        """The text."""
        if len(typed) > self.longest:
            raise Wrong(f"写得太长了，最多 {self.longest} 个字。")
        return typed


@dataclass(frozen=True, slots=True)
class Choice(Question):
    """One of several: code and words."""

    options: Mapping[str, str] = field(default_factory=dict)

    def read(self, typed: str, *, on: date) -> str:
        """The code of what was chosen."""
        if typed not in self.options:
            raise Wrong("请从列出的里面选一项。")
        return typed

    def shown(self, answer: Any) -> str:
        """The words of it."""
        return self.options.get(str(answer), str(answer))


@dataclass(frozen=True, slots=True)
class Money(Question):
    """Yuan, kept as whole fen."""

    def read(self, typed: str, *, on: date) -> int:
        """The amount in fen."""
        try:
            said = Decimal(typed.replace(",", "").replace("，", ""))
        except InvalidOperation:
            raise Wrong("请填一个数，单位是元。") from None
        if not said.is_finite() or not 0 <= said <= MOST_YUAN or said * FEN != int(said * FEN):
            raise Wrong("请填不小于 0 的钱数，最多写到分。")
        return int(said * FEN)

    def shown(self, answer: Any) -> str:
        """Yuan, with fen where there are some."""
        return f"{yuan(int(answer))} 元"


@dataclass(frozen=True, slots=True)
class Day(Question):
    """A day; with ``past`` one that has come."""

    past: bool = True

    def read(self, typed: str, *, on: date) -> str:
        """The day, as 2026-03-01."""
        try:
            found = date.fromisoformat(typed)
        except ValueError:
            raise Wrong("日期请按 2026-03-01 这样填写。") from None
        if self.past and found > on:
            raise Wrong("这一天还没有到，请核对年份。")
        return found.isoformat()

    def shown(self, answer: Any) -> str:
        """The day in words."""
        found = date.fromisoformat(str(answer))
        return f"{found.year}年{found.month}月{found.day}日"


def is_asked(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether a question is asked at all, going by the answers to others."""
    if question.shown_if is None:
        return True
    other, wanted = question.shown_if
    return str(answers.get(other, "")) in wanted


def read_answers(
    questions: Sequence[Question], typed: Mapping[str, str], *, on: date
) -> tuple[Answers, dict[str, str]]:
    """The answers, and by the code of its question a sentence for each that cannot be. What is not asked is not kept."""
    answers: Answers = {}
    faults: dict[str, str] = {}
    for question in questions:
        if not is_asked(question, answers):
            continue
        text = typed.get(question.code, "").strip()
        if not text:
            if question.required:
                faults[question.code] = "这一项还没有填。"
            continue
        try:
            answers[question.code] = question.read(text, on=on)
        except Wrong as wrong:
            faults[question.code] = str(wrong)
    return answers, faults


def told_answers(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Title and answer of each question that was answered, in the order of the questions."""
    return [(q.title, q.shown(answers[q.code])) for q in questions if q.code in answers]
