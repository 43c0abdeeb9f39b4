"""`jiahe synth`: synthetic families for a region, the same for the same seed."""

from __future__ import annotations

import argparse
from typing import Any

from jiahe.faces.cli.acting import actor_of, add_actor, finish, progress, region_of, require_setup
from jiahe.faces.cli.clock import now, today
from jiahe.faces.cli.main import WORK_FAILED, Fault
from jiahe.registry.sample import synthesise


def add_to(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("synth", help="按种子生成合成家庭（证件号一律以 999999 开头）")
    parser.add_argument("--region", required=True, metavar="编码", help="在哪里生成，例如 350583103201")
    parser.add_argument("--households", required=True, type=int, metavar="户数")
    parser.add_argument("--seed", required=True, type=int, metavar="种子", help="同一个种子再来一次，什么都不会变")
    add_actor(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the families and say how many are new."""
    require_setup()
    if options.households < 1:
        raise Fault("户数至少是 1。")
    region = region_of(options.region)
    if not region.has_data:
        raise Fault(f"{region.title}没有可以登记的人口。")
    if region.is_closed:
        raise Fault(f"{region.title} {region.closed_on} 已经撤销，请换接替它的地方。")
    outcome = synthesise(
        region=region, households=options.households, seed=options.seed, by=actor_of(options), at=now(), on=today(),
        progress=progress("已生成（户）"),
    )  # fmt: skip
    finish()
    print(f"{region.title}：新增 {outcome.households} 户 {outcome.created} 人，原有不变 {outcome.unchanged} 人。")
    if outcome.refused:
        raise Fault(f"有 {outcome.refused} 人没有写入：{outcome.faults[0].message}", WORK_FAILED)
    return 0
