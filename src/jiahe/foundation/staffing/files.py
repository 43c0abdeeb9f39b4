"""What files are kept for: the sheet that was brought, and the one-time passwords that come of it."""

from datetime import timedelta

from jiahe.foundation.files.kinds import Kind
from jiahe.foundation.files.purposes import FilePurpose

ACCOUNT_SHEET = FilePurpose(
    code="account-sheet",
    title="开账号的表格",
    kinds=(Kind.XLSX, Kind.CSV),
    largest=30 * 1024**2,
    kept_for=timedelta(days=1),
    holds_people=True,
    of_post=True,
)
# Private to who brought the sheet: passwords are not read by whoever comes to the post after him.
ACCOUNT_RESULT = FilePurpose(
    code="account-result",
    title="开账号的结果",
    kinds=(Kind.XLSX,),
    largest=100 * 1024**2,
    kept_for=timedelta(days=1),
    holds_people=True,
    once=True,
)
