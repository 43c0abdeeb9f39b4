"""A proposal in words that people read."""

from __future__ import annotations

from jiahe.benefits.law import every_law
from jiahe.benefits.models import Proposal, ProposalKind
from jiahe.benefits.places import place_name
from jiahe.benefits.rules import BY_CODE
from jiahe.foundation.rules.parameters import NATION, scale_of


def subject_of(proposal: Proposal) -> str:
    """What it is about: the title of the number, or of the benefit."""
    if proposal.kind == ProposalKind.DAYS:
        return BY_CODE[proposal.code].title
    return every_law()[proposal.code].title


def what_changes(proposal: Proposal) -> str:
    """The whole change in one line: 育儿补贴标准（全国）：2026年1月1日起 5000 元/年."""
    since = f"{proposal.since:%Y}年{proposal.since.month}月{proposal.since.day}日起"
    if proposal.kind == ProposalKind.DAYS:
        until = proposal.until
        end = "，不再有期限" if until is None else f"，{until.year}年{until.month}月{until.day}日以前有效"
        return f"{subject_of(proposal)}的规定：{since}执行{end}"
    law = every_law()[proposal.code]
    said = "不再有这个标准" if proposal.value is None else value_in_words(proposal.value, law.unit)
    return f"{law.title}（{area_in_words(proposal.area)}）：{since}{said}"


def area_in_words(area: int) -> str:
    """An area of the law by its name: 全国, 福建省, 泉州市南安市."""
    if area == NATION:
        return "全国"
    return place_name(area * 10 ** (12 - len(str(area)))) or str(area)


def value_in_words(value: int, unit: str) -> str:
    """A value with its unit, as it is read: 3600 元/年, 0.6 比例."""
    scale = scale_of(unit)
    whole, rest = divmod(abs(value), scale)
    digits = f"{rest:0{len(str(scale)) - 1}d}".rstrip("0") if rest else ""
    return f"{'-' if value < 0 else ''}{whole}{'.' + digits if digits else ''} {unit}"
