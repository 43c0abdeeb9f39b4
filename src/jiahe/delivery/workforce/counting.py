"""The facts of who serves and whose credential has expired: a deed adds what it makes of them, less what they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from jiahe.delivery.workforce.models import ServiceSpell, ServiceWorker
from jiahe.foundation.database import advisory_lock
from jiahe.foundation.facts.actions import FactKey, append_facts

LOCK = "workforce"
WORKERS_CODE, EXPIRED_CODE = "workers", "credentials_expired"
AT_ONCE = 500
Spell = tuple[date, date | None]


def amounts(worker: ServiceWorker, upto: date) -> Counter[FactKey]:
    """What somebody adds to the numbers by the days up to and with one."""
    found: Counter[FactKey] = Counter()
    for key, amount in _events(worker):
        if key[2] <= upto:
            found[key] += amount
    return found


def _events(worker: ServiceWorker) -> Iterator[tuple[FactKey, int]]:
    """Each day on which he begins or ends to be counted, also those to come."""
    covered = _covered(worker)
    for spell in worker.spells.all():
        yield from _ends(WORKERS_CODE, spell.village_code, (spell.since, spell.until))
        for gap in _gaps(covered, (spell.since, spell.until)):
            yield from _ends(EXPIRED_CODE, spell.village_code, gap)


def _ends(code: str, village: int, spell: Spell) -> Iterator[tuple[FactKey, int]]:
    since, until = spell
    yield (code, village, since), 1
    if until is not None:
        yield (code, village, until), -1


def _covered(worker: ServiceWorker) -> list[Spell] | None:
    """The days on which one of his credentials is valid, in order; None where his kind needs none or he never had one."""
    if not worker.rules.credential:
        return None
    valid = sorted(
        ((c.issued_on, c.over_on) for c in worker.credentials.all() if c.over_on is None or c.over_on > c.issued_on),
        key=lambda spell: spell[0],
    )
    return valid or None


def _gaps(covered: list[Spell] | None, within: Spell) -> Iterator[Spell]:
    """The days of a spell after the first credential on which none is valid."""
    if covered is None:
        return
    since, until = within
    open_from: date | None = None
    for start, over in [*covered, (None, None)]:
        if open_from is not None and (start is None or start > open_from):
            low = max(open_from, since)
            ends = [day for day in (start, until) if day is not None]
            high = min(ends) if ends else None
            if high is None or low < high:
                yield low, high
        if start is None or over is None:
            return
        open_from = over if open_from is None else max(open_from, over)


def next_change(worker: ServiceWorker, after: date) -> date | None:
    """The next day on which he is counted differently by itself."""
    return min((key[2] for key, _ in _events(worker) if key[2] > after), default=None)


@contextmanager
def recounted(worker: ServiceWorker, on: date) -> Iterator[None]:
    """Append what the deed inside makes of the numbers, in the caller's transaction; the row must be read under the lock."""
    before = amounts(worker, worker.counted_to)
    yield
    upto = max(worker.counted_to, on)
    after = amounts(worker, upto)
    after.subtract(before)
    append_facts(after)
    worker.counted_to, worker.changes_on = upto, next_change(worker, upto)
    worker.save(update_fields=["counted_to", "changes_on"])


def bring_up(on: date) -> int:
    """Append what the days up to and with one changed by themselves; returns of how many. Run twice, it adds nothing."""
    brought = 0
    while True:
        with transaction.atomic():
            advisory_lock(LOCK)
            due = list(ServiceWorker.objects.filter(changes_on__lte=on).order_by("pk")[:AT_ONCE])
            for worker in due:
                with recounted(worker, on):
                    pass
        if not due:
            return brought
        brought += len(due)


def begin(worker: ServiceWorker, on: date) -> None:
    """Count somebody from a day on in his village."""
    ServiceSpell.objects.create(worker=worker, village_code=worker.village_code, since=on)


def end(worker: ServiceWorker, on: date) -> None:
    """Count somebody no more from a day on."""
    for spell in ServiceSpell.objects.filter(worker=worker, until=None):
        spell.until = max(on, spell.since)
        spell.save(update_fields=["until"])


def move(worker: ServiceWorker, village_code: int, on: date) -> None:
    """Count somebody in another village from a day on; what began later was never counted in the old one."""
    for spell in ServiceSpell.objects.filter(worker=worker).exclude(village_code=village_code):
        if spell.until is not None and spell.until <= on:
            continue
        if spell.since >= on:
            spell.village_code = village_code
            spell.save(update_fields=["village_code"])
            continue
        until, spell.until = spell.until, on
        spell.save(update_fields=["until"])
        ServiceSpell.objects.create(worker=worker, village_code=village_code, since=on, until=until)
