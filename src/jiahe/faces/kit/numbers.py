"""Whole numbers that come in an address or a form, where anybody may write anything."""

from __future__ import annotations

from collections.abc import Iterable

DIGITS_OF_A_KEY = 18  # what a key of a row may have at most in either database


def whole_number(text: str, *, digits: int = DIGITS_OF_A_KEY) -> int | None:
    """The whole number that a text is, written in so many digits at most; None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """The whole numbers among some texts, in their order."""
    return [number for text in texts if (number := whole_number(text)) is not None]
