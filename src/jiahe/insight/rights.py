"""What may be done with numbers."""

from jiahe.foundation.accounts.rights import Right

VIEW_SCREEN = Right("insight.view_screen", "看一屏")
