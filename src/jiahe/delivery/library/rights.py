"""What may be done with stories and lectures. Who wrote a story never reviews it, whatever his rights."""

from __future__ import annotations

from jiahe.foundation.accounts.rights import Right

VIEW_STORIES = Right("library.view_stories", "看写好的和没写好的内容")
WRITE_STORIES = Right("library.write", "写内容")
REVIEW_STORIES = Right("library.review", "审核、发布、下架内容")
VIEW_LECTURES = Right("library.view_lectures", "看讲座和知晓率")
RECORD_LECTURES = Right("library.record_lectures", "登记讲座")
