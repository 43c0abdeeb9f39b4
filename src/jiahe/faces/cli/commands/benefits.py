"""`jiahe benefits`: what a family is due, from a file and nothing else: no database, no setup."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from jiahe.benefits.answering import answer_for
from jiahe.benefits.family import FamilyFault, family_from_json
from jiahe.benefits.summary import summary_of
from jiahe.faces.cli.clock import today
from jiahe.faces.cli.main import Fault


def add_to(nouns: Any) -> None:
    """Add the commands."""
    verbs = nouns.add_parser("benefits", help="待遇：一个家庭能领什么").add_subparsers(
        dest="verb", required=True, metavar="动作"
    )
    checking = verbs.add_parser("check", help="看一个家庭能领什么，为什么，怎么领；不用数据库，不用安装")
    checking.add_argument("file", type=Path, metavar="FAMILY.json", help="家庭的资料")
    checking.add_argument(
        "--on", metavar="日期", help="哪一天的规定，例如 2026-03-01（默认：文件里写的那天，没写就是今天）"
    )
    checking.add_argument("--json", action="store_true", help="写成 JSON")
    checking.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Answer for one family. A file that cannot be is refused with the path of the fault."""
    on = _day(options.on) if options.on is not None else None
    if options.file.is_dir() or not options.file.exists():
        raise Fault(f"找不到文件 {options.file}，请检查路径。")
    try:
        family = family_from_json(options.file.read_bytes(), on=on, today=today())
    except FamilyFault as fault:
        raise Fault(f"{options.file.name} 里有写得不对的地方：{fault}") from None
    answer = answer_for(family)
    print(json.dumps(answer, ensure_ascii=False, indent=2) if options.json else summary_of(answer))
    return 0


def _day(text: str) -> date:
    try:
        if len(text) == len("2026-03-01"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Fault(f"--on 后面的“{text}”不是日期，应当写成 2026-03-01 的样子。")
