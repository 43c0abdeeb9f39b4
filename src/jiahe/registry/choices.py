"""The closed lists of the registry: each code, its 中文, and every spelling that people use for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_SPACES: Final = re.compile(r"\s+")


class Choices(dict[str, str]):
    """Code → 中文, which also knows the other spellings of each code (``readings``: spelling → code)."""

    def __init__(self, names: Mapping[str, str], synonyms: Mapping[str, str]) -> None:
        """``synonyms`` holds, for a code, its other spellings with spaces between them."""
        super().__init__(names)
        self.readings: dict[str, str] = {}
        for code, name in names.items():
            for spelling in (code, name, *synonyms.get(code, "").split()):
                self.readings[_plain(spelling)] = code

    def in_words(self) -> str:
        """The list as a sentence names it: 男、女."""
        return "、".join(self.values())


def _plain(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).lower()


def parse(table: Choices, text: str) -> str | None:
    """The code that ``text`` stands for, or None when it stands for none of the table."""
    return table.readings.get(text) or table.readings.get(_plain(text))


SEXES: Final = Choices({"F": "女", "M": "男"}, {"F": "女性 女士 女孩 2", "M": "男性 男士 男孩 1"})

MARITAL_STATUSES: Final = Choices(
    {"single": "未婚", "married": "已婚", "divorced": "离婚", "widowed": "丧偶"},
    {
        "single": "未婚单身 从未结婚 10",
        "married": "初婚 再婚 复婚 有配偶 结婚 已婚有配偶 初婚有配偶 再婚有配偶 20 21 22 23",
        "divorced": "离异 离婚未再婚 已离婚 40",
        "widowed": "丧偶未再婚 寡居 鳏居 30",
    },
)

HUKOU_TYPES: Final = Choices(
    {"rural": "农业", "urban": "非农业"},
    {
        "rural": "农业户口 农业户籍 农业家庭户口 农业家庭户 农村 农村户口 农村居民 农户",
        "urban": (
            "非农 非农户口 非农业户口 非农业户籍 非农业家庭户口 非农业家庭户 城镇 城镇户口 城镇居民 城市 城市户口"
        ),
    },
)

# The relations of GB/T 4761, folded to those that the registry needs.
RELATIONS: Final = Choices(
    {
        "head": "户主",
        "spouse": "配偶",
        "son": "儿子",
        "daughter": "女儿",
        "father": "父亲",
        "mother": "母亲",
        "father_in_law": "公公或岳父",
        "mother_in_law": "婆婆或岳母",
        "son_in_law": "女婿",
        "daughter_in_law": "儿媳",
        "grandchild": "孙辈",
        "grandparent": "祖辈",
        "sibling": "兄弟姐妹",
        "other": "其他",
    },
    {
        "head": "本人 户主本人 本人或户主 01 02",
        "spouse": "妻 夫 妻子 丈夫 夫妻 老婆 老公 爱人 之妻 之夫",
        "son": (
            "子 长子 次子 二子 二儿子 三子 四子 五子 六子 大儿子 小儿子 独生子 独子 养子 继子 养子或继子 养子继子 "
            "其他儿子 子女(男)"
        ),
        "daughter": (
            "女 长女 次女 二女 二女儿 三女 四女 五女 六女 大女儿 小女儿 独生女 独女 养女 继女 养女或继女 养女继女 "
            "其他女儿 子女(女)"
        ),
        "father": "父 爸爸 养父 继父",
        "mother": "母 妈妈 养母 继母",
        "father_in_law": "公公 岳父 丈人 公公岳父 配偶父亲 配偶的父亲",
        "mother_in_law": "婆婆 岳母 丈母娘 婆婆岳母 配偶母亲 配偶的母亲",
        "son_in_law": "长女婿 次女婿",
        "daughter_in_law": "媳妇 儿媳妇 长媳 次媳 长儿媳 次儿媳",
        "grandchild": (
            "孙 孙子 孙女 外孙 外孙子 外孙女 长孙 次孙 长孙女 次孙女 孙子女 外孙子女 孙子孙女 曾孙 曾孙子 曾孙女 "
            "曾外孙 曾外孙女 重孙 重孙女 孙子或外孙子 孙女或外孙女"
        ),
        "grandparent": (
            "祖父 祖母 爷爷 奶奶 外祖父 外祖母 外公 外婆 姥爷 姥姥 祖父母 外祖父母 曾祖父 曾祖母 祖父母或外祖父母 "
            "配偶祖父母 配偶的祖父母"
        ),
        "sibling": (
            "兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹 姊 姊妹 长兄 大哥 二哥 三哥 大姐 二姐 三姐 胞兄 胞弟 胞姐 胞妹"
        ),
        "other": (
            "其它 其他亲属 其他关系 非亲属 亲属 侄子 侄女 外甥 外甥女 嫂子 弟媳 弟妹 姐夫 妹夫 伯父 叔父 舅父 姑母 "
            "孙媳 孙女婿"
        ),
    },
)

EDUCATIONS: Final = Choices(
    {
        "none": "未上学",
        "primary": "小学",
        "junior": "初中",
        "senior": "高中",
        "vocational": "中专",
        "college": "大专",
        "bachelor": "本科",
        "master": "硕士",
        "doctor": "博士",
    },
    {
        "none": "文盲 半文盲 文盲或半文盲 文盲半文盲 不识字 学龄前 学前 学前教育 幼儿园 托儿所 无",
        "primary": "小学毕业 小学肄业 小学在读 小学文化",
        "junior": "初级中学 初中毕业 初中肄业 初中在读 初中文化 初中教育",
        "senior": "普通高中 普通高级中学 高级中学 高中毕业 高中肄业 高中在读 高中文化",
        "vocational": (
            "中等专业学校 中等专科 中等职业教育 中职 职高 职业高中 技校 技工学校 中技 中专毕业 高中/中专 中专/高中"
        ),
        "college": "大学专科 专科 高职 专科教育 大学专科教育 大专毕业 专科毕业",
        "bachelor": "大学本科 大学 本科毕业 大学本科教育 学士 大本",
        "master": "硕士研究生 研究生 研究生教育 硕士毕业 硕士研究生毕业",
        "doctor": "博士研究生 博士毕业 博士研究生毕业",
    },
)

# The 56 peoples in the order of GB 3304.
_PEOPLES: Final = (
    "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 "
    "黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 "
    "撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 "
    "京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族"
)
ETHNICITIES: Final[list[str]] = [*_PEOPLES.split(), "穿青人", "其他"]

_ETHNICITY_READINGS: Final = Choices(
    {name: name for name in ETHNICITIES},
    {name: name.removesuffix("族") for name in ETHNICITIES if name.endswith("族")}
    | {
        "其他": "其它 未识别民族 外国血统 外国血统中国籍人士",
        "穿青人": "穿青 穿青族",
        "满族": "满 满洲族",
        "畲族": "畲 畬族 畬",
    },
)

_YES_OR_NO: Final = Choices(
    {"yes": "是", "no": "否"},
    {
        "yes": "有 y 1 true t 对 √ ✓ ✔ 已办 已领 已领取 享受 低保 低保户",
        "no": "无 没有 不是 非 n 0 false f × ✗ x 未办 未领 未领取 不享受 未享受",
    },
)

_GRADES: Final = Choices(
    {"1": "一级", "2": "二级", "3": "三级", "4": "四级"},
    {
        "1": "1级 一 壹级 i级 i 残疾一级",
        "2": "2级 二 贰级 ii级 ii 残疾二级",
        "3": "3级 三 叁级 iii级 iii 残疾三级",
        "4": "4级 四 肆级 iv级 iv 残疾四级",
    },
)


def parse_ethnicity(text: str) -> str | None:
    """The full name of the people, 汉族 for 汉, or None when there is no such name."""
    return parse(_ETHNICITY_READINGS, text)


def parse_yes_or_no(text: str) -> bool | None:
    """True for 是, 有, Y, 1; False for 否, 无, N, 0; None for anything else."""
    code = parse(_YES_OR_NO, text)
    return None if code is None else code == "yes"


def parse_disability_grade(text: str) -> int | None:
    """1 to 4 for 一级, 1级, Ⅰ or 1; None for anything else."""
    code = parse(_GRADES, text)
    return None if code is None else int(code)
