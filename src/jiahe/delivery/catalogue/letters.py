"""Letters 文书 as PDF: one template, filled with plain words, in the Chinese type that stands on the machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import cast

import typst

from jiahe.foundation.health.answers import Answer, State

TEMPLATE = Path(__file__).with_name("letter.typ")
FAMILIES = frozenset(
    {
        "Noto Serif CJK SC", "Noto Sans CJK SC", "Source Han Serif SC", "Source Han Sans SC", "SimSun", "Microsoft YaHei",
        "WenQuanYi Micro Hei",
    }
)  # fmt: skip
NO_TYPE = "这台机器没有中文字体，做不了 PDF 文书。请管理员安装 Noto CJK 字体（fonts-noto-cjk），再试一次。"
_one_at_a_time = Lock()  # the compiler is kept between letters: made anew each costs twenty times as much


class NoChineseType(Exception):
    """There is no type to write Chinese with; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says: to whom, in which paragraphs, with which facts (title and value), signed by whom, on which day."""

    title: str
    number: str
    to: str
    paragraphs: Sequence[str]
    facts: Sequence[tuple[str, str]]
    signed: str
    day: str


def as_pdf(letter: Letter, *, at: datetime) -> bytes:
    """The letter as a PDF.

    Raises:
        NoChineseType: nobody could read it.
    """
    if not has_chinese_type():
        raise NoChineseType(NO_TYPE)
    said = json.dumps(asdict(letter), ensure_ascii=False)
    with _one_at_a_time:
        made = _compiler().compile(
            format="pdf", sys_inputs={"letter": said}, timestamp=int(at.astimezone(UTC).timestamp())
        )
    return cast("bytes", made)  # one format, one file


@cache
def has_chinese_type() -> bool:
    """Whether a Chinese typeface stands on the machine."""
    return bool(FAMILIES.intersection(typst.Fonts(include_system_fonts=True).families()))


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent))


def letters_can_be_made(at: datetime) -> Answer:
    """Whether letters can be made here."""
    return Answer(State.WELL, "有中文字体，可以做文书") if has_chinese_type() else Answer(State.WARNING, NO_TYPE)
