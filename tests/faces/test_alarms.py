"""What is not well is told to who looks after the installation, on the first page of the desk; nobody else waits for it."""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiahe.faces.desk.views import home
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.health.answers import State
from jiahe.foundation.health.disk import disk_has_room
from jiahe.foundation.jobs.models import Job, JobState
from jiahe.foundation.regions.models import Region
from jiahe.registry.enrolment import enrol
from tests.conftest import CAST, Cast
from tests.people import FAMILY
from tests.places import NOW, TODAY

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def people(yunlin: Region, by_operator: Actor) -> None:
    """A family: now there is something to lose."""
    enrol(FAMILY, by=by_operator, territory=yunlin, at=NOW, on=TODAY)


def seen(client: Client) -> str:
    return client.get(reverse("desk:home")).content.decode()


def back_up(by: Actor, days_ago: int) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    write_entry(actor=by, action="backup.make", at=at, subject_type="backup", details={"digest": "d"})


@pytest.mark.usefixtures("people")
def test_a_backup_that_is_missing_or_old_is_told_until_one_is_made(cast: Cast, by_operator: Actor, settings) -> None:
    client = cast.client("administrator")
    assert "从来没有备份过" in seen(client)
    back_up(by_operator, days_ago=9)
    assert "太久了" in seen(client)
    settings.JIAHE_BACKUP_DAYS = 10
    assert "备份要您看一看" not in seen(client)
    settings.JIAHE_BACKUP_DAYS = 3
    page = seen(client)
    assert "notice-late" in page
    assert "jiahe backup" in page
    back_up(by_operator, days_ago=0)
    assert "备份要您看一看" not in seen(client)


def test_a_job_that_failed_is_told_with_the_way_to_it(cast: Cast) -> None:
    client = cast.client("administrator")
    assert "后台工作要您看一看" not in seen(client)
    Job.objects.create(kind="registry.import", key="1", state=JobState.FAILED, asked_at=NOW, due_at=NOW)
    page = seen(client)
    assert "有 1 项后台工作没有做成" in page
    assert f'href="{reverse("desk:jobs")}">去看后台工作' in page


@pytest.mark.parametrize(
    ("free", "state"), [(6e9, State.WELL), (4e9, State.WARNING), (5e8, State.UNWELL)], ids=["room", "little", "none"]
)
def test_a_disk_that_is_nearly_full_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, free: float, state: State
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(0, 0, int(free)))
    assert disk_has_room(NOW).state == state
    assert ("磁盘要您看一看" in seen(cast.client("administrator"))) is (state != State.WELL)


@pytest.mark.parametrize("who", [name for name in CAST if name != "administrator"])
@pytest.mark.usefixtures("people")
def test_nobody_else_is_told_or_made_to_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    client = cast.client(who)
    seen(client)
    with CaptureQueriesContext(connection) as asked:
        page = seen(client)
    assert "要您看一看" not in page
    monkeypatch.setattr(home, "_alarms", lambda request: [])
    with CaptureQueriesContext(connection) as without:
        seen(client)
    assert len(asked) == len(without)
