"""Work that takes longer than somebody waits for a page: done beside the requests, by rows that say how far it is.

The row is the truth: what a crash or a stopped server left half done is taken up again by whoever looks at it next.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from django.conf import settings
from django.db import connections
from django.utils import timezone

from jiahe.foundation.jobs.actions import schedule_all, when_asked
from jiahe.foundation.jobs.running import run_due

logger = logging.getLogger(__name__)
LOOK_EVERY = 5.0  # seconds: how long a job asked for by another process may wait
_something_asked = Event()


_under_way: set[str] = set()


def start_once(name: str, work: Callable[[], object]) -> None:
    """Start some work, unless work of this name is under way in this process."""
    if name in _under_way:
        return
    _under_way.add(name)

    def named() -> None:
        try:
            work()
        finally:
            _under_way.discard(name)

    start(named)


def serve_jobs() -> None:
    """Do jobs beside the pages of this process, from now on; called once by the server."""
    if settings.JIAHE_BACKGROUND == "thread":
        when_asked(_something_asked.set)
        Thread(target=work_for_ever, name="jobs", daemon=True).start()


def work_for_ever() -> None:
    """Do what is due, and look again when something is asked for or a while has passed."""
    while True:
        _something_asked.clear()
        _run(work_once)
        _something_asked.wait(LOOK_EVERY)


def work_once() -> None:
    """Do what is due now."""
    schedule_all(timezone.now())
    run_due(timezone.now)


def begin() -> None:
    """Begin what was just asked for: the server's worker hears of it by itself; in tests it is done at once."""
    if settings.JIAHE_BACKGROUND == "inline":
        run_due(timezone.now, scheduled=False)


def start(work: Callable[[], None]) -> None:
    """Do some work in a thread of its own, with a database connection of its own; in tests, at once."""
    if settings.JIAHE_BACKGROUND == "inline":
        work()
        return
    Thread(target=_run, args=(work,), daemon=True).start()


def _run(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as error:
        # The class name alone: a message may quote a row. The row's own state says what is left to do.
        logger.error("background work stopped: %s", type(error).__name__)
    finally:
        connections.close_all()
