"""What stands in no story, and what may."""

from __future__ import annotations

from datetime import date

import pytest

from jiahe.delivery.library.anonymity import betrays
from jiahe.registry.id_number import make

ID = make("999999", date(1990, 1, 1), 12)


@pytest.mark.parametrize(
    ("text", "piece", "what"),
    [
        (f"她的证件是{ID}，", ID, "身份证号"),
        (f"证件 {ID[:6]} {ID[6:14]} {ID[14:]}", f"{ID[:6]} {ID[6:14]} {ID[14:]}", "身份证号"),
        ("打 13800000011 找她", "13800000011", "手机号"),
        ("打１３８００００００１１找她", "13800000011", "手机号"),
        ("打 138-0000-0011 找她", "138-0000-0011", "手机号"),
        ("打一三八零零零零零零一一找她", "一三八零零零零零零一一", "手机号"),
        ("电话0595-86480000", "0595-86480000", "电话号码"),
        ("卡号 6222 0000 0000 0000 123", "6222 0000 0000 0000 123", "银行卡号"),
        ("户编号 350583103201", "350583103201", "能查到人的号码"),
        ("住在中山路 8 号", "路 8 号", "门牌地址"),
        ("住在岭头村 3-1 号", "村 3-1 号", "门牌地址"),
        ("住在文化巷十二号", "巷十二号", "门牌地址"),
        ("住 3 号楼", "3 号楼", "门牌地址"),
        ("住 5 幢 201 室", "5 幢", "门牌地址"),
        ("加微信 chenxiuying88", "微信 chenxiuying88", "个人的账号"),
        ("写信到 chen@example.com", "chen@example.com", "个人的账号"),
    ],
)
def test_what_leads_to_somebody_is_named(text: str, piece: str, what: str) -> None:
    sentence = betrays(text)
    assert f"“{piece}”" in sentence
    assert what in sentence


@pytest.mark.parametrize(
    "text",
    [
        "产假 158 天到 180 天，3 月 8 号那天补了。",
        "国卫人口发〔2023〕28 号文件第 12 条",
        "打 12345，或者打 12356。",
        "2026 年 11 月 23 日，一家 200 人的茶厂",
        "补回 12,800 元，前后 22 个工作日",
        "她知道 5 月份能领，家里三口人",
        "第 620 号令",
    ],
)
def test_what_leads_to_nobody_may_stand(text: str) -> None:
    assert betrays(text, ["陈秀英"]) == ""


def test_the_names_of_those_it_was_about_may_not_stand() -> None:
    assert "“陈秀英”" in betrays("陈秀英说，产假只给了九十八天。", ["陈秀英", "林大山"])
    assert betrays("小陈说，产假只给了九十八天。", ["陈秀英", "陈"]) == ""


def test_a_word_that_wounds_is_refused_with_another_in_its_place() -> None:
    assert "关爱家庭" in betrays("一户失独家庭")
