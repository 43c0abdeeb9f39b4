"""What an inspection asks, by the kind of a site, and how an answer is measured.

A question is answered with yes or no, or with a number that is held against a dated parameter of the place. How sure we
are of a standard stands beside it: the score sheets of the association itself have not been seen, so most are 待核实.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jiahe.delivery.sites.models import SiteKind
from jiahe.foundation.rules.parameters import UNCONFIRMED, Parameter, Source, read_parameters

FILE = Path(__file__).parent / "parameters" / "standards.yaml"
LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``number`` names the parameter a number is held against, at least or at most; without it yes or no.

    ``grade`` is that of a yes-or-no question; a number has its parameter's.
    """

    code: str
    question: str
    number: str = ""
    at_least: bool = True
    grade: str = "D"
    optional: bool = False  # what a site may not have at all, such as a class of babies


@dataclass(frozen=True, slots=True)
class Standard:
    """A question with what holds for it at a place on a day; ``threshold`` is None where yes or no is asked."""

    item: Item
    threshold: int | None
    unit: str
    grade: str
    source: Source | None

    @property
    def confirmed(self) -> bool:
        """Whether somebody has seen the document that says so."""
        return self.grade not in UNCONFIRMED

    @property
    def binding(self) -> bool:
        """Whether a site that misses it cannot pass: a number of a document that was seen."""
        return self.threshold is not None and self.confirmed

    @property
    def says(self) -> str:
        """The standard in words: 不超过 5 名."""
        if self.threshold is None:
            return ""
        return f"{'不少于' if self.item.at_least else '不超过'} {self.threshold} {self.unit}"

    def met(self, answer: int | bool) -> bool:
        """Whether an answer meets it."""
        if self.threshold is None or isinstance(answer, bool):
            return bool(answer)
        return answer >= self.threshold if self.item.at_least else answer <= self.threshold


EVERYWHERE = (
    Item("plaque", "牌子挂在门口，看得清楚"),
    Item("hours", "开放时间贴在门口，和登记的一样"),
    Item("attended", "开放的时候有人在"),
    Item("records", "来的人、办的活动有记录"),
)
OF_A_KIND: Mapping[str, Sequence[Item]] = {
    SiteKind.PARENT_CHILD_HOUSE: (
        Item("rules", "工作人员、场地、活动三项制度上墙", grade="C"),
        Item("area", "面积有多少平方米", "house_area"),
        Item("counsellors", "有几名持证的亲子服务辅导员", "house_counsellors"),
        Item("openings", "每周开放几次", "house_openings"),
        Item("activities", "每月办几次活动", "house_activities"),
        Item("classes", "每季度办几次家长课堂", "house_classes"),
        Item("archive", "一户一份档案"),
    ),
    SiteKind.EUGENICS_GUIDANCE_CENTRE: tuple(
        Item(code, f"有{zone}区")
        for code, zone in (
            ("training", "培训指导"), ("counselling", "咨询服务"), ("publicity", "知识宣传"),
            ("play", "幼儿活动"), ("reading", "图书阅览"), ("nursing", "母乳喂养"),
        )
    ),
    SiteKind.YOUTH_HEALTH_BASE: (
        Item("brand", "品牌突出", grade="C"),
        Item("theme", "主题鲜明", grade="C"),
        Item("function", "功能适宜", grade="C"),
        Item("managed", "管理规范", grade="C"),
    ),
    SiteKind.WARM_HOME: tuple(
        Item(code, f"有{what}", grade="C")
        for code, what in (
            ("place", "场所"), ("sign", "标识"), ("rules", "制度"),
            ("plan", "计划"), ("activity", "活动"), ("management", "管理"),
        )
    ),
    SiteKind.NURSERY: (
        Item("infants", "乳儿班（6 至 12 个月）最大的班有几名孩子", "nursery_infant_class", False, optional=True),
        Item("toddlers", "托小班（12 至 24 个月）最大的班有几名孩子", "nursery_toddler_class", False, optional=True),
        Item("seniors", "托大班（24 至 36 个月）最大的班有几名孩子", "nursery_senior_class", False, optional=True),
        Item("mixed", "混龄班（18 个月以上）最大的班有几名孩子", "nursery_mixed_class", False, optional=True),
        Item("recording", "录像保存多少天", "nursery_recording"),
    ),
    SiteKind.HOME_NURSERY: (
        Item("children", "现在有几名孩子", "home_nursery_children", False),
        Item("per_carer", "一名照护人员最多照看几名孩子", "home_nursery_per_carer", False),
        Item("recording", "录像保存多少天", "home_nursery_recording"),
        Item("space", "每个孩子的建筑面积有多少平方米", "home_nursery_space"),
    ),
}  # fmt: skip


@cache
def numbers() -> Mapping[str, Parameter]:
    """The numbers of the standards, read once."""
    return read_parameters(FILE)


def items_of(kind: str) -> Sequence[Item]:
    """What is asked of a kind of site, in order."""
    return (*EVERYWHERE, *OF_A_KIND.get(kind, ()))


def standards_of(kind: str, *, place: int, on: date) -> list[Standard]:
    """What is asked of a site at a place on a day. A number that did not hold yet is not asked for."""
    found = []
    for item in items_of(kind):
        if not item.number:
            found.append(Standard(item, None, "", item.grade, None))
            continue
        number = numbers()[item.number]
        threshold, source = number.at(place).on(on), number.source_at(place, on)
        if threshold is not None and source is not None:
            found.append(Standard(item, threshold, number.unit, source.grade, source))
    return found


def score_of(standards: Sequence[Standard], answers: Mapping[str, int | bool]) -> int:
    """How many of a hundred: the share of the questions answered that are met."""
    asked = [each for each in standards if each.item.code in answers]
    met = sum(each.met(answers[each.item.code]) for each in asked)
    return round(100 * met / len(asked)) if asked else 0


def kept(standards: Sequence[Standard], answers: Mapping[str, int | bool]) -> list[dict[str, object]]:
    """The answers as an inspection keeps them: each with its question and the standard of that day."""
    return [
        {
            "code": each.item.code,
            "question": each.item.question,
            "answer": answers[each.item.code],
            "standard": each.says,
            "unit": each.unit,
            "grade": each.grade,
            "document": each.source.document if each.source else "",
            "met": each.met(answers[each.item.code]),
        }
        for each in standards
        if each.item.code in answers
    ]
