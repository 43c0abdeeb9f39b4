"""`jiahe audit verify`: seal what waits, then prove the chain from its first entry to its last."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from jiahe.faces.cli.acting import finish, require_setup
from jiahe.faces.cli.main import WORK_FAILED
from jiahe.foundation.audit.queries import verify


def add_to(nouns: Any) -> None:
    """Add the command."""
    verbs = nouns.add_parser("audit", help="审计记录").add_subparsers(dest="verb", required=True, metavar="动作")
    parser = verbs.add_parser("verify", help="检查审计链是否完整")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Verify the chain, and say what is wrong with it."""
    require_setup()
    finish()
    outcome = verify(expect_entries=True)
    if outcome.ok:
        print(f"完整：{outcome.entries} 条记录、{outcome.heads} 个签名都对。")
        return 0
    for problem in outcome.problems:
        sys.stderr.write(f"{problem}\n")
    sys.stderr.write("审计链有问题，说明有人绕过系统改动过数据库。请保留现场，联系上级系统管理员。\n")
    return WORK_FAILED
