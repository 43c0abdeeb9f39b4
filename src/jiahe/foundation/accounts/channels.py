"""How a one-time code reaches a phone. One channel now: the console of the server."""

from __future__ import annotations

import sys


def send_to_console(phone: str, text: str) -> None:
    """Print the message where the operator sees it; the number is masked, because a console is often kept as a log."""
    sys.stdout.write(f"[短信 {phone[:3]}••••{phone[-4:]}] {text}\n")
    sys.stdout.flush()
