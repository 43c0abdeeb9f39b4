"""What is counted of the workforce, each with a recount from its own rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from jiahe.delivery.workforce.counting import EXPIRED_CODE, WORKERS_CODE, amounts, bring_up
from jiahe.delivery.workforce.models import HoursState, ServiceHours, ServiceWorker
from jiahe.foundation.facts.measures import Counted, Kind, Measure, declare, declare_roll

AT_ONCE = 2000


def _recount(code: str, on: date) -> Iterable[Counted]:
    workers = ServiceWorker.objects.prefetch_related("spells", "credentials").order_by("pk")
    for worker in workers.iterator(chunk_size=AT_ONCE):
        for (measure, village, day), amount in amounts(worker, on).items():
            if measure == code:
                yield Counted(village, day.replace(day=1), amount)


def _recount_hours(on: date) -> Iterable[Counted]:
    rows = ServiceHours.objects.filter(state=HoursState.CONFIRMED, served_on__lte=on).order_by()
    months = rows.values_list("village_code", TruncMonth("served_on"))
    return (Counted(*row) for row in months.annotate(n=Sum("minutes")))


WORKERS = Measure(WORKERS_CODE, "服务人员", "人", Kind.STOCK, lambda on: _recount(WORKERS_CODE, on))
EXPIRED = Measure(EXPIRED_CODE, "证书到期的服务人员", "人", Kind.STATE, lambda on: _recount(EXPIRED_CODE, on))
MINUTES = Measure("service_minutes", "服务时长", "分钟", Kind.FLOW, _recount_hours)


def declare_all() -> None:
    """Put the measures into the register, and what brings the dated one up to a day."""
    for measure in (WORKERS, EXPIRED, MINUTES):
        declare(measure)
    declare_roll("workforce", bring_up)
