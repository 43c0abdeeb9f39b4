"""The name of a file as it can be shown and given back: nothing in it leads elsewhere or misleads."""

from __future__ import annotations

import re
import unicodedata

from jiahe.foundation.files.kinds import Kind

LONGEST = 120
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')


def safe_name(name: str, kind: Kind) -> str:
    """The last part of a name without signs that steer anything, with an ending that says what the file is."""
    last = name.encode("utf-8", "replace").decode("utf-8").replace("\\", "/").rpartition("/")[2]
    # Cc and Cf hold the signs that turn the direction of writing, by which fdp.exe reads as exe.pdf.
    plain = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C"))
    plain = " ".join(_NOT_IN_NAMES.sub(" ", plain).split())
    ending = next((e for e in kind.endings if plain.lower().endswith(e)), "")
    stem = plain[: len(plain) - len(ending)].strip(". ")[:LONGEST] or "文件"
    return f"{stem}{ending or kind.endings[0]}"
