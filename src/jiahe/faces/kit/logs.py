"""What is written to a log: what happened and where in the code, never of whom.

A name, a number or an address reaches a log as an argument of a message, in the path of a request, or in the message
of an exception (a database quotes the row it refuses). All three are masked or left out.
"""

from __future__ import annotations

import copy
import logging
import re
import traceback
from collections.abc import Mapping
from typing import Any

NUMBERS = re.compile(r"\d{6,}[\dXx]?(?:\*+\w*)?")  # ID numbers, phones, cards; ids and ports are shorter
CHINESE = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]+")
ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
QUERY = re.compile(r"\?\S*")
SECRET = re.compile(r"(?<=/calendar/)[\w-]+")  # who has it reads when a family has something to do
HIDDEN = "…"


def _masked_argument(value: object) -> object:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return value if len(str(value)) < len("13900000011") else HIDDEN
    if isinstance(value, BaseException):
        return type(value).__name__
    return _masked(str(value))


def _masked(text: str) -> str:
    for pattern in (QUERY, SECRET, ESCAPED, CHINESE, NUMBERS):
        text = pattern.sub(HIDDEN, text)
    return text


class WithoutPersonalData(logging.Formatter):
    """Writes a record with its numbers and Chinese words masked, and of an exception its class and the lines of code it
    came through, not what it says."""

    def format(self, record: logging.LogRecord) -> str:
        """One record; the record itself stays as it is for whoever else handles it."""
        own = copy.copy(record)
        own.exc_text = None  # what another handler made of it
        if isinstance(own.args, Mapping):
            own.args = {name: _masked_argument(value) for name, value in own.args.items()}
        elif own.args:
            own.args = tuple(map(_masked_argument, own.args))
        if isinstance(own.msg, BaseException):
            own.msg = type(own.msg).__name__
        elif not own.args:
            own.msg = _masked(str(own.msg))
        return super().format(own)

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the name that logging calls
        """The chain of exceptions as file, line and function."""
        lines: list[str] = []
        fault: BaseException | None = ei[1]
        while fault is not None:
            for frame in traceback.extract_tb(fault.__traceback__):
                lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
            lines.append(type(fault).__qualname__)
            fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        return "\n".join(lines)
