"""Reading which files there are: private by default."""

from __future__ import annotations

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.files.models import StoredFile
from jiahe.foundation.files.purposes import purpose_of
from jiahe.foundation.regions.queries import find_region, ranges_of


class FileGone(Exception):
    """The file was the reader's and is deleted; in a sentence that says why."""


def stored_file(pk: int, *, by: Actor) -> StoredFile:
    """A file the actor may read, also one that is deleted by now.

    Raises:
        OutOfReach: there is none, or it is not his to know of.
        RightMissing: he reaches its place and lacks the right its purpose names.
    """
    found = StoredFile.objects.filter(pk=pk).first()
    if found is None:
        raise OutOfReach("没有找到这个文件。")
    require_reader(found, by)
    return found


def require_reader(file: StoredFile, by: Actor) -> None:
    """Raise OutOfReach or RightMissing, as ``stored_file`` does, unless the actor may read a file."""
    purpose = purpose_of(file.purpose)
    if purpose.gate is not None:
        purpose.gate(file, by)
        return
    in_post = (file.owner_kind, file.post_id) == (by.kind, by.post_id)
    if in_post and (file.owner_id == by.id or purpose.of_post):
        return
    place = find_region(file.region_code, file.region_level) if file.region_code else None
    if purpose.right is None or place is None or not by.reaches_all(ranges_of(place)):
        raise OutOfReach("没有找到这个文件。")
    require(by, purpose.right)
