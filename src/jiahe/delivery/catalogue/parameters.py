"""Numbers and texts of a programme that a place sets itself: declared here with range and default, set by a setting.

A declaration writes ``within=param(DAYS)`` and ``intro=wording(INTRO)``: what stands there is the default, and knows which
number or text it is, so that an offer can be read as a place has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from jiahe.delivery.catalogue.money import FEN, yuan
from jiahe.delivery.catalogue.questions import Wrong


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole number that a place may set, between ``least`` and ``most``."""

    code: str
    title: str
    default: int
    least: int
    most: int
    unit: str
    help: str = ""

    def read(self, typed: str) -> int:
        """The number as it is kept.

        Raises:
            Wrong: it cannot be.
        """
        text = typed.strip()
        if not text.isdecimal() or not self.least <= int(text) <= self.most:
            raise Wrong(f"请填 {self.least} 到 {self.most} 之间的整数，单位是{self.unit}。")
        return int(text)

    def typed(self, value: int) -> str:
        """A number as it is typed."""
        return str(value)

    def shown(self, value: int) -> str:
        """A number as people read it."""
        return f"{value:,} {self.unit}"


@dataclass(frozen=True, slots=True)
class Amount(Parameter):
    """An amount of money: kept in fen, typed and read in yuan; ``least`` and ``most`` are fen too."""

    unit: str = "元"

    def read(self, typed: str) -> int:
        """The amount in fen."""
        try:
            fen = Decimal(typed.strip().replace(",", "").replace("，", "")) * FEN
        except InvalidOperation:
            raise Wrong("请填一个数，单位是元。") from None
        if not fen.is_finite() or fen != int(fen) or not self.least <= fen <= self.most:
            raise Wrong(f"请填 {yuan(self.least)} 到 {yuan(self.most)} 元之间的钱数，最多写到分。")
        return int(fen)

    def typed(self, value: int) -> str:
        """Yuan, without marks of thousands."""
        return yuan(value).replace(",", "")

    def shown(self, value: int) -> str:
        """Yuan."""
        return f"{yuan(value)} 元"


@dataclass(frozen=True, slots=True)
class Words:
    """A text that a place may write itself."""

    code: str
    title: str
    default: str
    help: str = ""
    longest: int = 300

    def read(self, typed: str) -> str:
        """The text as it is kept.

        Raises:
            Wrong: there is none, or it is too long.
        """
        text = typed.strip().replace("\r\n", "\n")
        if not text:
            raise Wrong("请写上这段话，居民要看。")
        if len(text) > self.longest:
            raise Wrong(f"写得太长了，最多 {self.longest} 个字。")
        return text


class Number(int):
    """The default of a parameter, where a declaration uses it."""

    parameter: Parameter


class Wording(str):
    """The default of a text, where a declaration uses it."""

    words: Words


def param(parameter: Parameter) -> int:
    """A parameter in a declaration."""
    made = Number(parameter.default)
    made.parameter = parameter
    return made


def wording(words: Words) -> str:
    """A text in a declaration."""
    made = Wording(words.default)
    made.words = words
    return made


def number_under(value: int, numbers: Mapping[str, int]) -> int:
    """What stands in a declaration, as some numbers have it."""
    return int(numbers.get(value.parameter.code, value)) if isinstance(value, Number) else value


def text_under(value: str, texts: Mapping[str, str]) -> str:
    """What stands in a declaration, as some texts have it."""
    return str(texts.get(value.words.code, value)) if isinstance(value, Wording) else value
