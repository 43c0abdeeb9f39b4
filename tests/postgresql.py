"""Run a command with a private PostgreSQL: `python -m tests.postgresql COMMAND …`.

Without a PostgreSQL on the machine it says so and runs nothing; with CI set that is a failure.
"""

from __future__ import annotations

import contextlib
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where there is none."""
    on_path = shutil.which("postgres")
    debian = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"), key=lambda p: int(p.split("/")[4]))
    found = [*debian, *([os.path.realpath(on_path)] if on_path else [])]
    return Path(found[0 if not debian else len(debian) - 1]).parent if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _owner(folder: str) -> dict[str, object]:
    """PostgreSQL refuses to run as root: give the folder to another user and start it as that one."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    os.chmod(folder, 0o700)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def private_postgresql(bin_folder: Path, *, durable: bool = False) -> Iterator[str]:
    """Start a server in a new folder; gives its address and removes everything afterwards.

    Tests lose nothing when a server is killed, so it need not wait for the disk; ``durable`` lets it, as in production.
    """
    folder = tempfile.mkdtemp(prefix="jiahe-pg-")
    as_user = _owner(folder)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": folder}
    data, port = f"{folder}/data", _free_port()
    initdb = [str(bin_folder / "initdb"), "-D", data, "-U", "jiahe", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run([*initdb, "--no-sync"], check=True, stdout=subprocess.DEVNULL, env=environment, cwd="/", **as_user)
    options = {
        "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder,
        **({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
    }  # fmt: skip
    command = [str(bin_folder / "postgres"), "-D", data, *(w for k, v in options.items() for w in ("-c", f"{k}={v}"))]
    with open(f"{folder}/log", "w") as log:
        server = subprocess.Popen(command, env=environment, cwd="/", stdout=log, stderr=log, **as_user)
    try:
        _wait(bin_folder, port, server, folder)
        yield f"postgresql://jiahe@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(bin_folder: Path, port: int, server: subprocess.Popen[bytes], folder: str) -> None:
    ready = [str(bin_folder / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    for _ in range(200):
        if subprocess.run(ready).returncode == 0:
            return
        if server.poll() is not None:
            raise RuntimeError(Path(folder, "log").read_text())
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start within ten seconds")


def main() -> int:
    """Run the command given with JIAHE_DATABASE_URL set to the private server."""
    bin_folder = programs()
    if bin_folder is None:
        print(
            "PostgreSQL is not on this machine; what runs on it is left out here. apt-get install postgresql",
            flush=True,
        )
        return 1 if os.environ.get("CI") else 0
    with private_postgresql(bin_folder) as address:
        return subprocess.run(sys.argv[1:], env={**os.environ, "JIAHE_DATABASE_URL": address}).returncode


if __name__ == "__main__":
    sys.exit(main())
