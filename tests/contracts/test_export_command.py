"""`jiahe people export`, called as a stranger would."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from jiahe.registry.rows import HEADINGS
from tests.contracts.test_commands import YUNLIN, Stranger, furnished, stranger, write_csv
from tests.people import FAMILY, HEAD

__all__ = ["furnished", "stranger"]


def test_an_export_is_masked_in_the_audit_and_whole(stranger: Stranger) -> None:
    risky = replace(HEAD, low_income=True, note="长期住院", occupation="=1+1")
    sheet = write_csv(stranger.folder / "people.csv", [risky, *FAMILY[1:]])
    text = sheet.read_text("utf-8-sig").replace(",True,", ",是,")
    sheet.write_text(text, "utf-8-sig")
    stranger.done("people", "import", sheet, "--region", YUNLIN)
    out = stranger.folder / "名单.xlsx"
    result = stranger.run("people", "export", "--region", YUNLIN, "--out", out)
    assert result.returncode == 0, result.stderr
    assert "3 人" in result.stdout
    assert "已写出（人） 3/3" in result.stderr
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["人员", "说明"]
    headings, head, *others = book.get_sheet_by_name("人员").to_python()
    assert (headings, len(others)) == (list(HEADINGS.values()), 2)
    said = dict(zip(headings, head, strict=True))
    assert said["公民身份号码"] == f"{HEAD.id_number[:4]}{'•' * 12}{HEAD.id_number[-2:]}"
    assert (said["手机号码"], said["住址"], said["职业"]) == ("139••••0011", "3组•••", "=1+1")
    assert (said["低保"], said["残疾等级"], said["备注"]) == ("", "", "")
    assert {file.name for file in stranger.folder.iterdir()} == {"home", "people.csv", "名单.xlsx"}
    again = stranger.run("people", "import", out, "--region", YUNLIN)
    assert again.returncode == 2
    assert "导出的名单不能再导入" in again.stderr
    assert stranger.counts() == (1, 3)
    with sqlite3.connect(stranger.home / "jiahe.sqlite3") as connection:
        [details] = connection.execute("SELECT details FROM audit_entry WHERE action = 'registry.export_people'")
    connection.close()
    assert json.loads(details[0])["people"] == 3
    stranger.done("audit", "verify")


@pytest.mark.slow
def test_an_export_that_cannot_be_says_why_and_writes_nothing(stranger: Stranger) -> None:
    out = stranger.folder / "a.xlsx"
    for words, said in (
        (("--region", YUNLIN, "--out", "a.csv"), ".xlsx"),
        (("--region", YUNLIN, "--out", "no/a.xlsx"), "没有文件夹"),
        (("--region", "99", "--out", out), "没有编码为"),
        (("--region", YUNLIN, "--out", out, "--as", "nobody"), "没有账号"),
        (("--region", YUNLIN, "--out", out, "--as", "admin"), "没有“导出名单”这项权限"),
        (("--out", out), "还缺少"),
    ):
        result = stranger.run("people", "export", *words)
        assert (result.returncode, said in result.stderr, "Traceback" in result.stderr) == (2, True, False), result
    assert not out.exists()
