"""When a household ends: its last living member died or left; and when it stands again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from jiahe.registry.enrolment.counting import last_day
from jiahe.registry.models import Household, Move
from jiahe.registry.models.person import members_of
from jiahe.registry.models.residence import MoveKind


def end_or_reopen(households: Iterable[Household], at: datetime) -> None:
    """Bring the last day of some households into line with who belongs to them now.

    One that went on under another village code ended that day for good.
    """
    for household in households:
        if Move.objects.filter(source=household, kind=MoveKind.REGION).exists():
            continue
        household.until = last_day(household, list(members_of([household.pk])))
        household.changed_at = at
        household.save(update_fields=["until", "changed_at"])
