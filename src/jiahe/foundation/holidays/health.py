"""Are the holidays known that working days will be counted by."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from jiahe.foundation.health.answers import Answer, State
from jiahe.foundation.holidays.queries import is_loaded

FROM_MONTH = 12  # the State Council says it in autumn; in December it has to be here


def holidays_are_loaded(at: datetime) -> Answer:
    """Whether the holidays of this year are known, and from 1 December on those of the next."""
    on = localdate(at)
    wanted = [on.year, on.year + 1] if on.month >= FROM_MONTH else [on.year]
    lacking = [year for year in wanted if not is_loaded(year)]
    if lacking:
        years = "、".join(f"{year} 年" for year in lacking)
        return Answer(
            State.WARNING,
            f"{years}的节假日还没有录入，假期和办理期限会算不准。请到“节假日”一页，贴上国务院办公厅的通知。",
        )
    return Answer(State.WELL, f"录到 {wanted[-1]} 年")
