"""`jiahe screen verify`: fold what waits, recount, name every difference."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import Any

from jiahe.faces.cli.acting import require_setup
from jiahe.faces.cli.clock import now, today
from jiahe.faces.cli.main import WORK_FAILED, Fault
from jiahe.foundation.facts.verification import verify
from jiahe.registry.residents.retention import forget_what_is_over


def day(text: str) -> date:
    """A day as commands take it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(f"日期 {text} 没有写对，请写成 2026-11-23 这样。") from None


def add_to(nouns: Any) -> None:
    """Add the command."""
    verbs = nouns.add_parser("screen", help="一屏的数字").add_subparsers(dest="verb", required=True, metavar="动作")
    parser = verbs.add_parser("verify", help="重新数一遍，指出屏上的每一处不一致")
    parser.add_argument("--on", type=day, metavar="日期", help="数到哪一天（默认今天）")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Recount, and say what differs."""
    require_setup()
    forget_what_is_over(at=now())
    outcome = verify(on=options.on or today())
    if outcome.ok:
        print(f"一致：{outcome.on} 的 {outcome.compared} 个合计都和重算相同。")
        return 0
    for line in outcome.differences:
        sys.stderr.write(f"{line}\n")
    sys.stderr.write(f"屏上有 {len(outcome.differences)} 处和重算不一致，请把以上几行交给系统管理员。\n")
    return WORK_FAILED
