"""Money is counted in whole fen and read in yuan."""

from __future__ import annotations

FEN = 100


def yuan(fen: int) -> str:
    """An amount counted in fen as people read it, in yuan: 1,280.50; whole ones without a point."""
    whole, rest = divmod(abs(fen), FEN)
    text = f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"
    return f"-{text}" if fen < 0 else text
