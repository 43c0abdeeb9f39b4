"""What may stand in no story: anything that leads to somebody. What is found is named, so that it can be taken out.

A text is read as a person would read it: full-width digits, digits with spaces between them, and numbers spelt in
Chinese (一三八…) count like plain ones. A document number, a day and a hotline of five digits lead to nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

NUMERAL = r"(?:\d{1,4}|[一二三四五六七八九十百零〇两]{1,5})"
SPELT = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
LONG = re.compile(r"(?<![\dA-Za-z])\d(?:[ \-]?\d){9,}[Xx]?")  # ten digits and more, as one groups them
SPELT_LONG = re.compile(r"[〇零一二三四五六七八九幺\d]{11,}")
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
DOORS = (
    re.compile(rf"(?<!不)(?:大道|[路街巷弄村组坊])(?:门牌)?\s*{NUMERAL}(?:[-之]{NUMERAL})?\s*号(?!文|令)"),
    re.compile(rf"{NUMERAL}\s*(?:号楼|号院|幢|栋)"),
    re.compile(r"\d{1,2}\s*单元|(?<![\d年])\d{3,4}\s*室"),
)
ACCOUNT = re.compile(r"(?:微信|QQ|qq|抖音)(?:号|名)?\s*[:：是为]?\s*[A-Za-z0-9][\w-]{4,}|[\w.+-]+@[\w-]+\.\w+")
# Words that wound whoever they speak of, and what is said instead.
WOUNDING = {"失独": "关爱家庭", "超生": "多孩家庭", "黑户": "没有登记户口的人", "弃婴": "没有人照看的孩子"}
ID_LENGTHS, CARD_LENGTHS, PHONE_LENGTH = (15, 18), range(16, 20), 11


def betrays(text: str, names: Iterable[str] = ()) -> str:
    """A sentence about the first piece of a text that leads to somebody; empty where there is none.

    ``names`` are those of whom the story tells: they may not stand in it, nor may what they are called at work.
    """
    plain = unicodedata.normalize("NFKC", text)
    for name in sorted({name.strip() for name in names}, key=len, reverse=True):
        if len(name) > 1 and name in plain:
            return f"里面有当事人的名字“{name}”，请换成“小陈”“一家茶厂”这样的称呼。"
    for word, instead in WOUNDING.items():
        if word in plain:
            return f"里面的“{word}”会让读到的家庭难过，请换个说法，比如“{instead}”。"
    return _number_in(plain) or _door_in(plain) or _account_in(plain)


def _number_in(plain: str) -> str:
    landline = LANDLINE.search(plain)
    if landline is not None:
        return _take_out(landline[0], "电话号码", "“打电话问”")
    found = LONG.search(plain) or SPELT_LONG.search(plain)
    if found is None:
        return ""
    digits = re.sub(r"[ \-]", "", found[0].translate(SPELT))
    if len(digits) in ID_LENGTHS:
        return _take_out(found[0], "身份证号", "“出示身份证”")
    if len(digits) == PHONE_LENGTH and digits[0] == "1":
        return _take_out(found[0], "手机号", "“打电话问”")
    if len(digits) in CARD_LENGTHS:
        return _take_out(found[0], "银行卡号", "“打到卡上”")
    return _take_out(found[0], "能查到人的号码", "“编号”")


def _door_in(plain: str) -> str:
    found = next((match for pattern in DOORS if (match := pattern.search(plain))), None)
    return _take_out(found[0], "门牌地址", "“村里”“一个小区”") if found is not None else ""


def _account_in(plain: str) -> str:
    found = ACCOUNT.search(plain)
    return _take_out(found[0], "个人的账号", "“在手机上联系”") if found is not None else ""


def _take_out(piece: str, what: str, instead: str) -> str:
    return f"里面的“{piece.strip()}”像是{what}，请删掉，或者写成{instead}。"
