"""A served sample province: `jiahe demo` in a process and a data folder of its own, as a newcomer starts it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "jiahe-demo"
RESIDENT_PHONE = "19900000001"
STARTED_WITHIN = 120  # seconds
NUMBERS = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)")


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its address, its data folder, and the file its console writes."""

    url: str
    home: Path
    console: Path

    def last_code(self) -> str:
        """The newest one-time code on the console."""
        codes = re.findall(r"验证码是 (\d{6})", self.console.read_text(encoding="utf-8"))
        return str(codes[-1])

    def says(self, words: str, within: float = 60) -> None:
        """Wait until the console says something: what is sent goes out a moment after the deed."""
        until = time.monotonic() + within
        while words not in self.console.read_text(encoding="utf-8"):
            assert time.monotonic() < until, f"the console never said {words!r}"
            time.sleep(0.2)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the same data folder."""
        return subprocess.run([jiahe(), *words], env=clean_environment(self.home), capture_output=True, text=True)


def jiahe() -> str:
    """The installed command."""
    return str(Path(sys.executable).with_name("jiahe"))


def clean_environment(home: Path) -> dict[str, str]:
    """The environment of a stranger: nothing of these tests but where the data goes."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "JIAHE_", "PYTEST_"))}
    return {**inherited, "JIAHE_HOME": str(home), "PYTHONUNBUFFERED": "1", "JIAHE_QUIET_HOURS": "0-0"}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def sample_province(households: int = 150) -> Iterator[Served]:
    """Serve a small sample province until the block ends."""
    home = Path(tempfile.mkdtemp(prefix="jiahe-served-"))
    console = home / "console.txt"
    port = free_port()
    command = [jiahe(), "demo", "--households", str(households), "--port", str(port)]
    with console.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(
            command, env=clean_environment(home / "data"), cwd=home, stdout=out, stderr=out, start_new_session=True
        )
    served = Served(f"http://127.0.0.1:{port}", home / "data", console)
    try:
        _wait(served, server)
        yield served
        _must_name_no_number(console)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _must_name_no_number(console: Path) -> None:
    """What a server writes while people work, its messages to phones among it, holds no number of anybody whole."""
    written = console.read_text(encoding="utf-8").replace(RESIDENT_PHONE, "")  # the demo says with which one signs in
    found = NUMBERS.findall(written)
    assert not found, f"a number stands on the console: {found}"


def _wait(served: Served, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(served.url, timeout=2):
            return
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(served.console.read_text(encoding="utf-8"))
