"""What may be done with cases."""

from __future__ import annotations

from jiahe.foundation.accounts.rights import Right

VIEW_CASES = Right("cases.view", "看本地的事项")
HANDLE_CASES = Right("cases.handle", "接待、办理事项")
