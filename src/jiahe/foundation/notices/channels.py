"""Ways to somebody's phone. A channel takes a message under a key, and can say whether it took it before."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


class Undeliverable(Exception):  # reads as what it says
    """The channel will never take this message, for example because the number does not exist."""


class Channel(Protocol):
    """One way. Gateways that know a key of the sender's give exactly-once; the key is the same at every try."""

    def send(self, *, key: str, address: str, text: str) -> None:
        """Take a message; a key that was taken before is not sent again. Raises Undeliverable, or any fault to try later.

        A message without a key is a one-time code: it is sent now, and neither kept nor asked for again.
        """

    def has_sent(self, key: str) -> bool:
        """Whether a message with this key was taken."""


class Console:
    """Shows messages where the operator sees them, and keeps a journal by which a crash in the middle is told.

    Stands in for SMS, WeChat and e-mail until an installation has a gateway. Addresses are masked in both places.
    """

    def __init__(self, code: str, title: str) -> None:
        self.code, self.title = code, title

    @property
    def journal(self) -> Path:
        """The file that holds what was sent, a line each."""
        return Path(settings.HOME) / "messages" / f"{self.code}.jsonl"

    def send(self, *, key: str, address: str, text: str) -> None:
        """Write the line to the journal, whole, and show it; a code is only shown."""
        masked = masked_address(address)
        if key:
            self._note(key, masked, text)
        sys.stdout.write(f"[{self.title} {masked}] {text}\n")
        sys.stdout.flush()

    def _note(self, key: str, masked: str, text: str) -> None:
        line = json.dumps({"key": key, "to": masked, "text": text}, ensure_ascii=False) + "\n"
        self.journal.parent.mkdir(mode=0o700, exist_ok=True)
        with self.journal.open("ab+") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - 1, 0))
            torn = file.read(1) not in (b"", b"\n")  # a line that a crash left half written stays a line of its own
            file.write(b"\n" * torn + line.encode())
            file.flush()
            os.fsync(file.fileno())

    def has_sent(self, key: str) -> bool:
        """Look the key up; asked only of what a crash left open."""
        if not self.journal.exists():
            return False
        wanted = f'{{"key": {json.dumps(key)},'
        with self.journal.open(encoding="utf-8", errors="replace") as file:
            return any(line.startswith(wanted) and line.endswith('"}\n') for line in file)


def masked_address(address: str) -> str:
    """A phone number or another address with its middle hidden."""
    return f"{address[:3]}••••{address[-4:]}" if len(address) >= 11 else f"{address[:1]}••••"


_channels: dict[str, Channel] = {
    "sms": Console("sms", "短信"),
    "wechat": Console("wechat", "微信"),
    "email": Console("email", "邮件"),
}
_addresses: dict[str, Callable[[int], str]] = {}


def use_channel(code: str, channel: Channel) -> None:
    """Send by this channel from now on."""
    _channels[code] = channel


def use_named_channels(named: Iterable[str]) -> None:
    """Use the gateways an installation names, each written like ``sms=package.module.Gateway``: a class made without arguments.

    Raises:
        ImproperlyConfigured: one is not written so, cannot be imported, or is for no channel there is.
    """
    for words in named:
        code, _, where = words.partition("=")
        if code not in _channels:
            raise ImproperlyConfigured(
                f"JIAHE_CHANNELS 里的 {words} 应写成 sms=模块.类名，渠道有 {'、'.join(_channels)}。"
            )
        try:
            use_channel(code, import_string(where)())
        except ImportError:
            raise ImproperlyConfigured(f"JIAHE_CHANNELS 里的 {where} 没有找到，请检查模块和类的名字。") from None


def send_code(phone: str, text: str) -> None:
    """Send a one-time code by the channel of short messages."""
    channel("sms").send(key="", address=phone, text=text)


def channel(code: str) -> Channel:
    """The channel with this code."""
    return _channels[code]


def declare_address(code: str, find: Callable[[int], str]) -> None:
    """Say how the address of a person on a channel is found; empty means that he has none."""
    _addresses[code] = find


def address_of(person: int, code: str) -> str:
    """Where a person is reached on a channel; empty when he is not."""
    return _addresses[code](person) if code in _addresses else ""
