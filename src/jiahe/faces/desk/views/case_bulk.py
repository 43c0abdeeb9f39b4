"""Several cases at once: chosen in the list, done one by one, with a result for each."""

from __future__ import annotations

import csv
import io
import re

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from jiahe.delivery.cases import actions
from jiahe.delivery.cases.queries import bulk_of
from jiahe.delivery.cases.rights import HANDLE_CASES
from jiahe.faces.desk.case_forms import BulkForm
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.cases import show_list
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.cases import told_cases
from jiahe.faces.kit.downloads import download
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.files.kinds import Kind
from jiahe.registry.actions import Refused

CHOSEN = re.compile(r"(\d{1,18})-(\d{1,9})")  # a case, and the moves its reader had seen


@require_POST
@staff_page(HANDLE_CASES)
def do(request: ActingRequest) -> HttpResponse:
    """Do one deed about the chosen ones; what is missing is said on the list, and they stay chosen."""
    require(request.actor, HANDLE_CASES)
    sent = request.POST.getlist("case")[: 2 * actions.MOST_AT_ONCE]
    chosen = {int(found[1]): int(found[2]) for text in sent if (found := CHOSEN.fullmatch(text))}
    form = BulkForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            run = actions.do_many(
                cases=chosen, deed=said["deed"], reason=said["reason"], key=said["key"], by=request.actor,
                at=request.at, on=request.on,
            )  # fmt: skip
        except Refused as refused:
            form.take(refused)
        else:
            return redirect("desk:case-bulk", run.pk)
    return show_list(request, form=form, chosen=set(chosen))


@require_GET
@staff_page(HANDLE_CASES)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """What came of each."""
    run, results = bulk_of(pk, by=request.actor)
    told = told_cases([case for case, _, _ in results], on=request.on)
    context = {
        "run": run,
        "lines": [(line, done, sentence) for line, (_, done, sentence) in zip(told, results, strict=True)],
        "done": sum(done for _, done, _ in results),
        "left": sum(not done for _, done, _ in results),
    }
    return desk_page(request, "desk/case_bulk.html", context, here="cases")


@require_GET
@staff_page(HANDLE_CASES)
def save(request: ActingRequest, pk: int) -> HttpResponseBase:
    """The results as a sheet, by numbers: it names nobody."""
    run, results = bulk_of(pk, by=request.actor)
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(["编号", "办成了吗", "结果"])
    writer.writerows([case.number, "办成了" if done else "没有办", sentence] for case, done, sentence in results)
    content = sheet.getvalue().encode("utf-8-sig")
    return download(content, name=f"{run.get_deed_display()}-{run.pk}.csv", kind=Kind.CSV, size=len(content))
