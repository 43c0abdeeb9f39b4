"""The regions that come with the package, read without a database: which codes stand, and what they are called."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

from jiahe.foundation.regions.packaged import CROSSWALK, DIVISIONS

# The first two digits of every province's code (GB/T 2260), so that a mistyped one is told from one elsewhere.
PROVINCES: Mapping[int, str] = {
    11: "北京市", 12: "天津市", 13: "河北省", 14: "山西省", 15: "内蒙古自治区", 21: "辽宁省", 22: "吉林省", 23: "黑龙江省",
    31: "上海市", 32: "江苏省", 33: "浙江省", 34: "安徽省", 35: "福建省", 36: "江西省", 37: "山东省", 41: "河南省",
    42: "湖北省", 43: "湖南省", 44: "广东省", 45: "广西壮族自治区", 46: "海南省", 50: "重庆市", 51: "四川省", 52: "贵州省",
    53: "云南省", 54: "西藏自治区", 61: "陕西省", 62: "甘肃省", 63: "青海省", 64: "宁夏回族自治区",
    65: "新疆维吾尔自治区", 71: "台湾省", 81: "香港特别行政区", 82: "澳门特别行政区",
}  # fmt: skip
HERE = 35


@cache
def _names() -> Mapping[int, str]:
    with DIVISIONS.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        names: dict[int, str] = {}
        for code, name, *_ in reader:
            names.setdefault(int(code), name)  # of 金门县, which stands on three levels, the widest
        return names


@cache
def regions_written() -> Mapping[str, int]:
    """The code of each unit of the province by its twelve digits."""
    return {str(code): code for code in _names()}


def is_region_elsewhere(code: int) -> bool:
    """Whether a code of twelve digits belongs to another province."""
    return code // 10**10 in PROVINCES and code // 10**10 != HERE


def region_now(code: int) -> str | None:
    """What the county of a code of former times is now, with its code; None where nothing is known of it."""
    with CROSSWALK.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if int(row["old_code"]) == code // 10**6:
                return f"{row['new_name']}（{row['new_code']}）"
    return None


def place_name(code: int, *, digits: int = 12) -> str:
    """The name of a place in a sentence: 泉州市南安市…; of another province only the province; of 0 nothing."""
    if code // 10**10 != HERE:
        return PROVINCES.get(code // 10**10, "")
    names = _names()
    codes = [code // 10 ** (12 - fixed) * 10 ** (12 - fixed) for fixed in (2, 4, 6, 9, 12) if fixed <= digits]
    parts: list[str] = []
    for whole in codes:
        name = names.get(whole, "")
        if name and (not parts or parts[-1] != name):
            parts.append(name)
    return "".join(parts[1:] or parts)
