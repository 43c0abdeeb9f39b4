"""What the interpreter does for all threads at once, set otherwise while one does work of an unusual kind."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

QUICK = 0.0005  # seconds


@dataclass(slots=True)
class Setting:
    """Something that stays set until the last thread that asked for it has ended its work."""

    begin: Callable[[], object]
    end: Callable[[], object]
    _lock: Lock = field(default_factory=Lock)
    _holders: int = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Set while the block runs."""
        with self._lock:
            self._holders += 1
            self.begin()
        try:
            yield
        finally:
            with self._lock:
                self._holders -= 1
                if not self._holders:
                    self.end()


USUAL = sys.getswitchinterval()

# Work that makes very many objects and no cycles: the search for cycles would look at all of them again and again,
# though each is freed as soon as nobody holds it. It was a fifth of an import.
without_search_for_cycles = Setting(gc.disable, gc.enable).held

# A thread that mostly waits for the database beside one that reckons: it is let in as soon as it has its answer.
with_quick_turns = Setting(lambda: sys.setswitchinterval(QUICK), lambda: sys.setswitchinterval(USUAL)).held
