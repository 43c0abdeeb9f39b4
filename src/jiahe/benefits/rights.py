"""What may be done with the law as this installation has it."""

from __future__ import annotations

from jiahe.foundation.accounts.rights import Right

PROPOSE_LAW = Right("benefits.propose_law", "提出修改政策数值")
PUBLISH_LAW = Right("benefits.publish_law", "审核、发布政策数值")
