"""When a household ends: its last living member died or left; and when it stands again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from jiahe.registry.enrolment.counting import last_day
from jiahe.registry.models import Household
from jiahe.registry.models.person import members_of


def end_or_reopen(households: Iterable[Household], at: datetime) -> None:
    """Bring the last day of some households into line with who belongs to them now."""
    for household in households:
        household.until = last_day(household, list(members_of([household.pk])))
        household.changed_at = at
        household.save(update_fields=["until", "changed_at"])
