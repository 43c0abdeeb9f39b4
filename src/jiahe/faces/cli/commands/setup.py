"""`jiahe setup`: tables, regions, keys, static files, the first administrator. Run again, it changes nothing."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from jiahe.environment import make_secret_key, secret_key
from jiahe.faces.cli.acting import finish
from jiahe.faces.cli.clock import now, today
from jiahe.faces.cli.main import Fault
from jiahe.foundation.accounts.actions import give_post, open_account, open_post
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.accounts.models import Role
from jiahe.foundation.accounts.queries import has_administrator
from jiahe.foundation.files.actions import delete_expired
from jiahe.foundation.holidays.loading import load_holidays
from jiahe.foundation.regions.loading import load_crosswalk, load_regions, read_list
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.packaged import DIVISIONS
from jiahe.foundation.regions.queries import count_by_level, province
from jiahe.foundation.vault.keys import create_keys, record_fingerprints
from jiahe.registry.rebuilding import rebuild_missing


def add_to(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("setup", help="建表或升级、装入区划、生成密钥、建第一个管理员；可以重复运行")
    parser.add_argument("--regions", type=Path, metavar="FILE.csv", help="装另一个省：它的区划表（默认装福建省）")
    parser.add_argument(
        "--exceptions", type=Path, metavar="FILE.csv", help="区划表没有写的：单列单位、没有人口数据的单位"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the installation ready and say what it holds."""
    if options.exceptions is not None and options.regions is None:
        raise Fault("--exceptions 要和 --regions 一起写。")
    prepare(options.regions, options.exceptions)
    counts = count_by_level()
    ours = province()
    print(f"{ours.title if ours else ''}区划：" + "、".join(f"{level} {counts[level]}" for level in counts))
    print(f"数据文件夹：{settings.HOME}（密钥在其中的 keys/，请另外备份：丢了密钥，加密的号码就再也打不开）")
    password = first_administrator()
    if password:
        print(f"第一个管理员：账号 admin，一次性密码 {password}（登录后请马上修改）")
    finish()
    return 0


def prepare(regions: Path | None = None, exceptions: Path | None = None) -> None:
    """Tables, keys, regions and static files: everything but people.

    Raises:
        Fault: another province is installed here than the one in ``regions``.
        ListFault: a file is not what it should be; nothing was made then.
    """
    listed = read_list(regions, exceptions) if regions is not None else []
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    make_secret_key(home)
    settings.SECRET_KEY = secret_key(home)  # a server that this process becomes must sign with the key that stays
    call_command("migrate", verbosity=0, interactive=False)
    create_keys(home)
    record_fingerprints(at=now())
    for unit in (item.region for item in listed if item.region.level == Level.PROVINCE):
        ours = province()
        if ours is not None and ours.code != unit.code:
            raise Fault(f"这里已经装了{ours.title}，不能再装{unit.title}。请换一个新的 JIAHE_HOME 或数据库。")
    load_regions(regions or DIVISIONS, exceptions)
    load_crosswalk()
    load_holidays()
    call_command("collectstatic", verbosity=0, interactive=False)
    delete_expired(at=now())
    shutil.rmtree(home / "uploads", ignore_errors=True)  # sheets of an earlier version, a day old at most
    rebuild_missing(on=today())


def first_administrator() -> str:
    """Open the first administrator's account; returns its one-time password, or nothing when there is one already."""
    place = province()
    if place is None or has_administrator():
        return ""
    by, at = operator(), now()
    user, password = open_account(username="admin", name="系统管理员", password=None, by=by, at=at)
    post = open_post(role=Role.ADMINISTRATOR, region=place, by=by, at=at)
    give_post(user=user, post=post, since=today(), by=by, at=at)
    return password
