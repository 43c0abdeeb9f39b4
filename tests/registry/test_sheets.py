"""Sheets of people as they really come."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from jiahe.registry import id_number, sheets
from jiahe.registry.cells import READERS, UnreadableError
from jiahe.registry.rows import HEADINGS, PersonRow
from jiahe.registry.sheets import Sheet, SheetError, read_sheet

ON = date(2026, 3, 1)
BORN = date(1990, 5, 6)
WOMAN = id_number.make("999999", BORN, 12)
BASE = {"户编号": "1", "与户主关系": "户主", "姓名": "陈秀英", "公民身份号码": WOMAN}


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(line, column, cell)
    return path


def write_csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def read_one(tmp_path: Path, **changes: Any) -> tuple[PersonRow, Sheet]:
    cells = {**BASE, **changes}
    sheet = read_sheet(write_xlsx(tmp_path / "one.xlsx", [list(cells), list(cells.values())]), on=ON)
    assert len(sheet.rows) == 1
    return sheet.rows[0], sheet


def messages(sheet: Sheet) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.field, fault.severity) for fault in sheet.faults]


def test_a_full_row_fills_every_field(tmp_path: Path) -> None:
    cells = [
        *(
            "3组-012",
            "户主",
            "陈秀英",
            "女",
            WOMAN,
            BORN,
            "19900000001",
            "汉",
            350583103201,
            "农业户口",
            "350583103201",
        ),
        *("已婚", datetime(2014, 10, 1, 9, 30), "高中", "务农", "否", "是", "二级", None, "3组12号", "无"),
    ]
    sheet = read_sheet(write_xlsx(tmp_path / "full.xlsx", [list(HEADINGS.values()), cells]), on=ON)
    assert sheet.faults == []
    assert sheet.unknown_headings == []
    assert sheet.headings == HEADINGS
    assert sheet.rows == [
        PersonRow(
            line=2,
            household_number="3组-012",
            relation="head",
            name="陈秀英",
            sex="F",
            id_number=WOMAN,
            birth_date=BORN,
            phone="19900000001",
            ethnicity="汉族",
            hukou_code=350583103201,
            hukou_type="rural",
            residence_code=350583103201,
            marital_status="married",
            married_on=date(2014, 10, 1),
            education="senior",
            occupation="务农",
            low_income=False,
            only_child_certificate=True,
            disability_grade=2,
            address="3组12号",
            note="无",
        )
    ]


def test_sex_and_birth_date_are_completed_from_the_number(tmp_path: Path) -> None:
    row, sheet = read_one(tmp_path)
    assert (row.sex, row.birth_date, sheet.faults) == ("F", BORN, [])


def test_synonyms_hints_asterisks_and_line_breaks_in_headings_are_understood_in_any_order(tmp_path: Path) -> None:
    head = ["是否低保（是/否）", " 身份证\n号码*", "户籍性质 (农业/非农业)", "联系电话", "户号", "姓 名", "网格员"]
    cells = ["是", WOMAN, "非农", 19900000001, 12, "陈秀英", "某人"]
    sheet = read_sheet(write_xlsx(tmp_path / "a.xlsx", [head, cells]), on=ON)
    row = sheet.rows[0]
    assert (row.low_income, row.id_number, row.hukou_type, row.phone) == (True, WOMAN, "urban", "19900000001")
    assert (row.household_number, row.name) == ("12", "陈秀英")
    assert sheet.unknown_headings == ["网格员"]
    assert sheet.headings["phone"] == "联系电话"


def test_the_contract_heading_goes_before_its_synonym(tmp_path: Path) -> None:
    row, sheet = read_one(tmp_path, 联系电话="无", 手机号码="19900000001")
    assert row.phone == "19900000001"
    assert sheet.unknown_headings == ["联系电话"]


def test_title_rows_and_blank_rows_leave_the_line_numbers_of_the_sheet(tmp_path: Path) -> None:
    rows = [
        ["某某村人口表"],
        [],
        ["序号", *BASE],
        [1, *BASE.values()],
        [2],
        [3, "2", "户主", "林阿妹", "坏号码"],
        [4],
        [],
    ]
    sheet = read_sheet(write_xlsx(tmp_path / "t.xlsx", rows), on=ON)
    assert [row.line for row in sheet.rows] == [4, 6]
    assert sheet.blank_lines == 1
    assert {fault.line for fault in sheet.faults} == {6}
    assert sheet.lines_with_errors() == {6}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_of_every_usual_encoding_and_delimiter_is_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "\r\n".join([delimiter.join(BASE), delimiter.join(BASE.values()), ""])
    sheet = read_sheet(write_csv(tmp_path / "wrong-name.xlsx", text, encoding), on=ON)
    assert [(row.name, row.id_number) for row in sheet.rows] == [("陈秀英", WOMAN)]


def test_a_workbook_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    assert read_sheet(write_xlsx(tmp_path / "people.csv", [list(BASE), list(BASE.values())]), on=ON).rows


def test_the_people_may_stand_on_the_second_sheet(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "two.xlsx")) as book:
        book.add_worksheet().write(0, 0, "封面")
        people = book.add_worksheet()
        people.write_row(0, 0, list(BASE))
        people.write_row(1, 0, list(BASE.values()))
    assert len(read_sheet(tmp_path / "two.xlsx", on=ON).rows) == 1


@pytest.mark.parametrize(
    "written",
    [
        *(
            date(2020, 1, 5),
            datetime(2020, 1, 5, 13, 0),
            "2020/1/5",
            "2020-01-05",
            "2020年1月5日",
            "20200105",
            20200105,
        ),
        *("2020.1.5", "２０２０－０１－０５", "2020-1-5 00:00:00", " 2020年 1月 5日 ", "'2020-01-05"),
    ],
)
def test_dates_are_read_as_people_write_them(tmp_path: Path, written: object) -> None:
    row, sheet = read_one(tmp_path, 结婚日期=written)
    assert row.married_on == date(2020, 1, 5)
    assert "married_on" not in {fault.field for fault in sheet.faults}


@pytest.mark.parametrize("written", ["昨天", "2020年", "20-1-5", "2020-13-01", "2021-02-29", 43835, "2020-1-50 0:00"])
def test_a_date_that_cannot_be_read_is_a_fault_with_an_example(tmp_path: Path, written: object) -> None:
    row, sheet = read_one(tmp_path, 结婚日期=written)
    assert row.married_on is None
    (fault,) = sheet.faults
    assert (fault.line, fault.field, fault.severity) == (2, "married_on", "error")
    assert "2020-01-05" in fault.message


@settings(max_examples=60)
@given(st.dates(date(1900, 1, 1), ON))
def test_every_day_is_read_back_from_every_way_to_write_it(day: date) -> None:
    read = READERS["married_on"]
    y, m, d = day.year, day.month, day.day
    for written in (f"{y}-{m}-{d}", f"{y}/{m:02d}/{d:02d}", f"{y}年{m}月{d}日", f"{y}{m:02d}{d:02d}", f"{y}.{m}.{d}"):
        assert read(written) == day


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans() | st.dates())
def test_no_cell_whatever_it_holds_breaks_a_reader(cell: object) -> None:
    for read in READERS.values():
        with contextlib.suppress(UnreadableError):
            read(cell)


@pytest.mark.parametrize("kept", [float(int(WOMAN[:17] + "0")), "9.99999E+17", WOMAN[:15] + "000"])
def test_a_number_kept_as_a_number_is_answered_with_the_text_format(tmp_path: Path, kept: object) -> None:
    row, sheet = read_one(tmp_path, 公民身份号码=kept)
    faults = [fault for fault in sheet.faults if fault.field == "id_number"]
    assert [fault.severity for fault in faults] == ["error"]
    assert "文本" in faults[0].message
    assert row.id_number == ""


@pytest.mark.parametrize(
    "written", [19900000001.0, "199 0000 0001", "+86 199-0000-0001", "１９９０００００００１", "19900000001.0"]
)
def test_a_phone_is_read_however_it_is_kept(tmp_path: Path, written: object) -> None:
    row, sheet = read_one(tmp_path, 手机号码=written)
    assert (row.phone, sheet.faults) == ("19900000001", [])


@pytest.mark.parametrize("written", [350583103201.0, "350583103201", " 350583103201 ", "３５０５８３１０３２０１"])
def test_a_region_code_is_read_however_it_is_kept(tmp_path: Path, written: object) -> None:
    row, sheet = read_one(tmp_path, 居住地编码=written)
    assert (row.residence_code, sheet.faults) == (350583103201, [])


def test_a_short_region_code_is_answered_with_the_wish_for_a_village(tmp_path: Path) -> None:
    row, sheet = read_one(tmp_path, 居住地编码=350583103)
    assert row.residence_code is None
    assert "12位" in sheet.faults[0].message
    assert "村" in sheet.faults[0].message


@pytest.mark.parametrize(
    ("heading", "field", "severity"),
    [
        ("性别", "sex", "error"),
        ("手机号码", "phone", "error"),
        ("户籍性质", "hukou_type", "error"),
        ("婚姻状况", "marital_status", "error"),
        ("低保", "low_income", "error"),
        ("独生子女证", "only_child_certificate", "error"),
        ("残疾等级", "disability_grade", "error"),
        ("户籍地编码", "hukou_code", "error"),
        ("民族", "ethnicity", "warning"),
        ("文化程度", "education", "warning"),
        ("与户主关系", "relation", "warning"),
    ],
)
def test_what_cannot_be_understood_is_one_fault_that_does_not_repeat_it(
    tmp_path: Path, heading: str, field: str, severity: str
) -> None:
    _, sheet = read_one(tmp_path, **{heading: "稀奇古怪"})
    assert messages(sheet) == [(2, field, severity)]
    assert "稀奇古怪" not in sheet.faults[0].message


def test_an_unknown_relation_is_kept_as_other(tmp_path: Path) -> None:
    assert read_one(tmp_path, 与户主关系="表姨婆")[0].relation == "other"


def test_no_message_repeats_an_id_number_or_a_phone_in_whatever_column_it_stands(tmp_path: Path) -> None:
    secret = WOMAN[:17] + ("0" if WOMAN[17] != "0" else "1")
    cells = dict.fromkeys(HEADINGS.values(), secret)
    _, sheet = read_one(tmp_path, **cells)
    assert len(sheet.faults) > 8
    for fault in sheet.faults:
        assert secret not in fault.message


def test_a_blank_household_number_is_an_error_that_thinks_of_merged_cells(tmp_path: Path) -> None:
    _, sheet = read_one(tmp_path, 户编号="")
    assert messages(sheet) == [(2, "household_number", "error")]
    assert "合并" in sheet.faults[0].message


def test_a_row_without_a_number_needs_name_sex_and_birth_date(tmp_path: Path) -> None:
    _, sheet = read_one(tmp_path, 公民身份号码="", 姓名="")
    assert messages(sheet) == [(2, field, "error") for field in ("sex", "birth_date", "name")]


def test_words_for_nothing_are_nothing(tmp_path: Path) -> None:
    row, sheet = read_one(tmp_path, 手机号码="无", 残疾等级="无", 死亡日期="—", 户籍地编码="/")
    assert (row.phone, row.disability_grade, row.death_date, row.hukou_code) == ("", None, None, None)
    assert sheet.faults == []


def test_spaces_inside_a_chinese_name_and_line_breaks_are_dropped(tmp_path: Path) -> None:
    row, _ = read_one(tmp_path, 姓名="陈\u3000英", 住址="3组\n12号\x07")
    assert (row.name, row.address) == ("陈英", "3组 12号")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("林㐂", "林㐂"), ("龘", "龘"), ("𠮷田", "𠮷田"), ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"), ("阿依古丽・买买提", "阿依古丽·买买提"), ("林\u200b一\ufeff", "林一"),
        ("\u202e林二\u202c", "林二"), ("林\u3000四 ", "林四"),
    ],
)  # fmt: skip
def test_a_name_is_kept_with_its_rare_characters_and_without_what_nobody_sees(
    tmp_path: Path, written: str, kept: str
) -> None:
    assert read_one(tmp_path, 姓名=written)[0].name == kept


def test_a_formula_is_read_as_what_it_shows(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "formula.xlsx")) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, list(BASE))
        for column, cell in enumerate(BASE.values()):
            page.write_formula(1, column, f'="{cell}"', None, cell)
            page.write_formula(
                2, column, "=1/0" if column == 2 else f'="{cell}"', None, "#DIV/0!" if column == 2 else cell
            )
    sheet = read_sheet(tmp_path / "formula.xlsx", on=ON)
    assert (sheet.rows[0].name, sheet.rows[0].id_number) == ("陈秀英", WOMAN)
    assert (3, "name", "warning") in messages(sheet), "a formula that went wrong says nothing"


def test_headings_in_merged_cells_under_a_merged_title_are_found(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "merged.xlsx")) as book:
        page = book.add_worksheet()
        page.merge_range(0, 0, 0, len(BASE) - 1, "南安市家庭登记表")
        for column, heading in enumerate(BASE):
            page.merge_range(1, column, 2, column, heading)
        page.write_row(3, 0, list(BASE.values()))
    sheet = read_sheet(tmp_path / "merged.xlsx", on=ON)
    assert [(row.line, row.name) for row in sheet.rows] == [(4, "陈秀英")]


@pytest.mark.slow
def test_a_million_formatted_blank_rows_do_no_harm(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "blank.xlsx"), {"constant_memory": True}) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        page.write_row(0, 0, list(BASE))
        page.write_row(1, 0, list(BASE.values()))
        for line in range(2, 1_048_576):
            page.write_blank(line, 0, None, bold)
    assert [row.name for row in read_sheet(tmp_path / "blank.xlsx", on=ON).rows] == ["陈秀英"]


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (["姓名", "公民身份号码"], "户编号"),
        (["户编号", "姓名", "性别"], "公民身份号码"),
        (["甲", "乙", "丙"], "表头"),
        (["姓名"], "表头"),
    ],
)
def test_a_missing_column_is_named(tmp_path: Path, head: list[str], named: str) -> None:
    with pytest.raises(SheetError, match=named):
        read_sheet(write_xlsx(tmp_path / "m.xlsx", [head, ["1"] * len(head)]), on=ON)


def test_a_sheet_without_people_says_so(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="表里还没有人"):
        read_sheet(write_xlsx(tmp_path / "e.xlsx", [list(BASE), ["", None, "  "]]), on=ON)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "另存为 .xlsx"),
        (b"PK\x03\x04 broken", "打不开"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "看不出"),
        (b"", "表头"),
        ('户编号,姓名,公民身份号码\n1,"'.encode() + b"x" * 1_100_000, "引号"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)
    with pytest.raises(SheetError, match=word):
        read_sheet(path, on=ON)


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.xlsx", "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    with pytest.raises(SheetError, match=r"不是 \.xlsx"):
        read_sheet(tmp_path / "z.xlsx", on=ON)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "l.xlsx", [list(BASE), list(BASE.values())])
    monkeypatch.setattr(sheets, "MOST_BYTES", 1024)
    with pytest.raises(SheetError, match="MB"):
        read_sheet(path, on=ON)


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "b.xlsx", [list(BASE), list(BASE.values())])
    monkeypatch.setattr(sheets, "MOST_UNPACKED_BYTES", 1024)
    with pytest.raises(SheetError, match="展开"):
        read_sheet(path, on=ON)


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "r.xlsx", [list(BASE), *[list(BASE.values())] * 3])
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(SheetError, match="分成几个文件"):
        read_sheet(path, on=ON)


@pytest.mark.parametrize("place", [(1_048_575, 16_383), (5, 16_383), (1_048_575, 0), (3, 60)])
def test_a_cell_far_away_is_refused_before_room_is_made_for_it(tmp_path: Path, place: tuple[int, int]) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "far.xlsx")) as book:
        people = book.add_worksheet()
        people.write_row(0, 0, list(BASE))
        people.write_row(1, 0, list(BASE.values()))
        people.write(*place, "x")
    with pytest.raises(SheetError, match="多余的行和列"):
        read_sheet(tmp_path / "far.xlsx", on=ON)


def test_a_far_cell_that_is_only_formatted_does_no_harm(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "styled.xlsx")) as book:
        people = book.add_worksheet()
        people.write_row(0, 0, list(BASE))
        people.write_row(1, 0, list(BASE.values()))
        people.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    assert len(read_sheet(tmp_path / "styled.xlsx", on=ON).rows) == 1


def test_short_lines_of_text_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    text = f"户编号,公民身份号码,姓名,备注\n1,{WOMAN},陈秀英\n"
    assert read_sheet(write_csv(tmp_path / "s.csv", text), on=ON).rows[0].note == ""


def test_a_quoted_line_break_does_not_shift_the_line_numbers(tmp_path: Path) -> None:
    text = f'户编号,公民身份号码,姓名,备注\n1,{WOMAN},陈秀英,"甲\n乙"\n2,,林英,\n'
    sheet = read_sheet(write_csv(tmp_path / "q.csv", text), on=ON)
    assert [(row.line, row.note) for row in sheet.rows] == [(2, "甲 乙"), (3, "")]
