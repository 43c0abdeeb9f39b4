"""What accounts tell the rooms above, by ids only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jiahe.foundation.events.bus import Event


@dataclass(frozen=True)
class PasswordForgotten(Event):
    """Somebody cannot sign in; the post that looks after his account is to know."""

    name: ClassVar[str] = "accounts.password_forgotten"
    user_id: int
    post_id: int
