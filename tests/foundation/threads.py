"""Running the same work in several threads, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(threads: int, work: Callable[[int], None]) -> None:
    """Run ``work(0)`` to ``work(threads - 1)`` side by side; raises what one of them raised."""

    def run(number: int) -> None:
        try:
            work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))
