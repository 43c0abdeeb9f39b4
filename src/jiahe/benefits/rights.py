"""What may be done with the law the benefits are written with."""

from __future__ import annotations

from jiahe.foundation.accounts.rights import Right

VIEW_LAW = Right("benefits.view_law", "看政策参数")
PROPOSE_LAW = Right("benefits.propose_law", "提出修改政策参数")
PUBLISH_LAW = Right("benefits.publish_law", "审核、发布政策参数")
