"""Work that takes longer than somebody waits for a page: done beside the requests, by rows that say how far it is.

The row is the truth: what a crash or a stopped server left half done is taken up again by whoever looks at it next.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread

from django.conf import settings
from django.db import connections

logger = logging.getLogger(__name__)


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
