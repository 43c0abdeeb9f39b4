"""An answer as a few plain lines, for who reads it on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

UNITS = {
    "CNY": "元", "CNY/month": "元/月", "CNY/year": "元/年", "days": "天", "days/year": "天/年", "visits": "次",
    "ratio": "（比例）", None: "",
}  # fmt: skip


def summary_of(answer: Mapping[str, Any]) -> str:
    """What is due, with amount and source, and what is missing to know more."""
    lines = [f"{answer['on']} 能领的："]
    for entry in answer["entitlements"]:
        source = entry["sources"][0] if entry["sources"] else {"title": "", "number": None}
        doubt = "，待核实" if entry["unverified"] else ""
        document = f"{source['title']}{source['number'] or ''}"
        lines.append(
            f"  {entry['beneficiary']} {entry['title']} {amount_in_words(entry)}（{document}，{entry['confidence']}{doubt}）"
        )
    lines.append("还缺一些情况才知道的：")
    for entry in answer["unknown"]:
        lacking = "、".join(entry["missing"]) or f"还没有查到规定：{entry['missing_rule']}"
        lines.append(f"  {entry['beneficiary']} {entry['title']}：{lacking}")
    return "\n".join(lines)


def amount_in_words(entry: Mapping[str, Any]) -> str:
    """The amount of an entitlement as people read it: 3,600 元/年, 158–180 天, 80%; empty where there is none."""
    if entry["unit"] == "ratio":
        share = entry.get("amount")
        return "" if share is None else f"报销 {(Decimal(share) * 100).normalize():f}%"
    bounds = [entry["amount_min"], entry["amount_max"]] if "amount_min" in entry else [entry["amount"]]
    if any(bound is None for bound in bounds):
        return ""
    said = "–".join(map(grouped, bounds))
    return f"{said} {UNITS[entry['unit']]}"


def grouped(amount: str | Decimal) -> str:
    """A number as people read it: 3,600, and 128.50 where there are parts of one."""
    return f"{Decimal(amount):,.2f}".removesuffix(".00")
