"""What may be done with the settings of programmes."""

from __future__ import annotations

from jiahe.foundation.accounts.rights import Right

PROPOSE_SETTINGS = Right("catalogue.propose_settings", "提出项目设置")
APPROVE_SETTINGS = Right("catalogue.approve_settings", "审核项目设置")
