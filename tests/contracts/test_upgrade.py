"""An installation of an earlier version becomes one of this version, and everything is still there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.contracts.machines import Machine
from tests.contracts.test_commands import YUNLIN, write_csv
from tests.people import FAMILY, HEAD, WIFE
from tests.served import jiahe

pytestmark = pytest.mark.differs
OLDER = Path(__file__).parent / "older"
HOUSEHOLDS, PEOPLE = 13, 46  # see older/README.md

# The rows of that version in the tables of that version, as if its server had just been stopped, a worker signed in.
AS_IT_STOOD = """
import sys
from pathlib import Path
import django
django.setup()
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils.crypto import salted_hmac
from jiahe.foundation.backups import loading
from jiahe.foundation.backups.actions import check_backup, restore_backup
place, quiet = Path(sys.argv[1]), lambda done, total: None
restore_backup(place=place, checked=check_backup(place=place, tell=quiet), guarded=(), tell=quiet)
loading.done()
with connection.cursor() as cursor:
    cursor.execute("SELECT id, password FROM accounts_user WHERE username = 'lin'")
    user, password = cursor.fetchone()
salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
session = SessionStore("a" * 32)
session["_auth_user_id"], session["_auth_user_backend"] = str(user), "django.contrib.auth.backends.ModelBackend"
session["_auth_user_hash"] = salted_hmac(salt, password, algorithm="sha256").hexdigest()
session.save(must_create=True)
"""

# What somebody of that version finds again: opened with its keys, and seen on the pages of this one.
FOUND = """
import json
from datetime import date
import django
django.setup()
from django.test import Client
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.accounts.models import User
from jiahe.registry.circumstances import circumstances_of
from jiahe.registry.models import ImportRun, LifeEvent, Person
head = Person.objects.get(name="HEAD", birth_date="BORN")
known = circumstances_of([head], by=operator())[head.pk]
signed_in_before, browser = Client(), Client()
signed_in_before.cookies["sessionid"] = "a" * 32
door = browser.post("/desk/sign-in/", {"username": "lin", "password": "warm-tea-and-rain"})
page = browser.get(f"/desk/households/{head.household_id}/").content.decode()
print(json.dumps({
    "number": head.id_number,
    "phone": head.phone,
    "address": head.household.address,
    "wife": head.spouse.name,
    "ill": known.chronic().on(date(2026, 3, 2)),
    "work": known.employment().on(date(2026, 3, 2)),
    "low income": LifeEvent.objects.filter(person=head.spouse, kind="low_income_begin").count(),
    "imports": list(ImportRun.objects.values_list("status", "created", "file_name")),
    "resident": User.objects.filter(username=f"resident-{head.spouse.pk}").count(),
    "page": "HEAD" in page,
    "signed in before": signed_in_before.get("/desk/").headers.get("Location", ""),
}))
""".replace("HEAD", HEAD.name).replace("BORN", str(HEAD.birth_date))


def asked(machine: Machine, script: str, *words: str) -> str:
    """What a script prints that runs with the code of this version on the machine."""
    done = subprocess.run(
        [sys.executable, "-c", script, *words], env=machine.environment(DJANGO_SETTINGS_MODULE="jiahe.settings"),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def everything_is_there(machine: Machine) -> dict[str, Any]:
    """All of older/README.md is found, and all that an operator looks at says that it is well."""
    machine.is_well()
    assert (machine.counts()["households"], machine.counts()["people"]) == (HOUSEHOLDS, PEOPLE)
    found: dict[str, Any] = json.loads(asked(machine, FOUND))
    assert found == found | {
        "number": HEAD.id_number, "phone": HEAD.phone, "address": HEAD.address, "wife": WIFE.name,
        "ill": ["hypertension"], "work": "employee", "low income": 1, "imports": [["done", 3, "芸林村.csv"]],
        "resident": 1, "page": True,
    }  # fmt: skip
    sheet = write_csv(machine.home.parent / "people.csv", FAMILY)
    assert "不变 3 人" in machine.done("people", "import", sheet, "--region", YUNLIN)
    return found


@pytest.fixture
def older(machine: Callable[..., Machine]) -> Machine:
    """A machine with the keys of the earlier version."""
    found = machine("older")
    shutil.copytree(OLDER / "keys", found.home / "keys")
    return found


@pytest.mark.slow
def test_a_backup_of_an_earlier_version_is_restored_as_this_version(older: Machine) -> None:
    assert "较早的版本" in older.done("restore", "--check", OLDER / "backup.jiahe")
    assert "已经升级" in older.done("restore", OLDER / "backup.jiahe")
    everything_is_there(older)


@pytest.mark.slow
def test_setup_upgrades_an_installation_of_an_earlier_version_where_it_stands(older: Machine) -> None:
    (older.home / "keys" / "session.key").write_text("the key that signed the sessions of that version")
    asked(older, AS_IT_STOOD, str(OLDER / "backup.jiahe"))
    before = json.loads(older.run("doctor", "--json").stdout)
    assert before["ok"] is False
    assert "jiahe setup" in next(check["detail"] for check in before["checks"] if check["name"] == "migrations")
    said = older.done("setup")
    assert "一次性密码" not in said  # there is an administrator
    assert older.done("setup") == said
    assert everything_is_there(older)["signed in before"].startswith("/desk/sign-in/")


@pytest.mark.slow
def test_an_upgrade_killed_again_and_again_is_done_by_running_it_once_more(older: Machine) -> None:
    asked(older, AS_IT_STOOD, str(OLDER / "backup.jiahe"))
    killed = 0
    for tenths in range(10, 80, 6):
        running = subprocess.Popen(
            [jiahe(), "setup"], env=older.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            running.wait(tenths / 10)
            break
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait(30)
            killed += 1
    assert killed
    older.done("setup")
    everything_is_there(older)


def before_the_last() -> list[tuple[str, str]]:
    """Of each of our apps that has several migrations, the one before the last."""
    graph = MigrationLoader(None).graph
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("jiahe.")}
    lasts = [last for last in graph.leaf_nodes() if last[0] in ours]
    parents = {last: [p.key for p in graph.node_map[last].parents if p.key[0] == last[0]] for last in lasts}
    return [parent for found in parents.values() for parent in found]


@pytest.mark.slow
def test_the_last_migration_of_each_app_runs_on_tables_that_hold_rows(machine: Callable[..., Machine]) -> None:
    """So that a migration which only works on empty tables is found before an operator finds it."""
    found = machine("rewound")
    found.done("setup")
    found.done("synth", "--region", "350583103", "--households", "30", "--seed", "3")
    found.done("people", "import", write_csv(found.home.parent / "people.csv", FAMILY), "--region", YUNLIN)
    counts = found.counts()
    for app, name in before_the_last():
        found.done("django", "migrate", app, name, "--verbosity", "0")
    assert json.loads(found.run("doctor", "--json").stdout)["ok"] is False
    found.done("setup")
    found.is_well()
    assert found.counts() == counts
