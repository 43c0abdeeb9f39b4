"""What encryption costs the import: the same sheet, encrypted and not, in turn. ``share`` is encrypted rows/s over plain."""

from __future__ import annotations

import statistics
import time

from bench import _imports as common

ROWS, ROUNDS = 50_000, 3
DATABASE = "postgresql"


def prepare() -> None:
    """The sheet."""
    common.prepare(ROWS)


def _speed() -> float:
    common.empty()
    start = time.perf_counter()
    rows = common.import_ours(common.path(ROWS))
    return rows / (time.perf_counter() - start)


def run() -> dict[str, float]:
    """Import both ways, three times in turn."""
    shares = []
    for _ in range(ROUNDS):
        with common.without_encryption():
            plain = _speed()
        sealed = _speed()
        print(f"不加密每秒 {plain:.0f} 行，加密每秒 {sealed:.0f} 行", flush=True)
        shares.append(sealed / plain)
    return {"share": round(statistics.median(shares), 3)}
