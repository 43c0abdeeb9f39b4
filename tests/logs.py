"""What the product writes to its log while the tests run: read line by line, so that nobody of the tests stands in it."""

from __future__ import annotations

import logging
import re

from jiahe.faces.kit.logs import WithoutPersonalData
from tests.people import FAMILY
from tests.served import NUMBERS

NAMES_AND_ADDRESSES = sorted({row.name for row in FAMILY} | {row.address for row in FAMILY if row.address})
PERSONAL = re.compile("|".join([NUMBERS.pattern, *map(re.escape, NAMES_AND_ADDRESSES)]))


class Journal(logging.Handler):
    """Keeps what the product's own handler writes, in its words."""

    def __init__(self, own: logging.Handler) -> None:
        super().__init__()
        self.own = own
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record as it is written."""
        self.lines.append(self.own.format(record))

    def taken(self) -> list[str]:
        """What was written since the last time."""
        taken, self.lines = self.lines, []
        return taken


def begin() -> Journal:
    """Read along, beside the handler that the settings of the product gave to the root of all loggers."""
    root = logging.getLogger()
    own = next(handler for handler in root.handlers if isinstance(handler.formatter, WithoutPersonalData))
    journal = Journal(own)
    root.addHandler(journal)
    return journal


def named_in(lines: list[str]) -> list[str]:
    """The lines in which somebody stands."""
    return [line for line in lines if PERSONAL.search(line)]
