"""What may be done with sites. Who keeps one does not inspect it alone: the county and the city come and look."""

from jiahe.foundation.accounts.rights import Right

VIEW_SITES = Right("sites.view", "看阵地")
EDIT_SITES = Right("sites.edit", "登记和修改阵地")
INSPECT_SITES = Right("sites.inspect", "检查阵地")
