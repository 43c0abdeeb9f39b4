"""A proposal in words that people read."""

from __future__ import annotations

from jiahe.benefits.law import every_law
from jiahe.benefits.models import Proposal, ProposalKind
from jiahe.benefits.numbers import area_name, in_words
from jiahe.benefits.rules import BY_CODE


def subject_of(proposal: Proposal) -> str:
    """What it is about: the title of the number, or of the benefit."""
    if proposal.kind == ProposalKind.DAYS:
        return BY_CODE[proposal.code].title
    return every_law()[proposal.code].title


def what_changes(proposal: Proposal) -> str:
    """The whole change in one line: 育儿补贴标准（全国）：2026年1月1日起 5,000 元/年."""
    since = f"{proposal.since:%Y}年{proposal.since.month}月{proposal.since.day}日起"
    if proposal.kind == ProposalKind.DAYS:
        until = proposal.until
        end = "，不再有期限" if until is None else f"，{until.year}年{until.month}月{until.day}日以前有效"
        return f"{subject_of(proposal)}的规定：{since}执行{end}"
    law = every_law()[proposal.code]
    said = "不再有这个标准" if proposal.value is None else in_words(proposal.value, law.unit)
    return f"{law.title}（{area_name(proposal.area)}）：{since} {said}"
