"""`jiahe programmes --json`: as a stranger would call it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.served import clean_environment, jiahe

ROOT = Path(__file__).parents[2]
KEYS = {"code", "title", "system", "task", "kinds", "paths", "journey"}


def test_the_programmes_are_listed_without_a_setup_and_a_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    told = subprocess.run(
        [jiahe(), "programmes", "--json"], env=clean_environment(home), capture_output=True, text=True, cwd=tmp_path
    )
    assert told.returncode == 0, told.stderr
    listed = json.loads(told.stdout)
    assert [p["code"] for p in listed] == ["three-talks-two-visits", "golden-autumn"]
    for programme in listed:
        assert set(programme) == KEYS
        assert set(programme["paths"]) == {"portal", "desk", "screen", "api"}
        file, name = programme["journey"].split("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")
    assert not list(home.rglob("*.sqlite3"))
