"""What pages show of a number."""

from __future__ import annotations


def mask_id_number(number: str) -> str:
    """The first four and the last two characters: 9999••••••••••••3X."""
    return _masked(number, first=4, last=2)


def mask_phone(number: str) -> str:
    """The first three and the last four digits: 139••••1234."""
    return _masked(number, first=3, last=4)


def mask_address(address: str) -> str:
    """The first two characters: 3组•••, so that a list tells the corner of the village and not the door."""
    return _masked(address, first=2, last=0)


def _masked(number: str, *, first: int, last: int) -> str:
    """Hide the middle. A number too short to hide a third of it that way is hidden whole."""
    hidden = len(number) - first - last
    if hidden * 3 < len(number):
        return "•" * len(number)
    return f"{number[:first]}{'•' * hidden}{number[len(number) - last :]}"
