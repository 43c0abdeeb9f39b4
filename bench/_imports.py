"""What the benchmarks of the import share: the sheet, an empty registry, and the switch that turns encryption off."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from django.db import connection

from bench import _opponents, _sheets
from jiahe.faces.cli.acting import finish, now
from jiahe.faces.cli.commands.setup import prepare as set_up
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region, ranges_of, villages_in
from jiahe.registry.imports import import_people

COUNTY = 350583000000
TABLES = (
    "registry_standing", "registry_stay", "registry_lifeevent", "registry_importrun", "registry_person",
    "registry_household", "facts_fact", "facts_rollup", "events_outboxevent", "insight_freshness", "audit_entry",
    "audit_head",
)  # fmt: skip


def county() -> Region:
    """南安市."""
    found = find_region(COUNTY)
    assert found is not None
    return found


def prepare(rows: int) -> None:
    """Tables, regions, and the sheet."""
    set_up()
    _sheets.sheet([v.code for v in villages_in(ranges_of(county()))], rows)


def path(rows: int) -> Path:
    """Where the sheet stands."""
    return _sheets.FOLDER / f"people-{rows}.xlsx"


def install_opponent() -> None:
    """django-import-export, pinned."""
    _opponents.install("django-import-export==4.4.3")


def import_ours(sheet: Path) -> int:
    """Import the whole sheet as `jiahe people import` does; nothing waits when it returns."""
    outcome = import_people(sheet, region=county(), by=operator(), at=now(), on=_sheets.ON)
    finish()
    assert not outcome.refused, outcome.faults[:3]
    return outcome.created


def empty() -> None:
    """An empty registry."""
    with connection.cursor() as cursor:
        names = ", ".join(TABLES)
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        cursor.execute("DROP TABLE IF EXISTS bench_flatperson, bench_flathousehold")


@contextmanager
def without_encryption() -> Iterator[None]:
    """Values stand in the clear and are found by a plain digest: a switch that exists only here."""

    def plain(value: str, *, field_class: str) -> bytes:
        return hashlib.blake2b(value.encode(), digest_size=16).digest()

    def clear(value: str, **_: object) -> bytes:
        return value.encode()

    writing, planning = "jiahe.registry.enrolment.writing", "jiahe.registry.enrolment.planning"
    with (
        mock.patch(f"{writing}.blind_index", plain),
        mock.patch(f"{planning}.blind_index", plain),
        mock.patch(f"{writing}.seal", clear),
    ):
        yield
