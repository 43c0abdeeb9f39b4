"""Changing the table: a day at a time, or a whole notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock
from jiahe.foundation.holidays.models import DayKind, Holiday
from jiahe.foundation.holidays.reading import NoticeDay
from jiahe.foundation.holidays.rights import require_holidays


class NotADay(ValueError):
    """A day that cannot stand in the table so, in a sentence for who typed it."""


def set_day(*, day: date, kind: DayKind, name: str, source: str, by: Actor, at: datetime) -> Holiday:
    """Enter a day, or change what is said of it.

    Raises:
        OutOfReach, RightMissing: the actor may not edit holidays.
        NotADay: only a Saturday or a Sunday can be worked in place of another day.
    """
    require_holidays(by)
    _require_weekend(day, kind)
    with transaction.atomic():
        advisory_lock("holidays")
        before = Holiday.objects.filter(day=day).first()
        said = {"kind": kind, "name": name.strip(), "source": source.strip()}
        row, _ = Holiday.objects.update_or_create(day=day, defaults=said)
        details: dict[str, object] = {"day": day.isoformat(), **said, "before": before.kind if before else ""}
        _audit("holidays.set_day", by, at, details)
    return row


def remove_day(*, day: date, by: Actor, at: datetime) -> bool:
    """Take a day out of the table, so that it goes by the week again; false when it did not stand there.

    Raises:
        OutOfReach, RightMissing: the actor may not edit holidays.
    """
    require_holidays(by)
    with transaction.atomic():
        removed, _ = Holiday.objects.filter(day=day).delete()
        if removed:
            _audit("holidays.remove_day", by, at, {"day": day.isoformat()})
    return bool(removed)


def enter_notice(*, days: Sequence[NoticeDay], source: str, by: Actor, at: datetime) -> int:
    """Enter the days of a notice; what stood of the same days is replaced. Returns how many days it has.

    Raises:
        OutOfReach, RightMissing: the actor may not edit holidays.
        NotADay: a day is worked in place of another and is no Saturday or Sunday.
    """
    require_holidays(by)
    for one in days:
        _require_weekend(one.day, one.kind)
    with transaction.atomic():
        advisory_lock("holidays")
        Holiday.objects.filter(day__in=[one.day for one in days]).delete()
        Holiday.objects.bulk_create(
            Holiday(day=one.day, kind=one.kind, name=one.name, source=source.strip()) for one in days
        )
        years = sorted({one.day.year for one in days})
        _audit("holidays.enter_notice", by, at, {"years": years, "days": len(days), "source": source.strip()})
    return len(days)


def _require_weekend(day: date, kind: DayKind) -> None:
    if kind == DayKind.MAKEUP and day.weekday() < 5:
        raise NotADay(f"{day:%Y-%m-%d}本来就上班。调休上班的只能是星期六、星期日，请核对。")


def _audit(action: str, by: Actor, at: datetime, details: dict[str, object]) -> None:
    write_entry(actor=by, action=action, at=at, subject_type="holidays", details=details)
