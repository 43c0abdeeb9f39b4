"""The file that the bank is given: made once the second person has agreed, sealed, saved by the maker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from jiahe.delivery.payments.batches import note
from jiahe.delivery.payments.locking import alone
from jiahe.delivery.payments.models import Batch, BatchStatus, Line, LineState, Payment, PaymentState
from jiahe.delivery.payments.rights import MAKE_PAYMENTS
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.files.actions import keep_file, open_file
from jiahe.foundation.files.kinds import Kind
from jiahe.foundation.files.purposes import FilePurpose
from jiahe.foundation.files.store import workplace
from jiahe.foundation.regions.queries import ranges_of

AT_ONCE = 2_000
# What the bank is given names people with their whole account numbers: it is handed out by its own page only.
BANK_FILE = FilePurpose(
    code="payment-file",
    title="交给银行的付款文件",
    kinds=(Kind.XLSX,),
    largest=100 * 1024**2,
    kept_for=timedelta(days=30),
    holds_people=True,
    of_post=True,
    once=True,
)
HEADINGS = (("序号", 8), ("户名", 14), ("账号", 24), ("开户行", 30), ("金额(元)", 14), ("用途", 30), ("付款编号", 16))
Progress = Callable[[int, int], None]


def make_bank_file(batch: Batch, *, at: datetime, progress: Progress) -> None:
    """Write the bank's file of an approved batch; killed before its end it is made again, and kept once."""
    if batch.status != BatchStatus.MAKING:
        return
    by = Actor("user", batch.made_by_id, batch.made_by.username, batch.post_id)  # whose file it is; two have agreed
    with workplace() as folder:
        made = folder / "bank.xlsx"
        _write(made, batch, progress)
        with transaction.atomic(), made.open("rb") as content:
            alone()
            if not Batch.objects.filter(pk=batch.pk, status=BatchStatus.MAKING).update(status=BatchStatus.SENT):
                return
            lines = Line.objects.filter(batch=batch, state=LineState.OUT)
            held = Payment.objects.filter(pk__in=lines.values("payment"), state=PaymentState.BATCHED)
            if held.update(state=PaymentState.SENT) != batch.count:
                raise RuntimeError("the payments of a batch are not where its lines say")
            name = f"付款-{batch.title}-{batch.pk}.xlsx"
            file = keep_file(purpose=BANK_FILE, name=name, content=content, by=by, at=at, region=batch.region)
            Batch.objects.filter(pk=batch.pk).update(file=file, done=batch.count, total=batch.count)
            note("payments.make_file", batch, by, at, {"digest": file.digest})


def _write(path: Path, batch: Batch, progress: Progress) -> None:
    import xlsxwriter  # as long to read as all the rest of a command: only where a workbook is made

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        page = book.add_worksheet("付款")
        page.freeze_panes(1, 0)
        bold = book.add_format({"bold": True, "border": 1})
        # A cell that begins like a formula stays a text, and a long number keeps all its digits.
        text = book.add_format({"num_format": "@", "quote_prefix": True})
        money = book.add_format({"num_format": "0.00"})
        for column, (heading, width) in enumerate(HEADINGS):
            page.set_column(column, column, width)
            page.write_string(0, column, heading, bold)
        for place, line in enumerate(_lines(batch), start=1):
            _write_line(page, place, line, text, money)
            if place % AT_ONCE == 0:
                progress(place, batch.count)


def _write_line(page: Any, place: int, line: Line, text: Any, money: Any) -> None:
    account = line.account
    page.write_number(place, 0, place)
    for column, words in ((1, account.holder), (2, account.number), (3, account.bank)):
        page.write_string(place, column, words, text)
    page.write_number(place, 4, line.fen / 100, money)
    page.write_string(place, 5, line.payment.which, text)
    page.write_string(place, 6, line.number, text)


def _lines(batch: Batch) -> Iterator[Line]:
    after = 0
    out = Line.objects.filter(batch=batch, state=LineState.OUT).select_related("account", "payment").order_by("pk")
    while found := list(out.filter(pk__gt=after)[:AT_ONCE]):
        yield from found
        after = found[-1].pk


def open_bank_file(*, batch: Batch, by: Actor, at: datetime) -> Iterator[bytes]:
    """The bank's file, for the one who made the batch or has his post now; that it was saved stands in the audit.

    Raises:
        OutOfReach, RightMissing: it is not his, he may not make payments, or there is none.
        FileGone: its time is over.
    """
    if batch.file is None or batch.post_id != by.post_id or not by.reaches_all(ranges_of(batch.region)):
        raise OutOfReach("没有找到这个文件。")
    require(by, MAKE_PAYMENTS)
    content = open_file(file=batch.file, by=by, at=at)
    with transaction.atomic():
        note("payments.save_file", batch, by, at, {"digest": batch.file.digest})
    return content
