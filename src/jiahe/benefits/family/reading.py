"""From the text of FAMILY.json to a family, or to the one fault that stands in the way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jiahe.benefits.family.faults import FamilyFault
from jiahe.benefits.family.fields import FAMILY
from jiahe.benefits.family.impossible import refuse_what_cannot_be
from jiahe.benefits.family.members import Family, Member

LARGEST_FILE = 1_000_000  # bytes; sixty members with all they can say are a tenth of it


def family_from_json(content: bytes, *, on: date | None, today: date) -> Family:
    """Read a family's file. ``on`` wins over the day the file names; without either it is today.

    Raises:
        FamilyFault: it is no JSON, or says something that cannot be.
    """
    if len(content) > LARGEST_FILE:
        raise FamilyFault("", "文件太大，不像是一个家庭的资料。")
    try:
        values = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_each_once,
            parse_float=Decimal,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError:
        raise FamilyFault("", "文件不是 UTF-8 文字，请另存为 UTF-8 再试。") from None
    except json.JSONDecodeError as error:
        raise FamilyFault("", f"文件不是正确的 JSON：第 {error.lineno} 行第 {error.colno} 个字附近写得不对。") from None
    except (RecursionError, ValueError) as error:
        if isinstance(error, FamilyFault):
            raise
        raise FamilyFault("", "文件里有读不出来的值，请核对括号和数字。") from None
    return family_from_values(values, on=on, today=today)


def family_from_values(values: Any, *, on: date | None, today: date) -> Family:
    """The same from values that are read already.

    Raises:
        FamilyFault: something cannot be.
    """
    said = FAMILY.read(values)
    rows = said["members"]
    members = [
        Member(f"members[{place}]", row["id"], row["sex"], row["birth_date"], row) for place, row in enumerate(rows)
    ]
    family = Family(on or said.get("on") or today, said.get("region"), members, said.get("complete", True))
    refuse_what_cannot_be(family)
    return family


def _each_once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    """An object whose names are each written once: of two values nobody could say which was meant."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise FamilyFault(name[:100], "同一项写了两次，请留下一个。")
        found[name] = value
    return found


def _no_number(word: str) -> Any:
    raise FamilyFault("", f"文件里的 {word} 不是数，请核对。")
