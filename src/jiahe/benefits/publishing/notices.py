"""What those are told who may publish a proposal, and the one who made it."""

from __future__ import annotations

from datetime import datetime

from jiahe.benefits.models import Proposal, ProposalState
from jiahe.benefits.publishing.reading import who_may_publish
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.kinds import NoticeKind, declare

PROPOSED, ANSWERED = "benefits.proposed", "benefits.answered"


def declare_all() -> None:
    """Make the notices of publishing known."""
    declare(NoticeKind(PROPOSED, "有一处政策修改等您审核", "{what}。请对照原文看过以后再发布。"))
    declare(NoticeKind(ANSWERED, "您提出的政策修改：{answer}", "{what}。"))


def tell_proposed(proposal: Proposal, *, at: datetime) -> None:
    """Tell those who may publish it."""
    for post in who_may_publish(proposal):
        notify(PROPOSED, at=at, post=post, path=_path(proposal), words={"what": _what(proposal)})


def tell_answered(proposal: Proposal, *, at: datetime) -> None:
    """Tell the post that proposed it."""
    words = {"what": _what(proposal), "answer": ProposalState(proposal.state).label}
    notify(ANSWERED, at=at, post=proposal.proposed_post, path=_path(proposal), words=words)


def _what(proposal: Proposal) -> str:
    from jiahe.benefits.publishing.wording import what_changes  # all rules with it, and every command declares notices

    return what_changes(proposal)


def _path(proposal: Proposal) -> str:
    return f"/desk/law/proposals/{proposal.pk}/"
