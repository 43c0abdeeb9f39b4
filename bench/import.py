"""Importing a sheet, against django-import-export in its default row-by-row mode.

Both read the same .xlsx on the same PostgreSQL, run the same validation on each row and look for the ID number among
those who are there; neither encrypts. Ours also puts families together, writes life events, relations, facts,
categories and the audit, and folds the sums; theirs writes one table. ``ratio`` is our rows per second over theirs,
medians of three; their bulk mode is printed beside it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import _imports as common

OURS, THEIRS, ROUNDS = 50_000, 5_000, 3
DATABASE = "postgresql"


def prepare() -> None:
    """The sheet, and the opponent."""
    common.prepare(OURS)
    common.install_opponent()


def run() -> dict[str, float]:
    """Import with both, three times in turn."""
    from bench._import_export import import_rows

    speeds: dict[str, list[float]] = {"家和": [], "逐行": [], "批量": []}
    work: dict[str, Callable[[Path], int]] = {
        "家和": common.import_ours,
        "逐行": lambda path: import_rows(path, THEIRS, bulk=False),
        "批量": lambda path: import_rows(path, THEIRS, bulk=True),
    }
    path = common.path(OURS)
    with common.without_encryption():
        for _ in range(ROUNDS):
            for name, do in work.items():
                common.empty()
                start = time.perf_counter()
                rows = do(path)
                speeds[name].append(rows / (time.perf_counter() - start))
                print(f"{name} {rows} 行，每秒 {speeds[name][-1]:.0f} 行", flush=True)
    middle: dict[str, Any] = {name: statistics.median(values) for name, values in speeds.items()}
    print(f"每秒行数的中位数：家和 {middle['家和']:.0f}，逐行 {middle['逐行']:.0f}，批量 {middle['批量']:.0f}")
    return {"ratio": round(middle["家和"] / middle["逐行"], 1), "bulk_ratio": round(middle["家和"] / middle["批量"], 1)}
