"""`jiahe people`: the empty sheet, importing a filled one, and exporting a list."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from jiahe.faces.cli.acting import actor_of, add_actor, finish, progress, region_of, require_setup
from jiahe.faces.cli.clock import now, today
from jiahe.faces.cli.main import WRONG_INPUT, Fault
from jiahe.registry.enrolment import Outcome
from jiahe.registry.exports import export_people
from jiahe.registry.imports import import_people, report_sheet
from jiahe.registry.template_sheet import write_template

FAULTS_SHOWN = 50


def add_to(nouns: Any) -> None:
    """Add the commands."""
    verbs = nouns.add_parser("people", help="人口表：空表、导入、导出").add_subparsers(
        dest="verb", required=True, metavar="动作"
    )
    template = verbs.add_parser("template", help="写一份空的人口表")
    template.add_argument("out", type=Path, metavar="OUT.xlsx")
    template.set_defaults(run=run_template)
    importing = verbs.add_parser("import", help="导入人口表（.xlsx 或 .csv）；同一份表再导一次，什么都不会变")
    importing.add_argument("file", type=Path, metavar="文件")
    importing.add_argument("--region", required=True, metavar="编码", help="这份表是哪里的，例如 350583103201")
    importing.add_argument("--report", type=Path, metavar="OUT.xlsx", help="写一份核对表，问题写在每个格子旁边")
    importing.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    add_actor(importing)
    importing.set_defaults(run=run_import)
    exporting = verbs.add_parser("export", help="导出一个地方的名单（.xlsx）；号码和住址遮着，敏感情况不写")
    exporting.add_argument("--region", required=True, metavar="编码", help="哪里的名单，例如 350583103201")
    exporting.add_argument("--out", type=Path, required=True, metavar="OUT.xlsx", help="写到哪里；已有的会换成新的")
    add_actor(exporting)
    exporting.set_defaults(run=run_export)


def run_template(options: argparse.Namespace) -> int:
    """Write the empty sheet."""
    if options.out.suffix.lower() != ".xlsx":
        raise Fault("空表是 Excel 文件，请把文件名写成 .xlsx 结尾。")
    if not options.out.parent.is_dir():
        raise Fault(f"没有文件夹 {options.out.parent}，请检查路径。")
    write_template(options.out)
    print(f"空表写好了：{options.out}")
    return 0


def run_import(options: argparse.Namespace) -> int:
    """Import a sheet. Rows that cannot be stay out and are named; the exit code is then 2."""
    require_setup()
    if not options.file.is_file():
        raise Fault(f"找不到文件 {options.file}，请检查路径。")
    region, by = region_of(options.region), actor_of(options)
    if options.report is not None:
        _require_writable(options.report, options.file)
    outcome = import_people(
        options.file,
        region=region,
        by=by,
        at=now(),
        on=today(),
        dry_run=options.dry_run,
        progress=progress("已处理（行）"),
    )
    finish()
    if options.report is not None:
        report_sheet(options.file, options.report, region=region, by=by, at=now(), on=today(), outcome=outcome)
    word = "检查完毕，没有写入。将" if options.dry_run else "导入完成："
    print(f"{word}新增 {outcome.created} 人，更新 {outcome.updated} 人，不变 {outcome.unchanged} 人，"
          f"没有导入 {outcome.refused} 行，提醒 {outcome.warnings} 条。")  # fmt: skip
    _tell_faults(outcome)
    if options.report is not None:
        print(f"核对表写好了：{options.report}，有问题的格子旁边写着怎么改；改好以后可以直接再导。")
    return WRONG_INPUT if outcome.refused else 0


def run_export(options: argparse.Namespace) -> int:
    """Export the people of a region: all of them or, when something stands in the way, no file at all."""
    require_setup()
    _require_place(options.out, "名单请写成 .xlsx，例如 --out 名单.xlsx。")
    exported = export_people(
        region=region_of(options.region),
        out=options.out,
        by=actor_of(options),
        at=now(),
        on=today(),
        progress=progress("已写出（人）"),
    )
    finish()
    print(f"名单写好了：{options.out}，{exported.people} 人。号码和住址遮着，敏感情况没有写；这次导出已经记入审计。")
    return 0


def _require_writable(out: Path, source: Path) -> None:
    """Refuse a report that could not be written, before anything is imported."""
    _require_place(out, "核对表请写成 .xlsx，例如 --report 核对.xlsx。")
    if out.resolve() == source.resolve():
        raise Fault("核对表不能盖掉要导入的表，请换一个名字。")


def _require_place(out: Path, how: str) -> None:
    """Refuse a file that could not be written, before any work is done; ``how`` says what its name should be."""
    if out.suffix.lower() != ".xlsx":
        raise Fault(how)
    if not out.parent.is_dir() or out.is_dir():
        raise Fault(f"没有文件夹 {out.parent}，请检查路径。")
    if not os.access(out if out.exists() else out.parent, os.W_OK):
        raise Fault(f"没有权限写 {out}，请换一个地方。")


def _tell_faults(outcome: Outcome) -> None:
    for fault in outcome.faults[:FAULTS_SHOWN]:
        word = "没有导入" if fault.severity == "error" else "提醒"
        sys.stderr.write(f"第 {fault.line} 行 {fault.heading}：{fault.message}（{word}）\n")
    more = len(outcome.faults) - FAULTS_SHOWN
    if more > 0:
        sys.stderr.write(f"还有 {more} 条没有列出。请先改好上面这些，再检查一次。\n")
