"""`/healthz`: whether this server can work, for a proxy or a monitor. It says yes or no and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from jiahe.faces.kit.acting import ActingRequest, public_page

PATH = "/healthz"


@public_page
def healthz(request: ActingRequest) -> HttpResponse:
    """200 when the database answers and its tables are those of this version, 503 otherwise."""
    well = _is_well()
    response = HttpResponse("ok\n" if well else "unavailable\n", status=200 if well else 503, content_type="text/plain")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def answer_at_once(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware before all others: a proxy asks by address, so neither the name in Host nor a session matters here."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path == PATH and request.method in {"GET", "HEAD"}:
            return healthz(request)
        return get_response(request)

    return middleware


def _is_well() -> bool:
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False  # to connect would make the file
    try:
        return _of_this_version() <= MigrationRecorder(connection).applied_migrations().keys()
    except Error:
        return False


@cache
def _of_this_version() -> frozenset[tuple[str, str]]:
    """The migrations in the code: they do not change while a server runs."""
    return frozenset(MigrationLoader(None).graph.nodes)
