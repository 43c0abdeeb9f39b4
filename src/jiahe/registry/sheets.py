"""Reads a sheet of people, .xlsx or text, as people really fill it in, into the rows of the registry.

``read_sheet`` opens the file by its content, finds the heading row, reads every cell by its column and checks every
row. A sheet that cannot be read at all is a ``SheetError``; what is wrong with a single cell is a ``Fault`` with the
line number that the sheet itself shows. No message repeats what stands in a cell.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from jiahe.registry.cells import READERS, Cell, Reader, UnreadableError, text_of
from jiahe.registry.rows import HEADINGS, Fault, PersonRow
from jiahe.registry.validation import check_row, completed

MOST_BYTES: Final = 30 * 1024 * 1024
MOST_ROWS: Final = 1_000_000
MOST_UNPACKED_BYTES: Final = 1024**3
LINES_SEARCHED_FOR_HEADINGS: Final = 10
LONGEST_HEADING: Final = 60
REPORT_HEADING: Final = "问题和改法"  # the column that a report adds; a mended report comes in as it is

_SYNONYMS: Final = {
    "household_number": "户号 户编码 户口号 户口本号 户口簿号 家庭编号 家庭户号 家庭户编号 家庭编码",
    "relation": "户主关系 关系 与户主的关系 和户主关系 与户主之关系 家庭关系",
    "name": "名字 居民姓名 人员姓名 成员姓名",
    "sex": "",
    "id_number": "身份证号 身份证号码 身份证 身份号码 公民身份证号 公民身份证号码 居民身份证号码 证件号码 证件号",
    "birth_date": "出生年月日 出生年月 出生时间 生日",
    "phone": "手机号 手机 联系手机 联系电话 联系方式 电话 电话号码 移动电话",
    "ethnicity": "",
    "hukou_code": "户籍地代码 户籍编码 户籍地区划代码 户籍地行政区划代码 户籍村编码 户口所在地编码",
    "hukou_type": "户口性质 户口类型 户籍类型 户口类别 户籍类别 户别",
    "residence_code": "居住地代码 现居住地编码 现居住地代码 居住地区划代码 居住地行政区划代码 居住村编码 常住地编码",
    "marital_status": "婚姻 婚姻状态 婚姻情况",
    "married_on": "结婚时间 结婚年月日 结婚登记日期 登记结婚日期 婚姻登记日期 初婚日期",
    "education": "学历 最高学历 教育程度 受教育程度",
    "occupation": "从事职业 职业类别 工作",
    "low_income": "低保户 低保对象 是否低保 是否低保户 是否低保对象 享受低保 是否享受低保",
    "only_child_certificate": "独生子女光荣证 独生子女父母光荣证 光荣证 是否有独生子女证 是否领取独生子女证",
    "disability_grade": "残疾级别 残疾程度",
    "death_date": "死亡时间 死亡年月日 去世日期 去世时间",
    "address": "地址 家庭住址 家庭地址 现住址 居住地址 现居住地址 详细地址 详细住址",
    "note": "说明 附注",
}
_BRACKETED: Final = re.compile(r"\([^)]*\)|\[[^]]*\]|【[^】]*】|〔[^〕]*〕")
_NO_PART_OF_HEADING: Final = re.compile(r"[\s*★※:·]+")
# A cell that holds something beyond column AZ or from line 1,000,000 on: the reader would reserve room for all between.
_FAR_CELL: Final = re.compile(
    rb"""[<:]c\s[^>]*?\br\s*=\s*["'](?:(?:[A-Z]{3}|[B-Z][A-Z])\d+|[A-Z]+\d{7,})["'][^>]*(?<!/)>""", re.IGNORECASE
)


# Cells that do not say where they stand follow the one before. They are counted row by row; beside them nothing may lie far.
_CELL_WITHOUT_PLACE: Final = re.compile(rb"[<:]c(?:\s(?![^>]*\br\s*=)[^>]*)?(?<!/)>", re.IGNORECASE)
_ROW: Final = re.compile(rb"[<:]row(?=[\s/>])", re.IGNORECASE)
_FAR_EVEN_IF_EMPTY: Final = re.compile(
    rb"""[<:](?:c\s[^>]*?\br\s*=\s*["'](?:[A-Z]{3}|[B-Z][A-Z])\d|row\s[^>]*?\br\s*=\s*["']\d{7,})""", re.IGNORECASE
)
_NOT_NEAR: Final = re.compile(rb"""r="(?!A?[A-Z][0-9]{1,6}"|[0-9]{1,6}")""")
_MOST_WITHOUT_PLACE: Final = 52  # as far as column AZ


class SheetError(ValueError):
    """The sheet as a whole cannot be read. Its text is a plain sentence for the person who sent it."""


class HeadingsMissing(SheetError):
    """Columns that are needed are not among the headings; ``unknown`` are those somebody may say the meaning of."""

    def __init__(self, message: str, unknown: list[str]) -> None:
        super().__init__(message)
        self.unknown = unknown


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says: every person row, also those with errors, and every fault found in them.

    ``headings`` names, for each field found, the heading the sheet uses; ``unknown_headings`` are columns not read.
    """

    rows: list[PersonRow]
    faults: list[Fault]
    unknown_headings: list[str]
    headings: Mapping[str, str]
    blank_lines: int

    def lines_with_errors(self) -> set[int]:
        """The lines that must stay out of the registry."""
        return {fault.line for fault in self.faults if fault.severity == "error"}


def read_sheet(path: Path, *, on: date, meanings: Mapping[str, str] | None = None) -> Sheet:
    """Read and check every person row of the file.

    ``meanings`` says which field a heading stands for that we do not know by ourselves.

    Raises:
        HeadingsMissing: a column that is needed is not there, or nobody said yet which it is.
        SheetError: there is nothing to be read.
    """
    headings, lines = open_sheet(path)
    return _read_people(headings, lines, on, meanings or {})


def open_sheet(path: Path) -> tuple[Sequence[Cell], Iterator[tuple[int, Sequence[Cell]]]]:
    """The heading row of the first table that has one, and the rows below it with their line numbers.

    Raises:
        SheetError: the file is no sheet of people.
    """
    if path.stat().st_size > MOST_BYTES:
        raise SheetError(f"文件超过了{MOST_BYTES // 1024**2} MB，请分成几个文件（例如按村）再导入。")
    for table in _tables(path):
        numbered = enumerate(table, start=1)
        top = list(islice(numbered, LINES_SEARCHED_FOR_HEADINGS))
        place = _heading_place(cells for _, cells in top)
        if place is not None:
            return top[place][1], chain(top[place + 1 :], numbered)
    raise SheetError("没有找到表头。请在第一行写上户编号、与户主关系、姓名、公民身份号码等列名，或下载模板填写。")


# The file


def first_table(path: Path) -> Iterable[Sequence[Cell]]:
    """The rows of the first table of any workbook or text, guarded as a sheet of people is.

    Raises:
        SheetError: it cannot be read.
    """
    tables = _tables(path)  # held, so that the workbook stays open while it is read
    yield from next(tables, ())


def _tables(path: Path) -> Iterator[Iterable[Sequence[Cell]]]:
    with path.open("rb") as file:
        magic = file.read(8)
    if magic.startswith(b"PK"):
        yield from _workbook_tables(path)
    elif magic.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError("这是旧版的 .xls 或加了密码的表格。请在 Excel 里去掉密码，另存为 .xlsx 后再导入。")
    else:
        yield _text_table(path.read_bytes())


def _workbook_tables(path: Path) -> Iterator[Iterable[Sequence[Cell]]]:
    _refuse_oversized(path)
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                    yield workbook.get_sheet_by_name(sheet.name).iter_rows()
    except CalamineError as problem:
        raise SheetError(
            "这个 Excel 文件打不开，可能没有保存完整。请用 Excel 打开，另存为 .xlsx 后再导入。"
        ) from problem


def _refuse_oversized(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            if sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
                raise SheetError("文件展开后太大，请分成几个文件（例如按村）再导入。")
            if not any(member.filename.lower().endswith("xl/workbook.xml") for member in members):
                raise SheetError("这不是 .xlsx 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。")
            for member in members:
                if member.filename.lower().startswith("xl/worksheets/") and _has_far_cell(packed, member):
                    raise SheetError("表格最右边或最下面很远的地方还有内容，请删去多余的行和列，保存后再导入。")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError) as problem:
        raise SheetError(
            "这个 Excel 文件打不开，可能没有保存完整。请用 Excel 打开，另存为 .xlsx 后再导入。"
        ) from problem


def _has_far_cell(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    tail, in_row, without_place, far_if_empty = b"", 0, False, False
    with packed.open(member) as content:
        while block := content.read(1 << 20):
            whole = (tail + block).rfind(b">") + 1  # tags are never cut
            seen, tail = (tail + block)[:whole], (tail + block)[whole:]
            if len(tail) > 1 << 20:
                return True
            if _is_plain(seen):
                in_row = 0 if b"<row" in seen else in_row
                continue
            if _FAR_CELL.search(seen):
                return True
            far_if_empty = far_if_empty or _FAR_EVEN_IF_EMPTY.search(seen) is not None
            if _CELL_WITHOUT_PLACE.search(seen):
                without_place = True
                counts = [len(_CELL_WITHOUT_PLACE.findall(part)) for part in _ROW.split(seen)]
                if max(in_row + counts[0], *counts) > _MOST_WITHOUT_PLACE:
                    return True
                in_row = counts[-1] + (in_row if len(counts) == 1 else 0)
            elif _ROW.search(seen):
                in_row = 0
            if without_place and far_if_empty:
                return True
    return False


def _is_plain(part: bytes) -> bool:
    """Whether every cell and row in a part of a sheet says where it stands, as Excel writes it, and none stands far off."""
    written_plainly = part.count(b"<c") == part.count(b'<c r="') + part.count(b"<col")
    return written_plainly and b":c" not in part and b"r='" not in part and _NOT_NEAR.search(part) is None


def _text_table(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    start = "\n".join(text.splitlines()[:LINES_SEARCHED_FOR_HEADINGS]) if len(text) < 10_000 else text[:10_000]
    delimiter = max(",\t;", key=start.count)
    csv.field_size_limit(1_000_000)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as problem:
        raise SheetError(
            "文件里有一格没有写完（可能少了一个引号）。请用 Excel 打开，另存为 .xlsx 后再导入。"
        ) from problem


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetError("看不出这是什么文件。请用 Excel 另存为 .xlsx，或存为 UTF-8 编码的 .csv 后再导入。")


# The headings


def _plain_heading(text: str) -> str:
    return _NO_PART_OF_HEADING.sub("", _BRACKETED.sub("", unicodedata.normalize("NFKC", text)))


_FIELDS: Final = {
    spelling: field for field, heading in HEADINGS.items() for spelling in (heading, *_SYNONYMS[field].split())
}


def _heading_place(rows: Iterable[Sequence[Cell]]) -> int | None:
    """Which of the rows has the most headings that we know, if any has two."""
    known = []
    for cells in rows:
        fields = {_FIELDS.get(_plain_heading(cell)) for cell in cells if isinstance(cell, str)}
        known.append(len(fields - {None}))
    most = max(known, default=0)
    return known.index(most) if most >= 2 else None


def columns_of(cells: Sequence[Cell], meanings: Mapping[str, str]) -> tuple[dict[str, int], list[str]]:
    """Field → column, and the headings left over. The contract's own heading goes before a synonym, that before ``meanings``."""
    plain = [_plain_heading(text_of(cell)) for cell in cells]
    columns: dict[str, int] = {}
    for index, heading in sorted(enumerate(plain), key=lambda item: item[1] not in HEADINGS.values()):
        if heading in _FIELDS:
            columns.setdefault(_FIELDS[heading], index)
    left_out = {REPORT_HEADING}
    for index, cell in enumerate(cells):
        meaning = meanings.get(text_of(cell)[:LONGEST_HEADING])
        if meaning == "":
            left_out.add(text_of(cell))
        elif meaning in HEADINGS and index not in columns.values():
            columns.setdefault(meaning, index)
    taken = set(columns.values())
    names = [(index, text_of(cell)) for index, cell in enumerate(cells)]
    return columns, [name for index, name in names if index not in taken and name and name not in left_out]


def _refuse_missing(columns: Mapping[str, int], unknown: list[str]) -> None:
    if "household_number" not in columns:
        raise HeadingsMissing("表头里没有「户编号」这一列，请补上；同一户的人填同一个户编号。", unknown)
    missing = [HEADINGS[field] for field in ("name", "sex", "birth_date") if field not in columns]
    if "id_number" not in columns and missing:
        named = "".join(f"「{heading}」" for heading in missing)
        message = f"表头里没有「公民身份号码」，也没有{named}。请补上公民身份号码，或把姓名、性别、出生日期补齐。"
        raise HeadingsMissing(message, unknown)


# The rows

# Columns whose cells say the same again and again; each is understood once.
REPEATED: Final = frozenset(READERS) - {"name", "id_number", "phone"}
LINES_AT_ONCE: Final = 1000
_EMPTY: Final = {field.name: field.default for field in fields(PersonRow)}


@dataclass(slots=True)
class Column:
    """A column of ours: its place, its field, how a cell is read, and for one that repeats itself what was read before."""

    index: int
    field: str
    read: Reader
    known: dict[Cell, Any] | None

    def values(self, cells: Sequence[Cell], lines: Sequence[int], unreadable: dict[int, list[Fault]]) -> list[Any]:
        """What the cells of some lines say; what cannot be read is told under its line."""
        if self.known is None:
            said = [self._said(cell) for cell in cells]
        else:
            known = self.known
            for cell in {*cells} - known.keys():
                if type(cell) is str:
                    known[cell] = self._said(cell)
            said = [known[cell] if cell in known else self._said(cell) for cell in cells]
        for place, value in enumerate(said) if UnreadableError in map(type, said) else ():
            if isinstance(value, UnreadableError):
                fault = Fault(lines[place], self.field, value.message, value.severity)
                unreadable.setdefault(lines[place], []).append(fault)
                said[place] = _EMPTY[self.field] if value.instead is None else value.instead
        return said

    def _said(self, cell: Cell) -> Any:
        if not cell and _is_blank(cell):
            return _EMPTY[self.field]
        try:
            value = self.read(cell)
        except UnreadableError as problem:
            return problem
        return _EMPTY[self.field] if value is None else value


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _read_people(
    heading_cells: Sequence[Cell], lines: Iterator[tuple[int, Sequence[Cell]]], on: date, meanings: Mapping[str, str]
) -> Sheet:
    columns, unknown = columns_of(heading_cells, meanings)
    _refuse_missing(columns, unknown)
    readers = [Column(i, field, READERS[field], {} if field in REPEATED else None) for field, i in columns.items()]
    rows: list[PersonRow] = []
    faults: list[Fault] = []
    blank, blank_at_end = 0, 0
    while block := list(islice(lines, LINES_AT_ONCE)):
        for row in _read_block(block, readers, faults, on):
            if row is None:
                blank_at_end += 1
                continue
            blank, blank_at_end = blank + blank_at_end, 0
            rows.append(row)
        if len(rows) > MOST_ROWS:
            raise SheetError(f"表里超过了{MOST_ROWS // 10_000}万行，请分成几个文件（例如按村）再导入。")
    if not rows:
        raise SheetError("表里还没有人。请从表头的下一行起，一人一行填写，再导入。")
    headings = {field: text_of(heading_cells[index]) for field, index in columns.items()}
    return Sheet(rows, faults, unknown, headings, blank)


def _read_block(
    block: Sequence[tuple[int, Sequence[Cell]]], readers: Sequence[Column], faults: list[Fault], on: date
) -> Iterator[PersonRow | None]:
    """The rows of some lines, their faults added to ``faults``; None where none of our columns says anything.

    Read column by column: that takes half as long as line by line.
    """
    width = max(column.index for column in readers) + 1
    numbers = [line for line, _ in block]
    padded = [cells if len(cells) >= width else [*cells, *[""] * (width - len(cells))] for _, cells in block]
    by_column = list(zip(*padded, strict=False))
    unreadable: dict[int, list[Fault]] = {}
    said = {column.field: column.values(by_column[column.index], numbers, unreadable) for column in readers}
    fields_of_row = [said.get(name) or repeat(empty) for name, empty in _EMPTY.items() if name != "line"]
    for cells, row in zip(padded, map(PersonRow, numbers, *fields_of_row), strict=True):
        if not (row.household_number or row.name or row.id_number) and all(_is_blank(cells[c.index]) for c in readers):
            yield None
            continue
        whole = completed(row)
        found = check_row(whole, on=on)
        if not row.household_number:
            message = "户编号没有填。同一户的每一行都要填，合并的单元格请先拆开。"
            found.append(Fault(row.line, "household_number", message))
        if row.line in unreadable:
            told = {fault.field for fault in unreadable[row.line]}
            found = unreadable[row.line] + [fault for fault in found if fault.field not in told]
        faults.extend(found)
        yield whole
