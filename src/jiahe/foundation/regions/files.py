"""Reading a province's files: the yearly list, its exceptions, who takes over from whom. Pure: nothing is written.

The columns are those of the packaged list: ``code``, ``name``, ``level`` and, if they are there, ``parent`` and
``replaces`` (the old codes a unit takes over, with spaces between). Further columns are passed over.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jiahe.foundation.regions.models import FIXED_DIGITS, Level, code_above

Key = tuple[int, int]  # code and level: what names a unit
LARGEST_LIST = 20 * 1024 * 1024  # bytes; a province of China has at most some 5 MB
LEVELS = {level.slug: level for level in Level} | {level.label: level for level in Level}
LEVEL_WORDS = "、".join(level.slug for level in Level)
NAME_LENGTH = 60
PROBLEMS_SHOWN = 20


class ListFault(ValueError):
    """A file that cannot be read as what it should be; ``problems`` says where and how to mend it, line by line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        more = len(problems) - PROBLEMS_SHOWN
        shown = problems[:PROBLEMS_SHOWN] + ([f"还有 {more} 处，请先改好上面这些。"] if more > 0 else [])
        super().__init__("\n".join(shown))


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """One line of a list. ``parent`` is None for the province."""

    line: int
    code: int
    level: Level
    name: str
    parent: Key | None
    replaces: tuple[int, ...] = ()

    @property
    def key(self) -> Key:
        """Code and level."""
        return self.code, self.level


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What a list does not say of a unit: the name of its association, whom it reports to, whether it has data."""

    unit_name: str = ""
    reports_to: Key | None = None
    has_data: bool = True


@dataclass(slots=True)
class _Faults:
    """What is wrong with a file, line by line."""

    found: list[str] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        """Note what is wrong in a line."""
        self.found.append(f"第 {line} 行：{message}")

    def stop(self) -> None:
        """Raise ListFault if anything was wrong."""
        if self.found:
            raise ListFault(self.found)


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, or GB 18030 as a Chinese Excel writes it.

    Raises:
        ListFault: it is neither, or too large.
    """
    if len(content) > LARGEST_LIST:
        raise ListFault(["名单超过 20 MB，不像是一个省的区划表，请检查文件。"])
    for encoding in ("utf-8-sig", "gb18030") if b"\0" not in content else ():  # PostgreSQL knows no NUL
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ListFault(["这个文件不是 CSV 文本。请在 Excel 里选“另存为 CSV UTF-8”，再试一次。"])


def read_units(text: str) -> list[ListedUnit]:
    """The units of a list, in its order.

    Raises:
        ListFault: a column is missing, a code, level or parent cannot be, a unit stands twice, there is not exactly
            one province.
    """
    faults = _Faults()
    units: dict[Key, ListedUnit] = {}
    for line, row in _rows(text, ("code", "name", "level")):
        unit = _unit(line, row, faults)
        if unit is None:
            continue
        if unit.key in units:
            faults.add(line, f"编码 {unit.code} 和第 {units[unit.key].line} 行重复，请只留一行。")
        units.setdefault(unit.key, unit)
    provinces = [unit for unit in units.values() if unit.level == Level.PROVINCE]
    if not faults.found and len(provinces) != 1:
        faults.found.append(f"名单里应当正好有一个省级单位（level 为 province），现在有 {len(provinces)} 个。")
    for unit in units.values():
        if unit.parent is not None and unit.parent not in units and not faults.found:
            faults.add(unit.line, f"{unit.name}的上级 {unit.parent[0]} 不在名单里，请补上。")
    faults.stop()
    return list(units.values())


def _unit(line: int, row: Mapping[str, str], faults: _Faults) -> ListedUnit | None:
    level = LEVELS.get(row["level"])
    code = read_code(row["code"])
    if code is None:
        faults.add(line, f"编码“{row['code'][:20]}”不是 12 位数字。如果是 Excel 改了样子，请把这一列设成文本再存。")
    elif level is None:
        faults.add(line, f"层级“{row['level'][:20]}”不认识，应当是 {LEVEL_WORDS} 之一。")
    elif not row["name"] or len(row["name"]) > NAME_LENGTH:
        faults.add(line, f"编码 {code} 的名称应当是 1 到 {NAME_LENGTH} 个字。")
    elif code % 10 ** (12 - FIXED_DIGITS[level]):
        faults.add(line, f"编码 {code} 不像{level.label}一级的编码，后面几位应当是 0。")
    else:
        above = code_above(code, level) if level else None
        if row.get("parent") and read_code(row["parent"]) != above:
            faults.add(
                line, f"{row['name']}的编码 {code} 在 {above} 的范围里，上级却写着 {row['parent'][:20]}，请核对。"
            )
        replaces = tuple(read_code(part) or 0 for part in re.split(r"[\s;；,，、]+", row.get("replaces", "")) if part)
        if 0 in replaces:
            faults.add(line, "replaces 这一列应当是 12 位编码，几个编码之间空一格。")
        return ListedUnit(line, code, level, row["name"], (above, level - 1) if above is not None else None, replaces)
    return None


def read_code(text: str) -> int | None:
    """A whole code of twelve digits; None for any other text."""
    plain = text.strip()
    return int(plain) if len(plain) == 12 and plain.isascii() and plain.isdecimal() else None


def _short_code(text: str) -> int | None:
    """A code, whole or without the zeros behind it; None for any other text."""
    plain = text.strip()
    return read_code(plain.ljust(12, "0")) if len(plain) in FIXED_DIGITS.values() else None


def read_exceptions(text: str) -> dict[Key, Exceptions]:
    """What a province's list does not say, by unit.

    Raises:
        ListFault: a column is missing, a code or level cannot be.
    """
    faults = _Faults()
    found: dict[Key, Exceptions] = {}
    for line, row in _rows(text, ("code", "level")):
        code, level = read_code(row["code"]), LEVELS.get(row["level"])
        above = None
        if row.get("reports_to_code"):
            above = (read_code(row["reports_to_code"]), LEVELS.get(row.get("reports_to_level", "")))
        if code is None or level is None or (above is not None and None in above):
            faults.add(line, "编码应当是 12 位数字，层级应当是 " + LEVEL_WORDS + " 之一。")
            continue
        reports_to = (above[0] or 0, above[1] or 0) if above is not None else None
        has_data = row.get("has_data", "yes") not in ("no", "否")
        found[code, level] = Exceptions(row.get("unit_name", ""), reports_to, has_data)
    faults.stop()
    return found


def read_successors(text: str) -> dict[int, int]:
    """Who takes over from whom: new code by old code (columns ``old_code`` and ``new_code``, whole or short codes).

    Raises:
        ListFault: a column is missing, a code cannot be, an old code stands twice.
    """
    faults = _Faults()
    found: dict[int, int] = {}
    for line, row in _rows(text, ("old_code", "new_code")):
        old, new = _short_code(row["old_code"]), _short_code(row["new_code"])
        if old is None or new is None:
            faults.add(line, "接收对照表的两列都应当是编码：12 位，或者不写后面的 0（例如 350182）。")
        elif old == new:
            faults.add(line, f"编码 {old} 不能由它自己接收，请核对。")
        elif old in found:
            faults.add(line, f"编码 {old} 写了两次，一个单位的家庭只能先归一个单位。")
        else:
            found[old] = new
    faults.stop()
    return found


def _rows(text: str, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the number of their line; rows with nothing in them are passed over."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        headings = [heading.strip() for heading in reader.fieldnames or ()]
        missing = [name for name in needed if name not in headings]
        if missing:
            raise ListFault([f"第 1 行应当是列名，还缺 {'、'.join(missing)}。请对照随系统装好的区划表。"])
        reader.fieldnames = headings
        for row in reader:
            values = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
            if any(values.values()):
                yield reader.line_num, values
    except csv.Error:
        raise ListFault([f"第 {reader.line_num} 行读不出来，请检查有没有多余的引号或换行。"]) from None
