"""A file that is kept: given to those who may read it, piece by piece."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from jiahe.faces.desk.shell import desk_page
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.downloads import download
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.files.actions import open_file
from jiahe.foundation.files.kinds import Kind
from jiahe.foundation.files.purposes import purpose_of
from jiahe.foundation.files.queries import FileGone, stored_file


@require_GET
@staff_page()
def show(request: ActingRequest, pk: int) -> HttpResponseBase:
    """Download a file; one that is deleted says so in a sentence."""
    file = stored_file(pk, by=request.actor)
    if purpose_of(file.purpose).once:
        raise OutOfReach("没有找到这个文件。")
    try:
        content = open_file(file=file, by=request.actor, at=request.at)
    except FileGone as gone:
        return desk_page(request, "desk/file_gone.html", {"why": str(gone)}, here="", status=410)
    return download(content, name=file.name, kind=Kind(file.kind), size=file.size)
