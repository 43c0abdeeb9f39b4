"""A document of the law, as an answer names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiahe.benefits.law import Reference


def source_of(basis: Reference) -> Mapping[str, Any]:
    """The values of a reference that the pages read: title, number, date, url, confidence."""
    document = basis.document
    return {
        "title": document.title,
        "number": document.number or None,
        "date": document.dated.isoformat() if document.dated else None,
        "url": document.url or None,
        "confidence": basis.grade,
    }
