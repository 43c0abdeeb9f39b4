"""Machines of their own: a data folder and a database, and somebody who runs commands there."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.served import clean_environment, jiahe

ON_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


class Machine:
    """A data folder and a database of its own, and somebody who runs commands there."""

    def __init__(self, home: Path, address: str = "") -> None:
        self.home, self.address = home, address

    def environment(self, **more: str) -> dict[str, str]:
        """What a command is told by the machine."""
        chosen = {"JIAHE_DATABASE_URL": self.address} if self.address else {}
        return {**clean_environment(self.home), **chosen, **more}

    def run(self, *words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `jiahe` without a terminal."""
        return subprocess.run(
            [jiahe(), *map(str, words)], env=self.environment(**more), cwd=self.home.parent,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240,
        )  # fmt: skip

    def done(self, *words: str | Path, **more: str) -> str:
        """Run `jiahe`; it must end well. Returns what it printed."""
        result = self.run(*words, **more)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def refused(self, *words: str | Path) -> str:
        """Run `jiahe`; it must refuse in one plain sentence, which is returned."""
        result = self.run(*words)
        said = [line for line in result.stderr.splitlines() if not line.startswith(("核对 ", "恢复 ", "备份 "))]
        assert result.returncode in {1, 2}, result.stderr
        assert len(said) == 1, result.stderr
        assert "Traceback" not in result.stderr
        return said[0]

    def counts(self) -> dict[str, Any]:
        """What doctor counts."""
        found: dict[str, Any] = json.loads(self.run("doctor", "--json").stdout)["counts"]
        return found

    def take_keys_of(self, other: Machine) -> None:
        """Carry the keys over, as the operator does from where he keeps them."""
        shutil.rmtree(self.home / "keys", ignore_errors=True)
        shutil.copytree(other.home / "keys", self.home / "keys")

    def is_well(self) -> None:
        """Everything an operator looks at says that all is well."""
        assert json.loads(self.done("doctor", "--json"))["ok"] is True
        self.done("screen", "verify")
        self.done("audit", "verify")
