"""Kinds of notices, declared by the apps that have something to say."""

from __future__ import annotations

from dataclasses import dataclass

NEUTRAL = "【家和】您有一条新消息，请登录家和查看。"


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """What is said: title and text with named places, as ``"{place}的名单可以下载了"``.

    ``channels`` are those on which a resident hears that there is something to read; ``pushed`` are the words for them,
    which name nothing. ``stage`` says that it speaks of a stage of life, and so never reaches a family after a loss.
    ``urgent`` goes out in the night as well.
    """

    code: str
    title: str
    text: str = ""
    channels: tuple[str, ...] = ()
    pushed: str = NEUTRAL
    stage: bool = False
    urgent: bool = False


_kinds: dict[str, NoticeKind] = {}


def declare(kind: NoticeKind) -> NoticeKind:
    """Make a kind known; declared again under the same code, the newer one holds."""
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> NoticeKind:
    """The kind with this code.

    Raises:
        ValueError: nobody declares it.
    """
    if code not in _kinds:
        raise ValueError(f"no notice of the kind {code!r} is declared")
    return _kinds[code]


def kinds() -> list[NoticeKind]:
    """All kinds."""
    return list(_kinds.values())
