"""What is on an exported list: as masked as seen, nothing sensitive, complete."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Region
from jiahe.foundation.vault.masks import mask_address, mask_id_number
from jiahe.registry import exports
from jiahe.registry.enrolment import enrol
from jiahe.registry.exports import sheet
from jiahe.registry.imports import check_upload
from jiahe.registry.rows import HEADINGS
from tests.conftest import Cast
from tests.exporting import WHEN, address, ask, book_of, people, saved
from tests.people import HEAD, family
from tests.places import XIAXI, YUNLIN

__all__ = ["people"]
pytestmark = pytest.mark.django_db


# What is on the list


@pytest.mark.usefixtures("people")
def test_a_list_shows_what_pages_show_and_leaves_out_what_is_sensitive(cast: Cast) -> None:
    client = cast.client("lin")
    request = ask(client, address())
    assert (request.status, request.people) == ("ready", 4)
    rows, about = book_of(saved(client, request))
    assert list(rows[0]) == list(HEADINGS.values())
    head = rows[0]
    assert head["公民身份号码"] == mask_id_number(HEAD.id_number)
    assert (head["手机号码"], head["住址"]) == ("139••••0011", mask_address("3组12号"))
    assert (head["低保"], head["残疾等级"], head["备注"], head["死亡日期"]) == ("", "", "", "")
    assert (head["姓名"], head["与户主关系"], head["婚姻状况"], head["结婚日期"], head["户籍性质"]) == (
        "林建国", "户主", "已婚", "2016-10-01", "农业",
    )  # fmt: skip
    assert head["居住地编码"] == str(YUNLIN)
    assert "一律不写" in about["空着的"]
    assert "只留前四位" in about["遮住的"]
    assert about["多少人"] == "4 人"
    assert about["哪里的人"] == f"泉州市 南安市 英都镇 芸林村（编码 {YUNLIN}）"
    assert about["谁导出的"] == "lin（芸林村 · 村级工作者）"
    for never in (HEAD.id_number, HEAD.phone, "长期住院", "3组12号"):
        assert never not in str((rows, about))


@pytest.mark.usefixtures("people")
def test_words_that_look_like_formulas_stay_words(cast: Cast) -> None:
    client = cast.client("lin")
    content = saved(client, ask(client, address()))
    rows, _ = book_of(content)
    assert [row["职业"] for row in rows] == ["=HYPERLINK(1)", "", "", "+1+1"]
    assert rows[3]["姓名"] == "@林小安"
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
        assert b'quotePrefix="1"' in packed.read("xl/styles.xml")


@pytest.mark.usefixtures("people")
def test_an_exported_list_cannot_come_in_again(cast: Cast, yunlin: Region) -> None:
    client, lin = cast.client("lin"), cast.actor("lin")
    content = saved(client, ask(client, address()))
    run, outcome = check_upload(content, file_name="名单.xlsx", region=yunlin, by=lin, **WHEN)
    assert (outcome.created, outcome.updated, outcome.refused) == (0, 0, 4)
    told = {(line, heading) for line, heading, message, _ in run.faults if "导出的名单不能再导入" in message}
    assert {(2, "公民身份号码"), (2, "手机号码"), (2, "住址"), (5, "住址")} <= told


@pytest.mark.usefixtures("people")
def test_what_narrows_the_list_narrows_the_export_and_what_is_sensitive_narrows_nothing(cast: Cast) -> None:
    client = cast.client("lin")
    request = ask(client, address(), sex="F", category="infants")
    rows, about = book_of(saved(client, request))
    assert {row["姓名"] for row in rows} == {"林小满", "@林小安"}
    assert "筛选：婴幼儿，女" in about["哪些人"]
    assert ask(client, address(), category="disabled").people == 4


def test_the_list_of_merged_and_many_people_is_read_in_pieces_and_complete(
    yunlin: Region, by_operator: Actor, tmp_path: Path, monkeypatch
) -> None:
    far = [replace(row, residence_code=XIAXI, hukou_code=XIAXI) for row in family("020")]
    mine = [row for number in range(1, 10) for row in family(f"{number:03d}")]
    township = yunlin.reports_to
    assert township is not None
    enrol([*mine, *far], by=by_operator, territory=township, **WHEN)
    told: list[tuple[int, int]] = []

    def note(written: int, total: int) -> None:
        told.append((written, total))

    for at_once in (2, 3, 4, 27, 100):
        monkeypatch.setattr(sheet, "AT_ONCE", at_once)
        out = tmp_path / "a.xlsx"
        done = exports.export_people(region=township, out=out, by=by_operator, progress=note, **WHEN)
        rows, _ = book_of(out.read_bytes())
        assert done.people == len(rows) == 30
        assert len({row["公民身份号码"] + row["姓名"] + row["户编号"] for row in rows}) == 30
        numbers = [row["户编号"] for row in rows]
        assert numbers == sorted(numbers), "household by household"
        assert told[-1] == (30, 30)
    monkeypatch.setattr(sheet, "ROWS_OF_A_SHEET", 20)
    exports.export_people(region=township, out=out, by=by_operator, **WHEN)
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["人员", "说明", "人员 2"]
    assert len(book.get_sheet_by_name("人员 2").to_python()) == 11


def test_a_list_of_twenty_families_costs_as_many_queries_as_one_of_ten(
    yunlin: Region, by_operator: Actor, tmp_path: Path
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            exports.export_people(region=yunlin, out=tmp_path / "a.xlsx", by=by_operator, **WHEN)
        return len(captured)

    enrol([r for n in range(1, 11) for r in family(f"{n:03d}")], by=by_operator, territory=yunlin, **WHEN)
    ten = cost()
    enrol([r for n in range(11, 21) for r in family(f"{n:03d}")], by=by_operator, territory=yunlin, **WHEN)
    assert cost() == ten
