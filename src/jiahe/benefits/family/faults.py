"""What is wrong with a family's file."""

from __future__ import annotations


class FamilyFault(ValueError):
    """Something in the file cannot be. ``path`` is where: ``members[2].birth_date``; ``message`` says it in one sentence."""

    def __init__(self, path: str, message: str) -> None:
        self.path, self.message = path, message
        super().__init__(path, message)

    def __str__(self) -> str:
        return f"{self.path}：{self.message}" if self.path else self.message

    def under(self, above: str) -> FamilyFault:
        """The same fault, of something that stands in something else: the path grows only when there is a fault."""
        between = "." if self.path and not self.path.startswith("[") else ""
        return FamilyFault(f"{above}{between}{self.path}", self.message)
