"""What may be done with the tree of regions."""

from jiahe.foundation.accounts.rights import Right

EDIT_REGIONS = Right("regions.edit", "管理区划")
