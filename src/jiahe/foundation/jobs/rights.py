"""What may be done with jobs."""

from __future__ import annotations

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.regions.queries import province, ranges_of

RUN_JOBS = Right("jobs.run", "查看和处理后台工作")


def require_jobs(actor: Actor) -> None:
    """Raise OutOfReach unless the actor's place is the whole of this installation, RightMissing unless he has the right."""
    if not _reaches_the_whole(actor):
        raise OutOfReach("没有找到。")
    require(actor, RUN_JOBS)


def looks_after_the_installation(actor: Actor) -> bool:
    """Whether ``require_jobs`` lets the actor through; of who has not the right nothing is asked."""
    return actor.may(RUN_JOBS) and _reaches_the_whole(actor)


def _reaches_the_whole(actor: Actor) -> bool:
    whole = province()
    return whole is not None and actor.reaches_all(ranges_of(whole))
