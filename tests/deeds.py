"""Deeds of the desk in a process of their own, so that a test can kill it: `python -m tests.deeds undo|merge|notify|send|upload|silence|decide`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Do all there is to do of one kind, and say after each step that it is done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiahe.settings")
    import django

    django.setup()
    deeds = {
        "undo": undo, "merge": merge, "notify": notify, "send": send, "upload": upload, "silence": silence,
        "decide": decide,
    }  # fmt: skip
    deeds[sys.argv[1]]()


def undo() -> None:
    """Undo the last import, or go on with undoing it."""
    from jiahe.faces.cli.acting import finish
    from jiahe.faces.cli.clock import now, today
    from jiahe.foundation.accounts.actor import operator
    from jiahe.registry.imports.undo import ask_undo, undo_import
    from jiahe.registry.models import ImportRun

    run = ImportRun.objects.latest("pk")
    ask_undo(run, by=operator(), at=now())
    undo_import(run, by=operator(), at=now(), on=today(), progress=lambda done, total: print(done, flush=True))
    finish()


def merge() -> None:
    """Merge every pair that looks alike."""
    from jiahe.faces.cli.acting import finish
    from jiahe.faces.cli.clock import now, today
    from jiahe.foundation.accounts.actor import operator
    from jiahe.foundation.regions.queries import find_region
    from jiahe.registry import lookalikes
    from jiahe.registry.actions import merge_people
    from tests.places import YUNLIN

    village = find_region(YUNLIN)
    assert village is not None
    for pair in lookalikes.pairs(village, by=operator(), limit=1000).rows:
        merge_people(one=pair.one, other=pair.other, by=operator(), at=now(), on=today())
        print(pair.one.pk, flush=True)
    finish()


def notify() -> None:
    """Tell everybody who lives something that goes to his phone."""
    from django.db import transaction

    from jiahe.faces.cli.clock import now
    from jiahe.foundation.notices import actions, kinds
    from jiahe.registry.models import Person

    kinds.declare(kinds.NoticeKind("tests.news", "有新的通知", channels=("sms",), urgent=True))
    with transaction.atomic():
        for pk in Person.objects.filter(death_date=None).exclude(phone_index=None).values_list("pk", flat=True):
            actions.notify("tests.news", at=now(), person=pk)
            print(pk)


def send() -> None:
    """Send what is due, a minute for every message, so that what was interrupted is looked at as well."""
    from datetime import timedelta

    from jiahe.faces.cli.clock import now
    from jiahe.foundation.notices.sending import ANSWERS_WITHIN, send_due

    send_due(lambda: now() + timedelta(days=len(sys.argv) - 1) + 2 * ANSWERS_WITHIN)


def upload() -> None:
    """A township secretary brings a sheet, has it checked and confirms it; the import itself is left to the jobs."""
    from pathlib import Path

    from jiahe.faces.cli.acting import finish
    from jiahe.faces.cli.clock import now, today
    from jiahe.foundation.accounts.actions import give_post, open_account, open_post
    from jiahe.foundation.accounts.actor import in_post, operator
    from jiahe.foundation.accounts.models import Role
    from jiahe.foundation.regions.queries import find_region
    from jiahe.registry.imports import check_upload, confirm_import
    from jiahe.registry.jobs import go_on_with_import

    town, at = find_region(350583103000), now()
    assert town is not None
    user, _ = open_account(username="town", name="town", password="warm-tea-and-rain", by=operator(), at=at)
    post = open_post(role=Role.TOWNSHIP_SECRETARY, region=town, by=operator(), at=at)
    give_post(user=user, post=post, since=today(), by=operator(), at=at)
    by = in_post(user, post)
    content = Path(sys.argv[2]).read_bytes()
    run, _ = check_upload(content, file_name="people.csv", region=town, by=by, at=at, on=today())
    finish()
    assert confirm_import(run, by=by, at=at)
    run.refresh_from_db()
    go_on_with_import(run, by=by, at=at)


def decide() -> None:
    """A township secretary takes in a case of everybody who has a phone, then answers those that are not answered yet."""
    from jiahe.delivery.cases import actions
    from jiahe.delivery.cases.models import Case, CaseState, Source
    from jiahe.faces.cli.clock import now, today
    from jiahe.foundation.accounts.actions import give_post, open_account, open_post
    from jiahe.foundation.accounts.actor import in_post, operator
    from jiahe.foundation.accounts.models import Role
    from jiahe.foundation.regions.queries import find_region
    from jiahe.registry.models import Person

    town, at = find_region(350583103000), now()
    assert town is not None
    user, _ = open_account(username="town", name="town", password="warm-tea-and-rain", by=operator(), at=at)
    post = open_post(role=Role.TOWNSHIP_SECRETARY, region=town, by=operator(), at=at)
    give_post(user=user, post=post, since=today(), by=operator(), at=at)
    when = {"by": in_post(user, post), "at": at, "on": today()}
    if not Case.objects.exists():
        for person in Person.objects.filter(death_date=None).exclude(phone_index=None):
            said = {"topic": "other", "story": "问一问"}
            actions.open_case(kind="reception", typed=said, person=person, source=Source.VISIT, **when)
    print("heard", flush=True)
    for case in Case.objects.filter(state=CaseState.OPEN).order_by("pk"):
        actions.reject(case=case, reason="请到法院", seen=case.moves, **when)
        print(case.pk, flush=True)


def silence() -> None:
    """Let the time pass after which a worker that says nothing is taken for dead."""
    from datetime import timedelta

    from django.db.models import F

    from jiahe.foundation.jobs.models import Job

    Job.objects.filter(state="working").update(beat_at=F("beat_at") - timedelta(minutes=10))


if __name__ == "__main__":
    main()
