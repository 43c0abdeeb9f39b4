"""Opponents: packages that only benchmarks use, installed into .bench/ and never into the product."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent / ".bench" / "opponents"


def install(*requirements: str) -> Path:
    """Put pinned packages on the path, behind everything the product brings; installs them on first use.

    Returns the folder they stand in.
    """
    folder = FOLDER / "_".join(r.replace("==", "-") for r in requirements)
    if not folder.exists():
        draft = folder.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        uv = Path(sys.executable).with_name("uv")
        command = [str(uv), "pip", "install", "--quiet", "--target", str(draft), *requirements]
        subprocess.run(command, check=True)
        draft.rename(folder)
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return folder
