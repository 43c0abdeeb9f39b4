"""Did a job fail, and is anybody working."""

from __future__ import annotations

from datetime import datetime

from jiahe.foundation.health.answers import Answer, State
from jiahe.foundation.jobs.queries import failing


def jobs_are_done(at: datetime) -> Answer:
    """Whether no job waits for somebody to look at it."""
    failed, late = failing(at)
    if failed:
        return Answer(State.UNWELL, f"有 {failed} 项后台工作没有做成。请看服务的日志，和工作台的“后台工作”。")
    if late:
        return Answer(State.WARNING, f"有 {late} 项后台工作过了时间还没有开始，或者上一次没有做成：服务在运行吗？")
    return Answer(State.WELL, "没有做不成的后台工作")
