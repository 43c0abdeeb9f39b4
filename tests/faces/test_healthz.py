"""A proxy or a monitor asks whether the server can work, and learns nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def test_whoever_asks_hears_yes_under_whatever_name_he_calls_the_server() -> None:
    with CaptureQueriesContext(connection) as captured:
        answer = Client().get("/healthz", headers={"host": "10.1.2.3:8000"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert len(captured) <= 2
    assert Client().head("/healthz", headers={"host": "anything.example"}).status_code == 200


def test_a_server_whose_tables_are_of_another_version_says_no_and_not_why() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'facts' AND name LIKE '0002%%'")
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"unavailable\n")


def test_a_database_that_is_not_there_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/at/all.sqlite3")
    else:
        monkeypatch.setattr("django.db.migrations.recorder.MigrationRecorder.migration_qs", property(_gone))
    assert Client().get("/healthz").status_code == 503


def _gone(recorder: object) -> None:
    from django.db import OperationalError

    raise OperationalError("the server is not there")
