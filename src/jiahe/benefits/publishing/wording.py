"""A proposal in words that people read."""

from __future__ import annotations

from jiahe.benefits.law import every_law
from jiahe.benefits.models import Proposal, ProposalKind
from jiahe.benefits.numbers import area_name, in_words
from jiahe.benefits.rules import BY_CODE


def subject_of(proposal: Proposal) -> str:
    """What it is about: the title of the number, or of the benefit; its code where this package has neither any more."""
    held = BY_CODE.get(proposal.code) if proposal.kind == ProposalKind.DAYS else every_law().get(proposal.code)
    return proposal.code if held is None else held.title


def what_changes(proposal: Proposal) -> str:
    """The whole change in one line: 育儿补贴标准（全国）：2026年1月1日起 5,000 元/年."""
    since = f"{proposal.since:%Y}年{proposal.since.month}月{proposal.since.day}日起"
    if proposal.kind == ProposalKind.DAYS:
        until = proposal.until
        end = "，不再有期限" if until is None else f"，{until.year}年{until.month}月{until.day}日以前有效"
        return f"{subject_of(proposal)}的规定：{since}执行{end}"
    law = every_law().get(proposal.code)
    said = "不再有这个标准" if proposal.value is None else in_words(proposal.value, law.unit if law else "")
    return f"{subject_of(proposal)}（{area_name(proposal.area)}）：{since} {said}"
