"""The job that counts who would change. What it counts by is read only when it works: every command declares it."""

from __future__ import annotations

from datetime import datetime

from jiahe.benefits.models import Proposal
from jiahe.foundation.jobs.actions import ask
from jiahe.foundation.jobs.kinds import JobKind, Run, declare

PREVIEW = "benefits.preview"


def declare_job() -> None:
    """Make the counting known to the jobs."""
    declare(JobKind(PREVIEW, "算一处政策修改会影响谁", _count))


def ask_preview(proposal: Proposal, *, at: datetime) -> None:
    """Have it counted, unless somebody is at it."""
    if proposal.is_working:
        ask(PREVIEW, about={"proposal": proposal.pk}, key=str(proposal.pk), at=at)


def _count(run: Run) -> None:
    from jiahe.benefits.publishing.counting import count  # all rules with it

    count(run)
