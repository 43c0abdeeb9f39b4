"""Which faults of the floors below are a person's to mend, and in which words a command says so."""

from __future__ import annotations

import errno

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, ProgrammingError
from django.http import Http404

from jiahe.faces.cli.main import WORK_FAILED, Fault
from jiahe.foundation.accounts.actions import PostRefused
from jiahe.foundation.backups.actions import BackupRefused
from jiahe.foundation.backups.container import BackupDamaged
from jiahe.foundation.redistricting.plan import RegionRefused
from jiahe.foundation.regions.files import ListFault
from jiahe.foundation.vault.crypto import VaultError
from jiahe.registry.actions import Refused
from jiahe.registry.sheets import SheetError

# What SQLite says of a file that is not there, or holds nothing yet. PostgreSQL raises ProgrammingError.
NOT_SET_UP = ("no such table", "unable to open database file")


def as_fault(error: Exception) -> Fault | None:
    """The plain sentence for a fault; None for one that is a bug, which must show itself."""
    if isinstance(error, Fault):
        return error
    if isinstance(
        error,
        SheetError | Refused | PostRefused | ListFault | RegionRefused | Http404 | PermissionDenied | BackupRefused,
    ):
        return Fault(str(error))
    if isinstance(error, VaultError | BackupDamaged):
        return Fault(str(error), WORK_FAILED)
    if isinstance(error, FileNotFoundError | IsADirectoryError | NotADirectoryError):
        return Fault(f"找不到文件 {error.filename}，请检查路径。")
    if isinstance(error, PermissionError):
        return Fault(f"没有权限读写 {error.filename}，请检查文件夹的权限。", WORK_FAILED)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Fault("磁盘满了，没有写成，已写的都撤回了。请腾出地方再运行一次。", WORK_FAILED)
    if isinstance(error, ProgrammingError) or any(sign in str(error) for sign in NOT_SET_UP):
        return Fault("数据库里还没有表，请先运行 jiahe setup。", WORK_FAILED)
    if isinstance(error, OperationalError):
        return Fault("连不上数据库。请检查 JIAHE_DATABASE_URL，以及数据库是否在运行。", WORK_FAILED)
    if isinstance(error, DatabaseError):
        return Fault("数据库没有写成，已写的都撤回了。请再试一次；还不行，请看日志。", WORK_FAILED)
    return None
