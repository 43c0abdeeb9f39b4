"""`jiahe demo`: a whole sample province on this machine, with an account for every role, served at once."""

from __future__ import annotations

import argparse
import csv
import os
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from jiahe.delivery.cases.sample import sample_cases
from jiahe.delivery.catalogue.sample import sample_settings
from jiahe.delivery.library import sample as library
from jiahe.delivery.payments import sample as payments
from jiahe.delivery.sites.sample import sample_sites
from jiahe.delivery.workforce.sample import sample_nominations, sample_workforce
from jiahe.faces.cli.acting import finish, progress, region_of
from jiahe.faces.cli.clock import now, today
from jiahe.faces.cli.commands.setup import prepare
from jiahe.faces.cli.main import Fault
from jiahe.foundation.accounts.actions import give_post, open_account, open_post
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.accounts.models import Department, Role, User
from jiahe.foundation.accounts.queries import actor_named
from jiahe.foundation.regions.queries import province
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry import sample
from jiahe.registry.models import Household, Person

SEED = 20240721
PASSWORD = "jiahe-demo"  # noqa: S105  # known to everybody on purpose: sample people only, printed at the start
RESIDENT_PHONE = "19900000001"
VILLAGE = "350583103201"
VILLAGE_HOUSEHOLDS = 120
COUNTY_SECRETARY = "nanan"
VILLAGE_WORKER = "yunlin"
CITY_SECRETARY = "quanzhou"
DEPARTMENTS = {"sifa": Department.JUSTICE, "yibao": Department.INSURANCE, "renshe": Department.LABOUR}
# Every role, and a second village, so that one can see that a neighbour's families stay closed.
ACCOUNTS = (
    ("huizhang", "省会长", Role.PRESIDENT, "35"),
    (CITY_SECRETARY, "泉州市秘书长", Role.CITY_SECRETARY, "3505"),
    ("pingtan", "平潭秘书长", Role.CITY_SECRETARY, "350128"),
    (COUNTY_SECRETARY, "南安市秘书长", Role.COUNTY_SECRETARY, "350583"),
    ("yingdu", "英都镇秘书长", Role.TOWNSHIP_SECRETARY, "350583103"),
    (VILLAGE_WORKER, "芸林村工作者", Role.VILLAGE_WORKER, VILLAGE),
    ("xiaxi", "霞溪村工作者", Role.VILLAGE_WORKER, "350583103202"),
    ("sifa", "南安市司法局", Role.PARTNER, "350583"),
    ("yibao", "南安市医保局", Role.PARTNER, "350583"),
    ("renshe", "南安市人社局", Role.PARTNER, "350583"),
    ("shenji", "省审计员", Role.AUDITOR, "35"),
    ("guanli", "系统管理员", Role.ADMINISTRATOR, "35"),
)


def add_to(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("demo", help="样例省：嵌入式数据库、真实区划、样例家庭，服务马上开启")
    parser.add_argument("--households", type=int, default=3000, metavar="户数", help="全省样例家庭的户数（默认 3000）")
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="服务的端口（默认 8000）")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fill the sample province, print who can sign in, serve."""
    if not 0 < options.port < 65536:
        raise Fault("端口是 1 到 65535 之间的数，例如 --port 8123。")
    if options.households < 0:
        raise Fault("户数不能小于 0。")
    _require_free(options.port)
    print("正在准备样例省……", flush=True)
    prepare()
    _require_sample()
    fill(options.households)
    finish()
    print_accounts(options.port)
    serve(options.port)
    return 0


def fill(households: int) -> None:
    """Sample families over the whole province as the census spreads them, a full village, an account for each role."""
    by, at, on = operator(), now(), today()
    whole = province()
    if whole is not None and households:
        sample.synthesise(
            region=whole, households=households, seed=SEED, by=by, at=at, on=on,
            weights=_census_weights, progress=progress("全省样例家庭"),
        )  # fmt: skip
    village = region_of(VILLAGE)
    sample.synthesise(
        region=village, households=VILLAGE_HOUSEHOLDS, seed=SEED + 1, by=by, at=at, on=on,
        progress=progress("芸林村样例家庭"),
    )  # fmt: skip
    sample.give_resident_phone(village=village, phone=RESIDENT_PHONE, by=by, at=at, on=on)
    sample_sites(by=by, at=at, on=on)
    sample_workforce(by=by, at=at, on=on)
    for username, name, role, code in ACCOUNTS:
        user, _ = open_account(username=username, name=name, password=PASSWORD, by=by, at=at)
        department = DEPARTMENTS[username].value if username in DEPARTMENTS else ""
        post = open_post(role=role, region=region_of(code), department=department, by=by, at=at)
        give_post(user=user, post=post, since=on, by=by, at=at)
    worker = actor_named(VILLAGE_WORKER, on=on)
    if worker is not None:
        sample_nominations(by=worker, at=at, on=on)
    posts = {
        level: actor
        for level, username in (("village", VILLAGE_WORKER), ("township", "yingdu"), ("county", COUNTY_SECRETARY))
        if (actor := actor_named(username, on=on)) is not None
    }
    sample_cases(village=village, posts=posts, at=at, on=on)
    payments.sample_payments(village=village, by=by, at=at, on=on)
    city, president = actor_named("quanzhou", on=on), actor_named("huizhang", on=on)
    if city is not None and president is not None:
        sample_settings(city=region_of("3505"), by=city, approver=president, at=at, on=on)
    county = actor_named(COUNTY_SECRETARY, on=on)
    if county is not None:
        payments.sample_batch(county=region_of("350583"), by=county, at=at, on=on)
        library.sample_lectures(county=region_of("350583"), by=county, at=at, on=on)
    city = actor_named(CITY_SECRETARY, on=on)
    if county is not None and city is not None:
        library.sample_stories(county=region_of("350583"), writer=county, reviewer=city, at=at, on=on)


def _census_weights(codes: Sequence[int]) -> Sequence[float]:
    """How many of the sample families each village gets: its county's households in 2020, shared by its villages."""
    with (Path(__file__).parent.parent / "census_2020.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "county"]
    households = {int(row["code"]): float(row["family_households"] or 0) for row in rows}
    in_county: dict[int, int] = {}
    for code in codes:
        in_county[code // 10**6] = in_county.get(code // 10**6, 0) + 1
    return [households.get(code // 10**6, 0.0) / in_county[code // 10**6] for code in codes]


def print_accounts(port: int) -> None:
    """Print the address and every sample account."""
    print(f"\n家和样例省已就绪：http://127.0.0.1:{port}/\n")
    print(f"工作台 http://127.0.0.1:{port}/desk/   密码都是 {PASSWORD}")
    for username, name, role, _ in ACCOUNTS:
        print(f"  {username:<10} {name}（{role.label}）")
    known = Person.objects.filter(phone_index=blind_index(RESIDENT_PHONE, field_class="contact")).first()
    if known is not None:
        print(f"我的家 http://127.0.0.1:{port}/my/   居民 {known.name}：手机 {RESIDENT_PHONE}，验证码会显示在这里")
    print(f"一屏   http://127.0.0.1:{port}/screen/   组件 http://127.0.0.1:{port}/design/")
    print("都是合成的人，证件号码一律以 999999 开头。按 Ctrl+C 停下。\n", flush=True)


def _require_sample() -> None:
    """Refuse a database that holds real families: sample people and well-known passwords have no place there.

    The sample accounts stand at places of one province, so another one is refused too.
    """
    ours = province()
    if ours is not None and ours.code // 10**10 != int(ACCOUNTS[0][3]):
        raise Fault(f"样例省是福建省的，这里装的是{ours.title}。请换一个新的 JIAHE_HOME 或数据库。")
    if Household.objects.exists() and not User.objects.filter(username=ACCOUNTS[0][0]).exists():
        raise Fault("这里已经登记了真实的家庭，样例省不能放进来。请换一个新的 JIAHE_HOME 或数据库。")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Fault(f"端口 {port} 已被占用。换一个：PORT={port + 1} make run") from None


def serve(port: int) -> None:
    """Serve on this machine only; this process becomes the server."""
    os.environ["JIAHE_HOME"] = str(settings.HOME)  # the workers are new processes and read it again
    connections.close_all()
    Granian(
        "jiahe.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        log_level=LogLevels.warning,
    ).serve()
