"""Twenty thousand people are paid while the process is killed again and again; what the bank paid is counted apart.

What is due is entered, put into a batch, approved, written for the bank, and what the bank says is taken in; one in two
hundred comes back, is mended and paid in a second batch. Each step runs in a process of its own that is killed
(SIGKILL) at random moments and run again. The bank is played here, in plain Python: it keeps a ledger by account
number, and that ledger is compared with the list of what was due, and with what the installation says. All three
figures must be 0.
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db import transaction
from python_calamine import CalamineWorkbook

from bench._imports import county
from bench._payments_steps import FOLDER
from jiahe.delivery.payments.models import FIELD_CLASS, Account
from jiahe.delivery.payments.sample import synthetic_number
from jiahe.faces.cli.acting import now
from jiahe.faces.cli.commands.setup import prepare as set_up
from jiahe.foundation.accounts.actions import give_post, open_account, open_post
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.accounts.models import Role
from jiahe.foundation.database import allocate_ids, insert_many
from jiahe.foundation.regions.queries import find_region, ranges_of, villages_in
from jiahe.foundation.vault.crypto import blind_index, seal
from jiahe.registry.models import Household, Person

DATABASE = "postgresql"
PEOPLE, KILLS, RETURNED = 20_000, 2, 0.005
AT_ONCE = 10_000
# Seconds of work after which each step is killed at most; the moment is drawn anew each time.
LENGTHS = {"enter": 2.0, "build": 2.0, "send": 3.0, "take": 3.0, "mend": 0.5}


def prepare() -> None:
    """The people with their accounts, the two who make and check, and the list of what is due."""
    set_up()
    FOLDER.mkdir(exist_ok=True)
    at, by, chance = now(), operator(), random.Random(3)
    for name, role, code in (
        ("maker", Role.COUNTY_SECRETARY, 350583000000),
        ("checker", Role.CITY_SECRETARY, 350500000000),
    ):
        region = find_region(code)
        assert region is not None
        user, _ = open_account(username=name, name=name, password="warm-tea-and-rain", by=by, at=at)
        give_post(
            user=user, post=open_post(role=role, region=region, by=by, at=at), since=date(2026, 1, 1), by=by, at=at
        )
    villages = [village.code for village in villages_in(ranges_of(county()))]
    source: list[tuple[int, int, str, int, str]] = []
    for _ in range(0, PEOPLE, AT_ONCE):
        with transaction.atomic():
            source += _people(villages, chance)
    (FOLDER / "source.json").write_text(json.dumps(source))


def _people(villages: list[int], chance: random.Random) -> list[tuple[int, int, str, int, str]]:
    at, since = now(), date(2020, 1, 1)
    homes, people, accounts = (allocate_ids(model, AT_ONCE) for model in (Household, Person, Account))
    places = [chance.choice(villages) for _ in homes]
    insert_many(
        Household,
        [
            Household(pk=pk, village_code=v, number=f"B{pk}", since=since, changed_at=at)
            for pk, v in zip(homes, places, strict=True)
        ],
    )
    insert_many(Person, [
        Person(pk=pk, household_id=home, village_code=v, relation="head", name="甲", sex="F",
               birth_date=date(1960, 1, 1), since=since, changed_at=at)
        for pk, home, v in zip(people, homes, places, strict=True)
    ])  # fmt: skip
    rows, kept = [], []
    for pk, person, village in zip(accounts, people, places, strict=True):
        number = synthetic_number(person)
        sealed = seal(number, table="payments_account", column="number", row=pk, field_class=FIELD_CLASS)
        kept.append(Account(
            pk=pk, person_id=person, holder="甲", bank="样例社", number_sealed=sealed, tail=number[-4:],
            number_index=blind_index(number, field_class=FIELD_CLASS), entered_at=at,
        ))  # fmt: skip
        rows.append((person, village, number, chance.randrange(1, 1_000_000), f"bench:{person}:1"))
    insert_many(Account, kept)
    return rows


def run() -> dict[str, int]:
    """The whole way, twice; then the count."""
    chance = random.Random()
    started = time.perf_counter()
    ledger: dict[str, list[int]] = defaultdict(list)
    _step("enter", chance)
    for share in (RETURNED, 0.0):
        _step("build", chance)
        _step("send", chance)
        _bank(ledger, share, chance)
        _step("take", chance)
        if share:
            _step("mend", chance)
    _step("dump", chance, kills=0)
    print(f"一共 {time.perf_counter() - started:.0f} 秒", flush=True)
    return _count(ledger)


def _step(name: str, chance: random.Random, kills: int = KILLS) -> None:
    """Run a step until it ends by itself; before that it is killed some times, each time somewhere else."""
    command = [sys.executable, "-m", "bench._payments_steps", name]
    start = time.perf_counter()
    killed = 0
    while True:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()  # it is at work
        try:
            code = process.wait(chance.uniform(0.05, LENGTHS[name]) if killed < kills else None)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
            continue
        finally:
            process.stdout.close()
        assert code == 0, f"{name} ended with {code}"
        break
    print(f"{name}：杀掉 {killed} 次，一共 {time.perf_counter() - start:.1f} 秒", flush=True)


def _bank(ledger: dict[str, list[int]], share: float, chance: random.Random) -> None:
    """Pay what the file says, but for some that come back; and write down what was done."""
    headings, *rows = CalamineWorkbook.from_path(str(FOLDER / "bank.xlsx")).get_sheet_by_index(0).to_python()
    at = {str(name): place for place, name in enumerate(headings)}
    with (FOLDER / "result.csv").open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(["付款编号", "结果", "原因", "金额(元)"])
        for row in rows:
            amount, number = Decimal(str(row[at["金额(元)"]])), str(row[at["付款编号"]])
            paid = chance.random() >= share
            if paid:
                ledger[str(row[at["账号"]])].append(int(amount * 100))
            out.writerow([number, "成功" if paid else "失败", "" if paid else "账户状态异常", f"{amount:.2f}"])


def _count(ledger: dict[str, list[int]]) -> dict[str, int]:
    """The ledger of the bank beside the list of what was due, and beside what the installation says."""
    source = json.loads((FOLDER / "source.json").read_text())
    dump = json.loads((FOLDER / "dump.json").read_text())
    said = {name: fen for name, state, fen in dump["rows"] if state == "paid"}
    difference = abs(dump["sums"]["payments_fen"] - sum(fen for _, _, _, fen, _ in source))
    difference += abs(dump["sums"]["payments_made"] - len(source))
    twice = missed = 0
    for _, _, number, fen, name in source:
        got = ledger.pop(number, [])
        difference += abs(sum(got) - fen) + abs(said.get(name, 0) - fen)
        twice += len(got) > 1
        missed += not got
    difference += sum(sum(got) for got in ledger.values())  # to accounts to which nothing was due
    twice += len(dump["rows"]) - len({name for name, _, _ in dump["rows"]})
    return {"difference_fen": difference, "paid_twice": twice, "missed": missed}
