"""How a one-time code reaches a phone: the console of the server, until the notices above name their channel."""

from __future__ import annotations

import sys
from collections.abc import Callable


def send_to_console(phone: str, text: str) -> None:
    """Print the message where the operator sees it; the number is masked, because a console is often kept as a log."""
    sys.stdout.write(f"[短信 {phone[:3]}••••{phone[-4:]}] {text}\n")
    sys.stdout.flush()


_sender: list[Callable[[str, str], None]] = [send_to_console]


def send_codes_by(sender: Callable[[str, str], None]) -> None:
    """Send codes this way from now on; the sender takes a phone and a text."""
    _sender[0] = sender


def send_text(phone: str, text: str) -> None:
    """Send a code now. One that does not arrive is asked for anew, so it is neither kept nor tried again."""
    _sender[0](phone, text)
