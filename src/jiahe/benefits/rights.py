"""What may be done with the law the benefits are written with."""

from jiahe.foundation.accounts.rights import Right

VIEW_LAW = Right("benefits.view_law", "看政策参数")
