"""Who acts in a command, where, and what is finished before it returns."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from jiahe.faces.cli.clock import now, today
from jiahe.faces.cli.main import WORK_FAILED, Fault
from jiahe.foundation.accounts.actor import Actor, operator
from jiahe.foundation.accounts.queries import actor_named
from jiahe.foundation.audit.actions import seal
from jiahe.foundation.events.delivery import deliver_pending
from jiahe.foundation.facts.actions import fold_pending
from jiahe.foundation.facts.measures import roll_all
from jiahe.foundation.jobs.running import run_due
from jiahe.foundation.regions.history import old_code_sentence, unit_now, whole_code
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region, is_code, province
from jiahe.foundation.vault.keys import check_keys
from jiahe.registry.residents.retention import forget_what_is_over


def add_actor(parser: argparse.ArgumentParser) -> None:
    """Give a command the word ``--as``."""
    parser.add_argument("--as", dest="acting", metavar="账号", help="以谁的名义做（默认：本机操作员，会记入审计）")


def actor_of(options: argparse.Namespace) -> Actor:
    """The actor a command was given.

    Raises:
        Fault: nobody has that account, or he holds no post.
    """
    if not options.acting:
        return operator()
    found = actor_named(options.acting, on=today())
    if found is None:
        raise Fault(f"没有账号 {options.acting}，或者他还没有岗位。请检查 --as 后面的账号。")
    return found


def region_of(text: str) -> Region:
    """The region of a code, whole (12 digits) or short (35, 3501, 350102, 350102001).

    A code of former times stands for what it is now; stderr says so.

    Raises:
        Fault: the text is no code of a region here.
    """
    short = text.strip()
    code = whole_code(int(short)) if is_code(short) else 0
    found = find_region(code) if code else None
    if found is None or found.is_closed:
        now = unit_now(code, found.level if found else None) if code else None
        if now is not None:
            sys.stderr.write(f"{text} 是旧编码，现在是{now.title}（{now.code}），按新编码办理。\n")
            return now
    if found is None:
        hint = old_code_sentence(code) if code else ""
        raise Fault(f"没有编码为 {text} 的地方。编码是 12 位数字，或者它的前 2、4、6、9 位。{hint}")
    return found


def require_setup() -> None:
    """Raise Fault unless the tables, the regions and the keys are there."""
    if province() is None:
        raise Fault("还没有装好区划，请先运行 jiahe setup。", WORK_FAILED)
    problems = check_keys()
    if problems:
        raise Fault(problems[0], WORK_FAILED)


def finish() -> None:
    """Finish what was started: jobs done, news delivered, dated states rolled to today, facts folded, what is over
    forgotten, the audit sealed.

    Nothing waits for a server.
    """
    run_due(now, scheduled=False)
    deliver_pending()
    roll_all(today())
    fold_pending()
    forget_what_is_over(at=now())
    seal(now())


def progress(word: str) -> Callable[[int, int], None]:
    """A line of progress on stderr: rewritten in place on a terminal, one line for each tenth otherwise."""
    shown = -1

    def tell(done: int, total: int) -> None:
        nonlocal shown
        tenth = done * 10 // max(total, 1)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{word} {done}/{total}" + ("\n" if done >= total else ""))
        elif tenth > shown:
            sys.stderr.write(f"{word} {done}/{total}\n")
        sys.stderr.flush()
        shown = tenth

    return tell
