"""`jiahe restore FILE`: makes the tables and fills them from a backup, with the keys that stand in ``keys/``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from jiahe.faces.cli.acting import finish, progress
from jiahe.faces.cli.clock import now
from jiahe.faces.cli.commands.setup import prepare
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.backups.actions import check_backup, finish_restore, restore_backup
from jiahe.registry.models import Household, Person

GUARDED = (Household._meta.db_table, Person._meta.db_table)


def add_to(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("restore", help="恢复：用备份和 keys/ 把系统建起来；只恢复到没有人的数据库")
    parser.add_argument("file", type=Path, metavar="文件", help="jiahe backup 做出来的备份")
    parser.add_argument("--check", action="store_true", help="只核对备份和密钥，什么都不写")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check the backup, then restore it; stopped at any moment, it is run again."""
    place = options.file.absolute()
    checked = check_backup(place=place, tell=progress("核对"))
    made = f"{localtime(checked.header.moment):%Y-%m-%d %H:%M}"
    if options.check:
        print(f"备份完整，keys/ 里的密钥能打开它。它是 {made} 做的。")
        if checked.is_older:
            print("做它的是较早的版本，恢复时会一起升级到现在的版本。")
        print(f"SHA-256 {checked.digest}")
        return 0
    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    restore_backup(place=place, checked=checked, guarded=GUARDED, tell=progress("恢复"))
    prepare()
    finish_restore(checked=checked, by=operator(), at=now())
    finish()
    print(f"恢复好了：系统回到 {made} 的样子，之后登记的都不在里面。")
    if checked.is_older:
        print("备份是较早的版本做的，已经升级到现在的版本。请把 keys/ 再另外存一份：升级可能添了新的密钥。")
    print("请运行 jiahe doctor、jiahe screen verify、jiahe audit verify 看一遍，再开服务。大家要重新登录。")
    return 0
