"""`jiahe doctor`: is this installation well, and what does it hold. Asks only; changes nothing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from jiahe.faces.cli.clock import now
from jiahe.foundation.facts.models import Fact
from jiahe.foundation.health.answers import Answer, State
from jiahe.foundation.health.disk import disk_has_room
from jiahe.foundation.health.questions import Question, questions
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import count_by_level, flaws
from jiahe.foundation.vault.keys import check_keys
from jiahe.registry.models import Household, Person


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer."""

    name: str
    ok: bool
    detail: str
    warning: bool = False


def add_to(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("doctor", help="检查这套系统是否健康，里面有多少人和户")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Ask every question; the exit code is 1 when an answer is no."""
    checks = list(examine())
    well = all(check.ok for check in checks)
    counts = _counts()
    if options.json:
        report = {"ok": well, "checks": [asdict(check) for check in checks], "counts": counts}
        print(json.dumps(report, ensure_ascii=False))
    else:
        for check in checks:
            print(f"{_word_for(check)}  {check.name}：{check.detail}")
        print(f"家庭 {counts['households']} 户，人口 {counts['people']} 人")
    if not well:
        sys.stderr.write("有检查没有通过，请按上面的提示处理；多数情况运行 jiahe setup 就好。\n")
    return 0 if well else 1


def _word_for(check: Check) -> str:
    return "不好" if not check.ok else "注意" if check.warning else "好"


def examine() -> Iterator[Check]:
    """Every check in turn. A check that cannot be asked answers no."""
    for name, ask in (
        ("database", _database),
        ("migrations", _migrations),
        ("regions", _regions),
        ("keys", _keys),
        ("facts", _facts),
        ("static", _static),
        ("disk", lambda: _said(disk_has_room(now()))),
    ):
        yield _asked(name, ask)
    at = now()
    for name, question in questions():
        yield _asked(name, partial(_as_doctor_says, question, at))


def _as_doctor_says(question: Question, at: datetime) -> tuple[bool, str, bool]:
    """The answer to a question that a room added. On SQLite nothing is asked of a file that is not there."""
    present, detail = _database()
    if not present:
        return False, detail, False
    return _said(question(at))


def _said(answer: Answer) -> tuple[bool, str, bool]:
    return answer.state != State.UNWELL, answer.detail, answer.state == State.WARNING


def _asked(name: str, ask: Callable[[], tuple[bool, str] | tuple[bool, str, bool]]) -> Check:
    try:
        return Check(name, *ask())
    except DatabaseError:
        return Check(name, False, "数据库连不上，或者还没有表。请检查 JIAHE_DATABASE_URL，再运行 jiahe setup。")


def _database() -> tuple[bool, str]:
    file = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite" and not Path(file).exists():
        return False, "还没有数据库，请先运行 jiahe setup。"
    connection.ensure_connection()
    return True, connection.vendor


def _migrations() -> tuple[bool, str]:
    if connection.vendor == "sqlite" and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return False, "还没有表，请先运行 jiahe setup。"
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return not waiting, f"有 {len(waiting)} 步升级没有做，请运行 jiahe setup。" if waiting else "表是最新的"


def _regions() -> tuple[bool, str]:
    found = flaws()
    return not found, found[0] if found else "区划完整，上下级都对"


def _keys() -> tuple[bool, str]:
    problems = check_keys()
    return not problems, problems[0] if problems else "密钥和数据库相符"


def _facts() -> tuple[bool, str]:
    waiting = Fact.objects.filter(folded=False).count()
    return True, f"有 {waiting} 条等待汇总" if waiting else "都已汇总"


def _static() -> tuple[bool, str]:
    ready = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    return ready, "页面文件齐全" if ready else "页面文件还没有整理，请运行 jiahe setup。"


def _counts() -> dict[str, Any]:
    """How many regions, households and people there are; nothing is counted where there are no tables."""
    empty = {"regions": {level.slug: 0 for level in Level}, "households": 0, "people": 0}
    if connection.vendor == "sqlite" and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return empty
    try:
        return {
            "regions": count_by_level(),
            "households": Household.objects.filter(until=None, merged_into=None).count(),
            "people": Person.objects.filter(death_date=None, merged_into=None).count(),
        }
    except DatabaseError:
        return empty
