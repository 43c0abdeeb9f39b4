"""The three talks 三说: what happened once, told by the law, by what is right, by what one owes; and what is asked after.

Days and amounts in the answers are those of `benefits/parameters` of the day they were written; a lecture is judged by
what was asked at it.
"""

from __future__ import annotations

from jiahe.delivery.library.kind import Lectures, Quiz, StoryKind

QUIZ = {
    "leave": [
        Quiz("days", "福建的产假是多少天？", "158 天到 180 天，最少 158 天。"),
        Quiz("father", "孩子出生，爸爸有几天照顾假？", "15 天，工资照发。"),
        Quiz("parental", "孩子满 3 周岁以前，爸爸妈妈每人每年有几天育儿假？", "各 10 天。"),
    ],
    "work": [
        Quiz("dismissal", "单位能因为怀孕、生孩子、喂奶辞退人或者降工资吗？", "不能。"),
        Quiz("nursing", "孩子满 1 周岁以前，上班每天有多久哺乳时间？", "1 小时。"),
        Quiz("help", "休假、津贴上遇到难处，可以找谁？", "村里、镇上、县里的计生协都可以，首先接到的负责到底。"),
    ],
    "support": [
        Quiz("three", "一对夫妻可以生几个孩子？", "三个。"),
        Quiz("subsidy", "育儿补贴一个孩子一年多少钱？", "3,600 元，领到 3 周岁。"),
        Quiz("who", "第几个孩子有育儿补贴？", "每个孩子都有，不分第几个。"),
    ],
    "customs": [
        Quiz("gifts", "彩礼可以当作结婚的条件来索要吗？", "不可以，借婚姻索取财物是法律禁止的。"),
        Quiz("share", "带孩子、做家务是谁的事？", "夫妻两个人的事。"),
    ],
}

TALKS = StoryKind(
    "talks",
    title="以案说法",
    intro="别人家遇到过的事：产假休不了、津贴没领到、家里为带孩子闹别扭，后来怎么办成的。名字和地方都换过了。",
    categories={"law": "以案说法", "virtue": "以案说德", "duty": "以案说责"},
    needs_law=frozenset({"law"}),
    lectures=Lectures(
        topics={"leave": "产假、照顾假、育儿假", "work": "怀孕、生育、哺乳期间的工作", "support": "三孩政策和补贴",
                "customs": "婚育新风"},
        quiz=QUIZ,
    ),
)  # fmt: skip
