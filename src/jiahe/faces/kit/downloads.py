"""Answers that are files: saved under their name, never shown in the page, never kept on the way."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from jiahe.foundation.files.kinds import Kind


def download(content: bytes | Iterator[bytes], *, name: str, kind: Kind, size: int | None = None) -> HttpResponseBase:
    """A file to be saved; pieces are sent as they come, ``size`` (bytes) tells how many there will be."""
    answer = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    response: HttpResponseBase = answer(content, content_type=kind.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    if size is not None:
        response["Content-Length"] = str(size)
    return response
