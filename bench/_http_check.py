"""The anonymous check over HTTP beside OpenFisca's web API: each served with two workers, both driven by one client.

Ours is served by granian as `jiahe demo` serves it, with the rate limit lifted; theirs by gunicorn, as `openfisca serve`
does. The client keeps eight callers busy, each asking again as soon as it is answered, on a connection of its own for
every call: theirs closes it after each, so ours is not let keep it. Both answer for the same family and the same fifteen
rules, ours with every reason, theirs with its plain ``/calculate``, which gives none.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
WORKERS, CALLERS = "2", 8
ROUNDS, WARM, SECONDS = 5, 0.5, 2.5
STARTED_WITHIN = 60  # seconds
OPPONENT = "openfisca-core[web-api]==46.0.1"


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked, again and again."""

    port: int
    path: str
    body: bytes

    def answer(self) -> Any:
        """Ask once; anything but an answer is a failure of the benchmark."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(
                "POST", self.path, self.body, {"Content-Type": "application/json", "Connection": "close"}
            )
            response = connection.getresponse()
            content = response.read()
        assert response.status == 200, content[:500]
        return content


def ratio(
    family: Mapping[str, Any], theirs: Mapping[str, Any], rules: Sequence[str], month: str, folder: Path
) -> float:
    """Our requests a second over theirs, the median of some rounds in turn."""
    asked = json.loads(json.dumps(theirs))
    for person in asked["persons"].values():
        person |= {code: {month: None} for code in rules}
    with _ours() as our_port, _openfisca(folder) as their_port:
        mine = Call(our_port, f"/api/v1/benefits/check?benefits={','.join(rules)}", json.dumps(family).encode())
        other = Call(their_port, "/calculate", json.dumps(asked).encode())
        _assert_agreement(mine, other, rules, month)
        rounds = []
        for _ in range(ROUNDS):
            ours, opponent = _per_second(mine), _per_second(other)
            print(f"HTTP 一秒 {ours:.0f} 次，OpenFisca {opponent:.0f} 次")
            rounds.append(ours / opponent)
    return statistics.median(rounds)


def _per_second(call: Call) -> float:
    """How many answers a second eight callers get, after a moment that warms up."""
    counts = [0] * CALLERS
    begins = time.perf_counter() + WARM
    ends = begins + SECONDS
    failed: list[BaseException] = []

    def keep_asking(caller: int) -> None:
        try:
            while (now := time.perf_counter()) < ends:
                call.answer()
                counts[caller] += now >= begins
        except BaseException as fault:
            failed.append(fault)

    threads = [threading.Thread(target=keep_asking, args=(caller,)) for caller in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return sum(counts) / (time.perf_counter() - begins)


def _assert_agreement(mine: Call, other: Call, rules: Sequence[str], month: str) -> None:
    """The same people are entitled to the same fifteen."""
    ours = {(e["benefit"], e["beneficiary"]) for e in json.loads(mine.answer())["entitlements"]}
    people = json.loads(other.answer())["persons"]
    theirs = {(code, name) for name, said in people.items() for code in rules if said[code][month]}
    assert ours == theirs, f"only ours: {sorted(ours - theirs)}, only theirs: {sorted(theirs - ours)}"


@contextlib.contextmanager
def _ours() -> Iterator[int]:
    """This server in a data folder of its own, with the options of `jiahe demo`."""
    with tempfile.TemporaryDirectory(prefix="jiahe-bench-") as home:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("JIAHE_")}
        environment |= {"JIAHE_HOME": home, "JIAHE_API_CHECKS_A_MINUTE": "0", "JIAHE_QUIET_HOURS": "0-0"}
        jiahe = Path(sys.executable).with_name("jiahe")
        subprocess.run([str(jiahe), "setup"], env=environment, check=True, stdout=subprocess.DEVNULL)
        port = _free_port()
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", WORKERS, "--blocking-threads", "4", "--log-level", "warning", "jiahe.wsgi:application",
        ]  # fmt: skip
        with _served(command, environment, port):
            yield port


@contextlib.contextmanager
def _openfisca(folder: Path) -> Iterator[int]:
    """OpenFisca's web API over the same rules."""
    port = _free_port()
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", WORKERS, "--log-level", "warning",
        "bench._openfisca_web:application",
    ]  # fmt: skip
    with _served(command, environment, port):
        yield port


@contextlib.contextmanager
def _served(command: Sequence[str], environment: Mapping[str, str], port: int) -> Iterator[None]:
    server = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    try:
        until = time.monotonic() + STARTED_WITHIN
        while not _answers(port):
            assert server.poll() is None, f"{command[2]} did not start"
            assert time.monotonic() < until, f"{command[2]} did not start in time"
            time.sleep(0.2)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def _answers(port: int) -> bool:
    """Whether a worker answers, whatever it says: a master takes connections before its workers are there."""
    try:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", "/")
            connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
