"""When and where the tests take place. Nothing here needs Django."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

# A moment of the tests. Pages ask the real clock; everything below them is given this one.
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()

YUNLIN = 350583103201  # 芸林村, 英都镇, 南安市, 泉州市
XIAXI = 350583103202  # 霞溪村, its neighbour
YUANMEN = 350128001001  # 辕门居委会, 海坛街道, 平潭
