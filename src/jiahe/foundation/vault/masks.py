"""What pages show of a number."""

from __future__ import annotations


def mask_id_number(number: str) -> str:
    """The first four and the last two characters: 9999••••••••••••3X."""
    return f"{number[:4]}{'•' * (len(number) - 6)}{number[-2:]}" if len(number) > 6 else "•" * len(number)


def mask_phone(number: str) -> str:
    """The first three and the last four digits: 139••••1234."""
    return f"{number[:3]}••••{number[-4:]}" if len(number) > 7 else "•" * len(number)
