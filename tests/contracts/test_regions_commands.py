"""`jiahe regions` and another province, called as a stranger would."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.contracts.test_commands import Stranger, furnished, stranger, write_csv
from tests.people import FAMILY, family
from tests.places import YUNLIN
from tests.provinces import PLUM, fujian, row, small_province, without, write_list
from tests.served import clean_environment, jiahe

__all__ = ["furnished", "stranger"]
pytestmark = pytest.mark.slow  # no line of the contract, and each command starts a process
NEW = 350583103299
REGIONS = {"province": 1, "city": 9, "county": 84, "township": 1170, "village": 17498}


def regions(somebody: Stranger) -> object:
    counts = somebody.doctor()["counts"]
    assert isinstance(counts, dict)
    return counts["regions"]


def test_the_yearly_list_is_previewed_refused_mended_and_carried_out_once(stranger: Stranger) -> None:
    people = write_csv(stranger.folder / "people.csv", FAMILY)
    stranger.done("people", "import", people, "--region", str(YUNLIN))
    rows = [*without(fujian(), YUNLIN), row(NEW, "梅园村委会")]
    file = write_list(stranger.folder / "2026.csv", rows, "gb18030")
    told = stranger.done("regions", "preview", file)
    for word in ("新设 1", "撤销 1", f"{NEW} 梅园村委会", "1 户家庭，还没有接收的村居", "--successors"):
        assert word in told
    assert regions(stranger) == REGIONS
    today = told[:10]
    refused = stranger.run("regions", "update", file, "--on", today)
    assert refused.returncode == 2
    assert "由哪个村居接收" in refused.stderr
    assert "一处也没有改" in refused.stderr
    assert regions(stranger) == REGIONS
    pairs = stranger.folder / "接收.csv"
    pairs.write_text(f"old_code,new_code\n{YUNLIN},{NEW}\n", encoding="utf-8")
    words = ("regions", "update", file, "--successors", pairs, "--on", today, "--source", "闽政文〔2026〕1号")
    assert "已更新" in stranger.done(*words)
    assert "没有要改的" in stranger.done(*words)
    assert f"现在：梅园村（{NEW}）" in stranger.done("regions", "history", str(YUNLIN))
    assert "闽政文〔2026〕1号" in stranger.done("regions", "history", str(NEW))
    stranger.done("setup")
    assert "没有要改的" in stranger.done(*words)
    assert stranger.doctor()["ok"] is True
    late = write_csv(stranger.folder / "late.csv", family("009"))
    understood = stranger.run("people", "import", late, "--region", str(YUNLIN))
    assert understood.returncode == 0
    assert f"{YUNLIN} 是旧编码，现在是梅园村（{NEW}）" in understood.stderr
    assert f"编码 {YUNLIN} 已经改了，现在是梅园村（{NEW}）" in understood.stderr
    assert "新增 0 人，更新 0 人，不变 3 人" in stranger.done("people", "import", people, "--region", "350583103")
    stranger.done("screen", "verify")
    stranger.done("audit", "verify")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("regions",), "还缺少"),
        (("regions", "preview", "no.csv"), "找不到文件"),
        (("regions", "update", "no.csv"), "还缺少"),
        (("regions", "allot", "no.csv"), "还缺少"),
        (("regions", "allot", "no.csv", "--region", "36"), "没有编码为 36 的地方"),
        (("regions", "history", "36"), "没有编码 36 的记录"),
        (("regions", "history", "芸林"), "不是编码"),
        (("setup", "--exceptions", "x.csv"), "要和 --regions 一起写"),
        (("setup", "--regions", "no.csv"), "找不到文件"),
    ],
)
def test_wrong_words_are_one_plain_sentence(stranger: Stranger, words: tuple[str, ...], sentence: str) -> None:
    result = stranger.run(*words)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_old_county_code_is_explained(stranger: Stranger) -> None:
    told = stranger.done("regions", "history", "350182")
    assert "长乐市" in told
    assert "现在：长乐区（350112000000）" in told
    made = stranger.run("synth", "--region", "350182", "--households", "1", "--seed", "1")
    assert "350182 是旧编码，现在是长乐区（350112000000）" in made.stderr
    lost = stranger.run("synth", "--region", "350402001001", "--households", "1", "--seed", "1")
    assert "梅列区的旧编码，2021 年起是三元区" in lost.stderr


def test_a_split_village_gives_its_households_away_by_a_list(stranger: Stranger) -> None:
    people = write_csv(stranger.folder / "people.csv", [*FAMILY, *family("002")])
    stranger.done("people", "import", people, "--region", str(YUNLIN))
    assert "没有等着定归属的家庭" in stranger.done("regions", "allot", people, "--region", str(YUNLIN))
    rows = [*fujian(), row(NEW, "梅园村委会", replaces=str(YUNLIN))]
    file = write_list(stranger.folder / "2026.csv", rows)
    assert "拆分 1" in stranger.done("regions", "update", file, "--on", "2026-01-01")
    wrong = stranger.folder / "错.csv"
    wrong.write_text(f"户编号,编码\n001,{NEW}\n009,{NEW}\n", encoding="gb18030")
    refused = stranger.run("regions", "allot", wrong, "--region", str(YUNLIN))
    assert refused.returncode == 2
    assert refused.stderr == "第 3 行：芸林村没有还没定的户 009，请核对户编号。\n"
    good = stranger.folder / "归属.csv"
    good.write_text(f"户编号,编码\n001,{NEW}\n", encoding="utf-8-sig")
    told = stranger.done("regions", "allot", good, "--region", str(YUNLIN))
    assert "定了 1 户，其中 1 户归到了新单位；还有 1 户没有定" in told
    assert "新增 0 人，更新 0 人，不变 6 人" in stranger.done("people", "import", people, "--region", "350583103")
    stranger.done("screen", "verify")
    stranger.done("audit", "verify")


def test_an_update_that_is_killed_leaves_nothing_half(stranger: Stranger) -> None:
    rows = [*without(fujian(), YUNLIN), row(NEW, "梅园村委会", replaces=str(YUNLIN))]
    renamed = [{**each, "name": f"新{each['name']}"} if each["level"] == "village" else each for each in rows]
    file = write_list(stranger.folder / "2026.csv", renamed)
    people = write_csv(stranger.folder / "people.csv", [*FAMILY, *family("002")])
    stranger.done("people", "import", people, "--region", str(YUNLIN))
    words = [jiahe(), "regions", "update", str(file), "--on", "2026-01-01"]
    chance = random.Random(20261124)
    for _ in range(4):
        running = subprocess.Popen(words, env=clean_environment(stranger.home), stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.6, 2.2))
        os.kill(running.pid, signal.SIGKILL)
        running.wait(20)
        told = stranger.done("regions", "preview", file, "--on", "2026-01-01")
        assert "没有变化" in told or "改名 17497，改编码 1。" in told
    stranger.done(*words[1:])
    assert "没有变化" in stranger.done("regions", "preview", file)
    assert "新增 0 人，更新 0 人，不变 6 人" in stranger.done("people", "import", people, "--region", str(NEW))
    assert regions(stranger) == REGIONS
    stranger.done("audit", "verify")
    stranger.done("screen", "verify")


def test_another_province_is_installed_from_its_own_file(tmp_path: Path) -> None:
    somebody = Stranger(tmp_path)
    file = write_list(tmp_path / "98.csv", small_province())
    exceptions = tmp_path / "98x.csv"
    exceptions.write_text(
        "code,level,unit_name,reports_to_code,reports_to_level,has_data\n"
        "980102000000,county,松岭试验区,980000000000,province,yes\n",
        encoding="utf-8",
    )
    assert "南河省" in somebody.done("setup", "--regions", file, "--exceptions", exceptions)
    assert regions(somebody) == {"province": 1, "city": 1, "county": 2, "township": 2, "village": 3}
    assert somebody.doctor()["ok"] is True
    somebody.done("setup")
    somebody.done("setup", "--regions", file)
    assert regions(somebody) == {"province": 1, "city": 1, "county": 2, "township": 2, "village": 3}
    somebody.done("synth", "--region", "98", "--households", "20", "--seed", "1")
    households, people = somebody.counts()
    assert households == 20
    rows = [
        *family("009", hukou_code=PLUM, residence_code=PLUM),
        *family("010", hukou_code=YUNLIN, residence_code=PLUM),
    ]
    sheet = write_csv(tmp_path / "people.csv", rows)
    somebody.done("people", "import", sheet, "--region", "980101001")
    assert somebody.counts() == (households + 2, people + 6)
    somebody.done("screen", "verify")
    somebody.done("audit", "verify")
    assert "这里装的是南河省" in somebody.run("demo", "--port", "8999").stderr
    assert "别的省的" in somebody.run("regions", "preview", write_list(tmp_path / "35.csv", fujian())).stderr


def test_two_provinces_do_not_stand_in_one_database(stranger: Stranger) -> None:
    file = write_list(stranger.folder / "98.csv", small_province())
    result = stranger.run("setup", "--regions", file)
    assert result.returncode == 2
    assert "已经装了福建省" in result.stderr
    assert regions(stranger) == REGIONS


def test_a_broken_file_installs_nothing(tmp_path: Path) -> None:
    somebody = Stranger(tmp_path)
    file = write_list(tmp_path / "98.csv", without(small_province(), 980101001000))
    result = somebody.run("setup", "--regions", file)
    assert result.returncode == 2
    assert "上级 980101001000 不在名单里" in result.stderr
    assert not somebody.home.exists()
