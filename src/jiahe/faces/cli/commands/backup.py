"""`jiahe backup FILE`: everything but the keys, in one sealed file, while the server goes on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from jiahe.faces.cli.acting import actor_of, add_actor, finish, progress, require_setup
from jiahe.faces.cli.clock import now
from jiahe.faces.cli.main import Fault
from jiahe.foundation.backups.actions import make_backup
from jiahe.foundation.vault.keys import key_folder


def add_to(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("backup", help="备份：除了密钥，全部放进一个加密的文件；服务不用停")
    parser.add_argument("file", type=Path, metavar="文件", help="备份写到哪里；那里已有的备份会被换掉")
    add_actor(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the backup and say which keys it needs."""
    require_setup()
    place, home = options.file.absolute(), Path(settings.HOME)
    if key_folder(home) in place.resolve().parents:
        raise Fault("备份不要放在 keys/ 里：备份和密钥要分开保管。请换一个地方。")
    at = now()
    made = make_backup(place=place, by=actor_of(options), at=at, tell=progress("备份"))
    finish()
    print(f"备份好了：{place}，{made.size} 字节，{made.rows} 行，{localtime(at):%Y-%m-%d %H:%M} 的样子。")
    print(f"SHA-256 {made.digest}")
    print(f"打开它要用的密钥（指纹）：{made.fingerprints}")
    print(
        f"密钥不在备份里，只在 {key_folder(home)}。请把 keys/ 另外存一份，放在别处：丢了密钥，这份备份谁也打不开，里面的人和记录就都没有了。"
    )
    return 0
