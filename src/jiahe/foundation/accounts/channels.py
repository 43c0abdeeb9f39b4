"""How a one-time code reaches a phone: by the channel that the notices, which stand above, name when they start."""

from __future__ import annotations

from collections.abc import Callable

_senders: list[Callable[[str, str], None]] = []


def send_codes_by(sender: Callable[[str, str], None]) -> None:
    """Send codes this way from now on; the sender takes a phone and a text."""
    _senders[:] = [sender]


def send_text(phone: str, text: str) -> None:
    """Send a code now. One that does not arrive is asked for anew, so it is neither kept nor tried again."""
    _senders[0](phone, text)
