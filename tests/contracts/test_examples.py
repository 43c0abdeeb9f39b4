"""The examples of docs/examples are true: their variables and commands exist, systemd and nginx read them, and people
get through the proxy."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from jiahe.faces.cli.commands import build_parser
from tests.contracts.machines import Machine
from tests.inventory.test_source import ROOT, environment_variables
from tests.served import free_port

EXAMPLES = ROOT / "docs" / "examples"
UNITS = sorted(path for path in EXAMPLES.iterdir() if path.suffix in {".service", ".timer"})
NAME, ORIGIN = "jiahe.example.org", "https://jiahe.example.org"
A_COMMAND = re.compile(r'(?:/opt/jiahe/\.venv/bin/jiahe|"\$jiahe") ((?:[a-z]+)(?: [a-z]+)?)')
MOST = 32 * 1024 * 1024  # bytes: client_max_body_size


def settings_of(file: Path) -> dict[str, str]:
    """What an environment file sets."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_every_variable_exists_and_what_is_set_is_understood(tmp_path: Path) -> None:
    given = settings_of(EXAMPLES / "jiahe.env")
    assert given.keys() <= environment_variables()
    (tmp_path / "address").write_text(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    told = {name: value.strip('"') for name, value in given.items()} | {
        "JIAHE_HOME": str(tmp_path / "home"), "JIAHE_DATABASE_URL_FILE": str(tmp_path / "address"),
    }  # fmt: skip
    assert "jiahe setup" in Machine(tmp_path / "home").run("doctor", **told).stdout


def test_a_shell_and_systemd_read_the_environment_file_alike() -> None:
    script = f"set -a; . {EXAMPLES / 'jiahe.env'}; env"
    shell = subprocess.run(["sh", "-euc", script], env={}, capture_output=True, text=True, check=True).stdout
    for name, value in settings_of(EXAMPLES / "jiahe.env").items():
        assert f"{name}={value.strip(chr(34))}\n" in shell


def test_every_command_exists() -> None:
    found = {
        words
        for path in EXAMPLES.iterdir()
        for words in A_COMMAND.findall(path.read_text(encoding="utf-8"))
    }  # fmt: skip
    assert {"work", "backup", "screen verify", "audit verify", "doctor"} <= found
    for words in found:
        build_parser().parse_args([*words.split(), *(["file"] if words == "backup" else [])])


def test_the_list_of_examples_is_complete() -> None:
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in EXAMPLES.iterdir()} - {"README.md"} == set(
        re.findall(r"`([\w@.-]+)`(?=[,| ])", listed)
    )


@pytest.mark.parametrize("script", ["jiahe", "jiahe-night"])
def test_the_scripts_are_read_by_a_plain_shell(script: str) -> None:
    subprocess.run(["sh", "-n", EXAMPLES / script], check=True)


def need(program: str, package: str) -> None:
    """Skip with a sentence where a program is missing; in CI its absence is a fault."""
    if not shutil.which(program):
        missing = f"{program} is not on this machine: apt-get install {package}"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)


def test_systemd_reads_the_units(tmp_path: Path) -> None:
    need("systemd-analyze", "systemd")
    here = {"/opt/jiahe/.venv/bin": str(Path(sys.executable).parent), "/usr/local/bin": str(EXAMPLES)}
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        for place, ours in here.items():
            text = text.replace(place, ours)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_night_goes_on_after_a_failure_and_says_so_at_the_end(tmp_path: Path) -> None:
    tool = tmp_path / "jiahe"
    tool.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/asked\n[ "$1" != "$REFUSED" ]\n')
    tool.chmod(0o755)
    night = tmp_path / "night"
    night.write_text((EXAMPLES / "jiahe-night").read_text().replace("/opt/jiahe/.venv/bin/jiahe", str(tool)))
    old = tmp_path / "jiahe-2020-01-01.jiahe"
    for refused in ("backup", "screen", "audit", "doctor", ""):
        old.touch()
        subprocess.run(["touch", "-d", "20 days ago", old], check=True)
        (tmp_path / "asked").write_text("")
        done = subprocess.run(["sh", night, tmp_path], env={"PATH": "/usr/bin:/bin", "REFUSED": refused})
        assert done.returncode == (1 if refused else 0)
        asked = (tmp_path / "asked").read_text().splitlines()
        assert [line.split()[0] for line in asked] == ["backup", "screen", "audit", "doctor"]
        assert old.exists() is (refused == "backup")  # the last good one is not thrown away


# Through the proxy


class Visitor:
    """A browser behind the proxy: keeps its cookies, comes from an address of its own."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self.port, self.source, self.cookies = port, source, SimpleCookie()

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, *, body: bytes = b"", **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        """One request; the answer and its text."""
        trusting = ssl._create_unverified_context()
        door = http.client.HTTPSConnection("127.0.0.1", self.port, source_address=(self.source, 0), timeout=30)
        raw = socket.create_connection(("127.0.0.1", self.port), 30, (self.source, 0))
        door.sock = trusting.wrap_socket(raw, server_hostname=NAME)
        sent = {"Host": NAME, "Cookie": "; ".join(f"{k}={v.value}" for k, v in self.cookies.items()), **headers}
        if form is not None:
            body = urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        door.request(method, path, body or None, sent)
        answer = door.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(cookie)
        text = answer.read().decode("utf-8", "replace")
        door.close()
        return answer, text

    def sign_in(self, password: str, origin: str = ORIGIN, **headers: str) -> http.client.HTTPResponse:
        """Open the form and send it."""
        _, page = self.ask("GET", "/desk/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "username": "admin", "password": password}
        referer = {"Origin": origin, "Referer": f"{origin}/desk/sign-in/"}
        return self.ask("POST", "/desk/sign-in/", form, **referer, **headers)[0]


def make_certificate(folder: Path) -> None:
    """A certificate that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(timezone.now() - timedelta(days=1))
    signed = built.not_valid_after(timezone.now() + timedelta(days=2)).sign(key, hashes.SHA256())
    (folder / "jiahe.crt").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "jiahe.key").write_bytes(pem)


@contextlib.contextmanager
def running(command: list[str], log: Path, port: int, **environment: str) -> Iterator[None]:
    """A server, until the block ends."""
    with log.open("w") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, **({"env": environment} if environment else {}))
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.slow
def test_people_get_through_the_proxy_over_https_and_nobody_gets_around_it(tmp_path: Path) -> None:
    need("nginx", "nginx-light")
    machine = Machine(tmp_path / "home")
    password = re.search(r"一次性密码 (\S+?)（", machine.done("setup"))
    assert password
    plain, secure, inner = free_port(), free_port(), free_port()
    make_certificate(tmp_path)
    text = (EXAMPLES / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"\n *listen \[::\].*", "", text)
    for given, ours in (
        ("listen 80", f"listen 127.0.0.1:{plain}"), ("listen 443", f"listen 127.0.0.1:{secure}"),
        ("127.0.0.1:8000", f"127.0.0.1:{inner}"), ("/etc/nginx/tls", str(tmp_path)), ("/var/log/nginx", str(tmp_path)),
    ):  # fmt: skip
        assert given in text
        text = text.replace(given, ours)
    places = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"daemon off; pid {tmp_path}/pid; events {{}} http {{ {places} access_log off;\n{text}\n}}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    nginx = ["nginx", "-e", str(tmp_path / "errors"), "-c", str(tmp_path / "nginx.conf")]
    checked = subprocess.run([*nginx, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    told = {name: value.strip('"') for name, value in settings_of(EXAMPLES / "jiahe.env").items()}
    told = {k: v for k, v in told.items() if k not in {"JIAHE_HOME", "JIAHE_DATABASE_URL_FILE"}}
    served = re.search(r"^ExecStart=(.*)$", (EXAMPLES / "jiahe-server.service").read_text(), re.MULTILINE)
    assert served
    command = served[1].replace("/opt/jiahe/.venv/bin", str(Path(sys.executable).parent)).replace("8000", str(inner))
    pages = running(command.split(), tmp_path / "pages.log", inner, **machine.environment(**told))
    with pages, running(nginx, tmp_path / "nginx.log", secure):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", plain, timeout=30)) as to_https:
            to_https.request("GET", "/desk/?a=b", headers={"Host": NAME})
            answer = to_https.getresponse()
            answer.read()
            assert (answer.status, answer.headers["Location"]) == (301, f"{ORIGIN}/desk/?a=b")

        lin = Visitor(secure)
        answer, page = lin.ask("GET", "/desk/sign-in/")
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert lin.cookies["csrftoken"]["secure"]
        style = re.search(r'href="(/static/kit/built/app\.[^"]+)"', page)
        assert style
        answer, _ = lin.ask("GET", style[1])
        assert (answer.status, "immutable" in answer.headers["Cache-Control"]) == (200, True)
        assert lin.ask("GET", "/healthz")[1] == "ok\n"
        assert lin.ask("POST", "/desk/sign-in/", body=b"x" * (MOST + 1))[0].status == 413

        assert lin.sign_in(password[1], origin="https://evil.example").status == 403
        assert lin.sign_in(password[1]).status == 302
        session = lin.cookies["sessionid"]
        assert session["secure"]
        assert session["httponly"]
        assert lin.ask("GET", "/desk/password/")[0].status == 200

        # Guessing locks the name for the address it comes from, as the proxy sees it and not as the guesser says.
        guesser, neighbour = Visitor(secure, "127.0.0.9"), Visitor(secure, "127.0.0.10")
        forged = {"X-Forwarded-For": "127.0.0.10", "X-Forwarded-Proto": "http"}
        said = [guesser.sign_in("wrong-and-wrong", **forged).status for _ in range(6)]
        assert said[-1] == 429
        assert guesser.sign_in(password[1], **forged).status == 429
        assert neighbour.sign_in(password[1]).status == 302

        with socket.create_connection(("127.0.0.1", secure), 30) as raw, pytest.raises(ssl.SSLError):
            ssl._create_unverified_context().wrap_socket(raw, server_hostname="evil.example")
    logged = (tmp_path / "jiahe.log").read_text()
    assert "127.0.0.9" in logged
    assert "a=b" not in logged
