"""A private PostgreSQL with its own defaults (fsync on), for benchmarks that promise something about PostgreSQL."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.postgresql import private_postgresql, programs


@contextmanager
def postgresql() -> Iterator[None]:
    """Point Jiahe at a new server while the block runs; a machine without PostgreSQL cannot run the benchmark."""
    folder = programs()
    if folder is None:
        sys.exit("这项测量要用 PostgreSQL，这台机器上没有。请先安装：apt-get install postgresql")
    with private_postgresql(folder, durable=True) as address:
        os.environ["JIAHE_DATABASE_URL"] = address
        yield
