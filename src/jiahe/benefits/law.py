"""The numbers and the documents of the law, read once from ``parameters``: what the rules are written with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from jiahe.foundation.rules.expressions import Number, Place, local, parameter
from jiahe.foundation.rules.parameters import LOADER, Parameter, ParameterError, read_parameters

FOLDER = Path(__file__).parent / "parameters"
HUKOU, RESIDENCE = Place("hukou_region"), Place("residence_region")


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the law: its title, number, own day, official address, and the day it was made known where that is known."""

    title: str
    number: str = ""
    dated: date | None = None
    url: str = ""
    announced: date | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A document as the basis of a rule, and how sure we are of what it says (see ``parameters.Source``)."""

    document: Document
    grade: str


@cache
def _parameters() -> Mapping[str, Parameter]:
    found: dict[str, Parameter] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        for code, number in read_parameters(file).items():
            if code in found:
                raise ParameterError(f"{file.name}: {code} stands in another file too")
            found[code] = number
    return found


@cache
def _documents() -> Mapping[str, Document]:
    found: dict[str, Document] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        content: Mapping[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  # safe
        for code, said in content.get("documents", {}).items():
            if code in found:
                raise ParameterError(f"{file.name}: the document {code} stands in another file too")
            found[code] = Document(
                said["title"], str(said.get("number", "")), said.get("date"), said.get("url", ""), said.get("announced")
            )
    return found


def law(code: str) -> Parameter:
    """A number of the law by its code; raises KeyError where no file has it."""
    return _parameters()[code]


def every_law() -> Mapping[str, Parameter]:
    """All of them, by code."""
    return _parameters()


def at_hukou(code: str) -> Number:
    """A number of the law as it stands where somebody has his hukou."""
    return local(law(code), HUKOU)


def at_residence(code: str) -> Number:
    """A number of the law as it stands where somebody lives."""
    return local(law(code), RESIDENCE)


def of_nation(code: str) -> Number:
    """A number of the law that is the same everywhere, such as an age: it asks for no place."""
    return parameter(law(code).values)


def anywhere(code: str) -> Number:
    """A number of the law that is the same everywhere, of which an answer names the source; it asks for no place."""
    return local(law(code), Place("anywhere"))


def as_source(document: Document, grade: str) -> dict[str, Any]:
    """A document as an answer names it: title, number, date, url, and how sure we are of what it says."""
    return {
        "title": document.title,
        "number": document.number or None,
        "date": document.dated.isoformat() if document.dated else None,
        "url": document.url or None,
        "confidence": grade,
    }


def reference(code: str, grade: str) -> Reference:
    """A document by its code, with how sure we are of what it says; raises KeyError where no file has it."""
    return Reference(_documents()[code], grade)
