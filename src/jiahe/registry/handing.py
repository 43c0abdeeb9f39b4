"""What is under way in a post: what goes along when the post goes to another person."""

from __future__ import annotations

from jiahe.foundation.accounts.models import Post
from jiahe.registry.allotting import split_of
from jiahe.registry.models import ExportRequest, ImportRun
from jiahe.registry.models.exports import WORKING as MAKING
from jiahe.registry.models.exports import ExportStatus
from jiahe.registry.models.imports import WORKING, ImportStatus


def open_work(post: Post) -> list[tuple[str, int, str]]:
    """Each kind of work that is under way in a post, how many there are of it, and the word they are counted with."""
    exports = ExportRequest.objects.filter(post=post, status__in=(ExportStatus.WAITING, *MAKING)).count()
    imports = ImportRun.objects.filter(post_id=post.pk, status__in=(ImportStatus.CHECKED, *WORKING)).count()
    split = split_of(post.region)
    return [
        ("等审批或正在生成的导出名单", exports, "份"),
        ("没有导完的表格", imports, "份"),
        ("等着定归属的家庭", split.waiting().count() if split else 0, "户"),
    ]
