"""Jobs: done once, tried again later and later, taken up after a crash, stopped, and seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.jobs import actions, queries
from jiahe.foundation.jobs.kinds import JobCancelled, JobImpossible, JobKind, Run, Schedule, _kinds, declare
from jiahe.foundation.jobs.models import Job
from jiahe.foundation.jobs.running import SILENT_FOR, run_due
from jiahe.foundation.regions.models import Region
from tests.conftest import Cast, furnish
from tests.foundation.threads import at_once
from tests.places import NOW

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.differs


class Clock:
    """A clock that the test winds."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kind() -> Iterator[Callable[..., JobKind]]:
    """Declares a kind of job for one test."""
    codes = []

    def made(work: Callable[[Run], None], code: str = "tests.job", **more: object) -> JobKind:
        codes.append(code)
        return declare(JobKind(code, "试一试的工作", work, **more))  # type: ignore[arg-type]  # fields of the kind

    yield made
    for code in codes:
        _kinds.pop(code, None)


def ask(key: str = "1", **about: object) -> Job:
    return actions.ask("tests.job", about=about, key=key, at=NOW)


def state(job: Job) -> str:
    job.refresh_from_db()
    return str(job.state)


@pytest.mark.django_db
def test_a_job_is_done_once_and_says_how_far_it_is(kind, clock: Clock) -> None:
    seen = []

    def work(run: Run) -> None:
        run.progress(3, 7)
        seen.append(run.about)

    kind(work)
    job = ask(place=5)
    assert run_due(clock) == 1
    assert run_due(clock) == 0
    assert (state(job), job.done, job.total, seen) == ("done", 3, 7, [{"place": 5}])


@pytest.mark.django_db
def test_a_job_that_is_open_is_not_asked_for_twice_and_one_that_is_over_is(kind, clock: Clock) -> None:
    kind(lambda run: None)
    first = ask()
    assert ask() == first
    assert ask(key="2") != first
    run_due(clock)
    assert ask() != first


@pytest.mark.django_db
def test_a_job_that_fails_is_tried_again_later_and_later_and_then_given_up(kind, clock: Clock) -> None:
    told = []

    def broken(run: Run) -> None:
        raise ZeroDivisionError("the name of somebody")

    kind(broken, tries=3, given_up=lambda about, sentence, at: told.append((about, sentence)))
    job = ask(place=5)
    pauses = []
    while state(job) != "failed":
        begun = clock.now
        assert run_due(clock) == 1
        job.refresh_from_db()
        pauses.append(job.due_at - begun)
        clock.now = max(job.due_at, clock.now)
    assert pauses[:2] == [MINUTE, 5 * MINUTE]
    assert (job.attempts, len(told), told[0][0]) == (3, 1, {"place": 5})
    assert "somebody" not in job.fault
    assert queries.failing(clock.now)[0] == 1


@pytest.mark.django_db
def test_a_job_that_can_never_be_done_says_why_and_is_not_tried_again(kind, clock: Clock) -> None:
    def impossible(run: Run) -> None:
        raise JobImpossible("这份表已经删掉了，请重新上传。")

    kind(impossible)
    job = ask()
    run_due(clock)
    assert (state(job), job.fault) == ("failed", "这份表已经删掉了，请重新上传。")


@pytest.mark.django_db
def test_a_job_whose_worker_died_is_taken_up_and_the_dead_one_has_no_say_any_more(kind, clock: Clock) -> None:
    runs: list[Run] = []

    def work(run: Run) -> None:
        runs.append(run)
        if len(runs) == 1:
            raise KeyboardInterrupt  # as when the process is killed: nothing after it is written

    kind(work)
    job = ask()
    with pytest.raises(KeyboardInterrupt):
        run_due(clock)
    assert state(job) == "working"
    clock.now += SILENT_FOR / 2
    assert run_due(clock) == 0, "somebody may be at it"
    clock.now += SILENT_FOR
    assert run_due(clock) == 1
    assert (state(job), job.attempts) == ("done", 2)
    with pytest.raises(JobCancelled):
        runs[0].progress(1, 1)


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_each_time_is_given_up(kind, clock: Clock) -> None:
    def deadly(run: Run) -> None:
        raise KeyboardInterrupt

    kind(deadly, tries=2)
    job = ask()
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            run_due(clock)
        clock.now += 2 * SILENT_FOR
    run_due(clock)
    assert state(job) == "failed"


@pytest.mark.django_db
def test_a_job_is_stopped_where_it_next_says_how_far_it_is(kind, clock: Clock, by_operator: Actor) -> None:
    told = []

    def work(run: Run) -> None:
        run.progress(1, 2)
        assert actions.cancel(job=run.job, by=by_operator, at=NOW)
        run.progress(2, 2)
        raise AssertionError("it went on")

    kind(work, given_up=lambda about, sentence, at: told.append(sentence))
    job = ask()
    run_due(clock)
    assert (state(job), job.done, told) == ("cancelled", 1, ["这项工作被取消了。"])
    waiting = ask(key="2")
    assert actions.cancel(job=waiting, by=by_operator, at=NOW)
    assert run_due(clock) == 0
    assert (state(waiting), len(told)) == ("cancelled", 2)
    assert not actions.cancel(job=waiting, by=by_operator, at=NOW)
    assert Entry.objects.filter(action="jobs.cancel").count() == 2


@pytest.mark.django_db
def test_what_comes_again_has_one_row_and_comes_again_also_after_a_failure(kind, clock: Clock) -> None:
    done = []

    def work(run: Run) -> None:
        done.append(run.at)
        if len(done) == 2:
            raise ZeroDivisionError

    kind(work, schedule=Schedule(every=10 * MINUTE))
    for _ in range(4):
        actions.schedule_all(clock.now)
        run_due(clock)
        clock.now += 10 * MINUTE
    assert len(done) == 4
    assert Job.objects.filter(kind="tests.job").count() == 1


def test_a_nightly_job_is_due_at_its_hour_in_china() -> None:
    night = Schedule(hour=2)
    assert night.following(NOW).isoformat() == "2026-11-24T02:00:00+08:00"
    assert night.following(night.following(NOW)).isoformat() == "2026-11-25T02:00:00+08:00"


@pytest.mark.django_db
def test_a_job_of_a_kind_that_is_gone_waits_for_the_version_that_knows_it(kind, clock: Clock) -> None:
    kind(lambda run: None)
    job = ask()
    _kinds.pop("tests.job")
    assert run_due(clock) == 0
    assert state(job) == "waiting"


@pytest.mark.django_db
def test_only_who_looks_after_the_whole_sees_and_stops_jobs(kind, cast: Cast) -> None:
    kind(lambda run: None)
    job = ask()
    with pytest.raises(OutOfReach):
        actions.cancel(job=job, by=cast.actor("lin"), at=NOW)
    with pytest.raises(OutOfReach):
        queries.jobs(by=cast.actor("county"))


@pytest.mark.django_db
def test_an_administrator_has_a_failed_job_done_after_all(kind, clock: Clock, cast: Cast) -> None:
    broken = [True]

    def work(run: Run) -> None:
        if broken[0]:
            raise JobImpossible("磁盘满了，请先腾出地方。")

    kind(work)
    job = ask()
    run_due(clock)
    client = cast.client("administrator")
    page = client.get(reverse("desk:jobs")).content.decode()
    assert "磁盘满了" in page
    assert "1 项没有做成" in page
    assert "没有做不成" not in page
    broken[0] = False
    again = client.post(reverse("desk:retry-job", args=[job.pk]), follow=True).content.decode()
    assert "已重新排队" in again
    assert state(job) == "done"
    assert "正在做，或者已经另外排了一次" in client.post(
        reverse("desk:retry-job", args=[job.pk]), follow=True
    ).content.decode()  # fmt: skip


@pytest.mark.django_db
def test_the_list_of_jobs_is_paged_and_narrowed(kind, clock: Clock, cast: Cast) -> None:
    kind(lambda run: None)
    for number in range(35):
        ask(key=str(number))
    client = cast.client("administrator")
    first = client.get(reverse("desk:jobs"))
    assert len(first.context["lines"]) == 30
    second = client.get(f"{reverse('desk:jobs')}?before={first.context['following']}")
    assert len(second.context["lines"]) == 5
    assert "没有这样的工作" in client.get(f"{reverse('desk:jobs')}?state=failed").content.decode()
    assert client.get(f"{reverse('desk:jobs')}?state=moon").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_do_each_job_once(kind) -> None:
    if not Region.objects.exists():
        furnish()
    done: list[int] = []
    kind(lambda run: done.append(run.about["n"]))
    for number in range(24):
        ask(key=str(number), n=number)
    at_once(4, lambda _: run_due(lambda: NOW))
    assert sorted(done) == list(range(24))
    assert not Job.objects.exclude(state="done").exists()
