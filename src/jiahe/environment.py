"""Where this installation keeps its data, and how it is told so: the only reader of environment variables."""

from __future__ import annotations

import os
import re
import secrets
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

# WAL lets readers go on while one writes; IMMEDIATE takes the write lock at BEGIN, so that two writers queue
# instead of failing with "database is locked" half-way through (measured in the decision on databases).
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;PRAGMA cache_size=-64000;"
        "PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;PRAGMA foreign_keys=ON"
    ),
}
CONNECT_WITHIN = 5  # seconds
LONGEST_LINE = 120  # characters
HOST = re.compile(r"\*|\[[0-9A-Fa-f:]+\]|(?:\*?\.)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
PORT = re.compile(r":\d+\Z")
WRONG_ADDRESS = "JIAHE_DATABASE_URL 应写成 sqlite:///路径 或 postgresql://用户:密码@主机/库名，请检查后重试。"


Default = TypeVar("Default", int, None)


def data_folder() -> Path:
    """The folder of this installation: ``JIAHE_HOME``, or ``.jiahe`` in the folder the command was given in."""
    return Path(os.environ.get("JIAHE_HOME") or ".jiahe").resolve()


def secret(name: str) -> str:
    """The value of an environment variable that nobody else should read: ``NAME`` itself, or the file ``NAME_FILE`` names.

    Empty when neither is set.

    Raises:
        ImproperlyConfigured: both are set, or the file cannot be read or holds nothing.
    """
    given, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if not file:
        return given
    if given:
        raise ImproperlyConfigured(f"{name} 和 {name}_FILE 只能设一个，请去掉其中一个。")
    try:
        content = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ImproperlyConfigured(
            f"{name}_FILE 指的文件 {file} 读不出来。请检查路径，以及运行 jiahe 的用户有没有权限读它。"
        ) from None
    if not content:
        raise ImproperlyConfigured(f"{name}_FILE 指的文件 {file} 是空的，请把内容写进去。")
    return content


def database(home: Path) -> dict[str, Any]:
    """The Django database settings for ``JIAHE_DATABASE_URL`` (``sqlite:///path`` or ``postgresql://…``).

    Without it, the embedded database stands in the data folder.

    Raises:
        ImproperlyConfigured: the address names a database that Jiahe does not run on.
    """
    url = secret("JIAHE_DATABASE_URL") or f"sqlite:///{home / 'jiahe.sqlite3'}"
    if url.startswith("sqlite:"):
        return {**dj_database_url.parse(url), "OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": None}
    if url.startswith(("postgres:", "postgresql:")):
        try:
            parsed: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)}
        except ValueError:
            # The address holds a password, so the fault does not repeat it.
            raise ImproperlyConfigured(WRONG_ADDRESS) from None
        # A database that does not answer is said to be so soon, rather than held against the patience of a proxy.
        return {**parsed, "OPTIONS": {"connect_timeout": CONNECT_WITHIN, **parsed.get("OPTIONS", {})}}
    raise ImproperlyConfigured(WRONG_ADDRESS)


def flag(name: str, *, default: bool = False) -> bool:
    """Whether an environment variable says yes.

    Raises:
        ImproperlyConfigured: the value is neither yes nor no.
    """
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if not value:
        return default
    raise ImproperlyConfigured(f"{name} 应写成 yes 或 no，现在是 {value!r}。")


def number(name: str, *, default: Default) -> int | Default:
    """The whole number above zero that an environment variable says, or the default when it is not set.

    Raises:
        ImproperlyConfigured: it says something else.
    """
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdecimal() or int(value) == 0:
        raise ImproperlyConfigured(f"{name} 应写成大于 0 的整数，现在是 {value!r}。")
    return int(value)


def limit(name: str, *, default: int) -> int:
    """How often something may be done, as an environment variable says; 0 is without limit.

    Raises:
        ImproperlyConfigured: it is no whole number.
    """
    value = os.environ.get(name, "").strip()
    if value and (not value.isascii() or not value.isdecimal()):
        raise ImproperlyConfigured(f"{name} 应写成整数，0 是不限，现在是 {value!r}。")
    return int(value) if value else default


def words(name: str) -> list[str]:
    """The comma-separated words of an environment variable."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def hosts(name: str) -> list[str]:
    """The host names an environment variable gives, without scheme, port and path.

    Raises:
        ImproperlyConfigured: one of them could never be what a browser asks for.
    """
    given = words(name)
    for host in given:
        if not HOST.fullmatch(host):
            raise ImproperlyConfigured(
                f"{name} 只写主机名，例如 jiahe.example.org，不写 https:// 和端口；现在有 {host!r}。"
            )
    return given


def origins(name: str) -> list[str]:
    """The origins an environment variable gives: scheme and host, perhaps a port, no path.

    Raises:
        ImproperlyConfigured: one of them could never be where a form comes from.
    """
    given = words(name)
    for origin in given:
        scheme, separator, host = origin.partition("://")
        if scheme not in {"http", "https"} or not separator or not HOST.fullmatch(PORT.sub("", host)):
            raise ImproperlyConfigured(
                f"{name} 应写成 https://jiahe.example.org 这样，后面不带斜线；现在有 {origin!r}。"
            )
    return given


def line(name: str) -> str:
    """The one line of text that an environment variable holds; empty when it is not set.

    Raises:
        ImproperlyConfigured: it is longer than a line on a page.
    """
    value = " ".join(os.environ.get(name, "").split())
    if len(value) > LONGEST_LINE:
        raise ImproperlyConfigured(f"{name} 最多写 {LONGEST_LINE} 个字，现在有 {len(value)} 个。")
    return value


def hours(name: str, default: tuple[int, int]) -> tuple[int, int]:
    """Two hours of the day, written like 21-8.

    Raises:
        ImproperlyConfigured: they are not written so.
    """
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    first, dash, last = value.partition("-")
    if dash and first.isdecimal() and last.isdecimal() and int(first) < 24 and int(last) < 24:
        return int(first), int(last)
    raise ImproperlyConfigured(f"{name} 应写成两个钟点，例如 21-8，现在是 {value!r}。")


def proxies(name: str) -> list[str]:
    """The trusted proxies an environment variable gives: how many they are, or their addresses and networks.

    Raises:
        ImproperlyConfigured: it is neither.
    """
    given = words(name)
    if len(given) == 1 and given[0].isascii() and given[0].isdigit():
        return given if int(given[0]) else []
    try:
        return [str(ip_network(each, strict=False)) for each in given]
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} 应写成代理的个数（如 1），或它们的地址（如 10.0.0.5,10.1.0.0/16）。"
        ) from None


def path(name: str) -> Path | None:
    """The path an environment variable names, or None when it is not set."""
    value = os.environ.get(name)
    return Path(value).resolve() if value else None


def secret_key(home: Path) -> str:
    """The key that signs sessions: ``JIAHE_SECRET_KEY`` or the file of ``JIAHE_SECRET_KEY_FILE``, or the one in ``keys/`` of the data folder.

    Before `jiahe setup` there is none, and a key of this process alone serves: a question like ``doctor`` writes nothing.
    """
    given = secret("JIAHE_SECRET_KEY")
    if given:
        return given
    file = home / "keys" / "session.key"
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return secrets.token_urlsafe(48)


def make_secret_key(home: Path) -> None:
    """Write the key that signs sessions, once; `jiahe setup` calls this before anybody signs in."""
    file = home / "keys" / "session.key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48), encoding="ascii")
