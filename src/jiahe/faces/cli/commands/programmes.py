"""`jiahe programmes`: what the association runs, and where each is found; no database, no setup."""

from __future__ import annotations

import argparse
import json
from typing import Any

from jiahe.delivery.catalogue.programme import programmes
from jiahe.faces.kit.programmes import described
from jiahe.programmes.declared import declare_all


def add_to(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("programmes", help="项目：有哪些，各在哪一页")
    parser.add_argument("--json", action="store_true", help="写成 JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List the programmes."""
    declare_all()
    if options.json:
        print(json.dumps([described(programme) for programme in programmes()], ensure_ascii=False, indent=2))
        return 0
    for programme in programmes():
        print(f"{programme.title}（{programme.code}）：{programme.summary}")
    return 0
