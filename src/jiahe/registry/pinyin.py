"""Names as they are typed without tones: 林秀英 is linxiuying, or lxy."""

from __future__ import annotations

from functools import lru_cache

# Characters that are read differently as a surname than elsewhere; the two-character ones come first.
SURNAMES = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
    "单": ("shan",), "曾": ("zeng",), "仇": ("qiu",), "解": ("xie",), "区": ("ou",), "朴": ("piao",), "查": ("zha",),
    "翟": ("zhai",), "盖": ("ge",), "缪": ("miao",), "乐": ("yue",), "覃": ("qin",), "冼": ("xian",), "任": ("ren",),
    "华": ("hua",), "宁": ("ning",), "折": ("she",), "种": ("chong",), "召": ("shao",), "员": ("yun",), "黑": ("he",),
    "秘": ("bi",), "繁": ("po",), "尹": ("yin",), "纪": ("ji",), "葛": ("ge",), "逄": ("pang",), "教": ("jiao",),
}  # fmt: skip
LONGEST, MOST_INITIALS = 120, 20


def pinyin_of(name: str) -> tuple[str, str]:
    """The whole pinyin of a name and its initials, in small letters; what is no Chinese character is left out."""
    syllables = _syllables(name)
    return "".join(syllables)[:LONGEST], "".join(s[0] for s in syllables)[:MOST_INITIALS]


def _syllables(name: str) -> list[str]:
    for length in (2, 1):
        surname = SURNAMES.get(name[:length])
        if surname and len(name) > length:
            return [*surname, *(s for character in name[length:] if (s := _syllable(character)))]
    return [s for character in name if (s := _syllable(character))]


@lru_cache(maxsize=30_000)
def _syllable(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalpha() else ""
    from pypinyin import Style, lazy_pinyin  # reads its dictionary for a third of a second: not for every command

    found = lazy_pinyin(character, style=Style.NORMAL, errors="ignore", v_to_u=False)
    return found[0].lower() if found and found[0].isascii() else ""
