"""`jiahe regions`: the yearly list of units, what it would change and changing it; what became of an old code."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from jiahe.faces.cli.acting import actor_of, add_actor, finish, region_of, require_setup
from jiahe.faces.cli.clock import now, today
from jiahe.faces.cli.commands.screen import day
from jiahe.faces.cli.main import WRONG_INPUT, Fault
from jiahe.foundation.redistricting.plan import RegionRefused
from jiahe.foundation.redistricting.yearly import Preview, PreviewLine, YearlyList, preview_list, update_by_list
from jiahe.foundation.regions.files import decoded
from jiahe.foundation.regions.history import deeds_of_code, name_before, successor_of, whole_code
from jiahe.foundation.regions.models import ChangeKind
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.actions import allot_households
from jiahe.registry.allotting import read_list, split_to_allot


def add_to(nouns: Any) -> None:
    """Add the commands."""
    verbs = nouns.add_parser("regions", help="区划：年度名单、旧编码").add_subparsers(
        dest="verb", required=True, metavar="动作"
    )
    preview = verbs.add_parser("preview", help="一份名单会带来哪些变化；只看，不写")
    update = verbs.add_parser("update", help="按名单更新区划，要么全部更新，要么一处不动；同一份名单再来一次什么都不变")
    for parser in (preview, update):
        parser.add_argument("file", type=Path, metavar="FILE.csv", help="全省名单，列和随系统装好的区划表一样")
        parser.add_argument("--successors", type=Path, metavar="FILE.csv", help="谁接收谁的家庭：old_code,new_code")
        add_actor(parser)
    preview.add_argument("--on", type=day, metavar="日期", help="从哪一天起生效（默认今天）")
    preview.set_defaults(run=run_preview)
    update.add_argument("--on", type=day, required=True, metavar="日期", help="从哪一天起生效")
    update.add_argument("--source", default="", metavar="依据", help="文件名和文号，会写进每个单位的沿革")
    update.set_defaults(run=run_update)
    allot = verbs.add_parser("allot", help="拆分以后，按名单定哪一户归哪里；要么全部定下，要么一户不动")
    allot.add_argument("file", type=Path, metavar="FILE.csv", help="一行一户：户编号,编码")
    allot.add_argument("--region", required=True, metavar="编码", help="拆分以后家庭还在的那个村居")
    add_actor(allot)
    allot.set_defaults(run=run_allot)
    history = verbs.add_parser("history", help="一个编码的沿革：以前叫什么，现在是哪里")
    history.add_argument("code", metavar="编码", help="12 位，或者前几位，例如 350182")
    history.set_defaults(run=run_history)


def run_preview(options: argparse.Namespace) -> int:
    """Say what a list would change."""
    require_setup()
    yearly = _read(options, options.on or today(), "")
    preview = preview_list(yearly, by=actor_of(options), on=today())
    _tell(preview, yearly.effective_on)
    if preview.problems:
        print("\n更新以前要先改好：")
        for problem in preview.problems:
            print(f"  {problem}")
        print(_how_to_mend(preview))
    return 0


def run_update(options: argparse.Namespace) -> int:
    """Carry a list out; the exit code is 2 when it cannot be, and nothing was changed then."""
    require_setup()
    yearly = _read(options, options.on, options.source or options.file.name)
    by = actor_of(options)
    preview = preview_list(yearly, by=by, on=today())
    try:
        plan = update_by_list(yearly, by=by, at=now(), on=today())
    except RegionRefused as refused:
        for problem in refused.problems:
            sys.stderr.write(f"{problem}\n")
        sys.stderr.write(f"一处也没有改。{_how_to_mend(preview)}\n")
        return WRONG_INPUT
    if not plan.changes:
        print("和现有的区划一样，没有要改的。")
    else:
        _tell(preview, yearly.effective_on)
        print("已更新。")
    finish()
    return 0


def _read(options: argparse.Namespace, on: date, source: str) -> YearlyList:
    text = decoded(options.file.read_bytes())
    successors = decoded(options.successors.read_bytes()) if options.successors else ""
    return YearlyList(text, on, successors, source)


def _tell(preview: Preview, on: date) -> None:
    print(f"{on} 起：现有 {preview.standing} 个单位，名单里 {preview.listed} 个，不变 {preview.unchanged} 个。")
    counts = "，".join(f"{kind.label} {n}" for kind, n in preview.counts.items() if n)
    print(f"{counts}。" if counts else "没有变化。")
    for line in preview.lines:
        print(_in_words(line))
    if preview.moving_households:
        print(f"要换村居的家庭：{preview.moving_households} 户。")
    if preview.moving_posts:
        print(f"跟着走的岗位（有人任职的）：{preview.moving_posts} 个。")
    if preview.posts_left:
        print(f"有 {preview.posts_left} 个有人任职的岗位设在没有接替单位的地方，更新以后请给他们新的岗位。")
    if preview.looks_cut_off:
        print("注意：这份名单会撤销现有单位的十分之一以上，请先核对名单是不是完整。")


def _in_words(line: PreviewLine) -> str:
    before = "、".join(f"{code} {name}" for code, name in line.before)
    after = "、".join(f"{code} {name}" for code, name in line.after)
    if line.kind == ChangeKind.RENAME:
        after = line.after[0][1]
    words = f"{line.kind.label}  {line.level.label}  " + " → ".join(side for side in (before, after) if side)
    concerned = [f"上级换成{line.new_parent}"] if line.new_parent else []
    concerned += [f"{line.households} 户家庭"] if line.households else []
    concerned += ["还没有接收的村居"] if line.needs_successor else []
    concerned += [f"{line.posts} 个岗位"] if line.posts else []
    return words + (f"（{'，'.join(concerned)}）" if concerned else "")


def _how_to_mend(preview: Preview) -> str:
    if not any(line.needs_successor for line in preview.lines):
        return "请改好名单再来。"
    return (
        "请写一份接收对照表（两列：old_code,new_code），用 --successors 带上；"
        "或者在名单里加一列 replaces，在接收单位那一行写上旧编码。"
    )


def run_allot(options: argparse.Namespace) -> int:
    """Give households to the parts of a village that was split, as a list says."""
    require_setup()
    village, by = region_of(options.region), actor_of(options)
    split = split_to_allot(village, by=by)
    if split is None:
        print(f"{village.title}没有等着定归属的家庭。")
        return 0
    places = read_list(decoded(options.file.read_bytes()), split)
    given = allot_households(split=split, places=places, by=by, at=now(), on=today())
    finish()
    print(f"定了 {len(places)} 户，其中 {given} 户归到了新单位；还有 {split.waiting().count()} 户没有定。")
    return 0


def run_history(options: argparse.Namespace) -> int:
    """Say what a code was called, what it is now, and what happened in between."""
    require_setup()
    text = options.code.strip()
    if not (text.isascii() and text.isdecimal() and 2 <= len(text) <= 12):
        raise Fault(f"{text} 不是编码。编码是 12 位数字，或者它的前几位，例如 350182。")
    code = whole_code(int(text))
    deeds = deeds_of_code(code)
    known = find_region(code)
    now_is = successor_of(code, level=known.level if known else None)
    if known is None and not deeds:
        raise Fault(f"没有编码 {text} 的记录。")
    print(f"{code}：{name_before(code) or (known.title if known else '')}")
    for deed in deeds:
        print(f"  {deed.when}  {deed.title}  {deed.in_words}" + (f"  {deed.source}" if deed.source else ""))
    print(f"现在：{now_is.title}（{now_is.code}）" if now_is else "现在：已经撤销，没有接替的单位")
    return 0
