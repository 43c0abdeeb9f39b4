"""`jiahe work`: do jobs in a process of their own, beside the servers of pages or without one."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from jiahe.faces.cli.acting import finish, require_setup
from jiahe.faces.cli.clock import now
from jiahe.faces.kit import background
from jiahe.foundation.jobs.actions import schedule_all
from jiahe.foundation.jobs.running import run_due


def add_to(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("work", help="做后台工作：导入、名单、定时的事；不写 --once 就一直做下去")
    parser.add_argument("--once", action="store_true", help="做完现在到时间的就结束")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Work once, or until somebody stops it."""
    require_setup()
    if not options.once:
        sys.stderr.write("在做后台工作。按 Ctrl+C 停下，没做完的下次接着做。\n")
        background.work_for_ever()
    schedule_all(now())
    print(f"做了 {run_due(now)} 项后台工作。")
    finish()
    return 0
