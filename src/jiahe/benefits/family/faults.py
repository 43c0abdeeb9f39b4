"""What is wrong with a family's file."""

from __future__ import annotations


class FamilyFault(ValueError):
    """Something in the file cannot be. ``path`` is where: ``members[2].birth_date``; ``message`` says it in one sentence."""

    def __init__(self, path: str, message: str) -> None:
        self.path, self.message = path, message
        super().__init__(f"{path}：{message}" if path else message)
