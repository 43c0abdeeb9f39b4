"""Reading what the bank sent back: every row that cannot be taken is named, and nothing is written meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from jiahe.delivery.payments.batches import note
from jiahe.delivery.payments.locking import alone
from jiahe.delivery.payments.models import BankResult, Batch, BatchStatus, Line, LineState, line_of
from jiahe.delivery.payments.rights import MAKE_PAYMENTS
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.files.actions import keep_file
from jiahe.foundation.files.kinds import FileRefused, Kind
from jiahe.foundation.files.purposes import FilePurpose
from jiahe.foundation.files.store import workplace
from jiahe.foundation.regions.queries import ranges_of
from jiahe.registry.actions.common import refuse
from jiahe.registry.sheets import SheetError, first_table

RESULT_FILE = FilePurpose(
    code="payment-result",
    title="银行发回来的结果",
    kinds=(Kind.XLSX, Kind.CSV),
    largest=30 * 1024**2,
    kept_for=timedelta(days=30),
    holds_people=True,
    of_post=True,
    once=True,
)
NUMBER, RESULT, REASON, AMOUNT = "付款编号", "结果", "原因", "金额(元)"
PAID_WORDS = frozenset({"成功", "已付", "交易成功", "处理成功", "入账成功", "支付成功"})
RETURNED_WORDS = frozenset({"失败", "退票", "退回", "不成功", "交易失败", "处理失败", "支付失败"})
LINES_SEARCHED = 10
MOST_FAULTS = 2_000  # rows named one by one; a file with more is not this batch's
NO_REASON = "银行没有写原因"


@dataclass(frozen=True, slots=True)
class Said:
    """One row that can be taken: its line of the batch, and what the bank says of it."""

    row: int
    line: int
    paid: bool
    reason: str


Fault = tuple[int, str]


def bring_result(*, batch: Batch, name: str, content: bytes, by: Actor, at: datetime) -> BankResult:
    """Look through a file of results; one without faults is taken at once, one with faults waits for a word.

    The same file again is the one that stands.

    Raises:
        OutOfReach, RightMissing: the batch is not the actor's, or he may not make payments.
        Refused: it is no file of results, or the batch is not at the bank.
    """
    user, post = require_results(batch, by)
    digest = hashlib.sha256(content).hexdigest()
    standing = _standing(batch, digest)
    if standing is not None:
        return standing
    if batch.status not in (BatchStatus.SENT, BatchStatus.SETTLED):
        raise refuse("file", "这一批还没有交给银行，现在没有结果可收。")
    try:
        good, faults = read_result(content, batch)
        with transaction.atomic():
            alone()
            standing = _standing(batch, digest)
            if standing is not None:  # brought by a second press of the button meanwhile
                return standing
            file = keep_file(purpose=RESULT_FILE, name=name, content=content, by=by, at=at, region=batch.region)
            found = BankResult.objects.create(
                batch=batch, digest=digest, file=file, name=file.name, brought_by_id=user, post_id=post,
                brought_at=at, rows=len(good) + len({row for row, _ in faults}), good=len(good), total=len(good),
                status=BankResult.Status.CHECKED if faults else BankResult.Status.TAKING, faults=faults[:MOST_FAULTS],
            )  # fmt: skip
            said: dict[str, object] = {"digest": digest, "good": len(good), "faults": len(faults)}
            note("payments.bring_result", batch, by, at, said)
    except (FileRefused, SheetError) as problem:
        raise refuse("file", str(problem)) from problem
    return found


def _standing(batch: Batch, digest: str) -> BankResult | None:
    """The same file where it was brought before and not left."""
    return BankResult.objects.filter(batch=batch, digest=digest).exclude(status=BankResult.Status.DROPPED).first()


def require_results(batch: Batch, by: Actor) -> tuple[int, int]:
    """Who takes in the results of a batch and in which post; raises OutOfReach or RightMissing where he may not."""
    if by.id is None or by.post_id is None or not by.reaches_all(ranges_of(batch.region)):
        raise OutOfReach("没有找到这个批次。")
    require(by, MAKE_PAYMENTS)
    return by.id, by.post_id


def read_result(content: bytes, batch: Batch, *, ours: int | None = None) -> tuple[list[Said], list[Fault]]:
    """The rows of a file that can be taken, and the faults of the others.

    What the result ``ours`` has settled already is neither: a file that was half taken goes on with its rest.

    Raises:
        SheetError: it is no file of results.
    """
    rows = list(_rows(content))
    pks = {pk for _, cells in rows if (pk := line_of(cells[NUMBER])) is not None}
    mine = Line.objects.filter(batch=batch).values_list("pk", "fen", "state", "result_id")
    lines = {pk: (fen, state, result) for pk, fen, state, result in mine.iterator() if pk in pks}
    seen: dict[int, Said | None] = {}
    faults: list[Fault] = []
    for row, cells in rows:
        pk = line_of(cells[NUMBER])
        if pk is None or pk not in lines:
            faults.append((row, _unknown(cells[NUMBER])))
            continue
        fen, state, result = lines[pk]
        if ours is not None and result == ours:
            continue
        problem = _problem(cells, fen, state)
        said = None if problem else _said(row, pk, cells)
        if pk in seen:
            faults.append((row, _repeated(seen, pk, said, faults)))
            continue
        seen[pk] = said
        if problem:
            faults.append((row, problem))
    return [said for said in seen.values() if said is not None], sorted(faults)


def _unknown(number: str) -> str:
    if not number:
        return "没有写付款编号。"
    return "这个付款编号不在这一批里，请核对是不是别的批次的结果。"


def _repeated(seen: dict[int, Said | None], pk: int, said: Said | None, faults: list[Fault]) -> str:
    """A number that comes again: said the same, the first stands; said otherwise, neither does."""
    first = seen[pk]
    if first is None:
        return "这个付款编号在前面已经出现过，前面那一行也没有收。"
    if said is not None and (said.paid, said.reason) == (first.paid, first.reason):
        return f"和第 {first.row} 行重复，只收前面那一行。"
    seen[pk] = None
    faults.append((first.row, "后面还有一行是同一个付款编号，说的不一样，两行都没有收。请问银行哪一行是对的。"))
    return f"和第 {first.row} 行是同一个付款编号，说的不一样，两行都没有收。请问银行哪一行是对的。"


def _problem(cells: dict[str, str], fen: int, state: str) -> str:
    """Why a row cannot be taken; empty where it can."""
    if state != LineState.OUT:
        return f"这一笔已经有结果了（{LineState(state).label}），不再改。"
    if cells[RESULT] not in PAID_WORDS | RETURNED_WORDS:
        return "看不懂结果这一列，请写“成功”或“失败”。"
    if cells[AMOUNT] and _fen(cells[AMOUNT]) != fen:
        return f"金额对不上：这一笔应该是 {fen / 100:.2f} 元。"
    return ""


def _fen(text: str) -> int | None:
    try:
        fen = Decimal(text.replace(",", "").replace("，", "").removesuffix("元")) * 100
        return int(fen) if fen == fen.to_integral_value() else None
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _said(row: int, pk: int, cells: dict[str, str]) -> Said:
    paid = cells[RESULT] in PAID_WORDS
    return Said(row, pk, paid, "" if paid else (cells[REASON][:200] or NO_REASON))


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the headings, with their numbers as the sheet shows them; blank ones are left out."""
    with workplace() as folder:
        path = folder / "result"
        path.write_bytes(content)
        table = list(first_table(path))
    headings, start = _headings(table)
    for row, cells in enumerate(table[start:], start=start + 1):
        said = {name: _text(cells[at]) if at is not None and at < len(cells) else "" for name, at in headings.items()}
        if any(said.values()):
            yield row, said


def _headings(table: Sequence[Sequence[Any]]) -> tuple[dict[str, int | None], int]:
    for place, cells in enumerate(table[:LINES_SEARCHED]):
        names = [_text(cell).replace("（", "(").replace("）", ")") for cell in cells]
        if NUMBER in names and RESULT in names:
            return {name: _place(names, name) for name in (NUMBER, RESULT, REASON, AMOUNT)}, place + 1
    raise SheetError("没有找到表头。银行的结果要有“付款编号”和“结果”两列，结果写“成功”或“失败”。")


def _place(names: Iterable[str], wanted: str) -> int | None:
    return next((at for at, name in enumerate(names) if name == wanted or (wanted == AMOUNT and name == "金额")), None)


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.10f}".rstrip("0").rstrip(".")
    return str(cell).strip()
