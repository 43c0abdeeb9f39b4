"""`python -m bench NAME` runs one benchmark; `--data` builds the data sets. The last line printed is one JSON object."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path

import bench

FOLDER = Path(__file__).parent.parent / ".bench"


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_"))


def main() -> int:
    """Run what was asked for."""
    asked = sys.argv[1:]
    if asked not in ([name] for name in [*names(), "--data"]):
        sys.stderr.write(f"用法：make bench NAME=名称。现在有：{'、'.join(names())}。\n")
        return 2
    FOLDER.mkdir(exist_ok=True)
    os.environ.setdefault("JIAHE_HOME", str(FOLDER / "home"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiahe.settings")
    import django

    django.setup()
    for name in names() if asked == ["--data"] else asked:
        module = importlib.import_module(f"bench.{name}")
        module.prepare()
        if asked != ["--data"]:
            print(json.dumps(module.run()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
