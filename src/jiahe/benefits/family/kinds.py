"""The kinds of values a family may say: each reads a value, refuses what it cannot be, and writes its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from jiahe.benefits.family.faults import FamilyFault
from jiahe.benefits.places import is_region_elsewhere, region_now, regions_written

LONGEST_TEXT = 100
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LENGTH_OF_DAY = len("2026-03-01")
TWELVE_DIGITS = re.compile(r"\d{12}", re.ASCII)
FEN = 100
LARGEST_MONEY = Decimal(10_000_000)


class Kind(Protocol):
    """A kind of value."""

    def read(self, value: Any) -> Any:
        """The value as the rules want it.

        Raises:
            FamilyFault: it cannot be.
        """
        ...

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """A word of one's own, such as an id."""

    def read(self, value: Any) -> str:
        """The text."""
        if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT or value.isspace():
            raise FamilyFault("", f"应当是 1 到 {LONGEST_TEXT} 个字的文字。")
        return value

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a list."""

    words: Sequence[str]

    def read(self, value: Any) -> str:
        """The word."""
        if not isinstance(value, str) or value not in self.words:
            raise FamilyFault("", f"“{shown(value)}”不在可选的值里，应当是 {'、'.join(self.words)} 之一。")
        return value

    def schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Words:
    """Any of the words of a list, each once."""

    words: Sequence[str]

    def read(self, value: Any) -> tuple[str, ...]:
        """The words."""
        if not isinstance(value, list):
            raise FamilyFault("", "应当是一个列表，没有就写 []。")
        found = _each(Word(self.words), value)
        if len(set(found)) < len(found):
            raise FamilyFault("", "同一项写了两次，请去掉一个。")
        return found

    def schema(self) -> dict[str, Any]:
        """An array of them."""
        return {"type": "array", "items": {"enum": list(self.words)}, "uniqueItems": True}


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: Any) -> bool:
        """The truth."""
        if not isinstance(value, bool):
            raise FamilyFault("", f"“{shown(value)}”应当是 true（是）或 false（否）。")
        return value

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two."""

    low: int
    high: int

    def read(self, value: Any) -> int:
        """The number."""
        if not isinstance(value, int) or isinstance(value, bool) or not self.low <= value <= self.high:
            raise FamilyFault("", f"“{shown(value)}”应当是 {self.low} 到 {self.high} 的整数。")
        return value

    def schema(self) -> dict[str, Any]:
        """An integer."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Money:
    """Yuan with at most two places; read as whole fen."""

    def read(self, value: Any) -> int:
        """The amount in fen."""
        wrong = FamilyFault("", f"“{shown(value)}”应当是金额（元），不小于 0，最多两位小数。")
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
            raise wrong
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            raise wrong from None
        if not amount.is_finite() or not 0 <= amount <= LARGEST_MONEY or amount * FEN != int(amount * FEN):
            raise wrong
        return int(amount * FEN)

    def schema(self) -> dict[str, Any]:
        """A number, or the same as text."""
        return {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^\d+(\.\d{1,2})?$"}]}


@dataclass(frozen=True, slots=True)
class DayOf:
    """A day, written 2026-03-01."""

    def read(self, value: Any) -> date:
        """The day."""
        if isinstance(value, date):
            return value
        if isinstance(value, str) and len(value) == LENGTH_OF_DAY and value[4] == value[7] == "-":  # no 2026-W09-7
            try:
                found = date.fromisoformat(value)
            except ValueError:
                if ISO_DAY.fullmatch(value):
                    raise FamilyFault("", f"日历里没有“{value}”这一天，请核对。") from None
            else:
                if found.year >= EARLIEST_YEAR:
                    return found
        raise FamilyFault("", f"“{shown(value)}”不是日期，应当写成 2026-03-01 的样子。")

    def schema(self) -> dict[str, Any]:
        """A date."""
        return {"type": "string", "format": "date"}


EARLIEST_YEAR = 1850


@dataclass(frozen=True, slots=True)
class RegionCode:
    """The code of a region, twelve digits: one that stands here, or one of another province."""

    def read(self, value: Any) -> int:
        """The code as a number."""
        try:
            return regions_written()[value]
        except (KeyError, TypeError):
            pass
        if not isinstance(value, str) or not TWELVE_DIGITS.fullmatch(value):
            raise FamilyFault("", f"“{shown(value)}”应当是 12 位数字的区划编码，外面加引号。")
        code = int(value)
        if is_region_elsewhere(code):
            return code
        now = region_now(code)
        hint = f"它现在是 {now}，请改成现在的编码。" if now else "请核对。"
        raise FamilyFault("", f"没有编码为 {value} 的地方，{hint}")

    def schema(self) -> dict[str, Any]:
        """Twelve digits."""
        return {"type": "string", "pattern": r"^\d{12}$"}


@dataclass(frozen=True, slots=True)
class OrNone:
    """A value, or null to say that there is none."""

    kind: Kind
    none: Any = None

    def read(self, value: Any) -> Any:
        """The value, or what stands for none."""
        return self.none if value is None else self.kind.read(value)

    def schema(self) -> dict[str, Any]:
        """The value or null."""
        return {"anyOf": [self.kind.schema(), {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class Row:
    """Several named values together."""

    fields: Mapping[str, Kind]
    required: Sequence[str]
    quick: Mapping[str, Callable[[Any], Any]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "quick", {name: _quick(kind) for name, kind in self.fields.items()})

    def read(self, value: Any) -> dict[str, Any]:
        """The values by name."""
        if not isinstance(value, dict):
            raise FamilyFault("", "应当是一组“名称: 值”，写在大括号里。")
        quick = self.quick
        try:
            found = {name: quick[name](said) for name, said in value.items()}
        except (FamilyFault, KeyError, TypeError):  # what is wrong, and where, is looked for only where something is
            found = self._read_closely(value)
        for name in self.required:
            if name not in found:
                raise FamilyFault(name, "还没有填，这一项不能少。")
        return found

    def _read_closely(self, value: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        name = ""
        try:
            for name, said in value.items():
                kind = self.fields.get(name)
                if kind is None:
                    raise FamilyFault("", "不认识这一项，请核对名称。")
                found[name] = kind.read(said)
        except FamilyFault as fault:
            raise fault.under(_short(name)) from None
        return found

    def schema(self) -> dict[str, Any]:
        """An object with nothing else in it."""
        properties = {name: kind.schema() for name, kind in self.fields.items()}
        return {
            "type": "object",
            "properties": properties,
            "required": list(self.required),
            "additionalProperties": False,
        }


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of rows."""

    row: Row
    least: int = 0
    most: int = 60

    def read(self, value: Any) -> tuple[dict[str, Any], ...]:
        """The rows."""
        if not isinstance(value, list) or not self.least <= len(value) <= self.most:
            raise FamilyFault("", f"应当是一个列表，{self.least} 到 {self.most} 项。")
        return _each(self.row, value)

    def schema(self) -> dict[str, Any]:
        """An array."""
        return {"type": "array", "items": self.row.schema(), "minItems": self.least, "maxItems": self.most}


def _each(kind: Kind, values: Sequence[Any]) -> tuple[Any, ...]:
    found = []
    try:
        for value in values:
            found.append(kind.read(value))
    except FamilyFault as fault:
        raise fault.under(f"[{len(found)}]") from None
    return tuple(found)


def _quick(kind: Kind) -> Callable[[Any], Any]:
    """What reads a value that can be; of another it may say no more than that it cannot."""
    if isinstance(kind, Word):
        return {word: word for word in kind.words}.__getitem__
    return kind.read


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_TEXT else f"{name[:LONGEST_TEXT]}…"


def shown(value: Any) -> str:
    """A value as a sentence can quote it: short, on one line."""
    text = {True: "true", False: "false", None: "null"}.get(value, value) if isinstance(value, bool | None) else value
    line = " ".join(str(text).split())
    return line if len(line) <= 30 else f"{line[:30]}…"
