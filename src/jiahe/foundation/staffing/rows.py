"""Reading the lines of a sheet of accounts; what is wrong is said with the line and the column."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

HEADINGS = {
    "code": "区划编码",
    "place": "单位",
    "role": "岗位",
    "name": "姓名",
    "phone": "手机号码",
    "username": "账号",
}
SYNONYMS = {
    "编码": "code",
    "手机号": "phone",
    "手机": "phone",
    "电话": "phone",
    "联系电话": "phone",
    "登录账号": "username",
}
NEEDED = ("code", "name", "username")
LINES_SEARCHED = 10
MOST_ROWS = 50_000


class AccountSheetError(ValueError):
    """The file is no sheet of accounts, in a sentence."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One line that is filled in, as it is written."""

    line: int
    code: str
    role: str
    name: str
    phone: str
    username: str


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with one cell: ``error`` keeps the line out, ``warning`` does not."""

    line: int
    field: str
    message: str
    severity: str = "error"

    @property
    def heading(self) -> str:
        """The heading of the cell."""
        return HEADINGS[self.field]


def read_rows(table: Iterable[Sequence[Any]]) -> list[AccountRow]:
    """The lines of a table that are filled in: a line without name, phone and changed account says nothing yet.

    Raises:
        AccountSheetError: a column is missing, nothing is filled in, or there is too much.
    """
    lines = enumerate(table, start=1)
    columns = _columns(lines)
    rows: list[AccountRow] = []
    for line, cells in lines:
        said = {field: _text(cells[at]) if at < len(cells) else "" for field, at in columns.items()}
        row = AccountRow(line, *(said.get(field, "") for field in ("code", "role", "name", "phone", "username")))
        if row.name or row.phone:
            rows.append(row)
        if len(rows) > MOST_ROWS:
            raise AccountSheetError(f"表里超过了 {MOST_ROWS:,} 行，请分成几份。")
    if not rows:
        raise AccountSheetError("表里还没有填姓名。请在要开账号的那一行填上姓名，再上传。")
    return rows


def _columns(lines: Iterator[tuple[int, Sequence[Any]]]) -> dict[str, int]:
    known = {heading: field for field, heading in HEADINGS.items()} | SYNONYMS
    for _ in range(LINES_SEARCHED):
        _, cells = next(lines, (0, None))
        if cells is None:
            break
        found: dict[str, int] = {}
        for index, cell in enumerate(cells):
            field = known.get(_text(cell).replace(" ", ""))
            if field:
                found.setdefault(field, index)
        if len(found) > 1:
            missing = "、".join(f"“{HEADINGS[field]}”" for field in NEEDED if field not in found)
            if missing:
                raise AccountSheetError(f"表头里少了{missing}。请下载空表，在上面填。")
            return found
    raise AccountSheetError("没有找到表头。请下载空表，在上面填，不要删掉第一行。")


def _text(cell: Any) -> str:
    """A cell as text: a number that Excel made of a code loses its decimals."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(unicodedata.normalize("NFKC", "" if cell is None else str(cell)).split())
