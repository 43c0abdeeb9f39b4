"""An answer as a few plain lines, for who reads it on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
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
            f"  {entry['beneficiary']} {entry['title']} {amount_of(entry)}（{document}，{entry['confidence']}{doubt}）"
        )
    lines.append("还缺一些情况才知道的：")
    for entry in answer["unknown"]:
        lacking = "、".join(entry["missing"]) or f"还没有查到规定：{entry['missing_rule']}"
        lines.append(f"  {entry['beneficiary']} {entry['title']}：{lacking}")
    return "\n".join(lines)


def amount_of(entry: Mapping[str, Any]) -> str:
    """The amount of an entitlement with its unit in words; empty where there is none."""
    unit = UNITS[entry["unit"]]
    if "amount_min" in entry:
        return f"{entry['amount_min']}–{entry['amount_max']}{unit}"
    return f"{entry['amount']}{unit}" if entry["amount"] is not None else ""
