"""What may be done with the table of holidays."""

from __future__ import annotations

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.regions.queries import province, ranges_of

EDIT_HOLIDAYS = Right("holidays.edit", "管理节假日")


def require_holidays(actor: Actor) -> None:
    """Raise OutOfReach unless the actor's place is the whole of this installation, RightMissing unless he has the right."""
    whole = province()
    if whole is None or not actor.reaches_all(ranges_of(whole)):
        raise OutOfReach("没有找到。")
    require(actor, EDIT_HOLIDAYS)
