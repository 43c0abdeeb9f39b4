"""How often one address may ask within a minute: counted in memory, so that a flood never reaches the database.

Each worker process counts for itself: the limit is that of one process, and is forgotten when it ends.
"""

from __future__ import annotations

from datetime import datetime
from threading import Lock

MOST_ADDRESSES = 100_000  # beyond them a minute's counts are dropped, so that no flood of addresses fills the memory


class PerMinute:
    """Counts the calls of each address in the present minute."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute: tuple[int, ...] = ()
        self._counts: dict[str, int] = {}

    def allows(self, address: str, *, most: int, at: datetime) -> bool:
        """Count one call; whether the address stays within so many a minute."""
        minute = at.timetuple()[:5]
        with self._lock:
            if minute != self._minute or len(self._counts) >= MOST_ADDRESSES:
                self._minute, self._counts = minute, {}
            count = self._counts[address] = self._counts.get(address, 0) + 1
        return count <= most

    def forget(self) -> None:
        """Begin anew, as a new process does."""
        with self._lock:
            self._counts = {}
