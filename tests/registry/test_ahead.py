"""A sheet of several chunks, one made ready while another is stored, and what others do meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from threading import Thread

import pytest
from django.db import connection

from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.redistricting import actions
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.enrolment import Outcome, enrol
from jiahe.registry.models import Household, Person
from jiahe.registry.rows import PersonRow
from tests.conftest import furnish
from tests.people import family
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = pytest.mark.differs
FAMILIES = [family(f"{number:03d}") for number in range(1, 9)]
ROWS = [row for rows in FAMILIES for row in rows]


@pytest.fixture
def village(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Region:
    """芸林村, where every chunk of two families is a real transaction."""
    monkeypatch.setattr(import_module("jiahe.registry.enrolment.enrol"), "CHUNK", 6)
    if not Region.objects.exists():  # a transactional test before this one emptied the tables
        furnish()
    found = find_region(YUNLIN)
    assert found is not None
    return found


@pytest.fixture
def on_postgresql() -> None:
    """Only there chunks are made ready ahead, and only there somebody can come in between."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time, and stores one chunk after the other")


def bring_in(village: Region, rows: Sequence[PersonRow] = ROWS, **more: object) -> Outcome:
    return enrol(rows, by=operator(), at=NOW, on=TODAY, territory=village, **more)  # type: ignore[arg-type]  # hooks


def answer(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def wait_until(what: Callable[[], bool]) -> None:
    for _ in range(1000):
        if what():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to that")


class Meanwhile:
    """Does something of another's while the first chunk is being stored, when the second is ready already."""

    def __init__(self, deed: Callable[[], object]) -> None:
        self.deed, self.thread, self.chunks = deed, Thread(target=self.run), 0

    def run(self) -> None:
        try:
            self.deed()
        finally:
            connection.close()

    def __call__(self, written: object) -> None:
        """Told in the first chunk's transaction, which holds the lock."""
        self.chunks += 1
        if self.chunks == 1:
            ready = "SELECT last_value FROM registry_person_id_seq"
            wait_until(lambda: answer(ready) >= 12)
            self.thread.start()
            wait_until(lambda: answer("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") > 0)


def test_several_chunks_come_in_as_if_they_were_one(village: Region) -> None:
    told: list[tuple[int, int]] = []
    outcome = bring_in(village, progress=lambda done, total: told.append((done, total)))
    assert (outcome.created, outcome.households, outcome.refused) == (24, 8, 0)
    assert told == [(6, 24), (12, 24), (18, 24), (24, 24)]
    assert verify(on=TODAY).ok
    again = bring_in(village)
    assert (again.created, again.unchanged) == (0, 24)


def test_somebody_who_comes_in_while_his_chunk_waits_is_not_doubled(village: Region, on_postgresql: None) -> None:
    meanwhile = Meanwhile(lambda: bring_in(village, FAMILIES[2]))
    outcome = bring_in(village, record=meanwhile)
    meanwhile.thread.join()
    assert (outcome.created, outcome.unchanged, outcome.refused) == (21, 3, 0)
    assert (Person.objects.count(), Household.objects.count()) == (24, 8)
    assert verify(on=TODAY).ok


def test_a_village_that_closes_while_a_chunk_waits_takes_nobody_in_any_more(
    village: Region, on_postgresql: None
) -> None:
    xiaxi = find_region(XIAXI)
    assert xiaxi is not None
    closing = Meanwhile(
        lambda: actions.merge_units(
            units=[village], into=xiaxi, effective_on=date(2026, 10, 15), source="南政文〔2026〕9号", by=operator(), at=NOW,
            on=TODAY,
        )
    )  # fmt: skip
    outcome = bring_in(village, record=closing)
    closing.thread.join()
    assert outcome.created + outcome.refused == 24
    assert ROWS[6].line in {fault.line for fault in outcome.faults}
    assert not Household.objects.filter(village_code=YUNLIN, until=None).exists()
    assert verify(on=TODAY).ok


def test_where_a_chunk_fails_those_before_it_stay_and_none_after_it_is_begun(village: Region) -> None:
    chunks = 0

    def broken(written: object) -> None:
        nonlocal chunks
        chunks += 1
        if chunks == 2:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        bring_in(village, record=broken)
    assert (Person.objects.count(), chunks) == (6, 2)
    assert verify(on=TODAY).ok
    outcome = bring_in(village)
    assert (outcome.created, outcome.unchanged) == (18, 6)
    assert Household.objects.count() == 8


def test_a_person_named_twice_in_two_chunks_comes_in_once(village: Region) -> None:
    twice = replace(FAMILIES[0][0], line=ROWS[-1].line + 1, household_number="099")
    outcome = bring_in(village, [*ROWS, twice])
    assert (outcome.created, outcome.refused) == (24, 1)
    assert Person.objects.count() == 24
