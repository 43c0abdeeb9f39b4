"""Everything that is written about stories and lectures."""

from jiahe.delivery.library.actions.lectures import (
    AlreadyRecorded,
    LectureDetails,
    correct_lecture,
    record_lecture,
    strike_lecture,
)
from jiahe.delivery.library.actions.reading import count_read
from jiahe.delivery.library.actions.stories import (
    StoryText,
    change_story,
    publish_story,
    return_story,
    submit_story,
    take_back_story,
    withdraw_story,
    write_story,
)

__all__ = [
    "AlreadyRecorded",
    "LectureDetails",
    "StoryText",
    "change_story",
    "correct_lecture",
    "count_read",
    "publish_story",
    "record_lecture",
    "return_story",
    "strike_lecture",
    "submit_story",
    "take_back_story",
    "withdraw_story",
    "write_story",
]
