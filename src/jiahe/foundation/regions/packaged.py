"""Where the lists of regions stand that come with the package. Needs neither models nor a database."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"
DIVISIONS = DATA / "fujian_divisions.csv"
CROSSWALK = DATA / "fujian_code_crosswalk.csv"
