"""`python -m bench NAME` runs one benchmark; `--data` builds the data sets. The last line printed is one JSON object."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import bench
from bench._postgresql import postgresql

FOLDER = Path(__file__).parent.parent / ".bench"


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_"))


def main() -> int:
    """Run what was asked for."""
    asked = sys.argv[1:]
    if asked != ["--data"] and (not asked or asked[0] not in names() or asked[1:] not in ([], ["--data"])):
        sys.stderr.write(f"用法：make bench NAME=名称。现在有：{'、'.join(names())}。\n")
        return 2
    FOLDER.mkdir(exist_ok=True)
    if asked == ["--data"]:  # each in a process of its own: a benchmark chooses its database before Django starts
        return max(subprocess.run([sys.executable, "-m", "bench", name, "--data"]).returncode for name in names())
    with database_of(asked[0]):
        os.environ["JIAHE_HOME"] = str(FOLDER / f"home-{database(asked[0])}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiahe.settings")
        import django

        django.setup()
        module = importlib.import_module(f"bench.{asked[0]}")
        module.prepare()
        if "--data" not in asked:
            print(json.dumps(module.run()))
        django.db.connections.close_all()
    return 0


def database(name: str) -> str:
    """What a benchmark runs on: it says DATABASE = "postgresql", or says nothing."""
    source = (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    return "postgresql" if 'DATABASE = "postgresql"' in source else "sqlite"


def database_of(name: str) -> AbstractContextManager[None]:
    """The database of a benchmark, while it runs."""
    return postgresql() if database(name) == "postgresql" else nullcontext()


if __name__ == "__main__":
    sys.exit(main())
