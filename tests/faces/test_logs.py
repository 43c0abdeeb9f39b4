"""A log says what happened and where in the code, never of whom."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from jiahe.faces.kit.logs import WithoutPersonalData
from jiahe.registry import finding
from tests.logs import PERSONAL, Journal, named_in
from tests.people import HEAD
from tests.served import clean_environment

FORMATTER = WithoutPersonalData("%(levelname)s %(name)s %(message)s")


def written(message: object, *arguments: object, fault: BaseException | None = None) -> str:
    info = (type(fault), fault, fault.__traceback__) if fault else None
    return FORMATTER.format(logging.LogRecord("some.where", logging.ERROR, __file__, 1, message, arguments, info))


@pytest.mark.parametrize(
    "arguments",
    [
        ("Not Found: %s", f"/desk/people/{HEAD.name}/"),
        ("Not Found: %s", "/desk/people/%E6%9E%97%E5%BB%BA%E5%9B%BD/"),
        ("Not Found: %s", "/desk/people/?q=lin-jianguo"),
        ("Not Found: %s", "/calendar/Hush-jianguo_-7x.ics"),
        ("Invalid HTTP_HOST header: %r", HEAD.phone),
        ("a number %s", int(HEAD.phone)),
        ("a card %s", "6222020200112233445"),
        (f"written by hand: {HEAD.id_number}",),
        (f"written by hand: {HEAD.name}, {HEAD.address}",),
        ("it failed: %s", ValueError(f"{HEAD.name} {HEAD.id_number}")),
        (ValueError(HEAD.name),),
        ("%(who)s", {"who": HEAD.name}),
    ],
)
def test_what_could_be_somebodys_is_masked(arguments: tuple[object, ...]) -> None:
    line = written(*arguments)
    assert line.startswith("ERROR some.where ")
    for known in (HEAD.name, HEAD.phone, HEAD.id_number, HEAD.address or "", "622202", "E6%9E", "jianguo"):
        assert known not in line


def test_what_an_operator_needs_stays() -> None:
    assert written("Not Found: %s", "/desk/households/4711/") == "ERROR some.where Not Found: /desk/households/4711/"
    assert written("event %s was tried %d times", 12345, 5).endswith("event 12345 was tried 5 times")


@pytest.mark.django_db
def test_of_an_exception_stand_its_class_and_its_lines_and_not_what_it_quotes() -> None:
    try:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM " + f'"{HEAD.name} {HEAD.phone}"')
        except Exception as quoted:
            raise IntegrityError(f"Key (name)=({HEAD.name}) already exists") from quoted
    except IntegrityError as fault:
        line = written("Internal Server Error: %s", "/desk/", fault=fault)
    assert "IntegrityError" in line
    assert f"{Path(__file__).name}:" in line
    assert HEAD.name not in line
    assert HEAD.phone not in line


def test_a_name_a_phone_and_an_id_number_are_masked_together() -> None:
    for known in (HEAD.name, HEAD.phone, HEAD.id_number):
        assert PERSONAL.search(f"WARNING x {known}")
    assert not PERSONAL.search(written("%s %s %s", HEAD.name, HEAD.phone, HEAD.id_number))


def test_each_line_is_written_once(tmp_path: Path) -> None:
    """In a process of its own: what the server writes of a name in an address that is not there."""
    script = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'jiahe.settings'; import django; django.setup();"
        "import logging; logging.getLogger('django.request').warning('Not Found: %s', '/\u6797\u5efa\u56fd')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=clean_environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert done.stderr.count("Not Found") == 1
    assert HEAD.name not in done.stderr


def test_what_the_suite_logs_is_read_as_the_product_writes_it(journal: Journal) -> None:
    """The guard of tests/conftest.py would see somebody, and sees what the product's own loggers write."""
    journal.taken()
    for name in ("django.request", "django.server", "jiahe.registry", "some.library"):
        logging.getLogger(name).warning("a line of %s, %s", name, HEAD.id_number)
    lines = journal.taken()
    assert [line.split("WARNING ")[1].split()[0] for line in lines] == [
        "django.request", "django.server", "jiahe.registry", "some.library",
    ]  # fmt: skip
    assert not named_in(lines)
    for known in (HEAD.id_number, HEAD.phone, HEAD.name, HEAD.address):
        assert named_in([f"WARNING x {known}"])


@pytest.mark.django_db
def test_of_a_page_that_fails_stands_where_it_failed_and_nothing_of_what_was_sent(
    cast, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(text: str, **_: object) -> None:
        typed = f"{text} {HEAD.id_number}"
        raise ValueError(f"not to be found: {typed}")

    monkeypatch.setattr(finding, "find", fails)
    client: Client = cast.client("lin")
    client.raise_request_exception = False
    journal.taken()
    sent = {"q": f"{HEAD.name} {HEAD.phone} secret-words", "village": "350583103201"}
    answer = client.post(reverse("desk:search") + "?note=secret-words", sent)
    assert answer.status_code == 500
    (line,) = journal.taken()
    assert "ERROR django.request Internal Server Error: /desk/search/" in line
    assert f"{Path(__file__).name}:" in line
    assert line.endswith("ValueError")
    for known in ("secret-words", "350583103201", "typed", client.cookies["sessionid"].value, HEAD.name, HEAD.phone):
        assert known not in line
    page = answer.content.decode()
    for known in ("secret-words", "ValueError", "Traceback", HEAD.name, HEAD.id_number):
        assert known not in page
