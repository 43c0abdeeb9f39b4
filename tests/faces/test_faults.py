"""The pages of faults: what happened, what to do, a way back, whom to ask; whatever else is broken."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from jiahe.faces.kit import faults
from jiahe.registry import finding
from tests.conftest import Cast
from tests.people import HEAD
from tests.served import clean_environment, free_port

CONTACT = "王工 0591-8755 0000"
FOREIGN = "evil.example"


@pytest.fixture(autouse=True)
def _contact(settings) -> None:
    settings.JIAHE_CONTACT = CONTACT


def helps(page: str) -> bool:
    """Whether a page says what to do now, and whom to ask, and has a way back."""
    return all(each in page for each in ("现在怎么办", CONTACT, 'class="button button-primary"'))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page on which something of ours fails."""

    def fails(*_: object, **__: object) -> None:
        raise OperationalError(HEAD.name)

    monkeypatch.setattr(finding, "find", fails)


@pytest.mark.django_db
def test_a_page_that_is_not_there_and_one_that_is_not_his_are_the_same_and_help(cast: Cast) -> None:
    client = cast.client("lin")
    absent, elsewhere = client.get("/desk/no-such-page/"), client.get("/desk/households/999999/")
    assert absent.status_code == elsewhere.status_code == 404
    assert absent.content == elsewhere.content
    assert helps(absent.content.decode())
    assert f'href="{reverse("desk:home")}"' in absent.content.decode()
    stranger = Client().get("/no-such-page/").content.decode()
    assert helps(stranger)
    assert 'href="/"' in stranger


@pytest.mark.django_db
def test_a_right_that_is_missing_is_named_with_what_can_be_done(cast: Cast) -> None:
    answer = cast.client("auditor").get("/desk/regions/county/350583000000/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert helps(page)
    assert reverse("desk:choose-post") in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/desk/", "/desk/sign-in/", "/my/", "/screen/", "/design/", "/no-such-page/"])
def test_under_a_foreign_name_every_address_answers_400_in_plain_words(path: str) -> None:
    client = Client(raise_request_exception=False)
    for host in (FOREIGN, "", "a b", "jiahe.example.org:80:80", "\u674e"):
        for answer in (client.get(path, headers={"host": host}), client.post(path, {"q": "x"}, headers={"host": host})):
            page = answer.content.decode()
            assert answer.status_code == 400
            assert helps(page)
            assert "网址" in page
            assert "DisallowedHost" not in page
            assert answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/desk/sign-in/", "/my/sign-in/", "/desk/forgotten/", "/design/display/"])
def test_a_form_that_is_too_long_or_has_too_many_parts_is_a_400_in_plain_words(path: str) -> None:
    for client in (
        Client(raise_request_exception=False),
        Client(raise_request_exception=False, enforce_csrf_checks=True),
    ):
        client.get("/desk/sign-in/")  # which gives the cookie without which no form is read at all
        for sent in ({"username": "x" * 3_000_000}, {f"f{n}": "1" for n in range(1_500)}):
            answer = client.post(path, urlencode(sent), content_type="application/x-www-form-urlencoded")
            page = answer.content.decode()
            assert answer.status_code == 400
            assert "太长" in page
            assert helps(page)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/desk/%00/",
        "/%ff%fe",
        "/my/%E6%9E%97/",
        "/" + "x" * 5000,
    ],
)
def test_an_address_nobody_understands_is_a_404_in_plain_words(cast: Cast, path: str) -> None:
    for client in (Client(raise_request_exception=False), cast.client("lin")):
        client.raise_request_exception = False
        answer = client.get(path)
        assert answer.status_code == 404
        assert helps(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.usefixtures("broken")
def test_a_fault_of_ours_says_so_when_it_was_and_nothing_of_itself(cast: Cast) -> None:
    client = cast.client("lin")
    client.raise_request_exception = False
    answer = client.post(reverse("desk:search"), {"q": HEAD.name})
    page = answer.content.decode()
    assert answer.status_code == 500
    assert helps(page)
    assert "不是您做错了什么" in page
    for known in ("OperationalError", "Traceback", HEAD.name):
        assert known not in page


@pytest.mark.parametrize("make", [faults.bad_request, faults.permission_denied, faults.page_not_found])
def test_the_pages_need_no_database(rf, make) -> None:
    """No ``django_db`` mark here: a query would fail the test."""
    assert helps(make(rf.get("/"), ValueError()).content.decode())
    assert helps(faults.server_error(rf.get("/")).content.decode())


@pytest.mark.parametrize(("cookie", "type_", "theme"), [("elder.dark", "elder", "dark"), ("", "usual", "device")])
def test_they_are_read_as_their_reader_has_chosen(rf, cookie: str, type_: str, theme: str) -> None:
    request = rf.get("/")
    request.COOKIES["jiahe_display"] = cookie
    pages = [
        make(request, ValueError()) for make in (faults.bad_request, faults.permission_denied, faults.page_not_found)
    ]
    for page in (faults.server_error(request), *pages):
        shown = page.content.decode()
        assert f'data-theme="{theme}"' in shown
        assert f'data-type="{type_}"' in shown
        assert 'lang="zh-Hans"' in shown
        assert 'href="/" class="brand"' in shown


@pytest.mark.django_db
def test_a_form_that_lay_too_long_is_answered_as_its_reader_has_chosen() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["jiahe_display"] = "elder.dark"
    answer = client.post(reverse("desk:sign-in"), {"username": "lin"})
    assert answer.status_code == 403
    shown = answer.content.decode()
    assert helps(shown)
    for words in ('data-theme="dark"', 'data-type="elder"', 'lang="zh-Hans"', 'href="/" class="brand"'):
        assert words in shown


@pytest.mark.slow
def test_a_server_on_nothing_at_all_still_answers_in_words(tmp_path: Path) -> None:
    """No tables, no static files, a foreign name: a real server says 400 or 500, and its log has nobody's words."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--port", str(port), "jiahe.wsgi:application"],
            env=clean_environment(tmp_path / "home"), stdout=log, stderr=log,
        )  # fmt: skip

    def asked(path: str, host: str) -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    try:
        for _ in range(100):
            try:
                assert asked("/healthz", FOREIGN) == (503, "unavailable\n")
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        for path, host in (("/desk/?q=secret-words", "127.0.0.1"), ("/", FOREIGN), ("/desk/sign-in/", FOREIGN)):
            status, page = asked(path, host)
            assert status in {400, 500}
            assert "Traceback" not in page
            assert "系统" in page
        written = (tmp_path / "log").read_text(encoding="utf-8")
        assert "secret-words" not in written
    finally:
        server.terminate()
        server.wait(20)
